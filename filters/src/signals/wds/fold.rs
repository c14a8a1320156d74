//! The text as the reference compresses it: lower case, and `1` for every digit.

use crate::text::map::Map;
use crate::text::wds::Chars;

/// Reusable buffers.
#[derive(Debug, Default)]
pub(super) struct Fold {
    lower: Vec<u8>,
    mended: Vec<u8>,
    /// Where characters stand that take another number of bytes when folded.
    odd: Vec<usize>,
}

impl Fold {
    /// The folded bytes of the text of `map`, whose ASCII is folded, which is all there is to do for
    /// much of it.
    pub(super) fn fold<'a>(&'a mut self, text: &str, map: &'a Map, chars: &Chars) -> &'a [u8] {
        if map.folds.is_empty() {
            return &map.folded;
        }
        self.odd.clear();
        self.lower.clear();
        self.lower.extend_from_slice(&map.folded);
        for &at in &map.folds {
            if let Some(c) = text.get(at..).and_then(|tail| tail.chars().next()) {
                self.change(text, at, chars.entry(c.into()).lower);
            }
        }
        self.finish(text, chars)
    }

    /// Folds the character that begins at byte `at` of `text`; `lower` as in its
    /// [`Entry`](crate::text::wds::Entry), and not the character itself.
    fn change(&mut self, text: &str, at: usize, lower: u32) {
        match char::from_u32(lower) {
            Some(lower) if lower != '\0' => self.overwrite(at, lower),
            _ if text.get(at..).is_some_and(|tail| tail.starts_with('Σ')) => {
                self.overwrite(at, sigma(text, at));
            }
            _ => self.odd.push(at),
        }
    }

    fn overwrite(&mut self, at: usize, c: char) {
        let mut bytes = [0; 4];
        let bytes = c.encode_utf8(&mut bytes).as_bytes();
        if let Some(place) = self.lower.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    /// Puts in what takes another number of bytes.
    fn finish(&mut self, text: &str, chars: &Chars) -> &[u8] {
        if self.odd.is_empty() {
            return &self.lower;
        }
        self.mended.clear();
        let mut from = 0;
        for &at in &self.odd {
            let Some(c) = text.get(at..).and_then(|tail| tail.chars().next()) else {
                continue;
            };
            let before = self.lower.get(from..at).unwrap_or_default();
            self.mended.extend_from_slice(before);
            if chars.is_digit(c) {
                self.mended.push(b'1');
            } else {
                for lower in c.to_lowercase() {
                    let mut bytes = [0; 4];
                    let bytes = lower.encode_utf8(&mut bytes).as_bytes();
                    self.mended.extend_from_slice(bytes);
                }
            }
            from = at + c.len_utf8();
        }
        let rest = self.lower.get(from..).unwrap_or_default();
        self.mended.extend_from_slice(rest);
        &self.mended
    }
}

/// The lower case of the capital sigma at byte `at`: Unicode's rule `Final_Sigma`.
fn sigma(text: &str, at: usize) -> char {
    let cased =
        |c: &char| c.is_lowercase() || c.is_uppercase() || matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ');
    let (before, after) = (text.get(..at), text.get(at + 'Σ'.len_utf8()..));
    let mut before = before.unwrap_or_default().chars().rev();
    let mut after = after.unwrap_or_default().chars();
    let is_after = before.find(|c| !ignorable(c)).is_some_and(|c| cased(&c));
    let is_before = after.find(|c| !ignorable(c)).is_some_and(|c| cased(&c));
    if is_after && !is_before { 'ς' } else { 'σ' }
}

/// Characters that stand inside words without being letters: those of `Case_Ignorable` that occur
/// beside Greek.
fn ignorable(c: &char) -> bool {
    matches!(c,
        '\'' | '.' | ':' | '^' | '`' | '\u{a8}' | '\u{ad}' | '\u{af}' | '\u{b4}' | '\u{b7}' | '\u{b8}'
        | '\u{2b0}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{1fbd}' | '\u{1fbf}'..='\u{1fc1}' | '\u{1fcd}'..='\u{1fcf}'
        | '\u{1fdd}'..='\u{1fdf}' | '\u{1fed}'..='\u{1fef}' | '\u{1ffd}' | '\u{1ffe}'
        | '\u{200b}'..='\u{200f}' | '\u{2018}' | '\u{2019}' | '\u{2024}' | '\u{2027}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{20d0}'..='\u{20f0}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::wds::CHARS;

    fn fold(text: &str) -> String {
        let (mut fold, mut map) = (Fold::default(), Map::default());
        map.fill(text);
        String::from_utf8(fold.fold(text, &map, &CHARS).to_vec()).unwrap()
    }

    #[test]
    fn lower_case_is_that_of_the_standard_library() {
        for text in [
            "",
            "ÀÉÎ ĠĦŻ",
            "İstanbul IĞDIR İ",
            "Kelvin K Ⱥ ẞ",
            "ΟΔΥΣΣΕΥΣ ΤΗΣ. Σ ΑΣ' Α.Σ Σας ΣΟΣ’",
            "БЪЛГАРИЯ ჯ Ა 𐐀 Ǆ",
        ] {
            assert_eq!(fold(text), text.to_lowercase());
        }
    }

    #[test]
    fn digits_of_every_script_are_one() {
        assert_eq!(fold("a19 ٣٤ ०x Ⅷ ² 𝟗"), "a11 11 1x ⅷ ² 1");
    }

    #[test]
    fn every_character_folds_as_alone() {
        for c in ('\u{80}'..=char::MAX).filter(|&c| !CHARS.is_digit(c)) {
            let text = format!("a {c} b");
            assert_eq!(fold(&text), text.to_lowercase());
        }
    }
}
