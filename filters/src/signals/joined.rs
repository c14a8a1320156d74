//! Scores that others gave the document, joined by its id: nothing is measured here.

use super::group::{Group, Input, Mark, SignalDef};
use super::scratch::Work;

/// Signals that hold scores from elsewhere. What each means is said by the run that joins it.
pub const JOINED: [&str; 4] = ["joined_1", "joined_2", "joined_3", "joined_4"];

const fn joined(name: &'static str) -> SignalDef {
    SignalDef {
        name,
        doc: "a score from elsewhere, which the run joins by id; 0 where it joins none",
        source: "the run's own files, `[stages.scores]`",
        version: 1,
    }
}

pub(super) const GROUP: Group = Group {
    defs: &[
        joined(JOINED[0]),
        joined(JOINED[1]),
        joined(JOINED[2]),
        joined(JOINED[3]),
    ],
    measure: |_: &Input<'_>, _: &mut Work, out: &mut [f32]| out.fill(0.0),
    mark: |_: &Input<'_>, _: &str, _: &mut Work, _: &mut Vec<Mark>| {},
};
