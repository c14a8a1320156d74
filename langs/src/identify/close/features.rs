//! What the second step looks at: whole words, their beginnings and their endings.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Lengths in letters of beginnings and endings. A word has one only if it is at least two letters
/// longer, so that they are parts and not words again.
const BEGINNINGS: std::ops::RangeInclusive<usize> = 3..=6;
const ENDINGS: std::ops::RangeInclusive<usize> = 2..=5;

/// A feature as a table writes it: `tjedan`, `tjed-`, `-irati`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Feature<'a> {
    Word(&'a str),
    Beginning(&'a str),
    Ending(&'a str),
}

impl<'a> Feature<'a> {
    /// Reads a table's notation; `None` if it is none.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let feature = match (text.strip_prefix('-'), text.strip_suffix('-')) {
            (None, None) => Self::Word(text),
            (None, Some(part)) => Self::Beginning(part),
            (Some(part), None) => Self::Ending(part),
            (Some(_), Some(_)) => return None,
        };
        let (Self::Word(part) | Self::Beginning(part) | Self::Ending(part)) = feature;
        (!part.is_empty() && !part.contains(['-', ' '])).then_some(feature)
    }
}

type Rows = HashMap<Box<str>, u32, FixedState>;

/// Row numbers of the features of one table.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Rows,
    beginnings: Rows,
    endings: Rows,
}

impl Vocabulary {
    /// Adds a feature; false if it was there.
    pub(super) fn add(&mut self, feature: Feature<'_>, row: u32) -> bool {
        let (map, part) = match feature {
            Feature::Word(part) => (&mut self.words, part),
            Feature::Beginning(part) => (&mut self.beginnings, part),
            Feature::Ending(part) => (&mut self.endings, part),
        };
        map.insert(part.into(), row).is_none()
    }

    /// Calls `each` with the row of every feature of a word that the table has.
    pub(super) fn of_word(&self, word: &str, mut each: impl FnMut(u32)) {
        if let Some(row) = self.words.get(word) {
            each(*row);
        }
        let letters = word.chars().count();
        if !self.endings.is_empty() {
            for (have, (at, _)) in word.char_indices().rev().enumerate() {
                let have = have + 1;
                if have > *ENDINGS.end() || have + 1 >= letters {
                    break;
                }
                let row = word.get(at..).and_then(|part| self.endings.get(part));
                if let (true, Some(row)) = (ENDINGS.contains(&have), row) {
                    each(*row);
                }
            }
        }
        if !self.beginnings.is_empty() {
            for (have, (at, _)) in word.char_indices().enumerate().skip(1) {
                if have > *BEGINNINGS.end() || have + 1 >= letters {
                    break;
                }
                let row = word.get(..at).and_then(|part| self.beginnings.get(part));
                if let (true, Some(row)) = (BEGINNINGS.contains(&have), row) {
                    each(*row);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation() {
        assert_eq!(Feature::parse("šta"), Some(Feature::Word("šta")));
        assert_eq!(Feature::parse("mje-"), Some(Feature::Beginning("mje")));
        assert_eq!(Feature::parse("-irati"), Some(Feature::Ending("irati")));
        for wrong in ["", "-", "--", "-a-", "a b", "a-b"] {
            assert_eq!(Feature::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_of_a_word() {
        let mut vocabulary = Vocabulary::default();
        let parts = [
            "riječ", "rij-", "ri-", "rije-", "-ječ", "-ijeć", "-č", "-eč", "-riječ", "riječ-",
        ];
        for (row, text) in parts.iter().enumerate() {
            let row = u32::try_from(row).unwrap();
            assert!(vocabulary.add(Feature::parse(text).unwrap(), row));
            assert!(!vocabulary.add(Feature::parse(text).unwrap(), row));
        }
        let found = |word: &str| {
            let mut found = Vec::new();
            vocabulary.of_word(word, |row| found.push(parts[row as usize]));
            found
        };
        // Of five letters: parts of at most three.
        assert_eq!(found("riječ"), ["riječ", "-eč", "-ječ", "rij-"]);
        assert_eq!(found("riječima"), ["rij-", "rije-", "riječ-"]);
        assert_eq!(found("eč"), [""; 0]);
        assert_eq!(found(""), [""; 0]);
    }
}
