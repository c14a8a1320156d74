//! What other bounds would keep and drop in a run: the numbers and the documents, for
//! `tamis langs tune` and its workbench.

mod changes;
mod derive;
mod documents;
mod export;
mod labels;
mod session;
mod text;

pub use changes::{may_change, parse_change};
pub use derive::{DeriveMethod, Derived, derive};
pub use documents::{Sample, SamplePart, Wanted};
pub use export::{Export, export};
pub use labels::{Label, Labels, Precision};
pub use session::{Changes, RuleInfo, Session, WhatIf};
pub use text::{overview, what_if};

use crate::error::Error;

/// The statistics' errors with this program's exit codes.
pub fn stats_failed(error: tamis_stats::Error) -> Error {
    use tamis_stats::Error as Stats;
    match &error {
        Stats::NoLanguage { code, found, .. } if !found.is_empty() => {
            let codes: Vec<&str> = found.iter().map(String::as_str).collect();
            Error::usage(error.to_string(), crate::config::suggest(code, &codes))
        }
        Stats::Missing { .. }
        | Stats::NotADataset { .. }
        | Stats::Unfinished { .. }
        | Stats::NoSignal { .. }
        | Stats::NoLanguage { .. } => Error::usage(error.to_string(), error.help()),
        _ => Error::run_help(error.to_string(), error.help()),
    }
}
