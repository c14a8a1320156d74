//! Executing a plan: tasks, their completion records, resume, progress.

mod annotated;
mod archives;
mod chain;
mod claim;
mod cost;
mod deal;
mod documents;
mod element;
mod ending;
mod execute;
mod holds;
mod ids;
mod inputs;
mod keys;
mod layout;
mod local;
mod lost;
mod map;
mod others;
mod progress;
mod quarantine;
mod record;
mod rights;
mod run_file;
mod share;
mod signs;
mod status;
mod stop;
mod store;
mod summary;
mod tally;
mod task;
mod writer;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use annotated::{annotated_folder, profile_digest};
pub use chain::in_document;
pub(crate) use claim::claim;
pub use element::{AGAIN, Ended, Part, Share, element};
pub(crate) use ids::shared_ids;
pub use inputs::{InputFile, Inputs};
pub use layout::Layout;
pub use local::{Finished, Options, run};
pub(crate) use others::Hold;
pub use progress::{Progress, counted};
pub use quarantine::{Quarantined, quarantined};
pub(crate) use record::ACCOUNT;
pub use record::{BesideStamp, FileEntry, Records, SourceStamp, TaskRecord, TextSize};
pub use rights::rights_files;
pub use run_file::{GroupEntry, RunFile};
pub use status::{Status, Watch};
pub use stop::listen;
pub use summary::summary;
pub use task::TaskContext;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
