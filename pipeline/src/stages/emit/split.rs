//! What a shard is for, and which rows are in it.

use std::ops::RangeInclusive;

use tamis_shuffle::Places;

use crate::io::HELD;

/// What a shard is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Split {
    /// The mix.
    Train,
    /// What is held out, each document once.
    Validation,
}

impl Split {
    /// As `datasets` names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
        }
    }

    /// The keys of its documents.
    pub(super) fn keys(self) -> RangeInclusive<u64> {
        match self {
            Self::Train => 0..=HELD - 1,
            Self::Validation => HELD..=u64::MAX,
        }
    }
}

/// One shard.
pub(super) struct Shard {
    /// Its language and what it is for; none for a shard of all languages.
    pub(super) of: Option<(String, Split)>,
    pub(super) number: u64,
    /// How many there are of its kind.
    pub(super) count: u64,
    /// For each language of which rows are in it, the places of them.
    pub(super) places: Vec<(String, Places)>,
}

impl Shard {
    pub(super) fn split(&self) -> Split {
        self.of.as_ref().map_or(Split::Train, |(_, split)| *split)
    }
}
