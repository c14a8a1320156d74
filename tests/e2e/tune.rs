//! `tamis langs tune`, which needs the feature `stats`.

use serde_json::Value;

use super::common::{Place, kept, removed};

fn of(language: &str, place: &Place) -> (u64, u64) {
    let kept = kept(&place.out());
    let mut ids: Vec<&str> = kept
        .iter()
        .filter(|row| row.language == language)
        .map(|row| row.id.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let dropped = removed(&place.out()).into_iter().filter(|row| {
        row.language == language && row.stage == "select" && !row.reason.starts_with("dedup.")
    });
    (ids.len() as u64, dropped.count() as u64)
}

fn asked(place: &Place, more: &[&str]) -> Value {
    let mut args = vec!["langs", "tune", "mlt_Latn", "--run", "out", "--json"];
    args.extend(more);
    serde_json::from_str(&place.tamis(&args).expect(0).out).unwrap()
}

#[test]
fn tune_counts_what_the_run_kept_and_dropped() {
    let place = Place::demo("");
    place.run();
    let (kept, dropped) = of("mlt_Latn", &place);
    let told = asked(&place, &[]);
    assert_eq!(told["kept"]["documents"], kept);
    assert_eq!(told["dropped"]["documents"], dropped);
    // Every rule's own count is that of the ledger where it is the only one.
    let rules = told["rules"].as_array().unwrap();
    assert!(
        rules
            .iter()
            .any(|rule| rule["only"]["documents"].as_u64() > Some(0))
            || dropped == 0
    );

    // What-if: without the rule that drops most, more is kept; with none kept, all is removed.
    let told = asked(&place, &["--set", "quality.minwords=off"]);
    assert_eq!(told["removed"]["documents"], 0);
    let returned = told["returned"]["documents"].as_u64().unwrap();
    assert_eq!(told["kept"]["documents"], kept + returned);
    let told = asked(&place, &["--set", "min_words=100000"]);
    assert_eq!(told["removed"]["documents"], kept);
    assert_eq!(
        told["samples"]["removed"].as_array().unwrap().len() as u64,
        kept.min(3)
    );
    let sample = &told["samples"]["removed"][0];
    assert_eq!(sample["reasons"][0]["key"], "quality.min_words");

    let text = place
        .tamis(&["langs", "tune", "mlt_Latn", "--run", "tamis.toml", "--all"])
        .expect(0)
        .out;
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert!(text.contains("quality.min_words"), "{text}");
    let text = place
        .tamis(&[
            "langs",
            "tune",
            "mlt_Latn",
            "--run",
            "out",
            "--set",
            "quality.min_words=100000",
        ])
        .expect(0)
        .out;
    assert!(
        text.contains("quality.min_words = 100000 (was 50)"),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn a_changed_bound_does_in_a_run_what_tune_said() {
    let place = Place::demo("");
    place.run();
    let (before, _) = of("mlt_Latn", &place);
    let args =
        "langs tune mlt_Latn --run out --set quality.min_words=20 -o mine/mlt_Latn.toml --json";
    let ran = place.tamis(&args.split(' ').collect::<Vec<_>>()).expect(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let config = std::fs::read_to_string(place.join("tamis.toml")).unwrap();
    place.write(
        "tamis.toml",
        config.replacen("[run]\n", "[run]\nprofiles = \"mine\"\n", 1),
    );
    place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    let (after, dropped) = of("mlt_Latn", &place);
    assert_eq!(told["kept"]["documents"], after);
    assert_eq!(told["dropped"]["documents"], dropped);
    assert_eq!(
        after,
        before + told["returned"]["documents"].as_u64().unwrap()
            - told["removed"]["documents"].as_u64().unwrap()
    );
    let written = std::fs::read_to_string(place.join("mine/mlt_Latn.toml")).unwrap();
    assert!(written.contains("min_words = 20 # tuned on"), "{written}");

    // A profile is only written over by one that goes on from it.
    let again = |run: &str| {
        let args = format!(
            "langs tune mlt_Latn --run {run} --set max_words=90000 -o mine/mlt_Latn.toml --json"
        );
        place.tamis(&args.split(' ').collect::<Vec<_>>())
    };
    let told = again("out").expect(2).err;
    assert!(
        told.contains("mine/mlt_Latn.toml is there already"),
        "{told}"
    );
    let kept = std::fs::read_to_string(place.join("mine/mlt_Latn.toml")).unwrap();
    assert_eq!(kept, written);
    again("tamis.toml").expect(0);
    let written = std::fs::read_to_string(place.join("mine/mlt_Latn.toml")).unwrap();
    assert!(written.contains("min_words = 20"), "{written}");
    assert!(written.contains("max_words = 90000"), "{written}");
}

#[test]
fn bounds_are_derived_by_published_methods() {
    let place = Place::demo("");
    place.run();
    let args = "langs tune mlt_Latn --run out --derive tail --tail 0.1 -o own.toml";
    place.tamis(&args.split(' ').collect::<Vec<_>>()).expect(0);
    let written = std::fs::read_to_string(place.join("own.toml")).unwrap();
    assert!(
        written.contains("# derived: the tail of 10 %, on "),
        "{written}"
    );
    // What was written is a profile that says where each number came from.
    std::fs::create_dir(place.join("mine")).unwrap();
    std::fs::rename(place.join("own.toml"), place.join("mine/mlt_Latn.toml")).unwrap();
    place
        .tamis(&["langs", "show", "mlt_Latn", "--profiles", "mine"])
        .expect(0);
    let told = place
        .tamis(&[
            "langs", "tune", "mlt_Latn", "--run", "out", "--derive", "sigma",
        ])
        .expect(2)
        .err;
    assert!(told.contains("--reference"), "{told}");
    let args = "langs tune mlt_Latn --run out --derive sigma --reference vec_Latn";
    let told = place
        .tamis(&args.split(' ').collect::<Vec<_>>())
        .expect(2)
        .err;
    assert!(told.contains("no document in vec_Latn"), "{told}");
    // A bound that a profile must have is let down to 0 where it is switched off.
    let args = "langs tune mlt_Latn --run out --set threshold=off -o mine/mlt_Latn.toml";
    let args: Vec<&str> = args.split(' ').collect();
    // Not over a profile that the bounds do not start from.
    place.tamis(&args).expect(2);
    place
        .tamis(&[&args[..], &["--profiles", "mine"]].concat())
        .expect(0);
    place
        .tamis(&["langs", "show", "mlt_Latn", "--profiles", "mine"])
        .expect(0);
    let args = "langs tune mlt_Latn --run out --derive median-ratio --reference eng_Latn";
    place.tamis(&args.split(' ').collect::<Vec<_>>()).expect(0);
}

/// The output folder does not name the folder of the run's own profiles.
#[test]
fn another_profile_than_the_runs_is_told() {
    let place = Place::demo("");
    place.write(
        "mine/mlt_Latn.toml",
        "code = \"mlt_Latn\"\nname = \"Maltese\"\nextends = \"mlt_Latn\"\n\
         [quality]\nmin_words = 400 # ours\n",
    );
    let config = std::fs::read_to_string(place.join("tamis.toml")).unwrap();
    let config = config.replacen("[run]\n", "[run]\nprofiles = \"mine\"\n", 1);
    place.write("tamis.toml", config);
    place.run();
    let tune = |more: &[&str]| {
        let args = [&["langs", "tune", "mlt_Latn", "--run"][..], more].concat();
        place.tamis(&args).expect(0).err
    };
    assert!(tune(&["out"]).contains("decided by another profile of mlt_Latn"));
    for more in [&["out", "--profiles", "mine"][..], &["tamis.toml"]] {
        let told = tune(more);
        assert!(!told.contains("another profile"), "{told}");
    }
}

#[test]
fn what_cannot_be_tuned_is_told() {
    let place = Place::demo("");
    let tune = |more: &[&str]| {
        let mut args = vec!["langs", "tune"];
        args.extend(more);
        place.tamis(&args).expect(2).err.replace("\n  │ ", " ")
    };
    assert!(tune(&["mlt_Latn", "--run", "out"]).contains("is no run's output folder"));
    place.run();
    assert!(tune(&["mlt", "--run", "out"]).contains("did you mean `mlt_Latn`?"));
    let told = tune(&["mlt_Latn", "--run", "out", "--set", "quality.min_wrods=3"]);
    assert!(
        told.contains("there is no bound") && told.contains("min_words"),
        "{told}"
    );
    let told = tune(&["mlt_Latn", "--run", "out", "--set", "words=3"]);
    assert!(
        told.contains("quality.min_words, quality.max_words"),
        "{told}"
    );
    let told = tune(&["mlt_Latn", "--run", "out", "--set", "max_dup_lines=30"]);
    assert!(told.contains("from 0 to 1"), "{told}");
    // Per cent of a count say nothing; of a part and of a ratio they do.
    for key in ["min_words", "max_mean_word_length", "min_stop_words"] {
        let told = tune(&["mlt_Latn", "--run", "out", "--set", &format!("{key}=40%")]);
        assert!(
            told.contains("= 40%: expected a number: what it bounds is no part"),
            "{told}"
        );
    }
    for key in ["max_dup_lines", "max_newline_ratio"] {
        let told = asked(&place, &["--set", &format!("{key}=40%")]);
        let rules = told["rules"].as_array().unwrap();
        let rule = rules
            .iter()
            .find(|rule| rule["key"].as_str().unwrap().ends_with(key));
        assert_eq!(rule.unwrap()["limit"], 0.4, "{key}");
    }
    let written = ["--set", "max_words=10", "-o", "no.toml"];
    let told = tune(&[&["mlt_Latn", "--run", "out"][..], &written[..]].concat());
    assert!(told.contains("no document could be kept"), "{told}");
    assert!(!place.join("no.toml").exists());
    let told = tune(&["vec_Latn", "--run", "out"]);
    assert!(told.contains("has no document in vec_Latn"), "{told}");

    let config = std::fs::read_to_string(place.join("tamis.toml")).unwrap();
    let cleaned = Place::demo("");
    cleaned.write(
        "tamis.toml",
        config.replacen("[run]\n", "[run]\nkeep_work = false\n", 1),
    );
    cleaned.run();
    let told = cleaned
        .tamis(&["langs", "tune", "mlt_Latn", "--run", "out"])
        .expect(2)
        .err;
    assert!(told.contains("keep_work = true"), "{told}");
}
