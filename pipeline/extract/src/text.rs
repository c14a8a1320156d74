//! Characters of the page to text as a reader sees it: entities decoded, white space collapsed,
//! invisible characters left out.

use crate::entities::{self, Place};
use crate::tokenizer;

/// The growing text of a page. Blocks are ranges of it; nothing stands between two blocks.
#[derive(Debug, Default)]
pub(crate) struct TextBuffer {
    out: String,
    /// Start of the block being filled.
    start: usize,
    /// White space was seen since the last character of this block.
    space: bool,
}

impl TextBuffer {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            out: String::with_capacity(bytes),
            start: 0,
            space: false,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// Appends the raw text between two tags.
    pub(crate) fn push(&mut self, raw: &str, preformatted: bool) {
        let bytes = raw.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let run = plain_run(rest);
            if run > 0 {
                self.flush_space();
                self.out.push_str(raw.get(at..at + run).unwrap_or_default());
                at += run;
                continue;
            }
            if !preformatted {
                // Markup is indented: most white space comes in long runs.
                let gap = rest.iter().take_while(|byte| is_gap(**byte)).count();
                if gap > 0 {
                    self.space = true;
                    at += gap;
                    continue;
                }
            }
            let Some(rest) = raw.get(at..) else { return };
            let Some(first) = rest.chars().next() else {
                return;
            };
            let (value, read) = match first {
                '&' => entities::decode(rest, Place::Text).unwrap_or(('&'.into(), 1)),
                other => (other.into(), other.len_utf8()),
            };
            self.push_char(value.first, preformatted);
            if let Some(second) = value.second {
                self.push_char(second, preformatted);
            }
            at += read;
        }
    }

    fn push_char(&mut self, value: char, preformatted: bool) {
        match value {
            '\n' | '\t' if preformatted => {
                self.space = false;
                self.out.push(value);
            }
            ' ' if preformatted => self.out.push(value),
            value if is_space(value) => self.space = true,
            value if is_invisible(value) => {}
            value => {
                self.flush_space();
                self.out.push(value);
            }
        }
    }

    fn flush_space(&mut self) {
        if self.space && self.out.len() > self.start {
            self.out.push(' ');
        }
        self.space = false;
    }

    /// Ends the block; none when it holds nothing but white space.
    pub(crate) fn end_block(&mut self) -> Option<std::ops::Range<usize>> {
        self.space = false;
        let block = self.out.get(self.start..).unwrap_or_default();
        let trimmed = block.trim_end().len();
        let from = self.start;
        self.out.truncate(from + trimmed);
        self.start = self.out.len();
        // A preformatted block may open with empty lines; its first indent is kept.
        let block = self.out.get(from..).unwrap_or_default();
        let content = block.find(|c: char| !c.is_whitespace())?;
        let lead = block
            .get(..content)
            .and_then(|lead| lead.rfind('\n'))
            .map_or(0, |at| at + 1);
        Some(from + lead..self.out.len())
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// Bytes that are part of no special character: graphic ASCII but `&`, continuation bytes, and
/// the lead bytes of characters that are neither spaces nor invisible.
const fn is_plain(byte: u8) -> bool {
    PLAIN[byte as usize]
}

const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0x21;
    while byte < 256 {
        // C2: no-break space, soft hyphen, C1. E2: U+2000 to U+206F. E3: U+3000. EF: U+FEFF.
        table[byte] = !matches!(byte, 0x26 | 0x7F | 0xC2 | 0xE2 | 0xE3 | 0xEF);
        byte += 1;
    }
    table
};

/// Bytes at the start that stay as they are: words, with single spaces between them.
fn plain_run(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let word = rest.iter().position(|&byte| !is_plain(byte));
        at += word.unwrap_or(rest.len());
        match bytes.get(at..) {
            Some([b' ', next, ..]) if at > 0 && is_plain(*next) => at += 2,
            _ => return at,
        }
    }
}

/// White space of ASCII.
const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xB | 0xC)
}

/// White space that a reader sees as a gap: ASCII, the no-break and fixed-width spaces, the
/// ideographic space, line and paragraph separators.
fn is_space(value: char) -> bool {
    matches!(
        value,
        ' ' | '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{A0}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Characters without a glyph that would break words apart for every later step: soft hyphen,
/// zero-width space, word joiner, byte order mark, direction marks and controls. The zero-width
/// joiners (U+200C, U+200D) are orthography in some scripts and stay.
fn is_invisible(value: char) -> bool {
    matches!(
        value,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    ) || value.is_control()
}

/// The text of an attribute value or a title: entities decoded, white space collapsed.
pub(crate) fn plain(raw: &str) -> String {
    let mut buffer = TextBuffer::with_capacity(raw.len());
    buffer.push(raw, false);
    buffer.finish()
}

/// An attribute value with entities decoded and white space as it stands.
pub(crate) fn attribute(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = tokenizer::first_special(rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at..).unwrap_or_default();
        let literal = if tail.starts_with('&') { '&' } else { '<' };
        let (value, read) = entities::decode(tail, Place::Attribute).unwrap_or((literal.into(), 1));
        out.push(value.first);
        out.extend(value.second);
        rest = tail.get(read..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
