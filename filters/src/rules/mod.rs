//! Rules: one bound of a profile on one signal.

mod damage;
mod lines;
mod quality;
mod repetition;

use tamis_langs::Profile;

use crate::signals::{SIGNALS, Signals};
use crate::{Removal, Verdict};

/// Which side of the limit a document must not be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Dropped when the signal is below the limit; at the limit it stays.
    Min,
    /// Dropped when the signal is above the limit; at the limit it stays.
    Max,
}

/// A bound on a signal.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Name of the reason in the ledger: the section and the key of the profile.
    pub reason: &'static str,
    /// Name of the signal that is compared.
    pub signal: &'static str,
    /// Rises when the same signals and limit would give another verdict.
    pub version: u16,
    /// What a document that breaks it looks like.
    pub doc: &'static str,
    /// Paper or code that proposed it.
    pub source: &'static str,
    /// The profile's limit; none switches the rule off.
    pub limit: fn(&Profile) -> Option<f32>,
    /// Which side of the limit is dropped.
    pub side: Side,
}

/// The registry: to add rules, add a file and its line here. The first rule that a document breaks
/// names the reason.
const GROUPS: &[&[Rule]] = &[
    damage::RULES,
    quality::RULES,
    lines::RULES,
    repetition::RULES,
];

const COUNT: usize = {
    let (mut total, mut i) = (0, 0);
    while i < GROUPS.len() {
        total += GROUPS[i].len();
        i += 1;
    }
    total
};

const FLAT: [Rule; COUNT] = {
    let mut flat = [GROUPS[0][0]; COUNT];
    let (mut at, mut i) = (0, 0);
    while i < GROUPS.len() {
        let mut j = 0;
        while j < GROUPS[i].len() {
            flat[at] = GROUPS[i][j];
            at += 1;
            j += 1;
        }
        i += 1;
    }
    flat
};

/// All rules, in the order in which they are asked.
pub const RULES: &[Rule] = &FLAT;

/// Where each rule's signal stands; a rule on a signal that does not exist does not compile.
const PLACES: [usize; COUNT] = {
    let mut places = [0; COUNT];
    let mut i = 0;
    while i < COUNT {
        let mut at = 0;
        while !same(FLAT[i].signal, SIGNALS[at].name) {
            at += 1;
        }
        places[i] = at;
        i += 1;
    }
    places
};

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Every rule that the document breaks, in registry order.
pub fn broken<'a>(
    signals: &'a Signals,
    profile: &'a Profile,
) -> impl Iterator<Item = Removal> + 'a {
    RULES.iter().zip(PLACES).filter_map(move |(rule, place)| {
        let value = *signals.values().get(place)?;
        let limit = (rule.limit)(profile)?;
        let drop = match rule.side {
            Side::Min => value < limit,
            Side::Max => value > limit,
        };
        drop.then(|| Removal {
            reason: rule.reason,
            value: Some(f64::from(value)),
            threshold: Some(f64::from(limit)),
            detail: None,
        })
    })
}

/// Drops the document for the first rule it breaks, or keeps it.
pub fn decide(signals: &Signals, profile: &Profile) -> Verdict {
    broken(signals, profile)
        .next()
        .map_or(Verdict::Keep, Verdict::Drop)
}
