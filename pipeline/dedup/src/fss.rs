//! Fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017, *Fast Similarity Sketching*, FOCS;
//! arXiv 1704.04370): signatures that agree in a slot with the probability of the Jaccard similarity,
//! as those of [`crate::kernel`], in about `m + k ln k` steps where those take `m k`.
//!
//! In each round every shingle is thrown into one slot, which it wins if no shingle of an earlier
//! round has and its value is the least of this round. Rounds end when every slot is taken: one for
//! a long document, and about `k ln k / m` for one of m shingles and k slots. In the first k rounds
//! the slot is drawn by the hash; in the next k, round k + i goes to slot i alone, so that it all ends
//! whatever the hashes are. A shingle wins at most one slot a round, so slots repeat a shingle less than
//! independent ones do: on documents of few shingles the error is below `sqrt(J * (1 - J) / k)`.
//!
//! Where the paper has a random function for each round, here stands the permutation of
//! [`crate::kernel`], `a * x + b` modulo 2^32 with odd a, of shingles that are mixed already. Its high
//! part is the slot and the whole is the value.

use crate::shingle::mix64;

/// Shingles a slot beyond which a round leaves one open with probability `k / e^16` if they are distinct:
/// of 112 slots, one time in 80,000.
const REPEATED: usize = 16;

/// The permutations of all rounds. Shared freely between threads.
#[derive(Debug, Clone)]
pub(crate) struct Fss {
    slots: u32,
    /// Factor (odd) and term of each round, `2 * slots` of them.
    rounds: Vec<(u32, u32)>,
}

impl Fss {
    /// Draws the permutations from the sequence that `seed` starts (SplitMix64 of Steele, Lea and Flood
    /// 2014): for each round in turn the high half of one output, made odd, and the low half of it.
    ///
    /// `slots` is what a signature has, 1 to 4096 by [`crate::Params::validate`]; more than 2^31 are cut.
    pub(crate) fn new(slots: usize, seed: u64) -> Self {
        let slots = u32::try_from(slots).map_or(1 << 31, |slots| slots.min(1 << 31));
        let mut state = seed;
        let mut draw = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let random = mix64(state);
            ((random >> 32) as u32 | 1, random as u32)
        };
        Self {
            slots,
            rounds: (0..2 * u64::from(slots)).map(|_| draw()).collect(),
        }
    }

    /// Bins of the empty set, one a slot: the round in which it was won in the high half, the value in
    /// the low one. Of two keys the lower wins, so the minimum of the bins of two sets, bin by bin, are
    /// those of their union.
    pub(crate) fn reset(&self, bins: &mut Vec<u64>) {
        bins.clear();
        bins.resize(self.slots as usize, u64::MAX);
    }

    /// Adds shingles to `bins`, as [`reset`](Self::reset) made them. Order and repetition of shingles
    /// change nothing, and a set may come in parts.
    ///
    /// Takes about `m + k ln k` steps for m shingles and k slots, and never more than `2 m k`.
    pub(crate) fn update(&self, shingles: &[u32], bins: &mut [u64]) {
        // Slots before this one are won in the round at hand or earlier. It only grows, so looking for
        // slots that are open takes few steps in all.
        let mut won = 0;
        if shingles.is_empty() || self.throw(0, shingles, bins, &mut won) {
            return;
        }
        // So many shingles leave a slot open only if most are repetitions, which all rounds would
        // pay for.
        let distinct: Vec<u32>;
        let shingles = if shingles.len() / REPEATED > self.slots as usize {
            distinct = sorted(shingles);
            &distinct
        } else {
            shingles
        };
        if (1..self.slots).any(|round| self.throw(round, shingles, bins, &mut won)) {
            return;
        }
        let assigned = (self.slots..).zip(self.rounds.iter().skip(self.slots as usize));
        for (bin, (round, &(factor, term))) in bins.iter_mut().zip(assigned) {
            let round = u64::from(round);
            // What was won in an earlier round would stay as it is.
            if *bin >> 32 >= round {
                for shingle in shingles {
                    let value = factor.wrapping_mul(*shingle).wrapping_add(term);
                    *bin = (*bin).min((round << 32) | u64::from(value));
                }
            }
        }
    }

    /// One round of draws, and whether all slots are won after it.
    #[inline]
    fn throw(&self, round: u32, shingles: &[u32], bins: &mut [u64], won: &mut usize) -> bool {
        let Some(&(factor, term)) = self.rounds.get(round as usize) else {
            return true;
        };
        let (round, slots) = (u64::from(round), u64::from(self.slots));
        for shingle in shingles {
            let value = u64::from(factor.wrapping_mul(*shingle).wrapping_add(term));
            if let Some(bin) = bins.get_mut(((value * slots) >> 32) as usize) {
                *bin = (*bin).min((round << 32) | value);
            }
        }
        while bins.get(*won).is_some_and(|bin| bin >> 32 <= round) {
            *won += 1;
        }
        *won == bins.len()
    }

    /// The signature that `bins` hold: the values alone. Two equal values of different rounds are a
    /// chance of 2^-32, as are those of different shingles.
    pub(crate) fn signature<'a>(&self, bins: &'a [u64]) -> impl Iterator<Item = u32> + 'a {
        bins.iter().map(|bin| *bin as u32)
    }

    /// The signature of a set of shingles, in `out`, which it replaces. The empty set gives `u32::MAX`
    /// in every slot. `scratch` is working memory; what it holds does not matter.
    #[allow(dead_code, reason = "the example `families` calls it")]
    pub(crate) fn sketch(&self, shingles: &[u32], scratch: &mut Vec<u64>, out: &mut Vec<u32>) {
        self.reset(scratch);
        self.update(shingles, scratch);
        out.clear();
        out.extend(self.signature(scratch));
    }
}

