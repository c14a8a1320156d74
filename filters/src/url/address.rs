//! A URL taken apart for a look-up.

use std::borrow::Cow;

use url::{Host, Url};

use super::line::{MAX_HOST, is_plain};

/// A URL of a web page.
#[derive(Debug, PartialEq)]
pub(super) struct Address<'a> {
    /// In lower case and in Punycode, without the dot that may end it.
    host: Cow<'a, str>,
    /// False for an IP address.
    named: bool,
    path: Cow<'a, str>,
    query: Option<Cow<'a, str>>,
}

impl<'a> Address<'a> {
    /// None for what no web page has as its URL, such as `data:` or `mailto:`.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        Self::quick(text).or_else(|| Self::full(text))
    }

    /// Takes apart a URL at which the parser would change nothing that counts. Most are such, and
    /// the parser would take most of the time of a look-up.
    fn quick(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("http")?;
        let rest = rest.strip_prefix('s').unwrap_or(rest).strip_prefix("://")?;
        let (mut path, mut query, mut end) = (None, None, rest.len());
        let mut before = 0;
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                b'#' => {
                    end = at;
                    break;
                }
                b'?' if query.is_none() => query = Some(at),
                b'/' if path.is_none() && query.is_none() => path = Some(at),
                // "/../" leads elsewhere, and so does "/%2e%2E/".
                b'.' | b'%' if before == b'/' && query.is_none() => return None,
                b'\\' => return None,
                b'!'..=b'~' => {}
                _ => return None,
            }
            before = byte;
        }
        let path_end = query.unwrap_or(end);
        let host = rest.get(..path.unwrap_or(path_end))?;
        is_plain(host).then_some(Self {
            host: Cow::Borrowed(host),
            named: true,
            path: Cow::Borrowed(match path {
                Some(at) => rest.get(at..path_end)?,
                None => "/",
            }),
            query: match query {
                Some(at) => Some(Cow::Borrowed(rest.get(at + 1..end)?)),
                None => None,
            },
        })
    }

    fn full(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        if !matches!(url.scheme(), "http" | "https" | "ftp") {
            return None;
        }
        let host = url.host_str()?.trim_end_matches('.');
        Some(Self {
            host: Cow::Owned(host.to_owned()),
            named: matches!(url.host(), Some(Host::Domain(_))),
            path: Cow::Owned(url.path().to_owned()),
            query: url.query().map(|query| Cow::Owned(query.to_owned())),
        })
    }

    /// The host in lower case and in Punycode, without the dot that may end it.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The host, then every name above it that has a dot, from the longest that a list can have.
    /// Of an IP address only itself.
    pub(super) fn parents(&self) -> impl Iterator<Item = &str> {
        let host = self.host();
        let dots = memchr::memchr_iter(b'.', host.as_bytes());
        let above = dots.filter_map(|dot| host.get(dot + 1..).filter(|_| self.named));
        let all = std::iter::once(host).chain(above);
        all.skip_while(|name| name.len() > MAX_HOST)
            .filter(|name| !self.named || name.contains('.'))
    }

    /// The host as URL lists compare it: without `www.`.
    pub(super) fn site(&self) -> &str {
        let host = self.host();
        host.strip_prefix("www.").unwrap_or(host)
    }

    /// Host, path and query, with one spelling for the same bytes.
    pub(super) fn page(&self) -> String {
        let mut page = self.site().to_owned();
        spell(&self.path, &mut page);
        if let Some(query) = &self.query {
            page.push('?');
            spell(query, &mut page);
        }
        page
    }

    /// The host as people read it.
    pub(super) fn readable_host(&self) -> Cow<'_, str> {
        let host = self.host();
        if host.contains("xn--") {
            Cow::Owned(url::quirks::domain_to_unicode(host))
        } else {
            Cow::Borrowed(host)
        }
    }

    /// Path and query, each with the bytes that percent signs stand for.
    pub(super) fn readable_parts(&self) -> [Cow<'_, str>; 2] {
        [&self.path, self.query.as_deref().unwrap_or_default()].map(decode)
    }
}

/// The beginnings of a page at which an entry may end: before each `/` and `?`, inside of the
/// query before each `&`, and the whole.
pub(super) fn beginnings(page: &str) -> impl Iterator<Item = &str> {
    let mut in_query = false;
    let ends = page.bytes().enumerate().filter_map(move |(at, byte)| {
        let end = match byte {
            b'&' => in_query,
            b'/' | b'?' => !in_query,
            _ => false,
        };
        in_query |= byte == b'?';
        end.then_some(at)
    });
    let ends = ends.chain(std::iter::once(page.len()));
    ends.filter_map(|end| page.get(..end))
}

