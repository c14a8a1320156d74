//! Dates as pages write them to ISO 8601, where there is one reading only.

/// Longest date kept as written, in bytes.
const LONGEST: usize = 64;

/// Month names of RFC 5322, section 3.3.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A date in ISO 8601 (`2024-03-05`, `2024-03-05T10:00:00+01:00`; parts of a second are left
/// out), or as written when it could be read in more than one way (`3/5/2024`). None for what
/// holds no date: no digit, a month that is not one, a year before 1000.
pub(super) fn read(raw: &str) -> Option<String> {
    let value = raw.trim();
    if value.is_empty() || value.len() > LONGEST || value.contains(['<', '{']) {
        return None;
    }
    let mut scan = Scan { rest: value };
    if let Some(date) = scan.year_first() {
        // Written the ISO way: a date that does not exist is none.
        return date.checked().map(|date| date + &scan.time());
    }
    if let Some(date) = rfc(value).or_else(|| day_first(value)) {
        return Some(date);
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 4).then(|| value.to_owned())
}

struct Date {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
}

impl Date {
    fn checked(&self) -> Option<String> {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            Some(2) if leap => 29,
            Some(2) => 28,
            Some(4 | 6 | 9 | 11) => 30,
            _ => 31,
        };
        let valid = self.year >= 1000
            && self.month.is_none_or(|month| (1..=12).contains(&month))
            && self.day.is_none_or(|day| (1..=days).contains(&day));
        let mut out = format!("{:04}", self.year);
        for part in [self.month, self.day].into_iter().flatten() {
            out.push_str(&format!("-{part:02}"));
        }
        valid.then_some(out)
    }
}

struct Scan<'v> {
    rest: &'v str,
}

impl Scan<'_> {
    /// Exactly `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&length) {
            return None;
        }
        let (digits, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        digits.parse().ok()
    }

    fn one_of(&mut self, marks: &[char]) -> Option<char> {
        let mark = self
            .rest
            .chars()
            .next()
            .filter(|mark| marks.contains(mark))?;
        self.rest = self.rest.get(mark.len_utf8()..).unwrap_or_default();
        Some(mark)
    }

    /// `2024-03-05`, `2024/03/05`, `2024.03.05`, `20240305`, `2024-03`, `2024`.
    fn year_first(&mut self) -> Option<Date> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 8 {
            let number = self.number(8, 8)?;
            return Some(Date {
                year: number / 10_000,
                month: Some(number / 100 % 100),
                day: Some(number % 100),
            });
        }
        let mut date = Date {
            year: self.number(4, 4)?,
            month: None,
            day: None,
        };
        if self.rest.is_empty() {
            return Some(date);
        }
        let mark = self.one_of(&['-', '/', '.'])?;
        date.month = Some(self.number(1, 2)?);
        if self.one_of(&[mark]).is_some() {
            date.day = Some(self.number(1, 2)?);
        }
        Some(date)
    }

    /// The time behind a date with its zone, or nothing: `T10:00`, ` 10:00:00.000 +0100`.
    fn time(&mut self) -> String {
        self.try_time().unwrap_or_default()
    }

    fn try_time(&mut self) -> Option<String> {
        self.one_of(&['T', 't', ' '])?;
        self.rest = self.rest.trim_start();
        let hour = self.number(1, 2)?;
        self.one_of(&[':'])?;
        let minute = self.number(2, 2)?;
        let mut second = 0;
        if self.one_of(&[':']).is_some() {
            second = self.number(2, 2)?;
        }
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        if self.one_of(&['.', ',']).is_some() {
            self.number(1, 9)?;
        }
        let zone = self.zone().unwrap_or_default();
        Some(format!("T{hour:02}:{minute:02}:{second:02}{zone}"))
    }

    fn zone(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        if matches!(self.rest, "Z" | "z" | "UTC" | "GMT") {
            return Some("Z".to_owned());
        }
        let sign = self.one_of(&['+', '-', '\u{2212}'])?;
        let sign = if sign == '+' { '+' } else { '-' };
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (hour, minute) = if digits == 4 {
            let both = self.number(4, 4)?;
            (both / 100, both % 100)
        } else {
            let hour = self.number(1, 2)?;
            let minute = self.one_of(&[':']).and_then(|_| self.number(2, 2));
            (hour, minute.unwrap_or(0))
        };
        (hour <= 14 && minute < 60).then(|| format!("{sign}{hour:02}:{minute:02}"))
    }
}

/// `Tue, 05 Mar 2024 10:00:00 +0100`: the form of e-mail and HTTP.
fn rfc(value: &str) -> Option<String> {
    let value = value.split_once(',').map_or(value, |(_, rest)| rest).trim();
    let mut scan = Scan { rest: value };
    let day = scan.number(1, 2)?;
    scan.one_of(&[' ', '-'])?;
    let name = scan.rest.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| **month == name)?;
    scan.rest = scan.rest.get(3..)?;
    scan.one_of(&[' ', '-'])?;
    let date = Date {
        year: scan.number(4, 4)?,
        month: u32::try_from(month + 1).ok(),
        day: Some(day),
    };
    date.checked().map(|date| date + &scan.time())
}

/// `25.3.2024`, `25/03/2024`: certain where the first number is no month.
fn day_first(value: &str) -> Option<String> {
    let mut scan = Scan { rest: value };
    let day = scan.number(1, 2)?;
    let mark = scan.one_of(&['.', '/', '-'])?;
    let month = scan.number(1, 2)?;
    scan.one_of(&[mark])?;
    let date = Date {
        year: scan.number(4, 4)?,
        month: Some(month),
        day: Some(day),
    };
    if day <= 12 && day != month {
        return None;
    }
    date.checked().map(|date| date + &scan.time())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn certain_dates_become_iso_and_others_stay() {
        for (written, expected) in [
            ("2024-03-05", Some("2024-03-05")),
            (
                "2024-03-05T10:00:00+01:00",
                Some("2024-03-05T10:00:00+01:00"),
            ),
            (
                "2024-03-05 10:00:07.123 +0100",
                Some("2024-03-05T10:00:07+01:00"),
            ),
            ("2024-03-05T10:00Z", Some("2024-03-05T10:00:00Z")),
            ("2024/3/5", Some("2024-03-05")),
            ("20240305", Some("2024-03-05")),
            ("2024", Some("2024")),
            ("2024-03", Some("2024-03")),
            (
                "Tue, 05 Mar 2024 10:00:00 GMT",
                Some("2024-03-05T10:00:00Z"),
            ),
            ("25.3.2024", Some("2024-03-25")),
            ("3/5/2024", Some("3/5/2024")),
            ("5 mars 2024", Some("5 mars 2024")),
            ("2024-02-30", None),
            ("0000-00-00", None),
            ("0001-01-01T00:00:00", None),
            ("2024-03-05T99:00", Some("2024-03-05")),
            ("gestern", None),
            ("", None),
            ("{{date}} 2024", None),
        ] {
            assert_eq!(read(written).as_deref(), expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_is_iso_already_is_read_as_it_stands(
            year in 1000_u32..3000, month in 1_u32..=12, day in 1_u32..=28, hour in 0_u32..24,
        ) {
            let date = format!("{year}-{month:02}-{day:02}T{hour:02}:00:00Z");
            prop_assert_eq!(read(&date), Some(date.clone()));
        }

        #[test]
        fn nothing_panics_and_nothing_grows(text in ".{0,80}") {
            if let Some(date) = read(&text) {
                prop_assert!(date.len() <= LONGEST);
            }
        }
    }
}
