//! Signals on words: how many, how long, how many of them are language.

use std::ops::Range;

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;

const GOPHER: &str = "Rae et al. 2021, arXiv:2112.11446, A1.1 (MassiveText quality filters)";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "words",
            doc: "words in the text; symbols are not words",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "characters",
            doc: "characters of the whole text",
            source: "RedPajama-V2, quality annotations",
            version: 1,
        },
        SignalDef {
            name: "mean_word_length",
            doc: "characters per word, inner apostrophes and hyphens included",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "symbol_ratio",
            doc: "hash signs per token or ellipses (`...` or `…`) per token, the larger of the two",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "alpha_words",
            doc: "share of tokens (symbols count as tokens) with a letter in them",
            source: "Gopher as FineWeb-2 measures it, which counts punctuation among the words",
            version: 1,
        },
        SignalDef {
            name: "longest_word",
            doc: "characters of the longest run without white space, 0 below 100",
            source: "C4 as datatrove's C4QualityFilter, whose bound is 1000",
            version: 1,
        },
    ],
    measure,
    mark,
};

fn measure(input: &Input<'_>, _: &mut Work, out: &mut [f32]) {
    let [
        words,
        characters,
        mean_length,
        symbol_ratio,
        alpha_words,
        longest,
    ] = out
    else {
        return;
    };
    let tokens = input.tokens;
    let n = tokens.hashes.len();
    let bytes = input.text.as_bytes();
    *words = n as f32;
    *characters = tokens.map.chars as f32;
    *mean_length = ratio(tokens.chars_in(0, n), n);
    let hashes = memchr::memchr_iter(b'#', bytes).count();
    let ellipses =
        memchr::memmem::find_iter(bytes, "...").count() + tokens.map.count_of("…", bytes);
    *symbol_ratio = ratio(hashes.max(ellipses), tokens.count());
    *alpha_words = ratio(tokens.alpha_words, tokens.count());
    *longest = longest_of_all(input).1 as f32;
}

/// Runs shorter than this are not told apart, so that most text needs no look at each character.
const LONG: usize = 100;

/// As [`longest_word`], of the whole text.
pub(super) fn longest_of_all(input: &Input<'_>) -> (Range<usize>, usize) {
    if input.tokens.map.longest_run_reaches(LONG) {
        longest_word(input.text)
    } else {
        (0..0, 0)
    }
}

/// Bytes and characters of the longest run without white space, if it has [`LONG`] characters.
pub(super) fn longest_word(text: &str) -> (Range<usize>, usize) {
    let bytes = text.as_bytes();
    let space = |b: &u8| matches!(b, b' ' | b'\t'..=b'\r' | 0x1c..=0x1f);
    let (mut best, mut most, mut start) = (0..0, 0, 0);
    // Each look at the end of a window of LONG bytes skips what stands before its last space.
    while let Some(window) = bytes.get(start..start + LONG) {
        if let Some(at) = window.iter().rposition(space) {
            start += at + 1;
            continue;
        }
        let rest = bytes.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(space).unwrap_or(rest.len());
        let mut at = start;
        for word in text
            .get(start..end)
            .unwrap_or_default()
            .split_inclusive(char::is_whitespace)
        {
            let body = word.trim_end();
            let chars = body.chars().count();
            if chars >= LONG && chars > most {
                (best, most) = (at..at + body.len(), chars);
            }
            at += word.len();
        }
        start = end + 1;
    }
    (best, most)
}

/// Symbols, numbers, and words far from the usual length.
fn mark(input: &Input<'_>, signal: &str, _: &mut Work, marks: &mut Vec<Mark>) {
    let tokens = input.tokens;
    match signal {
        "symbol_ratio" => {
            for needle in ["#", "...", "…"] {
                let found = memchr::memmem::find_iter(input.text.as_bytes(), needle);
                marks.extend(found.map(|at| Mark::new(at..at + needle.len(), "symbol")));
            }
        }
        "alpha_words" => {
            let numbers = tokens.words.iter().filter(|word| !word.alpha);
            marks.extend(numbers.map(|word| Mark::new(word.start..word.end, "no letter")));
        }
        "mean_word_length" => {
            let far = tokens.words.iter().enumerate().filter(|(at, _)| {
                let chars = tokens.chars_in(*at, at + 1);
                chars <= 1 || chars >= 15
            });
            marks.extend(far.map(|(_, word)| Mark::new(word.start..word.end, "length")));
        }
        "longest_word" => {
            let (range, chars) = longest_of_all(input);
            marks.extend((chars > 0).then(|| Mark::new(range, "longest")));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::map::Map;

    #[test]
    fn no_long_word_is_missed_for_want_of_a_long_run() {
        for lead in 0..130 {
            for length in [98, 99, 100, 101, 127, 128, 200] {
                for (letter, after) in [("a", ""), ("é", " b"), ("-", "\n"), ("a", "\u{a0}b")] {
                    let space = " ".repeat(lead);
                    let text = format!("x{space} {}{after}", letter.repeat(length));
                    let mut map = Map::default();
                    map.fill(&text);
                    let found = longest_word(&text).1;
                    assert!(found == 0 || map.longest_run_reaches(LONG), "{text:?}");
                    assert_eq!(found > 0, length >= LONG);
                }
            }
        }
    }
}
