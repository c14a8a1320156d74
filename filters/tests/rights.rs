//! Reading evidence never fails, and a decision does not hang on the order of headers.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use tamis_filters::rights::{
    AgentList, Evidence, Evidences, License, MAX_EVIDENCE, MAX_VALUE, Moment, Policy, Robots,
    TdmRep, from_header, from_json_ld, from_link, from_markup, from_meta,
};

const HEADERS: [&str; 7] = [
    "X-Robots-Tag",
    "Content-Usage",
    "Content-Signal",
    "Link",
    "tdm-reservation",
    "tdm-policy",
    "x-other",
];

fn policies() -> impl Iterator<Item = &'static Policy> {
    Policy::names().map(|name| Policy::shipped(name).unwrap())
}

fn decided(evidence: &[Evidence]) -> Vec<Option<&'static str>> {
    let fetched = Moment::parse("2026-11-27");
    policies()
        .map(|policy| match policy.decide(evidence, fetched) {
            tamis_filters::Verdict::Drop(removal) => Some(removal.reason),
            _ => None,
        })
        .collect()
}

/// Values of headers that look like those of servers.
fn value() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("noai"),
        Just("noindex"),
        Just("GPTBot:"),
        Just("*:"),
        Just("unavailable_after: 2020-01-01"),
        Just("train-ai=n"),
        Just("train-ai=y"),
        Just("ai-train=no"),
        Just("ai-train=yes"),
        Just("0"),
        Just("1"),
        Just(","),
        Just(" "),
        Just("</l>; rel=license; type=\"application/rsl+xml\""),
        Just("x"),
    ];
    prop::collection::vec(word, 0..8).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_declaration_is_read(name in any::<String>(), value in any::<String>()) {
        let mut out = Evidences::new();
        for name in HEADERS.into_iter().chain([name.as_str(), "robots", "license"]) {
            from_header(name, &value, &mut out);
            from_meta(name, &value, &mut out);
            from_markup(name, &value, &mut out);
            from_link(name, &value, &value, &mut out);
        }
        from_json_ld(&value, &mut out);
        from_json_ld(&format!("{{\"license\":{value}}}"), &mut out);
        prop_assert!(out.len() <= MAX_EVIDENCE + 1);
        prop_assert!(out.iter().all(|e| e.value.len() <= MAX_VALUE));
        prop_assert!(out.iter().all(|e| e.scope.as_ref().is_none_or(|s| s.len() <= MAX_VALUE)));
        decided(&out);
        let _ = License::of(&format!("https://creativecommons.org/{value}"));
        let _ = Moment::parse(&value);
    }

    #[test]
    fn any_file_of_a_host_is_read(bytes in prop::collection::vec(any::<u8>(), 0..400), path in any::<String>()) {
        let mut out = Evidences::new();
        Robots::parse(&bytes).evidence(&path, AgentList::shipped(), &mut out);
        if let Ok(read) = TdmRep::parse(&bytes) {
            read.evidence(&path, &mut out);
        }
        decided(&out);
    }

    #[test]
    fn lines_of_robots_are_read(
        lines in prop::collection::vec(
            ("(User-agent|Allow|Disallow|Content-Usage|Content-Signal|License|x)", "[ :]{0,2}",
             "[/*$a-z %=,]{0,12}"),
            0..20,
        ),
        path in "/[a-z*$%/]{0,12}",
    ) {
        let text: String = lines.iter().map(|(key, colon, value)| format!("{key}{colon}{value}\n")).collect();
        let robots = Robots::parse(text.as_bytes());
        let mut out = Evidences::new();
        robots.evidence(&path, AgentList::shipped(), &mut out);
        prop_assert_eq!(robots.notes().lines as usize, lines.len());
        // What holds for an agent is what is recorded of it.
        if let Some(found) = robots.matched("*", &path) {
            prop_assert!(out.iter().any(|e| e.scope.as_deref() == Some("*") && e.value == found.rule.trim()));
        }
    }

    #[test]
    fn a_reduced_robots_txt_says_the_same(
        mark in prop::sample::select(vec!["", "\u{feff}", "\n\u{feff}"]),
        lines in prop::collection::vec(
            prop_oneof![
                "(User-agent|user agent|USERAGENT)( |: ?)(\\*|GPTBot|gptbot/1|CCBot|AhrefsBot|Kangaroo Bot|)",
                "(Allow|disallow|dissalow)( |: ?)[/*$a#x %=é]{0,5}",
                "(Content-Usage|Content-Signal|License|Sitemap|x):? ?(/a? )?(train-ai=n|ai-train=no|/l|)",
            ],
            0..20,
        ),
        end in prop::sample::select(vec!["\n", "\r", "\r\n", "\n\n", " #x\n"]),
        path in "/[a-z*$%/]{0,4}",
    ) {
        let text = mark.to_owned() + &lines.join(end);
        let agents = AgentList::shipped();
        let (reduced, notes) = Robots::reduce(text.as_bytes(), agents);
        let read = Robots::parse(text.as_bytes());
        prop_assert_eq!(notes, *read.notes());
        let (mut want, mut got) = (Evidences::new(), Evidences::new());
        read.evidence(&path, agents, &mut want);
        Robots::parse(&reduced).evidence(&path, agents, &mut got);
        prop_assert_eq!(got.unread, want.unread);
        prop_assert_eq!(got.into_vec(), want.into_vec());
        let (again, notes) = Robots::reduce(&reduced, agents);
        prop_assert_eq!(again, reduced);
        prop_assert_eq!(notes.unknown + notes.outside + notes.no_path, 0);
    }

    #[test]
    fn the_order_of_headers_decides_nothing(
        headers in prop::collection::vec((0..HEADERS.len(), value()), 0..6),
        seed in any::<usize>(),
    ) {
        let read = |headers: &[(usize, String)]| {
            let mut out = Evidences::new();
            for (name, value) in headers {
                from_header(HEADERS[*name], value, &mut out);
            }
            out
        };
        let mut turned = headers.clone();
        if !turned.is_empty() {
            let by = seed % turned.len();
            turned.rotate_left(by);
            turned.reverse();
        }
        let (one, other) = (read(&headers), read(&turned));
        prop_assert_eq!(decided(&one), decided(&other));
        prop_assert_eq!(one.unread, other.unread);
    }

    #[test]
    fn stored_evidence_decides_the_same(headers in prop::collection::vec((0..HEADERS.len(), value()), 0..6)) {
        let mut out = Evidences::new();
        for (name, value) in &headers {
            from_header(HEADERS[*name], value, &mut out);
        }
        let json = serde_json::to_string(&out.to_vec()).unwrap();
        let stored: Vec<Evidence> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(decided(&out), decided(&stored));
    }
}
