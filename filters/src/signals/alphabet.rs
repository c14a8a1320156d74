//! The letters of a language: those of its alphabet, and those of its script.

use tamis_langs::Profile;

/// The letters of a profile, kept from one text to the next in the same language.
#[derive(Debug, Default)]
pub(crate) struct Alphabet {
    /// The letters that the rest was made of; without any, the script decides.
    source: String,
    /// ISO 15924 of the script that the rest was made of.
    script: String,
    /// [`OWN`] and [`IN_SCRIPT`] for characters below [`KNOWN`], which takes in every script that a
    /// profile has.
    kinds: Vec<u8>,
    /// How the ASCII letters of the alphabet are counted.
    ascii: AsciiLetters,
    /// What `kinds` is before the letters of an alphabet are added, by script and by whether there is
    /// no alphabet: texts come in one language after the other.
    bases: Vec<(String, bool, Vec<u8>)>,
}

const KNOWN: usize = 0x2000;
/// Of the alphabet, or of the script where there is no alphabet.
pub(super) const OWN: u8 = 1;
pub(super) const IN_SCRIPT: u8 = 2;

/// Few alphabets lack more than some letters of ASCII, or have more than some: those are counted.
#[derive(Debug)]
enum AsciiLetters {
    /// All but these, both cases of each.
    Without(Vec<u8>),
    /// Only these, both cases of each.
    Only(Vec<u8>),
    /// Some in one case only: each byte is looked up.
    Mixed,
}

impl Default for AsciiLetters {
    fn default() -> Self {
        Self::Without(Vec::new())
    }
}

impl Alphabet {
    pub(super) fn read(&mut self, profile: &Profile, script: &str) {
        let source = &profile.words.alphabet;
        if self.source == *source && self.script == script && !self.kinds.is_empty() {
            return;
        }
        self.source.clone_from(source);
        self.script.clear();
        self.script.push_str(script);
        let in_script = letters_of(script);
        let empty = source.is_empty();
        let base = self
            .bases
            .iter()
            .find(|base| base.0 == script && base.1 == empty);
        if let Some((.., kinds)) = base {
            self.kinds.clone_from(kinds);
        } else {
            let codes = 0..KNOWN as u32;
            self.kinds = codes.map(|code| self.beyond(code, in_script)).collect();
            self.bases
                .push((script.to_owned(), empty, self.kinds.clone()));
        }
        for c in source.chars() {
            self.add(c);
            c.to_uppercase().for_each(|c| self.add(c));
        }
        let own = |letter: &u8| self.kind(u32::from(*letter), in_script) & OWN != 0;
        let (only, without): (Vec<u8>, Vec<u8>) = (b'a'..=b'z').partition(own);
        let even = (b'a'..=b'z').all(|letter| own(&letter) == own(&letter.to_ascii_uppercase()));
        self.ascii = if !even {
            AsciiLetters::Mixed
        } else if only.len() < without.len() {
            AsciiLetters::Only(only)
        } else {
            AsciiLetters::Without(without)
        };
    }

    fn add(&mut self, c: char) {
        if let Some(kind) = self.kinds.get_mut(c as usize) {
            *kind |= OWN;
        }
    }

    /// [`OWN`] and [`IN_SCRIPT`], where the letter is so.
    #[inline(always)]
    pub(super) fn kind(&self, code: u32, in_script: fn(char) -> bool) -> u8 {
        match self.kinds.get(code as usize) {
            Some(kind) => *kind,
            None => self.beyond(code, in_script),
        }
    }

    #[cold]
    fn beyond(&self, code: u32, in_script: fn(char) -> bool) -> u8 {
        let inside = char::from_u32(code).is_some_and(in_script);
        match (inside, self.source.is_empty()) {
            (true, true) => IN_SCRIPT | OWN,
            (true, false) => IN_SCRIPT,
            (false, _) => 0,
        }
    }

    /// How many of the ASCII letters of a text, `letters` in all, are [`OWN`]; `folded` is the text with
    /// its ASCII in lower case.
    pub(super) fn own_ascii(&self, text: &str, folded: &[u8], letters: usize) -> usize {
        let count = |letters: &[u8]| -> usize {
            let each = letters.iter();
            each.map(|&letter| memchr::memchr_iter(letter, folded).count())
                .sum()
        };
        match &self.ascii {
            AsciiLetters::Without(others) => letters.saturating_sub(count(others)),
            AsciiLetters::Only(own) => count(own),
            AsciiLetters::Mixed => {
                let own = |b: &u8| {
                    let kind = self.kinds.get(usize::from(*b)).copied().unwrap_or_default();
                    b.is_ascii_alphabetic() && kind & OWN != 0
                };
                text.as_bytes().iter().filter(|b| own(b)).count()
            }
        }
    }
}

/// Tells whether a letter is of the script, by ISO 15924. Scripts that no profile has count everything.
pub(super) fn letters_of(script: &str) -> fn(char) -> bool {
    match script {
        "Latn" => |c| {
            matches!(c, 'A'..='Z' | 'a'..='z' | 'ª' | 'º' | 'À'..='ʯ' | 'ᴀ'..='ỿ' | 'Ⱡ'..='Ɀ'
            | '\u{a722}'..='\u{a7ff}' | 'ﬀ'..='ﬆ' | 'Ａ'..='ｚ')
        },
        "Cyrl" => {
            |c| matches!(c, 'Ѐ'..='ԯ' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
        }
        "Grek" => |c| matches!(c, 'Ͱ'..='Ͽ' | 'ἀ'..='\u{1fff}'),
        "Armn" => |c| matches!(c, '\u{531}'..='\u{58f}' | '\u{fb13}'..='\u{fb17}'),
        "Geor" => {
            |c| matches!(c, '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2f}')
        }
        "Hebr" => |c| matches!(c, '\u{591}'..='\u{5f4}' | '\u{fb1d}'..='\u{fb4f}'),
        "Arab" => |c| {
            matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        },
        _ => |_| true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_letters_are_counted_whatever_the_alphabet_lacks() {
        let registry = tamis_langs::Registry::embedded();
        let mut profile = registry.get("eng_Latn").unwrap().clone();
        let text = "The Quick brown fox; ZEBRA, xyz 123 Ωé";
        let folded = text.to_ascii_lowercase();
        let letters = text.chars().filter(char::is_ascii_alphabetic).count();
        let mut kept = Alphabet::default();
        for (alphabet, script) in [
            ("abcdefghijklmnopqrstuvwxyz", "Latn"),
            ("abdefghijlmnopqrstuvwxz", "Latn"),
            ("xq", "Latn"),
            ("αβγ", "Grek"),
            ("aB", "Latn"),
            ("", "Latn"),
            ("", "Grek"),
        ] {
            profile.words.alphabet = alphabet.to_owned();
            kept.read(&profile, script);
            let own = |c: &char| match alphabet {
                "" => script == "Latn",
                _ => alphabet
                    .chars()
                    .any(|a| a == *c || a.to_uppercase().eq([*c])),
            };
            let ascii = text.chars().filter(char::is_ascii_alphabetic);
            assert_eq!(
                kept.own_ascii(text, folded.as_bytes(), letters),
                ascii.filter(own).count(),
                "{alphabet:?} {script}"
            );
        }
    }
}
