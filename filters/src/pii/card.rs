//! Payment card numbers: issuer range, length and the Luhn check (ISO/IEC 7812-1, annex B).

use super::{Found, Kind, after, before, is_separator, is_word};

/// First and last prefix of an issuer's range (of equal lengths) and the lengths it issues.
///
/// Visa 13, 16, 19; Mastercard 16; American Express 15; Diners Club 14; Discover 16; JCB 16;
/// UnionPay 16 to 19; Maestro 13 to 19 (those of 12 digits are left alone: too short to be sure).
const ISSUERS: [(u32, u32, &[usize]); 14] = [
    (4, 4, &[13, 16, 19]),
    (51, 55, &[16]),
    (2221, 2720, &[16]),
    (34, 34, &[15]),
    (37, 37, &[15]),
    (300, 305, &[14]),
    (36, 36, &[14]),
    (38, 39, &[14]),
    (6011, 6011, &[16]),
    (644, 659, &[16]),
    (3528, 3589, &[16]),
    (62, 62, &[16, 17, 18, 19]),
    (50, 50, &[13, 14, 15, 16, 17, 18, 19]),
    (56, 69, &[13, 14, 15, 16, 17, 18, 19]),
];

/// The ways card numbers are grouped in print.
const SHAPES: [&[usize]; 9] = [
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 1],
    &[4, 3, 3, 3],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 3],
    &[6, 13],
];

/// Most digits of a card number.
const LONGEST: usize = 19;

/// The card number whose first digit is at byte `start`: the longest that is valid. All its groups
/// are parted by the same separator.
pub(super) fn at(text: &str, start: usize) -> Option<Found> {
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
        let shaped = groups.len() == 1 || SHAPES.contains(&groups.as_slice());
        if shaped && is_card(&digits) && !goes_on_right(text, at) {
            best = Some(Found {
                kind: Kind::CreditCard,
                start,
                end: at,
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

fn is_card(digits: &[u8]) -> bool {
    digits.len() >= 13 && is_issued(digits) && luhn(digits)
}

fn is_issued(digits: &[u8]) -> bool {
    let number = |n: usize| {
        digits
            .iter()
            .take(n)
            .fold(0, |sum, &d| sum * 10 + u32::from(d))
    };
    ISSUERS.iter().any(|&(first, last, lengths)| {
        let prefix = number(first.ilog10() as usize + 1);
        (first..=last).contains(&prefix) && lengths.contains(&digits.len())
    })
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
                assert_eq!(values(&format!("č. {number}.")), want, "{prefix} {length}");
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
