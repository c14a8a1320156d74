//! The Huffman tree of hierarchical softmax.
//!
//! F. Morin, Y. Bengio, "Hierarchical probabilistic neural network language model", 2005. The file
//! does not hold the tree: it is made from the counts of the labels, so that it must be made
//! exactly as fastText does, ties and order of children included.

use super::FormatError;
use super::exp::sigmoid;
use super::matrix::Matrix;

/// fastText's count of a node that is not built yet. The counts of a real model stay below.
const UNBUILT: i64 = 1_000_000_000_000_000;
/// What fastText adds to each factor, inside of a logarithm. Kept, as it adds up: a label twenty
/// nodes deep is given 1.0002 otherwise given 1.
const EPSILON: f32 = 1e-5;

/// Nodes are numbered as in fastText: leaves are the labels, inner nodes follow, the root is last.
pub(super) struct Tree {
    leaves: usize,
    /// Left and right child of each inner node.
    children: Vec<(usize, usize)>,
}

impl Tree {
    /// `at` is where in the file the counts are.
    pub(super) fn new(counts: &[i64], at: u64) -> Result<Self, FormatError> {
        let what = "the counts of labels, which make the tree of hierarchical softmax,";
        let mut total = 0_i64;
        for &count in counts {
            total = total.saturating_add(count);
            if count < 0 || total >= UNBUILT {
                let expected = format!("none below 0 and less than {UNBUILT} together");
                return Err(FormatError::value(at, what, count, expected));
            }
        }
        let leaves = counts.len();
        let mut built = counts.to_vec();
        let mut children = Vec::with_capacity(leaves.saturating_sub(1));
        // From the rarest leaf upwards, and from the oldest inner node.
        let (mut rarest, mut oldest) = (leaves, leaves);
        for _ in 1..leaves {
            let mut take = || {
                let inner = built.get(oldest).copied().unwrap_or(UNBUILT);
                match rarest.checked_sub(1) {
                    Some(leaf) if built.get(leaf).is_some_and(|&count| count < inner) => {
                        rarest = leaf;
                        leaf
                    }
                    _ => {
                        oldest += 1;
                        oldest - 1
                    }
                }
            };
            let (left, right) = (take(), take());
            let count = |node: usize| built.get(node).copied().unwrap_or_default();
            built.push(count(left) + count(right));
            children.push((left, right));
        }
        Ok(Self { leaves, children })
    }

    /// Sets `out` to the probability of each leaf: the product of the decisions on its way.
    pub(super) fn probabilities(&self, output: &Matrix, mean: &[f32], out: &mut Vec<f32>) {
        out.clear();
        out.resize(self.leaves + self.children.len(), 0.0);
        if let Some(root) = out.last_mut() {
            *root = 1.0;
        }
        // Children come before their parents, so this is from the root downwards.
        for (row, &(left, right)) in self.children.iter().enumerate().rev() {
            let here = out.get(self.leaves + row).copied().unwrap_or_default();
            let goes_right = sigmoid(output.dot(row, mean));
            for (child, share) in [(left, 1.0 - goes_right), (right, goes_right)] {
                if let Some(child) = out.get_mut(child) {
                    *child = here * (share + EPSILON);
                }
            }
        }
        out.truncate(self.leaves);
        out.iter_mut().for_each(|value| *value = value.min(1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_tree_of_huffman() {
        // 2+3 = 5 (node 4), 4+5: the leaf 4 is less than 5, so it is left; 9 (node 5); then 9, 9.
        let tree = Tree::new(&[9, 4, 3, 2], 0).unwrap();
        assert_eq!(tree.children, [(3, 2), (1, 4), (5, 0)]);
    }

    #[test]
    fn an_inner_node_goes_first_in_a_tie() {
        let tree = Tree::new(&[2, 1, 1], 0).unwrap();
        assert_eq!(tree.children, [(2, 1), (3, 0)]);
    }

    #[test]
    fn one_label_is_certain_and_odd_counts_are_refused() {
        assert!(Tree::new(&[5], 0).unwrap().children.is_empty());
        assert!(Tree::new(&[5, -1], 0).is_err());
        assert!(Tree::new(&[5, UNBUILT], 0).is_err());
        assert!(Tree::new(&[i64::MAX, i64::MAX], 0).is_err());
        assert!(Tree::new(&[0, 0, 0, 0], 0).is_ok());
    }

    #[test]
    fn children_come_before_their_parents() {
        for counts in [
            vec![1, 9, 2, 8, 3],
            vec![0; 9],
            (0..40).collect(),
            vec![7; 33],
        ] {
            let tree = Tree::new(&counts, 0).unwrap();
            let mut seen = vec![0; counts.len() * 2 - 1];
            for (row, &(left, right)) in tree.children.iter().enumerate() {
                assert!(left.max(right) < counts.len() + row);
                seen[left] += 1;
                seen[right] += 1;
            }
            seen.pop();
            assert!(seen.iter().all(|&times| times == 1), "{counts:?}");
        }
    }
}
