//! HPLT's document score (WDS, *web-docs-scorer*), by which HPLT v4 parts `clean` from `noisy`.
//!
//! Our own reading of the code of <https://github.com/pablop16n/web-docs-scorer> (commit 743d131,
//! version 1.3.0; GPL-3.0, none of it is here); where its description and its code differ, this
//! follows the code. A *segment* is a line, blank ones included. *Letters* are all characters that
//! are in none of the reference's lists of punctuation, singular characters, numbers and spaces.
//!
//! Ten sub-scores from 0 (bad) to 1 (good) make the score, on the same scale (HPLT v3
//! states ten times as much):
//!
//! `(0.8·language + 0.1·n_long + 0.1·great) · Π pᵢ^eᵢ`, with `eᵢ = 3·pᵢ^-2.9 / Σ pⱼ^-2.9`
//!
//! over the seven others, and nothing once one of those seven is under 0.1. Thresholds are adapted
//! to a language by medians of 75 languages; another language has the mean of its family in its
//! script, or of its script, or of all.
//!
//! What differs:
//! - [`short_segments`](Scores::short_segments) is 0 where the reference divides zero by zero (no
//!   letters at all; the score is 0 then);
//! - sub-scores are not rounded to two decimals;
//! - the curves of [`informativeness`](Scores::informativeness) have some hundred points, not
//!   138,540, and are off by 0.0003 of the sub-score at most;
//! - `est`, `lav` and `sqi` have the medians that the reference lists for them (Estonian under
//!   `ekk`). It has none under `lvs` and `als`, so that a run with those labels, which are HPLT's,
//!   falls back to the mean of Latin script.

mod fold;
mod group;
mod number;
mod scan;
mod subscores;
mod tables;

use std::fmt;

use zstd::bulk::Compressor;
use zstd::zstd_safe::compress_bound;

use crate::signals::context::Part;
use crate::text::Ids;
use crate::text::map::Map;
use crate::text::wds::CHARS;
use fold::Fold;
pub(super) use group::GROUP;
use tables::TABLES;

/// The level at which the reference compresses, which its curves were fitted to.
const LEVEL: i32 = 3;
/// How strongly the lowest of the seven penalties weighs against the others.
const ALPHA: f64 = 2.9;
/// Sum of the exponents of the penalties.
const BETA: f64 = 3.0;
/// A penalty below this leaves no score at all.
const FLOOR: f64 = 0.1;

/// The score and what it is made of, all from 0 (bad) to 1 (good) but for `compression`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// The document score; HPLT v4 calls a document noisy below 0.5.
    pub score: f32,
    /// Share of letters in the document's language, segments no longer than a menu entry left out.
    pub language: f32,
    /// A tenth for each long segment (250 letters in Spanish) in the document's language.
    pub long_segments: f32,
    /// How far the longest segments reach (from 250 to 1000 letters in Spanish).
    pub great_segment: f32,
    /// Falls with `http` and `www` per letter.
    pub urls: f32,
    /// Falls with too much punctuation, too little, and long segments without.
    pub punctuation: f32,
    /// Falls with symbols per letter, and with many in one segment.
    pub singular_chars: f32,
    /// Falls with numbers per letter, and with many in one segment.
    pub numbers: f32,
    /// One less the share of segments that occur more than once.
    pub repeated: f32,
    /// Falls when the text compresses much better or worse than its script and length lead to expect.
    pub informativeness: f32,
    /// Falls when segments differ much in length.
    pub short_segments: f32,
    /// Compressed bytes per byte of the whole text (zstd, level 3), both taken after lower-casing
    /// and writing `1` for each digit, as the reference does; nothing is cut off. Over 1 when the
    /// text is too short to compress; an empty text counts as one byte.
    pub compression: f32,
}

/// Reusable buffers of [`measure`]: keep one per thread.
#[derive(Default)]
pub struct Buffers {
    map: Map,
    fold: Fold,
    lines: Ids,
    compressed: Vec<u8>,
    context: Option<Compressor<'static>>,
}

impl fmt::Debug for Buffers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffers").finish_non_exhaustive()
    }
}

impl Buffers {
    /// Empty buffers; they grow to the largest document seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes of the folded text, and of its compressed form.
    fn compress(&mut self, text: &str, map: &Map) -> (usize, usize) {
        let folded = self.fold.fold(text, map, &CHARS);
        let raw = folded.len();
        if self.context.is_none() {
            self.context = Compressor::new(LEVEL).ok();
        }
        self.compressed.clear();
        self.compressed.reserve(compress_bound(raw));
        let compressed = self
            .context
            .as_mut()
            .and_then(|zstd| zstd.compress_to_buffer(folded, &mut self.compressed).ok());
        // With room for the worst case only a lack of memory can fail.
        (raw.max(1), compressed.unwrap_or(raw))
    }
}

/// Scores a text in the language and script `code` (`mlt_Latn`).
///
/// `parts` says which segments are in that language; when it is empty, all are.
pub fn measure(text: &str, code: &str, parts: &[Part], work: &mut Buffers) -> Scores {
    let mut map = std::mem::take(&mut work.map);
    map.fill(text);
    let scores = measure_mapped(text, &map, code, parts, work);
    work.map = map;
    scores
}

/// As [`measure`], of a text that is mapped.
fn measure_mapped(text: &str, map: &Map, code: &str, parts: &[Part], work: &mut Buffers) -> Scores {
    let limits = TABLES.limits(code);
    let sums = scan::scan(text, map, parts, limits, &mut work.lines);
    let (raw, compressed) = work.compress(text, map);
    let ratio = compressed as f64 / raw as f64;
    let saved = number::tenths((1.0 - ratio) * 100.0);
    let language = subscores::language(&sums);
    let (long_segments, great_segment) = subscores::long(&sums);
    let penalties = [
        subscores::urls(&sums, limits),
        subscores::punctuation(&sums, limits),
        subscores::singular_chars(&sums, limits),
        subscores::numbers(&sums, limits),
        subscores::repeated(&sums),
        subscores::informativeness(saved, TABLES.expected_saving(code, raw)),
        subscores::short_segments(&sums),
    ];
    let base = 0.8 * language + 0.1 * long_segments + 0.1 * great_segment;
    let score = base * product(&penalties);
    let [
        urls,
        punctuation,
        singular_chars,
        numbers,
        repeated,
        informativeness,
        short_segments,
    ] = penalties.map(|penalty| penalty as f32);
    Scores {
        score: score as f32,
        language: language as f32,
        long_segments: long_segments as f32,
        great_segment: great_segment as f32,
        urls,
        punctuation,
        singular_chars,
        numbers,
        repeated,
        informativeness,
        short_segments,
        compression: ratio as f32,
    }
}

/// The penalties multiplied, each the heavier the lower it is.
fn product(penalties: &[f64]) -> f64 {
    if penalties.iter().any(|&p| p < FLOOR) {
        return 0.0;
    }
    let weight = |p: f64| p.powf(-ALPHA);
    let total: f64 = penalties.iter().map(|&p| weight(p)).sum();
    penalties
        .iter()
        .map(|&p| p.powf(BETA * weight(p) / total))
        .product()
}
