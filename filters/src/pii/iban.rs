//! International bank account numbers: country, length, structure and check digits (ISO 13616,
//! ISO 7064 MOD 97-10).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::kind::{Found, Kind, Subtype};
use super::text::{after, before, is_separator, is_word};

/// The structures of account numbers by country.
pub(super) struct Rules {
    /// Letters of the country, and lengths of runs of digits (`n`), capital letters (`a`) and either (`c`).
    countries: BTreeMap<String, Vec<(u32, char)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    countries: BTreeMap<String, String>,
}

impl Rules {
    /// Those that are built in.
    pub(super) fn embedded() -> Self {
        Self::parse(include_str!("../../pii/iban.toml")).unwrap_or(Self {
            countries: BTreeMap::new(),
        })
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let countries = file.countries.into_iter();
        let countries = countries.map(|(code, shape)| (code, runs(&shape).collect()));
        Ok(Self {
            countries: countries.collect(),
        })
    }
}

/// The account number whose first check digit is at byte `digit`, right after the country's
/// letters. Groups may be parted by one space or hyphen each and have two characters or more,
/// except the last one; letters are all capital or all small.
pub(super) fn at(text: &str, digit: usize, rules: &Rules) -> Option<Found> {
    let start = digit.checked_sub(2)?;
    let head = text.get(start..digit)?;
    let upper = head.bytes().all(|b| b.is_ascii_uppercase());
    if !(upper || head.bytes().all(|b| b.is_ascii_lowercase())) {
        return None;
    }
    let country = head.to_ascii_uppercase();
    let shape = rules.countries.get(&country)?;
    if is_word(before(text, start)) {
        return None;
    }
    // 1110: the country's letters as digits go to the end, so they are added last.
    let mut rest = Reader {
        text,
        at: digit,
        group: 2,
        upper,
    };
    let check = [rest.next('n')?, rest.next('n')?];
    let mut sum = 0;
    for &(count, class) in shape {
        for _ in 0..count {
            sum = shift(sum, rest.next(class)?);
        }
    }
    let end = rest.at;
    let ending = head
        .bytes()
        .map(|b| u32::from(b.to_ascii_uppercase() - b'A') + 10)
        .chain(check);
    let sum = ending.fold(sum, shift);
    (sum == 1 && !is_word(after(text, end))).then_some(Found {
        kind: Kind::Iban,
        subtype: Subtype::intern(&country),
        start,
        end,
    })
}

/// Appends a value of one or two decimal digits to a number of which only the rest by 97 is kept.
fn shift(sum: u32, value: u32) -> u32 {
    (sum * if value < 10 { 10 } else { 100 } + value) % 97
}

/// "4a6n8c" as (4, a), (6, n), (8, c).
fn runs(shape: &str) -> impl Iterator<Item = (u32, char)> + '_ {
    shape
        .split_inclusive(|c: char| c.is_ascii_lowercase())
        .filter_map(|run| {
            let class = run.chars().next_back()?;
            Some((run.get(..run.len() - 1)?.parse().ok()?, class))
        })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Characters since the last separator.
    group: usize,
    upper: bool,
}

impl Reader<'_> {
    /// The next character's value (letters are 10 to 35) if it is of the class.
    fn next(&mut self, class: char) -> Option<u32> {
        let mut c = after(self.text, self.at)?;
        if is_separator(c) && self.group > 1 {
            self.at += c.len_utf8();
            self.group = 0;
            c = after(self.text, self.at)?;
        }
        let letter = if self.upper {
            c.is_ascii_uppercase()
        } else {
            c.is_ascii_lowercase()
        };
        let fits = match class {
            'n' => c.is_ascii_digit(),
            'a' => letter,
            _ => letter || c.is_ascii_digit(),
        };
        self.at += c.len_utf8();
        self.group += 1;
        fits.then(|| c.to_digit(36)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::values;
    use super::{Rules, shift};

    #[test]
    fn lengths_are_those_of_the_registry() {
        let rules = Rules::parse(include_str!("../../pii/iban.toml")).unwrap();
        let length = |code: &str| 4 + rules.countries[code].iter().map(|(n, _)| n).sum::<u32>();
        // SWIFT IBAN registry.
        assert_eq!(
            ["NO", "DE", "FR", "MT", "UA"].map(length),
            [15, 22, 27, 31, 29]
        );
    }

    /// A number with right check digits, made by the rule of ISO 13616.
    fn make(country: &str, bban: &str) -> String {
        let value = |c: char| c.to_digit(36).unwrap();
        let sum = bban
            .chars()
            .chain(country.chars())
            .map(value)
            .chain([0, 0])
            .fold(0, shift);
        format!("{country}{:02}{bban}", 98 - sum)
    }

    #[test]
    fn every_country_is_found_with_and_without_groups() {
        for (country, shape) in Rules::embedded().countries {
            let fill = |(n, class): (u32, char)| match class {
                'n' => "7302918465".repeat(3)[..n as usize].to_owned(),
                'a' => "KBLQ"[..n as usize].to_owned(),
                _ => "5B0X91K2".repeat(4)[..n as usize].to_owned(),
            };
            let iban = make(
                &country,
                &shape.iter().copied().map(fill).collect::<String>(),
            );
            assert_eq!(
                values(&format!("IBAN: {iban}.")),
                [iban.as_str()],
                "{country}"
            );
            let groups: Vec<_> = iban
                .as_bytes()
                .chunks(4)
                .map(String::from_utf8_lossy)
                .collect();
            for separator in [" ", "\u{a0}", "-"] {
                let text = groups.join(separator);
                assert_eq!(values(&format!("{text} BIC")), [text.as_str()], "{country}");
            }
            let wrong = iban.replacen(
                &iban[2..4],
                if &iban[2..4] == "50" { "51" } else { "50" },
                1,
            );
            assert!(!values(&wrong).contains(&wrong.as_str()), "{wrong}");
        }
    }

    #[test]
    fn the_registry_example_and_its_borders() {
        let iban = "GB29NWBK60161331926819"; // SWIFT IBAN registry, example of GB
        assert_eq!(values(iban), [iban]);
        assert_eq!(values("gb29nwbk60161331926819"), ["gb29nwbk60161331926819"]);
        for text in [
            "XGB29NWBK60161331926819",
            "GB29NWBK60161331926819X",
            "GB29NWBK6016133192681",
            "gb29NWBK60161331926819",
            "GB29 N WBK6016 1331 9268 19",
        ] {
            assert_eq!(values(text), [""; 0], "{text}");
        }
    }
}
