//! A model's labels, each as one of ours.

use crate::code::{Named, label_names};
use crate::script::plain_script;
use crate::{Error, REJECT};

/// Begins labels of the reject class that are trained apart: `oth_arb_Arab`. What is rejected is
/// no one thing, and a model learns many things better by their own names.
pub(crate) const REJECTED: &str = "oth_";

/// What lid.176 calls `sh`: Bosnian, Croatian and Serbian in Latin script as one.
pub(super) const SERBO_CROATIAN: &str = "hbs_Latn";

/// What one of a model's labels counts as.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// This of our labels.
    Label(usize),
    /// A language of several scripts: the text tells which of our labels, by place in `spread`.
    Spread(usize),
}

/// From a model's labels to ours.
#[derive(Debug)]
pub(super) struct Names {
    targets: Vec<Target>,
    labels: Vec<String>,
    /// By script, the labels that a text in another script can't be in.
    scripts: Vec<(&'static str, Vec<usize>)>,
    /// For languages without a script: the dominant scripts and the label for each.
    spread: Vec<Vec<(&'static str, usize)>>,
}

/// Scripts that a text may be dominated by and languages of several scripts are written in.
const SCRIPTS: &[&str] = &[
    "Latn", "Cyrl", "Arab", "Armn", "Deva", "Geor", "Grek", "Guru", "Hang", "Hani", "Hebr", "Jpan",
];

impl Names {
    /// Names for the labels of a model, in its order.
    ///
    /// # Errors
    /// [`Error::Labels`] for a label that stands for no language.
    pub(super) fn new(raw: &[String]) -> Result<Self, Error> {
        let bare = |label: &String| {
            let bare = label.strip_prefix("__label__").unwrap_or(label);
            if bare.starts_with(REJECTED) {
                REJECT
            } else {
                bare
            }
            .to_owned()
        };
        let named = label_names(&raw.iter().map(bare).collect::<Vec<_>>())?;
        let mut labels: Vec<String> = vec![REJECT.to_owned()];
        let scripts_of = |language: &Named| -> Vec<(&'static str, String)> {
            let code = |script| Some((script, language.in_script(Some(script))?.to_string()));
            SCRIPTS.iter().copied().filter_map(code).collect()
        };
        for name in &named {
            match name {
                Named::Variant(code) => labels.push(code.to_string()),
                Named::Language(_) => {
                    labels.extend(scripts_of(name).into_iter().map(|(_, label)| label));
                }
                Named::Reject => {}
            }
        }
        if labels.iter().any(|label| label == SERBO_CROATIAN) {
            labels.extend(["bos_Latn", "hrv_Latn", "srp_Latn"].map(str::to_owned));
        }
        labels.sort_unstable();
        labels.dedup();
        let place = |label: &str| {
            labels
                .binary_search_by(|known| known.as_str().cmp(label))
                .unwrap_or(0)
        };
        let mut spread = Vec::new();
        let mut targets = Vec::new();
        for name in &named {
            targets.push(match name {
                Named::Variant(code) => Target::Label(place(code.as_str())),
                Named::Reject => Target::Label(place(REJECT)),
                Named::Language(_) => {
                    let scripts = scripts_of(name).into_iter();
                    spread.push(
                        scripts
                            .map(|(script, label)| (script, place(&label)))
                            .collect(),
                    );
                    Target::Spread(spread.len() - 1)
                }
            });
        }
        let mut scripts: Vec<(&str, Vec<usize>)> = Vec::new();
        for (place, label) in labels.iter().enumerate() {
            let Some(script) = plain_script(label) else {
                continue;
            };
            match scripts.iter_mut().find(|(known, _)| *known == script) {
                Some((_, places)) => places.push(place),
                None => scripts.push((script, vec![place])),
            }
        }
        Ok(Self {
            scripts,
            targets,
            labels,
            spread,
        })
    }

    /// Our labels, sorted; the reject class is always among them.
    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The place of a label of ours.
    pub(super) fn place(&self, label: &str) -> Option<usize> {
        self.labels
            .binary_search_by(|known| known.as_str().cmp(label))
            .ok()
    }

    /// Whether labels of the model, beside the reject class, say that it is one of ours.
    pub(super) fn rejects(raw: &[String]) -> bool {
        raw.iter()
            .any(|label| label.strip_prefix("__label__") == Some(REJECT))
    }

    /// Sums the model's probabilities by our labels. Labels of a script that the text is not in
    /// get nothing, nor do languages that are not written in it.
    pub(super) fn collect(&self, model: &[f32], script: Option<&str>, ours: &mut Vec<f32>) {
        ours.clear();
        ours.resize(self.labels.len(), 0.0);
        for (target, p) in self.targets.iter().zip(model) {
            let place = match target {
                Target::Label(place) => Some(*place),
                Target::Spread(at) => self.spread.get(*at).and_then(|scripts| {
                    let of =
                        |(known, place): &(&str, usize)| (Some(*known) == script).then_some(*place);
                    match script {
                        Some(_) => scripts.iter().find_map(of),
                        None => scripts.first().map(|(_, place)| *place),
                    }
                }),
            };
            if let Some(sum) = place.and_then(|place| ours.get_mut(place)) {
                *sum += p;
            }
        }
        if script.is_none() {
            return;
        }
        let others = self.scripts.iter().filter(|(own, _)| Some(*own) != script);
        for place in others.flat_map(|(_, places)| places) {
            if let Some(sum) = ours.get_mut(*place) {
                *sum = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(raw: &[&str]) -> Names {
        let raw: Vec<String> = raw
            .iter()
            .map(|label| format!("__label__{label}"))
            .collect();
        Names::new(&raw).unwrap()
    }

    fn collect(names: &Names, model: &[f32], script: Option<&str>) -> Vec<(String, f32)> {
        let mut ours = Vec::new();
        names.collect(model, script, &mut ours);
        let pairs = names.labels().iter().cloned().zip(ours);
        pairs.filter(|(_, p)| *p > 0.0).collect()
    }

    #[test]
    fn parts_of_the_reject_class_are_one() {
        let names = names(&["ces_Latn", "oth_arb_Arab", "oth", "oth_hin_Deva"]);
        assert_eq!(names.labels(), ["ces_Latn", "oth"]);
        let found = collect(&names, &[0.25, 0.25, 0.25, 0.25], Some("Latn"));
        assert_eq!(
            found,
            [("ces_Latn".to_owned(), 0.25), ("oth".to_owned(), 0.75)]
        );
    }

    #[test]
    fn the_script_decides() {
        let names = names(&["sr_Cyrl", "srp_Latn", "ekk_Latn"]);
        let found = collect(&names, &[0.6, 0.3, 0.1], Some("Latn"));
        assert_eq!(
            found,
            [("est_Latn".to_owned(), 0.1), ("srp_Latn".to_owned(), 0.3)]
        );
        let bare =
            super::Names::new(&["__label__sr".to_owned(), "__label__et".to_owned()]).unwrap();
        let found = collect(&bare, &[0.6, 0.4], Some("Cyrl"));
        assert_eq!(found, [("srp_Cyrl".to_owned(), 0.6)]);
    }

    #[test]
    fn a_label_that_is_none_is_an_error() {
        let raw = [
            "__label__ces_Latn".to_owned(),
            "__label__positive".to_owned(),
        ];
        assert!(matches!(Names::new(&raw), Err(Error::Labels { .. })));
    }
}
