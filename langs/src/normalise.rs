//! The form of a text that our own model reads, in training and in use alike.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Characters read from the start of a long line.
const HEAD: usize = 1_000;
/// Characters read from the middle of a longer one.
const MIDDLE: usize = 500;

/// Lower-cased letters and marks of the NFC form; every run of anything else becomes one space.
pub(crate) fn normalise_into(text: &str, out: &mut String) {
    out.clear();
    // Below U+0300 there is nothing but NFC.
    if text.bytes().all(|byte| byte < 0xcc) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        letters(text.chars(), out);
    } else {
        letters(text.nfc(), out);
    }
}

fn letters(chars: impl Iterator<Item = char>, out: &mut String) {
    let mut gap = false;
    for c in chars {
        // Most letters of most texts by their range, before the tables of Unicode are asked.
        let small = c.is_ascii_lowercase() || matches!(c, 'ß'..='ö' | 'ø'..='ÿ' | 'а'..='я');
        if !small && !c.is_ascii_uppercase() && (c.is_ascii() || !is_letter(c)) {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        if small {
            out.push(c);
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c)
}

/// The two parts of a text that are read: the first 1,000 characters, and, if more than 500 bytes
/// follow, 500 characters from its middle (found by bytes, so that finding it costs nothing).
/// Page starts are where navigation and foreign boilerplate gather, hence the second part; the
/// length is far beyond what a label needs, and the time is in proportion to it.
pub(crate) fn sample(text: &str) -> (&str, &str) {
    // No more bytes than characters are read, so no more characters.
    if text.len() <= HEAD {
        return (text, "");
    }
    let head_end = nth_char(text, HEAD);
    let (head, rest) = text.split_at_checked(head_end).unwrap_or((text, ""));
    if rest.len() <= MIDDLE {
        return (head, rest);
    }
    let middle = floor_boundary(text, text.len() / 2).max(head_end);
    let tail = text.get(middle..).unwrap_or_default();
    (head, tail.get(..nth_char(tail, MIDDLE)).unwrap_or(tail))
}

/// As little of a line as tells whether it is in a known language: its first `most` characters or a
/// few more, and as many from its middle if it is long, each from word to word where that is near.
pub(crate) fn glimpse(line: &str, most: usize) -> (&str, &str) {
    let piece = |from: usize| {
        let rest = line.get(from..).unwrap_or_default();
        let end = word_end(line, from + nth_char(rest, most));
        (line.get(from..end).unwrap_or_default(), end)
    };
    let (head, end) = piece(0);
    let middle = word_end(line, floor_boundary(line, line.len() / 2));
    if middle < 2 * end {
        return (head, "");
    }
    (head, piece(middle).0)
}

/// The end of the word at `at`, if that is near.
fn word_end(line: &str, at: usize) -> usize {
    const NEAR: usize = 32;
    let rest = line.get(at..).unwrap_or_default();
    match rest.find(char::is_whitespace) {
        Some(more) if more <= NEAR => at + more,
        None if rest.len() <= NEAR => line.len(),
        _ => at,
    }
}

fn nth_char(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normalised(text: &str) -> String {
        let mut out = String::new();
        normalise_into(text, &mut out);
        out
    }

    #[test]
    fn keeps_letters_and_marks_only() {
        assert_eq!(
            normalised("  Il-Bniedem, 25 sena (fl-2024)!"),
            "il bniedem sena fl"
        );
        assert_eq!(normalised("L'ÉTÉ\n\nΑΥΤΌ ЁЖ"), "l été αυτό ёж");
        assert_eq!(normalised("e\u{301}"), "é");
        assert_eq!(normalised("\u{1f71}"), "\u{3ac}");
        assert_eq!(normalised("12:30 +40 %"), "");
    }

    #[test]
    fn samples_start_and_middle() {
        assert_eq!(sample("short"), ("short", ""));
        let long = "ä".repeat(1_000) + &"b".repeat(20_000) + &"c".repeat(20_000);
        let (head, middle) = sample(&long);
        assert_eq!(head, "ä".repeat(1_000));
        assert_eq!(middle.len(), 500);
        assert!(middle.starts_with("bbb"));
        // The middle would begin within the start: it begins after it.
        let longer = "a".repeat(1_000) + &"b".repeat(600);
        assert_eq!(
            sample(&longer),
            ("a".repeat(1_000).as_str(), "b".repeat(500).as_str())
        );
    }

    proptest! {
        #[test]
        fn is_idempotent_and_sampling_never_panics(text in "\\PC{0,300}") {
            let once = normalised(&text);
            prop_assert_eq!(&normalised(&once), &once);
            let _ = sample(&text.repeat(20));
        }
    }
}
