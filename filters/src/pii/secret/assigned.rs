//! Values that a word names: `password = "…"`, `api_key: …`, and passwords in URLs.
//!
//! Every `:` and `=` is looked at. The value after it must look random first, which few texts have
//! and which needs a few bytes only; then the word before it is compared with the list.

use memchr::memchr2_iter;

use super::super::hit::Hit;
use super::check;
use super::table::{Table, fold};
use crate::pii::text::{after, before};

const PASSWORD: &str = "PASSWORD";
const KEY: &str = "KEY";
const URL_PASSWORD: &str = "URL_PASSWORD";

/// Fewest and most bytes of a value.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=128;
/// How far before the sign a word may begin, in bytes.
const WORD: usize = 48;
/// Fewest characters of a value that has characters of two classes only.
const LONG: usize = 16;
/// Least bits a character.
const ENTROPY: f64 = 2.75;
/// How often letters and digits alternate in a key, at least; `ERC-20-based` has two.
const TURNS: usize = 3;
/// Most bytes of a user's name and of a password in a URL.
const URL_PART: usize = 64;

/// Appends the values; of a sign no more than about 200 bytes around it are read.
pub(super) fn find<'a>(text: &str, table: &'a Table, out: &mut Vec<Hit<'a>>) {
    let bytes = text.as_bytes();
    for at in memchr2_iter(b':', b'=', bytes) {
        // `==` is looked at from its first sign, `::` names a part of a program.
        let sign = bytes.get(at);
        let after = bytes.get(at + 1);
        if (at > 0 && bytes.get(at - 1) == sign) || after == Some(&b':') {
            continue;
        }
        out.extend(url_password(text, at, table).or_else(|| value(text, at, table)));
    }
}

fn value<'a>(text: &str, sign: usize, table: &Table) -> Option<Hit<'a>> {
    let (start, quote) = value_start(text, sign)?;
    let rest = text.as_bytes().get(start..)?;
    let (mut length, mut digits) = (0, false);
    for b in rest.iter().take(LENGTHS.end() + 1) {
        let assigns = quote.is_none() && (*b == b'=' || *b == b':' && !digits);
        if !b.is_ascii_graphic() || ends_value(*b) || assigns {
            break;
        }
        digits |= b.is_ascii_digit();
        length += 1;
    }
    if !digits || length < *LENGTHS.start() {
        return None;
    }
    // Padding of base64.
    if quote.is_none() {
        length += count(rest, length, 2, |b| b == b'=');
    }
    let mut value = text.get(start..start + length)?;
    match quote {
        // A quoted value ends where the quotes do.
        Some(q) if rest.get(length) != Some(&q) => return None,
        Some(_) => {}
        // A name that is called or indexed is code.
        None if matches!(rest.get(length), Some(b'(' | b'[' | b'{')) => return None,
        None => value = value.trim_end_matches(['.', ':', '!', '?', ')', '*']),
    }
    if !LENGTHS.contains(&value.len()) || !is_mixed(value) || table.is_placeholder(value) {
        return None;
    }
    let word = word_before(text, sign)?;
    let ends = |words: &[String]| words.iter().any(|w| word.ends_with(w.as_str()));
    let subtype = if ends(&table.assigned.password) && is_password(value) {
        PASSWORD
    } else if ends(&table.assigned.key) && is_key(value) {
        KEY
    } else {
        return None;
    };
    let end = start + value.len();
    Some(Hit {
        start,
        end,
        subtype,
    })
}

/// Where the value after the sign begins, and its quotation mark if it has one.
fn value_start(text: &str, sign: usize) -> Option<(usize, Option<u8>)> {
    let bytes = text.as_bytes();
    let mut at = sign + 1;
    // `:=`, `=>`, `==`, and the end of bold type around a word with its colon.
    at += count(bytes, at, 2, |b| matches!(b, b'=' | b'>' | b'*'));
    at += count(bytes, at, 4, |b| matches!(b, b' ' | b'\t'));
    at += count(bytes, at, 1, |b| b == b'\\');
    let quote = bytes
        .get(at)
        .copied()
        .filter(|b| matches!(b, b'"' | b'\'' | b'`'));
    Some((at + usize::from(quote.is_some()), quote)).filter(|(at, _)| *at < bytes.len())
}

