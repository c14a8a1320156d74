//! Character references: `&eacute;`, `&#233;`, `&#xE9;`.
//!
//! The named list (see `entities_table.rs`) holds the names of HTML 4 (Latin-1, symbols, Greek)
//! and those of Latin Extended-A and Cyrillic from HTML 5; other names stay as they stand.

use crate::entities_table::NAMED;

/// The longest reference looked at, `&` and `;` left out. The longest name in the table has
/// eight letters; numbers may carry leading zeros.
const LONGEST: usize = 16;

/// Decodes the reference at the start of `text`, which begins with `&`. Gives the character and
/// the bytes read; none when it is no reference that we know.
pub(crate) fn decode(text: &str) -> Option<(char, usize)> {
    let body = text.as_bytes().get(1..)?;
    if body.first() == Some(&b'#') {
        return number(body).map(|(value, read)| (value, read + 1));
    }
    let length = body
        .iter()
        .take(LONGEST)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(body.len().min(LONGEST));
    let closed = body.get(length) == Some(&b';');
    if closed {
        let value = lookup(text.get(1..=length)?)?;
        return Some((value, length + 2));
    }
    // Without its semicolon a reference counts for the Latin-1 names only, longest name first
    // (HTML Standard, "named character reference state").
    (2..=length.min(6)).rev().find_map(|length| {
        let value = lookup(text.get(1..=length)?)?;
        let latin1 =
            matches!(value, '&' | '<' | '>' | '"') || ('\u{A0}'..='\u{FF}').contains(&value);
        latin1.then_some((value, length + 1))
    })
}

fn lookup(name: &str) -> Option<char> {
    let found = NAMED.binary_search_by_key(&name, |&(name, _)| name).ok()?;
    NAMED.get(found).map(|&(_, value)| value)
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

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(NAMED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn names_and_numbers() {
        for (text, expected) in [
            ("&eacute;x", Some(('é', 8))),
            ("&Scaron;", Some(('Š', 8))),
            ("&zcaron;", Some(('ž', 8))),
            ("&omega;", Some(('ω', 7))),
            ("&euro;", Some(('€', 6))),
            ("&apos;", Some(('\'', 6))),
            ("&#233;", Some(('é', 6))),
            ("&#xE9;", Some(('é', 6))),
            ("&#150;", Some(('–', 6))),
            ("&#1103 x", Some(('я', 6))),
            ("&#99999999999999;", Some(('\u{FFFD}', 17))),
            ("&#xD800;", Some(('\u{FFFD}', 8))),
            ("&ampx", Some(('&', 4))),
            ("&copy2024", Some(('©', 5))),
            ("&nosuch;", None),
            ("&scaron", None),
            ("&#;", None),
            ("& ", None),
            ("&", None),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_lies_within_the_text(rest in ".{0,24}") {
            let text = format!("&{rest}");
            if let Some((_, read)) = decode(&text) {
                prop_assert!(text.is_char_boundary(read) && read > 1);
            }
        }
    }
}
