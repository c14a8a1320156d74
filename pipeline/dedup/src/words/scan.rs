//! A text, window by window: bytes are folded where they stand, edges of words are found 64 bytes at a
//! time, and each word is handed on.

use super::block::{BLOCK, Block, Classify};
use super::rules::{SPECIAL, Table, WORD};
use super::run::{Run, Sink};
use super::slow::Words;

/// Working memory of [`for_each`](super::for_each), kept from text to text: about 50 KiB, more only for words of some
/// thousand characters.
#[derive(Debug, Default)]
pub struct Scratch {
    window: Window,
    slow: Words,
}

/// A window and all that is made of it stay in the first-level cache. Tests want many ends of windows.
const WINDOW: usize = if cfg!(test) { 130 } else { 4096 };

/// What is known of the window at hand.
#[derive(Debug, Default)]
pub(super) struct Window {
    blocks: Vec<Block>,
    /// The bytes with letters and digits folded, and room for a block after the end.
    folded: Vec<u8>,
    /// Where words begin and end by turns, and room after `edges_len`.
    edges: Vec<u32>,
    edges_len: usize,
    /// Where special characters begin, at least one for each word that has any.
    specials: Vec<u32>,
}

/// Hands the words of `text` to `sink`. The body of this function is made anew for each instruction
/// set, with what it calls.
#[inline(always)]
pub(super) fn run(text: &str, scratch: &mut Scratch, sink: &mut impl Sink, how: impl Classify) {
    let Scratch { window, slow } = scratch;
    let table = Table::get();
    let (mut start, mut width) = (0, WINDOW);
    while start < text.len() {
        let end = text.floor_char_boundary(start.saturating_add(width));
        let bytes = text.as_bytes().get(start..end).unwrap_or_default();
        window.mark(bytes, table, how);
        let mut next = end;
        // A word that reaches the end of the window may go on: it is the first one of the next.
        if end < text.len()
            && let Some(begin) = window.take_back(bytes.len())
        {
            next = start + begin;
            if next == start {
                width = width.saturating_mul(2);
                continue;
            }
        }
        let text = text.get(start..end).unwrap_or_default();
        window.words(text, table, slow, sink);
        sink.pause();
        (start, width) = (next, WINDOW);
    }
}

/// The block of this number with the byte before it, where all of them are in the text.
#[inline(always)]
fn with_byte_before(bytes: &[u8], number: usize) -> Option<&[u8; BLOCK + 1]> {
    let start = (number * BLOCK).checked_sub(1)?;
    bytes.get(start..)?.first_chunk()
}

/// As [`with_byte_before`], with zeros for what is not in the text.
#[cold]
fn padded(bytes: &[u8], number: usize) -> [u8; BLOCK + 1] {
    let mut padded = [0; BLOCK + 1];
    let (start, skipped) = match (number * BLOCK).checked_sub(1) {
        Some(start) => (start, 0),
        None => (0, 1),
    };
    let rest = bytes.get(start..).unwrap_or_default();
    let room = padded.iter_mut().skip(skipped);
    room.zip(rest).for_each(|(to, from)| *to = *from);
    padded
}

