//! Telephone numbers: our own candidates, judged by libphonenumber's numbering plans.
//!
//! A number in international form (`+420 …`, `00420 …`) stands for itself. One in national form must be
//! valid in a country where the document's language is spoken, and something must speak for it: a
//! word such as "tel", an e-mail address beside it, or the way people group it after a trunk zero.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, Region};

use super::kind::{Found, Kind, Subtype};
use super::text::{before, byte_at, byte_before, is_digit, is_word};

/// Digits of a number in international form (ITU-T E.164, 6.2.1, and the shortest plans).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits of a number in national form.
const NATIONAL: std::ops::RangeInclusive<usize> = 6..=13;
/// Without a word beside it a number in national form has this many digits.
const NATIONAL_ALONE: usize = 8;
/// Numbers as short as this are something else more often, unless a word stands as near as that, in
/// characters.
const SHORT: usize = 6;
const NEAR: usize = 12;
/// Groups of a number in national form.
const MOST_GROUPS: usize = 6;
/// Longest written form, in bytes.
const LONGEST: usize = 32;

/// What speaks for and against a number in national form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// A word, so many characters from it.
    Word(usize),
    /// An e-mail address or account beside it.
    Beside,
    /// Nothing.
    Nothing,
    /// A word that makes it something else.
    Against,
}

/// A stretch of groups of digits that may be a telephone number.
pub(super) struct Stretch {
    start: usize,
    /// Ends of its groups, with the digits and groups up to there.
    stops: Vec<Stop>,
    lead: Lead,
}

#[derive(Debug, Clone, Copy)]
struct Stop {
    end: usize,
    digits: usize,
    groups: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// `+`
    Plus,
    /// `00`
    Zeros,
    /// `0`, or `(0`
    Trunk,
    Other,
}

impl Stretch {
    /// The stretch that begins at byte `start`, a digit, `+` or `(`.
    pub(super) fn read(text: &str, start: usize) -> Option<Self> {
        if !begins(text, start) {
            return None;
        }
        let bytes = text.as_bytes();
        let mut at = start;
        let mut open = false;
        let mut stops: Vec<Stop> = Vec::new();
        let (mut digits, mut groups) = (0, 0);
        if byte_at(text, at) == Some(b'+') {
            at += 1;
            at += usize::from(byte_at(text, at) == Some(b' '));
        }
        while at - start < LONGEST {
            if byte_at(text, at) == Some(b'(') && !open {
                open = true;
                at += 1;
                at += usize::from(byte_at(text, at) == Some(b'+'));
            }
            let group = bytes.get(at..)?.iter().take(DIGITS.end() + 3);
            let group = group.take_while(|b| b.is_ascii_digit()).count();
            if group == 0 || digits + group > DIGITS.end() + 2 {
                break;
            }
            at += group;
            digits += group;
            groups += 1;
            if open && byte_at(text, at) == Some(b')') {
                open = false;
                at += 1;
            }
            // "(603 123 456)" is a number in parentheses.
            if !open && is_digit(text, at - 1) {
                stops.push(Stop {
                    end: at,
                    digits,
                    groups,
                });
            }
            at += separator(text, at);
        }
        let head = text.get(start..)?.trim_start_matches(['(', ' ']);
        let lead = match head.as_bytes() {
            [b'+', ..] => Lead::Plus,
            [b'0', b'0', b'1'..=b'9', ..] => Lead::Zeros,
            [b'0', b'1'..=b'9', ..] => Lead::Trunk,
            _ => Lead::Other,
        };
        let least = *NATIONAL.start();
        stops.retain(|stop| stop.digits >= least && ends(text, stop.end));
        (!stops.is_empty()).then_some(Self { start, stops, lead })
    }

    /// Where the longest possible number ends.
    pub(super) fn end(&self) -> usize {
        self.stops.last().map_or(self.start, |stop| stop.end)
    }

    /// Whether it needs no word beside it to be tried.
    pub(super) fn stands_alone(&self, text: &str) -> bool {
        match self.lead {
            Lead::Plus | Lead::Zeros => true,
            Lead::Trunk => self.stops.iter().any(|stop| self.is_grouped(text, stop)),
            Lead::Other => false,
        }
    }

