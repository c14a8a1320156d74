//! SuperMinHash (Ertl 2017, *SuperMinHash: A New Minwise Hashing Algorithm for Jaccard Similarity
//! Estimation*, arXiv 1706.05698).

use crate::random::{Random, below};
use crate::{Family, SLOTS};

/// Each element visits all slots in an order of its own, with a value of at least j at the j-th of
/// them. Slots are filled by different elements where they can: fewer repeat one.
pub(crate) struct SuperMinHash {
    seed: u64,
    /// Place in the element's order in the high half, a random fraction in the low one.
    lowest: [u64; SLOTS],
    order: [u8; SLOTS],
    /// The element for which `order` was last set, counted from 1.
    set_for: [usize; SLOTS],
}

impl SuperMinHash {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed: Random(seed).next(),
            lowest: [0; SLOTS],
            order: [0; SLOTS],
            set_for: [0; SLOTS],
        }
    }

    fn place(&mut self, at: usize, element: usize) -> usize {
        if self.set_for[at] != element {
            self.set_for[at] = element;
            self.order[at] = at as u8;
        }
        at
    }
}

impl Family for SuperMinHash {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        self.lowest = [u64::MAX; SLOTS];
        self.set_for = [0; SLOTS];
        let last = SLOTS - 1;
        // How many slots have a value from each place; the highest of them bounds what can be won.
        let mut counts = [0usize; SLOTS];
        counts[last] = SLOTS;
        let mut highest = last;
        for (element, &shingle) in (1..).zip(shingles) {
            let mut random = Random(self.seed ^ u64::from(shingle));
            let mut j = 0;
            while j <= highest {
                let bits = random.next();
                let pick = j + below((bits >> 32) as u32, (SLOTS - j) as u32) as usize;
                let (at, with) = (self.place(j, element), self.place(pick, element));
                self.order.swap(at, with);
                let slot = &mut self.lowest[usize::from(self.order[j])];
                let value = (j as u64) << 32 | (bits & 0xffff_ffff);
                if value < *slot {
                    let before = ((*slot >> 32) as usize).min(last);
                    *slot = value;
                    if j < before {
                        counts[before] -= 1;
                        counts[j] += 1;
                        while counts[highest] == 0 {
                            highest -= 1;
                        }
                    }
                }
                j += 1;
            }
        }
        out.clear();
        // 7 bits for the place, 25 for the fraction.
        out.extend(self.lowest.iter().map(|value| (value >> 7) as u32));
    }
}
