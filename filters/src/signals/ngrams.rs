//! Signals on word n-grams that occur again and again.
//!
//! N-grams are of words only (symbols stand between them and do not count), case kept. An n-gram
//! can only repeat where its first n-1 words already did, so each n looks at few places.

use super::{Group, Input, SignalDef, ratio};
use crate::text::{Tokens, Work};

const TOP: &str = "characters (with one space between words) of all occurrences of the most \
    frequent n-gram, the first of equals, per character of the text; zero when none occurs twice; \
    above 1 when occurrences overlap";
const DUP: &str = "characters of n-grams that came before, without spaces, per character of the \
    text; read from the left, and on after the n words of each repetition";
const SOURCE: &str = "Rae et al. 2021, arXiv:2112.11446, table A1, in the form of FineWeb-2; \
    unlike there, a top n-gram that occurs once is no repetition";

const fn top(name: &'static str) -> SignalDef {
    SignalDef {
        name,
        doc: TOP,
        source: SOURCE,
        version: 1,
    }
}

const fn dup(name: &'static str) -> SignalDef {
    SignalDef {
        name,
        doc: DUP,
        source: SOURCE,
        version: 1,
    }
}

pub(super) const GROUP: Group = Group {
    defs: &[
        top("top_2gram"),
        top("top_3gram"),
        top("top_4gram"),
        dup("dup_5gram"),
        dup("dup_6gram"),
        dup("dup_7gram"),
        dup("dup_8gram"),
        dup("dup_9gram"),
        dup("dup_10gram"),
    ],
    measure,
};

/// Up to this n the most frequent n-gram is measured, above it all repeated ones.
const LAST_TOP: usize = 4;

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let tokens = input.tokens;
    let Work {
        table,
        hashes,
        positions,
        ..
    } = work;
    // hashes[i] is the hash of the n-gram that begins with word i, for every i in positions.
    hashes.clear();
    hashes.extend_from_slice(&tokens.hashes);
    positions.clear();
    positions.extend(0..u32::try_from(hashes.len()).unwrap_or(u32::MAX));
    for (n, value) in (2..).zip(out) {
        table.reset(positions.len());
        positions.retain(|&at| {
            let at = at as usize;
            let Some(&added) = tokens.hashes.get(at + n - 1) else {
                return false;
            };
            if let Some(hash) = hashes.get_mut(at) {
                *hash = (hash.rotate_left(23) ^ added).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                table.add(*hash);
            }
            true
        });
        positions.retain(|&at| {
            hashes
                .get(at as usize)
                .is_some_and(|&hash| table.get(hash) > 1)
        });
        let mut times = |at: usize| hashes.get(at).map_or(0, |&hash| table.get(hash));
        let chars = if n <= LAST_TOP {
            top_chars(tokens, n, positions, &mut times)
        } else {
            table.reset(positions.len());
            let mut seen = |at: usize| hashes.get(at).is_some_and(|&hash| table.add(hash) > 0);
            duplicate_chars(tokens, n, positions, &mut seen)
        };
        *value = ratio(chars, tokens.chars);
    }
}

fn top_chars(
    tokens: &Tokens,
    n: usize,
    positions: &[u32],
    times: &mut dyn FnMut(usize) -> u32,
) -> u64 {
    let (mut most, mut chars) = (0, 0);
    for &at in positions {
        let at = at as usize;
        let count = times(at);
        if count > most {
            most = count;
            chars = u64::from(count) * (tokens.chars_in(at, at + n) + n as u64 - 1);
        }
    }
    chars
}

fn duplicate_chars(
    tokens: &Tokens,
    n: usize,
    positions: &[u32],
    seen: &mut dyn FnMut(usize) -> bool,
) -> u64 {
    let (mut free, mut chars) = (0, 0);
    for &at in positions {
        let at = at as usize;
        if at >= free && seen(at) {
            chars += tokens.chars_in(at, at + n);
            free = at + n;
        }
    }
    chars
}
