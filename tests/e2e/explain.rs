//! `tamis langs explain`: of a text, and of a document of a run.

use serde_json::{Value, json};

use super::common::{Place, kept, removed};

#[test]
fn explain_says_what_counted() {
    let place = Place::demo("");
    let text = "Aqra aktar dwar dan fuq il-paġna...\nAqra aktar dwar dan fuq il-paġna...\n";
    place.write("text.txt", text);
    for args in [
        vec!["langs", "explain", "mlt_Latn", "text.txt", "--json"],
        vec!["langs", "explain", "mlt_Latn", text, "--json"],
    ] {
        let ran = place.tamis(&args).expect(0);
        let told: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(told["verdict"], "drop");
        assert_eq!(told["reasons"][0], "quality.min_words");
        let rules = told["rules"].as_array().unwrap();
        let rule = |key: &str| rules.iter().find(|rule| rule["key"] == key).unwrap();
        let ellipsis = rule("quality.max_ellipsis_lines");
        assert_eq!(
            (&ellipsis["value"], &ellipsis["limit"]),
            (&json!(1.0), &json!(0.3))
        );
        let mark = &ellipsis["marks"][1];
        let at = |key: &str| usize::try_from(mark[key].as_u64().unwrap()).unwrap();
        assert_eq!(&text[at("start")..at("end")], text.lines().next().unwrap());
        assert!(ellipsis["source"].as_str().unwrap().contains("Gopher"));
        assert!(told["signals"]["wds"].is_number());
    }
    let shown = place
        .tamis(&["langs", "explain", "mlt_Latn", "text.txt"])
        .expect(0)
        .out;
    assert!(shown.starts_with("dropped: quality.min_words\n"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "colour without a terminal");
    assert!(
        shown.contains("it has 1, and must have at most 0.3"),
        "{shown}"
    );
    assert!(shown.contains("[Aqra aktar dwar dan"), "{shown}");
    let coloured = place
        .tamis(&[
            "langs", "explain", "mlt_Latn", "text.txt", "--color", "always",
        ])
        .expect(0)
        .out;
    assert!(coloured.contains("\u{1b}["), "no colour on request");
    assert!(!coloured.contains("[Aqra"), "{coloured}");

    // A document of a run, by its URL, before and after it was dropped.
    place.run();
    let row = removed(&place.out())
        .into_iter()
        .find(|row| row.reason == "quality.min_words");
    let row = row.unwrap();
    let out = place.out().display().to_string();
    let ran = place
        .tamis(&["langs", "explain", &row.language, &row.id, "--run", &out])
        .expect(0);
    assert!(
        ran.out.starts_with("dropped: quality.min_words\n"),
        "{}",
        ran.out
    );
    // What was not sure of its language was dropped before any rule was asked.
    let row = removed(&place.out())
        .into_iter()
        .find(|row| row.reason == "identify.score");
    let row = row.unwrap();
    let ran = place
        .tamis(&["langs", "explain", &row.language, &row.id, "--run", &out])
        .expect(0);
    assert!(
        ran.out.starts_with("dropped: identify.score\n"),
        "{}",
        ran.out
    );
    let absent = [
        "langs",
        "explain",
        "mlt_Latn",
        "https://example.com/none",
        "--run",
        &out,
    ];
    let told = place.tamis(&absent).expect(2).err;
    assert!(told.contains("has no document with the URL"), "{told}");
    let told = place.tamis(&["langs", "explain", "mlt", "x"]).expect(2).err;
    assert!(told.contains("did you mean `mlt_Latn`?"), "{told}");
}

/// The output folder does not name the folder of the run's own profiles.
#[test]
fn another_profile_than_the_runs_is_told() {
    let place = Place::demo("");
    let profile = "code = \"mlt_Latn\"\nname = \"Maltese\"\nextends = \"mlt_Latn\"\n\
                   [quality]\nmin_words = 51 # ours\n";
    place.write("mine/mlt_Latn.toml", profile);
    let config = std::fs::read_to_string(place.join("tamis.toml")).unwrap();
    let config = config.replacen("[run]\n", "[run]\nprofiles = \"mine\"\n", 1);
    place.write("tamis.toml", config);
    place.run();
    let kept = kept(&place.out());
    let row = kept.iter().find(|row| row.language == "mlt_Latn").unwrap();
    let explain = |more: &[&str]| {
        let args = [
            &["langs", "explain", "mlt_Latn", &row.id, "--run"][..],
            more,
        ]
        .concat();
        place.tamis(&args).expect(0)
    };
    for (run, other) in [("out", true), ("tamis.toml", false)] {
        let told = explain(&[run]);
        let note = told
            .err
            .starts_with("note: out decided by another profile of mlt_Latn");
        assert_eq!(note, other, "{told:?}");
        assert!(
            told.err.lines().all(|line| line.len() <= 80),
            "{}",
            told.err
        );
        // The run's own profile is the one that the config names.
        assert_eq!(told.out.contains("≥ 51"), !other, "{}", told.out);
    }
    let told = explain(&["out", "--profiles", "mine", "--json"]);
    assert_eq!(told.err, "");
    let whole: Result<Value, _> = serde_json::from_str(&told.out);
    assert!(whole.is_ok(), "{}", told.out);
    // So it is for who has the dataset alone.
    std::fs::remove_dir_all(place.join("out/.tamis")).unwrap();
    assert!(explain(&["out"]).err.contains("decided by another profile"));
    assert_eq!(explain(&["out", "--profiles", "mine"]).err, "");
}
