//! Runs of ASCII, eight bytes at a time in one `u64`, the first lowest.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// The eight bytes from `at` on; after the end of the text, zeros, which are separators.
#[inline(always)]
pub(super) fn chunk(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(last)
}

/// How many of the eight bytes, from the first on, are ASCII letters and digits; and those bytes in
/// lower case, digits as `0`.
#[inline(always)]
pub(super) fn run(chunk: u64) -> (u64, usize) {
    // Seven bits a byte: sums do not reach into the next.
    let low = chunk & !HIGH;
    let lower = low | (0x20 * ONES);
    let letters = between(lower, b'a', b'z');
    let digits = between(low, b'0', b'9');
    let end = (!(letters | digits) & HIGH) | (chunk & HIGH);
    let folded = (lower & fill(letters)) | ((u64::from(b'0') * ONES) & fill(digits));
    (folded, end.trailing_zeros() as usize / 8)
}

/// The high bit of each byte that is from `first` to `last`, for bytes below 0x80.
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    let from = bytes + u64::from(0x80 - first) * ONES;
    let after = bytes + u64::from(0x7f - last) * ONES;
    from & !after & HIGH
}

/// Bytes of ones where the high bit is set.
fn fill(high: u64) -> u64 {
    (high >> 7) * 0xff
}
