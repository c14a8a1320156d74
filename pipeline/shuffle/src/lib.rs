//! A shuffle of more rows than memory holds, in two steps that can each be cut into any number of tasks.
//!
//! Every row has a *key*, a hash of 64 bits, and a *group*, such as its language. The keys say where
//! rows go, so the result depends on them alone: not on the order of rows, files or tasks.
//!
//! 1. A task takes some of the rows, as many as its memory holds, and [`Sorter`] writes them as a
//!    *run*: a file sorted by group and key, in blocks that can be read one by one.
//! 2. A task makes one shard of a group. [`Places`] gives it the ranges of keys that go there, and it
//!    reads the blocks of every run ([`RunReader`]) that overlap them, and no others. Memory holds the
//!    rows of one shard, in whatever number of shards the rows are cut.
//!
//! A row may be given several times: each of its copies goes to a place of its own, which is again a
//! range of keys to the shard that takes it.
#![deny(unsafe_code)]

mod error;
mod places;
mod run;
mod sorter;

pub use error::Error;
pub use places::Places;
pub use run::{Block, RunReader, RunWriter};
pub use sorter::{Sorter, only};
