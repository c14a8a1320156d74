//! Bytes of HTML to tags and text, the way the HTML Standard's tokenizer cuts them.
//!
//! Works on bytes and hands out ranges. Every range starts and ends beside an ASCII byte, so in
//! valid UTF-8 it is a valid string too.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// Characters between tags, entities not decoded.
    Text(Range<usize>),
    /// `<name`; the attributes follow at [`Tokenizer::attributes`].
    Open(Range<usize>),
    /// `</name …>`.
    Close(Range<usize>),
}

/// Where a tag ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TagEnd {
    /// The offset behind the `>`, or the end of the bytes.
    pub(crate) next: usize,
    /// Whether the tag closed itself (`<br/>`).
    pub(crate) self_closing: bool,
}

/// How an element turned out not to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unclosed {
    /// There is no end tag.
    ToTheEnd,
    /// Another element of its kind begins first.
    ByTheNext,
}

/// A cursor over the bytes of a page.
#[derive(Debug)]
pub(crate) struct Tokenizer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bytes looked through for the end of something.
    looked: u64,
}

impl<'a> Tokenizer<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            looked: 0,
        }
    }

    /// The next piece. After [`Token::Open`] the caller has to read or skip the attributes with
    /// [`Self::attributes`] before asking on.
    pub(crate) fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let mut from = start;
        loop {
            let Some(found) = memchr(b'<', self.bytes.get(from..)?) else {
                self.at = self.bytes.len();
                return (start < self.at).then_some(Token::Text(start..self.at));
            };
            let tag = from + found;
            let kind = self.bytes.get(tag + 1).copied().unwrap_or(b' ');
            let opens = kind.is_ascii_alphabetic();
            if !opens && !matches!(kind, b'/' | b'!' | b'?') {
                // A bare "<" is text.
                from = tag + 1;
                continue;
            }
            if tag > start {
                self.at = tag;
                return Some(Token::Text(start..tag));
            }
            if opens {
                let name = self.name(tag + 1);
                self.at = name.end;
                return Some(Token::Open(name));
            }
            if kind == b'/' && self.bytes.get(tag + 2).is_some_and(u8::is_ascii_alphabetic) {
                let name = self.name(tag + 2);
                self.at = scan_attributes(self.bytes, name.end, |_, _| {}).next;
                return Some(Token::Close(name));
            }
            self.skip_markup(tag, kind);
            return self.next_after_markup();
        }
    }

    /// Comments come in runs (of conditional comments, say), which must not recurse.
    fn next_after_markup(&mut self) -> Option<Token> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let kind = rest.get(1).copied().unwrap_or(b' ');
            let markup = rest.first() == Some(&b'<')
                && (matches!(kind, b'!' | b'?')
                    || kind == b'/' && !rest.get(2).is_some_and(u8::is_ascii_alphabetic));
            if !markup {
                return self.next();
            }
            self.skip_markup(self.at, kind);
        }
    }

    /// Skips a comment, doctype, processing instruction or bogus end tag.
    fn skip_markup(&mut self, tag: usize, kind: u8) {
        let rest = self.bytes.get(tag..).unwrap_or_default();
        let length = if kind == b'!' && rest.starts_with(b"<!--") {
            // The dashes that open a comment may close it too, as in `<!-->`.
            memmem::find(rest.get(2..).unwrap_or_default(), b"-->").map(|found| found + 5)
        } else {
            memchr(b'>', rest).map(|found| found + 1)
        };
        self.at = length.map_or(self.bytes.len(), |length| tag + length);
        self.looked += (self.at - tag) as u64;
    }

    fn name(&self, start: usize) -> Range<usize> {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|&byte| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>')
            .unwrap_or(rest.len());
        start..start + end
    }

    /// Reads the attributes of the tag just opened and moves behind it.
    pub(crate) fn attributes(&mut self, each: impl FnMut(Range<usize>, Range<usize>)) -> TagEnd {
        let end = scan_attributes(self.bytes, self.at, each);
        self.at = end.next;
        end
    }

    /// Moves behind the end tag `</name>` and returns the raw bytes before it; none, without
    /// moving, when there is no such end tag.
    pub(crate) fn raw_text(&mut self, name: &[u8]) -> Option<Range<usize>> {
        let start = self.at;
        let mut from = start;
        let mut script = name.eq_ignore_ascii_case(b"script").then_some(Script::Data);
        loop {
            let end = from + self.find(from, b"</")?;
            if let Some(state) = &mut script {
                state.read(self.bytes.get(from..end).unwrap_or_default());
            }
            from = end + 2;
            if !self.is_name(end + 2, name) {
                continue;
            }
            if script == Some(Script::DoublyEscaped) {
                script = Some(Script::Escaped);
                continue;
            }
            self.at = scan_attributes(self.bytes, end + 2 + name.len(), |_, _| {}).next;
            return Some(start..end);
        }
    }

    /// Moves behind the end tag of an element that holds other elements, and returns the bytes
    /// before it. Elements of the same name inside it are counted where they may nest; where they
    /// may not, one that begins shows that this one was never closed.
    ///
    /// # Errors
    /// When it is not closed; the tokenizer has not moved then.
    pub(crate) fn whole_element(
        &mut self,
        name: &[u8],
        nests: bool,
    ) -> Result<Range<usize>, Unclosed> {
        let start = self.at;
        let mut from = start;
        let mut depth = 0_u32;
        loop {
            let tag = from + self.find(from, b"<").ok_or(Unclosed::ToTheEnd)?;
            let closes = self.bytes.get(tag + 1) == Some(&b'/');
            let named = tag + 1 + usize::from(closes);
            from = tag + 1;
            if !self.is_name(named, name) {
                continue;
            }
            let end = scan_attributes(self.bytes, named + name.len(), |_, _| {});
            from = end.next;
            if closes && depth == 0 {
                self.at = end.next;
                return Ok(start..tag);
            }
            if closes {
                depth -= 1;
            } else if !nests {
                return Err(Unclosed::ByTheNext);
            } else if !end.self_closing {
                depth += 1;
            }
        }
    }

    /// Searches from an offset; counts what it looked through.
    fn find(&mut self, from: usize, what: &[u8]) -> Option<usize> {
        let rest = self.bytes.get(from..)?;
        let found = match what {
            &[byte] => memchr(byte, rest),
            _ => memmem::find(rest, what),
        };
        self.looked += found.unwrap_or(rest.len()) as u64;
        found
    }

    /// Whether a tag's name at an offset is this one.
    fn is_name(&self, at: usize, name: &[u8]) -> bool {
        is_name(self.bytes.get(at..).unwrap_or_default(), name)
    }

    /// Bytes looked through so far for the end of a comment or of raw text.
    pub(crate) fn looked(&self) -> u64 {
        self.looked
    }

    /// Where the next piece begins.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Moves to the end of the page.
    pub(crate) fn finish(&mut self) {
        self.at = self.bytes.len();
    }
}

