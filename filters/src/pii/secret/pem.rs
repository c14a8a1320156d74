//! Private keys as PEM and OpenPGP write them (RFC 7468, RFC 9580 6.2).

use std::ops::Range;

use memchr::memmem;

use super::check;

/// What the text is searched for: the end of the first line, without the dashes that plain text
/// is full of.
pub(super) const LITERALS: [&str; 2] = ["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"];

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";
/// Most bytes of the words between `BEGIN ` and `PRIVATE`.
const LABEL: usize = 40;
/// Most bytes of a key; one of 16,384 bits takes 12,800.
const LONGEST: usize = 16 << 10;
/// Fewest characters of base64: an Ed25519 key has 64.
const SHORTEST: usize = 60;
/// Least bits a character of base64; an example of one repeated line has less.
const ENTROPY: f64 = 4.0;

/// The key whose literal is at `hit`. The search stops at the next five dashes, and every key has
/// five of its own before the literal, so no byte is read for two keys.
pub(super) fn at(text: &str, hit: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let head = bytes.get(hit.start.saturating_sub(LABEL + BEGIN.len())..hit.start)?;
    let label = head.len() - memmem::rfind(head, BEGIN)?;
    let words = head.get(head.len() - label + BEGIN.len()..)?;
    if !words
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b' ')
    {
        return None;
    }
    let rest = bytes.get(hit.end..)?;
    let rest = rest.get(..LONGEST).unwrap_or(rest);
    let dashes = memmem::find(rest, DASHES);
    let body = rest.get(..dashes.unwrap_or(rest.len()))?;
    let last = dashes.and_then(|at| footer(rest, at));
    let end = match last {
        Some(end) => end,
        // Cut off: up to the last character that can be part of the key.
        None => body
            .iter()
            .take_while(|b| is_base64(**b) || b.is_ascii_whitespace())
            .count(),
    };
    let body = body.get(..end.min(body.len()))?.trim_ascii_end();
    let end = if last.is_some() { end } else { body.len() };
    let key: Vec<u8> = body.iter().copied().filter(|b| is_base64(*b)).collect();
    let real = key.len() >= SHORTEST && check::entropy(&key) >= ENTROPY;
    real.then_some(hit.start - label..hit.end + end)
}

/// The end of the last line, whose first five dashes are at `at`.
fn footer(rest: &[u8], at: usize) -> Option<usize> {
    let line = rest.get(at + DASHES.len()..)?.strip_prefix(b"END ")?;
    let line = line.get(..LABEL * 2).unwrap_or(line);
    let words = memmem::find(line, DASHES)?;
    Some(at + 2 * DASHES.len() + 4 + words)
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}
