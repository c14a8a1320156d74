//! What is done with the values found: the actions of a profile.

use tamis_langs::{PiiAction, Profile};

use super::surrogate::{Key, surrogate};
use super::{Detector, Kind, Span};
use crate::{Removal, Verdict};

/// What the profile says happens to values of that kind.
#[must_use]
pub fn action(profile: &Profile, kind: Kind) -> PiiAction {
    let pii = &profile.pii;
    match kind {
        Kind::Email => pii.email,
        Kind::Phone => pii.phone,
        Kind::Ip => pii.ip,
        Kind::Iban => pii.iban,
        Kind::CreditCard => pii.credit_card,
        Kind::Crypto => pii.crypto,
        Kind::NationalId => pii.national_id,
        Kind::Secret => pii.secret,
    }
}

/// What a profile does about the spans found in `text`: a document with a value that its profile drops
/// documents for goes (`pii.<kind>`), as does one of whose characters more than `max_share` are such
/// values (`pii.max_share`); spans whose action is another are to be edited.
#[must_use]
pub fn decide(text: &str, spans: &[Span], profile: &Profile) -> Verdict {
    let dropped = spans
        .iter()
        .find(|span| action(profile, span.kind) == PiiAction::DropDocument);
    if let Some(span) = dropped {
        let count = spans.iter().filter(|s| s.kind == span.kind).count();
        return Verdict::Drop(Removal {
            reason: dropped_for(span.kind),
            value: Some(count as f64),
            threshold: Some(0.0),
            detail: Some(span.label()),
        });
    }
    if let Some(most) = profile.pii.max_share {
        let inside = |span: &Span| text.get(span.start as usize..span.end as usize);
        let characters = |text: &str| text.chars().count() as f64;
        let values: f64 = spans.iter().filter_map(inside).map(characters).sum();
        let share = values / characters(text).max(1.0);
        if share > f64::from(most) {
            return Verdict::Drop(Removal {
                reason: "pii.max_share",
                value: Some(share),
                threshold: Some(f64::from(most)),
                detail: None,
            });
        }
    }
    let edited = |span: &&Span| action(profile, span.kind) != PiiAction::Annotate;
    let spans: Vec<Span> = spans.iter().filter(edited).copied().collect();
    if spans.is_empty() {
        Verdict::Keep
    } else {
        Verdict::Edit(spans)
    }
}

/// The reason for which a value of that kind drops its document.
const fn dropped_for(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => "pii.email",
        Kind::Phone => "pii.phone",
        Kind::Ip => "pii.ip",
        Kind::Iban => "pii.iban",
        Kind::CreditCard => "pii.credit_card",
        Kind::Crypto => "pii.crypto",
        Kind::NationalId => "pii.national_id",
        Kind::Secret => "pii.secret",
    }
}

/// What stands for a value in an edited text.
pub trait Replace {
    /// What stands for `value`; `None` leaves it.
    fn replace(&self, kind: Kind, value: &str) -> Option<String>;
}

/// Placeholders for all kinds.
#[derive(Debug, Clone, Copy)]
pub struct Tags;

impl Replace for Tags {
    fn replace(&self, kind: Kind, _: &str) -> Option<String> {
        Some(kind.placeholder().to_owned())
    }
}

/// Surrogates for all kinds; placeholders where none could be drawn.
#[derive(Clone, Copy)]
pub struct Surrogates<'a> {
    /// The run's key.
    pub key: &'a Key,
    /// The detector that found the values.
    pub detector: &'a Detector,
}

impl Replace for Surrogates<'_> {
    fn replace(&self, kind: Kind, value: &str) -> Option<String> {
        surrogate(kind, value, self.key, self.detector).or_else(|| Tags.replace(kind, value))
    }
}

/// What a profile asks for.
pub struct Actions<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Where surrogates come from; without them a placeholder stands where one was asked for.
    pub surrogates: Option<Surrogates<'a>>,
}

impl Replace for Actions<'_> {
    fn replace(&self, kind: Kind, value: &str) -> Option<String> {
        match (action(self.profile, kind), &self.surrogates) {
            (PiiAction::Annotate, _) => None,
            (PiiAction::Surrogate, Some(surrogates)) => surrogates.replace(kind, value),
            _ => Tags.replace(kind, value),
        }
    }
}

/// Replaces the values at `spans` and gives their spans in the new text, in the same order; a value
/// that is left keeps its span.
///
/// `spans` must be sorted and disjoint, as [`Detector::find`] gives them; a span that overlaps the one
/// before it, lies outside the text or cuts a character is left out.
pub fn redact(text: &str, spans: &[Span], with: &impl Replace) -> (String, Vec<Span>) {
    let mut out = String::with_capacity(text.len());
    let mut placed = Vec::with_capacity(spans.len());
    let mut done = 0;
    for span in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(before), Some(value)) = (text.get(done..start), text.get(start..end)) else {
            continue;
        };
        out.push_str(before);
        let from = u32::try_from(out.len());
        match with.replace(span.kind, value) {
            Some(new) => out.push_str(&new),
            None => out.push_str(value),
        }
        if let (Ok(start), Ok(end)) = (from, u32::try_from(out.len())) {
            placed.push(Span {
                start,
                end,
                ..*span
            });
        }
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, placed)
}