/// Whether a tag's name begins here and is this one, in any case.
fn is_name(bytes: &[u8], name: &[u8]) -> bool {
    bytes
        .get(..name.len())
        .is_some_and(|got| got.eq_ignore_ascii_case(name))
        && bytes
            .get(name.len())
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
}

/// Where the first start tag of a name is.
fn find_tag(bytes: &[u8], name: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'<', bytes)
        .find(|&at| is_name(bytes.get(at + 1..).unwrap_or_default(), name))
}

/// In a script, `<!--` and then `<script` shields the next end tag (the standard's "script data
/// escaped" states): pages that write scripts from scripts, in a comment as of old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Data,
    Escaped,
    DoublyEscaped,
}

impl Script {
    /// Goes on over a part of the script without end tags in it.
    fn read(&mut self, mut rest: &[u8]) {
        loop {
            let ends = |what: &[u8]| memmem::find(rest, what).map(|at| at + what.len());
            let (next, at) = match self {
                Self::Data => match ends(b"<!--") {
                    // The dashes that open it may close it too.
                    Some(at) => (Self::Escaped, at - 2),
                    None => return,
                },
                _ => {
                    let close = ends(b"-->");
                    let inner = find_tag(rest, b"script").filter(|_| *self == Self::Escaped);
                    match (close, inner) {
                        (Some(close), inner) if inner.is_none_or(|inner| close < inner) => {
                            (Self::Data, close)
                        }
                        (_, Some(inner)) => (Self::DoublyEscaped, inner + 1),
                        _ => return,
                    }
                }
            };
            *self = next;
            rest = rest.get(at..).unwrap_or_default();
        }
    }
}

/// Reads attributes from `at` to the end of the tag, calling `each` with the ranges of every
/// name and value (quotes left off, entities not decoded). Quotes count only where a value
/// begins, as in the standard, so a stray quote costs no more than its own attribute.
pub(crate) fn scan_attributes(
    bytes: &[u8],
    mut at: usize,
    mut each: impl FnMut(Range<usize>, Range<usize>),
) -> TagEnd {
    let peek = |at: usize| bytes.get(at).copied();
    let skip_space = |mut at: usize| {
        while peek(at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            at += 1;
        }
        at
    };
    let mut slash = false;
    loop {
        match peek(at) {
            None => {
                return TagEnd {
                    next: bytes.len(),
                    self_closing: false,
                };
            }
            Some(b'>') => {
                return TagEnd {
                    next: at + 1,
                    self_closing: slash,
                };
            }
            Some(b'/') => {
                slash = true;
                at += 1;
                continue;
            }
            Some(byte) if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            Some(_) => slash = false,
        }
        let name_start = at;
        // An "=" that opens a name belongs to it.
        at += 1;
        while peek(at)
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='))
        {
            at += 1;
        }
        let name = name_start..at;
        let equals = skip_space(at);
        if peek(equals) != Some(b'=') {
            each(name, at..at);
            continue;
        }
        at = skip_space(equals + 1);
        let value = match peek(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = at + 1;
                let rest = bytes.get(start..).unwrap_or_default();
                let length = memchr(quote, rest).unwrap_or(rest.len());
                at = (start + length + 1).min(bytes.len());
                start..start + length
            }
            _ => {
                let start = at;
                while peek(at).is_some_and(|byte| !byte.is_ascii_whitespace() && byte != b'>') {
                    at += 1;
                }
                start..at
            }
        };
        each(name, value);
    }
}

/// The offset of the first byte that ends plain text: `&` or `<`.
pub(crate) fn first_special(bytes: &[u8]) -> Option<usize> {
    memchr2(b'&', b'<', bytes)
}
