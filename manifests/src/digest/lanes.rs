//! Two SHA-256 digests at a time. A processor's SHA instructions wait for one another within a
//! message, but not between two: fed in turn, block by block, two hashers take little longer than
//! one, where the processor has such instructions.

use sha2::{Digest as _, Sha256};

/// Bytes in a block of SHA-256.
const BLOCK: usize = 64;

/// Hashes the next bytes of two messages, of any length each.
pub(crate) fn update_both(
    (one, first): (&mut Sha256, &[u8]),
    (other, second): (&mut Sha256, &[u8]),
) {
    let both = first.len().min(second.len()) / BLOCK * BLOCK;
    let (head, first) = first.split_at(both);
    let (beside, second) = second.split_at(both);
    for (a, b) in head.chunks_exact(BLOCK).zip(beside.chunks_exact(BLOCK)) {
        one.update(a);
        other.update(b);
    }
    one.update(first);
    other.update(second);
}

/// The digests of two messages.
pub(crate) fn both(first: &[u8], second: &[u8]) -> [[u8; 32]; 2] {
    let (mut one, mut other) = (Sha256::new(), Sha256::new());
    update_both((&mut one, first), (&mut other, second));
    [one.finalize().into(), other.finalize().into()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn two_at_a_time_are_the_same_as_one(
            a in prop::collection::vec(any::<u8>(), 0..300),
            b in prop::collection::vec(any::<u8>(), 0..300),
            cut in 0usize..300,
        ) {
            let one = |data: &[u8]| -> [u8; 32] { Sha256::digest(data).into() };
            prop_assert_eq!(both(&a, &b), [one(&a), one(&b)]);
            let (mut x, mut y) = (Sha256::new(), Sha256::new());
            let (a0, a1) = a.split_at(cut.min(a.len()));
            let (b0, b1) = b.split_at(cut.min(b.len()));
            update_both((&mut x, a0), (&mut y, b0));
            update_both((&mut x, a1), (&mut y, b1));
            let two: [[u8; 32]; 2] = [x.finalize().into(), y.finalize().into()];
            prop_assert_eq!(two, [one(&a), one(&b)]);
        }
    }
}
