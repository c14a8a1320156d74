//! The embedded profiles, inheritance, folders of one's own, and what mistakes look like.

use std::fs;

use tamis_langs::{Error, Profile, Registry, check_toml};

const DEFAULT: &str = include_str!("../profiles/default.toml");

/// The variants that the project's users asked for; more may exist.
const ASKED: &[&str] = &[
    "bos_Latn", "bul_Cyrl", "cat_Latn", "ces_Latn", "dan_Latn", "deu_Latn", "ell_Grek", "eng_Latn",
    "est_Latn", "eus_Latn", "fin_Latn", "fra_Latn", "gle_Latn", "glg_Latn", "hrv_Latn", "hun_Latn",
    "isl_Latn", "ita_Latn", "kat_Geor", "lav_Latn", "lit_Latn", "ltg_Latn", "mkd_Cyrl", "mlt_Latn",
    "nld_Latn", "nno_Latn", "nob_Latn", "pol_Latn", "por_Latn", "ron_Latn", "slk_Latn", "slv_Latn",
    "spa_Latn", "sqi_Latn", "srp_Cyrl", "srp_Latn", "swe_Latn", "tur_Latn", "ukr_Cyrl",
];

fn check(text: &str) -> Result<Profile, Error> {
    check_toml("ces_Latn.toml", text, DEFAULT)
}

/// The message of a mistake in a Czech profile.
#[expect(clippy::expect_used, reason = "the test is about the mistake")]
fn complaint(rest: &str) -> String {
    let text = format!("code = \"ces_Latn\"\nname = \"Czech\"\n{rest}");
    check(&text).expect_err("a mistake").to_string()
}

#[test]
fn every_embedded_profile_is_whole() {
    let registry = Registry::embedded();
    assert_eq!(registry.problems(), &[] as &[String]);
    for code in ASKED {
        assert!(registry.get(code).is_some(), "{code} is missing");
    }
    for profile in registry.iter() {
        let code = profile.code;
        assert!(profile.words.stop_words.len() >= 8, "{code}");
        for word in &profile.words.stop_words {
            assert_eq!(*word, word.to_lowercase(), "{code}");
            assert!(
                !word.contains(char::is_whitespace) && !word.is_empty(),
                "{code}: {word:?}"
            );
        }
        assert_eq!(
            profile.limits.get("quality.min_words"),
            Some(50.0),
            "{code}: inherited"
        );
        assert!(
            profile.limits.get("repetition.max_dup_5gram").is_some(),
            "{code}"
        );
        assert!(
            profile.examples.iter().any(|example| !example.keep),
            "{code}"
        );
        for example in profile.examples.iter().filter(|example| example.keep) {
            assert!(example.text.split_whitespace().count() >= 60, "{code}");
        }
        for other in &profile.identify.confusable {
            let other = registry
                .get(other)
                .unwrap_or_else(|| panic!("{code} names {other}"));
            assert!(
                other.identify.confusable.contains(&code.to_string()),
                "{code}: one-sided"
            );
        }
        assert_eq!(registry.source(code), format!("embedded:{code}.toml"));
        assert_eq!(registry.digest(code).len(), 64);
    }
    let codes: Vec<_> = registry.iter().map(|profile| profile.code).collect();
    assert!(codes.is_sorted());
    assert_eq!(codes.len(), registry.len());
}

/// A language that the second step tells from others says so in its profile.
#[test]
fn close_groups_and_confusable_variants_agree() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/close");
    let mut grouped = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let labels = text.lines().find_map(|line| line.strip_prefix("@labels\t"));
        let labels: Vec<&str> = labels.unwrap().split('\t').collect();
        for label in &labels {
            let profile = Registry::embedded().get(label).unwrap();
            let others: Vec<&str> = labels
                .iter()
                .copied()
                .filter(|other| other != label)
                .collect();
            assert_eq!(profile.identify.confusable, others, "{label}");
            grouped.push((*label).to_owned());
        }
    }
    for profile in Registry::embedded().iter() {
        let code = profile.code.to_string();
        assert_eq!(
            grouped.contains(&code),
            !profile.identify.confusable.is_empty(),
            "{code}"
        );
    }
}

