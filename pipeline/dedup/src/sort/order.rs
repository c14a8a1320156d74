//! Sorting in memory: the places of records, not the records.

/// The first eight bytes of a record, big-endian; a shorter one counts as if zeros followed.
#[must_use]
#[inline]
pub fn prefix(record: &[u8]) -> u64 {
    match record.first_chunk::<8>() {
        Some(eight) => u64::from_be_bytes(*eight),
        None => {
            let mut eight = [0; 8];
            eight
                .iter_mut()
                .zip(record)
                .for_each(|(to, from)| *to = *from);
            u64::from_be_bytes(eight)
        }
    }
}

/// The first eight bytes of a record as a number of the same order, and where the record stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    prefix: u64,
    at: u32,
}

/// Places that are sorted together: 64 KiB, which stay in the cache.
const GROUP: usize = 4096;

/// Most groups that places are dealt into at once.
const GROUPS: usize = 1 << 16;

/// Records that are brought together at a time.
const BATCH: usize = 64;

/// The places of all records, in the order of their bytes.
///
/// Many are first dealt into groups by the leading bits in which prefixes differ, so that the sorting
/// itself stays in the cache; groups come out as uneven as the prefixes are, which costs time only.
pub(super) fn order(buffer: &[u8], width: usize) -> Vec<Place> {
    let count = buffer.len() / width;
    let prefixes = || buffer.chunks_exact(width).map(prefix);
    let mut order = vec![Place::default(); count];
    let (least, most) = prefixes().fold((u64::MAX, 0), |(least, most), p| {
        (least.min(p), most.max(p))
    });
    let groups = (count / GROUP).next_power_of_two().min(GROUPS);
    let bits = groups.trailing_zeros();
    let spread = u64::BITS - most.saturating_sub(least).leading_zeros();
    let shift = spread.saturating_sub(bits);
    let group = |prefix: u64| (prefix.wrapping_sub(least).checked_shr(shift).unwrap_or(0)) as usize;
    // Where each group begins, and at last where the next place of it goes.
    let mut starts = vec![0usize; groups + 1];
    for prefix in prefixes() {
        if let Some(count) = starts.get_mut(group(prefix) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    for (prefix, at) in prefixes().zip(0u32..) {
        if let Some(next) = starts.get_mut(group(prefix)) {
            if let Some(place) = order.get_mut(*next) {
                *place = Place { prefix, at };
            }
            *next += 1;
        }
    }
    let mut rest = &mut order[..];
    let mut from = 0;
    for end in starts.iter().take(groups) {
        let Some((group, after)) = rest.split_at_mut_checked(end - from) else {
            break;
        };
        group.sort_unstable_by(|a, b| {
            a.prefix.cmp(&b.prefix).then_with(|| {
                record_at(buffer, width, a.at)
                    .cmp(record_at(buffer, width, b.at))
                    .then(a.at.cmp(&b.at))
            })
        });
        (rest, from) = (after, *end);
    }
    order
}

#[inline]
fn record_at(buffer: &[u8], width: usize, at: u32) -> &[u8] {
    let start = at as usize * width;
    buffer.get(start..start + width).unwrap_or_default()
}

/// Copies the next records of an order into `batch`, some at a time: they lie anywhere in memory, and the
/// processor waits for several at once if nothing else is done between. Gives how many there were.
#[inline]
pub(super) fn gather(buffer: &[u8], width: usize, order: &[Place], batch: &mut Vec<u8>) -> usize {
    batch.clear();
    let order = order.get(..BATCH).unwrap_or(order);
    for place in order {
        batch.extend_from_slice(record_at(buffer, width, place.at));
    }
    order.len()
}
