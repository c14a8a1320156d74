//! Boosted decision trees over the numbers of [`crate::features`].
//!
//! The weights are `data/main_text.txt`, made by a script of ours (`scripts/extraction/fit.py`),
//! one tree a line: `(name <= threshold  yes  no)`, where `yes` and `no` are a tree or the value
//! of a leaf. A block's score is the sum of the leaves that it falls into: the logarithm of the
//! odds that it belongs to the main text.

use std::sync::LazyLock;

use crate::features::{NAMES, TILE, Tile};

/// After every so many trees, blocks whose score is beyond [`SETTLED`] are settled: the trees that
/// are left would hardly ever bring them back. `fit.py` scores with the same rule, so that what it
/// costs is in the figures.
const ROUND: usize = 16;
const SETTLED: f32 = 2.0;

/// The weights for main text.
pub(crate) fn main_text() -> &'static Forest {
    static FOREST: LazyLock<Forest> = LazyLock::new(|| {
        // A test reads the same file; without weights every block would be even odds.
        Forest::parse(include_str!("../data/main_text.txt")).unwrap_or_default()
    });
    &FOREST
}

/// A node: a question, or a leaf that asks for ever and answers with itself.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Where the feature's column begins in a tile.
    column: u32,
    /// The node for "no more than the threshold"; the other one stands behind it.
    yes: u32,
    /// The threshold; of a leaf, infinity.
    threshold: f32,
    /// The value of a leaf.
    value: f32,
}

#[derive(Debug, Clone, Copy)]
struct Tree {
    root: u32,
    depth: u32,
}

/// The trees.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    trees: Vec<Tree>,
}

impl Forest {
    /// Reads weights, or says what is wrong with which line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut forest = Self::default();
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            forest
                .tree(line)
                .map_err(|why| format!("line {}: {why}", number + 1))?;
        }
        Ok(forest)
    }

    fn tree(&mut self, line: &str) -> Result<(), String> {
        let root = self.room(1);
        let mut words = Words(line);
        let depth = self.node(&mut words, root, 0)?;
        self.trees.push(Tree {
            root: root as u32,
            depth,
        });
        match words.next() {
            None => Ok(()),
            Some(word) => Err(format!("expected the end of the tree, found {word:?}")),
        }
    }

    /// Makes room for nodes that stand together.
    fn room(&mut self, nodes: usize) -> usize {
        let at = self.nodes.len();
        let empty = Node {
            column: 0,
            yes: at as u32,
            threshold: f32::INFINITY,
            value: 0.0,
        };
        self.nodes.extend(std::iter::repeat_n(empty, nodes));
        at
    }

    /// Reads a node into `at`; gives how many questions there are below it at most.
    fn node(&mut self, words: &mut Words<'_>, at: usize, depth: u32) -> Result<u32, String> {
        const DEEPEST: u32 = 64;
        let word = words.next().ok_or("expected a node, found the end")?;
        let number = |word: &str| {
            word.parse::<f32>()
                .map_err(|_| format!("expected a number, found {word:?}"))
        };
        if word != "(" {
            let node = Node {
                column: 0,
                yes: at as u32,
                threshold: f32::INFINITY,
                value: number(word)?,
            };
            self.put(at, node);
            return Ok(0);
        }
        if depth >= DEEPEST {
            return Err(format!("a tree deeper than {DEEPEST}"));
        }
        let name = words.next().unwrap_or_default();
        let feature = NAMES
            .iter()
            .position(|known| *known == name)
            .ok_or_else(|| format!("no feature is called {name:?}"))?;
        match words.next() {
            Some("<=") => {}
            other => return Err(format!("expected <=, found {other:?}")),
        }
        let threshold = number(words.next().unwrap_or_default())?;
        let yes = self.room(2);
        let node = Node {
            column: (feature * TILE) as u32,
            yes: yes as u32,
            threshold,
            value: 0.0,
        };
        self.put(at, node);
        let left = self.node(words, yes, depth + 1)?;
        let right = self.node(words, yes + 1, depth + 1)?;
        match words.next() {
            Some(")") => Ok(left.max(right) + 1),
            other => Err(format!("expected ), found {other:?}")),
        }
    }

    fn put(&mut self, at: usize, node: Node) {
        if let Some(slot) = self.nodes.get_mut(at) {
            *slot = node;
        }
    }

    /// The scores of the first `blocks` blocks of a tile; infinite where they are settled.
    pub(crate) fn scores(&self, tile: &Tile, blocks: usize) -> [f32; TILE] {
        let mut scores = [0.0_f32; TILE];
        let mut open: [u8; TILE] = std::array::from_fn(|lane| lane as u8);
        let mut count = blocks.min(TILE);
        for trees in self.trees.chunks(ROUND) {
            let lanes = open.get(..count).unwrap_or_default();
            for tree in trees {
                for group in lanes.chunks(LANES) {
                    self.walk(tree, tile, group, &mut scores);
                }
            }
            let mut left = 0;
            for at in 0..count {
                let lane = open.get(at).copied().unwrap_or_default();
                let Some(score) = scores.get_mut(usize::from(lane)) else {
                    continue;
                };
                if score.abs() > SETTLED {
                    *score *= f32::INFINITY;
                } else if let Some(slot) = open.get_mut(left) {
                    *slot = lane;
                    left += 1;
                }
            }
            count = left;
        }
        scores
    }

    /// Takes up to [`LANES`] blocks down a tree side by side, so that the steps of one need not
    /// wait for those of another.
    fn walk(&self, tree: &Tree, tile: &Tile, lanes: &[u8], scores: &mut [f32; TILE]) {
        let mut at = [tree.root; LANES];
        let mut lane = [0_usize; LANES];
        for (to, from) in lane.iter_mut().zip(lanes) {
            *to = usize::from(*from);
        }
        let values = tile.values();
        for _ in 0..tree.depth {
            for (at, lane) in at.iter_mut().zip(&lane) {
                if let Some(node) = self.nodes.get(*at as usize)
                    && let Some(value) = values.get(node.column as usize + lane)
                {
                    *at = node.yes + u32::from(*value > node.threshold);
                }
            }
        }
        for (at, lane) in at.iter().zip(lanes) {
            if let (Some(node), Some(score)) = (
                self.nodes.get(*at as usize),
                scores.get_mut(usize::from(*lane)),
            ) {
                *score += node.value;
            }
        }
    }
}

