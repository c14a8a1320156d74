//! Reading fastText classifiers and asking them.
//!
//! Every supervised model of fastText 0.1 to 0.9.2: all four losses, `.bin` and `.ftz`, pruned or
//! not, format versions 11 and 12. Against the C++ program on the same file, probabilities differ
//! by less than 0.0001 (`scripts/langs/parity.py`).
//!
//! A model's answer to a text rests on the mean of the vectors of the text's features. Those are
//! given as a sum and a number, so that a caller who has the sums of the parts of a document has
//! the answer for the whole without reading it again.
//!
//! The same text gives the same bits on any thread and any machine, whatever came before: a word's
//! features are always added up first and then the words in order, and nothing depends on how the C
//! library computes or on which instructions the processor has.
//!
//! | file | subject |
//! | --- | --- |
//! | `source`, `header`, `dictionary`, `matrix`, `quantiser` | the parts of a file |
//! | `hash`, `ngrams` | from a word to row numbers |
//! | `rows`, `scratch` | adding rows up quickly |
//! | `output`, `tree`, `exp` | from a mean to probabilities |
//!
//! P. Bojanowski et al., "Enriching word vectors with subword information", 2017; A. Joulin et al.,
//! "Bag of tricks for efficient text classification", 2017.

mod dictionary;
mod error;
mod exp;
mod hash;
mod header;
mod info;
mod matrix;
mod ngrams;
mod output;
mod quantiser;
mod rows;
mod scratch;
mod source;
mod tree;

use std::io::BufRead;
use std::sync::atomic::{AtomicU64, Ordering};

use dictionary::{Dictionary, EOS, Kind};
pub use error::FormatError;
pub(crate) use exp::exp;
use hash::{fnv1a, fnv1a_step};
use header::Header;
pub use info::{Info, Loss};
use matrix::Matrix;
use ngrams::Ngrams;
use output::Output;
use rows::add;
use scratch::Cache;
pub use scratch::Scratch;
use source::Source;

/// Rows that are collected before they are added up. Many, so that the processor waits for the
/// memory of several at once; few enough for the first-level cache.
const AT_ONCE: usize = 1024;

/// Bytes of a word of which the n-grams are collected at once.
const WINDOW: usize = 256;

/// Words of the dictionary, the most frequent ones as they come first, whose features are added up
/// while a model is loaded: more would take longer than it saves where a process reads little.
const SUMMED: u32 = 4_096;

/// A fastText classifier. Never changes; share one between threads.
pub struct Model {
    /// Unlike that of any other model of this process.
    number: u64,
    header: Header,
    dictionary: Dictionary,
    ngrams: Ngrams,
    input: Matrix,
    output: Output,
    eos: Option<u32>,
    /// For each word of the dictionary the number of its features, if those were added up; empty if not.
    features: Vec<u32>,
}

impl Model {
    /// Reads a model from a file of `len` bytes.
    ///
    /// Nothing is allocated for what a file of that length cannot hold. Bytes behind the model are
    /// not looked at, as in C++.
    ///
    /// # Errors
    /// [`FormatError`] if it is no supervised fastText model, is damaged, or cannot be read.
    pub fn read(reader: impl BufRead, len: u64) -> Result<Self, FormatError> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let mut source = Source::new(reader, len);
        let header = Header::read(&mut source)?;
        let dim = header.dim as usize;
        let at_dictionary = source.at();
        let dictionary = Dictionary::read(&mut source)?;

        let at = source.at();
        let quantised = source.bool("whether the model is quantised")?;
        if dictionary.pruned().is_some() && !quantised {
            let expected = "1, as n-grams were pruned";
            return Err(FormatError::value(
                at,
                "whether the model is quantised",
                0,
                expected,
            ));
        }
        let rows = dictionary.rows(header.bucket);
        let input = Matrix::read(&mut source, "the input matrix", quantised, rows, dim)?;
        let qout = source.bool("whether the output matrix is quantised")?;
        let labels = dictionary.labels().len() as u64;
        let matrix = Matrix::read(
            &mut source,
            "the output matrix",
            quantised && qout,
            labels,
            dim,
        )?;
        let output = Output::new(
            header.loss,
            matrix,
            dictionary.label_counts(),
            at_dictionary,
        )?;

