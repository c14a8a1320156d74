//! The birth date inside a number: it must exist, and not lie in the future.

use serde::Deserialize;

use super::part::Set;

/// The last year of birth that a number can speak of where its file names none. A stated year
/// instead of today's: the same text gives the same spans on every day.
const UNTIL: i32 = 2030;

/// Where year, month, day and sign of the century stand, and how they are to be read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Date {
    layout: Layout,
    /// What the digits of the year may mean. The date must exist in one of these.
    #[serde(default)]
    centuries: Vec<Century>,
    /// What may be added to the day.
    #[serde(default = "nothing")]
    day_plus: Vec<i32>,
    /// The letters of the months from January, where `M` is one place.
    months: Option<String>,
    /// Letters that stand for the digits 0 to 9 too (Italy's *omocodia*).
    digits: Option<String>,
    /// The day 0 or the month 0 stand for one that nobody knows.
    #[serde(default)]
    unknown: bool,
    /// The date that day 0 of `N` would be, as year, month, day.
    epoch: Option<(i32, i32, i32)>,
    /// The first year that a number can speak of.
    #[serde(default)]
    since: i32,
    /// The last one.
    #[serde(default = "until")]
    until: i32,
}

fn nothing() -> Vec<i32> {
    vec![0]
}

fn until() -> i32 {
    UNTIL
}

/// One reading of the year's digits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Century {
    /// The year is this plus the digits.
    base: i32,
    /// Only for these signs at `C`.
    sign: Option<Set>,
    /// Only if the digits lie between these.
    years: Option<(i32, i32)>,
    /// What is added to the month, one of these.
    #[serde(default = "nothing")]
    month_plus: Vec<i32>,
}

/// `"YYMMDD"`: the first place and the length of each part, nothing for `.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
struct Layout {
    year: Option<Run>,
    month: Option<Run>,
    day: Option<Run>,
    century: Option<Run>,
    count: Option<Run>,
    len: usize,
}

type Run = (usize, usize);

impl TryFrom<String> for Layout {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut layout = Self {
            len: text.len(),
            ..Self::default()
        };
        for (at, letter) in text.bytes().enumerate() {
            let run = match letter {
                b'Y' => &mut layout.year,
                b'M' => &mut layout.month,
                b'D' => &mut layout.day,
                b'C' => &mut layout.century,
                b'N' => &mut layout.count,
                b'.' => continue,
                _ => {
                    return Err(format!(
                        "`{text}` is no layout: Y year, M month, D day, C sign of the century, N count of days, `.` anything"
                    ));
                }
            };
            let (start, len) = run.get_or_insert((at, 0));
            if *start + *len != at {
                return Err(format!("`{}` stands in `{text}` twice", char::from(letter)));
            }
            *len += 1;
        }
        let date = layout.year.is_some() && layout.month.is_some() && layout.day.is_some();
        if date == layout.count.is_some() {
            return Err(format!("`{text}` needs Y, M and D, or N alone"));
        }
        Ok(layout)
    }
}

impl Date {
    /// True if the date exists and lies within the years.
    pub(super) fn accepts(&self, compact: &[u8]) -> bool {
        match self.layout.count {
            Some(run) => self.counted(compact, run).unwrap_or_default(),
            None => self.written(compact).unwrap_or_default(),
        }
    }

    fn counted(&self, compact: &[u8], run: Run) -> Option<bool> {
        let (year, month, day) = self.epoch?;
        let count = self.number(compact, run)?;
        let first = days(self.since.max(year), 1, 1);
        let last = days(self.until + 1, 1, 1);
        let birth = days(year, month, day) + i64::from(count);
        Some(count > 0 && (first..last).contains(&birth))
    }

    fn written(&self, compact: &[u8]) -> Option<bool> {
        let year = self.number(compact, self.layout.year?)?;
        let month = self.month(compact)?;
        let day = self.number(compact, self.layout.day?)?;
        let sign = match self.layout.century {
            Some((start, len)) => compact.get(start..start + len)?,
            None => &[],
        };
        Some(self.centuries.iter().any(|century| {
            let sign = century.sign.as_ref().is_none_or(|set| set.contains(sign));
            let range = century
                .years
                .is_none_or(|(low, high)| (low..=high).contains(&year));
            let full = century.base + year;
            sign && range
                && (self.since..=self.until).contains(&full)
                && century.month_plus.iter().any(|plus| {
                    let month = month - plus;
                    self.day_plus
                        .iter()
                        .any(|plus| self.exists(full, month, day - plus))
                })
        }))
    }

    fn exists(&self, year: i32, month: i32, day: i32) -> bool {
        let known = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        known
            || (self.unknown
                && (0..=12).contains(&month)
                && (0..=31).contains(&day)
                && (month == 0 || day == 0))
    }

    fn month(&self, compact: &[u8]) -> Option<i32> {
        let run = self.layout.month?;
        let Some(months) = &self.months else {
            return self.number(compact, run);
        };
        let letter = compact.get(run.0)?;
        let index = months.bytes().position(|m| m == *letter)?;
        i32::try_from(index + 1).ok()
    }

