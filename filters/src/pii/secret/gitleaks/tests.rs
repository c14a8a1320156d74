use super::super::super::hit::Hit;
use super::super::{Rules, find};
use super::{RIGHT, STRETCH};

const FILE: &str = r#"
title = "test"
[[rules]]
id = "ticket"
regex = '''(?i)\b(tick-[a-f0-9]{8})(?:[\s;]|$)'''
entropy = 2
keywords = ["tick-"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''harmless''']
[[rules]]
id = "grouped"
regex = '''(user|root)=([a-z0-9]+)'''
secretGroup = 2
[[rules]]
id = "path-only"
path = '''\.pem$'''
[[rules]]
id = "broken"
regex = '''(?=a)'''
[[rules]]
id = "and"
regex = '''and-([0-9]{4})'''
keywords = ["and-"]
[rules.allowlist]
condition = "AND"
regexes = ['''^12''']
stopwords = ["34"]
[allowlist]
paths = ['''x''']
stopwords = ["nobody"]
"#;

fn rules(file: &str) -> (Rules, Vec<(String, String)>) {
    let (rules, skipped) = Rules::shipped().unwrap().with_gitleaks(file).unwrap();
    (
        rules,
        skipped.into_iter().map(|s| (s.rule, s.what)).collect(),
    )
}

fn hits(text: &str) -> Vec<(String, String)> {
    let (rules, _) = rules(FILE);
    let mut out: Vec<Hit<'_>> = Vec::new();
    find(text, &rules, &mut out);
    let own = |h: &Hit<'_>| (text[h.start..h.end].to_owned(), h.subtype.to_owned());
    out.iter().map(own).collect()
}

fn pair(value: &str, rule: &str) -> (String, String) {
    (value.to_owned(), rule.to_owned())
}

#[test]
fn what_is_left_out_is_named() {
    let (_, skipped) = rules(FILE);
    let of: Vec<&str> = skipped.iter().map(|(rule, _)| &rule[..]).collect();
    assert_eq!(of, ["global", "path-only", "broken"]);
    assert!(skipped[1].1.contains("path"), "{skipped:?}");
    assert!(skipped[2].1.contains("look-around"), "{skipped:?}");
    let extend = "rules = []\n[extend]\nuseDefault = true";
    assert_eq!(rules(extend).1[0].0, "global");
    assert!(
        Rules::shipped()
            .unwrap()
            .with_gitleaks("rules = 3")
            .is_err()
    );
    assert!(Rules::shipped().unwrap().with_gitleaks("").is_err());
}

#[test]
fn braces_that_count_nothing_are_literal() {
    let file = r"rules = [{ id = 'b', regex = '^\$(?:{\d{2,3}}|{[a-z{]+})\x{41}', keywords = [] }]";
    let (rules, skipped) = rules(file);
    assert_eq!(skipped, []);
    for (text, want) in [("${12}A", 1), ("${ab{}A", 1), ("${1}A", 0)] {
        let mut out = Vec::new();
        find(text, &rules, &mut out);
        assert_eq!(out.len(), want, "{text}");
    }
}

#[test]
fn groups_entropy_and_allowlists() {
    assert_eq!(
        hits("číslo TICK-0a1b2c3d; a"),
        [pair("TICK-0a1b2c3d", "ticket")]
    );
    assert_eq!(hits("tick-00000000"), []);
    assert_eq!(hits("a\ntick-0a1b2c3d harmless"), []);
    assert_eq!(
        hits("harmless\ntick-0a1b2c3d\nharmless"),
        [pair("tick-0a1b2c3d", "ticket")]
    );
    assert_eq!(hits("root=abc12 user=nobody1"), [pair("abc12", "grouped")]);
    assert_eq!(
        hits("and-1234 and-1243 and-9934"),
        [pair("1243", "and"), pair("9934", "and")]
    );
}

#[test]
fn far_apart_and_across_stretches() {
    for gap in [0, RIGHT - 20, RIGHT, STRETCH - 40, STRETCH, 3 * STRETCH] {
        let text = format!(
            "tick-0a1b2c3d {}root=q1 tick-1a2b3c4d",
            "é ".repeat(gap / 3)
        );
        let want = [
            pair("tick-0a1b2c3d", "ticket"),
            pair("q1", "grouped"),
            pair("tick-1a2b3c4d", "ticket"),
        ];
        assert_eq!(hits(&text), want, "{gap}");
    }
    let many = "root=q1 tick-0a1b2c3d ".repeat(20_000);
    assert_eq!(hits(&many).len(), 40_000);
}
