//! Which encoding a page is in: the order of the declarations, and where the bytes overrule them.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253};
use proptest::prelude::*;
use tamis_extract::charset::{Decoded, Hints, Source, decode, decode_owned};

/// Decodes with both functions, which have to agree.
fn both<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Decoded<'a> {
    let decoded = decode(bytes, hints);
    assert_eq!(decode_owned(bytes.to_vec(), hints), decoded);
    decoded
}

fn plain(bytes: &[u8]) -> Decoded<'_> {
    both(bytes, &Hints::default())
}

fn http<'a>(bytes: &'a [u8], label: &str) -> Decoded<'a> {
    let hints = Hints {
        http: Some(label),
        tld: None,
    };
    both(bytes, &hints)
}

const CZECH: &str = "Příliš žluťoučký kůň úpěl ďábelské ódy a pak ještě šel dál. ";

fn page_in(encoding: &'static Encoding, head: &str, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    [head.as_bytes(), &bytes].concat()
}

#[test]
fn a_byte_order_mark_wins_over_every_declaration() {
    let got = http(b"\xEF\xBB\xBFna\xC3\xAFve", "windows-1251");
    assert_eq!((got.text.as_ref(), got.source), ("naïve", Source::Bom));
    let got = http(b"\xFF\xFEa\x00\x3F\x04", "windows-1251");
    assert_eq!((got.text.as_ref(), got.encoding), ("aп", "UTF-16LE"));
    let got = plain(b"\xFE\xFF\x00a\x04\x3F\xD8\x00");
    assert_eq!((got.text.as_ref(), got.replaced), ("aп\u{FFFD}", 1));
}

#[test]
fn http_wins_over_meta() {
    let got = http(b"<meta charset=windows-1251>\xB1", "\"ISO-8859-2\"");
    assert!(got.text.ends_with('ą'));
    assert_eq!((got.encoding, got.source), ("ISO-8859-2", Source::Http));
}

#[test]
fn a_useless_http_label_is_passed_over() {
    for label in ["klingon", "", "x-user-defined", "hz-gb-2312", "utf-16"] {
        let got = http(b"<meta charset=windows-1253>\xE1\xE2", label);
        assert_eq!(
            (got.encoding, got.source),
            ("windows-1253", Source::Meta),
            "{label}"
        );
        assert!(got.text.ends_with("αβ"));
    }
}

#[test]
fn utf16_is_believed_where_the_bytes_are() {
    let page: Vec<u8> = "<p>жук".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for got in [
        http(&page, "utf-16"),
        http(&page, "windows-1251"),
        plain(&page),
    ] {
        assert_eq!((got.text.as_ref(), got.encoding), ("<p>жук", "UTF-16LE"));
    }
    let page: Vec<u8> = "<p>жук".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(plain(&page).text, "<p>жук");
    // A `meta` that can be read byte by byte is not in UTF-16.
    let page = "<meta charset=utf-16le>žluť".as_bytes();
    let got = plain(page);
    assert_eq!((got.encoding, got.source), ("UTF-8", Source::Meta));
}

#[test]
fn meta_is_found_where_the_standard_finds_it() {
    for (head, encoding) in [
        (
            "<META content='text/html; charset = koi8-u' http-equiv=Content-Type>",
            "KOI8-U",
        ),
        ("<meta charset=x-user-defined>", "windows-1252"),
        (
            "<!-- <meta charset=koi8-r> --><meta charset=koi8-u>",
            "KOI8-U",
        ),
        ("<!--><meta charset=koi8-u>", "KOI8-U"),
        (
            "<a title='<meta charset=koi8-r>'><meta charset=koi8-u>",
            "KOI8-U",
        ),
        (
            "</p title='<meta charset=koi8-r>'><meta charset=koi8-u>",
            "KOI8-U",
        ),
        ("<!x <meta charset=koi8-r><meta charset=koi8-u>", "KOI8-U"),
        ("<meta charset=klingon><meta charset=koi8-u>", "KOI8-U"),
        ("<meta charset=koi8-u charset=koi8-r>", "KOI8-U"),
        (
            "<meta content='text/html; charset=koi8-r'><meta charset=koi8-u>",
            "KOI8-U",
        ),
        ("<metal charset=koi8-r><meta/charset=koi8-u>", "KOI8-U"),
        ("<?xml version=\"1.0\" encoding=\"koi8-u\"?>", "KOI8-U"),
        (
            "<?xml version=\"1.0\" encoding='koi8-r'?><meta charset=koi8-u>",
            "KOI8-U",
        ),
    ] {
        let page = [head.as_bytes(), b"\xA4"].concat();
        assert_eq!(plain(&page).encoding, encoding, "{head}");
    }
    let page = b"<?xml version=\"1.0\" encoding = \"koi8-u\"?>\xA4";
    assert_eq!(plain(page).source, Source::Xml);
    assert_eq!(
        plain(b" <?xml version=\"1.0\" encoding=\"koi8-u\"?>\xA4").source,
        Source::Detected
    );
}

#[test]
fn a_late_meta_counts_where_the_bytes_are_not_utf8() {
    let script = format!("<script>{}</script>", "x".repeat(20_000));
    let page = page_in(
        WINDOWS_1250,
        &format!("{script}<meta charset=windows-1250>"),
        "žluť",
    );
    let got = plain(&page);
    assert_eq!((got.encoding, got.source), ("windows-1250", Source::Meta));
    let far = format!("<script>{}</script>", "x".repeat(70_000));
    let page = page_in(
        WINDOWS_1250,
        &format!("{far}<meta charset=windows-1250>"),
        "žluť",
    );
    assert_eq!(plain(&page).source, Source::Detected);
}

