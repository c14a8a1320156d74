//! Personal data: finding and redacting it.
//!
//! A byte that may stand inside a value (`@`, a digit, `:`) starts a check of its surroundings.
//! Every check looks at a bounded stretch and validates what it finds (checksums, country lengths,
//! address ranges), so the time is linear in the length of the text. Where two values overlap the
//! longer one wins.

mod card;
mod email;
mod iban;
mod ip;
mod redact;
mod version;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tamis_langs::Profile;

use crate::Verdict;

pub use redact::redact;

/// Rises when the same text would give other spans.
pub const VERSION: u16 = 1;

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// E-mail address (RFC 5321, RFC 6531).
    Email,
    /// IPv4 or IPv6 address that is routed on the public Internet.
    Ip,
    /// International bank account number (ISO 13616).
    Iban,
    /// Payment card number (ISO/IEC 7812).
    CreditCard,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Email, Self::Ip, Self::Iban, Self::CreditCard];

    /// The name in profiles and in the `pii` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Ip => "ip",
            Self::Iban => "iban",
            Self::CreditCard => "credit_card",
        }
    }

    /// What [`redact`] puts in place of a value: visible and typed, so that an audit can tell a
    /// redacted value from a leaked one.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Email => "<EMAIL>",
            Self::Ip => "<IP>",
            Self::Iban => "<IBAN>",
            Self::CreditCard => "<CREDIT_CARD>",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is none of [`Kind::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of personal data `{0}`, expected email, ip, iban or credit_card")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        known.ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// Where a value stands in a text: UTF-8 bytes, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// What it is.
    pub kind: Kind,
    /// First byte of the value.
    pub start: u32,
    /// First byte after the value.
    pub end: u32,
}

/// A span before it is known to fit in 32 bits.
#[derive(Debug, Clone, Copy)]
struct Found {
    kind: Kind,
    start: usize,
    end: usize,
}

/// How often the gaps between found values are searched again. Redacting a value can free its
/// neighbour (a number glued to an address); one round settles that for any text seen so far.
const ROUNDS: usize = 8;

/// Finds all personal data in `text`: sorted by start, disjoint, on character boundaries.
///
/// Once these spans are redacted, a second search finds nothing. Values that end beyond 4 GiB
/// cannot be expressed and are left out.
pub fn find(text: &str) -> Vec<Span> {
    let mut found = longest_first(scan(text));
    let mut rounds = if found.is_empty() { 0 } else { ROUNDS };
    while rounds > 0 {
        let more = in_gaps(text, &found);
        rounds = if more.is_empty() { 0 } else { rounds - 1 };
        found.extend(more);
        found.sort_by_key(|f| f.start);
    }
    let narrow = |f: &Found| {
        let (start, end) = (u32::try_from(f.start).ok()?, u32::try_from(f.end).ok()?);
        Some(Span {
            kind: f.kind,
            start,
            end,
        })
    };
    found.iter().filter_map(narrow).collect()
}

/// What shows up when the values found so far are out of the way. A placeholder begins and ends
/// with a character that no value contains, which is as good as the end of the text.
fn in_gaps(text: &str, found: &[Found]) -> Vec<Found> {
    let starts = std::iter::once(0).chain(found.iter().map(|f| f.end));
    let ends = found
        .iter()
        .map(|f| f.start)
        .chain(std::iter::once(text.len()));
    let mut more = Vec::new();
    for (start, end) in starts.zip(ends) {
        let gap = longest_first(scan(text.get(start..end).unwrap_or_default()));
        more.extend(gap.into_iter().map(|f| Found {
            start: f.start + start,
            end: f.end + start,
            ..f
        }));
    }
    more
}

/// One pass over the bytes; the spans may overlap.
fn scan(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut colons_until = 0;
    let mut after_digit = false;
    for (at, &byte) in bytes.iter().enumerate() {
        let digit = byte.is_ascii_digit();
        if digit && !after_digit {
            found.extend(ip::v4(text, at));
            found.extend(card::at(text, at));
            found.extend(iban::at(text, at));
        } else if byte == b'@' {
            found.extend(email::at(text, at));
        } else if byte == b':' && at >= colons_until {
            let (span, end) = ip::v6(text, at, colons_until);
            found.extend(span);
            colons_until = end;
        }
        after_digit = digit;
    }
    found
}

/// Of spans that overlap the longest stays, of equals the first; the result is sorted by start.
fn longest_first(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|f| (std::cmp::Reverse(f.end - f.start), f.start));
    let mut kept = std::collections::BTreeMap::<usize, Found>::new();
    for span in found {
        let before = kept.range(..span.end).next_back();
        if before.is_none_or(|(_, f)| f.end <= span.start) {
            kept.insert(span.start, span);
        }
    }
    kept.into_values().collect()
}

/// What a profile does about the spans found: the kinds it names are redacted.
///
/// # Errors
/// The profile names a kind that does not exist.
pub fn decide(spans: &[Span], profile: &Profile) -> Result<Verdict, UnknownKind> {
    let kinds: Vec<Kind> = profile
        .pii
        .redact
        .iter()
        .map(|name| name.parse())
        .collect::<Result<_, _>>()?;
    let spans: Vec<Span> = spans
        .iter()
        .filter(|s| kinds.contains(&s.kind))
        .copied()
        .collect();
    Ok(if spans.is_empty() {
        Verdict::Keep
    } else {
        Verdict::Edit(spans)
    })
}

/// The character before byte `at`.
fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character that begins at byte `at`.
fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// True when a letter or digit stands there: a value cannot begin or end against one.
fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Spaces and hyphens that part the groups of a long number.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2011}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn values(text: &str) -> Vec<&str> {
        find(text)
            .iter()
            .map(|s| &text[s.start as usize..s.end as usize])
            .collect()
    }

    #[test]
    fn names_round_trip() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("phone".parse::<Kind>().is_err());
    }

    #[test]
    fn the_longer_of_two_values_wins() {
        // The account's digits are no card, and the address has an address inside.
        assert_eq!(
            values("GB29 NWBK 6016 1331 9268 19"),
            ["GB29 NWBK 6016 1331 9268 19"]
        );
        assert_eq!(values("142.45.198.66@firma.cz"), ["142.45.198.66@firma.cz"]);
        assert_eq!(values("a@b.cz@firma.cz"), ["a@b.cz"]);
    }

    #[test]
    fn a_value_that_its_neighbour_hid_is_found_too() {
        let text = "12.24.19.41.x@firma.cz 8.31.2.33.4111111111111111";
        let (once, _) = redact(text, &find(text));
        assert_eq!(find(&once), []);
    }
}
