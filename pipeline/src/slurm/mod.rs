//! A run as arrays of Slurm jobs: settings, scripts, submission. What a job then does is `tamis task`.

mod jobs;
mod script;
mod settings;
mod submit;

pub use jobs::{Job, jobs, table};
pub use script::{Call, write};
pub use settings::{Settings, SlurmTable};
pub use submit::submit;
