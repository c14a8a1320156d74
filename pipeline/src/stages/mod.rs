//! Stages: one file each, in the order of the flow. A new stage is one new file and one line in
//! [`KINDS`].

mod annotate;
mod attach;
mod balance;
mod buckets;
mod clusters;
mod collate;
mod content;
mod context;
mod corpus;
mod cut;
mod decontaminate;
mod dedup_files;
mod emit;
mod exact;
mod extract;
mod files;
mod folder;
mod identify;
mod item;
mod join;
mod kind;
mod lines;
mod listing;
mod manifest;
mod markdown;
mod names;
mod partition;
mod patterns;
pub mod personal;
mod rank;
mod repeats;
mod rights;
mod scores;
mod select;
mod signatures;
mod source;
mod stream;
mod traits;
mod urls;
mod verify;

pub use annotate::Annotator;
pub(crate) use annotate::signal_parts;
pub use balance::Balance;
pub(crate) use clusters::read_members;
pub(crate) use content::decode;
pub use content::{Characters, Content, Form, Response};
pub use context::BuildContext;
pub use cut::CutCount;
pub(crate) use decontaminate::too_common;
pub use decontaminate::{Counted, Decontamination};
pub(crate) use dedup_files::{ending, has};
pub use extract::{Extract, ModeName};
pub use identify::load as load_identifier;
pub use item::{Cluster, Contaminated, Item, Overlap, RightsDrop, RightsFound, SignedDocument};
pub use kind::{ForPartition, MapStage, RightsPolicy, Source, Stage, StageKind, TaskStage, Work};
pub use listing::{Listing, listing_file};
pub use names::check_inputs;
pub(crate) use names::name_files;
pub use partition::{Member, Partition, PartitionFile};
pub(crate) use rank::digits;
pub use rank::{Measures, Order};
pub(crate) use repeats::Repeated;
pub(crate) use scores::Scores;
pub use signatures::Scope;
pub use source::{document_id, open_warc};
pub use stream::{Batch, Damaged, FileRead, Incoming, RecordStream};
pub use traits::Traits;

/// Every stage that tamis knows.
pub const KINDS: &[&StageKind] = &[
    &source::KIND,
    &corpus::JSONL,
    &corpus::PARQUET,
    &folder::KIND,
    &urls::KIND,
    &rights::KIND,
    &extract::KIND,
    &identify::KIND,
    &annotate::KIND,
    &scores::KIND,
    &join::KIND,
    &signatures::KIND,
    &exact::KIND,
    &buckets::KIND,
    &attach::KIND,
    &verify::KIND,
    &clusters::KIND,
    &lines::KIND,
    &repeats::KIND,
    &select::KIND,
    &decontaminate::OVERLAPS,
    &decontaminate::COMMON,
    &decontaminate::KIND,
    &balance::KIND,
    &collate::KIND,
    &emit::KIND,
    &manifest::KIND,
];
