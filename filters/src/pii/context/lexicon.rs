//! Words that say something about a number, and where they stand in a window.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::cue::Cue;
use super::window;

/// Words with what they say, to be searched for.
pub(in crate::pii) struct Lexicon {
    automaton: Option<AhoCorasick>,
    /// By the number of the pattern, in the order of [`window::normalised`] forms.
    entries: Vec<Entry>,
}

pub(super) struct Entry {
    /// The word in its normalised form.
    pattern: String,
    pub(super) cues: Vec<Cue>,
    /// Letters of the pattern; what has two or fewer must stand right beside the number.
    pub(super) letters: usize,
    /// The word may go on behind the pattern.
    open: bool,
}

/// A word in a window.
pub(super) struct Match<'a> {
    pub(super) entry: &'a Entry,
    /// Where its first word begins and its last one ends.
    pub(super) from: usize,
    pub(super) stop: usize,
    /// Where the pattern ends and begins. Of words that are as near as each other, the one that ends
    /// and then that begins first counts.
    pub(super) place: (usize, usize),
}

/// Made for each language, and asked about some hundred bytes a number: what is quick to build counts, not
/// what is quick to search.
fn automaton<'a>(patterns: impl Iterator<Item = &'a str>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::NoncontiguousNFA))
        .prefilter(false)
        .build(patterns)
        .ok()
}

impl Lexicon {
    /// Of words; what `common` says of the same words is added to them, so that these stand for both.
    pub(in crate::pii) fn new<'a>(
        words: impl Iterator<Item = (&'a str, Cue)>,
        common: Option<&Self>,
    ) -> Self {
        let mut of: HashMap<String, Vec<Cue>> = HashMap::new();
        for (word, cue) in words {
            let cues = of.entry(window::normalised(word)).or_default();
            if !cues.contains(&cue) {
                cues.push(cue);
            }
        }
        let entries = of.into_iter().map(|(pattern, mut cues)| {
            for cue in common.and_then(|all| all.get(&pattern)).unwrap_or_default() {
                if !cues.contains(cue) {
                    cues.push(*cue);
                }
            }
            Entry {
                cues,
                letters: pattern.trim_matches(['*', ' ']).chars().count(),
                open: pattern.ends_with('*'),
                pattern,
            }
        });
        let mut entries: Vec<Entry> = entries.collect();
        entries.sort_unstable_by(|a, b| a.pattern.cmp(&b.pattern));
        let searched = entries.iter().map(|entry| entry.pattern.trim_matches('*'));
        Self {
            automaton: automaton(searched),
            entries,
        }
    }

    /// What a normalised word says.
    fn get(&self, pattern: &str) -> Option<&[Cue]> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.pattern.as_str().cmp(pattern));
        let entry = self.entries.get(at.ok()?)?;
        Some(&entry.cues)
    }

    /// Matches in a window.
    pub(super) fn matches<'s, 'w>(
        &'s self,
        window: &'w str,
    ) -> impl Iterator<Item = Match<'s>> + use<'s, 'w> {
        let found = self
            .automaton
            .iter()
            .flat_map(move |automaton| automaton.find_overlapping_iter(window));
        found.filter_map(move |found| {
            let entry = self.entries.get(found.pattern().as_usize())?;
            let rest = window.get(found.end()..)?;
            let stop = match (window.get(..found.end())?.ends_with(' '), entry.open) {
                (true, _) => found.end() - 1,
                (false, true) => found.end() + rest.find(' ')?,
                (false, false) => return None,
            };
            Some(Match {
                entry,
                from: found.start() + 1,
                stop: stop + 1,
                place: (found.end(), found.start()),
            })
        })
    }
}