        let ngrams = Ngrams::new(&header, &dictionary);
        let eos = match dictionary.find(EOS, fnv1a(EOS)) {
            Kind::Word(id) => Some(id),
            _ => None,
        };
        let mut model = Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            header,
            dictionary,
            ngrams,
            input,
            output,
            eos,
            features: Vec::new(),
        };
        model.sum_words(len);
        Ok(model)
    }

    /// The labels in the model's order, as stored: `__label__cs`.
    pub fn labels(&self) -> &[String] {
        self.dictionary.labels()
    }

    /// Components of a vector.
    pub fn dim(&self) -> usize {
        self.header.dim as usize
    }

    /// What kind of model this is.
    pub fn info(&self) -> Info {
        Info {
            version: self.header.version,
            loss: self.header.loss,
            quantised: self.input.is_quantised(),
            quantised_output: self.output.is_quantised(),
            kept_ngrams: self.dictionary.pruned().map(dictionary::Pruned::kept),
            dim: self.dim(),
            minn: self.header.minn,
            maxn: self.header.maxn,
            word_ngrams: self.header.word_ngrams,
            bucket: self.header.bucket,
            words: self.dictionary.word_count(),
            labels: self.labels().len(),
        }
    }

    /// Adds the vectors of a text's features to `sum`, which has [`dim`](Self::dim) components, and
    /// returns how many there are: words of the dictionary, n-grams of the characters of all words,
    /// n-grams of successive words and, with `eos`, the end of the line as if one followed the text.
    ///
    /// Words are what stands between space, tab, line feed, vertical tab, form feed, carriage return
    /// and zero bytes. A label in the text is no word, as in C++. There a line feed or the word
    /// `</s>` ends the text; here they are white space, as the caller says where a text ends.
    ///
    /// `sum` over the number is the mean that [`probabilities`](Self::probabilities) takes. Without
    /// any feature there is nothing to ask: C++ gives no label then.
    pub fn add(&self, text: &str, eos: bool, sum: &mut [f32], scratch: &mut Scratch) -> usize {
        debug_assert_eq!(sum.len(), self.dim());
        scratch.clear(self.number, self.dim());
        let mut features = 0;
        let mut rest = text.as_bytes();
        while let Some((word, hash)) = next_word(&mut rest) {
            if word == EOS {
                continue;
            }
            features += self.add_word(word, hash, scratch);
        }
        if eos {
            if let Some(row) = self.eos {
                // Its sum is its row, but of a matrix of codes only the row may be there.
                scratch.rows.push(row);
                features += 1;
            }
            // Part of n-grams of words even where it has no row itself.
            scratch.hashes.push(fnv1a(EOS));
        }
        features += self.push_word_ngrams(scratch);
        self.sum_rows(scratch);
        add(&mut scratch.total, &scratch.word);
        add(sum, &scratch.total);
        features
    }

    /// Sets `out` to the probability of each label, in the order of [`labels`](Self::labels), for a
    /// text whose features have this mean.
    ///
    /// Probabilities of `softmax`, `ova` and `ns` are exact to some 1e-6; C++ prints them with 1e-5
    /// added. Those of `hs` have, as in C++, 1e-5 added to each factor, and are at most 1 here. A
    /// mean that is not finite gives no NaN: all are 0.
    pub fn probabilities(&self, mean: &[f32], out: &mut Vec<f32>) {
        self.output.probabilities(mean, out);
    }

    /// Adds one word and returns how many features it has.
    #[inline]
    fn add_word(&self, word: &[u8], hash: u32, scratch: &mut Scratch) -> usize {
        let Scratch { cache, total, .. } = scratch;
        if let Some((vector, features)) = cache.as_ref().and_then(|cache| cache.get(word, hash)) {
            add(total, vector);
            return features;
        }
        let kind = self.dictionary.find(word, hash);
        if kind == Kind::Label {
            return 0;
        }
        if self.ngrams.of_words() {
            scratch.hashes.push(hash);
        }
        // Added up by itself and then to the text, so that it is the same sum when remembered.
        let features = self.sum_word(word, kind, scratch);
        // Where successive words count as well, a word remembered would be missing there.
        if !self.ngrams.of_words() {
            let Scratch {
                cache, word: sum, ..
            } = scratch;
            let cache = cache.get_or_insert_with(|| Cache::new(self.dim()));
            cache.put(word, hash, sum, features);
        }
        add(&mut scratch.total, &scratch.word);
        scratch.word.fill(0.0);
        features
    }

    /// Adds the features of one word to the sum of the word and returns how many there are.
    fn sum_word(&self, word: &[u8], kind: Kind, scratch: &mut Scratch) -> usize {
        let mut features = 0;
        if let Kind::Word(id) = kind {
            if let Some(&features) = self.features.get(id as usize) {
                self.input.add_sums(&[id], &mut scratch.word);
                return features as usize;
            }
            scratch.rows.push(id);
            features = 1;
        }
        features += self.push_characters(word, scratch);
        self.sum_rows(scratch);
        features
    }

    /// Appends the rows of the n-grams of a word's characters, adding up when there are many.
    fn push_characters(&self, word: &[u8], scratch: &mut Scratch) -> usize {
        if !self.ngrams.of_characters() {
            return 0;
        }
        let mut marked = std::mem::take(&mut scratch.marked);
        marked.clear();
        marked.push(b'<');
        marked.extend_from_slice(word);
        marked.push(b'>');
        let mut features = 0;
        for begin in (0..marked.len()).step_by(WINDOW) {
            if scratch.rows.len() >= AT_ONCE {
                self.sum_rows(scratch);
            }
            let before = scratch.rows.len();
            let range = begin..marked.len().min(begin + WINDOW);
            let pruned = self.dictionary.pruned();
            self.ngrams
                .characters(&marked, range, pruned, &mut scratch.rows);
            features += scratch.rows.len() - before;
        }
        scratch.marked = marked;
        features
    }

    fn push_word_ngrams(&self, scratch: &mut Scratch) -> usize {
        let hashes = std::mem::take(&mut scratch.hashes);
        let mut features = 0;
        self.ngrams
            .word_rows(&hashes, self.dictionary.pruned(), |row| {
                features += 1;
                scratch.rows.push(row);
                if scratch.rows.len() >= AT_ONCE {
                    self.sum_rows(scratch);
                }
            });
        scratch.hashes = hashes;
        features
    }

    /// Adds the rows to the sum of the word.
    fn sum_rows(&self, scratch: &mut Scratch) {
        self.input.sum(&scratch.rows, &mut scratch.word);
        scratch.rows.clear();
    }

    /// Adds the features of the dictionary's most frequent words up, which are one addition each then.
    /// Only words of the dictionary have their row as a feature, so that the sum may take its place.
    fn sum_words(&mut self, file: u64) {
        let count = self.dictionary.word_count().min(SUMMED);
        if !self.input.make_sums(count as usize, file) {
            return;
        }
        let mut scratch = Scratch::default();
        let mut features = Vec::with_capacity(count as usize);
        for id in 0..count {
            let word = self.dictionary.entry(id);
            scratch.clear(self.number, self.dim());
            scratch.rows.push(id);
            let mut count = 1;
            if word != EOS {
                count += self.push_characters(word, &mut scratch);
            }
            self.sum_rows(&mut scratch);
            self.input
                .sum_mut(id as usize)
                .copy_from_slice(&scratch.word);
            features.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        self.features = features;
    }
}

/// The next word of a text and its hash.
#[inline]
fn next_word<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], u32)> {
    let blank = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r' | 0);
    let begin = rest.iter().position(|&byte| !blank(byte))?;
    let text = rest.get(begin..)?;
    let mut hash = fnv1a(b"");
    let mut len = 0;
    for &byte in text {
        if blank(byte) {
            break;
        }
        hash = fnv1a_step(hash, byte);
        len += 1;
    }
    let (word, after) = text.split_at_checked(len)?;
    *rest = after;
    Some((word, hash))
}
