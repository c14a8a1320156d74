//! End-to-end tests: they start the built binary on the files of `demo/` and look only at what a
//! user sees, which is exit codes, streams and files.

// Helpers of tests fail a test in the same ways as tests do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod account;
mod audit;
mod commands;
mod common;
mod crawl;
mod decontaminate;
mod dedup;
mod demo;
mod errors;
mod estimate;
mod explain;
mod forget;
mod formats;
mod help;
mod kill;
mod languages;
mod lines;
mod linguist;
mod manifest;
mod manual;
mod mix;
mod packaging;
mod personal;
mod recipes;
#[cfg(feature = "stats")]
mod report;
mod resume;
mod rights;
mod same_bytes;
mod scores;
mod slurm;
mod sources;
mod stores;
mod tokens;
#[cfg(feature = "stats")]
mod tune;
mod warc;