#[test]
fn children_inherit_override_and_switch_off() {
    let own = check(
        "code = \"ces_Latn\"\nname = \"Czech\"\n[quality]\nmin_words = 20\n\
         min_terminal_lines = false\n[words]\nstop_words = [\"a\"]\n[balance]\nmax_repeats = 4",
    )
    .unwrap();
    assert_eq!(own.limits.get("quality.min_words"), Some(20.0));
    assert_eq!(own.limits.get("quality.min_terminal_lines"), None);
    assert_eq!(own.limits.get("quality.max_words"), Some(100_000.0));
    assert_eq!(own.words.stop_words, ["a"]);
    assert!(own.words.sentence_enders.contains('.'));
    assert_eq!(own.balance.max_repeats, Some(4.0));
    assert_eq!(own.limits.get("repetition.max_dup_10gram"), Some(0.1));
}

#[test]
fn the_resolved_text_is_a_profile_that_says_the_same() {
    for profile in Registry::embedded().iter() {
        let text = profile.to_toml();
        let file = format!("{}.toml", profile.code);
        // An empty parent: the text leaves nothing out.
        let again = check_toml(&file, &text, "").unwrap();
        assert_eq!(again, *profile);
        assert_eq!(again.to_toml(), text);
    }
}

#[test]
fn a_folder_overrides_adds_and_changes_the_default() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("default.toml", "[quality]\nmax_words = 5\n");
    write(
        "ces_Latn.toml",
        "code = \"ces_Latn\"\nname = \"My Czech\"\n",
    );
    write(
        "vro_Latn.toml",
        "code = \"vro_Latn\"\nname = \"Võro\"\n[quality]\nmin_words = 1\n",
    );
    write("notes.txt", "not a profile");
    // 50 words at least and 5 at most: the new default contradicts the old one in every file.
    let error = Registry::with_dir(dir.path()).unwrap_err().to_string();
    assert!(
        error.contains("`quality.min_words` = 50 exceeds `quality.max_words` = 5"),
        "{error}"
    );
    assert!(error.contains("default.toml:2:1: "), "{error}");

    write("default.toml", "[quality]\nmax_words = 500\n");
    let registry = Registry::with_dir(dir.path()).unwrap();
    assert_eq!(registry.len(), Registry::embedded().len() + 1);
    assert_eq!(registry.get("ces_Latn").unwrap().name, "My Czech");
    assert_eq!(
        registry
            .get("vro_Latn")
            .unwrap()
            .limits
            .get("quality.min_words"),
        Some(1.0)
    );
    assert_eq!(
        registry
            .get("deu_Latn")
            .unwrap()
            .limits
            .get("quality.max_words"),
        Some(500.0)
    );
    assert!(registry.source("ces_Latn").ends_with("ces_Latn.toml"));
    assert!(!registry.source("ces_Latn").starts_with("embedded"));
    assert_ne!(
        registry.digest("deu_Latn"),
        Registry::embedded().digest("deu_Latn")
    );
    assert_eq!(registry.digest("xyz_Latn"), "");

    for copy in ["ces_Latn.old.toml", "ces_Latn (copy).toml"] {
        write(copy, "code = \"ces_Latn\"\nname = \"Copy\"\n");
        let error = Registry::with_dir(dir.path()).unwrap_err().to_string();
        assert!(
            error.contains(copy) && error.contains("must be named `ces_Latn.toml`"),
            "{error}"
        );
        fs::remove_file(dir.path().join(copy)).unwrap();
    }

    write(".#ces_Latn.toml", "no profile");
    assert!(Registry::with_dir(dir.path()).is_ok());

    let latin1 = b"code = \"vec_Latn\"\nname = \"V\xe8neto\"\n";
    fs::write(dir.path().join("vec_Latn.toml"), latin1).unwrap();
    let error = Registry::with_dir(dir.path()).unwrap_err().to_string();
    assert!(
        error.contains("vec_Latn.toml:2:10: this is no UTF-8"),
        "{error}"
    );
    fs::remove_file(dir.path().join("vec_Latn.toml")).unwrap();

    let absent = dir.path().join("absent");
    assert!(matches!(Registry::with_dir(&absent), Err(Error::Io { .. })));
}

