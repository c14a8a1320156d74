//! Bytes to text: which encoding a page is in, and its text.

mod detect;
mod meta;
mod source;
mod utf8;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use memchr::{memchr, memmem};

pub use source::Source;
pub use utf8::UTF8_PROOF;

/// What is known about a page's encoding besides its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// The `charset` label of the HTTP `Content-Type` header.
    pub http: Option<&'a str>,
    /// The last label of the host name (`pl`, `gr`), a hint for the detector.
    pub tld: Option<&'a str>,
}

/// Text with the account of how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, borrowed when the bytes were valid UTF-8 already.
    pub text: Cow<'a, str>,
    /// The encoding's name in the Encoding Standard (`UTF-8`, `windows-1250`).
    pub encoding: &'static str,
    /// How the encoding was found.
    pub source: Source,
    /// Replacement characters (U+FFFD) put in for sequences of bytes that decode to nothing. Such
    /// characters that the page itself holds don't count.
    pub replaced: u32,
}

impl Decoded<'_> {
    /// The same with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> Decoded<'static> {
        let (text, encoding) = (Cow::Owned(self.text.into_owned()), self.encoding);
        let (source, replaced) = (self.source, self.replaced);
        Decoded {
            text,
            encoding,
            source,
            replaced,
        }
    }
}

/// Decodes a page; never fails.
///
/// The order is that of the [Encoding Standard] and of HTML's encoding sniffing: byte order
/// mark, HTTP header, `meta`, XML declaration, then the bytes themselves, with the host's last
/// label as a hint. It differs where a corpus is better served than by what a browser must show
/// for compatibility:
///
/// - Bytes declared as a legacy encoding that are UTF-8, with at least [`UTF8_PROOF`] multi-byte
///   characters and at most one damaged sequence to sixteen of them, are UTF-8: pages re-encoded
///   by a server or a crawler keep their old `meta`. Where HTTP names a legacy encoding, `meta`
///   says UTF-8 and the bytes are valid, one such character is enough.
/// - Bytes declared as UTF-8 of whose sequences outside ASCII at least two in three are damaged
///   are in a legacy encoding: the bytes decide which. Else they are UTF-8, and so are
///   undeclared bytes that would be.
/// - In damaged UTF-8, a single byte that is the same sign in every Windows code page (a quote, a
///   dash, an ellipsis, a guillemet, a no-break space) between two characters of ASCII is that
///   sign. Every other damaged sequence becomes U+FFFD and is counted.
/// - A declared UTF-16 whose bytes have no NUL is disregarded, as is `x-user-defined`; and bytes
///   that begin as markup in UTF-16 are UTF-16 without a byte order mark too.
/// - The labels that the standard maps to `replacement` (`iso-2022-kr`, `hz-gb-2312` and others)
///   are disregarded. A browser shows one U+FFFD for such a page lest an escape sequence hides a
///   script; a text is not run, and pages with a wrong label are worth more than that. What is
///   truly in one of them stays seven-bit gibberish for the language identification to drop.
///
/// [Encoding Standard]: https://encoding.spec.whatwg.org/#decode
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let bytes = bytes.get(length..).unwrap_or_default();
        return convert(bytes, encoding, Source::Bom);
    }
    if let Some(encoding) = utf16_markup(bytes) {
        return convert(bytes, encoding, Source::Detected);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => valid(text, hints),
        Err(_) => invalid(bytes, hints),
    }
}