fn count(bytes: &[u8], at: usize, most: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take(most).take_while(|b| is(**b)).count()
}

fn ends_value(b: u8) -> bool {
    b"\"'`<>,;&()[]{}\\".contains(&b)
}

/// What every value has beside a digit: a letter, no beginning of a path or a variable, bytes that
/// differ.
fn is_mixed(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.iter().any(u8::is_ascii_alphabetic)
        && !value.starts_with(['/', '.', '$', '%', '@', '#', '~', '-'])
        && !value.contains("://")
        && check::entropy(bytes) >= ENTROPY
}

/// A value that is no word: three classes of characters, or long with two that alternate.
fn is_password(value: &str) -> bool {
    classes(value) >= 3 || (value.len() >= LONG && turns(value) >= TURNS)
}

/// A key is random, so its letters and digits alternate.
fn is_key(value: &str) -> bool {
    turns(value) >= TURNS && (value.len() >= LONG || classes(value) >= 3)
}

/// How many of small letters, capital letters, digits and other characters there are.
fn classes(value: &str) -> usize {
    let has = |is: fn(&u8) -> bool| usize::from(value.as_bytes().iter().any(is));
    has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_digit)
        + has(u8::is_ascii_punctuation)
}

/// How often a letter follows a digit or a digit a letter, other characters left out.
fn turns(value: &str) -> usize {
    let kinds: Vec<bool> = value
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|b| b.is_ascii_digit())
        .collect();
    kinds.windows(2).filter(|w| w.first() != w.last()).count()
}

/// The words before the sign, small and without what parts them: `DB_PASSWORD` as `dbpassword`.
fn word_before(text: &str, sign: usize) -> Option<String> {
    let head = text.get(..sign)?;
    let head = head.get(head.ceil_char_boundary(head.len().saturating_sub(WORD))..)?;
    let head = head.trim_end_matches([' ', '\t', '"', '\'', '`', '*', '\\']);
    let line = head
        .rsplit(['\n', '"', '\'', '`', '<', '>', '(', ',', ';', '&', '?', '='])
        .next()?;
    let letters = line.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '.'));
    let word = fold(letters);
    (!word.is_empty()).then_some(word)
}

/// The password of `scheme://user:password@host` (RFC 3986, 3.2.1), from the first colon.
fn url_password<'a>(text: &str, colon: usize, table: &Table) -> Option<Hit<'a>> {
    let bytes = text.as_bytes();
    if !bytes.get(colon..)?.starts_with(b"://") || !before(text, colon)?.is_ascii_alphanumeric() {
        return None;
    }
    let part = |b: u8| {
        b.is_ascii_graphic() && !matches!(b, b'/' | b'@' | b':' | b'"' | b'<' | b'>' | b'\'')
    };
    let user = count(bytes, colon + 3, URL_PART, part);
    let start = colon + 3 + user + 1;
    if user == 0 || bytes.get(start - 1) != Some(&b':') {
        return None;
    }
    let length = count(bytes, start, URL_PART, part);
    let end = start + length;
    if bytes.get(end) != Some(&b'@') || !after(text, end + 1)?.is_ascii_alphanumeric() {
        return None;
    }
    let value = text.get(start..end)?;
    // A word that explains the form of a URL, or a variable, is no password.
    let word = value
        .bytes()
        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-'));
    let variable = value.starts_with(['$', '{', '%', '[', '*']);
    let real = value.len() >= 4 && !word && !variable && !table.is_placeholder(value);
    let subtype = URL_PASSWORD;
    real.then_some(Hit {
        start,
        end,
        subtype,
    })
}
