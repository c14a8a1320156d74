//! Answers of the provider as Markdown, and the questions that are still open.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::escape;
use crate::provider::{Answer, Missing};

/// Collects what was asked for and not answered while a text is written.
#[derive(Debug, Default)]
pub(crate) struct Open {
    asked: BTreeSet<(String, String)>,
}

impl Open {
    fn mark(&mut self, missing: &Missing) -> String {
        let Missing { missing: key, ask } = missing;
        self.asked.insert((key.clone(), ask.clone()));
        format!(
            "**missing**: {} ({})",
            escape::markdown(ask),
            escape::code(key)
        )
    }

    /// One line.
    pub(crate) fn line(&mut self, key: &str, given: Option<&String>) -> String {
        self.answer(&Answer::of(key, given.cloned()), |text| {
            escape::markdown(text)
        })
    }

    /// Paragraphs.
    pub(crate) fn text(&mut self, key: &str, given: Option<&String>) -> String {
        self.answer(&Answer::of(key, given.cloned()), |text| {
            escape::paragraphs(text)
        })
    }

    /// A link, where it is one.
    pub(crate) fn link(&mut self, key: &str, given: Option<&String>) -> String {
        self.answer(&Answer::of(key, given.cloned()), |text| escape::link(text))
    }

    /// A list, one line each.
    pub(crate) fn list(&mut self, key: &str, given: Option<&Vec<String>>) -> String {
        self.answer(&Answer::of(key, given.cloned()), |list| items(list))
    }

    /// Any answer.
    pub(crate) fn answer<T>(&mut self, answer: &Answer<T>, f: impl FnOnce(&T) -> String) -> String {
        match answer {
            Answer::Given(value) => f(value),
            Answer::Missing(missing) => self.mark(missing),
        }
    }

    /// The section that lists the open questions; empty where there are none.
    pub(crate) fn section(&self) -> String {
        let mut out = String::new();
        if self.asked.is_empty() {
            return out;
        }
        let n = self.asked.len();
        let questions = if n == 1 {
            "question is"
        } else {
            "questions are"
        };
        let _ = writeln!(
            out,
            "\n## Not answered yet\n\n{n} {questions} open. The provider answers them in one file \
             (`[sinks.manifest] provider`), by these keys:\n"
        );
        for (key, ask) in &self.asked {
            let _ = writeln!(out, "- {}: {}", escape::code(key), escape::markdown(ask));
        }
        out
    }
}

/// A list of Markdown, or a dash for an empty one.
pub(crate) fn items(list: &[String]) -> String {
    if list.is_empty() {
        return "none".to_owned();
    }
    let lines = list
        .iter()
        .map(|item| format!("- {}", escape::markdown(item)));
    lines.collect::<Vec<_>>().join("\n")
}
