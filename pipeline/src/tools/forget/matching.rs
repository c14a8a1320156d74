//! Which documents a request asks for.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

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
#[derive(Debug, Default)]
pub struct Request {
    ids: Values,
    urls: Values,
    domains: Values,
    email_domains: Values,
}

/// Values of one kind, each with whether a document had it.
#[derive(Debug, Default)]
struct Values(HashMap<String, AtomicBool>);

impl Values {
    fn insert(&mut self, value: String) {
        self.0.entry(value).or_default();
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this value is asked for; then a document has it.
    fn has(&self, value: &str) -> bool {
        let found = self.0.get(value);
        if let Some(met) = found {
            met.store(true, Ordering::Relaxed);
        }
        found.is_some()
    }

    fn unmet(&self) -> impl Iterator<Item = &str> {
        let unmet = |(_, met): &(&String, &AtomicBool)| !met.load(Ordering::Relaxed);
        self.0.iter().filter(unmet).map(|(value, _)| value.as_str())
    }
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

    /// Values that no document of those looked at has, by kind and value. A host counts for each domain that it is
    /// below.
    #[must_use]
    pub fn unmet(&self) -> Vec<(Asked, &str)> {
        let of = |asked, values| Values::unmet(values).map(move |value| (asked, value));
        let mut all: Vec<(Asked, &str)> = of(Asked::Id, &self.ids)
            .chain(of(Asked::Url, &self.urls))
            .chain(of(Asked::Domain, &self.domains))
            .chain(of(Asked::EmailDomain, &self.email_domains))
            .collect();
        all.sort_unstable();
        all
    }

    /// Whether texts have to be looked at.
    pub(super) fn reads_text(&self) -> bool {
        !self.email_domains.is_empty()
    }

    /// What asks for a document, if anything does: by its id first, by its text last.
    pub(super) fn asks_for(&self, id: &str, url: &str, texts: &[&str]) -> Option<Asked> {
        // Each is asked, though the first decides: what is said of values that no document has must be right.
        let by_id = self.ids.has(id).then_some(Asked::Id);
        let by_url = self.urls.has(url).then_some(Asked::Url);
        let by_domain = !self.domains.is_empty() && self.has_domain(url);
        let by_domain = by_domain.then_some(Asked::Domain);
        let addresses = texts.iter().filter(|text| self.has_address(text)).count();
        let by_address = (addresses > 0).then_some(Asked::EmailDomain);
        by_id.or(by_url).or(by_domain).or(by_address)
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
        let of_domain = |(at, _): &(usize, &str)| {
            let rest = text.get(*at + 1..).unwrap_or_default();
            let of_name = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
            let end = rest.find(|c| !of_name(c)).unwrap_or(rest.len());
            // Nothing that is asked for is longer than a host name can be.
            let name = rest.get(..end).unwrap_or_default().trim_end_matches('.');
            name.len() <= 1024 && below(&ascii(name), &self.email_domains)
        };
        text.match_indices('@').filter(of_domain).count() > 0
    }
}

/// Whether a host is one of `domains` or below one.
fn below(host: &str, domains: &Values) -> bool {
    let mut rest = host;
    let mut found = false;
    loop {
        found |= domains.has(rest);
        match rest.split_once('.') {
            Some((_, parent)) => rest = parent,
            None => return found,
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
    fn values_that_no_document_has_are_known() {
        let mut request = Request::default();
        for (asked, value) in [
            (Asked::Url, "https://a.example/1"),
            (Asked::Url, "https://a.example/2"),
            (Asked::Domain, "example"),
            (Asked::Domain, "a.example"),
            (Asked::Domain, "b.example"),
            (Asked::EmailDomain, "c.example"),
            (Asked::EmailDomain, "d.example"),
        ] {
            request.add(asked, value).unwrap();
        }
        assert_eq!(request.unmet().len(), 7);
        let texts = ["a@d.example"];
        let asked = request.asks_for("", "https://a.example/1", &texts);
        assert_eq!(asked, Some(Asked::Url));
        let unmet = [
            (Asked::Url, "https://a.example/2"),
            (Asked::Domain, "b.example"),
            (Asked::EmailDomain, "c.example"),
        ];
        assert_eq!(request.unmet(), unmet);
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
