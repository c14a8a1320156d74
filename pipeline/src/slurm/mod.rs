//! A run as arrays of Slurm jobs: scripts and submission. What a job then does is `tamis task`.

mod jobs;
mod script;
mod submit;

pub use jobs::{Job, jobs, table};
pub use script::{Call, write};
pub use submit::submit;
