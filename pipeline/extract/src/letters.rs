//! What a character is, from a table: the standard library's own look-ups are exact but slow for
//! anything but ASCII, and most of Europe's letters are not ASCII.

use std::sync::LazyLock;

/// Characters below this are looked up: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic.
const KNOWN: usize = 0x800;

const LETTER: u16 = 1 << 14;
const UPPER: u16 = 1 << 15;
const LOWER_CASE: u16 = 0x7FF;

/// Of every character below [`KNOWN`] its lower-case form, and whether it is a letter or a capital.
#[derive(Debug)]
pub(crate) struct Letters([u16; KNOWN]);

/// The table; callers fetch it once a text.
pub(crate) fn letters() -> &'static Letters {
    static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
        Letters(std::array::from_fn(|code| {
            let value = u32::try_from(code).ok().and_then(char::from_u32);
            let value = value.unwrap_or('\0');
            if !value.is_alphabetic() {
                return u16::try_from(code).unwrap_or(0);
            }
            let mut lower = value.to_lowercase();
            let single = match (lower.next(), lower.next()) {
                (Some(only), None) if (only as usize) < KNOWN => only,
                _ => value,
            };
            u16::try_from(u32::from(without_tonos(single))).unwrap_or(0)
                | LETTER
                | if value.is_uppercase() { UPPER } else { 0 }
        }))
    });
    &LETTERS
}

/// What [`Letters::kind`] tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind(u16);

impl Kind {
    pub(crate) fn is_letter(self) -> bool {
        self.0 & LETTER != 0
    }

    pub(crate) fn is_upper(self) -> bool {
        self.0 & UPPER != 0
    }

    /// The lower-case form of the letter that it was asked of, for comparing words: Greek without its
    /// tonos, so that capitals agree.
    #[inline]
    pub(crate) fn lower(self, letter: char) -> char {
        if (letter as usize) < KNOWN {
            char::from_u32(u32::from(self.0 & LOWER_CASE)).unwrap_or(letter)
        } else {
            letter.to_lowercase().next().unwrap_or(letter)
        }
    }
}

/// Of a character that is not in the table.
fn unknown(value: char) -> Kind {
    if is_punctuation(value) {
        return Kind(0);
    }
    let mut kind = 0;
    if value.is_alphabetic() {
        kind |= LETTER;
    }
    if value.is_uppercase() {
        kind |= UPPER;
    }
    Kind(kind)
}

/// The block of General Punctuation, without a letter: dashes, quotation marks and the ellipsis,
/// of which most of Europe's texts have some.
fn is_punctuation(value: char) -> bool {
    matches!(value, '\u{2000}'..='\u{206F}')
}

/// A Greek letter as capitals have it, where the tonos is left out; a final sigma as any other.
fn without_tonos(letter: char) -> char {
    match letter {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        other => other,
    }
}

impl Letters {
    fn entry(&self, value: char) -> Option<u16> {
        self.0.get(value as usize).copied()
    }

    /// Whether a character is a letter, and whether a capital: one look for both.
    #[inline]
    pub(crate) fn kind(&self, value: char) -> Kind {
        match self.entry(value) {
            Some(entry) => Kind(entry),
            None => unknown(value),
        }
    }
}

/// Ideographs, kana and syllables: characters that are about a word each.
#[inline]
pub(crate) fn is_wide(value: char) -> bool {
    // Most characters are below all of them: one comparison for those.
    value >= '\u{1100}'
        && matches!(
            value,
            '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
                | '\u{20000}'..='\u{3FFFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_standard_library() {
        let letters = letters();
        for value in (0..0x3000).filter_map(char::from_u32) {
            let kind = letters.kind(value);
            assert_eq!(kind.is_letter(), value.is_alphabetic(), "{value:?}");
            assert_eq!(
                kind.is_upper(),
                value.is_alphabetic() && value.is_uppercase()
            );
            let mut lower = value.to_lowercase();
            let wanted = lower.next().filter(|_| value.is_alphabetic());
            let wanted = wanted.map(without_tonos);
            if lower.next().is_none() && wanted.is_none_or(|w| (w as usize) < KNOWN) {
                let lower = kind.is_letter().then(|| kind.lower(value));
                assert_eq!(lower, wanted, "{value:?}");
            }
        }
    }
}
