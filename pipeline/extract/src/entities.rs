//! Character references: `&eacute;`, `&#233;`, `&#xE9;`.
//!
//! All 2,231 names of the HTML Standard (see `entities/names.rs`), by its rules: the longest name
//! counts; 106 names stand without a semicolon too; in an attribute such a bare name is left alone
//! before `=` or a letter or digit, so that `?a=1&copy=2` stays an address.

mod names;
mod table;
mod values;

use names::{BARE, CLOSED};
use values::{FIRSTS, SECONDS};

/// The longest name, `&` and `;` left out: `CounterClockwiseContourIntegral`.
const LONGEST: usize = CLOSED.len() - 1;

/// What a reference stands for: one character, or two (`&NotEqualTilde;`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) first: char,
    pub(crate) second: Option<char>,
}

impl From<char> for Value {
    fn from(first: char) -> Self {
        Self {
            first,
            second: None,
        }
    }
}

/// Where a reference stands; the rules for a bare name differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Text,
    Attribute,
}

/// Decodes the reference at the start of `text`, which begins with `&`. Gives its value and the
/// bytes read; none when it is no reference.
pub(crate) fn decode(text: &str, place: Place) -> Option<(Value, usize)> {
    let body = text.as_bytes().get(1..)?;
    if body.first() == Some(&b'#') {
        return number(body).map(|(value, read)| (value.into(), read + 1));
    }
    let letters = body
        .iter()
        .take(LONGEST)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = body.get(..letters)?;
    if body.get(letters) == Some(&b';')
        && let Some(value) = closed(name)
    {
        return Some((value, letters + 2));
    }
    let value = bare(name)?;
    let next = body.get(value.1);
    let is_part = next.is_some_and(|&byte| byte == b'=' || byte.is_ascii_alphanumeric());
    (place == Place::Text || !is_part).then_some((value.0, value.1 + 1))
}

/// The value of a name that a semicolon ends.
fn closed(name: &[u8]) -> Option<Value> {
    // Four names make up most references of real pages.
    match name {
        b"nbsp" => return Some('\u{A0}'.into()),
        b"amp" => return Some('&'.into()),
        b"quot" => return Some('"'.into()),
        b"rsquo" => return Some('’'.into()),
        _ => {}
    }
    let row = CLOSED.get(name.len())?;
    let rank = row.first + find(row.names, name)?;
    let second = SECONDS.binary_search_by_key(&rank, |&(rank, _)| rank).ok();
    Some(Value {
        first: *FIRSTS.get(usize::from(rank))?,
        second: second
            .and_then(|at| SECONDS.get(at))
            .map(|&(_, second)| second),
    })
}

/// The longest name at the start of `name` that needs no semicolon: its value and its length.
fn bare(name: &[u8]) -> Option<(Value, usize)> {
    (2..BARE.len().min(name.len() + 1))
        .rev()
        .find_map(|length| {
            let name = name.get(..length)?;
            find(BARE.get(length)?, name)?;
            Some((closed(name)?, length))
        })
}

/// The rank of a name among names of its length that stand end to end in byte order.
fn find(names: &str, name: &[u8]) -> Option<u16> {
    let names = names.as_bytes();
    let (mut low, mut high) = (0, names.len().checked_div(name.len())?);
    while low < high {
        let middle = low.midpoint(high);
        let start = middle * name.len();
        match names.get(start..start + name.len())?.cmp(name) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return u16::try_from(middle).ok(),
        }
    }
    None
}