#[cfg(test)]
mod tests {
    use tamis_langs::Registry;

    use super::super::{Detector, Kind, Span, Subtype, find};
    use super::*;

    fn profile() -> Profile {
        Registry::embedded().get("ces_Latn").unwrap().clone()
    }

    #[test]
    fn placeholders_stand_where_the_new_spans_say() {
        let text = "Piš na žán@firma.cz, ne na 8.31.2.33.";
        let (new, spans) = redact(text, &find(text, None), &Tags);
        assert_eq!(new, "Piš na <EMAIL>, ne na <IP>.");
        let at = |s: &Span| &new[s.start as usize..s.end as usize];
        assert_eq!(
            spans.iter().map(at).collect::<Vec<_>>(),
            ["<EMAIL>", "<IP>"]
        );
    }

    #[test]
    fn spans_that_do_not_fit_are_left_out() {
        let span = |start, end| Span {
            kind: Kind::Ip,
            subtype: Subtype::NONE,
            start,
            end,
        };
        let spans = [span(0, 1), span(0, 2), span(2, 3), span(3, 9)];
        let (new, placed) = redact("aéb", &spans, &Tags);
        assert_eq!((new.as_str(), placed.len()), ("<IP>éb", 1));
    }

    #[test]
    fn each_kind_has_its_action() {
        let mut profile = profile();
        let text = "Tel. +420 603 123 456, anna@firma.cz, IP 142.45.198.66";
        let spans = find(text, Some("ces"));
        profile.pii.ip = PiiAction::Annotate;
        let actions = |profile: &Profile| {
            redact(
                text,
                &spans,
                &Actions {
                    profile,
                    surrogates: None,
                },
            )
            .0
        };
        assert_eq!(actions(&profile), "Tel. <PHONE>, <EMAIL>, IP 142.45.198.66");
        assert!(matches!(decide(text, &spans, &profile), Verdict::Edit(spans) if spans.len() == 2));
        profile.pii.phone = PiiAction::DropDocument;
        let Verdict::Drop(removal) = decide(text, &spans, &profile) else {
            panic!()
        };
        assert_eq!(
            (removal.reason, removal.detail.as_deref()),
            ("pii.phone", Some("phone.CZ"))
        );
    }

    #[test]
    fn a_text_that_is_mostly_values_goes() {
        let mut profile = profile();
        let text = "anna@firma.cz a eva@firma.cz";
        let spans = find(text, None);
        profile.pii.max_share = Some(0.95);
        assert!(matches!(decide(text, &spans, &profile), Verdict::Edit(_)));
        profile.pii.max_share = Some(0.5);
        assert!(
            matches!(decide(text, &spans, &profile), Verdict::Drop(r) if r.reason == "pii.max_share")
        );
    }

    #[test]
    fn surrogates_keep_shape_and_secret() {
        let key = Key::new(b"a key of a test, not of a run").unwrap();
        let other = Key::new(b"another key of a test").unwrap();
        let mut profile = profile();
        for kind in [
            &mut profile.pii.email,
            &mut profile.pii.phone,
            &mut profile.pii.ip,
            &mut profile.pii.iban,
            &mut profile.pii.credit_card,
            &mut profile.pii.national_id,
            &mut profile.pii.crypto,
        ] {
            *kind = PiiAction::Surrogate;
        }
        let text = "Tel. +420 603 123 456, tel. 603 123 456; anna.nova@firma.cz, IP 142.45.198.66 a 2a01:9ed:8587:7ebf::1; \
                    účet CZ65 0800 0000 1920 0014 5399; karta 4111 1111 1111 1111; rodné číslo 850615/1230";
        let detector = Detector::embedded();
        let spans = detector.find(text, Some("ces"));
        let made = |key| {
            let surrogates = Some(Surrogates { key, detector });
            redact(
                text,
                &spans,
                &Actions {
                    profile: &profile,
                    surrogates,
                },
            )
        };
        let (new, placed) = made(&key);
        assert_eq!(made(&key).0, new);
        assert_ne!(made(&other).0, new);
        assert_eq!(placed.len(), spans.len());
        assert!(detector.find(&new, Some("ces")).is_empty(), "{new}");
        for (old, now) in spans.iter().zip(&placed) {
            let old_value = &text[old.start as usize..old.end as usize];
            let value = &new[now.start as usize..now.end as usize];
            assert_ne!(value, old_value);
            assert!(!value.starts_with('<'), "{value}");
            if !matches!(old.kind, Kind::Ip | Kind::Email) {
                let shape = |s: &str| {
                    s.chars()
                        .map(|c| if c.is_ascii_digit() { 'd' } else { c })
                        .filter(|c| !c.is_alphabetic() || *c == 'd')
                        .collect::<String>()
                };
                assert_eq!(shape(value), shape(old_value));
            }
        }
    }
}
