//! The site of a URL, and times as numbers.

use tamis_filters::rights::Moment;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

/// What of a URL counts for rights: its site, and the path within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// XXH3-64 of scheme, host and port, of which a `robots.txt` holds for one combination only
    /// (RFC 9309, 2.3).
    pub key: u64,
    /// The registrable domain by the public suffix list, in Punycode; the host itself where it has
    /// none, as of an address.
    pub domain: String,
    /// Path and query, percent-encoded as a browser sends them.
    pub path: String,
}

impl Site {
    /// The site of a URL of `http` or `https`; none of any other.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Some(Self {
            key: key(&url)?,
            domain: crate::domain::of(&url)?,
            path,
        })
    }
}

/// The key of a URL's site.
pub(super) fn key(url: &Url) -> Option<u64> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.');
    let port = url.port_or_known_default()?;
    let name = format!("{}://{host}:{port}", url.scheme());
    Some(xxh3_64(name.as_bytes()))
}

/// Seconds since 1970 of a WARC-Date; 0 for what is none, or is before 1970.
#[must_use]
pub fn seconds(date: &str) -> u32 {
    let moment = Moment::parse(date).map_or(0, |moment| moment.0);
    u32::try_from(moment).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_scheme_host_and_port() {
        let key = |url: &str| Site::of(url).unwrap().key;
        assert_eq!(key("http://A.example/x"), key("http://a.example.:80/"));
        assert_ne!(key("http://a.example/"), key("https://a.example/"));
        assert_ne!(key("http://a.example/"), key("http://www.a.example/"));
        assert_ne!(key("https://a.example/"), key("https://a.example:8443/"));
        assert_eq!(Site::of("ftp://a.example/"), None);
        assert_eq!(Site::of("urn:x"), None);
        assert_eq!(Site::of(""), None);
    }

    #[test]
    fn domains_and_paths() {
        for (url, domain, path) in [
            ("https://www.a.co.uk/b?c#d", "a.co.uk", "/b?c"),
            ("https://český.example", "xn--esk-noa0f.example", "/"),
            ("http://192.0.2.7:81/é", "192.0.2.7", "/%C3%A9"),
            ("http://localhost/", "localhost", "/"),
        ] {
            let site = Site::of(url).unwrap();
            assert_eq!((&*site.domain, &*site.path), (domain, path), "{url}");
        }
    }

    #[test]
    fn times() {
        for (date, want) in [
            ("1970-01-01T00:00:01Z", 1),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("2024-02-29T12:34:56Z", 1_709_210_096),
            ("1960-01-01T00:00:00Z", 0),
            ("yesterday", 0),
            ("", 0),
        ] {
            assert_eq!(seconds(date), want, "{date}");
        }
    }
}
