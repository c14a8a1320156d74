//! Any bytes as a file of a benchmark, then a text to look in: what comes after the last NUL.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::contamination::{Builder, Lengths, Scratch, Unit, jsonl, text};

fuzz_target!(|data: &[u8]| {
    let split = data.iter().rposition(|&b| b == 0);
    let (file, page) = match split {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..])),
        None => (data, String::from_utf8_lossy(data)),
    };
    let lengths = Lengths { min_ngram: 3, max_ngram: 5, short_words: 2 };
    let mut builder = Builder::new(lengths).expect("in order");
    for (name, rows) in [
        ("all", jsonl("f", file, &[])),
        ("some", jsonl("f", file, &["a".into(), "b.c".into()])),
        ("lines", text("f", file, Unit::Line)),
        ("paragraphs", text("f", file, Unit::Paragraph)),
    ] {
        if let Ok(rows) = rows {
            let _ = builder.add(name, None, "f", &rows);
        }
    }
    let index = builder.finish().expect("few");
    let mut scratch = Scratch::new();
    for text in [&page, &String::from_utf8_lossy(file)] {
        let found = index.scan(text, "", None, &mut scratch);
        assert!(found.covered <= found.words);
        for hit in found.hits {
            assert!(text.get(hit.start..hit.end).is_some());
            assert!(index.owners(hit.ngram).all(|item| index.item(item).is_some()));
        }
    }
});