/// The places of the bits that are set in a byte.
static PLACES: [[u8; 8]; 256] = {
    let mut places = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut bit, mut n) = (0, 0);
        while bit < 8 {
            if byte >> bit & 1 != 0 {
                places[byte][n] = bit;
                n += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    places
};

impl Window {
    /// Fills all fields from the bytes, which are whole characters.
    #[inline(always)]
    fn mark(&mut self, bytes: &[u8], table: &Table, how: impl Classify) {
        // The zeros after the end are separators, which end the last word.
        let count = bytes.len() / BLOCK + 1;
        if self.blocks.len() <= count {
            self.blocks.resize(count + 1, Block::default());
            self.folded.resize((count + 1) * BLOCK, 0);
            self.edges.resize((count + 1) * BLOCK + 8, 0);
        }
        // All blocks are folded before a character is looked up, which may reach into the next.
        let folded = self.folded.as_chunks_mut().0.iter_mut();
        for (number, (block, folded)) in self.blocks.iter_mut().zip(folded).take(count).enumerate()
        {
            *block = match with_byte_before(bytes, number) {
                Some(text) => how.classify(text, folded),
                None => how.classify(&padded(bytes, number), folded),
            };
        }
        if let Some(after) = self.blocks.get_mut(count) {
            *after = Block::default();
        }
        self.edges_len = 0;
        self.specials.clear();
        // Whether the byte before is part of a word.
        let mut inside = 0;
        for number in 0..count {
            let Some([block, next, ..]) = self.blocks.get(number..) else {
                return;
            };
            let (start, tails) = (number * BLOCK, block.tails);
            let plain = (block.plain >> 1) | (next.plain << 63);
            let (mut word, heads) = (block.word | plain, block.heads & !plain);
            let mut special = 0;
            if heads != 0 {
                let (more, special_heads) = self.look_up(start, heads, table);
                word |= more;
                special = special_heads;
            }
            // Bytes that continue a character are of a word if the one before is.
            for _ in 0..3 {
                word |= ((word << 1) | inside) & tails;
            }
            while special != 0 {
                // Windows are far below 4 GiB, but for a word of that length.
                self.specials.push(start as u32 + special.trailing_zeros());
                // One is enough for a word: the sum carries through the bits of this one.
                special &= word.wrapping_add(special & special.wrapping_neg());
            }
            self.put_edges(word ^ ((word << 1) | inside), start);
            inside = word >> 63;
        }
    }

    /// Looks up the characters that begin at the bits of `heads`, writes what they become, and gives
    /// the bits of those that are part of words, and of those that are special.
    #[inline(always)]
    fn look_up(&mut self, start: usize, mut heads: u64, table: &Table) -> (u64, u64) {
        let (mut word, mut special) = (0, 0);
        while heads != 0 {
            let bit = heads.trailing_zeros();
            heads &= heads - 1;
            let at = start + bit as usize;
            let room = self.folded.get_mut(at..).and_then(<[u8]>::first_chunk_mut);
            let Some([first, second, third]) = room else {
                break;
            };
            let low = |byte: u8| u32::from(byte & 0x3f);
            let entry = match *first {
                0xc0..0xe0 => {
                    let code = (u32::from(*first & 0x1f) << 6) | low(*second);
                    let entry = table.two_bytes(code);
                    [*first, *second] = (entry as u16).to_le_bytes();
                    entry
                }
                0xe0..0xf0 => {
                    let code = (u32::from(*first & 0x0f) << 12) | (low(*second) << 6) | low(*third);
                    let entry = table.three_bytes(code);
                    [*first, *second, *third, _] = entry.to_le_bytes();
                    entry
                }
                _ => WORD | SPECIAL,
            };
            word |= u64::from(entry & WORD != 0) << bit;
            special |= u64::from(entry & SPECIAL != 0) << bit;
        }
        (word, special)
    }

    /// Adds the bits that are set, eight at a time: the places of all bits of a byte are written, and
    /// those that are too many are written over.
    #[inline(always)]
    fn put_edges(&mut self, edges: u64, start: usize) {
        let room = self.edges.get_mut(self.edges_len..);
        let Some(room) = room.and_then(<[u32]>::first_chunk_mut::<{ BLOCK + 8 }>) else {
            return;
        };
        let mut at = 0;
        for (i, byte) in edges.to_le_bytes().into_iter().enumerate() {
            let first = (start + 8 * i) as u32;
            let Some(slots) = room.get_mut(at..).and_then(<[u32]>::first_chunk_mut::<8>) else {
                return;
            };
            *slots = PLACES[usize::from(byte)].map(|place| first + u32::from(place));
            at += byte.count_ones() as usize;
        }
        self.edges_len += at;
    }

    /// Takes the last word back if it ends at `end`, and tells where it begins.
    fn take_back(&mut self, end: usize) -> Option<usize> {
        let edges = self.edges.get(..self.edges_len)?;
        let [.., begin, last] = *edges else {
            return None;
        };
        if last as usize != end {
            return None;
        }
        self.edges_len -= 2;
        Some(begin as usize)
    }

    #[inline(always)]
    fn words(&self, text: &str, table: &Table, slow: &mut Words, sink: &mut impl Sink) {
        let edges = self.edges.get(..self.edges_len).unwrap_or_default();
        let (mut edges, _) = edges.as_chunks::<2>();
        let buffer = &*self.folded;
        let mut specials = &*self.specials;
        while let &[special, ..] = specials {
            let before = edges.iter().take_while(|[_, end]| *end <= special).count();
            let Some((run, [[start, end], rest @ ..])) = edges.split_at_checked(before) else {
                break;
            };
            sink.words(Run { buffer, edges: run });
            let stretch = text.get(*start as usize..*end as usize).unwrap_or_default();
            slow.run(stretch, table, sink);
            edges = rest;
            let done = specials.iter().take_while(|at| **at < *end).count();
            specials = specials.get(done..).unwrap_or_default();
        }
        sink.words(Run { buffer, edges });
    }
}
