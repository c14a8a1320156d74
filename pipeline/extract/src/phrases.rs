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
