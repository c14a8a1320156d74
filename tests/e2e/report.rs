//! `tamis report`, which needs the feature `stats`.

use serde_json::Value;

use super::common::{Place, manifest};

#[test]
fn the_report_agrees_with_the_manifest() {
    let place = Place::demo("");
    place.run();
    let ran = place
        .tamis(&["report", "out", "--json", "--removed"])
        .expect(0);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let manifest = manifest(&place.out());
    let languages = report["languages"].as_array().unwrap();
    assert!(languages.len() > 30, "{}", languages.len());
    for language in languages {
        let code = language["language"].as_str().unwrap();
        let mix = &manifest["mix"][code];
        assert_eq!(language["rows"], mix["rows_given"], "{code}");
        assert_eq!(language["documents"], mix["documents_given"], "{code}");
        assert_eq!(language["tokens"], mix["tokens_given"], "{code}");
    }
    let text = place
        .tamis(&["report", "out", "--signals", "mlt_Latn"])
        .expect(0)
        .out;
    assert!(text.contains("quality.min_words"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}
