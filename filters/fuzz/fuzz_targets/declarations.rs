//! Any text as declarations, one a line: the name of a header or of a `meta` element, a tab, and its
//! value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::Verdict;
use tamis_filters::rights::{
    Evidence, Evidences, MAX_EVIDENCE, MAX_VALUE, Moment, Policy, from_header, from_json_ld,
    from_link, from_markup, from_meta,
};

fn reasons(evidence: &[Evidence]) -> Vec<Option<&'static str>> {
    let fetched = Moment::parse("2026-11-27");
    let policies = Policy::names().filter_map(Policy::shipped);
    policies
        .map(|policy| match policy.decide(evidence, fetched) {
            Verdict::Drop(removal) => Some(removal.reason),
            _ => None,
        })
        .collect()
}

fuzz_target!(|text: &str| {
    let lines: Vec<(&str, &str)> = text
        .lines()
        .map(|line| line.split_once('\t').unwrap_or(("X-Robots-Tag", line)))
        .collect();
    let headers = |lines: &mut dyn Iterator<Item = &(&str, &str)>| {
        let mut out = Evidences::new();
        lines.for_each(|(name, value)| from_header(name, value, &mut out));
        out
    };
    let (there, back) = (headers(&mut lines.iter()), headers(&mut lines.iter().rev()));
    if there.len() <= MAX_EVIDENCE {
        assert_eq!(reasons(&there), reasons(&back));
    }
    let mut out = there;
    for (name, value) in &lines {
        from_meta(name, value, &mut out);
        from_markup(name, value, &mut out);
        from_link(name, "application/rsl+xml", value, &mut out);
    }
    from_json_ld(text, &mut out);
    assert!(out.len() <= MAX_EVIDENCE + 1);
    assert!(out.iter().all(|e| e.value.len() <= MAX_VALUE));
    let stored = serde_json::to_string(&*out).unwrap();
    let stored: Vec<Evidence> = serde_json::from_str(&stored).unwrap();
    assert_eq!(*stored, *out);
    assert_eq!(reasons(&stored), reasons(&out));
});
