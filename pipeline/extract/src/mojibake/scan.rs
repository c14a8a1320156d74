//! Where a text may need repair: the scan that runs over every page.

use super::codec::{Codec, LEADS, TRAILS, slot};
use super::evidence::read;

/// The offset of the first certain sequence at or behind `from`.
pub(super) fn first_certain(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    let (mut leads, mut lead_at) = (0, from);
    loop {
        let (code, length) = match bytes.get(at..)? {
            [] => return None,
            // Two bytes: most letters of Europe outside ASCII, without the detour over `char`.
            [lead @ 0xC2..=0xDF, next, ..] => (
                (usize::from(*lead) & 0x1F) << 6 | usize::from(*next) & 0x3F,
                2,
            ),
            [0x80..=0xFF, ..] => {
                let char = text.get(at..)?.chars().next()?;
                (char as usize, char.len_utf8())
            }
            ascii => {
                at += ascii_run(ascii);
                leads = 0;
                continue;
            }
        };
        let slot = slot(code);
        let codecs = leads & TRAILS[slot];
        if codecs != 0 && is_certain_at(text, lead_at, codecs) {
            return Some(lead_at);
        }
        leads = LEADS[slot];
        lead_at = at;
        at += length;
    }
}

#[cold]
fn is_certain_at(text: &str, at: usize, codecs: u8) -> bool {
    let (before, text) = text.split_at_checked(at).unwrap_or_default();
    let before = before.chars().next_back();
    Codec::all()
        .filter(|codec| codecs & codec.bit() != 0)
        .any(|codec| {
            read(text, codec).is_some_and(|sequence| sequence.is_certain(text, codec, before))
        })
}

/// Bytes of ASCII at the start. Most of a page is; blocks of 32 compile to vector instructions.
pub(super) fn ascii_run(bytes: &[u8]) -> usize {
    let whole = bytes
        .chunks_exact(32)
        .take_while(|block| block.iter().fold(0, |all, byte| all | byte) < 0x80)
        .count()
        * 32;
    let rest = bytes.get(whole..).unwrap_or_default();
    whole
        + rest
            .iter()
            .position(|byte| !byte.is_ascii())
            .unwrap_or(rest.len())
}
