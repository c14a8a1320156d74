//! Which documents a request asks for.

use std::collections::{BTreeMap, HashSet};

use url::Url;

/// One thing that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// A document's id.
    Id,
    /// A URL, as it stands in the dataset.
    Url,
    /// A host and all below it.
    Domain,
    /// Texts with an e-mail address of that domain, or one below it.
    EmailDomain,
}

impl Asked {
    /// The name of its option, and in the ledger behind `forget.`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url => "url",
            Self::Domain => "domain",
            Self::EmailDomain => "email-domain",
        }
    }

    /// The reason in the ledger.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Id => "forget.id",
            Self::Url => "forget.url",
            Self::Domain => "forget.domain",
            Self::EmailDomain => "forget.email-domain",
        }
    }
}

/// All that is asked for at once.
#[derive(Debug, Clone, Default)]
pub struct Request {
    ids: HashSet<String>,
    urls: HashSet<String>,
    domains: HashSet<String>,
    email_domains: HashSet<String>,
}

impl Request {
    /// Adds one; says what is wrong with a value that can match nothing.
    ///
    /// # Errors
    /// An id that is none, a URL without a scheme, a domain with other characters than a name has.
    pub fn add(&mut self, asked: Asked, value: &str) -> Result<(), String> {
        let value = value.trim();
        match asked {
            Asked::Id => {
                let id = value.to_ascii_lowercase();
                if id.len() != 32 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(format!(
                        "`{value}` is no id: those have 32 hexadecimal digits"
                    ));
                }
                self.ids.insert(id);
            }
            Asked::Url => {
                if Url::parse(value).is_err() {
                    return Err(format!(
                        "`{value}` is no URL: those begin with https:// or the like"
                    ));
                }
                self.urls.insert(value.to_owned());
            }
            Asked::Domain => {
                self.domains.insert(domain(value)?);
            }
            Asked::EmailDomain => {
                let value = value.rsplit('@').next().unwrap_or(value);
                self.email_domains.insert(domain(value)?);
            }
        }
        Ok(())
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts().is_empty()
    }

    /// How many of each kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        [
            (Asked::Id, self.ids.len()),
            (Asked::Url, self.urls.len()),
            (Asked::Domain, self.domains.len()),
            (Asked::EmailDomain, self.email_domains.len()),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(asked, count)| (asked.as_str().to_owned(), count as u64))
        .collect()
    }

    /// Whether texts have to be looked at.
    pub(super) fn reads_text(&self) -> bool {
        !self.email_domains.is_empty()
    }

    /// What asks for a document, if anything does: by its id first, by its text last.
    pub(super) fn asks_for(&self, id: &str, url: &str, texts: &[&str]) -> Option<Asked> {
        if self.ids.contains(id) {
            return Some(Asked::Id);
        }
        if self.urls.contains(url) {
            return Some(Asked::Url);
        }
        if !self.domains.is_empty() && self.has_domain(url) {
            return Some(Asked::Domain);
        }
        let found = texts.iter().any(|text| self.has_address(text));
        found.then_some(Asked::EmailDomain)
    }

    fn has_domain(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else {
            return false;
        };
        url.host_str()
            .is_some_and(|host| below(host.trim_end_matches('.'), &self.domains))
    }

    /// Whether an address of one of the domains stands in a text.
    fn has_address(&self, text: &str) -> bool {
        if self.email_domains.is_empty() {
            return false;
        }
        text.match_indices('@').any(|(at, _)| {
            let rest = text.get(at + 1..).unwrap_or_default();
            let of_name = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
            let end = rest.find(|c| !of_name(c)).unwrap_or(rest.len());
            // Nothing that is asked for is longer than a host name can be.
            let name = rest.get(..end).unwrap_or_default().trim_end_matches('.');
            name.len() <= 1024 && below(&ascii(name), &self.email_domains)
        })
    }
}

/// Whether a host is one of `domains` or below one.
fn below(host: &str, domains: &HashSet<String>) -> bool {
    let mut rest = host;
    loop {
        if domains.contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, parent)) => rest = parent,
            None => return false,
        }
    }
}

/// A host name as URLs have it: lower case, Punycode.
fn ascii(name: &str) -> String {
    let lower = name.to_lowercase();
    match Url::parse(&format!("http://{lower}/")) {
        Ok(url) => url.host_str().unwrap_or(&lower).to_owned(),
        Err(_) => lower,
    }
}

fn domain(value: &str) -> Result<String, String> {
    // As lists of domains have it; all that is below goes in any case.
    let name = value.strip_prefix("*.").unwrap_or(value);
    let name = name.trim_matches('.');
    let parsed = Url::parse(&format!("http://{name}/"));
    let host = parsed.ok().and_then(|url| {
        let plain = url.path() == "/" && url.port().is_none() && url.username().is_empty();
        plain.then(|| url.host_str().map(str::to_owned)).flatten()
    });
    host.filter(|_| !name.is_empty() && !name.contains(['@', '*']))
        .ok_or_else(|| format!("`{value}` is no domain: give a name as example.org"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(asked: Asked, values: &[&str]) -> Request {
        let mut request = Request::default();
        values
            .iter()
            .for_each(|value| request.add(asked, value).unwrap());
        request
    }

    #[test]
    fn hosts_and_all_below_them() {
        let request = request(
            Asked::Domain,
            &["Example.org", "český.example", "*.all.example"],
        );
        let asks = |url: &str| request.asks_for("", url, &[]).is_some();
        for url in [
            "https://example.org/",
            "http://www.EXAMPLE.org.:8080/x",
            "https://a.b.example.org",
            "https://český.example/",
            "https://xn--esk-noa0f.example/",
            "https://all.example/",
            "https://a.all.example/",
        ] {
            assert!(asks(url), "{url}");
        }
        for url in [
            "https://notexample.org/",
            "https://example.org.uk/",
            "https://org/",
            "x",
            "",
        ] {
            assert!(!asks(url), "{url}");
        }
    }

    #[test]
    fn addresses_in_texts() {
        let request = request(Asked::EmailDomain, &["firma.example", "@x.example"]);
        let asks = |text: &str| request.asks_for("", "", &[text]).is_some();
        for text in [
            "write to anna@firma.example.",
            "ANNA@FIRMA.EXAMPLE, or",
            "(a@mail.firma.example)",
            "a@@x.example",
        ] {
            assert!(asks(text), "{text}");
        }
        for text in [
            "@",
            "a@firma.example.org",
            "firma.example",
            "a@xfirma.example",
            "<EMAIL>",
        ] {
            assert!(!asks(text), "{text}");
        }
    }

    #[test]
    fn values_that_can_match_nothing_are_refused() {
        let mut request = Request::default();
        for (asked, value) in [
            (Asked::Id, "12"),
            (Asked::Id, "zz345678901234567890123456789012"),
            (Asked::Url, "example.org/x"),
            (Asked::Domain, "https://example.org"),
            (Asked::Domain, "a b"),
            (Asked::Domain, "a.*.example"),
            (Asked::Domain, "*"),
            (Asked::Domain, ""),
            (Asked::Domain, "example.org/x"),
            (Asked::EmailDomain, "anna@"),
        ] {
            assert!(request.add(asked, value).is_err(), "{value}");
        }
        assert!(request.is_empty());
        request
            .add(Asked::EmailDomain, "anna@firma.example")
            .unwrap();
        assert_eq!(request.counts()["email-domain"], 1);
    }
}
