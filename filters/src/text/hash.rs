//! A hash of words that takes no branch on their length, which a processor cannot foresee.
//!
//! Sixteen bytes at a time are folded by one product of 64 bits by 64, as in wyhash
//! (<https://github.com/wangyi-fudan/wyhash>) and foldhash; a word shorter than that is read with what
//! follows it, which a mask takes off. `NUL` is no part of a word, so the padding tells lengths apart.

/// With a byte that UTF-8 never has (0xff), so that no text makes a factor zero.
const KEYS: [u64; 2] = [0xff51_afd7_ed55_8ccd, 0xffce_b9fe_1a85_ec53];

/// Sixteen bytes of which the first so many stay.
const MASKS: [[u64; 2]; 17] = {
    let (mut masks, mut n) = ([[0; 2]; 17], 0);
    while n <= 16 {
        let mut bit = 0;
        while bit < 8 * n {
            masks[n][bit / 64] |= 1 << (bit % 64);
            bit += 1;
        }
        n += 1;
    }
    masks
};

/// Hash of a word.
pub(crate) fn hash(word: &str) -> u64 {
    hash_at(word.as_bytes(), 0, word.len())
}

/// Hash of the word from `start` to `end`.
#[inline(always)]
pub(super) fn hash_at(text: &[u8], start: usize, end: usize) -> u64 {
    fold(text, start, end, |bytes| bytes)
}

/// Hash of the ASCII word from `start` to `end` in lower case.
#[inline(always)]
pub(crate) fn hash_lower_at(text: &[u8], start: usize, end: usize) -> u64 {
    fold(text, start, end, lower)
}

#[inline(always)]
fn fold(text: &[u8], start: usize, end: usize, form: impl Fn(u64) -> u64) -> u64 {
    let (mut hash, mut at) = (0, start);
    while end - at > 16 {
        hash = mix(hash, load(text, at, end).map(&form));
        at += 16;
    }
    let [low, high] = load(text, at, end);
    let [keep_low, keep_high] = MASKS.get(end - at).copied().unwrap_or_default();
    mix(hash, [form(low & keep_low), form(high & keep_high)])
}

#[inline(always)]
fn mix(hash: u64, [low, high]: [u64; 2]) -> u64 {
    let product = u128::from(low ^ hash ^ KEYS[0]) * u128::from(high ^ KEYS[1]);
    product as u64 ^ (product >> 64) as u64
}

/// Sixteen bytes from `at` on; at the end of the text those up to `end`, then zeros.
#[inline(always)]
fn load(text: &[u8], at: usize, end: usize) -> [u64; 2] {
    let bytes = match text.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        Some(bytes) => *bytes,
        None => padded(text.get(at..end).unwrap_or_default()),
    };
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

#[cold]
fn padded(rest: &[u8]) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (byte, &from) in bytes.iter_mut().zip(rest) {
        *byte = from;
    }
    bytes
}

/// Eight ASCII bytes in lower case.
#[inline(always)]
fn lower(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let low = bytes & !HIGH;
    let from = low + u64::from(0x80 - b'A') * ONES;
    let after = low + u64::from(0x7f - b'Z') * ONES;
    bytes | ((from & !after & !bytes & HIGH) >> 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_word_does_not_matter() {
        let text = "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmn";
        for start in 0..text.len() {
            for end in start + 1..=text.len() {
                let alone = hash(&text[start..end]);
                assert_eq!(hash_at(text.as_bytes(), start, end), alone);
                let longer = hash(&format!("{}a", &text[start..end]));
                assert_ne!(alone, longer);
            }
        }
    }

    #[test]
    fn lower_case_is_that_of_ascii() {
        for b in 0..128_u8 {
            let word = [b, b'@', b'[', b'Z', b'x', b'A', b'1', b'-', b, b'Q'];
            let lower = word.to_ascii_lowercase();
            assert_eq!(
                hash_lower_at(&word, 0, word.len()),
                hash_at(&lower, 0, lower.len())
            );
        }
    }
}
