//! Sets of n-grams.

/// A set of n-grams of one index, by their numbers: a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NgramSet(Vec<u64>);

impl NgramSet {
    /// Adds an n-gram.
    pub fn insert(&mut self, ngram: u32) {
        let word = ngram as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (ngram % 64);
        }
    }

    /// Whether an n-gram is in it.
    #[must_use]
    pub fn contains(&self, ngram: u32) -> bool {
        let word = self.0.get(ngram as usize / 64);
        word.is_some_and(|word| word >> (ngram % 64) & 1 != 0)
    }

    /// How many are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

impl FromIterator<u32> for NgramSet {
    fn from_iter<T: IntoIterator<Item = u32>>(ngrams: T) -> Self {
        let mut set = Self::default();
        ngrams.into_iter().for_each(|ngram| set.insert(ngram));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_in() {
        let set: NgramSet = [0, 63, 64, 700, 64].into_iter().collect();
        let found: Vec<u32> = (0..1000).filter(|n| set.contains(*n)).collect();
        assert_eq!(found, [0, 63, 64, 700]);
        assert_eq!((set.len(), set.is_empty()), (4, false));
        assert!(NgramSet::default().is_empty());
    }
}
