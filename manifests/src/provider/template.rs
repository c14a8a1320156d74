//! The provider's TOML as it is before anything is answered.

use std::fmt::Write as _;

use super::questions::QUESTIONS;

const HEAD: &str = "\
# What only you know about a dataset and the models trained on it. Take away the comment sign before a key
# and its table to answer its question; every key may be left out, and is shown as missing then.
#
# Name this file in the run's config: [sinks.manifest] provider = \"provider.toml\"
";

/// See [`super::Provider::template`].
pub(super) fn template() -> String {
    let mut out = String::from(HEAD);
    let mut table = "";
    for question in QUESTIONS {
        let (of, key) = question.key.rsplit_once('.').unwrap_or(("", question.key));
        if of != table {
            let name = of.trim_end_matches("[]");
            let _ = match of.ends_with("[]") {
                true => writeln!(out, "\n# One block for each.\n#[[{name}]]"),
                false => writeln!(out, "\n#[{name}]"),
            };
            table = of;
        }
        let mut line = String::from("#");
        for word in question.ask.split(' ') {
            if line.chars().count() + word.chars().count() > 99 {
                let _ = writeln!(out, "{line}");
                line = String::from("#");
            }
            let _ = write!(line, " {word}");
        }
        let _ = writeln!(out, "{line}\n#{key} = {}", question.example);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::provider::Provider;

    fn keys(value: &Value, at: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let dot = if at.is_empty() { "" } else { "." };
                    keys(value, &format!("{at}{dot}{key}"), found);
                }
            }
            Value::Array(list) if list.first().is_some_and(Value::is_object) => {
                keys(&list[0], &format!("{at}[]"), found);
            }
            _ => {
                found.insert(at.to_owned());
            }
        }
    }

    #[test]
    fn the_template_has_every_key_and_is_read() {
        let template = template();
        insta::assert_snapshot!(template);
        let book = include_str!("../../../docs/src/auditor/public-summary.md");
        assert!(book.contains(&template), "the book has another template");
        assert_eq!(Provider::read("t", &template).unwrap(), Provider::default());
        let lines = template.lines().map(|line| match line.strip_prefix('#') {
            Some(code) if !code.is_empty() && !code.starts_with(' ') => code,
            _ => line,
        });
        let all: Vec<&str> = lines.collect();
        let provider = Provider::read("t", &all.join("\n")).unwrap();
        let mut found = BTreeSet::new();
        keys(&serde_json::to_value(provider).unwrap(), "", &mut found);
        let asked: BTreeSet<String> = QUESTIONS.iter().map(|q| q.key.to_owned()).collect();
        assert_eq!(found, asked);
    }
}
