//! Check characters: a small algebra in which the rules of the countries are written down.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::digits;
use super::part::Places;
use super::shape::Compact;

/// The largest weight, offset or entry of a table: sums stay far below 2^31.
const LARGEST: i32 = 1_000;

/// One condition on the characters of a number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Check {
    /// A weighted sum and what it leaves.
    Sum(Sum),
    /// Some digits, read as one number, and what it leaves.
    Number(Number),
    /// Luhn over these places.
    Luhn(Places),
    /// Verhoeff over these places.
    Verhoeff(Places),
    /// ISO/IEC 7064 MOD 11,10 over these places.
    #[serde(rename = "mod11_10")]
    Mod11_10(Places),
    /// Of these digits one occurs two or three times, each other at most once.
    OneRepeated(Places),
}

impl Check {
    /// True if a number fulfils it. Nothing is allocated.
    pub(super) fn holds(&self, number: &[u8]) -> bool {
        match self {
            Self::Sum(sum) => sum.holds(number),
            Self::Number(rule) => rule.holds(number).unwrap_or_default(),
            Self::Luhn(places) => digits::luhn(places.of(number).map(value)),
            Self::Verhoeff(places) => digits::verhoeff(places.of(number).map(value)),
            Self::Mod11_10(places) => digits::mod_11_10(places.of(number).map(value)),
            Self::OneRepeated(places) => digits::one_repeated(places.of(number).map(value)),
        }
    }

    /// What is wrong with it in a number of `longest` characters.
    pub(super) fn verify(&self, longest: usize) -> Result<(), String> {
        match self {
            Self::Sum(sum) => sum.verify(longest),
            Self::Number(rule) => rule.verify(longest),
            Self::Luhn(places)
            | Self::Verhoeff(places)
            | Self::Mod11_10(places)
            | Self::OneRepeated(places) => places.verify(longest),
        }
    }
}

/// 0 to 35 of a digit or a letter.
fn value(character: Option<u8>) -> Option<u32> {
    char::from(character?).to_digit(36)
}

/// Weights times values from place `from` on, plus `add`, by `modulus`. The remainder is the index
/// of the character at `digit` in `expect`; without `digit` it must be 0.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sum {
    weights: Vec<i32>,
    /// Other weights for a remainder of two digits.
    #[serde(default)]
    again: Vec<i32>,
    #[serde(default = "first")]
    from: usize,
    #[serde(default)]
    add: i32,
    modulus: i32,
    digit: Option<usize>,
    #[serde(default = "decimal")]
    expect: String,
    /// The value of a letter is its index here; without, A is 10 and Z 35.
    letters: Option<String>,
    /// The values of places in turn: the first table is for the first place.
    #[serde(default)]
    tables: Vec<Vec<i32>>,
    /// Of each product the sum of its digits counts.
    #[serde(default)]
    digit_sums: bool,
}

fn first() -> usize {
    1
}

fn decimal() -> String {
    "0123456789".to_owned()
}

impl Sum {
    fn holds(&self, number: &[u8]) -> bool {
        let mut remainder = self.remainder(number, &self.weights);
        if !self.again.is_empty() && remainder.is_some_and(|r| r > 9) {
            remainder = self.remainder(number, &self.again);
        }
        let Some(remainder) = remainder else {
            return false;
        };
        match self.digit {
            None => remainder == 0,
            Some(place) => fits(number, place, &self.expect, remainder),
        }
    }

    fn remainder(&self, number: &[u8], weights: &[i32]) -> Option<usize> {
        let mut sum = self.add;
        let start = self.from.checked_sub(1)?;
        for (index, &weight) in weights.iter().enumerate().filter(|(_, w)| **w != 0) {
            let product = weight * self.value(*number.get(start + index)?, index)?;
            sum += if self.digit_sums {
                product / 10 + product % 10
            } else {
                product
            };
        }
        usize::try_from(sum.checked_rem_euclid(self.modulus)?).ok()
    }

