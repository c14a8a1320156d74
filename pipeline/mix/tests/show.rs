//! What people see of a mix.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::{even, hplt, parts};
use tamis_mix::{Ask, Bounds, Datamix, Method, Mix, picture, plan, table};

/// Three sources, floors, a cap and too little.
fn small() -> Mix {
    let all = parts(&[
        ("books/deu_Latn", even(20_000, 4_000_000_000)),
        ("web/deu_Latn", even(900_000, 900_000_000)),
        ("web/mlt_Latn", even(900, 970_000)),
        ("web/srp_Cyrl", even(9000, 9_400_000)),
        ("wiki/srp_Cyrl", even(400, 800_000)),
        ("web/srp_Latn", even(10, 12_345)),
    ]);
    let ask = Ask {
        tokens: Some(2_000_000_000),
        floor: Some(25_000_000),
        cap: Some(1_500_000_000),
        languages: BTreeMap::from([(
            "ltg_Latn".into(),
            Bounds {
                floor: Some(9_000_000),
                ..Bounds::default()
            },
        )]),
        ..Ask::default()
    };
    plan(&all, &ask).unwrap()
}

#[test]
fn a_small_mix() {
    insta::assert_snapshot!("small_table", table(&small(), 80));
    insta::assert_snapshot!("small_picture", picture(&small()));
}

#[test]
fn a_narrow_and_a_wide_terminal() {
    insta::assert_snapshot!("narrow_table", table(&small(), 60));
    insta::assert_snapshot!("wide_table", table(&small(), 120));
    for width in 0..200 {
        let table = table(&small(), width);
        let fixed = 67;
        assert!(
            table
                .lines()
                .all(|line| line.chars().count() <= width.max(fixed)),
            "{width}"
        );
    }
}

#[test]
fn the_flag_languages() {
    let ask = Ask {
        tokens: Some(2_000_000_000_000),
        floor: Some(25_000_000_000),
        cap: Some(100_000_000_000),
        ..Ask::default()
    };
    insta::assert_snapshot!(
        "flag_table",
        table(&plan(&hplt::supply(), &ask).unwrap(), 80)
    );
}

#[test]
fn every_kind_of_note() {
    let datamix = "web/a 0.5004\nweb/b 0.2\nnowhere 0.2\nweb/d 0.1\nweb/e 0\n";
    let all = parts(&[
        ("web/a", even(10, 1000)),
        ("web/b", even(10, 100_000)),
        ("web/c", even(10, 1000)),
        ("web/d", even(10, 1000)),
        ("web/e", even(10, 1000)),
    ]);
    let ask = Ask {
        method: Method::Fixed(Datamix::parse(datamix, "datamix.txt").unwrap()),
        tokens: Some(10_000),
        languages: BTreeMap::from([
            (
                "c".into(),
                Bounds {
                    floor: Some(9),
                    ..Bounds::default()
                },
            ),
            (
                "d".into(),
                Bounds {
                    cap: Some(0),
                    ..Bounds::default()
                },
            ),
        ]),
        redistribute: true,
        ..Ask::default()
    };
    insta::assert_snapshot!("notes_table", table(&plan(&all, &ask).unwrap(), 80));
}

#[test]
fn nothing_can_be_shown() {
    insta::assert_snapshot!(table(&Mix::default(), 80));
    assert!(picture(&Mix::default()).contains("</svg>"));
}

#[test]
fn names_cannot_break_the_picture() {
    let all = parts(&[("web/<b>&\"'\u{202e}\u{0}", even(10, 1000))]);
    let drawn = picture(&plan(&all, &Ask::default()).unwrap());
    assert!(!drawn.contains("<b>") && !drawn.contains('\u{202e}') && !drawn.contains('\u{0}'));
    assert!(drawn.contains("&lt;b&gt;&amp;"));
}