#[test]
fn valid_utf8_without_a_declaration_is_borrowed() {
    let got = plain("žluťoučký kůň".as_bytes());
    assert_eq!((got.source, got.replaced), (Source::Utf8, 0));
    assert!(matches!(got.text, Cow::Borrowed(_)));
}

#[test]
fn a_false_utf8_declaration_goes_to_the_detector() {
    let russian = "Съешь же ещё этих мягких французских булок, да выпей чаю. ";
    let greek = "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία, είπε ο γέρος. ";
    for (encoding, text, tld) in [
        (WINDOWS_1250, CZECH, "cz"),
        (WINDOWS_1251, russian, "ru"),
        (WINDOWS_1253, greek, "gr"),
    ] {
        let page = page_in(encoding, "<meta charset=utf-8>", &text.repeat(2));
        let hints = Hints {
            http: Some("utf-8"),
            tld: Some(tld),
        };
        let got = both(&page, &hints);
        // Windows-1253 and ISO 8859-7 agree on these letters.
        assert_eq!(got.source, Source::Detected, "{}", encoding.name());
        assert!(got.text.ends_with(text), "{}", got.text);
    }
}

#[test]
fn utf8_with_pieces_of_another_origin_stays_utf8() {
    for head in ["<meta charset=utf-8>", ""] {
        let mut page = format!("{head}{CZECH}").into_bytes();
        page.extend(b"caf\xE9 \xFF\xC5 ");
        let got = plain(&page);
        assert_eq!((got.encoding, got.replaced), ("UTF-8", 3), "{head}");
        assert!(got.text.contains("žluťoučký"));
    }
}

#[test]
fn a_legacy_share_of_two_thirds_is_the_border() {
    let page = |broken: usize| ["é ".repeat(10).into_bytes(), b"\xE9 ".repeat(broken)].concat();
    assert_eq!(plain(&page(19)).encoding, "UTF-8");
    assert_eq!(plain(&page(20)).source, Source::Detected);
}

#[test]
fn windows_signs_in_utf8_are_read_where_they_stand_alone() {
    let page = [
        CZECH.as_bytes(),
        b"it\x92s \x93so\x94 \xE9t\xE9 a\xC3\x92\x93b",
    ]
    .concat();
    let got = plain(&page);
    let end = "it’s “so” \u{FFFD}t\u{FFFD} a\u{D2}\u{FFFD}b";
    assert!(got.text.ends_with(end), "{}", got.text);
    assert_eq!(got.replaced, 3);
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
    let mut page = "<meta charset=windows-1252>à la carte, né"
        .as_bytes()
        .to_vec();
    page.pop();
    assert_eq!(plain(&page).encoding, "windows-1252");
}

#[test]
fn a_stale_legacy_declaration_over_utf8_bytes_is_overruled() {
    let eight = "Äpfel, Öl, Übel, süß, groß, schön, Öl";
    let page = format!("<meta charset=iso-8859-1>{eight}");
    let got = plain(page.as_bytes());
    assert_eq!((got.encoding, got.source), ("UTF-8", Source::Utf8));
    assert!(got.text.ends_with(eight));
    // Seven could be chance.
    let seven = page.strip_suffix(", Öl").unwrap();
    assert_eq!(plain(seven.as_bytes()).encoding, "windows-1252");
    // Some damage changes nothing, much does.
    let mut damaged = format!("<meta charset=iso-8859-1>{eight}{eight}").into_bytes();
    damaged.extend(b" \xE9 ");
    assert_eq!(
        (plain(&damaged).encoding, plain(&damaged).replaced),
        ("UTF-8", 1)
    );
    damaged.extend(b"\xE9 ");
    assert_eq!(plain(&damaged).encoding, "windows-1252");
}

#[test]
fn meta_and_bytes_together_overrule_a_default_of_the_server() {
    let page = "<meta charset=utf-8>à la carte".as_bytes();
    let got = http(page, "iso-8859-1");
    assert_eq!((got.encoding, got.source), ("UTF-8", Source::Meta));
    assert_eq!(
        http(b"<meta charset=utf-8>\xE0", "iso-8859-1").text,
        "<meta charset=utf-8>à"
    );
}

#[test]
fn a_stateful_encoding_is_believed_though_its_bytes_are_ascii() {
    let page = b"<meta charset=iso-2022-jp>\x1b$B$\"\x1b(B";
    assert_eq!(plain(page).encoding, "ISO-2022-JP");
    assert!(plain(page).text.ends_with('あ'));
}

#[test]
fn a_declared_replacement_encoding_does_not_eat_the_page() {
    for label in ["hz-gb-2312", "iso-2022-kr", "replacement"] {
        let page = format!("<meta charset={label}>words");
        assert!(plain(page.as_bytes()).text.ends_with("words"), "{label}");
        assert_eq!(http(b"words", label).text, "words");
    }
}

proptest! {
    #[test]
    fn any_bytes_and_any_hints_decode(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        http in proptest::option::of(".{0,12}"),
        tld in proptest::option::of(".{0,8}"),
    ) {
        let got = both(&bytes, &Hints { http: http.as_deref(), tld: tld.as_deref() });
        prop_assert!(Encoding::for_label(got.encoding.as_bytes()).is_some());
        let marks = got.text.chars().filter(|&char| char == char::REPLACEMENT_CHARACTER).count();
        prop_assert!(got.replaced as usize <= marks);
    }
}
