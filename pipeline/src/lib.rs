//! tamis: web archives in, a balanced, deduplicated, filtered and accounted-for corpus out.
//!
//! A config (`config`) becomes a checked graph and a plan (`dag`), which an executor (`run`) carries
//! out task by task with the stages (`stages`) on documents (`document`) in files (`io`).

pub mod account;
pub mod cli;
pub mod code;
pub mod config;
pub mod dag;
pub mod document;
pub mod domain;
pub mod error;
pub mod estimate;
pub mod input;
pub mod io;
pub mod machine;
pub mod rights;
pub mod rows;
pub mod run;
pub mod slurm;
pub mod stages;
#[cfg(all(target_env = "gnu", target_feature = "crt-static"))]
mod static_glibc;
pub mod tools;
#[cfg(feature = "stats")]
pub mod tune;
#[cfg(feature = "stats")]
pub mod workbench;
mod wrap;

pub use error::{ConfigError, Error, Result};
