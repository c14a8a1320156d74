//! International bank account numbers: country, length, structure and check digits (ISO 13616,
//! ISO 7064 MOD 97-10).

use super::{Found, Kind, after, before, is_separator, is_word};

/// Structure of the part after the check digits, from the SWIFT IBAN registry: lengths of runs of
/// digits (`n`), capital letters (`a`) and either (`c`). Countries of Europe and its neighbours.
const COUNTRIES: [(&str, &str); 48] = [
    ("AD", "8n12c"),
    ("AL", "8n16c"),
    ("AT", "16n"),
    ("BA", "16n"),
    ("BE", "12n"),
    ("BG", "4a6n8c"),
    ("CH", "5n12c"),
    ("CY", "8n16c"),
    ("CZ", "20n"),
    ("DE", "18n"),
    ("DK", "14n"),
    ("EE", "16n"),
    ("ES", "20n"),
    ("FI", "14n"),
    ("FO", "14n"),
    ("FR", "10n11c2n"),
    ("GB", "4a14n"),
    ("GI", "4a15c"),
    ("GL", "14n"),
    ("GR", "7n16c"),
    ("HR", "17n"),
    ("HU", "24n"),
    ("IE", "4a14n"),
    ("IS", "22n"),
    ("IT", "1a10n12c"),
    ("LI", "5n12c"),
    ("LT", "16n"),
    ("LU", "3n13c"),
    ("LV", "4a13c"),
    ("MC", "10n11c2n"),
    ("MD", "20c"),
    ("ME", "18n"),
    ("MK", "3n10c2n"),
    ("MT", "4a5n18c"),
    ("NL", "4a10n"),
    ("NO", "11n"),
    ("PL", "24n"),
    ("PT", "21n"),
    ("RO", "4a16c"),
    ("RS", "18n"),
    ("SE", "20n"),
    ("SI", "15n"),
    ("SK", "20n"),
    ("SM", "1a10n12c"),
    ("TR", "6n16c"),
    ("UA", "6n19c"),
    ("VA", "18n"),
    ("XK", "16n"),
];

/// The account number whose first check digit is at byte `digit`, right after the country's
/// letters. Groups may be parted by one space or hyphen each and have two characters or more,
/// except the last one; letters are all capital or all small.
pub(super) fn at(text: &str, digit: usize) -> Option<Found> {
    let start = digit.checked_sub(2)?;
    let head = text.get(start..digit)?;
    let upper = head.bytes().all(|b| b.is_ascii_uppercase());
    if !(upper || head.bytes().all(|b| b.is_ascii_lowercase())) {
        return None;
    }
    let country = head.to_ascii_uppercase();
    let place = COUNTRIES
        .binary_search_by_key(&country.as_str(), |&(code, _)| code)
        .ok()?;
    let &(_, shape) = COUNTRIES.get(place)?;
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
    for (count, class) in runs(shape) {
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
    use super::{COUNTRIES, runs, shift};

    #[test]
    fn countries_are_sorted_for_the_search() {
        assert!(COUNTRIES.is_sorted_by_key(|&(code, _)| code));
        let length = |code| {
            let (_, shape) = COUNTRIES.iter().find(|(c, _)| *c == code).unwrap();
            4 + runs(shape).map(|(n, _)| n).sum::<u32>()
        };
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
        for (country, shape) in COUNTRIES {
            let fill = |(n, class): (u32, char)| match class {
                'n' => "7302918465".repeat(3)[..n as usize].to_owned(),
                'a' => "KBLQ"[..n as usize].to_owned(),
                _ => "5B0X91K2".repeat(4)[..n as usize].to_owned(),
            };
            let iban = make(country, &runs(shape).map(fill).collect::<String>());
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
