//! What was changed: program, config, settings, resources, inputs, bounds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::super::signals::bound_words;
use super::{BoundChange, Change, DiffLine, InputChange, ResourceChange, SettingChange, Side};
use crate::Manifest;
use crate::manifest::Resource;

pub(super) fn side(manifest: &Manifest) -> Side {
    let made = &manifest.code;
    let commit = made.commit.as_deref().map_or_else(String::new, |commit| {
        let short: String = commit.chars().take(12).collect();
        format!(
            " ({short}{})",
            if made.modified { ", modified" } else { "" }
        )
    });
    Side {
        name: manifest.name.clone(),
        run: manifest.run.id.clone(),
        program: format!("{} {}{commit}", made.name, made.version),
        inputs: manifest.inputs.len() as u64,
    }
}

pub(super) fn code(a: &Manifest, b: &Manifest) -> Vec<Change> {
    let fields = |m: &Manifest| {
        let made = &m.code;
        [
            ("name", Some(made.name.clone())),
            ("version", Some(made.version.clone())),
            ("commit", made.commit.clone()),
            ("modified", Some(made.modified.to_string())),
            ("Cargo.lock", made.lock_sha256.clone()),
            ("compiler", Some(made.compiler.clone())),
            ("target", Some(made.target.clone())),
            ("binary", made.binary_sha256.clone()),
            ("seed", Some(m.run.seed.to_string())),
        ]
    };
    fields(a)
        .into_iter()
        .zip(fields(b))
        .filter(|(a, b)| a.1 != b.1)
        .map(|((what, a), (_, b))| Change {
            what: what.to_owned(),
            a,
            b,
        })
        .collect()
}

pub(super) fn config(a: &Manifest, b: &Manifest) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(&a.config.text, &b.config.text);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(3) {
        if !lines.is_empty() {
            lines.push(DiffLine {
                mark: "@".to_owned(),
                text: String::new(),
            });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Delete => "-",
                ChangeTag::Insert => "+",
                ChangeTag::Equal => " ",
            };
            lines.push(DiffLine {
                mark: mark.to_owned(),
                text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
            });
        }
    }
    lines
}

/// What one map has and the other one has not, or has otherwise.
fn differing<K: Ord + Clone, V: PartialEq + Clone>(
    a: &BTreeMap<K, V>,
    b: &BTreeMap<K, V>,
) -> Vec<(K, Option<V>, Option<V>)> {
    let keys: BTreeSet<&K> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .filter(|key| a.get(key) != b.get(key))
        .map(|key| (key.clone(), a.get(key).cloned(), b.get(key).cloned()))
        .collect()
}

/// Settings below this depth are compared as one.
const DEPTH: usize = 4;

fn flat(path: &str, value: &Value, depth: usize, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if depth > 0 && !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                flat(&path, value, depth - 1, into);
            }
        }
        other => {
            into.insert(path.to_owned(), other.to_string());
        }
    }
}

pub(super) fn settings(a: &Manifest, b: &Manifest) -> Vec<SettingChange> {
    let all = |m: &Manifest| {
        let mut out: BTreeMap<(String, String), String> = BTreeMap::new();
        for stage in &m.stages {
            let what = format!("{} of {}", stage.kind, stage.inputs.join(", "));
            out.insert((stage.name.clone(), String::new()), what);
            let mut settings = BTreeMap::new();
            if stage
                .settings
                .as_object()
                .is_some_and(|map| !map.is_empty())
            {
                flat("", &stage.settings, DEPTH, &mut settings);
            }
            let name = |(setting, value)| ((stage.name.clone(), setting), value);
            out.extend(settings.into_iter().map(name));
        }
        out
    };
    differing(&all(a), &all(b))
        .into_iter()
        .map(|((stage, setting), a, b)| SettingChange {
            stage,
            setting,
            a,
            b,
        })
        .collect()
}

fn resource_words(resource: &Resource) -> String {
    let digest = resource.sha256.as_deref().unwrap_or("part of the program");
    let short: String = digest
        .chars()
        .take(if resource.sha256.is_some() { 12 } else { 19 })
        .collect();
    match &resource.version {
        Some(version) => format!("{version}, {short}"),
        None => short,
    }
}

pub(super) fn resources(a: &Manifest, b: &Manifest) -> Vec<ResourceChange> {
    let all = |m: &Manifest| -> BTreeMap<(String, String), Resource> {
        let key = |one: &Resource| ((one.kind.clone(), one.name.clone()), one.clone());
        m.resources.iter().map(key).collect()
    };
    differing(&all(a), &all(b))
        .into_iter()
        .map(|((kind, name), a, b)| ResourceChange {
            kind,
            name,
            a: a.as_ref().map(resource_words),
            b: b.as_ref().map(resource_words),
        })
        .collect()
}

pub(super) fn inputs(a: &Manifest, b: &Manifest) -> Vec<InputChange> {
    let all = |m: &Manifest| -> BTreeMap<String, String> {
        let key = |one: &crate::manifest::Input| (one.file_path.clone(), one.sha256.clone());
        m.inputs.iter().map(key).collect()
    };
    differing(&all(a), &all(b))
        .into_iter()
        .map(|(file_path, a, b)| InputChange { file_path, a, b })
        .collect()
}

pub(super) fn bounds(a: &Manifest, b: &Manifest) -> Vec<BoundChange> {
    let all = |m: &Manifest| -> BTreeMap<(String, String), String> {
        let of = m.signals.bounds.iter();
        of.flat_map(|(language, bounds)| {
            bounds
                .iter()
                .map(move |bound| ((language.clone(), bound.rule.clone()), bound_words(bound)))
        })
        .collect()
    };
    differing(&all(a), &all(b))
        .into_iter()
        .map(|((language, rule), a, b)| BoundChange {
            language,
            rule,
            a,
            b,
        })
        .collect()
}

pub(super) fn takedowns(a: &Manifest, b: &Manifest) -> Vec<Change> {
    let of = |manifest: &Manifest| {
        let mut went: BTreeMap<String, u64> = BTreeMap::new();
        for version in &manifest.history {
            let takedown = &version.takedown;
            *went.entry(takedown.date.clone()).or_default() += takedown.documents;
        }
        went
    };
    let (a, b) = (of(a), of(b));
    let words = |documents: &u64| match documents {
        1 => "1 document taken down".to_owned(),
        n => format!("{n} documents taken down"),
    };
    let dates: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    dates
        .into_iter()
        .filter(|date| a.get(*date) != b.get(*date))
        .map(|date| Change {
            what: date.clone(),
            a: a.get(date).map(words),
            b: b.get(date).map(words),
        })
        .collect()
}
