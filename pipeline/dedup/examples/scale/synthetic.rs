//! Documents without texts: everything about one is a function of the seed and its number.

use tamis_dedup::Rank;
use tamis_dedup::part::Document;

/// One document in this many belongs to the one giant family.
const GIANT: u64 = 500;
/// The smaller, the more of the copies fall on few documents.
const TAIL: f64 = 2.5;

/// What a document is made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Nature {
    /// A signature of its own.
    Unique,
    /// The text of another document.
    Copy(u64),
    /// Some slots of a unique document, and others of its own.
    Near(u64),
}

/// The documents of a run.
#[derive(Clone, Copy)]
pub(crate) struct Synthetic {
    pub(crate) seed: u64,
    pub(crate) documents: u64,
    pub(crate) slots: usize,
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// From 0 to 1.
fn unit(hash: u64) -> f64 {
    (hash >> 11) as f64 / (1u64 << 53) as f64
}

impl Synthetic {
    fn hash(&self, what: u64, number: u64) -> u64 {
        mix(mix(self.seed ^ what.wrapping_mul(0x9e37_79b9_7f4a_7c15)) ^ number)
    }

    /// 55 % unique, 20 % copies, the rest near-duplicates.
    fn draw(&self, number: u64) -> u64 {
        // The first is what others fall back on.
        if number == 0 {
            return 0;
        }
        self.hash(1, number) % 100
    }

    pub(crate) fn nature(&self, number: u64) -> Nature {
        match self.draw(number) {
            0..55 => Nature::Unique,
            55..75 => Nature::Copy(self.other(2, number, 75)),
            _ => Nature::Near(self.other(3, number, 55)),
        }
    }

    /// A document that another is made from, one that was drawn below `below` or from 75 on.
    ///
    /// Which one it is has a heavy tail: the k-th most popular document is chosen in proportion to
    /// `k^(1 / TAIL - 1)`, and one is in the giant family with a probability of its own.
    fn other(&self, what: u64, number: u64, below: u64) -> u64 {
        if self.hash(4, number).is_multiple_of(GIANT) {
            return 0;
        }
        let mut at = self.hash(what, number);
        for _ in 0..64 {
            at = mix(at.wrapping_add(what));
            let k = (unit(at).powf(TAIL) * self.documents as f64) as u64;
            // The popular ones lie anywhere in the run.
            let number = self.hash(5, k) % self.documents;
            let draw = self.draw(number);
            if draw < 55 || (below == 75 && draw >= 75) {
                return number;
            }
        }
        0
    }

    /// The unique document that all of this come from.
    pub(crate) fn family(&self, number: u64) -> u64 {
        match self.nature(number) {
            Nature::Unique => number,
            Nature::Copy(other) => self.family(other),
            Nature::Near(base) => base,
        }
    }

    /// The share of slots that a near-duplicate keeps: 0.5 to 0.98.
    pub(crate) fn kept(&self, number: u64) -> f64 {
        0.5 + 0.48 * unit(self.hash(6, number))
    }

    fn slot(&self, number: u64, at: usize) -> u32 {
        (mix(self.hash(7, number).wrapping_add(at as u64)) >> 32) as u32
    }

    /// The document whose text this has, and its signature.
    fn text(&self, number: u64, signature: &mut Vec<u32>) -> u64 {
        signature.clear();
        match self.nature(number) {
            Nature::Unique => {
                let base = self.hash(7, number);
                let slot = |at| (mix(base.wrapping_add(at as u64)) >> 32) as u32;
                signature.extend((0..self.slots).map(slot));
                number
            }
            Nature::Copy(other) => self.text(other, signature),
            Nature::Near(base) => {
                let kept = (self.kept(number) * (1u64 << 32) as f64) as u64;
                let keep = self.hash(8, number);
                signature.extend((0..self.slots).map(|at| {
                    let keep = mix(keep.wrapping_add(at as u64)) >> 32 < kept;
                    self.slot(if keep { base } else { number }, at)
                }));
                number
            }
        }
    }

    /// The document, with its signature in `signature`.
    pub(crate) fn document<'a>(
        &self,
        number: u64,
        row: u32,
        signature: &'a mut Vec<u32>,
    ) -> Document<'a> {
        let text = self.text(number, signature);
        let wide = |what, number| u128::from(self.hash(what, number)) << 64 | u128::from(number);
        Document {
            row,
            // Languages: families keep theirs.
            group: self.hash(9, self.family(number)) % 16,
            rank: Rank {
                goodness: u128::from(self.hash(10, number) >> 44),
                id: wide(11, number),
            },
            crawl: (number % 100) as u32,
            signature,
            exact: wide(12, text),
            url: None,
            shingles: &[],
        }
    }
}
