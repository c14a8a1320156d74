//! From a text to its signature.

use crate::fss::Fss;
use crate::kernel::{Group, Permutations};
use crate::shingle::{Sums, mix64};
use crate::words::{self, Run, Sink};
use crate::{Error, Family, Params};

/// Makes signatures. Shared freely between threads; each thread brings its own [`Scratch`].
#[derive(Debug, Clone)]
pub struct Signer {
    params: Params,
    slots: Slots,
}

/// How slots are filled.
#[derive(Debug, Clone)]
enum Slots {
    Classic(Permutations),
    Fss(Fss),
}

/// What [`Signer::sign`] gives for a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signed {
    /// `bands * rows + checks` minima, band after band, then the checks.
    pub signature: Vec<u32>,
    /// A hash of the whole sequence of normalised words: equal for texts of equal sequences, and for
    /// others but with a probability of about 2^-128 a pair.
    pub exact: u128,
}

/// Working memory of [`Signer::sign`], kept from text to text.
#[derive(Debug, Default)]
pub struct Scratch {
    words: words::Scratch,
    sums: Sums,
    shingles: Vec<u32>,
    minima: Vec<Group>,
    bins: Vec<u64>,
}

impl Signer {
    /// # Errors
    /// [`Error::Params`] if a parameter is out of its range.
    pub fn new(params: Params) -> Result<Self, Error> {
        params.validate()?;
        let (slots, seed) = (params.slots(), params.seed);
        Ok(Self {
            params,
            slots: match params.family {
                Family::Classic => Slots::Classic(Permutations::new(slots, seed)),
                Family::Fss => Slots::Fss(Fss::new(slots, seed)),
            },
        })
    }

    /// The parameters of the signatures.
    #[must_use]
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The signature of a text, or `None` if it has no word.
    ///
    /// A text of fewer words than a shingle gives one shingle of all its words, so that short texts
    /// are duplicates only if all their words are the same.
    pub fn sign(&self, text: &str, scratch: &mut Scratch) -> Option<Signed> {
        match &self.slots {
            Slots::Classic(permutations) => {
                let mut minima = std::mem::take(&mut scratch.minima);
                permutations.reset(&mut minima);
                let exact = self.shingles(text, scratch, |shingles| {
                    permutations.update(shingles, &mut minima);
                });
                let signed = exact.map(|exact| Signed {
                    signature: permutations.signature(&minima),
                    exact,
                });
                scratch.minima = minima;
                signed
            }
            Slots::Fss(fss) => {
                let mut bins = std::mem::take(&mut scratch.bins);
                fss.reset(&mut bins);
                let exact = self.shingles(text, scratch, |shingles| {
                    fss.update(shingles, &mut bins);
                });
                let signed = exact.map(|exact| Signed {
                    signature: fss.signature(&bins).collect(),
                    exact,
                });
                scratch.bins = bins;
                signed
            }
        }
    }

    /// The shingles of a text as a set: their hashes, sorted, each once; empty if the text has no word.
    #[must_use]
    pub fn shingle_set(&self, text: &str, scratch: &mut Scratch) -> Vec<u32> {
        let mut set = Vec::new();
        self.shingles(text, scratch, |shingles| set.extend_from_slice(shingles));
        set.sort_unstable();
        set.dedup();
        set
    }

    /// Calls `each` with the hashes of the shingles of a text, of which a signature is made, some hundreds
    /// at a time, in order and with those that come again. Gives [`Signed::exact`], or `None` if the text
    /// has no word.
    pub fn shingles(
        &self,
        text: &str,
        scratch: &mut Scratch,
        mut each: impl FnMut(&[u32]),
    ) -> Option<u128> {
        let Scratch {
            words,
            sums,
            shingles,
            ..
        } = scratch;
        sums.reset(self.params.shingle);
        let mut pieces = Pieces {
            sums,
            shingles,
            each: &mut each,
        };
        words::feed(text, words, &mut pieces);
        if let Some(rest) = sums.rest() {
            each(&[rest]);
        }
        sums.exact()
    }
}

/// Takes words, and gives their shingles.
struct Pieces<'a, F> {
    sums: &'a mut Sums,
    shingles: &'a mut Vec<u32>,
    each: &'a mut F,
}

impl<F: FnMut(&[u32])> Sink for Pieces<'_, F> {
    #[inline(always)]
    fn words(&mut self, run: Run<'_>) {
        self.sums.words(run);
    }

    /// The shingles of a few kilobytes of text stay in the first-level cache, and bound memory for a
    /// text of any length.
    #[inline(always)]
    fn pause(&mut self) {
        self.sums.drain(self.shingles);
        (self.each)(self.shingles);
    }
}

/// [`Signed::exact`] alone, without shingles and signature: for exact duplicates.
#[must_use]
pub fn exact_hash(text: &str, scratch: &mut Scratch) -> Option<u128> {
    scratch.sums.reset(0);
    words::feed(text, &mut scratch.words, &mut Whole(&mut scratch.sums));
    scratch.sums.exact()
}

/// Takes words, for the hash of their sequence.
struct Whole<'a>(&'a mut Sums);

impl Sink for Whole<'_> {
    #[inline(always)]
    fn words(&mut self, run: Run<'_>) {
        self.0.words(run);
    }

    #[inline(always)]
    fn pause(&mut self) {
        self.0.forget();
    }
}