    fn number(&self, compact: &[u8], (start, len): Run) -> Option<i32> {
        let mut number = 0_i32;
        for &byte in compact.get(start..start + len)? {
            let digit = match (byte, &self.digits) {
                (b'0'..=b'9', _) => i32::from(byte - b'0'),
                (_, Some(letters)) => {
                    i32::try_from(letters.bytes().position(|l| l == byte)?).ok()?
                }
                _ => return None,
            };
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        Some(number)
    }

    /// Fills in the usual centuries, and says what is wrong in a number of `longest` characters.
    pub(super) fn prepare(&mut self, longest: usize) -> Result<(), String> {
        let width = |run: Option<Run>| run.map_or(0, |(_, len)| len);
        if self.layout.len > longest {
            return Err(format!(
                "the layout is longer than the {longest} characters"
            ));
        }
        if (self.layout.count.is_some()) != self.epoch.is_some() {
            return Err("`N` in the layout and `epoch` belong together".to_owned());
        }
        if self.months.as_ref().is_some_and(|m| m.len() != 12)
            || self.digits.as_ref().is_some_and(|d| d.len() != 10)
        {
            return Err("`months` are 12 letters and `digits` 10".to_owned());
        }
        let month = if self.months.is_some() { 1 } else { 2 };
        if self.layout.count.is_none() && width(self.layout.month) != month {
            return Err(format!("`M` must take {month} places"));
        }
        for sign in self.centuries.iter().filter_map(|c| c.sign.as_ref()) {
            if sign.len() != width(self.layout.century) {
                return Err("a `sign` has as many characters as the layout has `C`".to_owned());
            }
        }
        if self.centuries.is_empty() {
            let plain = |base| Century {
                base,
                sign: None,
                years: None,
                month_plus: nothing(),
            };
            self.centuries = match width(self.layout.year) {
                0 => Vec::new(),
                2 => vec![plain(1900), plain(2000)],
                4 => vec![plain(0)],
                _ => return Err("a year of neither 2 nor 4 digits needs `centuries`".to_owned()),
            };
        }
        let far = |n: i32| n.abs() > 9999;
        let bases = self.centuries.iter().map(|c| c.base);
        let epoch = self.epoch.map_or([0; 3], |(y, m, d)| [y, m, d]);
        let mut all = bases.chain(epoch).chain([self.since, self.until]);
        if all.any(far) {
            return Err("years have at most four digits".to_owned());
        }
        if width(self.layout.year).max(width(self.layout.count)) > 5 {
            return Err("`Y` and `N` take at most 5 places".to_owned());
        }
        Ok(())
    }
}

/// The days of a month of the Gregorian calendar; none of a month that there is not.
fn days_of(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

/// Days from 0000-03-01 to a date of the Gregorian calendar: years begin in March, so that the leap
/// day is the last (E. G. Richards, Calendars, in: Explanatory Supplement to the Astronomical
/// Almanac, 3rd edition 2013, section 15.11).
fn days(year: i32, month: i32, day: i32) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let shifted = (month + 9).rem_euclid(12);
    let year = if month < 3 { year - 1 } else { year };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * shifted + 2) / 5
        + day
        - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(toml: &str, longest: usize) -> Date {
        let mut date: Date = toml::from_str(toml).unwrap();
        date.prepare(longest).unwrap();
        date
    }

    #[test]
    fn a_day_must_exist() {
        let date = date("layout = '.DDMMYYYY'", 9);
        for (text, is) in [
            ("x29022000", true),
            ("x29021900", false),
            ("x31041990", false),
            ("x00011990", false),
            ("x01131990", false),
            ("x01012031", false),
            ("x0101199", false),
        ] {
            assert_eq!(date.accepts(text.as_bytes()), is, "{text}");
        }
    }

    #[test]
    fn two_digits_are_of_this_century_or_the_last() {
        let date = date("layout = 'YYMMDD'", 6);
        assert!(date.accepts(b"000229"), "2000");
        assert!(date.accepts(b"960229"), "1996");
        assert!(!date.accepts(b"990229"));
    }

    #[test]
    fn offsets_and_signs() {
        let toml = "layout = 'YYMMDDC'\nday_plus = [0, 60]\ncenturies = [{ base = 1900, sign = ['0-4'], month_plus = [0, 50] }, { base = 2000, sign = ['5-9'], years = [0, 40] }]";
        let date = date(toml, 7);
        for (text, is) in [
            ("0002290", false),
            ("0002295", true),
            ("9952311", false),
            ("9951911", true),
            ("9962911", true),
            ("4101015", false),
        ] {
            assert_eq!(date.accepts(text.as_bytes()), is, "{text}");
        }
    }

    #[test]
    fn days_are_counted() {
        assert_eq!(days(1970, 1, 1) - days(1867, 1, 1), 37620);
        assert_eq!(days(2000, 3, 1) - days(2000, 2, 28), 2);
        let date = date("layout = 'NNNNN'\nepoch = [1899, 12, 31]", 5);
        // 2030-12-31 is day 47847.
        for (text, is) in [
            ("00000", false),
            ("00001", true),
            ("47847", true),
            ("47848", false),
        ] {
            assert_eq!(date.accepts(text.as_bytes()), is, "{text}");
        }
    }

    #[test]
    fn letters_for_months_and_digits() {
        let date = date(
            "layout = 'YYMDD'\nmonths = 'ABCDEHLMPRST'\ndigits = 'LMNPQRSTUV'\nday_plus = [0, 40]",
            5,
        );
        for (text, is) in [
            ("80A01", true),
            ("UL A1", false),
            ("ULAQM", true),
            ("80F01", false),
        ] {
            assert_eq!(date.accepts(text.as_bytes()), is, "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for toml in [
            "layout = 'YYMM'",
            "layout = 'YYMMDDMM'",
            "layout = 'NNNNN'",
            "layout = 'YYMDD'",
            "layout = 'YYYMMDD'",
            "layout = 'YYMMDD'\ncenturies = [{ base = 1900, sign = ['1'] }]",
            "layout = 'YYMMDD....'",
        ] {
            let date = toml::from_str::<Date>(toml).map_err(|e| e.to_string());
            assert!(date.and_then(|mut d| d.prepare(8)).is_err(), "{toml}");
        }
    }
}
