//! Counting the tokens of texts with a tokenizer.json.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::{Value, json};
use tokenizers::{ModelWrapper, Tokenizer};

use crate::digest::sha256;
use crate::error::{Error, Result};
use crate::format::{self, Other, Parts};
use crate::words::Words;

/// Counts tokens as a given `tokenizer.json` cuts a text.
///
/// Counts are those of `Tokenizer.encode(text, add_special_tokens=False)` of the Python package
/// `tokenizers`: no token that marks beginning or end is added, and a special token that stands
/// in the text counts as one. Truncation, padding and dropout that the file asks for are left out.
pub struct TokenCounter {
    name: String,
    digest: String,
    vocabulary: u64,
    parts: Parts,
    tokenizer: Tokenizer,
    words: Option<Words>,
}

impl std::fmt::Debug for TokenCounter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenCounter")
            .field("name", &self.name)
            .field("digest", &self.digest)
            .field("vocabulary", &self.vocabulary)
            .finish_non_exhaustive()
    }
}

impl TokenCounter {
    /// Reads a tokenizer.json.
    ///
    /// # Errors
    /// A file that cannot be read, that is none, or of which a part is of a kind that is not
    /// known or cannot cut [every text](PROBES).
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::read(&name_of(path), &bytes).map_err(|wrong| match wrong {
            Wrong::Other(Other { found, hint }) => Error::NotATokenizer {
                path: path.to_owned(),
                found,
                // Who named the very file that would be advised is told something else.
                hint: if hint == format::BESIDE && path.ends_with("tokenizer.json") {
                    "it is not what its name says: fetch it again".into()
                } else {
                    hint
                },
            },
            Wrong::Part(problem) => Error::Unusable {
                path: path.to_owned(),
                problem,
                hint: "load it with the Python package tokenizers, which says the same of it, or \
                       name another"
                    .into(),
            },
        })
    }

    fn read(name: &str, bytes: &[u8]) -> std::result::Result<Self, Wrong> {
        let parts = format::look(bytes).map_err(Wrong::Other)?;
        if !parts.model.is_empty() && !MODELS.contains(&&*parts.model) {
            let (model, known) = (&parts.model, MODELS.join(", "));
            return Err(Wrong::Part(format!(
                "its model is of the kind {model}, and known are {known}"
            )));
        }
        let built = catch_unwind(|| Tokenizer::from_bytes(bytes))
            .map_err(|_| Wrong::Part(format!("its parts do not fit together ({parts})")))?;
        let mut tokenizer = built.map_err(|error| Wrong::Part(format!("{error} ({parts})")))?;
        tokenizer
            .with_truncation(None)
            .map_err(|error| Wrong::Part(error.to_string()))?;
        tokenizer.with_padding(None);
        if let ModelWrapper::BPE(bpe) = tokenizer.get_model()
            && bpe.dropout.is_some()
        {
            let mut bpe = bpe.clone();
            bpe.dropout = None;
            tokenizer.with_model(bpe);
        }
        let counter = Self {
            name: name.to_owned(),
            digest: sha256(bytes),
            vocabulary: tokenizer.get_vocab_size(true) as u64,
            parts,
            words: Words::of(&tokenizer),
            tokenizer,
        };
        for probe in PROBES {
            counter
                .encode(probe)
                .map_err(|problem| Wrong::Part(format!("{problem}, in the text {probe:?}")))?;
        }
        Ok(counter)
    }

    /// Tokens of a text, the same for every thread and order.
    ///
    /// Where the tokenizer gives an error or panics, which no text is known to bring about once
    /// the file was read, the count is that of the UTF-8 bytes: no byte-level tokenizer gives
    /// more.
    #[must_use]
    pub fn count(&self, text: &str) -> u32 {
        let count = self.encode(text).unwrap_or(text.len());
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn encode(&self, text: &str) -> std::result::Result<usize, String> {
        let encode = || {
            let words = self.words.as_ref();
            match words.and_then(|words| words.count(&self.tokenizer, text)) {
                Some(count) => Ok(count),
                None => self.encode_long(text),
            }
        };
        // A table or cache that a panic leaves behind is whole or gone.
        catch_unwind(AssertUnwindSafe(encode))
            .unwrap_or_else(|_| Err("the tokenizer panicked".into()))
    }

    /// As the library does it.
    fn encode_long(&self, text: &str) -> std::result::Result<usize, String> {
        let encoding = self.tokenizer.encode_fast(text, false);
        let encoding = encoding.map_err(|error| error.to_string())?;
        Ok(encoding.len())
    }

    /// The file's name; one that is called `tokenizer.json` has its folder's before it,
    /// `gemma-3/tokenizer.json`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the file, lower-case hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Tokens in the vocabulary, added ones with them.
    #[must_use]
    pub fn vocabulary(&self) -> u64 {
        self.vocabulary
    }

    /// What a count depends on: the bytes of the file, wherever it lies.
    #[must_use]
    pub fn identity(&self) -> Value {
        json!({ "kind": "tokenizer.json", "sha256": self.digest })
    }

    /// One sentence for manifests, cards and documents.
    #[must_use]
    pub fn describe(&self) -> String {
        let digest = self.digest.get(..12).unwrap_or(&self.digest);
        format!(
            "counted with {} ({} of {} tokens, SHA-256 {digest}), no special tokens added",
            self.name, self.parts.model, self.vocabulary
        )
    }
}

