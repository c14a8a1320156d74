//! Short items count only where they stand by themselves.

use crate::text::is_joiner;

/// Characters that are looked at before what stands between two words counts as an end of its own.
const FAR: usize = 64;

/// Whether the words from byte `start` to byte `end` are a line, a sentence, a quotation or a cell of
/// their own: on both sides the text ends, or something stands that is more than a space, comma,
/// apostrophe or hyphen.
pub(super) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    ends(before.chars().rev()) && ends(after.chars())
}

/// Whether an end comes before a letter or digit does.
fn ends(chars: impl Iterator<Item = char>) -> bool {
    let mut chars = chars.take(FAR);
    let first = chars.find(|c| !glues(*c));
    first.is_none_or(|c| !c.is_alphanumeric())
}

/// Whether a phrase goes on after it.
fn glues(c: char) -> bool {
    c == ','
        || is_joiner(c)
        || (c.is_whitespace()
            && !matches!(c, '\t' | '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str) -> bool {
        let start = text.find("one").unwrap();
        stands_alone(text, start, text.find("two").unwrap() + 3)
    }

    #[test]
    fn sentences_lines_and_quotations_stand_alone() {
        for text in [
            "one two",
            "Yes. One: one two! Then",
            "a\none two\r\nb",
            "(one two)",
            "a\tone two\tb",
            "he said: «one two» to me",
            "- one two",
            "a | one two | b",
        ] {
            assert!(alone(text), "{text}");
        }
        for text in [
            "zero one two. ",
            "one two, three",
            "a-one two",
            "one two\u{a0}three",
            "0 one two",
        ] {
            assert!(!alone(text), "{text}");
        }
        let far = format!("one two{}three", " ".repeat(1000));
        assert!(alone(&far));
    }
}