    fn value(&self, byte: u8, index: usize) -> Option<i32> {
        let plain = match (&self.letters, byte.is_ascii_digit()) {
            (Some(letters), false) => letters.bytes().position(|l| l == byte)?,
            _ => usize::try_from(value(Some(byte))?).ok()?,
        };
        match index.checked_rem(self.tables.len()) {
            Some(turn) => self.tables.get(turn)?.get(plain).copied(),
            None => i32::try_from(plain).ok(),
        }
    }

    fn verify(&self, longest: usize) -> Result<(), String> {
        let ends = [self.weights.len(), self.again.len()].map(|n| n + self.from);
        if self.from == 0 || self.weights.is_empty() || ends.iter().any(|&end| end > longest + 1) {
            return Err(format!(
                "{} weights from place {} do not fit into {longest} places, which count from 1",
                self.weights.len().max(self.again.len()),
                self.from
            ));
        }
        let tables = self.tables.iter().flatten();
        let mut all = self
            .weights
            .iter()
            .chain(&self.again)
            .chain(tables)
            .chain([&self.add]);
        if all.any(|n| n.abs() > LARGEST) {
            return Err(format!("numbers above {LARGEST}"));
        }
        verify_modulus(self.modulus)?;
        verify_digit(self.digit, longest)
    }
}

/// The digits of `places` as one number, by `modulus`. The remainder is the index of the character
/// at `digit` in `expect`, or the number at the places `key`, or `complement` less the number there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    places: Places,
    /// Digits that are put before.
    #[serde(default)]
    prefix: String,
    modulus: i32,
    digit: Option<usize>,
    #[serde(default = "decimal")]
    expect: String,
    key: Option<Places>,
    complement: Option<i32>,
}

impl Number {
    fn holds(&self, number: &[u8]) -> Option<bool> {
        let prefix = self.prefix.bytes().map(Some);
        let rest = self.remainder(prefix.chain(self.places.of(number)), self.modulus)?;
        if let Some(place) = self.digit {
            return Some(fits(
                number,
                place,
                &self.expect,
                usize::try_from(rest).ok()?,
            ));
        }
        let key = match &self.key {
            // As many digits as the key has: it is read whole.
            Some(places) => self.remainder(places.of(number), i32::MAX / 10 - 1)?,
            None => 0,
        };
        Some(key == self.complement.map_or(rest, |whole| whole - rest))
    }

    fn remainder(&self, digits: impl Iterator<Item = Option<u8>>, modulus: i32) -> Option<i32> {
        let mut rest = 0_i32;
        for digit in digits {
            let digit = digit.filter(u8::is_ascii_digit)?;
            let next = rest * 10 + i32::from(digit - b'0');
            rest = next.checked_rem_euclid(modulus)?;
        }
        Some(rest)
    }

    fn verify(&self, longest: usize) -> Result<(), String> {
        self.places.verify(longest)?;
        if let Some(key) = &self.key {
            key.verify(longest)?;
            if self.digit.is_some() || key.len() > 8 {
                return Err("either `digit` or a `key` of at most 8 digits".to_owned());
            }
        }
        if !self.prefix.bytes().all(|b| b.is_ascii_digit()) {
            return Err("`prefix` has digits only".to_owned());
        }
        verify_modulus(self.modulus)?;
        verify_digit(self.digit, longest)
    }
}

/// True if the character at a place is that of the remainder.
fn fits(number: &[u8], place: usize, expect: &str, remainder: usize) -> bool {
    let found = place.checked_sub(1).and_then(|at| number.get(at));
    found.is_some() && found == expect.as_bytes().get(remainder)
}

fn verify_modulus(modulus: i32) -> Result<(), String> {
    if (2..=LARGEST).contains(&modulus) {
        Ok(())
    } else {
        Err(format!("a modulus lies between 2 and {LARGEST}"))
    }
}

fn verify_digit(digit: Option<usize>, longest: usize) -> Result<(), String> {
    match digit {
        Some(place) if place == 0 || place > longest => Err(format!(
            "place {place} is none of {longest} places, which count from 1"
        )),
        _ => Ok(()),
    }
}

/// Text at one place that the checks see in other characters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replace {
    /// From 1.
    at: usize,
    /// What stands there, and what is read instead.
    with: BTreeMap<String, String>,
}

