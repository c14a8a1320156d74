//! A mix of the languages of HPLT 4.0 with floors and caps, as a table or a picture:
//!
//! ```sh
//! cargo run --release -p tamis-mix --example floors          # the table
//! cargo run --release -p tamis-mix --example floors -- svg   # the picture
//! cargo run --release -p tamis-mix --example floors -- json  # all of it
//! ```
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/common/mod.rs"]
#[allow(clippy::unwrap_used)]
mod common;

use tamis_mix::{Ask, picture, plan, table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ask = Ask {
        tokens: Some(2_000_000_000_000),
        floor: Some(25_000_000_000),
        cap: Some(100_000_000_000),
        ..Ask::default()
    };
    let mix = plan(&common::hplt::supply(), &ask)?;
    match std::env::args().nth(1).as_deref() {
        Some("svg") => print!("{}", picture(&mix)),
        Some("json") => println!("{}", serde_json::to_string_pretty(&mix)?),
        _ => print!("{}", table(&mix, 80)),
    }
    Ok(())
}
