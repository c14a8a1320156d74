//! Where a text may be cut so that its tokens are those of the parts.

use std::collections::HashSet;

use tokenizers::Tokenizer;
use tokenizers::models::bpe::BPE;
use tokenizers::normalizers::{NormalizerWrapper, Replace};
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::tokenizer::SplitDelimiterBehavior;

/// What stands for a space (SentencePiece).
const SPACE: char = '▁';

/// How a tokenizer cuts words, and what its model reads of them.
pub(super) enum Cut {
    /// By patterns, one within the other; then bytes are written as letters.
    Patterns {
        splits: Vec<Split>,
        nfc: bool,
        /// The letter that stands for each byte.
        letters: Box<[char; 256]>,
    },
    /// Not at all, with spaces written as `▁`. Joins go over the beginning of a word only where they
    /// give a token with `▁` after another letter. Where no token has such a letter before a `▁`, both
    /// sides of it are joined by themselves, and so it may be cut.
    Spaces {
        /// Letters that some token has before a `▁`.
        glued: HashSet<char>,
        /// `▁` is written before the first word.
        prefix: bool,
    },
}

impl Cut {
    pub(super) fn of(tokenizer: &Tokenizer, model: &BPE) -> Option<Self> {
        Self::patterns(tokenizer).or_else(|| Self::spaces(tokenizer, model))
    }

    fn patterns(tokenizer: &Tokenizer) -> Option<Self> {
        let nfc = match tokenizer.get_normalizer() {
            None => false,
            Some(NormalizerWrapper::NFC(_)) => true,
            Some(NormalizerWrapper::Sequence(all)) if all.as_ref().is_empty() => false,
            Some(_) => return None,
        };
        let PreTokenizerWrapper::Sequence(parts) = tokenizer.get_pre_tokenizer()? else {
            return None;
        };
        let (PreTokenizerWrapper::ByteLevel(bytes), parts) = parts.as_ref().split_last()? else {
            return None;
        };
        if bytes.use_regex || bytes.add_prefix_space {
            return None;
        }
        let split = |part: &PreTokenizerWrapper| match part {
            PreTokenizerWrapper::Split(split)
                if split.behavior == SplitDelimiterBehavior::Isolated && !split.invert =>
            {
                Some(split.clone())
            }
            _ => None,
        };
        Some(Self::Patterns {
            splits: parts.iter().map(split).collect::<Option<_>>()?,
            nfc,
            letters: Box::new(letters()),
        })
    }

    fn spaces(tokenizer: &Tokenizer, model: &BPE) -> Option<Self> {
        let replaces = |one: &NormalizerWrapper| match one {
            NormalizerWrapper::Replace(one) => {
                Replace::new(" ", SPACE).is_ok_and(|space| *one == space)
            }
            _ => false,
        };
        let prepends = |one: &NormalizerWrapper| match one {
            NormalizerWrapper::Prepend(one) => one.prepend.chars().eq([SPACE]),
            _ => false,
        };
        let prefix = match tokenizer.get_normalizer()? {
            NormalizerWrapper::Sequence(all) => match all.as_ref() {
                [first, second] if prepends(first) && replaces(second) => true,
                _ => return None,
            },
            one if replaces(one) => false,
            _ => return None,
        };
        // No space is left for it to cut at.
        let cuts_nothing = |one: &PreTokenizerWrapper| match one {
            PreTokenizerWrapper::Split(split) => split.pattern == SplitPattern::String(" ".into()),
            _ => false,
        };
        if !tokenizer.get_pre_tokenizer().is_none_or(cuts_nothing) {
            return None;
        }
        let none = |part: &Option<String>| part.as_deref().unwrap_or_default().is_empty();
        let whole_words = model.ignore_merges
            || !none(&model.continuing_subword_prefix)
            || !none(&model.end_of_word_suffix);
        let vocabulary = model.get_vocab();
        // Unknown letters side by side may become one token, and a `▁` must not be among them.
        if whole_words || !vocabulary.contains_key(&*SPACE.to_string()) {
            return None;
        }
        let mut glued = HashSet::new();
        for token in vocabulary.keys() {
            let after = token.chars().skip(1);
            let pairs = token.chars().zip(after);
            glued.extend(pairs.filter(|pair| pair.1 == SPACE).map(|pair| pair.0));
        }
        glued.insert(' ');
        glued.insert(SPACE);
        Some(Self::Spaces { glued, prefix })
    }

    /// Only texts in NFC are cut here.
    pub(super) fn wants_nfc(&self) -> bool {
        matches!(self, Self::Patterns { nfc: true, .. })
    }

    /// The first word of a stretch is written otherwise than it is.
    pub(super) fn changes_first(&self) -> bool {
        matches!(self, Self::Spaces { prefix: true, .. })
    }

    /// The normalizer leaves such a text as it is, wherever it stands.
    pub(super) fn leaves(&self, text: &str) -> bool {
        match self {
            Self::Patterns { nfc, .. } => !nfc || text.is_ascii(),
            Self::Spaces { .. } => false,
        }
    }

    /// Calls `each` with every word, and whether it is the first.
    pub(super) fn words<'t>(&self, text: &'t str, each: &mut impl FnMut(&'t str, bool)) {
        match self {
            Self::Patterns { splits, .. } => by_patterns(splits, text, each),
            Self::Spaces { glued, .. } => by_spaces(glued, text, each),
        }
    }

    /// The word as the model reads it.
    pub(super) fn written(&self, word: &str, first: bool) -> String {
        match self {
            Self::Patterns { letters, .. } => {
                let letter = |byte: u8| letters[usize::from(byte)];
                word.bytes().map(letter).collect()
            }
            Self::Spaces { prefix, .. } => {
                let prefix = (*prefix && first).then_some(SPACE);
                let letters = word.chars();
                let letters = letters.map(|letter| if letter == ' ' { SPACE } else { letter });
                prefix.into_iter().chain(letters).collect()
            }
        }
    }
}

fn by_patterns<'t>(splits: &[Split], text: &'t str, each: &mut impl FnMut(&'t str, bool)) {
    let Some((split, rest)) = splits.split_first() else {
        if !text.is_empty() {
            each(text, false);
        }
        return;
    };
    let mut at = 0;
    for (start, end) in split.regex.find_iter(text) {
        if at < start {
            by_patterns(rest, text.get(at..start).unwrap_or_default(), each);
        }
        by_patterns(rest, text.get(start..end).unwrap_or_default(), each);
        at = end;
    }
    by_patterns(rest, text.get(at..).unwrap_or_default(), each);
}

fn by_spaces<'t>(glued: &HashSet<char>, text: &'t str, each: &mut impl FnMut(&'t str, bool)) {
    let mut from = 0;
    let mut before = SPACE;
    for (at, letter) in text.char_indices() {
        if (letter == ' ' || letter == SPACE) && !glued.contains(&before) {
            each(text.get(from..at).unwrap_or_default(), from == 0);
            from = at;
        }
        before = letter;
    }
    let last = text.get(from..).unwrap_or_default();
    if !last.is_empty() {
        each(last, from == 0);
    }
}

/// The letter of each byte in a byte-level vocabulary: itself where it is a visible letter of
/// Latin-1, otherwise the next from U+0100 on (`bytes_to_unicode` in `encoder.py` of GPT-2, Radford
/// et al. 2019).
fn letters() -> [char; 256] {
    let mut next = 0x100;
    std::array::from_fn(|byte| {
        let letter = match byte {
            0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => byte as u32,
            _ => {
                next += 1;
                next - 1
            }
        };
        char::from_u32(letter).unwrap_or_default()
    })
}
