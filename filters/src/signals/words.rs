//! Signals on words: how many, how long, how many of them are language.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::{Group, Input, SignalDef, ratio};
use crate::text::{Work, is_joiner};

const GOPHER: &str = "Rae et al. 2021, arXiv:2112.11446, A1.1 (MassiveText quality filters)";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "words",
            doc: "words in the text; symbols are not words",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "mean_word_length",
            doc: "characters per word, inner apostrophes and hyphens included",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "symbol_ratio",
            doc: "hash signs per token or ellipses (`...` or `…`) per token, the larger of the two",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "alpha_words",
            doc: "share of tokens (symbols count as tokens) with a letter in them",
            source: "Gopher as FineWeb-2 measures it, which counts punctuation among the words",
            version: 1,
        },
        SignalDef {
            name: "stop_words",
            doc: "how many different stop words of the profile occur; case is ignored, and a \
                  clitic counts when the list has it with its apostrophe or hyphen",
            source: "Gopher; counting different words and not occurrences as FineWeb does",
            version: 1,
        },
    ],
    measure,
};

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let [words, mean_length, symbol_ratio, alpha_words, stop_words] = out else {
        return;
    };
    let tokens = input.tokens;
    let n = tokens.hashes.len();
    let bytes = input.text.as_bytes();
    *words = n as f32;
    *mean_length = ratio(tokens.chars_in(0, n), n);
    let hashes = memchr::memchr_iter(b'#', bytes).count();
    let ellipses = memchr::memmem::find_iter(bytes, "...").count()
        + memchr::memmem::find_iter(bytes, "…").count();
    *symbol_ratio = ratio(hashes.max(ellipses), tokens.count());
    *alpha_words = ratio(tokens.alpha_words, tokens.count());
    *stop_words = distinct_stop_words(input, work) as f32;
}

/// Typographic apostrophes and hyphens in the form the lists use; soft hyphens vanish.
fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(['’', '\u{2010}', '\u{2011}', '\u{ad}']) {
        Cow::Owned(
            text.replace('’', "'")
                .replace(['\u{2010}', '\u{2011}'], "-")
                .replace('\u{ad}', ""),
        )
    } else {
        Cow::Borrowed(text)
    }
}

fn distinct_stop_words(input: &Input<'_>, work: &mut Work) -> usize {
    const LISTED: u32 = 1;
    const SEEN: u32 = 2;
    let list = &input.profile.words.stop_words;
    let Work { table, lower, .. } = work;
    table.reset(list.len());
    let (mut longest, mut left) = (0, 0);
    for word in list {
        let word = plain(word).to_lowercase();
        longest = longest.max(word.len());
        let hash = xxh3_64(word.as_bytes());
        left += usize::from(table.get(hash) == 0);
        table.set(hash, LISTED);
    }
    let all = left;
    for word in &input.tokens.words {
        if left == 0 {
            break;
        }
        // A joined word may hold a short clitic; another one can only match as a whole. (Lower
        // case may be a little shorter in bytes, so a long word gets some room.)
        if !word.joined && word.end - word.start > longest + 4 {
            continue;
        }
        let text = input.text.get(word.start..word.end).unwrap_or_default();
        lower.clear();
        if text.is_ascii() {
            lower.push_str(text);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(plain(text).chars().flat_map(char::to_lowercase));
        }
        let mut look = |piece: &str| {
            if !piece.is_empty() && piece.len() <= longest {
                let hash = xxh3_64(piece.as_bytes());
                if table.get(hash) == LISTED {
                    table.set(hash, SEEN);
                    left -= 1;
                }
            }
        };
        look(lower);
        if word.joined {
            // l-għaqda: "l-"; dell'arte: "dell'"; the Catalan donar-los: "-los".
            for (at, c) in lower.char_indices().filter(|&(_, c)| is_joiner(c)) {
                look(lower.get(..at + c.len_utf8()).unwrap_or_default());
                look(lower.get(at..).unwrap_or_default());
            }
        }
    }
    all - left
}
