//! The map of a text: what its bytes are, one bit each, and its wide (non-ASCII) characters.

#[cfg(target_arch = "x86_64")]
use super::avx2::Avx2;
use super::block::{BLOCK, Classify, Portable, Raw};
use super::props::{
    DIGIT, ENDS, FOLDS, JOINER, LETTER, NUMERIC, OTHER, Props, SPACE, Sets, UPPER, WDS, WORD, of,
};

/// 64 bytes of text, one bit each, the first byte lowest. Of wide characters the first byte is
/// marked, and the others where it says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Bytes of words, with the joiners in them and all bytes of wide characters.
    pub(super) word: u64,
    /// Letters and marks, all bytes.
    pub(super) alpha: u64,
    /// Joiners in words, and decimal marks in numbers, all bytes.
    pub(super) joined: u64,
    /// Capitals.
    pub(super) upper: u64,
    /// Wide characters, all bytes.
    pub(super) wide: u64,
    /// First bytes of characters.
    pub(crate) heads: u64,
    /// White space, all bytes.
    pub(crate) space: u64,
    /// Line feeds.
    pub(crate) newline: u64,
    /// Characters that may end a sentence.
    pub(crate) ends: u64,
    /// Letters, punctuation, singular characters and numbers of the document score.
    pub(crate) wds: [u64; 4],
}

/// What most wide characters are: letters in lower case.
const PLAIN: Props = WORD | LETTER | WDS[0];

/// A wide character: its code in 21 bits, and above them whether it is a letter, numeric, or another
/// that is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wide(u32);

impl Wide {
    const CODE: u32 = 21;
    const KINDS: Props = LETTER | NUMERIC | OTHER;
    /// From bits of [`Props`] to bits of this.
    const SHIFT: u32 = Self::CODE - LETTER.trailing_zeros();

    #[inline(always)]
    fn new(code: u32, props: Props) -> Self {
        Self(code | u32::from(props & Self::KINDS) << Self::SHIFT)
    }

    /// Whether it is one of [`LETTER`], [`NUMERIC`] and [`OTHER`].
    #[inline(always)]
    pub(crate) fn is(self, kind: Props) -> bool {
        self.0 >> Self::SHIFT & u32::from(kind & Self::KINDS) != 0
    }

    /// The character's code.
    #[inline(always)]
    pub(crate) fn code(self) -> u32 {
        self.0 & ((1 << Self::CODE) - 1)
    }
}

/// Numbers of characters of ASCII, which [`Map::wide`] does not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ascii {
    pub(crate) letters: usize,
    pub(crate) digits: usize,
    /// Neither letters nor digits nor white space.
    pub(crate) others: usize,
}

/// What one pass over the bytes leaves. A position outside the text has no bits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Map {
    pub(crate) blocks: Vec<Block>,
    pub(crate) wide: Vec<Wide>,
    /// Where wide characters stand that the document score folds.
    pub(crate) folds: Vec<usize>,
    /// The text with ASCII letters in lower case, and `1` for each ASCII digit.
    pub(crate) folded: Vec<u8>,
    /// Unicode scalar values.
    pub(crate) chars: usize,
    /// Runs of bits of words.
    pub(super) words: usize,
    /// Runs of one symbol.
    pub(crate) symbols: usize,
    pub(crate) ascii: Ascii,
}

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

impl Map {
    /// Reads `text` in the fastest way of this processor.
    pub(crate) fn fill(&mut self, text: &str) {
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = Avx2::detect() {
            return avx2.map(self, text);
        }
        self.read(text, Portable);
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

    /// How often the wide character `wide` stands in the text, whose bytes are `bytes`.
    pub(crate) fn count_of(&self, wide: &str, bytes: &[u8]) -> usize {
        if self.wide.is_empty() {
            return 0;
        }
        memchr::memmem::find_iter(bytes, wide).count()
    }

    /// Whether so many bytes, at least as many as a block has, follow each other without white space.
    pub(crate) fn longest_run_reaches(&self, bytes: usize) -> bool {
        let mut run = 0;
        self.blocks.iter().any(|block| {
            let before = run + block.space.trailing_zeros() as usize;
            // A run within one block is too short.
            run = match block.space {
                0 => before,
                space => space.leading_zeros() as usize,
            };
            before >= bytes
        })
    }

    /// How many bits `of` blocks has from byte `from` to byte `to`.
    #[inline(always)]
    pub(crate) fn count(&self, from: usize, to: usize, of: impl Fn(&Block) -> u64) -> usize {
        self.parts(from, to)
            .map(|(block, mask)| count(of(block) & mask))
            .sum()
    }

    /// The blocks between two bytes, with the bits that are between them.
    #[inline(always)]
    pub(crate) fn parts(&self, from: usize, to: usize) -> impl Iterator<Item = (&Block, u64)> {
        let first = from / BLOCK;
        let blocks = self.blocks.get(first..to.div_ceil(BLOCK));
        let blocks = blocks.unwrap_or_default().iter();
        blocks.enumerate().map(move |(i, block)| {
            let start = (first + i) * BLOCK;
            let after = u64::MAX << from.saturating_sub(start).min(BLOCK - 1);
            let before = match to - start {
                n if n < BLOCK => !(u64::MAX << n),
                _ => u64::MAX,
            };
            (block, after & before)
        })
    }

    /// The bytes of the bits that `of` blocks has from byte `from` to byte `to`.
    pub(crate) fn places(
        &self,
        from: usize,
        to: usize,
        of: impl Fn(&Block) -> u64,
    ) -> impl Iterator<Item = usize> {
        let first = from / BLOCK * BLOCK;
        let parts = (first..).step_by(BLOCK).zip(self.parts(from, to));
        parts.flat_map(move |(start, (block, mask))| {
            Bits(of(block) & mask).map(move |bit| start + bit as usize)
        })
    }
}

/// The bits of a word, from the lowest on.
pub(super) struct Bits(pub(super) u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline(always)]
    fn next(&mut self) -> Option<u32> {
        let bit = self.0.trailing_zeros();
        (self.0 != 0).then(|| {
            self.0 &= self.0 - 1;
            bit
        })
    }
}

#[inline(always)]
fn count(bits: u64) -> usize {
    bits.count_ones() as usize
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
