//! How often a document is wanted for a score of its quality.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::weight::{MOST, Weight};

/// Points of a score and a number of times, with straight lines between them; below the first and above the
/// last point, the number there. OpenEuroLLM's sampler for its flag mix maps a score between two such anchors
/// (at most 4 to 1 times and at least 1 to 0.001 times, by the size of the language).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(f64, f64)>", into = "Vec<(f64, f64)>")]
pub struct QualityWeights(Vec<(f64, f64)>);

impl QualityWeights {
    /// Points as pairs of a score and a number of times (0 to 1,000); scores only grow.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no point, if scores do not grow, or if a number is out of its range.
    pub fn new(points: Vec<(f64, f64)>) -> Result<Self, Error> {
        let wrong = |message, help| Err(Error::setting("quality", message, help));
        let mut last: Option<f64> = None;
        for (score, times) in &points {
            if !score.is_finite() {
                return wrong(
                    format!("{score} is no score"),
                    "write points of a score and a number of times: [[0.2, 0.5], [0.9, 3]]",
                );
            }
            if let Some(last) = last
                && *score <= last
            {
                return wrong(
                    format!("the score {score} comes after {last}"),
                    "scores only grow",
                );
            }
            last = Some(*score);
            if !(0.0..=f64::from(MOST)).contains(times) {
                return wrong(
                    format!("{times} times is not between 0 and 1000"),
                    "1 is once, 0 leaves such documents out",
                );
            }
        }
        if points.is_empty() {
            return wrong(
                "there is no point".into(),
                "write points of a score and a number of times: [[0.2, 0.5], [0.9, 3]]",
            );
        }
        Ok(Self(points))
    }

    /// The weight of a document of that score; once if the score is no number.
    #[must_use]
    pub fn of(&self, score: f64) -> Weight {
        if score.is_nan() {
            return Weight::ONE;
        }
        let above = self.0.partition_point(|(at, _)| *at <= score);
        let before = above.checked_sub(1).and_then(|at| self.0.get(at));
        let times = match (before, self.0.get(above)) {
            (Some((x, a)), Some((y, b))) => a + (b - a) * (score - x) / (y - x),
            (Some((_, times)), None) | (None, Some((_, times))) => *times,
            (None, None) => 1.0,
        };
        Weight::of(times)
    }
}

impl TryFrom<Vec<(f64, f64)>> for QualityWeights {
    type Error = Error;

    fn try_from(points: Vec<(f64, f64)>) -> Result<Self, Error> {
        Self::new(points)
    }
}

impl From<QualityWeights> for Vec<(f64, f64)> {
    fn from(weights: QualityWeights) -> Self {
        weights.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_points_it_is_linear_and_outside_it_stays() {
        let weights = QualityWeights::new(vec![(0.0, 0.001), (1.0, 2.0), (3.0, 4.0)]).unwrap();
        let of = [
            f64::NEG_INFINITY,
            0.0,
            0.5,
            1.0,
            2.0,
            3.0,
            f64::INFINITY,
            f64::NAN,
        ];
        let of = of.map(|score| weights.of(score).times());
        assert_eq!(of, [1.0 / 64.0, 1.0 / 64.0, 1.0, 2.0, 3.0, 4.0, 4.0, 1.0]);
        let one = QualityWeights::new(vec![(5.0, 3.0)]).unwrap();
        assert_eq!([0.0, 9.0].map(|score| one.of(score).times()), [3.0, 3.0]);
    }

    #[test]
    fn wrong_points_are_refused() {
        let refused = |points: &[(f64, f64)]| {
            let error = QualityWeights::new(points.to_vec()).unwrap_err();
            error.to_string()
        };
        assert!(refused(&[]).contains("no point"));
        assert!(refused(&[(1.0, 1.0), (1.0, 2.0)]).contains("1 comes after 1"));
        assert!(refused(&[(f64::NAN, 1.0)]).contains("NaN is no score"));
        assert!(refused(&[(0.0, 1001.0)]).contains("1001 times"));
        assert!(serde_json::from_str::<QualityWeights>("[[1,1],[0,1]]").is_err());
    }
}