/// The last part of the path that tells tokenizers apart.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().and_then(Path::file_name);
    match folder {
        Some(folder) if name == "tokenizer.json" => format!("{}/{name}", folder.to_string_lossy()),
        _ => name.into_owned(),
    }
}

/// The kinds of models that are known.
const MODELS: [&str; 4] = ["BPE", "Unigram", "WordPiece", "WordLevel"];

/// What is wrong with a file, without its path.
enum Wrong {
    Other(Other),
    Part(String),
}

/// Texts that a tokenizer must be able to cut: letters of some scripts, what no vocabulary has, and
/// nothing.
pub const PROBES: &[&str] = &[
    "",
    " ",
    "Tamis 42!\n",
    "ħobż ψωμί хліб პური լեհաց ברויט 麺麭 🥖",
    "\u{0}\u{7f}\u{fffd}\u{200d}\u{e000}\u{10ffff}",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn small(name: &str) -> TokenCounter {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        TokenCounter::from_file(folder.join(name)).unwrap()
    }

    /// With a `▁` before every stretch, as Llama 2 has it.
    fn prefixed() -> TokenCounter {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let text = std::fs::read_to_string(folder.join("spaces.json")).unwrap();
        let replace = r#"{"type":"Replace","pattern":{"String":" "},"content":"▁"}"#;
        let sequence =
            r#"{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},REPLACE]}"#;
        let changed = text.replacen(replace, &sequence.replace("REPLACE", replace), 1);
        assert_ne!(text, changed);
        TokenCounter::read("prefixed", changed.as_bytes())
            .map_err(|_| ())
            .unwrap()
    }

    #[test]
    fn the_short_way_is_taken_where_it_can_be() {
        let short = |name: &str, text: &str| {
            let counter = small(name);
            let words = counter.words.as_ref()?;
            words.count(&counter.tokenizer, text)
        };
        assert!(short("byte_level.json", "tamis 42 <|end|>").is_some_and(|n| n > 0));
        assert!(short("spaces.json", "tamis 42\n\n<s> a").is_some_and(|n| n > 0));
        // What NFC changes takes the long way, and so do tokenizers of other families.
        assert_eq!(short("byte_level.json", "e\u{301}"), None);
        assert!(short("spaces.json", "e\u{301}").is_some());
        assert_eq!(short("unigram.json", "tamis"), None);
        assert_eq!(short("word_piece.json", "tamis"), None);
    }

    /// Where no cut is known to be safe, none is made.
    #[test]
    fn parts_that_look_at_whole_words_are_not_cut() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let text = std::fs::read_to_string(folder.join("spaces.json")).unwrap();
        for (from, to) in [
            ("\"ignore_merges\":false", "\"ignore_merges\":true"),
            (
                "\"end_of_word_suffix\":null",
                "\"end_of_word_suffix\":\"x\"",
            ),
            ("\"content\":\"▁\"", "\"content\":\"_\""),
            (
                "\"pattern\":{\"String\":\" \"},\"content\"",
                "\"pattern\":{\"String\":\"  \"},\"content\"",
            ),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(text, changed, "{from}");
            let Ok(counter) = TokenCounter::read("it", changed.as_bytes()) else {
                panic!("{to} is not read");
            };
            assert!(counter.words.is_none(), "{to}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_agree(
            text in "(\\PC|[ ,\t\r\n'’a-zħŻя1٣①▁-]|e ,|<\\|end\\||<s>|\u{301}|.){0,60}"
        ) {
            let counters = [small("byte_level.json"), small("spaces.json"), prefixed()];
            for counter in counters {
                prop_assert!(counter.words.is_some());
                prop_assert_eq!(counter.encode(&text), counter.encode_long(&text), "{:?}", counter);
            }
        }
    }
}
