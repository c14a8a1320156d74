//! The lines of list files, and hosts as they write them.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use url::Host;

/// The longest line, in bytes, that can be an entry.
const MAX_LINE: usize = 4096;

/// The longest host name, in bytes (RFC 1035).
pub(super) const MAX_HOST: usize = 253;

/// The longest label of a host name, in bytes (RFC 1035).
const MAX_LABEL: usize = 63;

/// What a line should have been.
pub(super) type Expected = &'static str;

const A_HOST: Expected = "a host such as example.org";

/// What stands on the lines of a file, with their numbers from 1: blank ones are left out, and
/// comments are cut off. `#` cannot be part of a host or of a word, and the fragment that it
/// begins in a URL is never sent to a server.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Result<&str, Expected>)> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let numbered = bytes.split(|&b| b == b'\n').enumerate();
    numbered.filter_map(|(before, line)| {
        let line = line.split(|&b| b == b'#').next().unwrap_or_default();
        let line = line.trim_ascii();
        let text = match str::from_utf8(line) {
            _ if line.len() > MAX_LINE => Err("at most 4096 bytes"),
            Ok(text) => Ok(text.trim()),
            Err(_) => Err("text in UTF-8"),
        };
        (text != Ok("")).then_some((before + 1, text))
    })
}

/// The host that a line of a domain list names, as URLs have it after parsing: in lower case, in
/// Punycode, IPv6 in brackets.
pub(super) fn domain(line: &str) -> Result<Cow<'_, str>, Expected> {
    let line = without_scheme(line);
    let (authority, path) = line.split_at(line.find(['/', '?']).unwrap_or(line.len()));
    if !matches!(path, "" | "/") {
        return Err("a host without a path");
    }
    let authority = authority.strip_prefix('*').unwrap_or(authority);
    let host = host(authority.strip_prefix('.').unwrap_or(authority))?;
    Ok(match host {
        Cow::Borrowed(host) => Cow::Borrowed(without_www(host)),
        Cow::Owned(host) => Cow::Owned(without_www(&host).to_owned()),
    })
}

/// The URL that a line of a URL list means, which names no scheme as a rule.
pub(super) fn url(line: &str) -> Result<String, Expected> {
    let line = without_scheme(line);
    if line.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("a host and a path without spaces");
    }
    // Browsers take a backslash for a slash, and so does the parser of the URLs to look up.
    let (authority, path) = line.split_at(line.find(['/', '?', '\\']).unwrap_or(line.len()));
    Ok(format!("http://{}{path}", host(authority)?))
}

fn without_scheme(line: &str) -> &str {
    match line.split_once("//") {
        Some(("", rest)) => rest,
        Some((scheme, rest)) if scheme.ends_with(':') && !scheme.contains(['/', '?']) => rest,
        _ => line,
    }
}

/// A host without the `www.` before it, where a site stands behind that: not in `www.com`.
fn without_www(host: &str) -> &str {
    match host.strip_prefix("www.") {
        Some(rest) if psl::domain_str(rest).is_some() => rest,
        _ => host,
    }
}

/// A host, and perhaps a port, which counts no more here than in the URLs to look up.
fn host(text: &str) -> Result<Cow<'_, str>, Expected> {
    if is_plain(text) {
        return Ok(Cow::Borrowed(text));
    }
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Ok(Cow::Owned(Host::<&str>::Ipv6(address).to_string()));
    }
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => text,
    };
    // The parser would take spaces and the like out of a whole URL, and drop user names.
    match Host::parse(name).map_err(|_| A_HOST)? {
        Host::Domain(domain) => {
            let domain = domain.trim_end_matches('.');
            is_name(domain)
                .then(|| Cow::Owned(domain.to_owned()))
                .ok_or(A_HOST)
        }
        // "12345" is an address for browsers, but in a list a number by mistake.
        Host::Ipv4(address) if address.to_string() != name.trim_end_matches('.') => Err(A_HOST),
        address => Ok(Cow::Owned(address.to_string())),
    }
}

