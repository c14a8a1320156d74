//! Reading a rule file. What the format has and a text has not (paths, commits, other files) is
//! named in [`Skipped`]; unknown keys are left alone, as gitleaks does.

use aho_corasick::AhoCorasick;
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{Allowlist, Rule, Rules, Skipped, Target};
use crate::pii::secret::error::RulesError;

/// Most bytes of one compiled pattern.
const SIZE: usize = 16 << 20;
/// Most bytes of the states that one pattern's search keeps.
const CACHE: usize = 2 << 20;

#[derive(Deserialize)]
struct File {
    rules: Vec<Entry>,
    extend: Option<toml::Table>,
    allowlist: Option<List>,
    #[serde(default)]
    allowlists: Vec<List>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    regex: Option<String>,
    path: Option<String>,
    #[serde(default)]
    secret_group: usize,
    entropy: Option<f64>,
    #[serde(default)]
    keywords: Vec<String>,
    allowlist: Option<List>,
    #[serde(default)]
    allowlists: Vec<List>,
    #[serde(default)]
    required: Vec<toml::Table>,
    #[serde(default)]
    skip_report: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    condition: Option<String>,
    regex_target: Option<String>,
    #[serde(default)]
    regexes: Vec<String>,
    #[serde(default)]
    stopwords: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    commits: Vec<String>,
    #[serde(default)]
    target_rules: Vec<String>,
}

pub(super) fn read(file: &str) -> Result<(Rules, Vec<Skipped>), RulesError> {
    let file: File = toml::from_str(file).map_err(RulesError::toml)?;
    let mut skipped = Skips(Vec::new());
    if file.extend.is_some() {
        skipped.add("global", "`extend`: other files are not read");
    }
    let lists = file.allowlist.into_iter().chain(file.allowlists);
    let allowed = lists
        .filter_map(|l| list(l, "global", &mut skipped))
        .collect();
    let (mut rules, mut keywords, mut owners) = (Vec::new(), Vec::new(), Vec::new());
    for entry in file.rules {
        let words = entry.keywords.clone();
        let Some(rule) = rule(entry, &mut skipped) else {
            continue;
        };
        owners.extend(words.iter().map(|_| rules.len()));
        keywords.extend(words);
        rules.push(rule);
    }
    let keywords = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(&keywords)
        .map_err(RulesError::search)?;
    let rules = Rules {
        rules,
        allowed,
        keywords,
        owners,
    };
    Ok((rules, skipped.0))
}

struct Skips(Vec<Skipped>);

impl Skips {
    fn add(&mut self, rule: &str, what: impl Into<String>) {
        let (rule, what) = (rule.to_owned(), what.into());
        self.0.push(Skipped { rule, what });
    }

    /// Go's `\w`, `\d` and `\b` are of ASCII, and so are these.
    fn compile(&mut self, rule: &str, pattern: &str) -> Option<Regex> {
        let built = RegexBuilder::new(pattern)
            .unicode(false)
            .size_limit(SIZE)
            .dfa_size_limit(CACHE)
            .build();
        // Braces that count nothing, which Go takes as they are; and characters beyond ASCII in a
        // class, which need Unicode.
        let built = built.or_else(|_| {
            RegexBuilder::new(&braces(pattern))
                .size_limit(SIZE)
                .dfa_size_limit(CACHE)
                .build()
        });
        built
            .map_err(|error| self.add(rule, format!("`{pattern}`: {error}")))
            .ok()
    }
}

/// The pattern with a backslash before every `{` that begins no count: RE2 reads it as a literal
/// (<https://github.com/google/re2/wiki/Syntax>), `regex` as a mistake.
fn braces(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern.chars();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                out.push(c);
                let named = rest.next();
                out.extend(named);
                // `\x{…}`, `\p{…}`.
                if matches!(named, Some('x' | 'p' | 'P')) && rest.as_str().starts_with('{') {
                    out.extend(rest.by_ref().take_while(|c| *c != '}'));
                    out.push('}');
                }
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '{' if !in_class && !counts(rest.as_str()) => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

/// True for `n}`, `n,}` and `n,m}`.
fn counts(rest: &str) -> bool {
    let inside = rest.split_once('}').map_or("", |(inside, _)| inside);
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

fn rule(entry: Entry, skipped: &mut Skips) -> Option<Rule> {
    let id = entry.id;
    let left_out = if entry.path.is_some() {
        Some("`path`: a text has no path")
    } else if !entry.required.is_empty() {
        Some("`required`: rules that need others")
    } else if entry.skip_report {
        Some("`skipReport`: only serves other rules")
    } else if entry.regex.is_none() {
        Some("no `regex`")
    } else {
        None
    };
    if let Some(what) = left_out {
        skipped.add(&id, what);
        return None;
    }
    let pattern = skipped.compile(&id, &entry.regex?)?;
    if entry.secret_group >= pattern.captures_len() {
        skipped.add(&id, "`secretGroup`: the pattern has fewer groups");
        return None;
    }
    let lists = entry.allowlist.into_iter().chain(entry.allowlists);
    Some(Rule {
        allowed: lists.filter_map(|l| list(l, &id, skipped)).collect(),
        pattern,
        group: entry.secret_group,
        entropy: entry.entropy,
        everywhere: entry.keywords.is_empty(),
        id,
    })
}

/// None where the list never holds for a text.
fn list(list: List, of: &str, skipped: &mut Skips) -> Option<Allowlist> {
    let all = list
        .condition
        .is_some_and(|c| c.eq_ignore_ascii_case("and"));
    let elsewhere = !list.paths.is_empty() || !list.commits.is_empty();
    if elsewhere {
        skipped.add(of, "`paths` and `commits` of an allowlist: a text has none");
    }
    if (all && elsewhere) || (list.regexes.is_empty() && list.stopwords.is_empty()) {
        return None;
    }
    let target = match list.regex_target.as_deref() {
        None | Some("secret" | "") => Target::Secret,
        Some("match") => Target::Match,
        Some("line") => Target::Line,
        Some(other) => {
            skipped.add(of, format!("`regexTarget = \"{other}\"` of an allowlist"));
            return None;
        }
    };
    let patterns = list.regexes.iter();
    Some(Allowlist {
        all,
        target,
        patterns: patterns.filter_map(|p| skipped.compile(of, p)).collect(),
        stopwords: list
            .stopwords
            .iter()
            .map(|w| w.to_ascii_lowercase())
            .collect(),
        rules: list.target_rules,
    })
}
