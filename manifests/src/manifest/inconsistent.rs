//! How a manifest may disagree with itself.

/// What a manifest says about itself does not add up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// A stage lost or gained documents.
    #[error(transparent)]
    Stage(#[from] crate::Imbalance),
    /// The ledger does not have one row for each removal.
    #[error("{removed} documents were removed, but the ledger has {rows} rows")]
    Ledger {
        /// Removals counted, damaged records among them.
        removed: u64,
        /// Rows in the ledger files.
        rows: u64,
    },
    /// The files of evidence do not have one row for each document with evidence.
    #[error("{counted} documents have evidence of rights, but its files have {rows} rows")]
    Rights {
        /// Documents with evidence.
        counted: u64,
        /// Rows in the files of evidence.
        rows: u64,
    },
    /// The shards do not hold what the mix gives.
    #[error("{language}: the mix gives {asked} rows, but the shards hold {rows}")]
    Shards {
        /// The language.
        language: String,
        /// Rows that the mix gives.
        asked: u64,
        /// Rows in the shards.
        rows: u64,
    },
    /// The sources of a language do not sum to what it has.
    #[error("{language}, {what}: the mix says {stated}, but its sources sum to {sum}")]
    Sources {
        /// The language.
        language: String,
        /// The number.
        what: &'static str,
        /// What the language has.
        stated: u64,
        /// What its sources have.
        sum: u64,
    },
    /// A shard lies in the folder of another language, where readers take it for that one.
    #[error("{path} is listed as a shard of {language}: it is not in the folder of that language")]
    Folder {
        /// The shard.
        path: String,
        /// Its language.
        language: String,
    },
    /// A language has shards, but no place in the mix.
    #[error("{language}: there are shards, but the mix does not know the language")]
    NoMix {
        /// The language.
        language: String,
    },
    /// Documents were lost or gained between two stages.
    #[error("{stage}: {documents_in} documents in, but {documents_out} came out of {inputs}")]
    Between {
        /// The stage.
        stage: String,
        /// Documents that came in, all languages together.
        documents_in: u64,
        /// The stages before it that count documents.
        inputs: String,
        /// Documents that came out of them.
        documents_out: u64,
    },
    /// Record types of the inputs do not sum up to those of the run.
    #[error("inputs hold {inputs} records of type {kind}, the sum says {sum}")]
    Records {
        /// The type.
        kind: String,
        /// Counted over the inputs.
        inputs: u64,
        /// As the run says.
        sum: u64,
    },
    /// A tree is not the one over the listed files.
    #[error("the tree of what was {what} has the root {stated}; the listed files give {found}")]
    Root {
        /// `kept` or `removed`.
        what: &'static str,
        /// As the manifest says.
        stated: String,
        /// As its outputs give.
        found: String,
    },
}
