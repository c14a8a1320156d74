//! What was learned about the embedded model on held-out text, so that a score is a probability.

use serde::Deserialize;

use super::hints::Strength;
use crate::Error;
use crate::model::exp;

/// Written by `scripts/langs/lid/calibrate.py`.
const EMBEDDED: &str = include_str!("../../models/lid.toml");
/// A probability below this stays nothing where certainty is taken away, and
const NOTHING: f32 = 1e-7;
/// below this where it is not: raised to a power above 1 it would be next to nothing.
const HARDLY: f32 = 1e-4;

/// How a model's probabilities become scores.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calibration {
    /// By letters of the text, rising: the power that probabilities are raised to before they are
    /// made to add up to 1 again. Below 1 it takes certainty away. Between two lengths the power is
    /// interpolated over the logarithm of the length (temperature scaling: Guo et al., "On
    /// calibration of modern neural networks", 2017, with one temperature a length).
    sharpness: Vec<(f32, f32)>,
    /// What hints count within close groups.
    pub(super) hints: Strength,
}

impl Calibration {
    /// That of the embedded model.
    pub(super) fn embedded() -> Result<Self, Error> {
        toml::from_str(EMBEDDED).map_err(|error| Error::Model {
            model: "embedded model".to_owned(),
            message: format!("lid.toml: {error}"),
        })
    }

    /// Turns probabilities of a text of `letters` letters into calibrated ones, in place.
    pub(super) fn apply(&self, letters: usize, probabilities: &mut [f32]) {
        let power = self.power(letters);
        let least = if power < 1.0 { NOTHING } else { HARDLY };
        let mut sum = 0.0;
        for p in probabilities.iter_mut() {
            *p = if *p < least {
                0.0
            } else {
                exp(power * libm::logf(*p))
            };
            sum += *p;
        }
        if sum > 0.0 {
            for p in probabilities {
                *p /= sum;
            }
        }
    }

    fn power(&self, letters: usize) -> f32 {
        let at = libm::logf(letters.max(1) as f32);
        let mut before: Option<(f32, f32)> = None;
        for (length, power) in &self.sharpness {
            let here = libm::logf(length.max(1.0));
            if at <= here {
                return match before {
                    Some((there, last)) if here > there => {
                        last + (power - last) * (at - there) / (here - there)
                    }
                    _ => *power,
                };
            }
            before = Some((here, *power));
        }
        before.map_or(1.0, |(_, power)| power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calibration() -> Calibration {
        toml::from_str(
            "sharpness = [[10, 0.5], [1000, 1.5]]\n[hints]\ndeclared = 2\ntld = 1\nmost = 3\n",
        )
        .unwrap()
    }

    #[test]
    fn powers_between_lengths() {
        let calibration = calibration();
        for (letters, power) in [(0, 0.5), (10, 0.5), (100, 1.0), (1_000, 1.5), (9_999, 1.5)] {
            assert!(
                (calibration.power(letters) - power).abs() < 1e-6,
                "{letters}"
            );
        }
    }

    #[test]
    fn keeps_the_order_and_adds_up() {
        let mut p = [0.7, 0.2, 0.1, 1e-9];
        calibration().apply(10, &mut p);
        assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(
            p[0] < 0.7 && p[0] > p[1] && p[1] > p[2] && p[3] == 0.0,
            "{p:?}"
        );
        let mut nothing = [0.0; 3];
        calibration().apply(10, &mut nothing);
        assert_eq!(nothing, [0.0; 3]);
    }

    #[test]
    fn the_embedded_one_can_be_read() {
        let calibration = Calibration::embedded().unwrap();
        assert!(calibration.sharpness.is_sorted_by(|a, b| a.0 < b.0));
        let hints = calibration.hints;
        assert!(hints.declared <= hints.most && hints.tld <= hints.most && hints.most < 5.0);
    }
}
