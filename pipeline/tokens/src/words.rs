//! The short way for BPE, which most tokenizers of today are: words are looked up in a table of
//! counts, and only new ones are cut.
//!
//! The way of the library keeps for each byte where it came from, which a count does not need. What is
//! passed over here are those notes alone: a text is cut into [words](Cut) as the tokenizer does
//! it, and words into tokens by its own model. Texts that need more take the long way (see
//! [`Words::count`]).

mod cut;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use tokenizers::models::bpe::BPE;
use tokenizers::{Model, ModelWrapper, Tokenizer};
use unicode_normalization::{IsNormalized, is_nfc_quick};

use cut::Cut;

/// Words that a table holds at most, and the bytes of the longest: some 5 MB a thread.
const WORDS: usize = 1 << 16;
const LONGEST: usize = 48;

/// What the short way needs to know of a tokenizer.
pub(crate) struct Words {
    cut: Cut,
    added: Added,
    /// Tables that no thread has in hand.
    tables: Mutex<Vec<Table>>,
}

/// Tokens of words.
type Table = HashMap<Box<str>, u32, foldhash::fast::FixedState>;

/// Tokens that were added to the vocabulary, which are looked for before everything else.
struct Added {
    /// Each is one token wherever it stands.
    plain: Option<AhoCorasick>,
    /// Those that take spaces with them, must be words, or are looked for after normalization: with one of
    /// them a text takes the long way.
    other: Option<AhoCorasick>,
}

impl Words {
    /// The short way, if the tokenizer has no part that it does not know.
    pub(crate) fn of(tokenizer: &Tokenizer) -> Option<Self> {
        let ModelWrapper::BPE(model) = tokenizer.get_model() else {
            return None;
        };
        let cut = Cut::of(tokenizer, model)?;
        Some(Self {
            added: Added::of(tokenizer, &cut)?,
            cut,
            tables: Mutex::default(),
        })
    }

    /// Tokens of a text; none where it is not in NFC and the tokenizer wants it to be, or has one of the
    /// odder added tokens.
    pub(crate) fn count(&self, tokenizer: &Tokenizer, text: &str) -> Option<usize> {
        let ModelWrapper::BPE(model) = tokenizer.get_model() else {
            return None;
        };
        if self.cut.wants_nfc() && is_nfc_quick(text.chars()) != IsNormalized::Yes {
            return None;
        }
        let found = |others: &AhoCorasick| others.is_match(text);
        if self.added.other.as_ref().is_some_and(found) {
            return None;
        }
        let mut table = self.lock().pop().unwrap_or_default();
        let count = self.stretches(model, &mut table, text);
        self.lock().push(table);
        count
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Table>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Added tokens, and what stands between them.
    fn stretches(&self, model: &BPE, table: &mut Table, text: &str) -> Option<usize> {
        let Some(plain) = &self.added.plain else {
            return self.stretch(model, table, text);
        };
        let mut count = 0;
        let mut at = 0;
        for found in plain.find_iter(text) {
            count += 1 + self.stretch(model, table, text.get(at..found.start())?)?;
            at = found.end();
        }
        Some(count + self.stretch(model, table, text.get(at..)?)?)
    }

    fn stretch(&self, model: &BPE, table: &mut Table, text: &str) -> Option<usize> {
        let mut count = Some(0);
        self.cut.words(text, &mut |word, first| {
            let tokens = self.word(model, table, word, first);
            count = count.zip(tokens).map(|(sum, tokens)| sum + tokens as usize);
        });
        count
    }

    /// Tokens of a word; `first` in its stretch, and so changed, it is not looked up.
    fn word(&self, model: &BPE, table: &mut Table, word: &str, first: bool) -> Option<u32> {
        let known = !first || !self.cut.changes_first();
        if let Some(tokens) = table.get(word).filter(|_| known) {
            return Some(*tokens);
        }
        let tokens = model.tokenize(&self.cut.written(word, first)).ok()?;
        let tokens = u32::try_from(tokens.len()).ok()?;
        if known && word.len() <= LONGEST && table.len() < WORDS {
            table.insert(word.into(), tokens);
        }
        Some(tokens)
    }
}

impl Added {
    fn of(tokenizer: &Tokenizer, cut: &Cut) -> Option<Self> {
        let (mut plain, mut other) = (Vec::new(), Vec::new());
        let added = tokenizer.get_added_vocabulary().get_added_tokens_decoder();
        for token in added.values() {
            let odd = token.lstrip || token.rstrip || token.single_word || token.normalized;
            // The normalizer may write such a token otherwise, and the text too.
            if token.normalized && !cut.leaves(&token.content) {
                return None;
            }
            if odd { &mut other } else { &mut plain }.push(&*token.content);
        }
        let find = |tokens: Vec<&str>| -> Option<Option<AhoCorasick>> {
            if tokens.is_empty() {
                return Some(None);
            }
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest);
            Some(Some(builder.build(tokens).ok()?))
        };
        Some(Self {
            plain: find(plain)?,
            other: find(other)?,
        })
    }
}
