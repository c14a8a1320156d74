//! Signals on word n-grams that occur again and again.
//!
//! N-grams are of words only (symbols stand between them and do not count), case kept. An n-gram
//! can only repeat where its first n-1 words and its last n-1 words did, so each n looks at few
//! places.

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::repeated::{Place, keep, lengthen, pairs};
use super::scratch::Work;
use crate::text::{Ids, Tokens};

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
        *value = ratio(chars, tokens.map.chars);
    });
}

/// The n-grams of one n that occur more than once.
struct Repeated<'a> {
    /// Where they stand, in order.
    places: &'a [Place],
    /// How often each occurs.
    ids: &'a Ids,
    /// Space for a flag for each.
    seen: &'a mut Vec<bool>,
}

/// Calls `see` for each n with its n-grams that occur more than once.
fn each_n(tokens: &Tokens, work: &mut Work, mut see: impl FnMut(usize, &mut Repeated<'_>)) {
    let Work {
        units: ids,
        places,
        seen,
        ..
    } = work;
    // Longer than what is in use: the rest is not cleared for every text.
    let words = tokens.hashes.len();
    if places.len() < words {
        places.resize(words, Place::default());
    }
    let mut used = pairs(tokens, places);
    for n in 2..2 + GROUP.defs.len() {
        if n > 2 {
            used = lengthen(places.get_mut(..used).unwrap_or_default(), tokens, n);
        }
        let own = places.get_mut(..used).unwrap_or_default();
        ids.reset(used);
        for place in own.iter_mut() {
            place.id = ids.add(place.hash).0;
        }
        used = keep(own, |own, i| {
            let place = own.get(i).copied()?;
            Some((place, ids.count(place.id) > 1))
        });
        let places = places.get(..used).unwrap_or_default();
        see(n, &mut Repeated { places, ids, seen });
    }
}

/// The number of the most frequent n-gram, the first of equals, and the characters of all its
/// occurrences with one space between words.
fn top_of(tokens: &Tokens, n: usize, repeated: &mut Repeated<'_>) -> Option<(u32, u64)> {
    let (mut most, mut top) = (0, None);
    for place in repeated.places {
        let count = repeated.ids.count(place.id);
        if count > most {
            most = count;
            let at = place.at as usize;
            let chars = u64::from(count) * (tokens.chars_in(at, at + n) + n as u64 - 1);
            top = Some((place.id, chars));
        }
    }
    top
}

/// Calls `see` with the first word of each n-gram that came before, going on after its last word.
fn repeats(repeated: &mut Repeated<'_>, n: usize, mut see: impl FnMut(usize)) {
    repeated.seen.clear();
    repeated.seen.resize(repeated.ids.len(), false);
    let mut free = 0;
    for place in repeated.places {
        let at = place.at as usize;
        if at < free {
            continue;
        }
        if let Some(seen) = repeated.seen.get_mut(place.id as usize)
            && std::mem::replace(seen, true)
        {
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
            let top = top_of(tokens, n, repeated).map(|(id, _)| id);
            for place in repeated.places {
                if Some(place.id) == top {
                    add(place.at as usize, n, "most frequent");
                }
            }
        } else {
            repeats(repeated, n, |at| add(at, n, "again"));
        }
    });
}
