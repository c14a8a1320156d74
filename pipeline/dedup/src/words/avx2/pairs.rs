//! Characters of two bytes that are part of words as they stand: the lower-case letters of most European
//! languages, and the letters of Hebrew and Arabic. All others are looked up one by one, which costs as
//! much as folding a whole register of ASCII.
//!
//! A class is a set of first bytes and a set of second bytes, each the product of a set of high and a set
//! of low halves; it has one bit in four tables of sixteen. Where a first byte and the one after it share
//! a class, they are such a character.

use std::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_xor_si256,
};

use super::load;

/// First bytes, high halves and low halves; second bytes, high halves and low halves. A set of halves
/// has a bit for each.
type Class = [u16; 4];

const fn set(halves: &[u8]) -> u16 {
    let (mut set, mut i) = (0, 0);
    while i < halves.len() {
        set |= 1 << halves[i];
        i += 1;
    }
    set
}

const ALL: u16 = 0xffff;
const ODD: u16 = 0xaaaa;

/// Latin.
const FIRST: [Class; 6] = [
    // à to ï, ð to ÿ without the sign of division.
    [set(&[0xc]), set(&[3]), set(&[0xa]), ALL],
    [set(&[0xc]), set(&[3]), set(&[0xb]), ALL & !set(&[7])],
    // The blocks Extended-A and B, where the odd ones are in lower case: ą č ę ğ į ő ř ś ț, and others.
    [set(&[0xc]), set(&[4, 5, 8]), set(&[9, 0xa]), ODD],
    [set(&[0xc]), set(&[4, 8]), set(&[8]), ODD],
    // Where odd ones are so only in a part: ł ń ň ŋ ō, ķ ľ ű ŵ ź ż ž.
    [
        set(&[0xc]),
        set(&[5]),
        set(&[8]),
        set(&[0, 2, 4, 6, 8, 9, 0xb, 0xd, 0xf]),
    ],
    [
        set(&[0xc]),
        set(&[4, 5]),
        set(&[0xb]),
        set(&[1, 3, 5, 7, 0xa, 0xc, 0xe]),
    ],
];

/// Greek, Cyrillic, Hebrew and Arabic.
const SECOND: [Class; 8] = [
    // ά έ ή ί, ΰ to ο, π to ώ without the final sigma.
    [
        set(&[0xc]),
        set(&[0xe]),
        set(&[0xa]),
        set(&[0xc, 0xd, 0xe, 0xf]),
    ],
    [set(&[0xc]), set(&[0xe]), set(&[0xb]), ALL],
    [set(&[0xc]), set(&[0xf]), set(&[8]), ALL & !set(&[2, 0xf])],
    // а to п, р to џ.
    [set(&[0xd]), set(&[0]), set(&[0xb]), ALL],
    [set(&[0xd]), set(&[1]), set(&[8, 9]), ALL],
    // alef to final nun.
    [set(&[0xd]), set(&[7]), set(&[9]), ALL],
    // Letters without marks.
    [set(&[0xd]), set(&[8]), set(&[0xa, 0xb]), ALL],
    [set(&[0xd]), set(&[9]), set(&[8]), 0x07ff],
];

/// A table of sixteen, twice: once for each lane.
type Table = [u8; 32];

/// The table of one of the four sets.
const fn table<const N: usize>(classes: &[Class; N], part: usize) -> Table {
    let mut table = [0; 32];
    let mut class = 0;
    while class < N {
        let mut half = 0;
        while half < 16 {
            if classes[class][part] >> half & 1 != 0 {
                table[half] |= 1 << class;
                table[half + 16] |= 1 << class;
            }
            half += 1;
        }
        class += 1;
    }
    table
}

const fn tables<const N: usize>(classes: &[Class; N]) -> [Table; 4] {
    [
        table(classes, 0),
        table(classes, 1),
        table(classes, 2),
        table(classes, 3),
    ]
}

/// All bits of each byte that is the second one of such a character, given the bytes before.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn plain(before: __m256i, bytes: __m256i) -> __m256i {
    static LATIN: [Table; 4] = tables(&FIRST);
    static OTHERS: [Table; 4] = tables(&SECOND);
    let (before, bytes) = (split(before), split(bytes));
    let shared =
        |[a, b, c, d]: &[Table; 4]| _mm256_and_si256(classes(a, b, before), classes(c, d, bytes));
    let (latin, others) = (shared(&LATIN), shared(&OTHERS));
    let zero = _mm256_setzero_si256();
    let none = _mm256_cmpeq_epi8(_mm256_or_si256(latin, others), zero);
    _mm256_xor_si256(none, _mm256_set1_epi8(-1))
}

/// The high half of each byte, and the low half.
#[target_feature(enable = "avx2")]
#[inline]
fn split(bytes: __m256i) -> [__m256i; 2] {
    let mask = _mm256_set1_epi8(0x0f);
    [
        _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), mask),
        _mm256_and_si256(bytes, mask),
    ]
}

/// The classes that the halves of each byte have in common.
#[target_feature(enable = "avx2")]
#[inline]
fn classes(upper: &Table, lower: &Table, halves: [__m256i; 2]) -> __m256i {
    _mm256_and_si256(
        _mm256_shuffle_epi8(load::<0>(upper), halves[0]),
        _mm256_shuffle_epi8(load::<0>(lower), halves[1]),
    )
}
