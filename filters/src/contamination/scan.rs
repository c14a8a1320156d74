//! Finding the n-grams of an index in a text, in one pass over its words.

use memchr::{memchr3, memrchr3};

use super::index::{Class, Index};
use super::set::NgramSet;
use super::short::stands_alone;
use super::window::{fingerprint, running};
use crate::text::Plain;

/// Bytes of text that are cut into words at a time: with what is known of them they stay in the nearest
/// caches.
const PART: usize = 16 << 10;

/// Reusable buffers of [`Index::scan`]: keep one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    plain: Plain,
    sums: Vec<u64>,
    candidates: Vec<usize>,
    hits: Vec<Hit>,
}

impl Scratch {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// A place of an n-gram in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The number of its first word in the text, from 0.
    pub word: u64,
    /// Where that begins, in UTF-8 bytes.
    pub start: usize,
    /// Where the last word ends.
    pub end: usize,
    /// The n-gram's number in the index.
    pub ngram: u32,
}

/// What was found in a text.
#[derive(Debug, Clone, Copy)]
pub struct Found<'s> {
    /// Hits, in the order of the text; those of longer n-grams overlap.
    pub hits: &'s [Hit],
    /// Words of the text.
    pub words: u64,
    /// Those of them that are in a hit.
    pub covered: u64,
}

impl Found<'_> {
    /// The share of the text's words that are in a hit, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.covered as f64 / self.words.max(1) as f64
    }
}

impl Index {
    /// Finds the n-grams of benchmarks that are looked for in documents of `language`, but for those of
    /// `common`. Takes no memory beyond that of `scratch`, and time in proportion to the text, whatever it
    /// is.
    pub fn scan<'s>(
        &self,
        text: &str,
        language: &str,
        common: Option<&NgramSet>,
        scratch: &'s mut Scratch,
    ) -> Found<'s> {
        let Scratch {
            plain,
            sums,
            candidates,
            hits,
        } = scratch;
        plain.clear();
        hits.clear();
        let (mut at, mut before) = (0, 0);
        while at < text.len() {
            let end = part_end(text, at);
            plain.add(text.get(at..end).unwrap_or_default(), at);
            running(&plain.hashes, sums);
            // A window may go on in the next part.
            let done = match end == text.len() {
                true => plain.hashes.len(),
                false => (plain.hashes.len() + 1).saturating_sub(self.lengths.max_ngram),
            };
            for class in [&self.long, &self.short] {
                if class.lengths.is_empty() {
                    continue;
                }
                class.candidates(sums, done, candidates);
                for first in candidates.iter().copied() {
                    let place = Place {
                        text,
                        first,
                        before,
                    };
                    self.look(class, &place, plain, sums, |hit| {
                        let passed = common.is_some_and(|common| common.contains(hit.ngram));
                        if !passed && self.applies_to(hit.ngram, language) {
                            hits.push(hit);
                        }
                    });
                }
            }
            before += done as u64;
            plain.forget(done);
            at = end;
        }
        hits.sort_unstable();
        let (mut covered, mut reached) = (0, 0);
        for hit in hits.iter() {
            let end = hit.word + self.words(hit.ngram) as u64;
            covered += end.saturating_sub(reached.max(hit.word));
            reached = reached.max(end);
        }
        Found {
            hits,
            words: before,
            covered,
        }
    }

    /// Looks for n-grams of all lengths that begin at a word.
    #[inline(never)]
    fn look(
        &self,
        class: &Class,
        place: &Place<'_>,
        plain: &Plain,
        sums: &[u64],
        mut found: impl FnMut(Hit),
    ) {
        let first = place.first;
        for &words in &class.lengths {
            let (Some(hashes), Some(from), Some(to)) = (
                plain.hashes.get(first..first + words),
                sums.get(first),
                sums.get(first + words),
            ) else {
                return;
            };
            let Some(ngram) = self.find(fingerprint(*from, *to, words), hashes) else {
                continue;
            };
            let (Some(&(start, _)), Some(&(_, end))) =
                (plain.places.get(first), plain.places.get(first + words - 1))
            else {
                return;
            };
            if !self.is_short(ngram) || stands_alone(place.text, start, end) {
                let word = place.before + first as u64;
                found(Hit {
                    word,
                    start,
                    end,
                    ngram,
                });
            }
        }
    }
}

impl Class {
    /// The words, of the first `done`, at which an n-gram may begin.
    #[inline(never)]
    fn candidates(&self, sums: &[u64], done: usize, candidates: &mut Vec<usize>) {
        candidates.clear();
        candidates.resize(done, 0);
        let mut count = 0;
        let windows = sums.iter().zip(sums.get(self.head..).unwrap_or_default());
        for (first, (from, to)) in windows.take(done).enumerate() {
            // Without a branch, so that the looks at several windows are under way at once.
            if let Some(candidate) = candidates.get_mut(count) {
                *candidate = first;
            }
            count += usize::from(self.heads.has(fingerprint(*from, *to, self.head)));
        }
        candidates.truncate(count);
    }
}

/// Where a window begins.
struct Place<'a> {
    text: &'a str,
    /// Its first word in the part at hand.
    first: usize,
    /// The words before those.
    before: u64,
}

/// Where the part that begins at `at` ends: at white space, which no word has in it, or with the text.
fn part_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..).unwrap_or_default();
    let Some((part, after)) = rest.split_at_checked(PART) else {
        return bytes.len();
    };
    match memrchr3(b' ', b'\n', b'\t', part) {
        Some(space) => at + space + 1,
        None => {
            memchr3(b' ', b'\n', b'\t', after).map_or(bytes.len(), |space| at + PART + space + 1)
        }
    }
}
