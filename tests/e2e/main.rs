//! End-to-end tests: they start the built binary on the files of `demo/` and look only at what a
//! user sees, which is exit codes, streams and files.

mod account;
mod commands;
mod common;
mod demo;
mod errors;
mod help;
mod kill;
mod resume;
mod same_bytes;
mod warc;
