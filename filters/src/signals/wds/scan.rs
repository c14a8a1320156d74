//! What is added up over the segments (lines, blank ones too).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use xxhash_rust::xxh3::xxh3_64;

use super::number::percent;
use super::tables::Limits;
use crate::signals::context::{Part, Whose};
use crate::text::Ids;
use crate::text::map::Map;

static WWW: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("www"));
static HTTP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("http"));

/// Fewer numbers or singular characters than this are no accumulation in a segment.
const ACCUMULATION: u64 = 10;

/// Sums over the segments of one document. *Letters* are all characters of words.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) segments: u64,
    pub(super) letters: u64,
    /// Without segments of nothing but more than five of them, which part sections.
    pub(super) punctuation: u64,
    pub(super) singular: u64,
    pub(super) numbers: u64,
    /// Letters of segments longer than a menu entry, in the document's language and in others.
    pub(super) own: u64,
    pub(super) foreign: u64,
    /// A segment is in another language.
    pub(super) mixed: bool,
    /// Segments in the document's language that are long.
    pub(super) long: u64,
    /// Those more than half way to the longest that counts, and the sum of how far they are.
    pub(super) great: u64,
    pub(super) great_sum: f64,
    /// Letters of longish segments with hardly any punctuation.
    pub(super) bare: u64,
    /// The most numbers, or singular characters, in excess of letters in one segment.
    pub(super) excess_numbers: u64,
    pub(super) excess_singular: u64,
    /// Sum and sum of squares of letters per segment, long ones cut to [`Limits::long_from`].
    pub(super) length: f64,
    pub(super) squares: f64,
    /// Segments of more than four characters, and those that occur again or before.
    pub(super) lines: u64,
    pub(super) repeated: u64,
    /// `www` or `http`, whichever occurs more often.
    pub(super) urls: usize,
}

/// Characters of each class in one segment. *Letters* is what the reference calls characters of
/// words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    letters: u64,
    punctuation: u64,
    singular: u64,
    numbers: u64,
}

/// Adds up what `map` has of `text`.
pub(super) fn scan(
    text: &str,
    map: &Map,
    parts: &[Part],
    limits: &Limits,
    lines: &mut Ids,
) -> Sums {
    let bytes = text.as_bytes();
    lines.reset(memchr::memchr_iter(b'\n', bytes).count() + 1);
    let mut sums = Sums {
        urls: WWW
            .find_iter(bytes)
            .count()
            .max(HTTP.find_iter(bytes).count()),
        ..Sums::default()
    };
    let mut parts = parts.iter().peekable();
    let mut own = parts.peek().is_none_or(|part| part.whose == Whose::Own);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let segment = text.get(start..end).unwrap_or_default();
        while let Some(part) = parts.next_if(|part| part.start <= start) {
            own = part.whose == Whose::Own;
        }
        sums.segment(count(map, start, end), own, limits);
        if segment.chars().nth(4).is_some() {
            sums.lines += 1;
            sums.repeated += match lines.add(xxh3_64(segment.as_bytes())).1 {
                0 => 0,
                // The second of its kind makes the first a repeated one too.
                1 => 2,
                _ => 1,
            };
        }
        start = end + 1;
    }
    sums
}

/// Counts the characters of the segment from `start` to `end`.
fn count(map: &Map, start: usize, end: usize) -> Counts {
    let mut counts = Counts::default();
    for (block, mask) in map.parts(start, end) {
        let [letters, punctuation, singular, numbers] =
            block.wds.map(|bits| u64::from((bits & mask).count_ones()));
        counts.letters += letters;
        counts.punctuation += punctuation;
        counts.singular += singular;
        counts.numbers += numbers;
    }
    counts
}

impl Sums {
    fn segment(&mut self, counts: Counts, own: bool, limits: &Limits) {
        let (letters, numbers) = (counts.letters, counts.numbers);
        let (punctuation, singular) = (counts.punctuation, counts.singular);
        self.segments += 1;
        self.letters += letters;
        self.singular += singular;
        self.numbers += numbers;
        self.mixed |= !own;
        if letters > 0 || numbers > 0 || punctuation <= 5 {
            self.punctuation += punctuation;
        }
        if numbers >= ACCUMULATION {
            self.excess_numbers = self.excess_numbers.max(numbers.saturating_sub(letters));
        }
        if singular >= ACCUMULATION {
            self.excess_singular = self.excess_singular.max(singular.saturating_sub(letters));
        }
        let length = letters as f64;
        let cut = length.min(limits.long_from);
        self.length += cut;
        self.squares += cut * cut;
        if length > limits.menu {
            *(if own {
                &mut self.own
            } else {
                &mut self.foreign
            }) += letters;
        }
        if length > limits.menu * 3.0 && percent(punctuation, letters) < limits.punctuation_half {
            self.bare += letters;
        }
        if own && length > limits.long_from {
            self.long += 1;
            let span = limits.long_to - limits.long_from;
            let reach = (length.min(limits.long_to) - limits.long_from) / span;
            if reach > 0.5 {
                self.great += 1;
                self.great_sum += reach;
            }
        }
    }
}
