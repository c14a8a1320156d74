//! Any text as one of the files that a user may write: a policy, a list of agents, identifiers of a
//! country, rules for secrets. The first byte picks which; what stands after the last `\0` is the text
//! that the file is tried on.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::pii::Detector;
use tamis_filters::pii::identifiers::Identifiers;
use tamis_filters::rights::{AgentList, Evidences, FileError, Moment, Policy, from_header};

/// A mistake has a place within the file.
fn told(error: &FileError, text: &str) {
    assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1);
    assert!(error.column >= 1 && !error.message.is_empty());
    assert!(error.span.start <= error.span.end && error.span.end <= text.len());
}

fn policy(text: &str, asked: &str) {
    let policy = match Policy::parse(text, "p.toml") {
        Ok(policy) => policy,
        Err(error) => return told(&error, text),
    };
    let mut out = Evidences::new();
    for line in asked.lines() {
        let (name, value) = line.split_once('\t').unwrap_or(("X-Robots-Tag", line));
        from_header(name, value, &mut out);
    }
    let _ = policy.decide(&out, Moment::parse("2026-11-27"));
    assert_eq!(policy.digest().len(), 64);
    for rule in policy.rules() {
        let _ = policy.source_of(rule);
    }
}

fn agents(text: &str, asked: &str) {
    let list = match AgentList::parse(text, "a.toml") {
        Ok(list) => list,
        Err(error) => return told(&error, text),
    };
    for agent in list.agents() {
        assert!(list.get(&agent.name).is_some(), "{:?}", agent.name);
    }
    let _ = list.get(asked);
}

fn identifiers(text: &str, asked: &str) {
    let read = match Identifiers::parse([("XX.toml", text)]) {
        Ok(read) => read,
        Err(error) => {
            assert!(error.line >= 1 && !error.message.is_empty());
            return;
        }
    };
    for identifier in read.iter() {
        let _ = identifier.is_valid(asked);
        for example in &identifier.examples.valid {
            assert!(identifier.is_valid(example), "{example:?}");
        }
    }
    let _ = read.lookup(asked.as_bytes());
}

fn secrets(text: &str, asked: &str) {
    let Ok(detector) = Detector::new().with_secret_rules(text) else {
        return;
    };
    let mut end = 0;
    for span in detector.find(asked, None) {
        assert!(span.start >= end && span.end > span.start);
        assert!(asked.get(span.start as usize..span.end as usize).is_some());
        end = span.end;
    }
}

fuzz_target!(|text: &str| {
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return };
    let (file, asked) = rest
        .as_str()
        .rsplit_once('\0')
        .unwrap_or((rest.as_str(), ""));
    match first {
        'p' => policy(file, asked),
        'a' => agents(file, asked),
        'i' => identifiers(file, asked),
        's' => secrets(file, asked),
        _ => {}
    }
});