/// True for a host that is already in the form it has after parsing, as nearly all are: this is
/// much quicker than the parser.
pub(super) fn is_plain(host: &str) -> bool {
    let mut label = 0;
    let (mut labels, mut number, mut before) = (0, false, 0);
    // The bytes of labels, and a dot to end the last.
    for byte in host.bytes().chain([b'.']) {
        match byte {
            b'.' if (1..=MAX_LABEL).contains(&label) => (label, labels) = (0, labels + 1),
            // Two hyphens may be those of Punycode, which the parser has to look into.
            b'-' if before == b'-' => return false,
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => {
                // A last label with a digit first may make an IPv4 address in one of many forms.
                number = (label == 0 && byte.is_ascii_digit()) || (label > 0 && number);
                label += 1;
            }
            _ => return false,
        }
        before = byte;
    }
    labels >= 2 && !number && host.len() <= MAX_HOST
}

/// True for two labels and more, none too long.
fn is_name(host: &str) -> bool {
    let mut labels = host.split('.');
    host.len() <= MAX_HOST
        && host.contains('.')
        && labels.all(|label| (1..=MAX_LABEL).contains(&label.len()))
}

#[cfg(test)]
mod tests {
    use super::{domain, host, is_plain, lines, url};
    use proptest::prelude::*;

    #[test]
    fn lines_without_comments_blanks_and_marks() {
        let file = b"\xef\xbb\xbfa.example\r\n\n# all \xff\n  \n b.example # why\n\xff\nc.example";
        let got: Vec<_> = lines(file).collect();
        assert_eq!(
            got,
            [
                (1, Ok("a.example")),
                (5, Ok("b.example")),
                (6, Err("text in UTF-8")),
                (7, Ok("c.example")),
            ]
        );
        let long = "a".repeat(4097);
        assert!(lines(long.as_bytes()).next().unwrap().1.is_err());
        assert_eq!(lines(b"").count(), 0);
    }

    #[test]
    fn domains_in_every_spelling() {
        for (line, want) in [
            ("example.org", "example.org"),
            ("EXAMPLE.org.", "example.org"),
            ("*.example.org", "example.org"),
            (".example.org", "example.org"),
            ("www.example.org", "example.org"),
            ("HTTPS://www.Example.org/", "example.org"),
            ("//example.org", "example.org"),
            ("example.org:8080", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("www.BÜCHER.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("www.com", "www.com"),
            ("www.co.uk", "www.co.uk"),
            ("a_b.example", "a_b.example"),
            ("192.0.2.7", "192.0.2.7"),
            ("2001:DB8::7", "[2001:db8::7]"),
            ("[2001:db8::7]", "[2001:db8::7]"),
            ("[2001:db8::7]:80", "[2001:db8::7]"),
        ] {
            assert_eq!(domain(line).as_deref(), Ok(want), "{line}");
        }
        let long = format!("{}.example", "a".repeat(64));
        let deep = format!("{}example", "a.".repeat(124));
        for line in [
            "example",
            "a b.example",
            "a..example",
            "example.org/path",
            "example.org?q",
            "someone@example.org",
            "||example.org^",
            "0.0.0.0 example.org",
            "12345",
            "192.0.2",
            "192.0.2.256",
            "0x7f.0.0.1",
            "xn--\u{fc}.example",
            "*.",
            ".",
            "/",
            "\u{1f600}",
            long.as_str(),
            deep.as_str(),
        ] {
            assert!(domain(line).is_err(), "{line} gave {:?}", domain(line));
        }
    }

    #[test]
    fn urls_with_and_without_a_scheme() {
        for (line, want) in [
            ("example.org/a", "http://example.org/a"),
            ("https://Example.org:80/a?b", "http://example.org/a?b"),
            (
                "example.org/r?u=http://a.example/",
                "http://example.org/r?u=http://a.example/",
            ),
        ] {
            assert_eq!(url(line).as_deref(), Ok(want), "{line}");
        }
        for line in [
            "/a",
            "a@example.org/b",
            "example.org/a b",
            "mailto:a@example.org",
            "a/b.c",
        ] {
            assert!(url(line).is_err(), "{line} gave {:?}", url(line));
        }
    }

    proptest! {
        #[test]
        fn plain_hosts_are_what_the_parser_makes_of_them(text in "[a-z0-9_.-]{0,12}\\.[a-z0-9x.-]{1,9}") {
            if is_plain(&text) {
                let parsed = url::Host::parse(&text).map(|host| host.to_string());
                prop_assert_eq!(parsed.as_deref(), Ok(text.as_str()));
            }
        }

        #[test]
        fn hosts_are_read_once(text in any::<String>()) {
            if let Ok(first) = host(&text) {
                prop_assert_eq!(host(&first), Ok(first.clone()));
            }
        }
    }
}
