//! The schema that is published is that of the program.

use tamis_manifests::Manifest;

#[test]
fn the_published_schema_is_up_to_date() {
    let published = include_str!("../manifest.schema.json");
    let command = "cargo run -p tamis-manifests --example schema > manifests/manifest.schema.json";
    assert!(
        format!("{:#}\n", Manifest::schema()) == published,
        "manifest.schema.json is not the schema of this program; make it anew: {command}"
    );
}
