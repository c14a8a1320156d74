//! Boosted decision trees over the numbers of [`crate::features`].
//!
//! The weights are `data/main_text.txt`, made by a script of ours (`scripts/extraction/fit.py`),
//! one tree a line: `(name <= threshold  yes  no)`, where `yes` and `no` are a tree or the value
//! of a leaf. A block's score is the sum of the leaves that it falls into: the logarithm of the
//! odds that it belongs to the main text.

mod ask;
#[cfg(target_arch = "x86_64")]
mod avx2;
mod read;
mod tree;

use std::sync::LazyLock;

use crate::features::{TILE, Tile};
use ask::LANES;
use tree::Tree;

/// After every so many trees, blocks whose score is beyond [`SETTLED`] are settled: the trees that
/// are left would hardly ever bring them back. `fit.py` scores with the same rule, so that what it
/// costs is in the figures.
const ROUND: usize = 16;
const SETTLED: f32 = 2.0;

/// The weights for main text.
pub(crate) fn main_text() -> &'static Forest {
    static FOREST: LazyLock<Forest> = LazyLock::new(|| {
        // A test reads the same file; without weights every block would be even odds.
        Forest::parse(include_str!("../../data/main_text.txt")).unwrap_or_default()
    });
    &FOREST
}

/// The trees.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    trees: Vec<Tree>,
}

impl Forest {
    /// The scores of the first `blocks` blocks of a tile; infinite where they are settled. The
    /// numbers in the tile are used up.
    pub(crate) fn scores(&self, tile: &mut Tile, blocks: usize) -> [f32; TILE] {
        self.scores_with(tile, blocks, add)
    }

    fn scores_with(
        &self,
        tile: &mut Tile,
        blocks: usize,
        add: fn(&[Tree], &[f32], &mut [f32]),
    ) -> [f32; TILE] {
        let mut scores = [0.0_f32; TILE];
        let mut open = Open::new(blocks);
        for trees in self.trees.chunks(ROUND) {
            if open.count == 0 {
                break;
            }
            add(trees, tile.values(), open.sums_mut());
            open.settle();
            open.close_up(tile, &mut scores);
        }
        open.hand_over(&mut scores);
        scores
    }
}

/// Adds to each of `sums` what `trees` say of its block. The blocks are the first of the columns of
/// `values`; `sums` is a multiple of [`LANES`] long.
fn add(trees: &[Tree], values: &[f32], sums: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::add(trees, values, sums) {
        return;
    }
    ask::add_portable(trees, values, sums);
}

/// The blocks that are asked, the first places of a tile.
struct Open {
    count: usize,
    /// Which block of the page's tile stands at each place.
    blocks: [u8; TILE],
    sums: [f32; TILE],
}

impl Open {
    fn new(count: usize) -> Self {
        Self {
            count: count.min(TILE),
            blocks: std::array::from_fn(|block| block as u8),
            sums: [0.0; TILE],
        }
    }

    /// The sums, with those of the places that fill up the last lanes.
    fn sums_mut(&mut self) -> &mut [f32] {
        let lanes = self.count.next_multiple_of(LANES);
        self.sums.get_mut(..lanes).unwrap_or_default()
    }

    /// Makes the scores of those that are settled infinite; what trees add later changes nothing.
    fn settle(&mut self) {
        for sum in self.sums.iter_mut().take(self.count) {
            if sum.abs() > SETTLED {
                *sum *= f32::INFINITY;
            }
        }
    }

    /// Moves those that are not settled together, where that leaves half of the lanes or none to
    /// ask: moving a block takes about as long as asking it a round of trees.
    fn close_up(&mut self, tile: &mut Tile, scores: &mut [f32; TILE]) {
        let sums = self.sums.iter().take(self.count);
        let left = sums.filter(|sum| sum.is_finite()).count();
        if 2 * left.div_ceil(LANES) > self.count.div_ceil(LANES) {
            return;
        }
        self.hand_over(scores);
        let mut from = [0_u8; TILE];
        let mut to = 0;
        for place in 0..self.count {
            let (Some(&sum), Some(&block)) = (self.sums.get(place), self.blocks.get(place)) else {
                return;
            };
            if !sum.is_finite() {
                continue;
            }
            if let (Some(old), Some(open), Some(into)) = (
                from.get_mut(to),
                self.blocks.get_mut(to),
                self.sums.get_mut(to),
            ) {
                (*old, *open, *into) = (place as u8, block, sum);
                to += 1;
            }
        }
        self.count = to;
        tile.gather(from.get(..to).unwrap_or_default());
    }

