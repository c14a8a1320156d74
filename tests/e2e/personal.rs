//! Personal data in a run: each action, what is written and what is not, and the command's forms.

use serde_json::{Value, json};

use super::common::{ALL_ONCE, Place, files, kept, parquet, profile, removed};
use super::warc::{PROSE, page};

const CONFIG: &str = "[run]\nname = \"personal\"\noutput = \"out\"\nprofiles = \"profiles\"\n\
    KEY\n[sources.crawl]\ntype = \"warc\"\npaths = [\"in/*.warc\"]\n\n\
    [stages.extract]\nmode = \"all-text\"\nmarkdown = true\n\n";

/// Values that must not be seen in anything but the texts.
const PHONE: &str = "+44 20 7946 0958";
const EMAIL: &str = "anna.borg@kunsill.zz";
const ADDRESS: &str = "199.7.91.13";
const PESEL: &str = "44051401359";
const MANY: &str = "annaelisabethmontgomeryborg@universityhospital.zz";

/// A run with `key` in the config, and the English profile with these lines in place of `= "tag"`.
fn place(key: &str, actions: &[(&str, &str)]) -> Place {
    let config = CONFIG.replace("KEY", key);
    let place = Place::new(&format!("{config}{ALL_ONCE}"));
    let mut english = profile("eng_Latn", 5);
    for (name, action) in actions {
        let line = |line: &str| line.starts_with(&format!("{name} = "));
        let lines = english.lines().map(|l| match line(l) {
            true => format!("{name} = {action}"),
            false => l.to_owned(),
        });
        english = lines.collect::<Vec<_>>().join("\n") + "\n";
    }
    place.write("profiles/eng_Latn.toml", english);
    place.write("key.txt", "a key that only this test knows\n");
    let call = format!("Call us on {PHONE} or write to {EMAIL}, the server is at {ADDRESS}.");
    let again = format!("Those who come later may call {PHONE} before nine in the morning.");
    let number = format!("Her number in the Polish register, PESEL {PESEL}, stood in the letter.");
    let people =
        "Write to the people of the choir, who meet in the hall behind the station every Monday";
    let people = format!("{people}: {MANY}.");
    let mut archive = page(1, &[PROSE[0], &call, PROSE[1]]);
    archive.extend(page(2, &[PROSE[2], &again]));
    archive.extend(page(3, &[PROSE[3], &number]));
    archive.extend(page(4, &[&people]));
    place.write("in/0.warc", archive);
    place
}

