//! Which characters are the bytes of one UTF-8 character, and whether chance can have put them
//! there.

use super::codec::{CYRILLIC, Codec, GREEK, as_windows_1252};

/// Characters that stand for the bytes of one UTF-8 character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sequence {
    /// Bytes of text.
    pub(super) length: usize,
    /// The character meant.
    pub(super) value: char,
    kind: Kind,
    lead: char,
    /// The characters behind the lead, at most three.
    trail: [Option<char>; 3],
}

/// What is meant, as far as it bears on chance. Characters outside these kinds are not looked
/// for: no European text needs them, and each adds chances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A control character, `ƒ` or a free accent: one half of a sequence that was encoded again.
    Half,
    /// U+00A0 to U+00BF.
    Sign,
    /// Latin-1, Extended-A, the Romanian letters with a comma, the Azerbaijani schwa.
    Latin,
    /// Combining accents.
    Accent,
    /// Latin Extended Additional: Vietnamese, Welsh, old Irish.
    Rare,
    /// General punctuation to dingbats, ligatures, byte order mark, replacement character, emoji.
    Symbol,
    /// A letter of another script; which one.
    Other(u8),
}

impl Kind {
    fn of(value: u32) -> Option<Self> {
        Some(match value {
            0x80..=0x9F | 0x192 | 0x2C6..=0x2DD => Self::Half,
            0xA0..=0xBF => Self::Sign,
            0xC0..=0x17F | 0x18F | 0x218..=0x21B | 0x259 | 0x2BC => Self::Latin,
            0x300..=0x33F => Self::Accent,
            0x1E00..=0x1EFF => Self::Rare,
            0x2000..=0x27BF | 0xFB00..=0xFB06 | 0xFE0F | 0xFEFF | 0xFFFD | 0x1F000..=0x1FAFF => {
                Self::Symbol
            }
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Other(GREEK),
            0x400..=0x45F | 0x490..=0x491 => Self::Other(CYRILLIC),
            0x531..=0x58F => Self::Other(2),
            0x5D0..=0x5EA => Self::Other(3),
            0x600..=0x6FF => Self::Other(4),
            0x10A0..=0x10FF => Self::Other(5),
            _ => return None,
        })
    }
}

/// What a trailing character is in clean text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Stands behind no letter: currencies, `¡`, `‡`, free accents, unused controls.
    Odd,
    /// May close or join words: quotes, dashes, dots, the no-break space.
    Joint,
    /// May stand behind a word: `™`, `°`, `²`, guillemets, the soft hyphen.
    Mark,
    Upper,
    Lower,
}

impl Class {
    /// Whether clean text has such characters behind a letter.
    fn is_common(self) -> bool {
        matches!(self, Self::Joint | Self::Mark)
    }

    fn is_letter(self) -> bool {
        matches!(self, Self::Upper | Self::Lower)
    }

    fn of(char: char) -> Self {
        // Some write windows-1252 as ISO 8859-1: U+0093 is a quote then.
        match as_windows_1252(char) {
            '\u{A0}' | '·' | '•' | '–' | '—' | '‘' | '’' | '“' | '”' | '…' => {
                Self::Joint
            }
            '‚' | '«' | '»' | '‹' | '›' | '©' | '®' | '™' | '°' | 'ª' | 'º' | '¹' | '²' | '³'
            | '´' | '¶' | '\u{AD}' => Self::Mark,
            'ƒ' | 'µ' => Self::Odd,
            other if other.is_uppercase() => Self::Upper,
            other if other.is_lowercase() => Self::Lower,
            _ => Self::Odd,
        }
    }
}

/// The sequence at the start of `text`.
pub(super) fn read(text: &str, codec: Codec) -> Option<Sequence> {
    let mut chars = text.chars();
    let lead = chars.next()?;
    let byte = codec.byte(lead);
    let (trails, bits) = match byte {
        0xC2..=0xDF => (1, byte & 0x1F),
        0xE1 | 0xE2 | 0xEF => (2, byte & 0x0F),
        0xF0 => (3, 0),
        _ => return None,
    };
    let mut value = u32::from(bits);
    let mut trail = [None; 3];
    let mut length = lead.len_utf8();
    for place in trail.iter_mut().take(trails) {
        let char = chars.next()?;
        let byte = codec.byte(char);
        if !(0x80..=0xBF).contains(&byte) {
            return None;
        }
        value = value << 6 | u32::from(byte & 0x3F);
        length += char.len_utf8();
        *place = Some(char);
    }
    Some(Sequence {
        length,
        value: char::from_u32(value)?,
        kind: Kind::of(value)?,
        lead,
        trail,
    })
}

impl Sequence {
    /// Whether the sequence at the start of `text`, which is this one, is no accident. `before` is
    /// the character in front of it.
    pub(super) fn is_certain(&self, text: &str, codec: Codec, before: Option<char>) -> bool {
        let after = text.get(self.length..).unwrap_or_default();
        let Some(class) = self.trail[0].map(Class::of) else {
            return false;
        };
        match self.kind {
            Kind::Half | Kind::Rare => false,
            // "в…»" closes a sentence and "в’ї" stands in a Ukrainian word.
            Kind::Symbol if codec.is_other_script() => match self.value {
                '€' | '™' => true,
                '№' => !before.is_some_and(char::is_alphabetic),
                _ => !class.is_common() && self.trail[0] != Some('„'),
            },
            Kind::Symbol => self
                .trail
                .iter()
                .flatten()
                .any(|&char| !Class::of(char).is_common()),
            Kind::Other(script) => in_a_row(text, codec, script, before),
            Kind::Accent => {
                class == Class::Odd && before.is_some_and(|char| char.is_ascii_alphabetic())
            }
            Kind::Sign | Kind::Latin
                if codec.is_other_script() && class.is_letter() && goes_on_foreign(after) =>
            {
                false
            }
            Kind::Sign if codec.is_other_script() => follows_latin(before),
            Kind::Sign => sign(self.value, class, before),
            Kind::Latin if codec.is_other_script() => foreign(class, before, after),
            Kind::Latin => latin(self, class, before, after),
        }
    }

