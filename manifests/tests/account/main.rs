//! Datasets that are made here, changed, and verified.

// Helpers of tests fail a test in the same ways as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod dataset;
mod found;
mod proofs;
mod tamper;
