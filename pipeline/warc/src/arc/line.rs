//! The line that begins an ARC record.

/// The fields of a record line, version 1 (`URL IP-address Archive-date Content-type
/// Archive-length`) or 2 (with result code, checksum, location, offset and filename before the
/// length). URLs with spaces are read right: what stands before the IP address belongs to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) url: &'a [u8],
    pub(crate) ip: &'a [u8],
    date: &'a [u8],
    pub(crate) media_type: &'a [u8],
    pub(crate) length: &'a [u8],
    second: bool,
}

/// The field that a date is, counted from the end of a line of version 2 and 1. Version 2 first:
/// an offset after a location of `-` looks like a date after an IP address.
const DATE: [usize; 2] = [7, 2];

impl<'a> Line<'a> {
    /// Takes a line apart, without its line end. `None` for any that has not the shape: a URL
    /// scheme, an IP address before a date of at least eight digits, and a number at the end.
    pub(crate) fn parse(line: &'a [u8]) -> Option<Self> {
        scheme(line)?;
        let fields: Vec<&[u8]> = line.rsplitn(12, |&b| b == b' ').collect();
        // A media type with parameters has spaces of its own, so the date may stand further left.
        for first in DATE {
            for date_at in first..(first + 3).min(fields.len()) {
                let (Some(&date), Some(&ip)) = (fields.get(date_at), fields.get(date_at + 1))
                else {
                    break;
                };
                let Some(&length) = fields.first() else {
                    break;
                };
                let second = first > 2;
                if !is_date(date) || !is_ip(tail(ip)) || !is_number(length) {
                    continue;
                }
                let offset = fields.get(2).is_some_and(|f| is_number(f));
                if second && !(offset && date.len() == 14) {
                    continue;
                }
                // From the sizes of the last fields to the places of the first.
                let back = |n: usize| -> usize {
                    fields.iter().take(n).map(|f| f.len() + 1).sum::<usize>()
                };
                let ip = tail(ip);
                let url_end = line.len().checked_sub(back(date_at + 1) + ip.len() + 1)?;
                let type_start = line.len() - back(date_at) + 1;
                let type_end = line.len() - back(first - 1);
                return Some(Self {
                    url: line.get(..url_end)?.trim_ascii(),
                    ip,
                    date,
                    media_type: line.get(type_start..type_end).unwrap_or_default(),
                    length,
                    second,
                });
            }
        }
        None
    }

    /// Whether nothing but a record line looks like this: used where one is searched for.
    pub(crate) fn is_certain(&self) -> bool {
        let media = self.media_type;
        let typed = memchr::memchr(b'/', media).is_some() || matches!(media, b"no-type" | b"-");
        typed && matches!(self.date.len(), 12 | 14) && self.length().is_some()
    }

    /// Bytes of the record's block; a number over `u64` counts as `u64::MAX`.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| std::str::from_utf8(self.length).ok())
            .flatten()
            .map(|digits| digits.parse().unwrap_or(u64::MAX))
    }

    /// `ARC/1.0` or `ARC/2.0`, by the fields of the line.
    pub(crate) fn version(&self) -> &'static str {
        if self.second { "ARC/2.0" } else { "ARC/1.0" }
    }

    pub(crate) fn url(&self) -> String {
        String::from_utf8_lossy(self.url).into_owned()
    }

    pub(crate) fn is_filedesc(&self) -> bool {
        scheme(self.url).is_some_and(|s| s == b"filedesc")
    }

    /// Whether it is a page of the web, whose block is an HTTP message.
    pub(crate) fn is_web(&self) -> bool {
        scheme(self.url)
            .is_some_and(|s| s.eq_ignore_ascii_case(b"http") || s.eq_ignore_ascii_case(b"https"))
    }

    /// The date as ISO 8601 has it, `2004-05-24T21:05:04Z`; what a shorter one lacks is its first
    /// moment, what a longer one has more than seconds is left out.
    pub(crate) fn iso_date(&self) -> String {
        let digits = String::from_utf8_lossy(self.date);
        let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or("00");
        format!(
            "{}-{}-{}T{}:{}:{}Z",
            part(0..4),
            part(4..6),
            part(6..8),
            part(8..10),
            part(10..12),
            part(12..14)
        )
    }
}

