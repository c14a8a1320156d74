//! Signals on which words there are: function words, different words, how evenly they are used.
//!
//! Words are compared without case, typographic apostrophes and hyphens as plain ones.

use xxhash_rust::xxh3::xxh3_64;

use super::{Group, Input, Mark, SignalDef, ratio};
use crate::text::{Word, Work, is_joiner, plain_lower};

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
    let n = input.tokens.lower.len();
    let table = &mut work.table;
    table.reset(n);
    let (mut different, mut sum) = (0_usize, 0.0);
    for &hash in &input.tokens.lower {
        let before = table.add(hash);
        different += usize::from(before == 0);
        sum += c_log_c(before + 1) - c_log_c(before);
    }
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

/// How many entries of the list occur, and how many words are one or hold one as a clitic. The
/// counts of all words are in `work.table`, so that whole words are looked up once for each entry
/// of the list; only words with a joiner are looked at one by one.
fn count_stop_words(input: &Input<'_>, work: &mut Work) -> (usize, usize) {
    let Work {
        table,
        hashes: list,
        lower,
        ..
    } = work;
    list.clear();
    let mut longest = 0;
    for word in &input.profile.words.stop_words {
        plain_lower(word, lower);
        longest = longest.max(lower.len());
        list.push(xxh3_64(lower.as_bytes()));
    }
    list.sort_unstable();
    list.dedup();
    let occurrences: usize = list.iter().map(|&hash| table.get(hash) as usize).sum();
    let mut clitics = 0;
    // The entries that stand in the text only as clitics, each once.
    let mut only_clitics: Vec<u64> = Vec::new();
    for (word, &hash) in input.tokens.words.iter().zip(&input.tokens.lower) {
        if !word.joined {
            continue;
        }
        let whole = list.binary_search(&hash).is_ok();
        let mut hit = false;
        pieces(input, word, longest, lower, |piece| {
            if list.binary_search(&piece).is_ok() {
                hit = true;
                if table.get(piece) == 0 && !only_clitics.contains(&piece) {
                    only_clitics.push(piece);
                }
            }
        });
        clitics += usize::from(hit && !whole);
    }
    let whole_words = list.iter().filter(|&&hash| table.get(hash) > 0).count();
    (whole_words + only_clitics.len(), occurrences + clitics)
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
    plain_lower(
        input.text.get(word.start..word.end).unwrap_or_default(),
        lower,
    );
    for (at, c) in lower.char_indices().filter(|&(_, c)| is_joiner(c)) {
        for piece in [lower.get(..at + c.len_utf8()), lower.get(at..)] {
            if let Some(piece) = piece.filter(|piece| piece.len() <= longest) {
                look(xxh3_64(piece.as_bytes()));
            }
        }
    }
}

/// `c ln c`, from a table where counts are small, as most are. The same bits on every machine.
fn c_log_c(count: u32) -> f64 {
    static TABLE: std::sync::LazyLock<[f64; 256]> = std::sync::LazyLock::new(|| {
        std::array::from_fn(|c| {
            if c == 0 {
                0.0
            } else {
                c as f64 * libm::log(c as f64)
            }
        })
    });
    match TABLE.get(count as usize) {
        Some(value) => *value,
        None => f64::from(count) * libm::log(f64::from(count)),
    }
}

/// Calls `found` for each word that is a stop word or holds one.
fn stop_words_in(input: &Input<'_>, work: &mut Work, mut found: impl FnMut(&Word)) {
    let Work { table, lower, .. } = work;
    let list = &input.profile.words.stop_words;
    table.reset(list.len());
    let mut longest = 0;
    for word in list {
        plain_lower(word, lower);
        longest = longest.max(lower.len());
        table.set(xxh3_64(lower.as_bytes()), 1);
    }
    for (word, &hash) in input.tokens.words.iter().zip(&input.tokens.lower) {
        let mut hit = table.get(hash) > 0;
        if word.joined && !hit {
            pieces(input, word, longest, lower, |piece| {
                hit |= table.get(piece) > 0
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
            work.table.reset(tokens.lower.len());
            for (word, &hash) in tokens.words.iter().zip(&tokens.lower) {
                if work.table.add(hash) > 0 {
                    marks.push(Mark::new(word.start..word.end, "again"));
                }
            }
        }
        _ => {}
    }
}
