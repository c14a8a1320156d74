//! Tokens of a run: counted where the config names a tokenizer, estimated otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use insta::assert_snapshot;
use serde_json::Value;
use tamis_tokens::{Estimate, TokenCounter};

use super::common::{Place, files, manifest, parquet, same};

/// One of the small tokenizers that the tests of `tamis-tokens` count with.
fn small(name: &str) -> PathBuf {
    let tokens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tokens/tests/data");
    tokens.join(name)
}

/// The demo with a tokenizer in `models/`.
fn place(name: &str) -> Place {
    let place = Place::demo("");
    let config = fs::read_to_string(place.join("tamis.toml")).unwrap();
    let config = config.replacen("[run]\n", "[run]\ntokenizer = \"models/it.json\"\n", 1);
    place.write("tamis.toml", config);
    place.write("models/it.json", fs::read(small(name)).unwrap());
    place
}

/// Language, text and `token_count` of every row.
fn rows(out: &Path) -> Vec<(String, String, u32)> {
    let mut rows = Vec::new();
    for name in files(out, &|name| name.starts_with("data/")) {
        let language = name.split('/').nth(1).unwrap();
        for batch in parquet(&out.join(&name)) {
            let texts = batch.column_by_name("text").unwrap().as_string::<i32>();
            let tokens = batch.column_by_name("token_count").unwrap();
            let tokens = tokens.as_primitive::<Int32Type>();
            for (text, tokens) in texts.iter().zip(tokens.values()) {
                rows.push((language.into(), text.unwrap().into(), *tokens as u32));
            }
        }
    }
    assert!(rows.len() > 50, "{}", rows.len());
    rows
}

fn json(out: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(out.join(name)).unwrap()).unwrap()
}

#[test]
fn a_tokenizer_counts_and_the_dataset_says_which() {
    let place = place("byte_level.json");
    place.run();
    let counter = TokenCounter::from_file(place.join("models/it.json")).unwrap();
    let rows = rows(&place.out());
    for (_, text, tokens) in &rows {
        assert_eq!(*tokens, counter.count(text), "{text}");
    }
    let manifest = manifest(&place.out());
    let said = manifest["tokenizer"].as_str().unwrap();
    assert_eq!(said, counter.describe());
    assert_snapshot!("counted", said);
    let resources = manifest["resources"].as_array().unwrap();
    let named = resources
        .iter()
        .find(|one| one["kind"] == "tokenizer")
        .unwrap();
    assert_eq!(named["sha256"], counter.digest());
    assert_eq!(named["name"], "it.json");
    let counts = json(&place.out(), "counts.json");
    assert_eq!(counts["tokenizer"], said);
    assert_eq!(counts["tokens"], rows.iter().map(|row| row.2).sum::<u32>());
    let card = fs::read_to_string(place.join("out/README.md")).unwrap();
    assert!(card.contains("Tokens: counted with it.json"), "{card}");
    let folder = place.path().to_str().unwrap().as_bytes();
    for (name, bytes) in place.dataset() {
        let leaks = bytes.windows(folder.len()).any(|window| window == folder);
        assert!(!leaks, "{name} names a folder of this machine");
    }

    // The same bytes for any number of threads, wherever the file lies.
    let other = self::place("byte_level.json");
    fs::rename(other.join("models"), other.join("elsewhere")).unwrap();
    let config = fs::read_to_string(other.join("tamis.toml")).unwrap();
    let config = config.replace("models/it.json", "elsewhere/it.json");
    other.write(
        "tamis.toml",
        config.replacen("[run]\n", "[run]\nthreads = 1\n", 1),
    );
    other.run();
    same(
        &place.dataset(),
        &other.dataset(),
        "one thread, another folder",
    );
}

#[test]
fn another_tokenizer_runs_select_again_and_nothing_before() {
    let place = place("byte_level.json");
    place.run();
    place.write(
        "models/it.json",
        fs::read(small("word_piece.json")).unwrap(),
    );
    place.tamis(&["run", "tamis.toml"]).expect(2);
    let ran = place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    let groups = ran.stages();
    assert!(
        groups.iter().any(|group| group.contains("select")),
        "{groups:?}"
    );
    assert!(
        !groups.iter().any(|group| group.contains("annotate")),
        "{groups:?}"
    );
    let counter = TokenCounter::from_file(small("word_piece.json")).unwrap();
    for (_, text, tokens) in rows(&place.out()) {
        assert_eq!(tokens, counter.count(&text));
    }
}

#[test]
fn without_one_tokens_are_estimated_by_language() {
    let place = Place::demo("");
    place.run();
    let estimate = Estimate::embedded();
    for (language, text, tokens) in rows(&place.out()) {
        let estimated = estimate.tokens(&language, text.len() as u64);
        assert_eq!(u64::from(tokens), estimated, "{language} {text}");
    }
    let said = manifest(&place.out())["tokenizer"].clone();
    assert_eq!(said, estimate.describe());
}

#[test]
fn a_wrong_tokenizer_is_told_before_anything_is_read() {
    let told = |name: &str, content: Option<&[u8]>| {
        let place = place("byte_level.json");
        match content {
            Some(content) => place.write("models/it.json", content),
            None => fs::remove_file(place.join("models/it.json")).unwrap(),
        }
        let planned = place.tamis(&["plan", "tamis.toml"]).expect(2);
        let ran = place.tamis(&["run", "tamis.toml"]).expect(2);
        assert_eq!(planned.err, ran.err, "plan and run tell different things");
        assert!(!place.out().exists());
        let folder = place.path().to_str().unwrap();
        assert_snapshot!(name, ran.err.replace(folder, "FOLDER"));
    };
    told("missing", None);
    told("tiktoken", Some(b"IQ== 0\nIg== 1\n"));
    told("lfs", Some(b"version https://git-lfs.github.com/spec/v1\n"));
    told("config", Some(br#"{"model_type":"gemma3"}"#));
}
