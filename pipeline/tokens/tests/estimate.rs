//! The estimate that comes with the crate.

use proptest::prelude::*;
use tamis_tokens::{Basis, Estimate, Tokens};

#[test]
fn the_table_is_there() {
    let estimate = Estimate::embedded();
    assert!(
        estimate.languages.len() > 60,
        "{}",
        estimate.languages.len()
    );
    for (language, rate) in &estimate.languages {
        assert!(
            (1.0..10.0).contains(&rate.bytes_per_token),
            "{language} {rate:?}"
        );
        assert!(
            rate.held_out.median <= rate.held_out.p90,
            "{language} {rate:?}"
        );
        let (_, script) = language.rsplit_once('_').unwrap();
        assert!(estimate.scripts.contains_key(script), "{language}");
    }
    insta::assert_snapshot!(estimate.describe());
}

#[test]
fn every_language_has_a_number() {
    let estimate = Estimate::embedded();
    let basis = |language| estimate.bytes_per_token(language).1;
    assert_eq!(basis("mlt_Latn"), Basis::Language);
    assert_eq!(basis("zzz_Cyrl"), Basis::Script);
    assert_eq!(basis("zzz_Zzzz"), Basis::Other);
    assert_eq!(basis(""), Basis::Other);
    let (script, _) = estimate.bytes_per_token("zzz_Cyrl");
    assert_eq!(script, estimate.scripts["Cyrl"]);
}

#[test]
fn bytes_are_divided_and_rounded_up() {
    let estimate = Estimate::parse(
        r#"
[about]
reference = "none"
vocabulary = 1
sha256 = ""
source = ""
date = ""
other = 4.0
error = { sum = 0.0, median = 0.0, p90 = 0.0, documents = 0 }
[languages]
mlt_Latn = { bytes_per_token = 2.5, documents = 1, held_out = { sum = 0.0, median = 0.1, p90 = 0.2, documents = 1 } }
[scripts]
Latn = 3.0
"#,
    )
    .unwrap();
    assert_eq!(estimate.tokens("mlt_Latn", 0), 0);
    assert_eq!(estimate.tokens("mlt_Latn", 1), 1);
    assert_eq!(estimate.tokens("mlt_Latn", 10), 4);
    assert_eq!(estimate.tokens("mlt_Latn", 11), 5);
    assert_eq!(estimate.tokens("eng_Latn", 10), 4);
    assert_eq!(estimate.tokens("", 10), 3);
    assert!(estimate.tokens("mlt_Latn", u64::MAX) > 0);
}

#[test]
fn a_text_counts_by_its_bytes() {
    let tokens = Tokens::new(None).unwrap();
    assert_eq!(tokens.count("żółw", "pol_Latn"), {
        let estimate = Estimate::embedded();
        u32::try_from(estimate.tokens("pol_Latn", 7)).unwrap()
    });
    assert_eq!(tokens.identity(), Estimate::embedded().identity());
}

proptest! {
    #[test]
    fn more_bytes_are_no_fewer_tokens(a in 0u64..1 << 40, more in 0u64..1 << 40) {
        let estimate = Estimate::embedded();
        for language in ["ell_Grek", "eng_Latn", ""] {
            let (one, two) = (estimate.tokens(language, a), estimate.tokens(language, a + more));
            prop_assert!(one <= two);
            // What is in two texts counts as much as in one, but for rounding.
            let parts = one + estimate.tokens(language, more);
            prop_assert!(parts == two || parts == two + 1);
        }
    }
}
