//! The crate against real servers that run in this process, and do what they are told to do wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod crawl;
mod errors;
mod gs;
mod kill;
mod list;
mod location;
mod publish;
mod put;
mod read;
mod secure;
mod web;
