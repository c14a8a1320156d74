//! Reading the text of trees.

use super::Forest;
use super::tree::{LEAVES, Question, Tree};
use crate::features::{NAMES, column};

impl Forest {
    /// Reads weights, or says what is wrong with which line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut trees = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let tree = tree(line).map_err(|why| format!("line {}: {why}", number + 1))?;
            trees.push(tree);
        }
        Ok(Self { trees })
    }
}

fn tree(line: &str) -> Result<Tree, String> {
    let mut words = Words(line);
    let mut tree = Tree {
        questions: Vec::new(),
        leaves: [0.0; LEAVES],
    };
    node(&mut words, &mut tree, 0)?;
    match words.next() {
        None => Ok(tree),
        Some(word) => Err(format!("expected the end of the tree, found {word:?}")),
    }
}

/// Reads a node, of which the first leaf is the one numbered `first`; gives the number after its
/// last one.
fn node(words: &mut Words<'_>, tree: &mut Tree, first: usize) -> Result<usize, String> {
    let word = words.next().ok_or("expected a node, found the end")?;
    let number = |word: &str| {
        word.parse::<f32>()
            .map_err(|_| format!("expected a number, found {word:?}"))
    };
    if word != "(" {
        let value = number(word)?;
        let leaf = tree.leaves.get_mut(first);
        *leaf.ok_or_else(|| format!("a tree of more than {LEAVES} leaves"))? = value;
        return Ok(first + 1);
    }
    // Every question has a leaf more, so that this bounds the depth, and what a line can make us do.
    if tree.questions.len() + 1 >= LEAVES {
        return Err(format!("a tree of more than {LEAVES} leaves"));
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
    let at = tree.questions.len();
    tree.questions.push(Question {
        column: column(feature) as u32,
        threshold,
        shuts: 0,
    });
    let middle = node(words, tree, first)?;
    if let Some(question) = tree.questions.get_mut(at) {
        question.shuts = below(middle) & !below(first);
    }
    let last = node(words, tree, middle)?;
    match words.next() {
        Some(")") => Ok(last),
        other => Err(format!("expected ), found {other:?}")),
    }
}

/// The bits of the leaves before this one.
fn below(leaf: usize) -> u32 {
    ((1_u64 << leaf) - 1) as u32
}

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

    #[test]
    fn a_tree_has_as_many_leaves_as_a_word_has_bits() {
        let tree = |leaves: usize| {
            let open = "(chars <= 1 ".repeat(leaves - 1);
            open + "0" + &" 0)".repeat(leaves - 1)
        };
        assert!(Forest::parse(&tree(LEAVES)).is_ok());
        let why = Forest::parse(&tree(LEAVES + 1)).map(|_| ()).unwrap_err();
        assert_eq!(why, "line 1: a tree of more than 32 leaves");
    }
}
