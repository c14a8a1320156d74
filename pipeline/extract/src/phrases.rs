//! The small print around texts, by its first words: `data/phrases.txt`.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use crate::fx::Fx;
use crate::words::hashes;

/// A kind of small print; 0 is none.
pub(crate) type Kind = u8;

/// Longer blocks are texts.
const LONGEST: usize = 60;

/// Most words in a phrase.
const WORDS: usize = 8;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Fx>>;

static PHRASES: LazyLock<Map<u64, Kind>> = LazyLock::new(|| {
    let mut table = Map::default();
    let mut kind = 0;
    for line in include_str!("../data/phrases.txt").lines() {
        if line.starts_with('[') {
            kind += 1;
        } else if !line.starts_with('#') {
            for phrase in line.split(" | ").filter(|phrase| !phrase.is_empty()) {
                let hash = hashes(phrase).into_iter().fold(START, join);
                table.entry(hash).or_insert(kind);
            }
        }
    }
    table
});

const START: u64 = 0x9e37_79b9_7f4a_7c15;

fn join(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// The kind of a block's first words and whether they are all of it.
pub(crate) fn kind(words: &[u64]) -> (Kind, bool) {
    if words.is_empty() || words.len() > LONGEST {
        return (0, false);
    }
    let mut hash = START;
    let mut found = (0, false);
    for (count, word) in words.iter().take(WORDS).enumerate() {
        hash = join(hash, *word);
        if let Some(kind) = PHRASES.get(&hash) {
            found = (*kind, count + 1 == words.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(text: &str) -> (Kind, bool) {
        kind(&hashes(text))
    }

    #[test]
    fn a_block_is_known_by_its_first_words_whatever_their_case() {
        let (also, exact) = kind_of("Lesen Sie auch");
        assert!(also > 0 && exact);
        assert_eq!(
            kind_of("LESEN SIE AUCH: Der Wolf ist zurück"),
            (also, false)
        );
        assert_eq!(kind_of("» Čtěte také: Vlci v horách"), (also, false));
        // Greek capitals have no tonos.
        assert_eq!(kind_of("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"), (also, true));
        assert_ne!(kind_of("© 2024 Všechna práva vyhrazena").0, also);
        assert_eq!(kind_of("Der Wolf ist zurück").0, 0);
        assert_eq!(kind_of("").0, 0);
        // A text that opens with such words is still a text.
        assert_eq!(
            kind_of(&format!("Lesen Sie auch {}", "weiter ".repeat(80))).0,
            0
        );
    }

    #[test]
    fn every_section_of_the_file_has_phrases_of_its_own() {
        let sections = include_str!("../data/phrases.txt").lines();
        let sections = sections.filter(|line| line.starts_with('[')).count();
        for kind in 1..=sections {
            assert!(
                PHRASES.values().any(|found| usize::from(*found) == kind),
                "{kind}"
            );
        }
    }
}
