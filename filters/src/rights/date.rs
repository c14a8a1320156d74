//! The dates of `unavailable_after` and of archives.

/// A moment, in seconds since 1970-01-01T00:00:00Z without leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(pub i64);

/// Zones that have a name in RFC 822, 5.1, with their hours from UTC. Other names count as UTC, as
/// RFC 5322, 4.3 has it.
const ZONES: [(&str, i64); 8] = [
    ("edt", -4),
    ("est", -5),
    ("cdt", -5),
    ("cst", -6),
    ("mdt", -6),
    ("mst", -7),
    ("pdt", -7),
    ("pst", -8),
];

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const DAY: i64 = 86_400;

impl Moment {
    /// Reads the forms that Google names for `unavailable_after` ("such as RFC 822, RFC 850 and
    /// ISO 8601"), the date of `asctime` (RFC 9110, 5.6.7), and `WARC-Date`. A date without a
    /// time is the start of the day, a time without a zone is UTC. None for all else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_ascii() || text.len() > 64 {
            return None;
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        match (digits, text.as_bytes().get(4)) {
            (4, Some(b'-')) => iso(text),
            _ => words(text),
        }
    }
}

/// `2026-11-27`, `2026-11-27T20:15`, `2026-11-27 20:15:30.5+01:00`, `2026-11-27T20:15:30Z`.
fn iso(text: &str) -> Option<Moment> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let mut next = || parts.next().and_then(number);
    let days = days(next()?, next()?, next()?)?;
    let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest).trim();
    let zone = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(zone)?;
    let seconds = if clock.is_empty() { 0 } else { time(clock)? };
    let zone = zone.trim();
    let offset = match zone {
        "" | "Z" | "z" => 0,
        _ => offset(zone).or_else(|| named(zone))?,
    };
    Some(Moment(days * DAY + seconds - offset))
}

/// `Wed, 25 Jun 2010 15:00:00 PST`, `Wednesday, 25-Jun-10 15:00:00 GMT`, `25-Aug-2007 15:00 EST`,
/// `Sun Nov  6 08:49:37 1994`.
fn words(text: &str) -> Option<Moment> {
    let (mut day, mut month, mut year) = (None, None, None);
    let (mut seconds, mut zone) = (0, 0);
    for word in text.split([' ', '\t', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            seconds = time(word)?;
        } else if let Some(offset) = offset(word) {
            zone = offset;
        } else {
            for part in word.split('-') {
                if let Some(value) = number(part) {
                    if day.is_none() && part.len() <= 2 {
                        day = Some(value);
                    } else if year.is_none() {
                        // RFC 5322, 4.3: years of two digits from 50 are of the last century.
                        year = Some(match part.len() {
                            2 if value < 50 => value + 2000,
                            2 | 3 => value + 1900,
                            _ => value,
                        });
                    } else {
                        return None;
                    }
                } else if let (Some(at), None) = (month_of(part), month) {
                    month = Some(at);
                } else if let Some(offset) = named(part) {
                    zone = offset;
                } else {
                    return None;
                }
            }
        }
    }
    Some(Moment(days(year?, month?, day?)? * DAY + seconds - zone))
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn month_of(word: &str) -> Option<i64> {
    let lower = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| {
        lower.starts_with(month) && lower.bytes().all(|b| b.is_ascii_alphabetic())
    })?;
    i64::try_from(at + 1).ok()
}

/// The seconds from UTC of a zone's name; a day of the week and other words are zones of none.
fn named(word: &str) -> Option<i64> {
    if word.len() > 9 || !word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let known = ZONES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    Some(known.map_or(0, |(_, hours)| hours * 3600))
}

/// `+0100`, `-08:00`, `+01` as seconds.
fn offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (rest, "0"),
        4 => rest.split_at_checked(2)?,
        5 => rest.split_once(':')?,
        _ => return None,
    };
    Some(sign * (number(hours)? * 3600 + number(minutes)? * 60))
}

/// `15:00`, `15:00:30`, `15:00:30.25` as seconds.
fn time(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let hours = number(parts.next()?).filter(|hours| *hours <= 24)?;
    let minutes = number(parts.next()?).filter(|minutes| *minutes < 60)?;
    let seconds = parts.next().unwrap_or("0");
    let whole = seconds.split('.').next().unwrap_or(seconds);
    let seconds = number(whole).filter(|seconds| *seconds <= 60)?;
    Some(hours * 3600 + minutes * 60 + seconds)
}

/// Days since 1970-01-01 of a date in the Gregorian calendar (H. Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    // Years that start in March, so that the leap day is the last of one.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year / 400;
    let of_era = year % 400;
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn forms_of_dates() {
        for (text, want) in [
            ("1970-01-01", Some(0)),
            ("2000-03-01T00:00:00Z", Some(951_868_800)),
            ("2026-11-27T20:15:30Z", Some(1_795_810_530)),
            ("2026-11-27 20:15:30.5+01:00", Some(1_795_806_930)),
            ("2026-11-27T20:15", Some(1_795_810_500)),
            ("25 Jun 2010 15:00:00 PST", Some(1_277_506_800)),
            ("Fri, 25 Jun 2010 15:00:00 PST", Some(1_277_506_800)),
            ("25-Aug-2007 15:00:00 EST", Some(1_188_072_000)),
            ("Saturday, 25-Aug-07 20:00:00 GMT", Some(1_188_072_000)),
            ("Sat Aug 25 20:00:00 2007", Some(1_188_072_000)),
            ("7 Jul 2007 16:30:00 GMT", Some(1_183_825_800)),
            ("Sat, 25 Aug 2007 22:00:00 +0200", Some(1_188_072_000)),
            ("2024-02-30", None),
            ("31 Jun 2010", None),
            ("tomorrow", None),
            ("", None),
            ("2026", None),
            ("25 Jun", None),
            ("-", None),
        ] {
            assert_eq!(Moment::parse(text), want.map(Moment), "{text}");
        }
    }
}
