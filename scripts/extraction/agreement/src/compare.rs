//! How far our words and those of the reference differ, page by page, and why.

use std::collections::{BTreeMap, HashMap};

use similar::{Algorithm, DiffOp, capture_diff_slices};
use tamis_extract::Page;

use crate::reference::{HIDDEN, Reference, words};

/// A run of words that only one side has.
pub struct Gap {
    pub cause: String,
    pub missing: Vec<String>,
    pub extra: Vec<String>,
    pub before: String,
    pub path: String,
}

#[derive(Default)]
pub struct Report {
    pub words: usize,
    pub nodes: usize,
    /// Words in inline elements that the page hides: on neither side.
    pub hidden: usize,
    /// Words of the reference that ours lacks, and the other way round, as multisets.
    pub multiset: usize,
    /// Words of the reference that no common subsequence holds.
    pub missing: usize,
    pub extra: usize,
    /// Text nodes with such a word.
    pub nodes_missing: usize,
    /// Words by cause.
    pub causes: BTreeMap<String, usize>,
    pub gaps: Vec<Gap>,
}

pub fn compare(html: &str) -> Report {
    let reference = Reference::of(html);
    let ours = words(&Page::parse(html).all_text());
    let theirs: Vec<&str> = reference
        .words
        .iter()
        .map(|word| word.text.as_str())
        .collect();
    let own: Vec<&str> = ours.iter().map(String::as_str).collect();

    let mut balance: HashMap<&str, i64> = HashMap::new();
    for word in &theirs {
        *balance.entry(word).or_default() += 1;
    }
    for word in &own {
        *balance.entry(word).or_default() -= 1;
    }
    let mut report = Report {
        words: theirs.len(),
        nodes: reference.paths.len(),
        hidden: reference
            .skipped
            .iter()
            .filter(|(_, tag)| tag == HIDDEN)
            .count(),
        multiset: balance
            .values()
            .map(|count| count.unsigned_abs() as usize)
            .sum(),
        ..Report::default()
    };
    if theirs == own {
        return report;
    }
    let skipped: HashMap<&str, &str> = reference
        .skipped
        .iter()
        .map(|(word, tag)| (word.as_str(), tag.as_str()))
        .collect();
    let mut touched = vec![false; reference.paths.len()];
    for op in capture_diff_slices(Algorithm::Myers, &theirs, &own) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (lost, gained) = (op.old_range(), op.new_range());
        let missing: Vec<String> = theirs[lost.clone()]
            .iter()
            .map(|&word| word.into())
            .collect();
        let extra: Vec<String> = own[gained].iter().map(|&word| word.into()).collect();
        for word in &reference.words[lost.clone()] {
            touched[word.nodes.clone()].fill(true);
        }
        report.missing += missing.len();
        report.extra += extra.len();
        let path = reference
            .words
            .get(lost.start.min(theirs.len().saturating_sub(1)))
            .and_then(|word| reference.paths.get(word.nodes.start))
            .cloned()
            .unwrap_or_default();
        let cause = cause(&missing, &extra, &balance, &skipped);
        *report.causes.entry(cause.clone()).or_default() += missing.len() + extra.len();
        let from = lost.start.saturating_sub(4);
        report.gaps.push(Gap {
            cause,
            before: theirs[from..lost.start].join(" "),
            missing,
            extra,
            path,
        });
    }
    report.nodes_missing = touched.iter().filter(|&&hit| hit).count();
    report
}

/// A first guess at the cause, from the words alone.
fn cause(
    missing: &[String],
    extra: &[String],
    balance: &HashMap<&str, i64>,
    skipped: &HashMap<&str, &str>,
) -> String {
    let same_letters = missing.concat() == extra.concat();
    let settled = |words: &[String]| {
        words
            .iter()
            .filter(|word| balance.get(word.as_str()) == Some(&0))
            .count()
            * 10
            >= words.len() * 9
    };
    if same_letters {
        return if missing.len() > extra.len() {
            "glued by ours"
        } else {
            "split by ours"
        }
        .into();
    }
    if missing.is_empty() || extra.is_empty() {
        let words = if missing.is_empty() { extra } else { missing };
        if settled(words) {
            return "same words, other order".into();
        }
    }
    if missing.is_empty() {
        let mut tags: HashMap<&str, usize> = HashMap::new();
        for tag in extra.iter().filter_map(|word| skipped.get(word.as_str())) {
            *tags.entry(tag).or_default() += 1;
        }
        if let Some((tag, count)) = tags.into_iter().max_by_key(|&(tag, count)| (count, tag))
            && count * 2 >= extra.len()
        {
            let name = if tag == HIDDEN {
                tag.into()
            } else {
                format!("`{tag}`")
            };
            return format!("ours reads what stands in a {name}");
        }
        return "extra in ours".into();
    }
    if extra.is_empty() {
        return "missing in ours".into();
    }
    "other words".into()
}