/// Built-in default < own default < built-in file of a language < own `all` < own file of a language.
#[test]
fn a_file_for_all_languages_goes_before_what_is_built_in_only() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let built_in = Registry::embedded();
    let bound =
        |registry: &Registry, code: &str, key: &str| registry.get(code).unwrap().limits.get(key);
    assert_eq!(
        bound(built_in, "ces_Latn", "quality.min_terminal_lines"),
        Some(0.06)
    );

    write(
        "default.toml",
        "[quality]\nmin_words = 10\nmin_terminal_lines = 0.2\n",
    );
    write(
        "all.toml",
        "[quality]\nmin_words = 20\nmin_terminal_lines = false\nmin_wds = 0.5 # HPLT\n[pii]\nphone = \"annotate\"\n",
    );
    let extended = "code = \"deu_Latn\"\nname = \"German\"\nextends = \"deu_Latn\"\n[quality]\nmin_words = 30\n";
    write("deu_Latn.toml", extended);
    write(
        "slk_Latn.toml",
        "code = \"slk_Latn\"\nname = \"Slovak\"\n[quality]\nmin_wds = 0.4\n",
    );
    // Of a file that extends one of the user's own, that one goes before `all` too.
    write(
        "pol_Latn.toml",
        "code = \"pol_Latn\"\nname = \"Polish\"\nextends = \"deu_Latn\"\n",
    );
    let registry = Registry::with_dir(dir.path()).unwrap();
    assert_eq!(registry.len(), built_in.len());
    assert!(registry.get("all").is_none());
    for code in ["ces_Latn", "deu_Latn", "slk_Latn", "pol_Latn"] {
        assert_eq!(
            bound(&registry, code, "quality.min_terminal_lines"),
            None,
            "{code}"
        );
        assert_eq!(
            registry.get(code).unwrap().pii.phone,
            tamis_langs::PiiAction::Annotate
        );
    }
    let words = |code| bound(&registry, code, "quality.min_words");
    assert_eq!(
        (words("ces_Latn"), words("slk_Latn")),
        (Some(20.0), Some(20.0))
    );
    assert_eq!(
        (words("deu_Latn"), words("pol_Latn")),
        (Some(30.0), Some(30.0))
    );
    let wds = |code| bound(&registry, code, "quality.min_wds");
    assert_eq!((wds("ces_Latn"), wds("slk_Latn")), (Some(0.5), Some(0.4)));
    // What is not in it is as it was.
    let length = |registry| bound(registry, "ces_Latn", "quality.max_mean_word_length");
    assert_eq!(length(&registry), length(built_in));
    let origin = registry.origin("ces_Latn", "quality.min_wds").unwrap();
    assert!(origin.file.ends_with("all.toml"), "{origin:?}");
    assert_eq!((origin.line, origin.source.as_str()), (4, "HPLT"));

    write(
        "all.toml",
        "code = \"ces_Latn\"\n[quality]\nmin_words = 20\n",
    );
    let error = Registry::with_dir(dir.path()).unwrap_err().to_string();
    assert!(error.contains("all.toml:1:1: "), "{error}");
    assert!(error.contains("so it has no `code`"), "{error}");

    write("all.toml", "[quality]\nmin_wrods = 20\n");
    let error = Registry::with_dir(dir.path()).unwrap_err().to_string();
    assert!(
        error.contains("all.toml:2:1: ") && error.contains("did you mean `min_words`?"),
        "{error}"
    );
}

#[test]
fn who_sets_one_key_is_told_of_the_built_in_profile() {
    let dir = tempfile::tempdir().unwrap();
    let text = "code = \"mlt_Latn\"\n[quality]\nmin_words = 40\n";
    std::fs::write(dir.path().join("mlt_Latn.toml"), text).unwrap();
    let error = Registry::with_dir(dir.path()).unwrap_err().to_string();
    assert!(
        error.contains("missing field `name`; `extends = \"mlt_Latn\"` keeps"),
        "{error}"
    );
}

