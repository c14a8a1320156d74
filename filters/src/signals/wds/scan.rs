//! The one pass over the text, and what it adds up over the segments (lines, blank ones too).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use xxhash_rust::xxh3::xxh3_64;

use super::Buffers;
use super::chars::{Chars, Counts, Few};
use super::fold::Fold;
use super::number::percent;
use super::tables::Limits;
use crate::signals::{Part, Whose};

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

/// Reads `text` once; leaves it folded in `work`.
pub(super) fn scan(
    text: &str,
    parts: &[Part],
    limits: &Limits,
    chars: &Chars,
    work: &mut Buffers,
) -> Sums {
    let bytes = text.as_bytes();
    let Buffers { fold, table, .. } = work;
    fold.start(text);
    table.reset(memchr::memchr_iter(b'\n', bytes).count() + 1);
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
        sums.segment(count(text, start, segment, chars, fold), own, limits);
        if segment.chars().nth(4).is_some() {
            sums.lines += 1;
            sums.repeated += match table.add(xxh3_64(segment.as_bytes())) {
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

/// Counts the characters of a segment that begins at byte `start` of `text`.
fn count(text: &str, start: usize, segment: &str, chars: &Chars, fold: &mut Fold) -> Counts {
    const RUN: usize = 8;
    const STEPS: usize = Few::MOST / RUN;
    let (mut counts, mut few) = (Counts::default(), Few::default());
    let bytes = segment.as_bytes();
    let (mut at, mut steps) = (0, 0);
    while let Some(&first) = bytes.get(at) {
        if steps == STEPS {
            counts.take(&mut few);
            steps = 0;
        }
        steps += 1;
        let tail = bytes.get(at..).unwrap_or_default();
        if let Some(run) = tail.first_chunk::<RUN>()
            && u64::from_ne_bytes(*run) & 0x8080_8080_8080_8080 == 0
        {
            run.iter().for_each(|&byte| few.add(chars.ascii(byte)));
            at += RUN;
            continue;
        }
        if first < 0xe0 {
            // One way for one byte and for two: where words end is no branch to be guessed wrong.
            let second = u32::from(tail.get(1).copied().unwrap_or_default());
            let (one, two) = (u32::from(first), first >= 0xc0);
            let code = if two {
                (one & 0x1f) << 6 | second & 0x3f
            } else {
                one
            };
            let entry = chars.entry(code);
            few.add(entry.counts);
            if entry.lower != code {
                fold.change(text, start + at, entry.lower);
            }
            at += 1 + usize::from(two);
            continue;
        }
        let Some(c) = segment.get(at..).and_then(|tail| tail.chars().next()) else {
            break;
        };
        let entry = chars.entry(c.into());
        few.add(entry.counts);
        if entry.lower != u32::from(c) {
            fold.change(text, start + at, entry.lower);
        }
        at += c.len_utf8();
    }
    counts.take(&mut few);
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
