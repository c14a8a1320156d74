//! Addresses of cryptocurrency wallets, and keys to them: only those that carry a checksum, and
//! the check must hold. Which currencies there are is data (`filters/pii/crypto.toml`), which
//! checks there are is code.
//!
//! Every address is one run of ASCII letters and digits of at least [`SHORTEST`] characters. Such
//! a run holds a whole window of [`WINDOW`] bytes whose place is a multiple of [`STRIDE`], so the
//! search looks at windows only and reads a stretch byte by byte where a window is full.

mod check;
mod table;

use super::hit::Hit;
use super::text::{after, before, is_word};
use table::CURRENCIES;

/// Fewest characters of an address in the table.
const SHORTEST: usize = 26;
/// Most characters of an address in the table.
const LONGEST: usize = 512;
/// Bytes looked at at once.
const WINDOW: usize = 16;
/// From window to window.
const STRIDE: usize = SHORTEST - WINDOW + 1;

/// Appends every address in `text`, sorted by start and disjoint. Linear in the length of `text`:
/// a run is read once, and only a run of at most [`LONGEST`] bytes is checked.
pub(crate) fn find<'a>(text: &str, out: &mut Vec<Hit<'a>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(window) = bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<WINDOW>())
    {
        if !is_full(window) {
            at += STRIDE;
            continue;
        }
        let head = bytes.get(done..at).unwrap_or_default();
        let start = at
            - head
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
        let tail = bytes.get(at..).unwrap_or_default();
        let end = at
            + tail
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
        if (SHORTEST..=LONGEST).contains(&(end - start)) {
            out.extend(address(text, start, end));
        }
        (at, done) = (end, end);
    }
}

/// True when every byte is an ASCII letter or digit. Nearly every window has a byte below `0` (a
/// space, a full stop) or beyond ASCII, which a subtraction over all bytes at once shows: where no
/// byte borrows from the next, the high bit of a difference is that of a byte below `0`.
fn is_full(window: &[u8; WINDOW]) -> bool {
    const EACH: u128 = u128::MAX / 0xff;
    let all = u128::from_le_bytes(*window);
    let apart = (all.wrapping_sub(EACH * 0x30) | all) & (EACH * 0x80);
    apart == 0 && window.iter().all(u8::is_ascii_alphanumeric)
}

/// The address that is the whole run of bytes `start..end`.
fn address<'a>(text: &str, start: usize, end: usize) -> Option<Hit<'a>> {
    if is_word(before(text, start)) || is_word(after(text, end)) {
        return None;
    }
    let run = text.get(start..end)?;
    let currency = CURRENCIES.iter().find(|c| c.holds(run))?;
    let start = currency.prefix_start(text, start);
    Some(Hit {
        start,
        end,
        subtype: &currency.name,
    })
}

#[cfg(test)]
mod tests;
