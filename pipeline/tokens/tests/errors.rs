//! What people see when they name a file that is no tokenizer.json.

use std::fmt::Write;
use std::path::Path;

use tamis_tokens::TokenCounter;

#[test]
fn wrong_files_say_what_they_are_and_what_to_do() {
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/byte_level.json");
    let good = std::fs::read_to_string(good).unwrap();
    let broken = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1).into_bytes()
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty.json", Vec::new()),
        ("lfs.json", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n".to_vec()),
        ("tokenizer.model", b"\x0a\x0e\x0a\x05<unk>\x15\x00\x00\x00\x00\x18\x02\xff\xfe".to_vec()),
        ("model.gguf", b"GGUF\x03\x00\x00\x00\xff".to_vec()),
        ("tokenizer.json.gz", b"\x1f\x8b\x08\x00".to_vec()),
        ("picture.json", b"\x89PNG\r\n\x1a\n\xff".to_vec()),
        ("o200k_base.tiktoken", b"IQ== 0\nIg== 1\n".to_vec()),
        ("tekken.json", br#"{"config":{"pattern":"a"},"vocab":[{"rank":0,"token_bytes":"AA=="}]}"#.to_vec()),
        ("tokenizer_config.json", br#"{"tokenizer_class":"GemmaTokenizer","model_max_length":1}"#.to_vec()),
        ("config.json", br#"{"model_type":"gemma3","vocab_size":262144}"#.to_vec()),
        ("vocab.json", br#"{"a":0,"model":1}"#.to_vec()),
        ("special.json", br#"{"bos_token":"<s>"}"#.to_vec()),
        ("tokenizer.json", br#"{"added_tokens":[]}"#.to_vec()),
        ("merges.txt", b"#version: 0.2\na b\n".to_vec()),
        ("page.json", b"<!DOCTYPE html><html>".to_vec()),
        ("list.json", b"[1, 2]".to_vec()),
        ("cut.json", good.as_bytes()[..good.len() / 2].to_vec()),
        ("model.json", broken("\"type\":\"BPE\"", "\"type\":\"Morfessor\"")),
        ("pattern.json", broken("\\\\p{L}", "\\\\p{Nonsense}")),
        ("pre.json", broken("\"type\":\"Split\"", "\"type\":\"Jieba\"")),
        ("normalizer.json", broken("\"type\":\"NFC\"", "\"type\":\"NFX\"")),
        ("merge.json", broken("\"merges\":[[", "\"merges\":[[\"no\",\"such\"],[")),
        (
            "unknown.json",
            br#"{"version":"1.0","added_tokens":[],"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"[UNK]"}}"#.to_vec(),
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut out = String::new();
    let mut say = |path: &Path| {
        let error = TokenCounter::from_file(path).unwrap_err().to_string();
        let shown = error.replace(&format!("{}/", folder.path().display()), "");
        writeln!(out, "{shown}\n").unwrap();
    };
    say(&folder.path().join("missing.json"));
    say(folder.path());
    for (name, bytes) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        say(&path);
    }
    let out = out.replace(&folder.path().display().to_string(), "FOLDER");
    insta::assert_snapshot!(out);
}
