//! Any bytes as lists of domains, URLs and words. The first byte picks how the file is read; behind the last
//! NUL stands a URL to look up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::url::{ListBuilder, UrlLists};

fuzz_target!(|data: &[u8]| {
    let Some((&first, data)) = data.split_first() else {
        return;
    };
    let split = data.iter().rposition(|&b| b == 0);
    let (file, url) = match split {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..])),
        None => (data, "http://www.example.co.uk/a/b.html?c=d&e#f".into()),
    };
    let mut builder = ListBuilder::new("l");
    if first & 1 == 1 {
        builder.domains("domains", file);
    }
    if first & 2 == 2 {
        builder.urls("urls", file);
    }
    if first & 4 == 4 {
        builder.words("words", file);
    }
    let list = builder.finish();
    let lines = file.iter().filter(|&&b| b == b'\n').count() + 1;
    let problems = list.problems();
    assert!(problems.count <= 3 * lines);
    assert!(
        problems
            .first
            .iter()
            .all(|p| p.line >= 1 && p.line <= lines)
    );
    // A word, or a host with its path, of a list finds itself.
    let (fine, lists) = (problems.count == 0 && lines == 1, UrlLists::new(vec![list]));
    let text = String::from_utf8_lossy(file);
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if fine && first & 7 == 4 && !file.is_empty() && file.iter().all(|&b| plain(b)) {
        assert!(lists.find(&format!("http://example.org/{text}")).is_some());
    }
    if fine
        && first & 7 == 1
        && file.iter().all(|&b| b.is_ascii_lowercase() || b == b'.')
        && file.len() > 1
    {
        assert!(
            lists.find(&format!("http://{text}/a")).is_some(),
            "{text:?}"
        );
    }
    if let Some(hit) = lists.find(&url) {
        assert!(!hit.entry.is_empty());
    }
});