    fn hand_over(&self, scores: &mut [f32; TILE]) {
        for (sum, block) in self.sums.iter().zip(&self.blocks).take(self.count) {
            if let Some(score) = scores.get_mut(usize::from(*block)) {
                *score = *sum;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{NAMES, column};

    #[test]
    fn the_shipped_weights_can_be_read() {
        let forest = Forest::parse(include_str!("../../data/main_text.txt")).unwrap();
        assert!(forest.trees.len() > 50);
    }

    /// What a tree says of a block, by its text, asked one question after the other.
    fn slow(tree: &str, tile: &Tile, lane: usize) -> f32 {
        let spaced = tree.replace('(', " ( ").replace(')', " ) ");
        let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
        fn node(words: &mut Vec<&str>, tile: &Tile, lane: usize) -> f32 {
            let word = words.pop().unwrap();
            if word != "(" {
                return word.parse().unwrap();
            }
            let name = words.pop().unwrap();
            let feature = NAMES.iter().position(|known| *known == name).unwrap();
            words.pop();
            let threshold: f32 = words.pop().unwrap().parse().unwrap();
            let (yes, no) = (node(words, tile, lane), node(words, tile, lane));
            words.pop();
            if tile.values()[column(feature) + lane] > threshold {
                no
            } else {
                yes
            }
        }
        node(&mut words, tile, lane)
    }

    /// The rule without anything that makes it fast.
    fn slow_scores(text: &str, tile: &Tile, blocks: usize) -> Vec<f32> {
        let trees: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let score = |lane| {
            let mut sum = 0.0_f32;
            for round in trees.chunks(ROUND) {
                for tree in round {
                    sum += slow(tree, tile, lane);
                }
                if sum.abs() > SETTLED {
                    return sum * f32::INFINITY;
                }
            }
            sum
        };
        (0..blocks).map(score).collect()
    }

    fn check(text: &str, fill: impl Fn(&mut Tile), blocks: usize) -> Vec<f32> {
        let forest = Forest::parse(text).unwrap();
        let mut tile = Tile::new();
        fill(&mut tile);
        let wanted = slow_scores(text, &tile, blocks);
        for add in [add, ask::add_portable] {
            fill(&mut tile);
            let scores = forest.scores_with(&mut tile, blocks, add);
            assert_eq!(scores[..blocks], wanted);
            assert!(scores[blocks..].iter().all(|score| *score == 0.0));
        }
        wanted
    }

    #[test]
    fn blocks_side_by_side_get_what_each_gets_alone() {
        let text = "(chars <= 10 (link <= 0.5 0.25 -0.5) 1)\n(words <= 3 -0.125 (link <= 0.75 0.5 (chars <= 40 -0.75 0.0625)))";
        let built = crate::builder::build(
            "<p>one<p>now three words<p>a few more words than before, here<p><a href=x>link</a>\
             <p>text <a href=x>and a longer link</a><p>and one that is longer than forty characters, surely",
            &crate::limits::Limits::default(),
        );
        let features = crate::features::Features::of(&built.tree, &built.head);
        let blocks = built.tree.blocks.len();
        let scores = check(text, |tile| features.fill(tile, 0..blocks), blocks);
        let seen: std::collections::HashSet<u32> = scores.iter().map(|s| s.to_bits()).collect();
        assert!(seen.len() >= 4);
    }

    /// The shipped trees, blocks of every number and kind: some settle in every round, and the rest
    /// is moved together now and then.
    #[test]
    fn the_shipped_trees_say_what_their_text_says() {
        let text = include_str!("../../data/main_text.txt");
        for blocks in [1, 7, 8, 9, 31, 32, 33, 100, TILE] {
            let mut random = 88_172_645_463_325_252_u64;
            let mut next = move || {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                (random >> 40) as f32 / (1 << 24) as f32
            };
            let numbers: Vec<f32> = (0..crate::features::WIDTH * TILE)
                .map(|at| match at % 3 {
                    0 => next(),
                    1 => (next() * 40.0).floor(),
                    _ => next() * 8.0 - 1.0,
                })
                .collect();
            let scores = check(text, |tile| tile.set_all(&numbers), blocks);
            if blocks == TILE {
                assert!(scores.iter().any(|score| score.is_finite()));
                assert!(scores.iter().any(|score| score.is_infinite()));
            }
        }
    }

    #[test]
    fn what_is_settled_is_certain_and_the_rest_goes_on() {
        let text = "1\n".repeat(3) + &"0\n".repeat(20) + "-5\n";
        let forest = Forest::parse(&text).unwrap();
        let scores = forest.scores(&mut Tile::new(), 2);
        assert_eq!(scores[..2], [f32::INFINITY; 2]);
        let text = "1\n".to_owned() + &"0\n".repeat(20) + "-5\n";
        let forest = Forest::parse(&text).unwrap();
        assert_eq!(forest.scores(&mut Tile::new(), 1)[0], f32::NEG_INFINITY);
    }
}
