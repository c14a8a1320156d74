//! Single stages as commands over files and standard input, for people who want one of them alone.

mod calibrate;
pub mod crawl;
mod dedup;
mod extract;
pub mod forget;
mod lines;
pub mod mix;
mod profiles;
mod rights;

pub use calibrate::{Calibrate, calibrate};
pub use dedup::{Dedup, Deduplicated, dedup};
pub use extract::{Extracted, extract};
pub use lines::{Form, Lines, text_field};
pub use profiles::{
    Checked, Explained, ExplainedRule, check_profiles, explain, find_document, number, shortest,
};

pub(crate) use profiles::no_profile;

pub use lines::map as map_lines;
pub use rights::{Change, Example, RuleCount, WhatIf, what_if};