/// Blocks that walk together.
const LANES: usize = 8;

/// The words of a tree: brackets, names, signs and numbers.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start();
        let end = match rest.as_bytes().first()? {
            b'(' | b')' => 1,
            _ => rest.find([' ', '(', ')']).unwrap_or(rest.len()),
        };
        let (word, rest) = rest.split_at(end);
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_can_be_read() {
        let forest = Forest::parse(include_str!("../data/main_text.txt")).unwrap();
        assert!(forest.trees.len() > 50);
    }

    #[test]
    fn faults_are_told() {
        for (text, why) in [
            ("(chars <= 1 2 3", "line 1: expected ), found None"),
            (
                "# a\n(colour <= 1 2 3)",
                "line 2: no feature is called \"colour\"",
            ),
            ("(chars < 1 2 3)", "line 1: expected <=, found Some(\"<\")"),
            ("1 2", "line 1: expected the end of the tree, found \"2\""),
        ] {
            assert_eq!(Forest::parse(text).map(|_| ()), Err(why.to_owned()));
        }
    }

    /// What a tree says, asked one question after the other.
    fn slow(nodes: &[Node], root: u32, tile: &Tile, lane: usize) -> f32 {
        let mut at = root as usize;
        while nodes[at].threshold.is_finite() {
            let value = tile.values()[nodes[at].column as usize + lane];
            at = nodes[at].yes as usize + usize::from(value > nodes[at].threshold);
        }
        nodes[at].value
    }

    #[test]
    fn blocks_side_by_side_get_what_each_gets_alone() {
        let text = "(chars <= 10 (link <= 0.5 0.25 -0.5) 1)\n(words <= 3 -0.125 (link <= 0.75 0.5 (chars <= 40 -0.75 0.0625)))";
        let forest = Forest::parse(text).unwrap();
        let built = crate::builder::build(
            "<p>one<p>now three words<p>a few more words than before, here<p><a href=x>link</a>\
             <p>text <a href=x>and a longer link</a><p>and one that is longer than forty characters, surely",
            &crate::limits::Limits::default(),
        );
        let features = crate::features::Features::of(&built.tree, &built.head);
        let blocks = built.tree.blocks.len();
        let mut tile = Tile::new();
        features.fill(&mut tile, 0..blocks);
        let scores = forest.scores(&tile, blocks);
        let mut seen = std::collections::HashSet::new();
        for (lane, score) in scores.iter().enumerate().take(blocks) {
            let sum: f32 = forest
                .trees
                .iter()
                .map(|t| slow(&forest.nodes, t.root, &tile, lane))
                .sum();
            assert_eq!(*score, sum, "block {lane}");
            seen.insert(sum.to_bits());
        }
        assert!(seen.len() >= 4);
    }

    #[test]
    fn what_is_settled_is_certain_and_the_rest_goes_on() {
        let text = "1\n".repeat(3) + &"0\n".repeat(20) + "-5\n";
        let forest = Forest::parse(&text).unwrap();
        let scores = forest.scores(&Tile::new(), 2);
        assert_eq!(scores[..2], [f32::INFINITY; 2]);
        let text = "1\n".to_owned() + &"0\n".repeat(20) + "-5\n";
        let forest = Forest::parse(&text).unwrap();
        assert_eq!(forest.scores(&Tile::new(), 1)[0], f32::NEG_INFINITY);
    }
}