    /// The longest valid number of the stretch.
    pub(super) fn number(
        &self,
        text: &str,
        regions: &[Region],
        evidence: Evidence,
    ) -> Option<Found> {
        self.stops.iter().rev().find_map(|stop| {
            let written = text.get(self.start..stop.end)?;
            let region = match self.lead {
                Lead::Plus => international(written),
                Lead::Zeros if evidence != Evidence::Against => {
                    let rest = written.trim_start_matches(['(', ' ']).get(2..)?;
                    international(&format!("+{rest}")).or_else(|| national(written, regions))
                }
                _ => {
                    let enough = match evidence {
                        Evidence::Word(distance) => stop.digits > SHORT || distance <= NEAR,
                        Evidence::Beside => stop.digits > SHORT && !is_clock(written),
                        Evidence::Nothing => self.is_grouped(text, stop),
                        Evidence::Against => false,
                    };
                    // Nothing but its form speaks for it: then at home only.
                    let regions = match evidence {
                        Evidence::Nothing => regions.get(..1).unwrap_or_default(),
                        _ => regions,
                    };
                    let fits = enough && NATIONAL.contains(&stop.digits);
                    let fits = fits && stop.groups <= MOST_GROUPS;
                    let fits = fits && !is_date(written) && !is_hours(written);
                    fits.then(|| national(written, regions)).flatten()
                }
            }?;
            Some(Found {
                kind: Kind::Phone,
                subtype: Subtype::intern(&region.as_region_str()),
                start: self.start,
                end: stop.end,
            })
        })
    }

    /// Grouped as people group a number after its area code: a decimal number has one point, a date
    /// three parts, an amount groups of three.
    fn is_grouped(&self, text: &str, stop: &Stop) -> bool {
        let written = text.get(self.start..stop.end).unwrap_or_default();
        let decimal = stop.groups == 2 && written.starts_with('0') && written.contains('.');
        self.lead == Lead::Trunk && stop.groups > 1 && stop.digits >= NATIONAL_ALONE && !decimal
    }
}

/// A number cannot begin against a word, inside a chain of numbers, or in a path.
fn begins(text: &str, start: usize) -> bool {
    let Some(left) = before(text, start) else {
        return true;
    };
    if is_word(Some(left)) || left == '+' {
        return false;
    }
    let further = start - left.len_utf8();
    match left {
        '.' | ',' | '-' | ':' | '/' => {
            let chain = byte_before(text, further).is_some_and(|b| b.is_ascii_digit());
            let word = is_word(before(text, further));
            let path = left == '/' && word && is_path(text, further);
            !chain && !path
        }
        '#' | '&' | '%' | '$' | '€' | '£' | '§' => false,
        ' ' => !joins(text, further),
        _ => true,
    }
}

/// True when the digits that end at byte `end` belong to the same number as what follows them after
/// a space: "12 345 678", "DE89 3704 0044 0532". A year before a number does not.
fn joins(text: &str, end: usize) -> bool {
    let head = text.as_bytes().get(..end).unwrap_or_default();
    let digits = |head: &[u8]| {
        let digits = head.iter().rev().take(6);
        digits.take_while(|b| b.is_ascii_digit()).count()
    };
    let group = digits(head);
    match head.get(..end - group).unwrap_or_default() {
        _ if group == 0 => false,
        [.., last] if last.is_ascii_alphabetic() => group == 2,
        [.., before, b' '] if group > 3 => before.is_ascii_digit(),
        _ => group < 4,
    }
}

/// Bytes of a path that are looked at.
const PATH: usize = 128;