/// `body` starts with `#`.
fn number(body: &[u8]) -> Option<(char, usize)> {
    let hex = matches!(body.get(1), Some(b'x' | b'X'));
    let start = if hex { 2 } else { 1 };
    let radix = if hex { 16 } else { 10 };
    let mut value = 0_u32;
    let mut at = start;
    while let Some(digit) = body
        .get(at)
        .and_then(|&byte| char::from(byte).to_digit(radix))
    {
        value = value.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    if body.get(at) == Some(&b';') {
        at += 1;
    }
    Some((scalar(value), at))
}

/// The character of a number, by the standard's "numeric character reference end state": the C1
/// range means windows-1252, and what is no character becomes U+FFFD.
fn scalar(value: u32) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    let c1 = value
        .checked_sub(0x80)
        .and_then(|index| C1.get(usize::try_from(index).ok()?));
    match (value, c1) {
        (_, Some(&quirk)) => quirk,
        (0, _) => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(reference: &str) -> Option<(String, usize)> {
        spelled(decode(reference, Place::Text))
    }

    fn attribute(reference: &str) -> Option<(String, usize)> {
        spelled(decode(reference, Place::Attribute))
    }

    fn spelled(got: Option<(Value, usize)>) -> Option<(String, usize)> {
        got.map(|(value, read)| (value.first.into(), value.second, read))
            .map(|(first, second, read): (String, _, _)| {
                (first + &second.map(String::from).unwrap_or_default(), read)
            })
    }

    fn names(row: &str, length: usize) -> impl Iterator<Item = &str> {
        row.as_bytes()
            .chunks(length.max(1))
            .map(|name| std::str::from_utf8(name).unwrap())
    }

    #[test]
    fn the_tables_are_whole_and_sorted() {
        let mut all = 0;
        for (length, row) in CLOSED.iter().enumerate() {
            assert_eq!(usize::from(row.first), all);
            let names: Vec<_> = names(row.names, length).collect();
            assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{length}");
            assert!(names.iter().all(|name| name.len() == length));
            all += names.len();
        }
        let bare: usize = (0..BARE.len())
            .map(|length| names(BARE[length], length).count())
            .sum();
        // The HTML Standard lists 2,231 names, with and without a semicolon.
        assert_eq!((all, bare), (2125, 106));
        assert_eq!((FIRSTS.len(), SECONDS.len()), (2125, 93));
        assert!(SECONDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn every_bare_name_has_a_latin1_value_and_keeps_it_whatever_follows() {
        for (length, row) in BARE.iter().enumerate() {
            for name in names(row, length) {
                let (value, read) = text(&format!("&{name};")).unwrap();
                assert_eq!(read, name.len() + 2);
                let first = value.chars().next().unwrap();
                assert!("&<>\"".contains(first) || ('\u{A0}'..='\u{FF}').contains(&first));
                for next in ["", " ", "=", "-", "é", "&", "\0", "é;"] {
                    let got = text(&format!("&{name}{next}"));
                    assert_eq!(got, Some((value.clone(), name.len() + 1)), "{name}{next}");
                }
                // A digit makes no other name, but for `sup1`, which is bare itself.
                let got = text(&format!("&{name}9")).unwrap();
                assert_eq!(got, (value.clone(), name.len() + 1));
                assert_eq!(attribute(&format!("&{name}9")), None);
                assert_eq!(attribute(&format!("&{name}=1")), None);
                assert_eq!(
                    attribute(&format!("&{name}-")),
                    Some((value, name.len() + 1))
                );
            }
        }
    }

    #[test]
    fn every_other_name_needs_its_semicolon() {
        for (length, row) in CLOSED.iter().enumerate() {
            for name in names(row.names, length) {
                for got in [
                    text(&format!("&{name};=")),
                    attribute(&format!("&{name};=")),
                ] {
                    assert_eq!(got.map(|(_, read)| read), Some(name.len() + 2), "{name}");
                }
                // Open, at most a bare name that it begins with is read.
                if let Some((_, read)) = text(&format!("&{name} ")) {
                    let prefix = &name[..read - 1];
                    assert!(names(BARE[prefix.len()], prefix.len()).any(|bare| bare == prefix));
                }
            }
        }
    }

    #[test]
    fn references_by_name() {
        for (reference, value, read) in [
            ("&eacute;x", "é", 8),
            ("&Scaron;", "Š", 8),
            ("&omega;", "ω", 7),
            ("&euro;", "€", 6),
            ("&apos;", "'", 6),
            ("&NotEqualTilde;", "\u{2242}\u{338}", 15),
            ("&fjlig;", "fj", 7),
            ("&CounterClockwiseContourIntegral;", "∳", 33),
            ("&ampx", "&", 4),
            ("&copy2024", "©", 5),
            // The examples of the standard: the longest name counts.
            ("&notit;", "¬", 4),
            ("&notin;", "∉", 7),
            ("&notin ", "¬", 4),
            ("&amp;amp;", "&", 5),
        ] {
            assert_eq!(
                text(reference),
                Some((value.to_owned(), read)),
                "{reference}"
            );
        }
        for none in [
            "&nosuch;", "&scaron", "&pm 1", "&half ", "& ", "&", "&;", "&é;", "&Eacut;",
        ] {
            assert_eq!(text(none), None, "{none}");
        }
        assert_eq!(attribute("&notit;"), None);
        assert_eq!(attribute("&lt;b"), Some(("<".to_owned(), 4)));
    }

    #[test]
    fn numbers() {
        for (reference, value, read) in [
            ("&#233;", 'é', 6),
            ("&#xE9;", 'é', 6),
            ("&#Xe9g", 'é', 5),
            ("&#150;", '–', 6),
            ("&#x80;", '€', 6),
            ("&#x81;", '\u{81}', 6),
            ("&#1103 x", 'я', 6),
            ("&#0;", '\u{FFFD}', 4),
            ("&#xD800;", '\u{FFFD}', 8),
            ("&#xDFFF;", '\u{FFFD}', 8),
            ("&#x10FFFF;", '\u{10FFFF}', 10),
            ("&#x110000;", '\u{FFFD}', 10),
            ("&#99999999999999;", '\u{FFFD}', 17),
            ("&#00000000000000000000000065;", 'A', 29),
        ] {
            for got in [text(reference), attribute(reference)] {
                assert_eq!(got, Some((value.to_string(), read)), "{reference}");
            }
        }
        for none in ["&#;", "&#", "&#x;", "&#xg", "&# 1"] {
            assert_eq!(text(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_lies_within_the_text(rest in ".{0,24}") {
            let text = format!("&{rest}");
            for place in [Place::Text, Place::Attribute] {
                if let Some((_, read)) = decode(&text, place) {
                    prop_assert!(text.is_char_boundary(read) && read > 1);
                }
            }
        }
    }
}
