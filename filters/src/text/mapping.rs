//! Making the map of a text: block after block, with a look at each wide character.

use super::block::{BLOCK, Classify, Raw, Reading};
use super::fastest::fastest;
use super::map::{Ascii, Block, Map, Wide, count};
use super::props::{DIGIT, ENDS, FOLDS, JOINER, LETTER, Props, SPACE, Sets, UPPER, WDS, WORD, of};

/// What most wide characters are: letters in lower case.
const PLAIN: Props = WORD | LETTER | WDS[0];

/// What the blocks so far leave for the next: whether their last byte is part of a word (ASCII joiners
/// in words aside), a digit, white space, a wide joiner in a word.
#[derive(Default)]
struct Before {
    word: u64,
    digit: u64,
    space: u64,
    joined: u64,
    /// The last byte is part of a word, whatever it is.
    inside: u64,
    /// The last wide character is part of a word.
    wide: bool,
}

/// [`Map::fill`], whatever way blocks are looked at.
struct Fill<'a> {
    map: &'a mut Map,
    text: &'a str,
}

impl Reading for Fill<'_> {
    #[inline(always)]
    fn read(self, classify: impl Classify) {
        self.map.read(self.text, classify);
    }
}

impl Map {
    /// Reads `text` in the fastest way of this processor.
    pub(crate) fn fill(&mut self, text: &str) {
        fastest(Fill { map: self, text });
    }

    #[inline(always)]
    pub(super) fn read(&mut self, text: &str, classify: impl Classify) {
        self.blocks.clear();
        self.wide.clear();
        self.folds.clear();
        (self.chars, self.words, self.symbols) = (0, 0, 0);
        self.ascii = Ascii::default();
        let sets = Sets::get();
        let bytes = text.as_bytes();
        self.folded.clear();
        self.folded.extend(bytes.iter().map(|b| match b {
            b'0'..=b'9' => b'1',
            _ => b.to_ascii_lowercase(),
        }));
        self.blocks.reserve(bytes.len().div_ceil(BLOCK));
        let mut before = Before::default();
        for start in (0..bytes.len()).step_by(BLOCK) {
            let inside = start.checked_sub(1).and_then(|from| bytes.get(from..));
            let (mut raw, valid) = match inside.and_then(<[u8]>::first_chunk) {
                Some(whole) => (classify.classify(sets, whole), u64::MAX),
                None => {
                    let n = BLOCK.min(bytes.len() - start);
                    let valid = u64::MAX >> (BLOCK - n);
                    let part = padded(bytes, start);
                    (classify.classify(sets, &part), valid)
                }
            };
            self.block(sets, bytes, start, &mut raw, valid, &mut before);
        }
    }

    #[inline(always)]
    fn block(
        &mut self,
        tables: &Sets,
        bytes: &[u8],
        start: usize,
        raw: &mut Raw,
        valid: u64,
        before: &mut Before,
    ) {
        // In the order of the bits of `Props`.
        let [
            word,
            mut digit,
            upper,
            space,
            joiner,
            decimal,
            newline,
            ends,
            wds @ ..,
        ] = raw.sets;
        let symbols = !(raw.wide | word | space) & valid;
        self.ascii.letters += count(word & !digit);
        self.ascii.digits += count(digit);
        self.ascii.others += count(symbols);
        let mut block = Block {
            word,
            upper,
            wide: raw.wide,
            heads: !raw.tails & valid,
            // What is beyond the text was read as spaces.
            space: space & valid,
            newline,
            ends,
            wds,
            ..Block::default()
        };
        if raw.wide != 0 {
            self.look_up(tables, bytes, start, raw, before, (&mut block, &mut digit));
            // Bytes that continue a character are what the one before is.
            for _ in 0..3 {
                block.word |= ((block.word << 1) | before.word) & raw.tails;
                digit |= ((digit << 1) | before.digit) & raw.tails;
                block.space |= ((block.space << 1) | before.space) & raw.tails;
                block.joined |= ((block.joined << 1) | before.joined) & raw.tails;
            }
        }
        let (mut next_word, mut next_digit) = (block.word >> 1, digit >> 1);
        if (joiner | decimal) >> (BLOCK - 1) != 0 {
            let follows = props_at(bytes, start + BLOCK);
            next_word |= u64::from(follows & WORD != 0) << (BLOCK - 1);
            next_digit |= u64::from(follows & DIGIT != 0) << (BLOCK - 1);
        }
        let joiners = joiner & ((block.word << 1) | before.word) & next_word;
        let decimals = decimal & ((digit << 1) | before.digit) & next_digit;
        before.word = block.word >> (BLOCK - 1);
        before.digit = digit >> (BLOCK - 1);
        before.space = block.space >> (BLOCK - 1);
        before.joined = block.joined >> (BLOCK - 1);
        // Wide joiners in words are in both already.
        block.alpha = block.word & !digit & !block.joined;
        block.joined |= joiners | decimals;
        block.word |= joiners | decimals;
        self.chars += count(block.heads);
        self.words += count(block.word & !((block.word << 1) | before.inside));
        before.inside = block.word >> (BLOCK - 1);
        self.symbols += count(symbols & !block.joined & !raw.again);
        self.blocks.push(block);
    }

