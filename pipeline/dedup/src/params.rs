//! The parameters that signatures depend on.

use serde::{Deserialize, Serialize};

use crate::Error;

/// Most slots a signature may have; keeps a damaged file from asking for all memory.
const MAX_SLOTS: u32 = 4096;

/// How a signature is made from a set of shingles. A change of what one gives needs a new
/// [`stored_name`](Family::stored_name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Family {
    /// In each slot the minimum of one permutation of the whole set ([`crate::kernel`]).
    #[default]
    Classic,
    /// Fast similarity sketching: rounds in which every shingle is thrown into one slot, until all are
    /// taken (Dahlgaard, Knudsen and Thorup 2017). Of short documents its estimates are better.
    Fss,
}

impl Family {
    /// The name that files carry, which stands for every step from normalised words to slots.
    #[must_use]
    pub fn stored_name(self) -> &'static str {
        match self {
            Self::Fss => "fss-mul-add-32-1",
            Self::Classic => "minhash-mul-add-32-mum-1",
        }
    }
}

/// The share of slots that has to agree, if nothing else is asked for.
pub const THRESHOLD: f32 = 0.71;

/// Parameters of the signatures: what is hashed, and how many times.
///
/// The defaults (14 bands of 8 rows, shingles of 5 words) are those of FineWeb and FineWeb-2
/// (Penedo et al. 2024, 2025; `minhash.py` of datatrove). They find a pair of Jaccard similarity 0.8
/// with probability 0.924, and one of 0.5 with 0.053. The 48 slots beside the bands make the estimate that
/// a pair is then verified by surer: with 112 slots alone, no threshold keeps both nine in ten pairs of
/// similarity 0.8 and all but one in 10,000 of those below 0.6 out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Bands of the signature, at least 1. Two documents are candidates if they agree in one.
    pub bands: u16,
    /// Slots in each band, at least 1.
    pub rows: u16,
    /// Slots beside those of the bands, by which pairs are verified too. `bands * rows + checks` is at most
    /// 4096.
    pub checks: u16,
    /// Words in a shingle, 1 to 64: characters in scripts without spaces ([`crate::words`]).
    pub shingle: u16,
    /// Seed of the permutations.
    pub seed: u64,
    /// How slots are filled.
    pub family: Family,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            bands: 14,
            rows: 8,
            checks: 48,
            shingle: 5,
            seed: 1,
            family: Family::Classic,
        }
    }
}

impl Params {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Params`] names the first parameter out of its range.
    pub fn validate(&self) -> Result<(), Error> {
        let fail = |name, found: u32, expected| {
            Err(Error::Params {
                name,
                found: found.to_string(),
                expected,
            })
        };
        if self.bands == 0 {
            return fail("bands", 0, "at least 1");
        }
        if self.rows == 0 {
            return fail("rows", 0, "at least 1");
        }
        let slots = u32::from(self.bands) * u32::from(self.rows) + u32::from(self.checks);
        if slots > MAX_SLOTS {
            return fail("bands * rows + checks", slots, "at most 4096");
        }
        if !(1..=64).contains(&self.shingle) {
            return fail("shingle", self.shingle.into(), "1 to 64 words");
        }
        Ok(())
    }

    /// Slots of a signature: `bands * rows + checks`.
    #[must_use]
    pub fn slots(&self) -> usize {
        usize::from(self.bands) * usize::from(self.rows) + usize::from(self.checks)
    }

    /// The probability that two documents of Jaccard similarity `jaccard` (0 to 1) agree in at least
    /// one band: `1 - (1 - J^rows)^bands` (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*,
    /// 3.4.2).
    #[must_use]
    pub fn hit_probability(&self, jaccard: f64) -> f64 {
        1.0 - (1.0 - jaccard.powi(self.rows.into())).powi(self.bands.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_hit_as_published() {
        let params = Params::default();
        params.validate().unwrap();
        assert_eq!(params.slots(), 112 + 48);
        assert!((params.hit_probability(0.8) - 0.924).abs() < 0.001);
        assert!((params.hit_probability(0.5) - 0.053).abs() < 0.001);
    }

    #[test]
    fn families_are_spelled_as_in_configs() {
        let params: Params = serde_json::from_str(r#"{"family":"classic"}"#).unwrap();
        assert_eq!(params, Params::default());
        assert!(serde_json::from_str::<Params>(r#"{"family":"Classic"}"#).is_err());
    }

    #[test]
    fn each_range_is_checked_by_name() {
        let good = Params::default();
        for (bad, name) in [
            (Params { bands: 0, ..good }, "`bands`"),
            (Params { rows: 0, ..good }, "`rows`"),
            (
                Params {
                    bands: 65535,
                    rows: 65535,
                    ..good
                },
                "`bands * rows + checks`",
            ),
            (Params { shingle: 0, ..good }, "`shingle`"),
            (
                Params {
                    shingle: 65,
                    ..good
                },
                "`shingle`",
            ),
        ] {
            let message = bad.validate().unwrap_err().to_string();
            assert!(message.contains(name), "{message}");
        }
    }
}
