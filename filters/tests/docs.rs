//! The book names every signal and every rule.

#![allow(clippy::unwrap_used)]

use tamis_filters::signals::SIGNALS;
use tamis_langs::LIMITS;

#[test]
fn the_book_names_every_signal_and_rule() {
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/src/linguist/signals.md"
    );
    let page = std::fs::read_to_string(page).unwrap();
    for def in SIGNALS {
        let row = format!("| `{}` | {} |", def.name, def.doc);
        assert!(
            page.contains(&row),
            "no row for the signal {}: see examples/tables.rs",
            def.name
        );
    }
    for def in LIMITS {
        let row = format!("| `{}` | ", def.key);
        assert!(
            page.contains(&row),
            "no row for the rule {}: see examples/tables.rs",
            def.key
        );
    }
}
