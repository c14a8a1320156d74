//! Prints the JSON Schema of `manifest.json`: `cargo run -p tamis-manifests --example schema`.
#![allow(clippy::print_stdout)]

use tamis_manifests::Manifest;

fn main() {
    println!("{:#}", Manifest::schema());
}
