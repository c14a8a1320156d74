//! Check digits that have names of their own.

/// Luhn's sum (ISO/IEC 7812-1, annex B) of values from the left; it holds if it is 0 by 10. Every
/// second value from the right counts twice, less 9 if that is above 9. Letters, where a number has
/// them, count 10 to 35 and by the same rule (Portugal's citizen card).
pub(super) fn luhn(values: impl DoubleEndedIterator<Item = Option<u32>>) -> bool {
    let mut sum = 0;
    for (place, value) in values.rev().enumerate() {
        let Some(value) = value else { return false };
        let double = value * 2;
        sum += match place % 2 {
            0 => value,
            _ if double > 9 => double - 9,
            _ => double,
        };
    }
    sum % 10 == 0
}

/// Verhoeff's check over the dihedral group of ten elements (J. Verhoeff, Error detecting decimal
/// codes, Mathematical Centre Tracts 29, Amsterdam 1969).
pub(super) fn verhoeff(values: impl DoubleEndedIterator<Item = Option<u32>>) -> bool {
    let mut sum = 0;
    for (place, value) in values.rev().enumerate() {
        let Some(value) = value.filter(|&v| v < 10) else {
            return false;
        };
        let turned = (0..place % 8).fold(value, |v, _| permuted(v));
        sum = dihedral(sum, turned);
    }
    sum == 0
}

/// The permutation of Verhoeff's code: the cycles (0 1 5 8 9 4 2 7 0) and (3 6).
fn permuted(value: u32) -> u32 {
    match value {
        0 => 1,
        1 => 5,
        2 => 7,
        3 => 6,
        4 => 2,
        5 => 8,
        6 => 3,
        7 => 0,
        8 => 9,
        _ => 4,
    }
}

/// The product of two symmetries of the pentagon: 0 to 4 turn it, 5 to 9 mirror it.
fn dihedral(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a - b) % 5,
        (false, false) => (5 + a - b) % 5,
    }
}

/// ISO/IEC 7064 MOD 11,10: a hybrid system, with one check digit at the end.
pub(super) fn mod_11_10(values: impl Iterator<Item = Option<u32>>) -> bool {
    let mut values = values.peekable();
    let mut product = 10;
    while let Some(value) = values.next() {
        let Some(value) = value.filter(|&v| v < 10) else {
            return false;
        };
        if values.peek().is_none() {
            return (product + value) % 10 == 1;
        }
        let sum = (product + value) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    false
}

/// Germany's rule: of the ten digits one occurs twice or three times, each other at most once.
pub(super) fn one_repeated(values: impl Iterator<Item = Option<u32>>) -> bool {
    let mut counts = [0_u8; 10];
    for value in values {
        let cell = value.and_then(|v| counts.get_mut(usize::try_from(v).ok()?));
        let Some(cell) = cell else { return false };
        *cell = cell.saturating_add(1);
    }
    let mut repeated = counts.iter().filter(|&&n| n > 1);
    matches!((repeated.next(), repeated.next()), (Some(2 | 3), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<Option<u32>> {
        text.chars().map(|c| c.to_digit(36)).collect()
    }

    /// The digits that complete a number.
    fn completions(start: &str, check: impl Fn(Vec<Option<u32>>) -> bool) -> Vec<u32> {
        (0..10)
            .filter(|d| check(values(&format!("{start}{d}"))))
            .collect()
    }

    #[test]
    fn published_examples() {
        // ISO/IEC 7812-1: 7992739871 has the digit 3; Verhoeff of 236 is 3; ISO/IEC 7064: 0794 has 5.
        assert_eq!(completions("7992739871", |v| luhn(v.into_iter())), [3]);
        assert_eq!(completions("236", |v| verhoeff(v.into_iter())), [3]);
        assert_eq!(completions("0794", |v| mod_11_10(v.into_iter())), [5]);
    }

    #[test]
    fn one_digit_more_than_once() {
        for (text, is) in [
            ("1234567899", true),
            ("1234567999", true),
            ("1239999567", false),
            ("1123456788", false),
            ("1234567890", false),
        ] {
            assert_eq!(one_repeated(values(text).into_iter()), is, "{text}");
        }
    }

    #[test]
    fn letters_and_nothing_are_no_number() {
        assert!(!verhoeff(values("2A3").into_iter()));
        assert!(!mod_11_10(values("").into_iter()));
        assert!(!mod_11_10(values("A1").into_iter()));
        assert!(!one_repeated(values("AA").into_iter()));
        assert!(!luhn(values("1-1").into_iter()));
    }
}
