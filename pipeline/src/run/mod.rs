//! Executing a plan: tasks, their completion records, resume, progress.

mod annotated;
mod cost;
mod ending;
mod ids;
mod inputs;
mod key;
mod layout;
mod local;
mod map;
mod progress;
mod record;
mod rights;
mod status;
mod summary;
mod tally;
mod task;
mod writer;

pub use annotated::{annotated_folder, profile_digest};
pub(crate) use ids::shared_ids;
pub use inputs::{InputFile, Inputs};
pub use layout::Layout;
pub use local::{Finished, Options, run};
pub use map::in_document;
pub use progress::{Progress, counted};
pub(crate) use record::ACCOUNT;
pub use record::{BesideStamp, FileEntry, Records, SourceStamp, TaskRecord, TextSize};
pub use rights::rights_files;
pub use status::{RunFile, status};
pub use summary::summary;
pub use task::TaskContext;