fn sorted(shingles: &[u32]) -> Vec<u32> {
    let mut distinct = shingles.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sketch(slots: usize, seed: u64, shingles: &[u32]) -> Vec<u32> {
        // Used working memory must not show.
        let (mut scratch, mut out) = (vec![3; 7], vec![5; 300]);
        Fss::new(slots, seed).sketch(shingles, &mut scratch, &mut out);
        out
    }

    /// The definition: every shingle in all rounds, none left out.
    fn plain(slots: usize, seed: u64, shingles: &[u32]) -> Vec<u32> {
        let mut best = vec![(usize::MAX, u32::MAX); slots];
        for (round, (a, b)) in Fss::new(slots, seed).rounds.into_iter().enumerate() {
            for shingle in shingles {
                let value = a.wrapping_mul(*shingle).wrapping_add(b);
                let drawn = (u64::from(value) * slots as u64 / (1 << 32)) as usize;
                let slot = round.checked_sub(slots).unwrap_or(drawn);
                best[slot] = best[slot].min((round, value));
            }
        }
        best.into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn golden_signatures() {
        // These may never change: signatures are kept in files. A new family needs a new name.
        let few = sketch(12, 1, &[1, 2, 3, 0xdead_beef, u32::MAX]);
        let golden: [u32; 12] = [
            247_603_972,
            437_029_550,
            1_008_789_128,
            1_132_944_574,
            1_610_895_260,
            1_909_196_906,
            2_357_459_536,
            2_723_255_626,
            2_870_392_987,
            3_395_462_070,
            3_815_114_665,
            4_160_237_268,
        ];
        assert_eq!(few, golden);
        let many: Vec<u32> = (0..5000).map(|i| (mix64(i) >> 32) as u32).collect();
        let digest = sketch(112, 7, &many).iter().fold(0, |sum: u64, value| {
            mix64(sum.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ u64::from(*value))
        });
        assert_eq!(digest, 12_620_835_710_067_760_706);
    }

    #[test]
    fn the_empty_set_has_nothing() {
        assert_eq!(sketch(112, 1, &[]), [u32::MAX; 112]);
        assert_eq!(sketch(1, 1, &[]), [u32::MAX]);
        assert_eq!(sketch(0, 1, &[1, 2]), [0; 0]);
    }

    /// One shingle has to win every slot, some of them in the rounds that are assigned.
    #[test]
    fn one_shingle_fills_all_slots() {
        for slots in [1, 2, 3, 112, 4096] {
            let fss = Fss::new(slots, 1);
            let mut bins = Vec::new();
            fss.reset(&mut bins);
            fss.update(&[42], &mut bins);
            assert!(bins.iter().all(|bin| bin >> 32 < 2 * slots as u64));
            let assigned = |bin: &&u64| *bin >> 32 >= slots as u64;
            // Slots that no one of k throws hits: k/e.
            let share = bins.iter().filter(assigned).count() as f64 / slots as f64;
            assert!(slots < 100 || (share - 0.368).abs() < 0.1, "{share}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn order_repetition_and_parts_change_nothing(
            slots in 1usize..130,
            seed: u64,
            shingles in proptest::collection::vec(any::<u32>(), 0..300),
            cut in 0usize..300,
        ) {
            let expected = plain(slots, seed, &shingles);
            prop_assert_eq!(&sketch(slots, seed, &shingles), &expected);

            // So often that `update` makes them distinct.
            let repeated = shingles.repeat(1 + 40 * slots / shingles.len().max(1));
            prop_assert_eq!(&sketch(slots, seed, &repeated), &expected);
            let mut doubled = shingles.clone();
            doubled.sort_unstable();
            doubled.extend_from_slice(&shingles);
            prop_assert_eq!(&sketch(slots, seed, &doubled), &expected);

            let fss = Fss::new(slots, seed);
            let (head, tail) = shingles.split_at(cut.min(shingles.len()));
            let [mut bins, mut others] = [vec![], vec![]];
            fss.reset(&mut bins);
            fss.update(head, &mut bins);
            fss.reset(&mut others);
            fss.update(tail, &mut others);
            let united: Vec<u64> = bins.iter().zip(&others).map(|(a, b)| *a.min(b)).collect();
            prop_assert_eq!(&fss.signature(&united).collect::<Vec<u32>>(), &expected);
            fss.update(tail, &mut bins);
            prop_assert_eq!(&fss.signature(&bins).collect::<Vec<u32>>(), &expected);
        }
    }

    /// Unbiased, and no worse than `sqrt(J(1-J)/k)`, which the paper proves for truly random hashes; on
    /// few shingles clearly better (0.7 of it, `examples/families`). Tolerances are five standard
    /// errors.
    #[test]
    fn bias_and_error_are_those_of_theory() {
        for (size, most, seeds) in [(10, 0.8, 2000), (30, 0.8, 2000), (1000, 1.0, 600)] {
            let shared = size * 8 / 9;
            let exact = shared as f64 / (2 * size - shared) as f64;
            let (mut sum, mut squares) = (0.0, 0.0);
            for seed in 0..seeds {
                let element = |i: usize| (mix64(seed << 20 | i as u64) >> 32) as u32;
                let a: Vec<u32> = (0..size).map(element).collect();
                let b: Vec<u32> = (size - shared..2 * size - shared).map(element).collect();
                let (a, b) = (sketch(112, seed, &a), sketch(112, seed, &b));
                let equal = a.iter().zip(&b).filter(|(a, b)| a == b).count();
                let error = equal as f64 / 112.0 - exact;
                sum += error;
                squares += error * error;
            }
            let (n, theory) = (seeds as f64, (exact * (1.0 - exact) / 112.0).sqrt());
            let (bias, rmse) = (sum / n, (squares / n).sqrt() / theory);
            println!("size {size}, J {exact:.3}: bias {bias:+.4}, RMSE {rmse:.3} of theory");
            assert!(bias.abs() < 5.0 * theory / n.sqrt(), "{bias}");
            assert!(rmse < most + 5.0 / (2.0 * n).sqrt(), "{rmse}");
        }
    }
}
