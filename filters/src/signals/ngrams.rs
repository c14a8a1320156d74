//! Signals on word n-grams that occur again and again.
//!
//! N-grams are of words only (symbols stand between them and do not count), case kept. An n-gram
//! can only repeat where its first n-1 words already did, so each n looks at few places.

use super::{Group, Input, Mark, SignalDef, ratio};
use crate::signals::count::Table;
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
    mark,
};

/// Up to this n the most frequent n-gram is measured, above it all repeated ones.
const LAST_TOP: usize = 4;

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let tokens = input.tokens;
    each_n(tokens, work, |n, repeated| {
        let Some(value) = out.get_mut(n - 2) else {
            return;
        };
        let chars = if n <= LAST_TOP {
            top_of(tokens, n, repeated).map_or(0, |(_, chars)| chars)
        } else {
            let mut chars = 0;
            repeats(repeated, n, |at| chars += tokens.chars_in(at, at + n));
            chars
        };
        *value = ratio(chars, tokens.chars);
    });
}

/// The n-grams of one n that occur more than once.
struct Repeated<'a> {
    /// The first word of each, in order.
    positions: &'a [u32],
    /// The hash of the n-gram that begins with each word that is in `positions`.
    hashes: &'a [u64],
    /// How often each hash occurs.
    table: &'a mut Table,
}

impl Repeated<'_> {
    fn hash(&self, at: usize) -> u64 {
        self.hashes.get(at).copied().unwrap_or_default()
    }
}

/// Calls `see` for each n with its n-grams that occur more than once.
fn each_n(tokens: &Tokens, work: &mut Work, mut see: impl FnMut(usize, &mut Repeated<'_>)) {
    let Work {
        table,
        hashes,
        positions,
        ..
    } = work;
    hashes.clear();
    hashes.extend_from_slice(&tokens.hashes);
    positions.clear();
    positions.extend(0..u32::try_from(hashes.len()).unwrap_or(u32::MAX));
    for n in 2..2 + GROUP.defs.len() {
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
        see(
            n,
            &mut Repeated {
                positions,
                hashes,
                table,
            },
        );
    }
}

/// The hash of the most frequent n-gram, the first of equals, and the characters of all its
/// occurrences with one space between words.
fn top_of(tokens: &Tokens, n: usize, repeated: &mut Repeated<'_>) -> Option<(u64, u64)> {
    let (mut most, mut top) = (0, None);
    for &at in repeated.positions {
        let at = at as usize;
        let hash = repeated.hash(at);
        let count = repeated.table.get(hash);
        if count > most {
            most = count;
            let chars = u64::from(count) * (tokens.chars_in(at, at + n) + n as u64 - 1);
            top = Some((hash, chars));
        }
    }
    top
}

/// Calls `see` with the first word of each n-gram that came before, going on after its last word.
fn repeats(repeated: &mut Repeated<'_>, n: usize, mut see: impl FnMut(usize)) {
    repeated.table.reset(repeated.positions.len());
    let mut free = 0;
    for &at in repeated.positions {
        let at = at as usize;
        if at >= free && repeated.table.add(repeated.hash(at)) > 0 {
            see(at);
            free = at + n;
        }
    }
}

/// All occurrences of the most frequent n-gram, or the n-grams that came before.
fn mark(input: &Input<'_>, signal: &str, work: &mut Work, marks: &mut Vec<Mark>) {
    let tokens = input.tokens;
    let Some(wanted) = GROUP.defs.iter().position(|def| def.name == signal) else {
        return;
    };
    let mut add = |at: usize, n: usize, what| {
        let words = (tokens.words.get(at), tokens.words.get(at + n - 1));
        if let (Some(first), Some(last)) = words {
            marks.push(Mark::new(first.start..last.end, what));
        }
    };
    each_n(tokens, work, |n, repeated| {
        if n != wanted + 2 {
            return;
        }
        if n <= LAST_TOP {
            let top = top_of(tokens, n, repeated).map(|(hash, _)| hash);
            for &at in repeated.positions {
                if Some(repeated.hash(at as usize)) == top {
                    add(at as usize, n, "most frequent");
                }
            }
        } else {
            repeats(repeated, n, |at| add(at, n, "again"));
        }
    });
}
