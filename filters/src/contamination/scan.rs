//! Finding the n-grams of an index in a text, in one pass over its words.

use memchr::{memchr3, memrchr3};

use super::filter::has;
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
    looks: Vec<Look>,
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
            looks,
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
                self.looks(class, candidates, sums, looks);
                for look in looks.iter().filter(|look| look.may_be()) {
                    let Some(hit) = self.hit(look, text, before, plain) else {
                        continue;
                    };
                    let passed = common.is_some_and(|common| common.contains(hit.ngram));
                    if !passed && self.applies_to(hit.ngram, language) {
                        hits.push(hit);
                    }
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

    /// Fills `looks` with the windows of all lengths that begin at the candidates, and what the index has
    /// where they would stand. In two passes without a branch on what was read, as in
    /// [`Class::candidates`].
    #[inline(never)]
    fn looks(&self, class: &Class, candidates: &[usize], sums: &[u64], looks: &mut Vec<Look>) {
        looks.clear();
        for &first in candidates {
            for &words in &class.lengths {
                let (Some(from), Some(to)) = (sums.get(first), sums.get(first + words)) else {
                    break;
                };
                let fingerprint = fingerprint(*from, *to, words);
                looks.push(Look {
                    first,
                    words,
                    fingerprint,
                    bucket: self.bucket(fingerprint),
                    at_first: 0,
                });
            }
        }
        for look in looks {
            look.at_first = self.fingerprint_at(look.bucket.0);
        }
    }

    /// The hit at a window, if its words are an n-gram's and, of a short item, stand by themselves.
    #[inline(never)]
    fn hit(&self, look: &Look, text: &str, before: u64, plain: &Plain) -> Option<Hit> {
        let (first, words) = (look.first, look.words);
        let hashes = plain.hashes.get(first..first + words)?;
        let ngram = self.find(look.fingerprint, look.bucket, hashes)?;
        let (start, _) = *plain.places.get(first)?;
        let (_, end) = *plain.places.get(first + words - 1)?;
        let counts = !self.is_short(ngram) || stands_alone(text, start, end);
        counts.then_some(Hit {
            word: before + first as u64,
            start,
            end,
            ngram,
        })
    }
}

impl Class {
    /// The words, of the first `done`, at which an n-gram may begin.
    #[inline(never)]
    fn candidates(&self, sums: &[u64], done: usize, candidates: &mut Vec<usize>) {
        candidates.clear();
        candidates.resize(done + 1, 0);
        let after = sums.get(self.head..).unwrap_or_default();
        let done = done.min(after.len());
        let (mut count, mut first) = (0, 0);
        let mut read = [(0, 0); AT_ONCE];
        let before = sums.get(..done).unwrap_or_default().chunks(AT_ONCE);
        for (before, after) in before.zip(after.chunks(AT_ONCE)) {
            for ((read, from), to) in read.iter_mut().zip(before).zip(after) {
                *read = self.heads.word(fingerprint(*from, *to, self.head));
            }
            for read in read.iter().take(before.len()) {
                if let Some(candidate) = candidates.get_mut(count) {
                    *candidate = first;
                }
                count += usize::from(has(*read));
                first += 1;
            }
        }
        candidates.truncate(count);
    }
}

/// Windows of which the words of the filter are read before one is looked at.
const AT_ONCE: usize = 64;

/// A window that may be an n-gram.
#[derive(Debug)]
struct Look {
    /// Its first word in the part at hand.
    first: usize,
    words: usize,
    fingerprint: u64,
    /// Where n-grams stand that begin with the same bits.
    bucket: (u32, u32),
    /// The fingerprint of the first of those.
    at_first: u64,
}

impl Look {
    /// Whether one of its bucket may have its fingerprint: buckets hold one on average.
    fn may_be(&self) -> bool {
        let (from, to) = self.bucket;
        to > from && (self.at_first == self.fingerprint || to - from > 1)
    }
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