/// True when the slash at byte `at` parts pieces of a path or an address, and no words.
fn is_path(text: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(PATH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = text.get(from..at).unwrap_or_default();
    let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("//") || word.contains("www.") || word.matches('/').count() > 1
}

/// Bytes of the separator at `at`, 0 where the stretch ends.
fn separator(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes().get(at..).unwrap_or_default();
    let goes_on = |n: usize| bytes.get(n).is_some_and(|b| b.is_ascii_digit());
    let opens = |n: usize| bytes.get(n) == Some(&b'(') && goes_on(n + 1);
    match bytes {
        [b' ' | b'-' | b'.' | b'/', ..] if goes_on(1) || opens(1) => 1,
        [b' ', b'-' | b'/', b' ', ..] if goes_on(3) => 3,
        [b'-' | b'/', b' ', ..] if goes_on(2) => 2,
        _ => 0,
    }
}

/// A number cannot end against a word, or where digits go on behind a sign.
fn ends(text: &str, end: usize) -> bool {
    match super::text::after(text, end) {
        Some('.' | ',' | ':' | '-') if is_digit(text, end + 1) => false,
        Some('%' | '€' | '$' | '£' | '@') => false,
        right => !is_word(right),
    }
}

/// Seconds since 1970, as databases have them: ten digits that begin with 1.
fn is_clock(written: &str) -> bool {
    written.len() == 10 && written.starts_with('1') && written.bytes().all(|b| b.is_ascii_digit())
}

/// Three parts that are a day: 01.02.2024, 2024-02-01.
fn is_date(written: &str) -> bool {
    let parts: Vec<&str> = written
        .split(['.', '/', '-', ' '])
        .filter(|p| !p.is_empty())
        .take(4)
        .collect();
    let number = |n: usize| {
        parts
            .get(n)
            .and_then(|p| p.parse::<u32>().ok())
            .unwrap_or(99_999)
    };
    let lengths: Vec<usize> = parts.iter().map(|p| p.len()).collect();
    let year = |n: usize| (1800..=2100).contains(&number(n));
    match lengths.get(..3) {
        Some([1..=2, 1..=2, 4]) => year(2) && number(0) <= 31 && number(1) <= 31,
        Some([4, 1..=2, 1..=2]) => year(0) && number(1) <= 12 && number(2) <= 31,
        Some([2, 2, 2]) if parts.len() == 3 => number(0) <= 31 && number(1) <= 12,
        _ => false,
    }
}

/// From one time of the day to another, which shops write beside their number: 8.30-19.30.
fn is_hours(written: &str) -> bool {
    let below = |text: &str, most: u32| {
        let number = text.parse().ok().filter(|n: &u32| *n <= most);
        number.filter(|_| (1..=2).contains(&text.len()))
    };
    let time = |text: &str, minutes: bool| {
        let (hour, minute) = text.split_once('.').unwrap_or((text, ""));
        let none = !minutes && minute.is_empty();
        let minute = below(minute, 59).filter(|m| minute.len() == 2 && m % 5 == 0);
        below(hour, 24).is_some() && (none || minute.is_some())
    };
    let sides = written.split_once('-');
    sides.is_some_and(|(from, to)| time(from.trim_end(), true) && time(to.trim_start(), false))
}

/// The country of a number in international form.
fn international(written: &str) -> Option<Region> {
    let number = PHONE_NUMBER_UTIL.parse(written, None).ok()?;
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    if !DIGITS.contains(&digits) {
        // "(0)" is written but not dialled.
        let spare = usize::from(written.contains("(0)"));
        (digits <= DIGITS.end() + spare && digits >= *DIGITS.start()).then_some(())?;
    }
    valid(&number)
}

fn valid(number: &PhoneNumber) -> Option<Region> {
    PHONE_NUMBER_UTIL
        .is_valid_number(number)
        .then(|| PHONE_NUMBER_UTIL.get_region_for_number(number))
        .flatten()
}

/// Whether it is valid in one of `regions`, or in international form.
pub(super) fn is_somebodys(written: &str, regions: &[Region]) -> bool {
    international(written)
        .or_else(|| national(written, regions))
        .is_some()
}

/// The first of `regions` in which it is valid.
fn national(written: &str, regions: &[Region]) -> Option<Region> {
    regions.iter().copied().find(|&region| {
        PHONE_NUMBER_UTIL
            .parse(written, Some(region))
            .is_ok_and(|number| PHONE_NUMBER_UTIL.is_valid_number_for_region(&number, region))
    })
}