/// The key of band `band` (from 0) of a signature of `rows` slots a band: equal for equal bands, and
/// for different ones but with probability 2^-64. A band that lies outside the signature is empty.
#[must_use]
pub fn band_key(signature: &[u32], band: usize, rows: usize) -> u64 {
    let slots = band
        .checked_mul(rows)
        .and_then(|start| signature.get(start..start.checked_add(rows)?))
        .unwrap_or_default();
    // The constant keeps a run of zeros from staying zero.
    slots.iter().fold(0, |key: u64, slot| {
        mix64(key.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ u64::from(*slot))
    })
}

/// The estimated Jaccard similarity J of the shingle sets of two texts, from 0 to 1: the share of equal
/// slots. It is unbiased, with a standard error of `sqrt(J * (1 - J) / slots)`, that is 0.038 at J = 0.8
/// with 112 slots (Broder 1997). Signatures of different lengths, and empty ones, have nothing in common.
#[must_use]
pub fn similarity<T: PartialEq>(a: &[T], b: &[T]) -> f32 {
    if a.len() != b.len() || a.is_empty() {
        return 0.0;
    }
    let equal: u32 = a.iter().zip(b).map(|(x, y)| u32::from(x == y)).sum();
    equal as f32 / a.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(text: &str) -> Option<Signed> {
        Signer::new(Params::default())
            .unwrap()
            .sign(text, &mut Scratch::default())
    }

    #[test]
    fn no_words_no_signature() {
        assert_eq!(sign(""), None);
        assert_eq!(sign(" \n\t.,;!? \u{2764}\u{fe0f} «»"), None);
    }

    #[test]
    fn a_short_text_is_one_shingle() {
        let [ab, ba, abc] = ["Alpha, beta.", "beta alpha", "alpha beta gamma"].map(sign);
        assert!(ab.is_some());
        assert_eq!(ab, sign("alpha beta"));
        assert_ne!(ab, ba);
        assert_ne!(ab, abc);
        assert_ne!(sign("a b c d"), sign("a b c d e"));
    }

    #[test]
    fn exact_hashes_are_of_the_words_in_their_order() {
        let exact = |text| sign(text).unwrap().exact;
        let texts = [
            "a b c d e f",
            "A, b. C 'd' e f!",
            "b a c d e f",
            "a b c d f e",
            "a b c d e f f",
            "a b c d e f a b c d e f",
            "a",
            "a a",
            "ab c d e f",
        ];
        let hashes: std::collections::BTreeSet<u128> =
            texts.iter().map(|text| exact(text)).collect();
        assert_eq!(exact(texts[0]), exact(texts[1]));
        assert_eq!(hashes.len(), texts.len() - 1);
        // Both halves tell texts apart.
        let high: std::collections::BTreeSet<u64> =
            hashes.iter().map(|hash| (hash >> 64) as u64).collect();
        let low: std::collections::BTreeSet<u64> = hashes.iter().map(|hash| *hash as u64).collect();
        assert_eq!((high.len(), low.len()), (hashes.len(), hashes.len()));
    }

    #[test]
    fn exact_hashes_need_no_signature() {
        let mut scratch = Scratch::default();
        let long = "Žluťoučký kůň úpěl 漢字 ".repeat(500);
        for text in ["", "...", "a", "a b c d e", "a b c d e f", &long] {
            assert_eq!(
                exact_hash(text, &mut scratch),
                sign(text).map(|signed| signed.exact)
            );
        }
    }

    #[test]
    fn scratch_carries_nothing_over() {
        let signer = Signer::new(Params::default()).unwrap();
        let mut scratch = Scratch::default();
        signer.sign("one two three four five six seven", &mut scratch);
        let used = signer.sign("eins zwei drei", &mut scratch);
        assert_eq!(used, sign("eins zwei drei"));
        assert_eq!(signer.sign("...", &mut scratch), None);
    }

    #[test]
    fn a_long_text_is_the_minimum_of_its_parts() {
        let words: Vec<String> = (0..10_000).map(|i| spell(i as u64)).collect();
        let whole = sign(&words.join(" ")).unwrap().signature;
        let mut least = vec![u32::MAX; whole.len()];
        for window in words.windows(5) {
            let one = sign(&window.join(" ")).unwrap().signature;
            least
                .iter_mut()
                .zip(one)
                .for_each(|(least, slot)| *least = slot.min(*least));
        }
        assert_eq!(whole, least);
    }

    /// Words without digits, which would be folded together.
    fn spell(mut number: u64) -> String {
        let mut word = String::from("w");
        while number > 0 {
            word.push(char::from(b'a' + (number % 26) as u8));
            number /= 26;
        }
        word
    }

    #[test]
    fn band_keys_are_of_the_band_alone() {
        let a: Vec<u32> = (0..112).collect();
        let mut b = a.clone();
        b[8] = 1000;
        for band in 0..14 {
            assert_eq!(band_key(&a, band, 8) == band_key(&b, band, 8), band != 1);
        }
        b.swap(16, 17);
        assert_ne!(band_key(&a, 2, 8), band_key(&b, 2, 8));
        assert_eq!(band_key(&a, 14, 8), band_key(&[], 0, 8));
        assert_eq!(band_key(&a, usize::MAX, 8), band_key(&[], 0, 8));
    }

    #[test]
    fn similarity_counts_slots() {
        assert_eq!(similarity(&[1, 2, 3, 4], &[1, 2, 0, 4]), 0.75);
        assert_eq!(similarity(&[1, 2, 0, 4], &[1, 2, 3, 4]), 0.75);
        assert_eq!(similarity(&[1], &[1, 1]), 0.0);
        assert_eq!(similarity::<u32>(&[], &[]), 0.0);
    }
}
