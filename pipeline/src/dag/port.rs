//! What flows along the edges of the graph, and how it meets a stage.

/// What flows along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Port {
    /// Responses as the archive holds them.
    Records,
    /// Extracted text.
    Documents,
    /// Text whose language is known.
    Identified,
    /// Text with language, signals and spans.
    Annotated,
    /// Scores from elsewhere, sorted by id.
    Scores,
    /// MinHash signatures.
    Signatures,
    /// Documents whose text or URL stands elsewhere.
    Doubles,
    /// Pairs that may be duplicates.
    Candidates,
    /// The same with the signature of the first.
    Attached,
    /// Verified pairs of duplicates.
    Pairs,
    /// Clusters of duplicates, cut by partition.
    Clusters,
    /// Hashes of lines.
    Lines,
    /// Lines that are to be cut.
    Repeats,
    /// N-grams of benchmarks in selected documents, counted.
    Overlaps,
    /// Those that too many documents have.
    Common,
    /// Documents that their profile keeps.
    Selected,
    /// A budget for each language of the selected documents.
    Balanced,
    /// Selected documents in the order of the shuffle.
    Collated,
    /// Finished shards.
    Shards,
}

impl Port {
    /// The name used in messages and pictures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Documents => "documents",
            Self::Identified => "identified documents",
            Self::Annotated => "annotated documents",
            Self::Scores => "scores",
            Self::Signatures => "signatures",
            Self::Doubles => "equal texts",
            Self::Candidates => "candidates",
            Self::Attached => "attached candidates",
            Self::Pairs => "pairs",
            Self::Clusters => "clusters",
            Self::Lines => "lines",
            Self::Repeats => "repeated lines",
            Self::Overlaps => "overlaps",
            Self::Common => "common n-grams",
            Self::Selected => "selected documents",
            Self::Balanced => "a mix",
            Self::Collated => "collated documents",
            Self::Shards => "shards",
        }
    }
}

/// How partitions meet on the way into a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Partition i feeds partition i.
    Map,
    /// All partitions feed every task, each of which takes its keys.
    Shuffle,
    /// All partitions feed one task.
    Gather,
}

impl Edge {
    /// The name used in pictures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Shuffle => "shuffle",
            Self::Gather => "gather",
        }
    }
}

/// One input of a stage kind: what it takes, and whether it must be there.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Accepted types.
    pub accepts: &'static [Port],
    /// Without it the stage cannot work.
    pub required: bool,
    /// Several inputs of this slot are allowed.
    pub many: bool,
}

impl Slot {
    /// Exactly one input of these types.
    #[must_use]
    pub const fn one(accepts: &'static [Port]) -> Self {
        Self {
            accepts,
            required: true,
            many: false,
        }
    }

    /// At most one input of these types.
    #[must_use]
    pub const fn optional(accepts: &'static [Port]) -> Self {
        Self {
            accepts,
            required: false,
            many: false,
        }
    }

    /// One or more inputs of these types.
    #[must_use]
    pub const fn many(accepts: &'static [Port]) -> Self {
        Self {
            accepts,
            required: true,
            many: true,
        }
    }
}
