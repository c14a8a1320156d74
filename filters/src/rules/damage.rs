//! Rules on damage.

use super::{Rule, Side};

pub(super) const RULES: &[Rule] = &[Rule {
    reason: "quality.max_replacement_ratio",
    signal: "replacement_ratio",
    version: 1,
    doc: "too much of the text could not be decoded",
    source: "tamis",
    limit: |p| p.quality.max_replacement_ratio,
    side: Side::Max,
}];
