//! Path patterns of robots.txt and of `tdmrep.json`: what a path starts with, `*` for any octets,
//! and `$` for the end (RFC 9309, 2.2.2 and 2.2.3).

use std::borrow::Cow;

use memchr::memmem;

/// A pattern, ready to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The stretches between the stars. The first must start the path.
    parts: Vec<Box<[u8]>>,
    /// Whether it ended in `$`.
    anchored: bool,
    /// Octets of the pattern with its special characters: the longer one is more specific.
    octets: usize,
}

impl Pattern {
    pub(super) fn new(text: &[u8]) -> Self {
        let (text, anchored) = match text.strip_suffix(b"$") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let mut parts: Vec<Box<[u8]>> = Vec::new();
        let mut octets = usize::from(anchored);
        for part in text.split(|&b| b == b'*') {
            let part = normalise(part, false);
            octets += part.len() + usize::from(!parts.is_empty());
            // Two stars are one.
            if parts.len() < 2 || !part.is_empty() || parts.last().is_none_or(|l| !l.is_empty()) {
                parts.push(part.into());
            }
        }
        Self {
            parts,
            anchored,
            octets,
        }
    }

    /// How specific it is: its octets (RFC 9309, 2.2.2).
    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// Whether it matches a path of [`path_of`]. The time grows with the length of both, however
    /// many stars there are: the leftmost place for one stretch leaves most for the next.
    pub(super) fn matches(&self, path: &[u8]) -> bool {
        let Some((first, rest)) = self.parts.split_first() else {
            return false;
        };
        let Some(mut path) = path.strip_prefix(&**first) else {
            return false;
        };
        let Some((last, middle)) = rest.split_last() else {
            return !self.anchored || path.is_empty();
        };
        for part in middle {
            match memmem::find(path, part) {
                Some(at) => path = path.get(at + part.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        if self.anchored {
            path.ends_with(last)
        } else {
            memmem::find(path, last).is_some()
        }
    }
}

/// The path and query of a URL, or of what is one already, in the form that patterns are matched
/// against: percent-encoded where RFC 9309, 2.2.2 wants it, without the fragment.
pub(super) fn path_of(url: &str) -> Vec<u8> {
    let url = url.split('#').next().unwrap_or_default();
    let path = if url.starts_with('/') {
        url
    } else {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.find(['/', '?'])
            .and_then(|at| rest.get(at..))
            .unwrap_or("/")
    };
    let path = if path.starts_with('/') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("/{path}"))
    };
    normalise(path.as_bytes(), true)
}

/// Octets that are not ASCII or not visible are percent-encoded, unreserved ones that were are not
/// (RFC 9309, 2.2.2; RFC 3986, 2.3), and hex digits are upper case. Reserved ones stay as they are. In
/// a path, `*` and `$` are encoded, as `%2A` and `%24` in a pattern mean them (2.2.3); in a
/// pattern, a `$` that is not the last octet means itself.
fn normalise(text: &[u8], path: bool) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let encode = |b: u8, out: &mut Vec<u8>| {
        let digit = |at: u8| HEX.get(usize::from(at)).copied().unwrap_or(b'0');
        out.extend([b'%', digit(b >> 4), digit(b & 15)]);
    };
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        at += 1;
        if b == b'%'
            && let Some(value) = text.get(at..at + 2).and_then(hex)
        {
            at += 2;
            if value.is_ascii_alphanumeric() || b"-._~".contains(&value) {
                out.push(value);
            } else {
                encode(value, &mut out);
            }
        } else if !(0x21..0x7f).contains(&b) || b == b'$' || (path && b == b'*') {
            encode(b, &mut out);
        } else {
            out.push(b);
        }
    }
    out
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |b: u8| char::from(b).to_digit(16);
    let [high, low] = digits else { return None };
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

/// Whether a value is what a rule of a policy names: `*` stands for any text, all else for itself.
pub(super) fn is_like(pattern: &str, value: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = value.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, want) in [
            ("/", "/x", true),
            ("/fish*.php", "/fishheads/catfish.php?parameters", true),
            ("/fish*.php", "/Fish.PHP", false),
            ("/*.php$", "/filename.php", true),
            ("/*.php$", "/filename.php5", false),
            ("/a*b*c$", "/a-b-b-c", true),
            ("/a*b*b$", "/ab", false),
            ("/$", "/", true),
            ("/$", "/x", false),
            ("/a**b", "/a-b-", true),
            ("/a*", "/a", true),
            ("*/x", "/y/x", true),
            ("x", "/x", false),
            ("/a$b", "/a$b", true),
            // RFC 9309, 2.2.3.
            (
                "/path/file-with-a-%2A.html",
                "/path/file-with-a-*.html",
                true,
            ),
            ("/path/foo-%24", "/path/foo-$", true),
            ("/path/foo-%24", "/path/foo-x", false),
            // RFC 9309, 2.2.2, table 4.
            ("/foo/bar?baz=quz", "/foo/bar?baz=quz", true),
            ("/foo/bar/ツ", "/foo/bar/%E3%83%84", true),
            ("/foo/bar/%E3%83%84", "/foo/bar/ツ", true),
            ("/foo/bar/%62%61%7A", "/foo/bar/baz", true),
            ("/foo/bar/baz", "/foo/bar/%62%61%7a", true),
            ("/a%2fb", "/a%2Fb", true),
            ("/a%2fb", "/a/b", false),
            ("/a%", "/a%", true),
            ("/a%zz", "/a%zz/", true),
        ] {
            let found = Pattern::new(pattern.as_bytes()).matches(&path_of(path));
            assert_eq!(found, want, "{pattern} {path}");
        }
    }

    #[test]
    fn paths_of_urls() {
        for (url, want) in [
            ("", "/"),
            ("http://www.example.com", "/"),
            (
                "http://www.example.com/a/b?c=http://d.e/#f",
                "/a/b?c=http://d.e/",
            ),
            ("example.com/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
            ("example.com?a", "/?a"),
            ("/a", "/a"),
            ("//a/b", "//a/b"),
            ("https://x.eu?q=/a", "/?q=/a"),
        ] {
            assert_eq!(path_of(url), want.as_bytes(), "{url}");
        }
    }

    #[test]
    fn values() {
        for (pattern, value, want) in [
            ("1", "1", true),
            ("1", "10", false),
            ("no*", "noindex", true),
            ("no*", "index", false),
            ("*", "", true),
            ("Disallow:*", "Disallow: /", true),
            ("CC-*NC*", "CC-BY-NC-4.0", true),
            ("*a*a", "a", false),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(is_like(pattern, value), want, "{pattern} {value}");
        }
    }
}
