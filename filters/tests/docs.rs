//! The book names every signal, every rule, and every declaration of rights.

#![allow(clippy::unwrap_used)]

use tamis_filters::rights::{Policy, Signal};
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

#[test]
fn the_book_names_every_declaration_and_reason() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/auditor/rights.md");
    let page = std::fs::read_to_string(page).unwrap();
    for signal in Signal::ALL {
        assert!(page.contains(&format!("`{signal}`")), "{signal}");
    }
    for name in Policy::names() {
        let policy = Policy::shipped(name).unwrap();
        assert!(page.contains(&format!("`{name}`")), "{name}");
        for rule in policy.rules() {
            assert!(page.contains(&format!("`rights.{rule}`")), "{rule}");
            assert!(
                policy
                    .source_of(rule)
                    .is_some_and(|source| !source.is_empty())
            );
        }
    }
}
