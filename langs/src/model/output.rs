//! From the mean of a text's features to the probabilities of labels.

use super::error::FormatError;
use super::exp::{exp, sigmoid};
use super::info::Loss;
use super::matrix::Matrix;
use super::tree::Tree;

/// fastText's table of the sigmoid: so many steps for each unit, from -8 to 8.
const STEPS: f32 = 32.0;
const TABLE_END: f32 = 8.0;

/// The output matrix and what becomes of its products.
pub(super) struct Output {
    matrix: Matrix,
    kind: Kind,
}

enum Kind {
    Softmax,
    /// One-vs-all, and negative sampling, which is asked in the same way.
    Binary,
    Tree(Tree),
}

impl Output {
    /// `at` is where the counts of labels are in the file.
    pub(super) fn new(
        loss: Loss,
        matrix: Matrix,
        counts: &[i64],
        at: u64,
    ) -> Result<Self, FormatError> {
        let kind = match loss {
            Loss::Softmax => Kind::Softmax,
            Loss::OneVsAll | Loss::NegativeSampling => Kind::Binary,
            Loss::HierarchicalSoftmax => Kind::Tree(Tree::new(counts, at)?),
        };
        Ok(Self { matrix, kind })
    }

    pub(super) fn is_quantised(&self) -> bool {
        self.matrix.is_quantised()
    }

    /// See [`Model::probabilities`](super::Model::probabilities).
    pub(super) fn probabilities(&self, mean: &[f32], out: &mut Vec<f32>) {
        if let Kind::Tree(tree) = &self.kind {
            tree.probabilities(&self.matrix, mean, out);
        } else {
            out.clear();
            self.matrix.dots(mean, out);
            match self.kind {
                Kind::Softmax => softmax(out),
                _ => out
                    .iter_mut()
                    .for_each(|score| *score = table_sigmoid(*score)),
            }
        }
        if !out.iter().all(|value| value.is_finite()) {
            out.fill(0.0);
        }
    }
}

fn softmax(scores: &mut [f32]) {
    let greatest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - greatest);
    }
    for score in scores.iter() {
        sum += score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// The sigmoid as fastText predicts with it: constant within a step of its table.
fn table_sigmoid(x: f32) -> f32 {
    if x < -TABLE_END {
        0.0
    } else if x > TABLE_END {
        1.0
    } else {
        sigmoid(((x + TABLE_END) * STEPS).floor() / STEPS - TABLE_END)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_adds_up_to_one_and_never_overflows() {
        let mut scores = [1e6, 1e6, -1e6, 999_999.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(scores[0], scores[1]);
        assert!((scores[3] / scores[0] - (-1.0_f32).exp()).abs() < 1e-6);
    }

    #[test]
    fn sigmoid_has_the_steps_of_the_table() {
        assert_eq!(table_sigmoid(0.0), 0.5);
        assert_eq!(table_sigmoid(0.031), 0.5);
        assert!(table_sigmoid(0.0313) > 0.5);
        assert_eq!((table_sigmoid(-8.1), table_sigmoid(8.1)), (0.0, 1.0));
        assert!(table_sigmoid(f32::NAN).is_nan());
    }
}
