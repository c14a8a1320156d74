//! The minima of many permutations over one set of 32-bit hashes.
//!
//! Permutation `i` of a hash `x` is `a[i] * x + b[i]` modulo 2^32 with odd `a[i]`, a bijection on
//! 32-bit words (the multiply-add scheme of Dietzfelbinger et al. 1997, kept whole). Distinct hashes
//! therefore stay distinct in every slot. The hashes must be well mixed before
//! ([`crate::shingle::mix`]).
//!
//! Two implementations give the same bits: one for AVX2, chosen at run time, and a portable one.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod scalar;

/// Slots are handled in groups of this many, as wide as one AVX2 register of `u32`.
pub const LANES: usize = 8;

/// One group of slots.
pub type Group = [u32; LANES];

/// The permutations of a signature, and the fastest way of this processor to apply them.
#[derive(Debug, Clone)]
pub struct Permutations {
    slots: usize,
    factors: Vec<Group>,
    terms: Vec<Group>,
    #[cfg(target_arch = "x86_64")]
    avx2: Option<avx2::Avx2>,
}

impl Permutations {
    /// Draws `slots` permutations from the sequence that `seed` starts: for each in turn, the high
    /// halves of two outputs, `a` (made odd) and then `b`.
    #[must_use]
    pub fn new(slots: usize, seed: u64) -> Self {
        let mut random = SplitMix64(seed);
        let groups = slots.div_ceil(LANES);
        let (mut factors, mut terms) = (vec![[1; LANES]; groups], vec![[0; LANES]; groups]);
        let pairs = factors
            .as_flattened_mut()
            .iter_mut()
            .zip(terms.as_flattened_mut());
        for (factor, term) in pairs.take(slots) {
            *factor = random.high() | 1;
            *term = random.high();
        }
        Self {
            slots,
            factors,
            terms,
            #[cfg(target_arch = "x86_64")]
            avx2: avx2::Avx2::detect(),
        }
    }

    /// The number of permutations.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Whether the AVX2 implementation runs.
    #[must_use]
    pub fn is_accelerated(&self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return self.avx2.is_some();
        #[cfg(not(target_arch = "x86_64"))]
        return false;
    }

    /// Minima of the empty set, in the shape that [`update`](Self::update) takes: the slots, and as
    /// many more as fill the last group.
    pub fn reset(&self, minima: &mut Vec<Group>) {
        minima.clear();
        minima.resize(self.factors.len(), [u32::MAX; LANES]);
    }

    /// Lowers `minima` by every hash of `hashes`. Order and repetition of hashes change nothing, and
    /// a set may come in parts.
    pub fn update(&self, hashes: &[u32], minima: &mut [Group]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = self.avx2 {
            return avx2.update(hashes, &self.factors, &self.terms, minima);
        }
        self.update_portable(hashes, minima);
    }

    /// [`update`](Self::update) by the portable implementation.
    pub fn update_portable(&self, hashes: &[u32], minima: &mut [Group]) {
        scalar::update(hashes, &self.factors, &self.terms, minima);
    }

    /// The signature that `minima` hold.
    #[must_use]
    pub fn signature(&self, minima: &[Group]) -> Vec<u32> {
        minima
            .as_flattened()
            .iter()
            .copied()
            .take(self.slots)
            .collect()
    }
}

/// The generator of Steele, Lea and Flood (2014), with the constants of their `SplittableRandom`.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn high(&mut self) -> u32 {
        (self.next() >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn splitmix_gives_its_published_sequence() {
        // Reference output for seed 1234567 (Vigna's splitmix64.c).
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn golden_minima() {
        let permutations = Permutations::new(20, 1);
        let mut minima = Vec::new();
        permutations.reset(&mut minima);
        permutations.update(&[1, 2, 3, 0xdead_beef, u32::MAX], &mut minima);
        // These may never change: signatures are kept in files. A new family needs a new name.
        let golden: [u32; 20] = [
            769_744_820,
            1_534_881_629,
            410_978_954,
            666_206_294,
            341_472_621,
            41_070_788,
            322_728_523,
            167_356_789,
            455_351_848,
            870_244_512,
            66_376_403,
            493_357_697,
            1_438_008_898,
            851_481_160,
            178_224_685,
            792_195_186,
            179_604_678,
            155_923_136,
            869_314_086,
            526_880_650,
        ];
        assert_eq!(permutations.signature(&minima), golden);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn kernels_agree_with_the_plain_definition(
            slots in 1usize..200,
            seed: u64,
            hashes in proptest::collection::vec(any::<u32>(), 0..300),
            cut in 0usize..300,
        ) {
            let permutations = Permutations::new(slots, seed);
            let (mut fast, mut portable) = (Vec::new(), Vec::new());
            permutations.reset(&mut fast);
            permutations.reset(&mut portable);
            let (head, tail) = hashes.split_at(cut.min(hashes.len()));
            permutations.update(head, &mut fast);
            permutations.update(tail, &mut fast);
            permutations.update_portable(&hashes, &mut portable);
            prop_assert_eq!(&fast, &portable);

            let mut random = SplitMix64(seed);
            let plain: Vec<u32> = (0..slots).map(|_| {
                let (a, b) = (random.high() | 1, random.high());
                hashes.iter().map(|x| a.wrapping_mul(*x).wrapping_add(b)).min().unwrap_or(u32::MAX)
            }).collect();
            prop_assert_eq!(permutations.signature(&fast), plain);
        }
    }
}
