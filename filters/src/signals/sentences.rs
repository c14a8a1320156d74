//! How many sentences a line has, as near as can be told without a tokeniser for each language.

use crate::text::ends_sentence;
use crate::text::map::Map;

/// What may stand between the end of a sentence and the space after it.
fn closes(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | ')' | ']' | '}' | '»' | '«' | '”' | '“' | '’' | '‘' | '›' | '‹' | '„'
    )
}

/// Sentences of one line: one more than there are ends of a sentence within it.
///
/// An end is a mark (`.`, `!`, `?` and those of other scripts; a run of several counts once, two
/// full stops or more are an ellipsis and end nothing), then closing quotes and brackets, then
/// white space, then more text. A full stop ends nothing behind a single capital letter ("J. Novák")
/// or behind a number that a lower-case letter follows ("3. maj").
///
/// This stands in for spaCy's sentencizer with the tokeniser of each language, which also knows
/// abbreviations.
pub(super) fn sentences(line: &str) -> usize {
    let bytes = line.as_bytes();
    let (mut found, mut at) = (1, 0);
    // Most characters end nothing: jump to those that may.
    while let Some(next) = next_mark(bytes, at) {
        let (run, is_end) = look(line, next);
        found += usize::from(is_end);
        // Another character that begins with the same byte is no mark.
        at = next + run.max(1);
    }
    found
}

/// As [`sentences`], of the line from `start` to `end` of a text that is mapped.
pub(super) fn sentences_at(text: &str, map: &Map, start: usize, end: usize) -> usize {
    let line = text.get(start..end).unwrap_or_default();
    let (mut found, mut at) = (1, start);
    for place in map.places(start, end, |block| block.ends) {
        if place >= at {
            let (run, is_end) = look(line, place - start);
            found += usize::from(is_end);
            at = place + run;
        }
    }
    found
}

/// Bytes of the marks that stand at byte `at`, if any, and whether they end a sentence.
fn look(line: &str, at: usize) -> (usize, bool) {
    let rest = line.get(at..).unwrap_or_default();
    let run = rest.len() - rest.trim_start_matches(ends_sentence).len();
    let (mark, behind) = rest.split_at_checked(run).unwrap_or_default();
    if run == 0 || behind.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return (run, false);
    }
    let behind = behind.trim_start_matches(closes);
    let after = behind.trim_start();
    if behind.len() == after.len() {
        return (run, false);
    }
    let begins = after.trim_start_matches(|c: char| closes(c) || c.is_ascii_punctuation());
    let Some(first) = begins.chars().next() else {
        return (run, false);
    };
    let before = line.get(..at).unwrap_or_default();
    let ends = mark.contains(|c| c != '.') || (mark == "." && stop_ends(before, first));
    (run, ends)
}

/// The next byte, from `at`, that may begin a mark.
fn next_mark(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let ascii = memchr::memchr3(b'.', b'!', b'?', rest);
    let until = ascii.unwrap_or(rest.len());
    // The lead bytes of the marks outside ASCII, see `ends_sentence`.
    let wide = memchr::memchr3(0xd6, 0xd8, 0xe2, rest.get(..until)?);
    let until = wide.or(ascii).unwrap_or(rest.len());
    let other = memchr::memchr3(0xdb, 0xe3, 0xef, rest.get(..until)?);
    other.or(wide).or(ascii).map(|found| at + found)
}

/// Whether one full stop between `before` and a word that begins with `first` ends a sentence.
fn stop_ends(before: &str, first: char) -> bool {
    let mut back = before.chars().rev();
    let Some(last) = back.next() else {
        return true;
    };
    if last.is_numeric() {
        return !first.is_lowercase();
    }
    if last.is_uppercase() {
        return back.next().is_some_and(char::is_alphanumeric);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_from_stops() {
        for (line, expected) in [
            ("", 1),
            ("One", 1),
            ("One.", 1),
            ("One. Two", 2),
            ("One! Two? Three.", 3),
            ("Wait... what", 1),
            ("Yes?! No", 2),
            ("He said “Stop.” Then left. OK", 3),
            ("J. K. Rowling came", 1),
            ("v1.2.3 costs 3.50. Next one", 2),
            ("den 3. maj kom han", 1),
            ("Το τέλος. Και η αρχή", 2),
            ("Это конец. Начало", 2),
            ("სულ ეს არის. და მორჩა", 2),
            ("a.b.c", 1),
            ("… yes … no", 1),
            ("end. -", 1),
        ] {
            assert_eq!(sentences(line), expected, "{line}");
            let mut map = Map::default();
            map.fill(line);
            assert_eq!(sentences_at(line, &map, 0, line.len()), expected, "{line}");
        }
    }
}
