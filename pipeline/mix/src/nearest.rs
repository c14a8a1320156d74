//! The known names that a misspelt one may have meant.

/// Single characters to add, leave out or change to make one word of another, upper case as lower case
/// (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().flat_map(char::to_lowercase).enumerate() {
        let mut last = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (j, y) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(0);
            let best = (last + usize::from(x != *y)).min(above + 1).min(left + 1);
            last = above;
            left = best;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = best;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

/// At most three known names near a word, the nearest first: not more than a third of it is different.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = word.chars().count().div_ceil(3);
    let mut near: Vec<(usize, &str)> = known
        .map(|name| (distance(word, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted() {
        for (a, b, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("kitten", "sitting", 3),
            ("ab", "BA", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn the_nearest_come_first() {
        let known = ["mlt_Latn", "slk_Latn", "slv_Latn", "books"];
        assert_eq!(
            nearest("slv_Latin", known.into_iter()),
            ["slv_Latn", "slk_Latn", "mlt_Latn"]
        );
        assert!(nearest("web", known.into_iter()).is_empty());
    }
}
