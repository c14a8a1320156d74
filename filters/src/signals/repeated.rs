//! Where n-grams stand that may occur more than once, from the pairs of words on.

use crate::text::Tokens;

/// Where an n-gram stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    /// Its first word.
    pub(super) at: u32,
    /// Its number among those of its length.
    pub(super) id: u32,
    pub(super) hash: u64,
}

/// Keeps, in order, the places that `next` gives with a yes, until it gives none; tells how many.
/// Which are kept cannot be foreseen, so nothing branches on it: each is written, and the next over
/// it.
#[inline(always)]
pub(super) fn keep(
    places: &mut [Place],
    next: impl Fn(&[Place], usize) -> Option<(Place, bool)>,
) -> usize {
    let mut kept = 0;
    for i in 0..places.len() {
        let Some((place, stays)) = next(places, i) else {
            break;
        };
        if let Some(to) = places.get_mut(kept) {
            *to = place;
        }
        kept += usize::from(stays);
    }
    kept
}

/// The pairs of words that both occur more than once; tells how many.
pub(super) fn pairs(tokens: &Tokens, places: &mut [Place]) -> usize {
    let (mut kept, mut first, mut first_repeats) = (0, 0, false);
    for (i, (&second, &id)) in (0_u32..).zip(tokens.hashes.iter().zip(&tokens.ids)) {
        let repeats = tokens.vocabulary.count(id) > 1;
        // As in `keep`.
        if let Some(to) = places.get_mut(kept) {
            *to = Place {
                at: i.wrapping_sub(1),
                id: 0,
                hash: mix(first, second),
            };
        }
        kept += usize::from(first_repeats & repeats);
        (first, first_repeats) = (second, repeats);
    }
    kept
}

/// From the (n-1)-grams that repeat to the n-grams that may; tells how many.
pub(super) fn lengthen(places: &mut [Place], tokens: &Tokens, n: usize) -> usize {
    keep(places, |places, i| {
        let (place, next) = (*places.get(i)?, places.get(i + 1)?);
        let added = tokens.hashes.get(place.at as usize + n - 1);
        let hash = mix(place.hash, added.copied().unwrap_or_default());
        // Where the last n-1 words do not repeat there is no next place.
        Some((Place { hash, ..place }, next.at == place.at + 1))
    })
}

fn mix(hash: u64, added: u64) -> u64 {
    (hash.rotate_left(23) ^ added).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