/// The same for bytes that the caller has no more use for: what is text as it stands stays where it is.
#[must_use]
pub fn decode_owned(bytes: Vec<u8>, hints: &Hints<'_>) -> Decoded<'static> {
    if Encoding::for_bom(&bytes).is_some() || utf16_markup(&bytes).is_some() {
        return decode(&bytes, hints).into_owned();
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return invalid(error.as_bytes(), hints).into_owned(),
    };
    let decoded = valid(&text, hints);
    let (encoding, source, replaced) = (decoded.encoding, decoded.source, decoded.replaced);
    let text = match decoded.text {
        Cow::Borrowed(same) if same.len() == text.len() => text,
        other => other.into_owned(),
    };
    Decoded {
        text: Cow::Owned(text),
        encoding,
        source,
        replaced,
    }
}

/// What HTTP says, if that is of use.
fn of_http(bytes: &[u8], hints: &Hints<'_>) -> Option<Declared> {
    let http = hints.http.and_then(|label| usable(label, bytes));
    http.map(|encoding| (encoding, Source::Http))
}

/// Decodes bytes that are valid UTF-8.
fn valid<'a>(text: &'a str, hints: &Hints<'_>) -> Decoded<'a> {
    let bytes = text.as_bytes();
    let inside = meta::prescan(bytes, meta::WINDOW);
    let (encoding, source) = of_valid(text, of_http(bytes, hints), inside);
    if encoding == UTF_8 {
        whole(text, source)
    } else {
        convert(bytes, encoding, source)
    }
}

/// Decodes bytes that are not.
fn invalid<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Decoded<'a> {
    let http = of_http(bytes, hints);
    let declared = http.or_else(|| meta::prescan(bytes, meta::FAR));
    let tally = utf8::tally(bytes);
    match declared {
        Some((encoding, source)) if encoding == UTF_8 && !tally.is_legacy() => {
            convert(bytes, UTF_8, source)
        }
        // A stateful encoding is ASCII on the wire, so what is not proves nothing about it.
        Some((encoding, source))
            if encoding != UTF_8 && !(encoding.is_ascii_compatible() && tally.proves_utf8()) =>
        {
            convert(bytes, encoding, source)
        }
        _ if !tally.is_legacy() => convert(bytes, UTF_8, Source::Utf8),
        _ => convert(bytes, detect::guess(bytes, hints.tld), Source::Detected),
    }
}

type Declared = (&'static Encoding, Source);

/// The encoding of bytes that are valid UTF-8, which pure ASCII and by chance legacy text is too.
fn of_valid(text: &str, http: Option<Declared>, inside: Option<Declared>) -> Declared {
    let Some((encoding, source)) = http.or(inside) else {
        return (UTF_8, Source::Utf8);
    };
    if encoding == UTF_8 || !encoding.is_ascii_compatible() || text.is_ascii() {
        return (encoding, source);
    }
    match inside {
        Some((encoding, source)) if encoding == UTF_8 => (encoding, source),
        _ if proves_utf8(text.as_bytes()) => (UTF_8, Source::Utf8),
        _ => (encoding, source),
    }
}

/// Bytes that begin with markup in UTF-16: `<`, two more characters of ASCII, every other byte
/// NUL. (The HTML Standard asks for `<?x`.)
fn utf16_markup(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, 1..=0x7F, 0, 1..=0x7F, 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, 1..=0x7F, 0, 1..=0x7F, ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn proves_utf8(valid: &[u8]) -> bool {
    valid
        .iter()
        .filter(|&&byte| byte >= 0xC0)
        .take(UTF8_PROOF)
        .count()
        == UTF8_PROOF
}

/// The encoding of an HTTP label; none for unknown labels and for those that would lose the page.
fn usable(label: &str, bytes: &[u8]) -> Option<&'static Encoding> {
    let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
    Encoding::for_label_no_replacement(label.as_bytes()).filter(|&encoding| {
        let is_utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
        encoding != X_USER_DEFINED
            && (!is_utf16 || memchr(0, bytes.get(..SHOWS_NUL).unwrap_or(bytes)).is_some())
    })
}

/// Bytes within which a page in UTF-16 has a NUL: markup is ASCII.
const SHOWS_NUL: usize = 1024;

fn whole(text: &str, source: Source) -> Decoded<'_> {
    Decoded {
        text: Cow::Borrowed(text),
        encoding: UTF_8.name(),
        source,
        replaced: 0,
    }
}

fn convert<'a>(bytes: &'a [u8], encoding: &'static Encoding, source: Source) -> Decoded<'a> {
    if encoding == UTF_8 {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return whole(text, source);
        }
        let (text, replaced) = utf8::mend(bytes);
        return Decoded {
            text: Cow::Owned(text),
            encoding: encoding.name(),
            source,
            replaced,
        };
    }
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let replaced = if damaged {
        memmem::find_iter(text.as_bytes(), "\u{FFFD}".as_bytes()).count()
    } else {
        0
    };
    Decoded {
        text,
        encoding: encoding.name(),
        source,
        replaced: u32::try_from(replaced).unwrap_or(u32::MAX),
    }
}
