//! Signals on which words there are: function words, different words, how evenly they are used.
//!
//! Words are compared without case, typographic apostrophes and hyphens as plain ones.

use std::sync::LazyLock;

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;
use crate::text::{Word, hash, hash_lower_at, is_joiner, plain_lower};

const RPV2: &str = "RedPajama-V2, quality annotations";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "stop_words",
            doc: "how many different stop words of the profile occur; case is ignored, and a \
                  clitic counts when the list has it with its apostrophe or hyphen",
            source: "Gopher; counting different words and not occurrences as FineWeb does",
            version: 1,
        },
        SignalDef {
            name: "stop_word_share",
            doc: "share of words that are stop words of the profile or hold one as a clitic",
            source: RPV2,
            version: 1,
        },
        SignalDef {
            name: "unique_words",
            doc: "different words per word",
            source: RPV2,
            version: 1,
        },
        SignalDef {
            name: "word_entropy",
            doc: "entropy of the distribution of words, in nats; at most the logarithm of their \
                  number",
            source: RPV2,
            version: 1,
        },
    ],
    measure,
    mark,
};

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let [stop_words, stop_share, unique, entropy] = out else {
        return;
    };
    let tokens = input.tokens;
    let n = tokens.lower.len();
    let different = tokens.vocabulary.len();
    let gains = &*GAINS;
    let sum = tokens
        .before
        .iter()
        .map(|&before| gain(before, gains))
        .sum::<f64>();
    *unique = ratio(different, n);
    *entropy = if n > 0 {
        (libm::log(n as f64) - sum / n as f64).max(0.0) as f32
    } else {
        0.0
    };
    let (distinct, occurrences) = count_stop_words(input, work);
    *stop_words = distinct as f32;
    *stop_share = ratio(occurrences, n);
}

/// How many entries of the list occur, and how many words are one or hold one as a clitic. Whole words
/// are looked up once for each entry of the list; only words with a joiner are looked at one by one.
fn count_stop_words(input: &Input<'_>, work: &mut Work) -> (usize, usize) {
    let Work {
        stop_words, lower, ..
    } = work;
    stop_words.read(&input.profile.words.stop_words, lower);
    let vocabulary = &input.tokens.vocabulary;
    let (mut whole_words, mut occurrences, mut clitics) = (0, 0, 0);
    for &hash in &stop_words.hashes {
        let count = vocabulary.get(hash) as usize;
        whole_words += usize::from(count > 0);
        occurrences += count;
    }
    let mut only_clitics = std::mem::take(&mut stop_words.only_clitics);
    only_clitics.clear();
    let tokens = input.tokens;
    for &at in &tokens.joined {
        let (Some(word), Some(&hash)) = (tokens.words.get(at), tokens.lower.get(at)) else {
            continue;
        };
        let mut hit = false;
        pieces(input, word, stop_words.longest, lower, |piece| {
            if stop_words.has(piece) {
                hit = true;
                if vocabulary.get(piece) == 0 && !only_clitics.contains(&piece) {
                    only_clitics.push(piece);
                }
            }
        });
        clitics += usize::from(hit && !stop_words.has(hash));
    }
    whole_words += only_clitics.len();
    stop_words.only_clitics = only_clitics;
    (whole_words, occurrences + clitics)
}

/// Calls `look` with the hash of each piece that a joined word may hold as a clitic: of l-għaqda
/// "l-", of dell'arte "dell'", of the Catalan donar-los "-los".
fn pieces(
    input: &Input<'_>,
    word: &Word,
    longest: usize,
    lower: &mut String,
    mut look: impl FnMut(u64),
) {
    let own = input.text.get(word.start..word.end).unwrap_or_default();
    if own.is_ascii() {
        // Its pieces are hashed where they stand.
        let joiners = own
            .bytes()
            .enumerate()
            .filter(|&(_, b)| is_joiner(b.into()));
        for (at, _) in joiners {
            let at = word.start + at;
            for (start, end) in [(word.start, at + 1), (at, word.end)] {
                if end - start <= longest {
                    look(hash_lower_at(input.text.as_bytes(), start, end));
                }
            }
        }
        return;
    }
    plain_lower(own, lower);
    for (at, c) in lower.char_indices().filter(|&(_, c)| is_joiner(c)) {
        for piece in [lower.get(..at + c.len_utf8()), lower.get(at..)] {
            if let Some(piece) = piece.filter(|piece| piece.len() <= longest) {
                look(hash(piece));
            }
        }
    }
}

/// What a word adds to the sum of `c ln c` when it stood 0, 1, 2 times before, and so on.
static GAINS: LazyLock<[f64; 256]> =
    LazyLock::new(|| std::array::from_fn(|c| c_log_c(c as u32 + 1) - c_log_c(c as u32)));

/// From the table where counts are small, as most are. The same bits on every machine.
fn gain(before: u32, gains: &[f64; 256]) -> f64 {
    match gains.get(before as usize) {
        Some(gain) => *gain,
        None => c_log_c(before + 1) - c_log_c(before),
    }
}

fn c_log_c(count: u32) -> f64 {
    if count == 0 {
        return 0.0;
    }
    f64::from(count) * libm::log(f64::from(count))
}

/// Calls `found` for each word that is a stop word or holds one.
fn stop_words_in(input: &Input<'_>, work: &mut Work, mut found: impl FnMut(&Word)) {
    let Work {
        stop_words, lower, ..
    } = work;
    stop_words.read(&input.profile.words.stop_words, lower);
    let tokens = input.tokens;
    let mut joined = tokens.joined.iter().peekable();
    for (at, (word, &hash)) in tokens.words.iter().zip(&tokens.lower).enumerate() {
        let is_joined = joined.next_if_eq(&&at).is_some();
        let mut hit = stop_words.has(hash);
        if is_joined && !hit {
            pieces(input, word, stop_words.longest, lower, |piece| {
                hit |= stop_words.has(piece)
            });
        }
        if hit {
            found(word);
        }
    }
}

/// Stop words; words that came before.
fn mark(input: &Input<'_>, signal: &str, work: &mut Work, marks: &mut Vec<Mark>) {
    match signal {
        "stop_words" | "stop_word_share" => stop_words_in(input, work, |word| {
            marks.push(Mark::new(word.start..word.end, "stop word"));
        }),
        "unique_words" | "word_entropy" => {
            let tokens = input.tokens;
            for (word, &before) in tokens.words.iter().zip(&tokens.before) {
                if before > 0 {
                    marks.push(Mark::new(word.start..word.end, "again"));
                }
            }
        }
        _ => {}
    }
}