#[test]
fn mistakes_name_place_key_and_remedy() {
    insta::assert_snapshot!(complaint("[quality]\nmin_word = 50"), @"ces_Latn.toml:4:1: unknown key `min_word` in [quality]; did you mean `min_words`?");
    insta::assert_snapshot!(complaint("[qualty]\nmin_words = 50"), @"ces_Latn.toml:3:2: unknown key `qualty`; did you mean `quality`?");
    insta::assert_snapshot!(complaint("min_words = 50"), @"ces_Latn.toml:3:1: `min_words` belongs in the section [quality]; did you mean `quality.min_words`?");
    insta::assert_snapshot!(complaint("[identify]\nstop_words = []"), @"ces_Latn.toml:4:1: unknown key `stop_words` in [identify]; did you mean `words.stop_words`?");
    insta::assert_snapshot!(complaint("[quality]\nmax_dup_lines = 0.5"), @"ces_Latn.toml:4:1: unknown key `max_dup_lines` in [quality]; did you mean `repetition.max_dup_lines`?");
    insta::assert_snapshot!(complaint("[quality]\nmin_alpha_words = 0,8"), @"ces_Latn.toml:4:20: a comma in a number: TOML writes a point, as in `0.8`");
    insta::assert_snapshot!(complaint("extends = “ces_Latn”"), @r#"ces_Latn.toml:3:11: typographic quotation marks: TOML wants straight ones, as in `"ces_Latn"`"#);
    insta::assert_snapshot!(complaint("[quality]\nmin_words = \"many\""), @r#"ces_Latn.toml:4:13: `quality.min_words` is "many": expected a number from 0, or `false` for off"#);
    insta::assert_snapshot!(complaint("[quality]\nmin_words = true"), @"ces_Latn.toml:4:13: `quality.min_words` is true: expected a number from 0, or `false` for off");
    insta::assert_snapshot!(complaint("[repetition]\nmax_dup_lines = 30"), @"ces_Latn.toml:4:17: `repetition.max_dup_lines` is 30: expected a number from 0 to 1, or `false` for off (of per cent, that is 0.3)");
    insta::assert_snapshot!(complaint("[pii]\nphone = \"tags\""), @"ces_Latn.toml:4:9: `tags` in `pii.phone`: expected one of annotate, tag, surrogate, drop-document; did you mean `tag`?");
    insta::assert_snapshot!(complaint("[words]\nstop_words = [1]"), @"ces_Latn.toml:4:14: `words.stop_words` is [1]: expected a list of strings");
    insta::assert_snapshot!(complaint("[[examples]]\ntext = \"x\""), @"ces_Latn.toml:3:1: this example lacks `keep`");
    insta::assert_snapshot!(complaint("[quality]\nmin_words = 9\nmax_words = 8"), @"ces_Latn.toml:4:1: `quality.min_words` = 9 exceeds `quality.max_words` = 8: no document could be kept");
    insta::assert_snapshot!(complaint("[quality]\nmax_stop_words = 9"), @"ces_Latn.toml:4:1: this signal is bounded from below only, `max_stop_words` is an upper bound; did you mean `min_stop_words`?");
    insta::assert_snapshot!(check("name = \"Czech\"").unwrap_err(), @r#"ces_Latn.toml:1:1: a profile needs `code = "..."`, as in `code = "ces_Latn"`"#);
    insta::assert_snapshot!(check("code = \"slk_Latn\"\nname = \"\"").unwrap_err(), @"ces_Latn.toml:1:1: `code` is `slk_Latn` but the file is named `ces_Latn`");
    insta::assert_snapshot!(check("code = \"cs\"\nname = \"\"").unwrap_err(), @"ces_Latn.toml:1:1: `cs` is no language code: expected an ISO 639-3 code, `_` and an ISO 15924 script, as in `ces_Latn`");
    insta::assert_snapshot!(check("code = \"ces_Latn\"").unwrap_err(), @r#"ces_Latn.toml:1:1: incomplete profile: missing field `name`; `extends = "ces_Latn"` keeps what the built-in one says"#);
    insta::assert_snapshot!(complaint("[quality]\nmin_words = = 3").lines().next().unwrap_or_default(), @"ces_Latn.toml:4:13: extra `=`, expected nothing");
}

#[test]
fn a_mistake_far_down_has_its_line() {
    let Err(Error::Profile {
        line,
        column,
        key,
        nearest,
        ..
    }) = check("code = \"ces_Latn\"\nname = \"Čeština\"\n\n\n[balance]\n  max_repeat = 2")
    else {
        panic!("a mistake")
    };
    assert_eq!((line, column), (6, 3));
    assert_eq!(key.as_deref(), Some("balance.max_repeat"));
    assert_eq!(nearest.as_deref(), Some("max_repeats"));
}

proptest::proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}") {
        let _ = check(&text);
    }

    #[test]
    fn arbitrary_values_never_panic(
        section in "quality|words|pii|examples|identify|code",
        key in "min_words|stop_words|phone|text|threshold|x",
        value in "\\PC{0,20}",
    ) {
        let _ = check(&format!("code = \"ces_Latn\"\nname = \"\"\n[{section}]\n{key} = {value}"));
        let _ = check(&format!("[[{section}]]\n{key} = {value}"));
    }
}
