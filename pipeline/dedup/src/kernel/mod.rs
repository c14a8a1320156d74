//! The minima of many permutations over one set of 32-bit hashes.
//!
//! Permutation `i` of a hash `x` is `a[i] * x + b[i]` modulo 2^32 with odd `a[i]`, a bijection on
//! 32-bit words (the multiply-add scheme of Dietzfelbinger et al. 1997, kept whole). Distinct hashes
//! therefore stay distinct in every slot. The hashes must be well mixed before
//! ([`crate::shingle::mix`]).
//!
//! Every implementation ([`Kernel`]) gives the same bits; the fastest that the processor has is chosen
//! at run time.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;

use std::fmt;

/// Slots are handled in groups of this many, as wide as one AVX2 register of `u32`.
pub const LANES: usize = 8;

/// One group of slots.
pub type Group = [u32; LANES];

/// An implementation of the minima.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kernel {
    /// Plain arithmetic, on every processor.
    Portable,
    /// 4 slots to an instruction, on 64-bit Arm.
    Neon,
    /// 8 slots to an instruction, on x86-64.
    Avx2,
    /// 16 slots to an instruction, on x86-64.
    Avx512,
}

impl Kernel {
    const ALL: [Self; 4] = [Self::Portable, Self::Neon, Self::Avx2, Self::Avx512];

    /// The one that signatures are made with on this processor: the fastest.
    #[must_use]
    pub fn best() -> Self {
        Proof::best().kernel()
    }

    /// Those that run on this processor, the slowest first.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|kernel| Proof::of(*kernel).is_some())
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Portable => "portable",
            Self::Neon => "NEON",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
        })
    }
}

/// A kernel that was found to run on this processor.
#[derive(Debug, Clone, Copy)]
enum Proof {
    Portable,
    #[cfg(target_arch = "aarch64")]
    Neon(neon::Neon),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
}

impl Proof {
    fn of(kernel: Kernel) -> Option<Self> {
        match kernel {
            Kernel::Portable => Some(Self::Portable),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => neon::Neon::detect().map(Self::Neon),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => avx2::Avx2::detect().map(Self::Avx2),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => avx512::Avx512::detect().map(Self::Avx512),
            #[cfg_attr(
                not(any(target_arch = "x86_64", target_arch = "aarch64")),
                expect(unreachable_patterns, reason = "all others are of one architecture")
            )]
            _ => None,
        }
    }

    fn kernel(self) -> Kernel {
        match self {
            Self::Portable => Kernel::Portable,
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => Kernel::Neon,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => Kernel::Avx2,
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => Kernel::Avx512,
        }
    }

    fn best() -> Self {
        Kernel::ALL
            .into_iter()
            .rev()
            .find_map(Self::of)
            .unwrap_or(Self::Portable)
    }
}

/// The permutations of a signature, and the fastest way of this processor to apply them.
#[derive(Debug, Clone)]
pub struct Permutations {
    slots: usize,
    factors: Vec<Group>,
    terms: Vec<Group>,
    kernel: Proof,
}

impl Permutations {
    /// Draws `slots` permutations from the sequence that `seed` starts: for each in turn, the high
    /// halves of two outputs, `a` (made odd) and then `b`.
    #[must_use]
    pub fn new(slots: usize, seed: u64) -> Self {
        Self::draw(slots, seed, Proof::best())
    }

    /// As [`new`](Self::new), applied by a kernel of one's choice; `None` if this processor lacks it.
    /// For tests and measurements: the signatures are the same.
    #[must_use]
    pub fn with_kernel(slots: usize, seed: u64, kernel: Kernel) -> Option<Self> {
        Proof::of(kernel).map(|kernel| Self::draw(slots, seed, kernel))
    }

    fn draw(slots: usize, seed: u64, kernel: Proof) -> Self {
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
            kernel,
        }
    }

    /// The number of permutations.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// The implementation that runs.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        self.kernel.kernel()
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
        let (factors, terms) = (&self.factors, &self.terms);
        match self.kernel {
            Proof::Portable => scalar::update(hashes, factors, terms, minima),
            #[cfg(target_arch = "aarch64")]
            Proof::Neon(neon) => neon.update(hashes, factors, terms, minima),
            #[cfg(target_arch = "x86_64")]
            Proof::Avx2(avx2) => avx2.update(hashes, factors, terms, minima),
            #[cfg(target_arch = "x86_64")]
            Proof::Avx512(avx512) => avx512.update(hashes, factors, terms, minima),
        }
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
            let mut random = SplitMix64(seed);
            let plain: Vec<u32> = (0..slots).map(|_| {
                let (a, b) = (random.high() | 1, random.high());
                hashes.iter().map(|x| a.wrapping_mul(*x).wrapping_add(b)).min().unwrap_or(u32::MAX)
            }).collect();
            let (head, tail) = hashes.split_at(cut.min(hashes.len()));
            for kernel in Kernel::available() {
                let permutations = Permutations::with_kernel(slots, seed, kernel).unwrap();
                let mut minima = Vec::new();
                permutations.reset(&mut minima);
                permutations.update(head, &mut minima);
                permutations.update(tail, &mut minima);
                prop_assert_eq!(&permutations.signature(&minima), &plain, "{}", kernel);
            }
        }
    }

    #[test]
    fn the_last_kernel_available_is_chosen_and_each_can_be_forced() {
        let kernels: Vec<Kernel> = Kernel::available().collect();
        println!("available: {kernels:?}");
        assert_eq!(
            Some(Permutations::new(8, 1).kernel()),
            kernels.last().copied()
        );
        for kernel in Kernel::ALL {
            let forced = Permutations::with_kernel(8, 1, kernel).map(|forced| forced.kernel());
            assert_eq!(forced, kernels.contains(&kernel).then_some(kernel));
        }
    }
}
