use super::{Bound, Masks, Table};

/// Which side of a bound documents are picked from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those that the bound lets pass.
    Kept,
    /// Those that it drops.
    Dropped,
}

/// What to pick.
#[derive(Debug, Clone, Copy)]
pub struct Pick {
    /// How many documents.
    pub count: usize,
    /// Seed of the order among equals, or of all.
    pub seed: u64,
    /// In any order, instead of those nearest to the bound.
    pub random: bool,
}

/// Documents on one side of a bound, as places in the table: of those that break no other bound,
/// for which this one decides, or of all where there are none.
#[must_use]
pub fn pick(
    table: &Table,
    masks: &Masks,
    bounds: &[Bound],
    at: usize,
    side: Side,
    how: Pick,
) -> Vec<usize> {
    let Some(bound) = bounds.get(at) else {
        return Vec::new();
    };
    let Some(column) = table.columns.get(bound.column) else {
        return Vec::new();
    };
    let here = |document: &usize| masks.breaks(*document, at) == (side == Side::Dropped);
    let bit = 1_u128.checked_shl(at as u32).unwrap_or(0);
    let decides = |document: &usize| masks.0.get(*document).is_some_and(|mask| mask & !bit == 0);
    let mut found: Vec<usize> = (0..table.len()).filter(here).filter(decides).collect();
    if found.is_empty() {
        found = (0..table.len()).filter(here).collect();
    }
    let order = |document: &usize| {
        let distance = match bound.limit {
            Some(limit) if !how.random => {
                (column.get(*document).copied().unwrap_or_default() - limit).abs()
            }
            _ => 0.0,
        };
        let id = table.ids.get(*document).copied().unwrap_or_default();
        (distance.to_bits(), shuffled(id, how.seed))
    };
    if found.len() > how.count {
        found.select_nth_unstable_by_key(how.count, order);
        found.truncate(how.count);
    }
    found.sort_unstable_by_key(order);
    found
}

/// A number of no visible order, the same for the same id and seed (SplitMix64's finaliser).
pub(super) fn shuffled(id: u128, seed: u64) -> u64 {
    let mut x = (id as u64) ^ ((id >> 64) as u64) ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Documents that these places hold, in an order of no meaning, at most `count` of them.
#[must_use]
pub fn some_of(table: &Table, mut places: Vec<usize>, count: usize, seed: u64) -> Vec<usize> {
    let order = |at: &usize| shuffled(table.ids.get(*at).copied().unwrap_or_default(), seed);
    if places.len() > count {
        places.select_nth_unstable_by_key(count, order);
        places.truncate(count);
    }
    places.sort_unstable_by_key(order);
    places
}
