//! Any bytes as a manifest: what can be read is written again alike, and everything that is made of a
//! manifest can be made of it. Behind the last NUL a second one, to compare with.
#![no_main]

use arrow_schema::Schema;
use libfuzzer_sys::fuzz_target;
use tamis_manifests::ecosystem::{card, counts, croissant, datasheet};
use tamis_manifests::report::{self, Samples};
use tamis_manifests::sign::Statement;
use tamis_manifests::summary::Summary;
use tamis_manifests::{Manifest, digest};

/// Everything that is made of a manifest.
fn made(manifest: &Manifest) {
    let written = manifest.to_bytes().unwrap();
    let again = Manifest::read(&written).unwrap();
    assert_eq!(again.to_bytes().unwrap(), written);
    for contradiction in manifest.contradictions() {
        assert!(!contradiction.to_string().is_empty());
    }
    let sha256 = digest::sha256(&written);
    Statement::of(manifest, &sha256, &sha256)
        .to_bytes()
        .unwrap();
    let page = report::render(manifest, &Samples::new(1));
    assert_eq!(
        page.matches("<script").count(),
        page.matches("</script").count()
    );
    let (provider, schema) = (&manifest.provider, Schema::empty());
    let _ = card::render(manifest, provider, &schema);
    let _ = datasheet::render(manifest, provider);
    let _ = counts::whole(manifest, &schema).render();
    let _ = counts::languages(manifest, &schema);
    let described = croissant::describe(manifest, provider, &schema, &[]);
    let _ = croissant::render(&described);
    let summary = Summary::new(manifest, provider, []).unwrap();
    let _ = (summary.to_json(), summary.to_markdown(), summary.to_html());
}

fuzz_target!(|data: &[u8]| {
    let split = data.iter().rposition(|&b| b == 0);
    let (a, b) = split.map_or((data, &data[..0]), |at| (&data[..at], &data[at + 1..]));
    let Ok(a) = Manifest::read(a) else { return };
    made(&a);
    let b = Manifest::read(b);
    let comparison = report::compare(&a, b.as_ref().unwrap_or(&a));
    assert!(b.is_ok() || comparison.same);
    let _ = (comparison.to_text(), report::render_comparison(&comparison));
});
