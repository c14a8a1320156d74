//! The built-in files, and what is said of files with mistakes.

use std::path::Path;

use proptest::prelude::*;

use super::*;

const SMALL: &str = r#"country = "XX"
[[identifier]]
id = "XX_NUMBER"
name = "Nummer"
english = "number"
shapes = ["dd[-]d"]
context = "required"
random_pass_rate = 0.1
rule = [{ check = [{ luhn = "1-3" }] }]
words = { deu = ["Nr."] }
languages = ["deu"]
examples = { valid = ["00-0", "018"], invalid = ["001"] }
"#;

fn error(text: &str) -> Error {
    Identifiers::parse([("XX.toml", text)]).unwrap_err()
}

#[test]
fn all_files_are_read() {
    let read = Identifiers::parse(registry::FILES.iter().copied());
    let read = read.map_err(|e| e.to_string()).unwrap();
    assert_eq!(read.all.len(), Identifiers::embedded().all.len());
    for identifier in &read.all {
        for code in identifier.languages.iter().chain(identifier.words.keys()) {
            let known = tamis_langs::Named::of(code);
            assert!(
                known.is_some() || code == "cnr",
                "{}: {code}",
                identifier.id
            );
        }
        for code in &identifier.languages {
            let has = identifier.words.contains_key(code) || code != &identifier.languages[0];
            assert!(has, "{}: no words in {code}", identifier.id);
        }
    }
}

#[test]
fn every_file_is_named_in_the_registry() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pii/national_id");
    let mut there: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    let named: Vec<_> = registry::FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(there, named);
}

#[test]
fn names_are_unique_and_every_form_leads_back() {
    let set = Identifiers::embedded();
    let mut ids: Vec<_> = set.iter().map(|i| &i.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), set.all.len());
    for identifier in set.iter() {
        for form in identifier.forms() {
            assert!(form.len() <= set.longest());
            let back = set.lookup(form.as_bytes());
            assert!(
                back.iter()
                    .any(|&f| set.get(f).unwrap().id == identifier.id),
                "{form}"
            );
        }
        for text in &identifier.examples.valid {
            let alphabet = |b: u8| match b {
                b'0'..=b'9' => b'd',
                _ if b.is_ascii_alphabetic() => b'A',
                _ => b,
            };
            let form: Vec<u8> = text.bytes().map(alphabet).collect();
            let back = set.lookup(&form);
            assert!(
                back.iter()
                    .any(|&f| set.get(f).unwrap().id == identifier.id),
                "{text}"
            );
        }
    }
}

#[test]
fn the_kind_of_context_suits_the_measured_rate() {
    for identifier in Identifiers::embedded().iter() {
        let rate = identifier.random_pass_rate;
        // More may be asked for than the rate demands.
        let expected = match identifier.context {
            Context::Required => true,
            Context::Punctuation => rate < 0.08,
            Context::None => rate < 0.01,
        };
        assert!(
            expected,
            "{}: {rate} and {:?}",
            identifier.id, identifier.context
        );
    }
}

#[test]
fn a_number_is_looked_up_by_its_form() {
    let set = Identifiers::parse([("XX.toml", SMALL)]).unwrap();
    let [plain] = set.lookup(b"ddd") else {
        panic!()
    };
    let [dashed] = set.lookup(b"dd-d") else {
        panic!()
    };
    assert!(dashed.punctuated && !plain.punctuated);
    assert_eq!(set.get(*plain).unwrap().id, "XX_NUMBER");
    assert_eq!(set.longest(), 4);
    assert!(set.lookup(b"dddd").is_empty());
    let identifier = set.by_id("XX_NUMBER").unwrap();
    assert!(identifier.is_valid("01-8") && !identifier.is_valid("01 8"));
}

#[test]
fn mistakes_have_a_place_and_the_nearest_key() {
    let unknown = error(&SMALL.replace("english", "englisch"));
    assert_eq!((unknown.line, unknown.column), (5, 1));
    assert_eq!(unknown.nearest.as_deref(), Some("english"));
    let nested = error(&SMALL.replace("luhn", "luhm"));
    assert_eq!(nested.line, 9);
    assert_eq!(nested.nearest.as_deref(), Some("luhn"));
    insta::assert_snapshot!(unknown.to_string().split(", expected").next().unwrap(), @"XX.toml:5:1: unknown field `englisch`");

    for (old, new, line) in [
        ("\"dd[-]d\"", "\"dd9\"", 6),
        ("\"XX\"", "\"X\"", 1),
        ("XX_NUMBER", "YY_NUMBER", 3),
        ("luhn = \"1-3\"", "luhn = \"1-4\"", 9),
        ("{ check", "{ length = 4, check", 9),
        ("[\"deu\"]", "[\"de\"]", 11),
        ("\"001\"", "\"018\"", 12),
        ("\"018\"", "\"001\"", 12),
        ("\"required\"", "\"always\"", 7),
        ("= 0.1", "= 10", 8),
    ] {
        let error = error(&SMALL.replace(old, new));
        assert_eq!(error.line, line, "{old} -> {new}: {error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_valid_or_not(text in "[ -~]{0,32}") {
        for identifier in Identifiers::embedded().iter() {
            identifier.is_valid(&text);
        }
    }

    #[test]
    fn a_number_that_is_valid_has_a_known_form(text in "[0-9]{7,13}|[0-9]{6}[-+A-Z/ ][0-9]{3}[0-9A-Z]") {
        let set = Identifiers::embedded();
        let form: Vec<u8> = text.bytes().map(|b| match b {
            b'0'..=b'9' => b'd',
            b'A'..=b'Z' => b'A',
            _ => b,
        }).collect();
        let found: Vec<_> = set.lookup(&form).iter().filter_map(|&f| set.get(f)).map(|i| &i.id).collect();
        for identifier in set.iter().filter(|i| i.is_valid(&text)) {
            prop_assert!(found.contains(&&identifier.id));
        }
    }
}