/// The scheme of the URL that `bytes` begin with (RFC 3986, 3.1), if it is one of a usual length.
pub(super) fn scheme(bytes: &[u8]) -> Option<&[u8]> {
    const MAX: usize = 16;
    let head = bytes.get(..MAX).unwrap_or(bytes);
    let end = head.iter().position(|&b| b == b':')?;
    let scheme = head.get(..end)?;
    let first = scheme.first()?.is_ascii_alphabetic();
    let rest = scheme
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'));
    (first && rest).then_some(scheme)
}

/// Whether `bytes` begin with a scheme, or are so few that they may.
pub(super) fn may_have_scheme(bytes: &[u8]) -> bool {
    scheme(bytes).is_some() || (bytes.len() < 16 && bytes.iter().all(u8::is_ascii_alphanumeric))
}

/// The last word: the field that holds the URL and the IP address holds the URL's spaces too.
fn tail(field: &[u8]) -> &[u8] {
    field.rsplit(|&b| b == b' ').next().unwrap_or(field)
}

/// Years 1000 to 2999, with a day at least. 14 digits are right; some tools write 12, or 17 with
/// milliseconds.
fn is_date(field: &[u8]) -> bool {
    (8..=18).contains(&field.len())
        && matches!(field.first(), Some(b'1' | b'2'))
        && field.iter().all(u8::is_ascii_digit)
}

/// An IPv4 or IPv6 address, or what stands for none.
fn is_ip(field: &[u8]) -> bool {
    let address = field
        .iter()
        .all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'));
    let dotted = field.iter().any(|b| matches!(b, b'.' | b':'));
    (address && dotted) || matches!(field, b"0" | b"-" | b"no-ip" | b"unknown")
}

/// Digits; some writers have -1 for what they do not know.
fn is_number(field: &[u8]) -> bool {
    let digits = field.strip_prefix(b"-").unwrap_or(field);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Option<(String, String, String, String, &str)> {
        let l = Line::parse(line.as_bytes())?;
        let s = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
        Some((l.url(), s(l.ip), l.iso_date(), s(l.media_type), l.version()))
    }

    #[test]
    fn both_versions() {
        let want = |url: &str, ip: &str, media: &str, version| {
            let date = "2004-05-24T21:05:04Z".to_owned();
            Some((
                url.to_owned(),
                ip.to_owned(),
                date,
                media.to_owned(),
                version,
            ))
        };
        for (line, expected) in [
            (
                "http://a.org/ 1.2.3.4 20040524210504 text/html 12",
                want("http://a.org/", "1.2.3.4", "text/html", "ARC/1.0"),
            ),
            (
                "http://a.org/a b c ::1 20040524210504 text/html 12",
                want("http://a.org/a b c", "::1", "text/html", "ARC/1.0"),
            ),
            (
                "http://a.org/?a 1.2.3.4 20040524210504 b&c 0 20040524210504 text/html; charset=x 12",
                want(
                    "http://a.org/?a 1.2.3.4 20040524210504 b&c",
                    "0",
                    "text/html; charset=x",
                    "ARC/1.0",
                ),
            ),
            (
                "http://a.org/ 1.2.3.4 20040524210504 text/html 200 ab12 - 7 a.arc 12",
                want("http://a.org/", "1.2.3.4", "text/html", "ARC/2.0"),
            ),
            (
                "http://a.org/a b 1.2.3.4 20040524210504 text/html 200 - http://b.org 7 a.arc 12",
                want("http://a.org/a b", "1.2.3.4", "text/html", "ARC/2.0"),
            ),
            (
                "filedesc://a.arc 0.0.0.0 20040524210504 text/plain -1",
                want("filedesc://a.arc", "0.0.0.0", "text/plain", "ARC/1.0"),
            ),
        ] {
            assert_eq!(fields(line), expected, "{line}");
        }
    }

    #[test]
    fn other_lines() {
        for line in [
            "",
            "http:",
            "http://a.org/ 1.2.3.4 20040524210504 text/html 12x",
            "http://a.org/ a.host.name 20040524210504 text/html 12",
            "/index.html 1.2.3.4 20040524210504 text/html 12",
            "http://a.org/ 1.2.3.4 2004 text/html 12",
            "1.2.3.4 20040524210504 text/html 12",
        ] {
            assert_eq!(fields(line), None, "{line}");
        }
    }

    #[test]
    fn odd_dates() {
        let date = |d: &str| fields(&format!("dns:a 1.2.3.4 {d} text/dns 12")).map(|f| f.2);
        assert_eq!(
            date("200405242105").as_deref(),
            Some("2004-05-24T21:05:00Z")
        );
        assert_eq!(
            date("20040524210504123").as_deref(),
            Some("2004-05-24T21:05:04Z")
        );
    }
}