impl Replace {
    /// The number as the checks see it; as it was if nothing of the table stands there.
    pub(super) fn apply(&self, compact: &Compact) -> Compact {
        let bytes = compact.bytes();
        let (before, rest) = bytes.split_at(self.at.saturating_sub(1).min(bytes.len()));
        let Some((found, other)) = self
            .with
            .iter()
            .find(|(t, _)| rest.starts_with(t.as_bytes()))
        else {
            return *compact;
        };
        let after = rest.get(found.len()..).unwrap_or_default();
        let mut out = Compact::EMPTY;
        for &byte in before.iter().chain(other.as_bytes()).chain(after) {
            out.push(byte);
        }
        out
    }

    /// How many characters longer it can make a number.
    pub(super) fn growth(&self) -> usize {
        let growth = self
            .with
            .iter()
            .map(|(a, b)| b.len().saturating_sub(a.len()));
        growth.max().unwrap_or(0)
    }

    pub(super) fn verify(&self, longest: usize) -> Result<(), String> {
        if self.at == 0 || self.at > longest || self.with.keys().any(String::is_empty) {
            return Err("`replace` needs a place of the number, from 1, and texts".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str) -> Check {
        #[derive(Deserialize)]
        struct Wrapped {
            check: Check,
        }
        let check = toml::from_str::<Wrapped>(&format!("check = {toml}"))
            .unwrap()
            .check;
        check.verify(16).unwrap();
        check
    }

    #[test]
    fn a_remainder_names_a_character() {
        let letters = check(
            "{ number = { places = '1-8', modulus = 23, digit = 9, expect = 'TRWAGMYFPDXBNJZSQVHLCKE' } }",
        );
        assert!(letters.holds(b"00000000T") && letters.holds(b"00000023T"));
        assert!(!letters.holds(b"00000001T") && !letters.holds(b"0000000T"));
        let key =
            check("{ number = { places = '1-3', modulus = 97, key = '4-5', complement = 97 } }");
        assert!(key.holds(b"09797") && key.holds(b"09896") && !key.holds(b"09700"));
    }

    #[test]
    fn second_weights_serve_a_remainder_of_two_digits() {
        let two = check(
            "{ sum = { weights = [1], again = [3], modulus = 11, digit = 2, expect = '01234567890', letters = 'xxxxxxxxxxA' } }",
        );
        // A is 10 here; 3 * 10 leaves 8.
        assert!(two.holds(b"A8") && two.holds(b"77") && !two.holds(b"A0"));
    }

    #[test]
    fn products_and_tables() {
        let sums = check("{ sum = { weights = [2, 1], modulus = 10, digit_sums = true } }");
        // 2 * 7 = 14, 1 + 4 + 5 = 10.
        assert!(sums.holds(b"75") && !sums.holds(b"76"));
        let tables =
            check("{ sum = { weights = [1, 1], tables = [[5, 7], [0, 1]], modulus = 10 } }");
        assert!(!tables.holds(b"00") && !tables.holds(b"29"));
    }

    #[test]
    fn replaced_text_is_what_checks_see() {
        let replace: Replace = toml::from_str("at = 2\nwith = { '2A' = '19', B = '' }").unwrap();
        let mut compact = Compact::EMPTY;
        for &b in b"x2Ay" {
            compact.push(b);
        }
        assert_eq!(replace.apply(&compact).bytes(), b"x19y");
    }

    #[test]
    fn what_is_no_check() {
        for toml in [
            "{ sum = { weights = [1, 2], modulus = 1 } }",
            "{ sum = { weights = [], modulus = 10 } }",
            "{ sum = { weights = [1, 1, 1], from = 15, modulus = 10 } }",
            "{ sum = { weights = [99999], modulus = 10 } }",
            "{ sum = { weights = [1], modulus = 10, digit = 17 } }",
            "{ number = { places = '1-17', modulus = 97 } }",
            "{ luhn = '1-17' }",
        ] {
            #[derive(Deserialize)]
            struct Wrapped {
                check: Check,
            }
            let check = toml::from_str::<Wrapped>(&format!("check = {toml}"))
                .unwrap()
                .check;
            assert!(check.verify(16).is_err(), "{toml}");
        }
    }
}