    /// Looks up the wide characters of a block.
    #[inline(always)]
    fn look_up(
        &mut self,
        tables: &Sets,
        bytes: &[u8],
        start: usize,
        raw: &Raw,
        before: &mut Before,
        (block, digit): (&mut Block, &mut u64),
    ) {
        let mut heads = raw.wide & !raw.tails;
        while heads != 0 {
            let bit = heads.trailing_zeros();
            heads &= heads - 1;
            let at = start + bit as usize;
            let (code, length) = decode(bytes, at);
            let mut props = tables.of(code);
            self.wide.push(Wide::new(code, props));
            if props == PLAIN {
                block.word |= 1 << bit;
                let [letters, ..] = &mut block.wds;
                *letters |= 1 << bit;
                before.wide = true;
                continue;
            }
            let is = |bits: Props| u64::from(props & bits != 0) << bit;
            block.upper |= is(UPPER);
            block.space |= is(SPACE);
            block.ends |= is(ENDS);
            *digit |= is(DIGIT);
            for (class, bits) in block.wds.iter_mut().zip(WDS) {
                *class |= is(bits);
            }
            if props & FOLDS != 0 {
                self.folds.push(at);
            }
            if props & (WORD | SPACE) == 0 {
                let joins = props & JOINER != 0
                    && before_is_word(bytes, at, before)
                    && props_at(bytes, at + length) & WORD != 0;
                if joins {
                    props |= WORD;
                    block.joined |= 1 << bit;
                } else {
                    let this = bytes.get(at..at + length);
                    let again = at.checked_sub(length).and_then(|from| bytes.get(from..at)) == this;
                    self.symbols += usize::from(!again);
                }
            }
            block.word |= u64::from(props & WORD != 0) << bit;
            before.wide = props & WORD != 0;
        }
    }
}

/// The block that begins at `start` and the byte before, spaces where the text has none.
#[cold]
fn padded(bytes: &[u8], start: usize) -> [u8; BLOCK + 1] {
    let mut block = [b' '; BLOCK + 1];
    let (text, skip) = match start.checked_sub(1) {
        Some(before) => (bytes.get(before..), 0),
        None => (Some(bytes), 1),
    };
    for (to, &from) in block.iter_mut().skip(skip).zip(text.unwrap_or_default()) {
        *to = from;
    }
    block
}

/// The character that begins at `at`, and its bytes. (Decoding from bytes saves the checks of `str`.)
#[inline(always)]
fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let rest = bytes.get(at..).unwrap_or_default();
    let four = match rest.first_chunk::<4>() {
        Some(four) => *four,
        None => padded_four(rest),
    };
    let low = |i: usize| u32::from(four[i]) & 0x3f;
    match u32::from(four[0]) {
        first @ 0..0x80 => (first, 1),
        first @ 0x80..0xe0 => ((first & 0x1f) << 6 | low(1), 2),
        first @ 0xe0..0xf0 => ((first & 0x0f) << 12 | low(1) << 6 | low(2), 3),
        first => (
            (first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3),
            4,
        ),
    }
}

#[cold]
fn padded_four(rest: &[u8]) -> [u8; 4] {
    std::array::from_fn(|i| rest.get(i).copied().unwrap_or_default())
}

/// What the character at `at` is; white space beyond the text.
fn props_at(bytes: &[u8], at: usize) -> Props {
    match bytes.get(at) {
        Some(_) => of(decode(bytes, at).0),
        None => SPACE,
    }
}

/// Whether the character before the wide one at `at` is part of a word.
fn before_is_word(bytes: &[u8], at: usize, before: &Before) -> bool {
    match at.checked_sub(1).and_then(|last| bytes.get(last)) {
        Some(last) if last.is_ascii() => last.is_ascii_alphanumeric(),
        Some(_) => before.wide,
        None => false,
    }
}
