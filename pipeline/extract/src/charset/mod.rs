//! Bytes to text: which encoding a page is in, and its text.

mod detect;
mod meta;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;

/// What is known about a page's encoding besides its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// The `charset` label of the HTTP `Content-Type` header.
    pub http: Option<&'a str>,
    /// The last label of the host name (`pl`, `gr`), a hint for the detector.
    pub tld: Option<&'a str>,
}

/// How the encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A byte order mark.
    Bom,
    /// The HTTP `Content-Type` header.
    Http,
    /// A `meta` element in the first bytes.
    Meta,
    /// No usable declaration, and the bytes are valid UTF-8.
    Utf8,
    /// Guessed from the bytes.
    Detected,
}

impl Source {
    /// The name used in records and reports: `bom`, `http`, `meta`, `utf8`, `detected`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bom => "bom",
            Self::Http => "http",
            Self::Meta => "meta",
            Self::Utf8 => "utf8",
            Self::Detected => "detected",
        }
    }
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
    /// Replacement characters (U+FFFD) put in for bytes that decode to nothing.
    pub replaced: u32,
}

/// Decodes a page; never fails.
///
/// The order is that of the [Encoding Standard] and of HTML's encoding sniffing: byte order
/// mark, HTTP header, `meta`, then the bytes themselves. It differs in two places, where a
/// corpus is better served than by what a browser of today must show for compatibility:
///
/// - bytes declared UTF-8 that clearly are not go to the detector;
/// - bytes declared as a legacy encoding that are valid UTF-8 throughout, with at least
///   [`UTF8_PROOF`] multi-byte characters, are UTF-8 (pages re-encoded by a server or a crawler
///   keep their old `meta`).
///
/// [Encoding Standard]: https://encoding.spec.whatwg.org/#decode
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return convert(
            bytes.get(length..).unwrap_or_default(),
            encoding,
            Source::Bom,
        );
    }
    let declared = hints
        .http
        .and_then(usable)
        .map(|encoding| (encoding, Source::Http))
        .or_else(|| meta::prescan(bytes).map(|encoding| (encoding, Source::Meta)));
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let (encoding, source) = match declared {
                Some((encoding, source)) if encoding == UTF_8 => (encoding, source),
                // A stateful encoding is pure ASCII on the wire, so validity proves nothing.
                Some((encoding, source))
                    if !encoding.is_ascii_compatible() || !proves_utf8(bytes) =>
                {
                    (encoding, source)
                }
                _ => (UTF_8, Source::Utf8),
            };
            if encoding == UTF_8 {
                let text = Cow::Borrowed(text);
                return Decoded {
                    text,
                    encoding: encoding.name(),
                    source,
                    replaced: 0,
                };
            }
            convert(bytes, encoding, source)
        }
        Err(_) => match declared {
            Some((encoding, source)) if encoding != UTF_8 => convert(bytes, encoding, source),
            Some((encoding, source)) if detect::is_mostly_utf8(bytes) => {
                convert(bytes, encoding, source)
            }
            _ => convert(bytes, detect::guess(bytes, hints.tld), Source::Detected),
        },
    }
}

/// Multi-byte characters that a valid text needs to overrule a declared legacy encoding. Two
/// bytes of a legacy text look like UTF-8 in well under one pair in four, so eight by chance
/// are rarer than one page in fifty thousand.
pub const UTF8_PROOF: usize = 8;

fn proves_utf8(valid: &[u8]) -> bool {
    valid
        .iter()
        .filter(|&&byte| byte >= 0xC0)
        .take(UTF8_PROOF)
        .count()
        == UTF8_PROOF
}

/// The encoding of a label; none for unknown labels and for those the standard maps to
/// `replacement`, which would lose the whole page.
fn usable(label: &str) -> Option<&'static Encoding> {
    let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
    Encoding::for_label_no_replacement(label.as_bytes())
}

