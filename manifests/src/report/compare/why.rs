//! Which of the things that changed can explain another count of removals.

use super::super::text;
use super::Comparison;
use crate::Manifest;

/// Causes told for one count.
const MOST: usize = 3;

/// Stands where nothing that the manifests know explains a change.
pub(super) const UNKNOWN: &str = "nothing listed here explains it";

fn words(value: Option<&str>) -> &str {
    value.unwrap_or("off")
}

/// Documents of a language that came into a stage.
fn reached(manifest: &Manifest, stage: &str, language: &str) -> u64 {
    let of = manifest.counts.get(stage).and_then(|of| of.get(language));
    of.map_or(0, |flow| flow.documents_in)
}

/// Fills [`super::ReasonChange::why`].
pub(super) fn explain(comparison: &mut Comparison, runs: (&Manifest, &Manifest)) {
    let mut languages = std::mem::take(&mut comparison.languages);
    for language in &mut languages {
        for change in &mut language.reasons {
            change.why = causes(
                comparison,
                runs,
                &language.language,
                &change.stage,
                &change.reason,
            );
        }
    }
    comparison.languages = languages;
}

fn causes(
    all: &Comparison,
    runs: (&Manifest, &Manifest),
    language: &str,
    stage: &str,
    reason: &str,
) -> Vec<String> {
    let mut why = Vec::new();
    for bound in &all.bounds {
        if bound.language == language && bound.rule == reason {
            let (a, b) = (words(bound.a.as_deref()), words(bound.b.as_deref()));
            why.push(format!("bound {a} → {b}"));
        }
    }
    // A profile decides nothing before the stage that looks at it.
    let decides = |one: &&super::ResourceChange| {
        one.kind == "profile" && one.name == language && why.is_empty() && !before(reason)
    };
    if let Some(profile) = all.resources.iter().find(decides) {
        why.push(format!("profile {} changed", profile.name));
    }
    let settings: Vec<&str> = all
        .settings
        .iter()
        .filter(|one| one.stage == stage && !one.setting.starts_with("profiles"))
        .map(|one| {
            if one.setting.is_empty() {
                "its place"
            } else {
                one.setting.as_str()
            }
        })
        .collect();
    if !settings.is_empty() {
        let first = settings
            .iter()
            .take(3)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        why.push(format!("settings of {stage}: {first}"));
    }
    if reason.starts_with("rights.") {
        let policy =
            |one: &&super::ResourceChange| ["policy", "agents"].contains(&one.kind.as_str());
        why.extend(
            all.resources
                .iter()
                .filter(policy)
                .map(|one| format!("{} {} changed", one.kind, one.name)),
        );
    }
    let (a, b) = (
        reached(runs.0, stage, language),
        reached(runs.1, stage, language),
    );
    if a != b {
        let (sign, by) = if b > a {
            ("more", b - a)
        } else {
            ("fewer", a - b)
        };
        let documents = if by == 1 { "document" } else { "documents" };
        why.push(format!(
            "{} {sign} {documents} came into {stage}",
            text::count(by)
        ));
    }
    if !all.inputs.is_empty() {
        why.push("other inputs".to_owned());
    }
    if all
        .code
        .iter()
        .any(|one| ["version", "commit", "modified", "binary"].contains(&one.what.as_str()))
    {
        why.push("another program".to_owned());
    }
    if all.code.iter().any(|one| one.what == "seed") {
        why.push("another seed".to_owned());
    }
    why.truncate(MOST);
    if why.is_empty() {
        why.push(UNKNOWN.to_owned());
    }
    why
}

/// Reasons of stages that look at no profile.
fn before(reason: &str) -> bool {
    ["source.", "rights.", "extract.", "balance.", "dedup."]
        .iter()
        .any(|family| reason.starts_with(family))
}