#[test]
fn each_kind_gets_what_its_profile_says() {
    let actions = [
        ("phone", "\"surrogate\""),
        ("ip", "\"annotate\""),
        ("national_id", "\"drop-document\""),
        ("max_share", "0.3"),
    ];
    let place = place("surrogate_key = \"key.txt\"\n", &actions);
    let ran = place.run().expect(0);
    let reasons: Vec<(String, f64)> = removed(&place.out())
        .into_iter()
        .filter(|row| row.reason.starts_with("pii."))
        .map(|row| (row.reason, row.threshold.unwrap()))
        .collect();
    let share = f64::from(0.3_f32);
    assert_eq!(
        reasons,
        [
            ("pii.national_id".to_owned(), 0.0),
            ("pii.max_share".to_owned(), share)
        ]
    );
    let rows = kept(&place.out());
    assert_eq!(rows.len(), 2);
    let texts: String = rows.iter().map(|row| row.text.as_str()).collect();
    assert!(
        texts.contains("<EMAIL>") && texts.contains(ADDRESS),
        "{texts}"
    );
    assert!(!texts.contains(PHONE) && !texts.contains(EMAIL), "{texts}");
    // One number, one surrogate, wherever it stands.
    let surrogates: Vec<&str> = ["Call us on ", "later may call "]
        .iter()
        .map(|before| {
            let at = texts.find(before).unwrap() + before.len();
            &texts[at..at + PHONE.len()]
        })
        .collect();
    assert_eq!(surrogates[0], surrogates[1]);
    assert!(surrogates[0].starts_with("+44 "), "{}", surrogates[0]);

    // No value is in anything but the shards, in which only those are that the profile leaves.
    let told = ran.out + &ran.err;
    for value in [PHONE, EMAIL, ADDRESS, PESEL, MANY] {
        assert!(!told.contains(value), "{value} was printed");
        for name in files(&place.out(), &|name| !name.starts_with(".tamis")) {
            let path = place.out().join(&name);
            let shown = if name.ends_with(".parquet") {
                format!("{:?}", parquet(&path))
            } else {
                String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()
            };
            let may = value == ADDRESS && name.starts_with("data/");
            assert!(may || !shown.contains(value), "{value} in {name}");
        }
    }

    // The same key gives the same bytes, another key others.
    let expected = place.dataset();
    let twin = self::place("surrogate_key = \"key.txt\"\nthreads = 1\n", &actions);
    twin.run().expect(0);
    let shards = |all: &std::collections::BTreeMap<String, Vec<u8>>| {
        let shard = all.iter().filter(|(name, _)| name.starts_with("data/"));
        shard
            .map(|(n, b)| (n.clone(), b.clone()))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    assert!(shards(&expected) == shards(&twin.dataset()), "one thread");
    twin.write("key.txt", "a key that nobody else knows either");
    twin.tamis(&["run", "--update", "tamis.toml"]).expect(0);
    assert_ne!(shards(&expected), shards(&twin.dataset()));
}

#[test]
fn surrogates_need_a_key() {
    let place = place("", &[("email", "\"surrogate\"")]);
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(
        ran.err.contains("eng_Latn") && ran.err.contains("surrogate_key"),
        "{}",
        ran.err
    );
    let place = self::place("surrogate_key = \"short.txt\"\n", &[]);
    place.write("short.txt", "short");
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(ran.err.contains("too short"), "{}", ran.err);
    let place = self::place("surrogate_key = \"none.txt\"\n", &[]);
    let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(ran.err.contains("none.txt"), "{}", ran.err);
}

#[test]
fn the_command_speaks_the_forms_of_others() {
    let place = place("", &[]);
    let text = "Ċempel lil Ġorġ: 2166 2241, jew ikteb lil anna (at) kunsill (dot) mt";
    place.write(
        "in.jsonl",
        json!({ "id": 1, "text": text }).to_string() + "\n",
    );
    let rows = |args: &[&str]| -> Vec<Value> {
        let ran = place
            .tamis(&[&["pii"], args, &["in.jsonl"]].concat())
            .expect(0);
        ran.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let found = rows(&["--language", "mlt", "--format", "oellm", "--spelled-out"]);
    assert_eq!(
        found,
        [
            json!({"id": 1, "name": "PHONE.MT", "value": "2166 2241", "start_pos": 17, "end_pos": 26}),
            json!({"id": 1, "name": "EMAIL", "value": "anna (at) kunsill (dot) mt", "start_pos": 42, "end_pos": 68}),
        ]
    );
    let redacted = rows(&[
        "--language",
        "mlt_Latn",
        "--redact",
        "--surrogates",
        "key.txt",
    ]);
    let new = redacted[0]["text"].as_str().unwrap();
    assert!(
        !new.contains("2166 2241") && new.starts_with("Ċempel lil Ġorġ: 0000 "),
        "{new}"
    );
    // A text without a value has no line in that form.
    place.write("in.jsonl", "{\"id\":2,\"text\":\"Xejn.\"}\n");
    assert_eq!(rows(&["--format", "oellm"]), [Value::Null; 0]);
}

#[test]
fn rules_for_secrets_that_are_left_out_are_told() {
    let place = place("secret_rules = \"rules.toml\"\n", &[]);
    place.write(
        "rules.toml",
        "[[rules]]\nid = \"broken\"\nregex = \"abc[0-9\"\n\
         [[rules]]\nid = \"fine\"\nregex = \"xyz[0-9]{9}\"\n",
    );
    let told = place.run().err;
    assert!(
        told.contains("a rule of `secret_rules` is left out, broken: "),
        "{told}"
    );
}