/// The bytes of `text` after percent signs.
fn pairs(text: &str) -> impl Iterator<Item = (&str, Option<u8>)> {
    let mut parts = text.split('%');
    let first = parts.next().map(|part| (part, None));
    let coded = parts.map(|part| {
        let value = part
            .get(..2)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match value.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => (part.get(2..).unwrap_or_default(), Some(byte)),
            None => (part, None),
        }
    });
    first.into_iter().chain(coded)
}

/// Writes letters and signs as themselves and all else as `%` with capitals, as RFC 3986, 6.2.2
/// has it; and further, since lists and pages disagree on brackets and the like.
fn spell(text: &str, out: &mut String) {
    for (at, (rest, byte)) in pairs(text).enumerate() {
        match byte {
            // What would part the path or the query at another place stays as it is.
            Some(byte) if byte.is_ascii_graphic() && !b"/?#%&+=;".contains(&byte) => {
                out.push(char::from(byte));
            }
            Some(byte) => out.push_str(&format!("%{byte:02X}")),
            None if at > 0 => out.push('%'),
            None => {}
        }
        out.push_str(rest);
    }
}

fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    for (at, (rest, byte)) in pairs(text).enumerate() {
        bytes.extend(byte.or((at > 0).then_some(b'%')));
        bytes.extend_from_slice(rest.as_bytes());
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Address, beginnings, decode};
    use proptest::prelude::*;

    /// What look-ups see of a URL.
    fn seen(address: &Address<'_>) -> (String, String, Vec<String>) {
        let parts = address.readable_parts().map(|part| part.into_owned());
        (address.host().to_owned(), address.page(), parts.to_vec())
    }

    proptest! {
        #[test]
        fn the_quick_way_leads_where_the_parser_leads(
            text in "https?://(www\\.)?[a-z0-9._-]{1,8}\\.[a-z0-9.:-]{1,5}(/[!-~é]{0,6}|/\\.\\.?|/%2[eEf]){0,4}[?#]?[!-~]{0,9}",
        ) {
            if let Some(quick) = Address::quick(&text) {
                let full = Address::full(&text);
                prop_assert_eq!(Some(seen(&quick)), full.as_ref().map(seen), "{}", text);
                prop_assert!(full.is_some_and(|full| full.named));
            }
        }
    }

    #[test]
    fn usual_urls_go_the_quick_way() {
        for url in [
            "http://example.org",
            "https://www.example.org/a%20b/c.html?q=%2e#d",
        ] {
            assert!(Address::quick(url).is_some(), "{url}");
        }
        for url in [
            "http://a.example/../b",
            "http://a.example/%2E./b",
            "http://a@b.example/",
        ] {
            assert!(Address::quick(url).is_none(), "{url}");
        }
    }

    #[test]
    fn parents_end_before_the_last_label() {
        let parents = |url: &str| -> Vec<String> {
            let address = Address::parse(url).unwrap();
            address.parents().map(str::to_owned).collect()
        };
        assert_eq!(
            parents("http://u:p@A.b.Example.org.:81/x"),
            ["a.b.example.org", "b.example.org", "example.org"]
        );
        assert_eq!(parents("http://192.0.2.7/"), ["192.0.2.7"]);
        assert_eq!(parents("http://[2001:db8::7]/"), ["[2001:db8::7]"]);
        assert!(parents("http://localhost/").is_empty());
        let deep = format!("http://{}example.org/", "a.".repeat(5000));
        assert!(parents(&deep).iter().all(|name| name.len() <= 253));
        assert_eq!(parents(&deep).len(), 122);
    }

    #[test]
    fn one_spelling_for_a_page() {
        for (url, want) in [
            ("http://www.Example.org:80/%7Euser/A", "example.org/~user/A"),
            ("https://example.org/a/../b%2fc", "example.org/b%2Fc"),
            (
                "https://example.org/caf%c3%a9?q=caf\u{e9}",
                "example.org/caf%C3%A9?q=caf%C3%A9",
            ),
            ("https://example.org/100%?%zz%", "example.org/100%?%zz%"),
            ("https://example.org/a%20b%28c%29#d", "example.org/a%20b(c)"),
        ] {
            assert_eq!(Address::parse(url).unwrap().page(), want);
        }
        assert_eq!(decode("a%2Fb%C3%A9%ff%2"), "a/b\u{e9}\u{fffd}%2");
    }

    #[test]
    fn entries_end_at_boundaries() {
        let got: Vec<_> = beginnings("a.example/b&c/d?e=f/g&h").collect();
        assert_eq!(
            got,
            [
                "a.example",
                "a.example/b&c",
                "a.example/b&c/d",
                "a.example/b&c/d?e=f/g",
                "a.example/b&c/d?e=f/g&h",
            ]
        );
    }
}
