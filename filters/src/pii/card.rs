//! Payment card numbers: issuer range, length and the Luhn check (ISO/IEC 7812-1, annex B).

use serde::Deserialize;

use super::kind::{Found, Kind, Subtype};
use super::text::{after, before, is_separator, is_word};

/// Issuers and groupings.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    groups: Vec<Vec<usize>>,
    issuer: Vec<Issuer>,
}

/// First and last prefix of an issuer's range (of equal lengths) and the lengths it issues.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issuer {
    name: String,
    first: u32,
    last: u32,
    lengths: Vec<usize>,
    /// Too much else looks like these, EAN-13 above all: a word such as "card" must stand beside one
    /// that is not grouped as in print.
    #[serde(default)]
    needs_word: bool,
}

/// A card number.
pub(super) struct Card {
    pub(super) value: Found,
    /// Only a word beside it makes it one.
    pub(super) needs_word: bool,
    /// It is grouped as in print.
    pub(super) grouped: bool,
}

impl Rules {
    /// Those that are built in; a test reads them.
    pub(super) fn embedded() -> Self {
        toml::from_str(include_str!("../../pii/credit_card.toml")).unwrap_or_default()
    }

    fn issuer(&self, digits: &[u8]) -> Option<&Issuer> {
        let number = |n: usize| {
            let head = digits.iter().take(n);
            head.fold(0, |sum, &d| sum * 10 + u32::from(d))
        };
        self.issuer.iter().find(|issuer| {
            let prefix = number(issuer.first.checked_ilog10().unwrap_or(0) as usize + 1);
            (issuer.first..=issuer.last).contains(&prefix) && issuer.lengths.contains(&digits.len())
        })
    }
}

/// Most digits of a card number.
const LONGEST: usize = 19;

/// The card number whose first digit is at byte `start`: the longest that is valid. All its groups
/// are parted by the same separator.
pub(super) fn at(text: &str, start: usize, rules: &Rules) -> Option<Card> {
    let left = before(text, start);
    if is_word(left) || left.is_some_and(|c| goes_on_left(text, start - c.len_utf8(), c)) {
        return None;
    }
    let mut digits = Vec::new();
    let mut groups = Vec::new();
    let mut separator = None;
    let mut at = start;
    let mut best = None;
    // A number has at most five groups (19 digits in fours).
    while groups.len() < 5 {
        let group = run(text, at);
        digits.extend(group.bytes().map(|b| b - b'0'));
        if group.is_empty() || digits.len() > LONGEST {
            break;
        }
        at += group.len();
        groups.push(group.len());
        let shaped = groups.len() == 1 || rules.groups.contains(&groups);
        if shaped && digits.len() >= 13 && luhn(&digits) && !goes_on_right(text, at) {
            best = rules.issuer(&digits).map(|issuer| Card {
                value: Found {
                    kind: Kind::CreditCard,
                    subtype: Subtype::intern(&issuer.name),
                    start,
                    end: at,
                },
                needs_word: issuer.needs_word,
                grouped: groups.len() > 1,
            });
        }
        match after(text, at) {
            Some(c) if is_separator(c) && *separator.get_or_insert(c) == c => at += c.len_utf8(),
            _ => break,
        }
    }
    best
}

/// The digits that begin at byte `at`, one more than a card has at most.
fn run(text: &str, at: usize) -> &str {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let len = rest
        .iter()
        .take(LONGEST + 1)
        .take_while(|b| b.is_ascii_digit())
        .count();
    text.get(at..at + len).unwrap_or_default()
}

/// True when `mark` at byte `at`, left of the number, ties it to digits before: a decimal point,
/// or one more group of four.
fn goes_on_left(text: &str, at: usize, mark: char) -> bool {
    let head = text.as_bytes().get(..at).unwrap_or_default();
    let digits = head
        .iter()
        .rev()
        .take(5)
        .take_while(|b| b.is_ascii_digit())
        .count();
    match mark {
        '.' | ',' | '/' | ':' => digits > 0,
        _ => is_separator(mark) && digits == 4,
    }
}

/// True when the number that seems to end at byte `at` does not.
fn goes_on_right(text: &str, at: usize) -> bool {
    match after(text, at) {
        Some(mark @ ('.' | ',')) => !run(text, at + mark.len_utf8()).is_empty(),
        Some(mark) if is_separator(mark) => run(text, at + mark.len_utf8()).len() == 4,
        mark => is_word(mark),
    }
}

/// The last digit makes the sum, with every second digit from the right doubled, a multiple of 10.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([false, true].into_iter().cycle())
        .map(|(&d, twice)| u32::from(d) * if twice { 2 } else { 1 })
        .map(|d| if d > 9 { d - 9 } else { d })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::super::tests::values;
    use super::luhn;

    /// A number with a right last digit.
    fn make(head: &str) -> String {
        let ok = |d: &u8| {
            luhn(
                &format!("{head}{d}")
                    .bytes()
                    .map(|b| b - b'0')
                    .collect::<Vec<_>>(),
            )
        };
        format!("{head}{}", (0..10_u8).find(ok).unwrap())
    }

    #[test]
    fn every_issuer_and_its_lengths() {
        for (prefix, lengths) in [
            ("4", vec![13, 16, 19]),
            ("51", vec![16]),
            ("55", vec![16]),
            ("2221", vec![16]),
            ("2720", vec![16]),
            ("34", vec![15]),
            ("37", vec![15]),
            ("305", vec![14]),
            ("38", vec![14]),
            ("6011", (13..=19).collect()), // Discover, and Maestro's 6
            ("3589", vec![16]),
            ("62", (13..=19).collect()),
            ("6759", (13..=19).collect()),
            ("1", vec![]),
            ("2721", vec![]),
            ("35", vec![]),
            ("306", vec![]),
            ("9", vec![]),
        ] {
            for length in 12..=20 {
                let head: String = prefix
                    .chars()
                    .chain("0394817265".chars().cycle())
                    .take(length - 1)
                    .collect();
                let number = make(&head);
                let want: Vec<_> = lengths
                    .iter()
                    .filter(|&&l| l == length)
                    .map(|_| &number[..])
                    .collect();
                assert_eq!(
                    values(&format!("karta č. {number}.")),
                    want,
                    "{prefix} {length}"
                );
            }
        }
    }

    #[test]
    fn groups_and_borders() {
        // Test numbers that card schemes publish.
        for (text, want) in [
            ("Visa 4111 1111 1111 1111, 12/27", "4111 1111 1111 1111"),
            ("Visa 4111 1111 1111 1111 12/27", "4111 1111 1111 1111"),
            ("4111-1111-1111-1111", "4111-1111-1111-1111"),
            (
                "4111\u{a0}1111\u{a0}1111\u{a0}1111",
                "4111\u{a0}1111\u{a0}1111\u{a0}1111",
            ),
            ("3782 822463 10005", "3782 822463 10005"),
            ("3056 930902 5904", "3056 930902 5904"),
        ] {
            assert_eq!(values(text), [want], "{text}");
        }
        for text in [
            "4111 1111 1111 1112",
            "4111 1111-1111 1111",
            "41 1111 1111 1111 11",
            "1234 4111 1111 1111 1111",
            "4111 1111 1111 1111 1234",
            "X4111111111111111",
            "4111111111111111x",
            "0.4111111111111111",
            "4111111111111111,50",
            "41111111111111111111",
        ] {
            assert_eq!(values(text), [""; 0], "{text}");
        }
    }
}