    /// Whether the character meant is unlikely behind `before`, a capital behind a small letter
    /// or a letter of a small language: of two encodings that read a text, one is wrong.
    pub(super) fn is_odd(&self, before: Option<char>) -> bool {
        const RARE: &str = "ĈĉĔĕĜĝĤĥĨĩĬĭĲĳĴĵĸĿŀŉŊŋŌōŎŏŔŕŖŗŜŝŦŧŨũŬŭŴŵŶŷſ";
        let in_word = before.is_some_and(char::is_alphabetic);
        self.value.is_uppercase() && before.is_some_and(char::is_lowercase)
            || in_word && matches!(self.value, '×' | '÷')
            || RARE.contains(self.value)
    }

    /// Whether it may stand without another in front: the second half of another does not.
    pub(super) fn may_lead(&self) -> bool {
        self.kind != Kind::Half
    }
}

/// `Â` and a sign that stands for itself: `10Â°`, `Â©`, `mÂ²`.
fn sign(value: char, class: Class, before: Option<char>) -> bool {
    match before {
        Some(char) if char.is_lowercase() => true,
        Some(char) if char.is_alphabetic() => class == Class::Odd,
        // "«Â»" is the letter, quoted.
        Some('.' | ',' | '!' | '?' | ')') if value == '»' => true,
        Some(' ') if value == '·' => true,
        _ => !matches!(value, '\u{AD}' | '»' | '·' | '´' | '¸' | 'ª' | 'º' | '¹'),
    }
}

/// A small Latin letter in front of a Greek or Cyrillic capital: no word of either.
fn follows_latin(before: Option<char>) -> bool {
    before.is_some_and(|char| char.is_ascii_lowercase())
}

/// "HalloВій" is a pun: its Cyrillic goes on.
fn goes_on_foreign(after: &str) -> bool {
    after.starts_with(|char: char| !char.is_ascii() && char.is_alphabetic())
}

/// A Latin letter as a Greek or Cyrillic capital and a trail: certain inside a Latin word.
fn foreign(class: Class, before: Option<char>, after: &str) -> bool {
    let in_word = after.starts_with(|char: char| char.is_ascii_lowercase());
    follows_latin(before) || in_word && class != Class::Joint
}

/// A Latin letter as a Latin capital and a trail.
fn latin(sequence: &Sequence, class: Class, before: Option<char>, after: &str) -> bool {
    // No word goes on with a capital behind a small letter, and then with a sign.
    if before.is_some_and(char::is_lowercase) {
        return true;
    }
    let trail = sequence.trail[0].unwrap_or_default();
    let in_word = after.starts_with(|char: char| char.is_ascii_lowercase());
    let starts = !before.is_some_and(char::is_alphabetic);
    // No language has a word of this letter alone, nor one that begins with it and a sign.
    let alone = starts && matches!(sequence.lead, 'Ã' | 'Ă' | 'Ĺ');
    match class {
        // The ångström takes signs: "5 Å±1", "Å²".
        Class::Odd => in_word || sequence.lead != 'Å' || before.is_some_and(|char| !is_plain(char)),
        Class::Upper => in_word,
        // "Ăştia" is Romanian, "Èšară" is nothing.
        Class::Lower => in_word && matches!(sequence.lead, 'Ã' | 'È' | 'Â' | 'Ĺ'),
        Class::Mark => in_word || alone && !matches!(trail, '«' | '»' | '‹' | '›' | '\u{AD}'),
        Class::Joint => {
            alone && (in_word || trail == '\u{A0}' && after.starts_with(' '))
                // "ESPAÃ‘A", "OGÃ“LNE": an opening quote inside a word.
                || sequence.lead == 'Ã'
                    && matches!(trail, '“' | '‘')
                    && before.is_some_and(char::is_alphabetic)
                    && after.starts_with(char::is_alphabetic)
        }
    }
}

/// What stands in front of a unit.
fn is_plain(char: char) -> bool {
    char.is_ascii() && !char.is_ascii_alphabetic()
}

/// Three letters of one script in a row, or two that are a word and hold no dash or quote.
fn in_a_row(text: &str, codec: Codec, script: u8, before: Option<char>) -> bool {
    let mut rest = text;
    let mut joints = false;
    for count in 0..3 {
        match read(rest, codec) {
            Some(next) if next.kind == Kind::Other(script) => {
                joints |= next.trail[0].is_some_and(|char| Class::of(char) == Class::Joint);
                rest = rest.get(next.length..).unwrap_or_default();
            }
            _ => {
                return count == 2
                    && codec.suits(script)
                    && !joints
                    && !before.is_some_and(char::is_alphabetic)
                    && !rest.starts_with(char::is_alphabetic);
            }
        }
    }
    codec.suits(script) || !joints
}
