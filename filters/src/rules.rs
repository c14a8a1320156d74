//! Rules: the bounds of a profile on stored signals. Which bounds there are, and in which order
//! they are asked, is [`tamis_langs::LIMITS`].

use tamis_langs::{LIMITS, Profile};

use crate::signals::{SIGNALS, Signals};
use crate::{Removal, Verdict};

const COUNT: usize = LIMITS.len();

/// Where each rule's signal stands; a bound on a signal that does not exist does not compile.
const PLACES: [usize; COUNT] = {
    let mut places = [0; COUNT];
    let mut i = 0;
    while i < COUNT {
        let mut at = 0;
        while !same(LIMITS[i].signal, SIGNALS[at].name) {
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

/// Where the signal of each of [`LIMITS`] stands in [`SIGNALS`].
#[must_use]
pub fn places() -> &'static [usize] {
    &PLACES
}

/// Every rule that the document breaks, in the order of [`LIMITS`].
pub fn broken<'a>(
    signals: &'a Signals,
    profile: &'a Profile,
) -> impl Iterator<Item = Removal> + 'a {
    let limits = profile.limits.values().iter();
    let rules = LIMITS.iter().zip(limits).zip(PLACES);
    rules.filter_map(move |((def, limit), place)| {
        let limit = (*limit)?;
        let value = *signals.values().get(place)?;
        def.side.drops(value, limit).then(|| Removal {
            reason: def.key,
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
