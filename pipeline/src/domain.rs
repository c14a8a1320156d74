//! Registrable domains, by the public suffix list.

use url::{Host, Url};

/// The registrable domain of a URL's host; the host itself where it has none (an address, a public
/// suffix, a name without dots).
#[must_use]
pub fn of(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_end_matches('.');
    let named = matches!(url.host(), Some(Host::Domain(_)));
    let domain = named.then(|| psl::domain_str(host)).flatten();
    Some(domain.unwrap_or(host).to_owned())
}

/// The same of a text; empty where it is no URL or has no host.
#[must_use]
pub fn of_text(url: &str) -> String {
    Url::parse(url)
        .ok()
        .and_then(|url| of(&url))
        .unwrap_or_default()
}

/// Whether a name is one below which anybody may register: `gr`, `co.uk`, `github.io`.
#[must_use]
pub fn is_suffix(name: &str) -> bool {
    let name = name
        .strip_prefix("*.")
        .unwrap_or(name)
        .trim_matches('.')
        .to_ascii_lowercase();
    psl::suffix_str(&name) == Some(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_hosts_of_all_kinds() {
        for (url, domain) in [
            ("https://www.a.co.uk/b?c#d", "a.co.uk"),
            ("https://WWW.A.Example.:8443/", "a.example"),
            ("https://český.example", "xn--esk-noa0f.example"),
            ("http://192.0.2.7:81/é", "192.0.2.7"),
            ("http://[2001:db8::1]/", "[2001:db8::1]"),
            ("http://localhost/", "localhost"),
            ("http://co.uk/", "co.uk"),
            ("urn:x", ""),
            ("dns:a.example", ""),
            ("", ""),
        ] {
            assert_eq!(of_text(url), domain, "{url}");
        }
    }
}
