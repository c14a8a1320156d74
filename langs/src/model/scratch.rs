//! What one thread reuses from text to text.

use super::rows::{Rows, stride};

/// Most bytes for words that are remembered: some thousand of them, as many as a core's own cache
/// holds.
const CACHE_BYTES: usize = 3 << 19;
/// Longer words are not remembered.
const KEY_BYTES: usize = 32;

/// Buffers of [`Model::add`](super::Model::add), and the vectors of words lately seen. One for each
/// thread; what is left in it never changes a result.
#[derive(Default)]
pub struct Scratch {
    /// The model that `cache` is of.
    model: u64,
    pub(super) cache: Option<Cache>,
    /// Rows to be added up.
    pub(super) rows: Vec<u32>,
    /// Hashes of the text's words.
    pub(super) hashes: Vec<u32>,
    /// A word between `<` and `>`.
    pub(super) marked: Vec<u8>,
    /// The sum of a word.
    pub(super) word: Vec<f32>,
    /// The sum of the text.
    pub(super) total: Vec<f32>,
}

impl Scratch {
    /// For another text, of the model of this number, whose vectors have `dim` components.
    pub(super) fn clear(&mut self, model: u64, dim: usize) {
        if self.model != model {
            self.model = model;
            self.cache = None;
        }
        self.rows.clear();
        self.hashes.clear();
        for vector in [&mut self.word, &mut self.total] {
            vector.clear();
            vector.resize(stride(dim), 0.0);
        }
    }
}

/// Vectors of words, each in the one place that its hash gives.
pub(super) struct Cache {
    keys: Vec<Key>,
    vectors: Rows,
}

#[derive(Clone)]
struct Key {
    hash: u32,
    features: u32,
    /// 0: nothing is here.
    len: u8,
    word: [u8; KEY_BYTES],
}

impl Cache {
    pub(super) fn new(dim: usize) -> Self {
        let place = stride(dim) * size_of::<f32>() + size_of::<Key>();
        let places = (CACHE_BYTES / place).max(1);
        // Down to a power of two.
        let places = 1 << places.ilog2();
        let free = Key {
            hash: 0,
            features: 0,
            len: 0,
            word: [0; KEY_BYTES],
        };
        Self {
            keys: vec![free; places],
            vectors: Rows::new(places, dim),
        }
    }

    #[inline]
    fn place(&self, hash: u32) -> usize {
        // The last steps of FNV-1a leave the low bits little mixed.
        (hash ^ (hash >> 15)) as usize & (self.keys.len() - 1)
    }

    /// The sum of a word's features and their number, if it is remembered.
    #[inline]
    pub(super) fn get(&self, word: &[u8], hash: u32) -> Option<(&[f32], usize)> {
        let place = self.place(hash);
        let key = self.keys.get(place)?;
        let same = key.hash == hash
            && usize::from(key.len) == word.len()
            && key.word.get(..word.len()) == Some(word);
        same.then(|| (self.vectors.row(place), key.features as usize))
    }

    pub(super) fn put(&mut self, word: &[u8], hash: u32, vector: &[f32], features: usize) {
        let place = self.place(hash);
        let (Some(key), Ok(features)) = (self.keys.get_mut(place), u32::try_from(features)) else {
            return;
        };
        if let Some(bytes) = key.word.get_mut(..word.len()) {
            bytes.copy_from_slice(word);
            (key.hash, key.features, key.len) = (hash, features, word.len() as u8);
            self.vectors.row_mut(place).copy_from_slice(vector);
        }
    }
}
