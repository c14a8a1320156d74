//! The ways in which one page's URL is written.

/// Other ways to write a URL: with the other of `https` and `http`, with and without `www.`, a last
/// slash and what follows `#`, its host in small letters. One without a scheme gets one.
#[must_use]
pub fn spellings(url: &str) -> Vec<String> {
    let asked = url.trim();
    let rest = asked
        .split_once("://")
        .map_or(asked, |(_scheme, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = path.strip_suffix('/').unwrap_or(path);
    if host.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for scheme in ["https", "http"] {
        for www in ["", "www."] {
            for slash in ["", "/"] {
                found.push(format!("{scheme}://{www}{host}{path}{slash}"));
            }
        }
    }
    found.retain(|spelling| spelling != url);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_however_people_write_it() {
        for asked in [
            "http://www.example.org/a",
            "https://Example.org/a/",
            "example.org/a",
            "https://example.org/a#part",
        ] {
            let found = spellings(asked);
            assert!(
                found.contains(&"https://example.org/a".to_owned()),
                "{asked}: {found:?}"
            );
            assert!(!found.contains(&asked.to_owned()), "{asked}: {found:?}");
        }
        assert_eq!(spellings(""), [] as [String; 0]);
    }
}
