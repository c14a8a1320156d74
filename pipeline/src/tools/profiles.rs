//! Runs the examples that profiles carry.

use tamis_filters::rules::decide;
use tamis_filters::signals::{Damage, measure};
use tamis_filters::{Scratch, Verdict};
use tamis_langs::{Example, Profile, Registry};

/// What a check of profiles found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Profiles seen.
    pub profiles: usize,
    /// Examples seen.
    pub examples: usize,
    /// Examples with another verdict than they must get.
    pub problems: Vec<String>,
}

/// Measures every example of every profile and compares the verdict with the one that it must get.
#[must_use]
pub fn check_profiles(registry: &Registry) -> Checked {
    let mut scratch = Scratch::default();
    let mut checked = Checked::default();
    for profile in registry.iter() {
        checked.profiles += 1;
        for (number, example) in profile.examples.iter().enumerate() {
            checked.examples += 1;
            if let Err(found) = one(profile, example, &mut scratch) {
                let code = &profile.code;
                checked
                    .problems
                    .push(format!("{code}.toml, example {}: {found}", number + 1));
            }
        }
    }
    checked
}

fn one(profile: &Profile, example: &Example, scratch: &mut Scratch) -> Result<(), String> {
    let signals = measure(&example.text, Damage::default(), profile, scratch);
    match (decide(&signals, profile), example.keep) {
        (Verdict::Drop(removal), true) => Err(format!(
            "must be kept, but {} drops it: {} against {}",
            removal.reason,
            removal.value.unwrap_or_default(),
            removal.threshold.unwrap_or_default()
        )),
        (Verdict::Drop(removal), false) => match &example.reason {
            Some(reason) if reason != removal.reason => Err(format!(
                "must be dropped by {reason}, but {} drops it first",
                removal.reason
            )),
            _ => Ok(()),
        },
        (_, true) => Ok(()),
        (_, false) => Err("must be dropped, but every rule keeps it".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_example_gets_its_verdict() {
        let checked = check_profiles(Registry::embedded());
        assert!(checked.examples > 40, "{checked:?}");
        assert_eq!(checked.problems, Vec::<String>::new());
    }
}