fn convert<'a>(bytes: &'a [u8], encoding: &'static Encoding, source: Source) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let replaced = if damaged {
        let put = memmem::find_iter(text.as_bytes(), REPLACEMENT).count();
        // Characters that were U+FFFD in the source already are not of our making.
        let had = if encoding == UTF_8 {
            memmem::find_iter(bytes, REPLACEMENT).count()
        } else {
            0
        };
        u32::try_from(put.saturating_sub(had)).unwrap_or(u32::MAX)
    } else {
        0
    };
    Decoded {
        text,
        encoding: encoding.name(),
        source,
        replaced,
    }
}

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(bytes: &[u8]) -> Decoded<'_> {
        decode(bytes, &Hints::default())
    }

    #[test]
    fn a_byte_order_mark_wins_over_every_declaration() {
        let hints = Hints {
            http: Some("windows-1251"),
            tld: None,
        };
        let got = decode(b"\xEF\xBB\xBFna\xC3\xAFve", &hints);
        assert_eq!((got.text.as_ref(), got.source), ("naïve", Source::Bom));
        let got = decode(b"\xFF\xFEa\x00\x3F\x04", &hints);
        assert_eq!((got.text.as_ref(), got.encoding), ("aп", "UTF-16LE"));
    }

    #[test]
    fn http_wins_over_meta() {
        let page = b"<meta charset=windows-1251>\xB1";
        let hints = Hints {
            http: Some("\"ISO-8859-2\""),
            tld: None,
        };
        let got = decode(page, &hints);
        assert!(got.text.ends_with('ą'));
        assert_eq!((got.encoding, got.source), ("ISO-8859-2", Source::Http));
    }

    #[test]
    fn an_unknown_http_label_is_passed_over() {
        let hints = Hints {
            http: Some("klingon"),
            tld: None,
        };
        let got = decode(b"<meta charset=windows-1253>\xE1\xE2", &hints);
        assert_eq!((got.encoding, got.source), ("windows-1253", Source::Meta));
        assert!(got.text.ends_with("αβ"));
    }

    #[test]
    fn meta_http_equiv_is_read() {
        let page = b"<META content='text/html; charset = koi8-u' http-equiv=Content-Type>\xA4";
        assert!(plain(page).text.ends_with('є'));
    }

    #[test]
    fn valid_utf8_without_a_declaration_is_borrowed() {
        let got = plain("žluťoučký kůň".as_bytes());
        assert_eq!((got.source, got.replaced), (Source::Utf8, 0));
        assert!(matches!(got.text, Cow::Borrowed(_)));
    }

    #[test]
    fn a_false_utf8_declaration_goes_to_the_detector() {
        let text = "Příliš žluťoučký kůň úpěl ďábelské ódy a pak ještě šel dál. ";
        let (bytes, ..) = encoding_rs::WINDOWS_1250.encode(text);
        let page = [b"<meta charset=utf-8>".as_slice(), &bytes, &bytes].concat();
        let got = decode(
            &page,
            &Hints {
                http: Some("utf-8"),
                tld: Some("cz"),
            },
        );
        assert_eq!(
            (got.encoding, got.source),
            ("windows-1250", Source::Detected)
        );
        assert!(got.text.contains("žluťoučký"));
    }

    #[test]
    fn a_cut_utf8_page_stays_utf8_and_the_damage_is_counted() {
        let mut page = "<meta charset=utf-8>Ελλάδα και πάλι \u{FFFD} "
            .as_bytes()
            .to_vec();
        page.push(0xCE);
        let got = plain(&page);
        assert_eq!(
            (got.encoding, got.source, got.replaced),
            ("UTF-8", Source::Meta, 1)
        );
    }

    #[test]
    fn a_stale_legacy_declaration_over_utf8_bytes_is_overruled() {
        let page = "<meta charset=iso-8859-1>Äpfel, Öl, Übel, süß, groß, schön, weiß".as_bytes();
        let got = plain(page);
        assert_eq!((got.encoding, got.source), ("UTF-8", Source::Utf8));
        assert!(got.text.contains("schön"));
    }

    #[test]
    fn a_declared_replacement_encoding_does_not_eat_the_page() {
        assert!(
            plain(b"<meta charset=hz-gb-2312>words")
                .text
                .ends_with("words")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_and_any_hints_decode(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            http in proptest::option::of(".{0,12}"),
            tld in proptest::option::of(".{0,8}"),
        ) {
            let got = decode(&bytes, &Hints { http: http.as_deref(), tld: tld.as_deref() });
            prop_assert!(Encoding::for_label(got.encoding.as_bytes()).is_some());
        }
    }
}
