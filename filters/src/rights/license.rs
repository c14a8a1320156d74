//! Creative Commons licences by their address.

/// The licence that a link names, as an SPDX-like identifier, or none when it is not one of
/// creativecommons.org: `CC-BY-SA-4.0`, `CC-BY-3.0-DE` (ported to a jurisdiction), `CC0-1.0`,
/// `CC-PDM-1.0` (public domain mark). The forms of the addresses are those of the deeds:
/// `/licenses/<elements>/<version>[/<jurisdiction>]` and `/publicdomain/{zero,mark}/1.0`.
pub fn license(href: &str) -> Option<String> {
    let lower = href.trim().to_ascii_lowercase();
    let rest = lower
        .split_once("//")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let scheme = lower.strip_suffix(rest).unwrap_or_default();
    if !matches!(scheme, "" | "//" | "http://" | "https://") {
        return None;
    }
    let path = rest.split(['?', '#']).next()?;
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    if !matches!(
        parts.next()?,
        "creativecommons.org" | "www.creativecommons.org"
    ) {
        return None;
    }
    let (kind, elements, version) = (parts.next()?, parts.next()?, parts.next()?);
    match (kind, elements, version) {
        ("publicdomain", "zero", "1.0") => Some("CC0-1.0".to_owned()),
        ("publicdomain", "mark", "1.0") => Some("CC-PDM-1.0".to_owned()),
        ("licenses", _, "1.0" | "2.0" | "2.1" | "2.5" | "3.0" | "4.0") => {
            let elements = match elements {
                "by" | "by-sa" | "by-nd" | "by-nc" | "by-nc-sa" | "by-nc-nd" => elements,
                // Version 1.0 named the same licence in another order.
                "by-nd-nc" => "by-nc-nd",
                _ => return None,
            };
            let ported = parts.next().filter(|part| {
                *part == "igo" || (part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase()))
            });
            let port = ported.map(|part| format!("-{part}")).unwrap_or_default();
            Some(format!("cc-{elements}-{version}{port}").to_ascii_uppercase())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::license;

    #[test]
    fn addresses_and_identifiers() {
        for (href, want) in [
            (
                "https://creativecommons.org/licenses/by-sa/4.0/",
                "CC-BY-SA-4.0",
            ),
            (
                "http://www.creativecommons.org/licenses/by/3.0/de/deed.en",
                "CC-BY-3.0-DE",
            ),
            (
                "//creativecommons.org/licenses/by-nc-nd/2.5/legalcode",
                "CC-BY-NC-ND-2.5",
            ),
            ("creativecommons.org/licenses/by/3.0/igo", "CC-BY-3.0-IGO"),
            (
                "https://creativecommons.org/licenses/by-nd-nc/1.0",
                "CC-BY-NC-ND-1.0",
            ),
            (
                "HTTPS://CreativeCommons.org/publicdomain/zero/1.0/?x#y",
                "CC0-1.0",
            ),
            (
                "https://creativecommons.org/publicdomain/mark/1.0/",
                "CC-PDM-1.0",
            ),
        ] {
            assert_eq!(license(href).as_deref(), Some(want), "{href}");
        }
        for href in [
            "https://creativecommons.org/",
            "https://creativecommons.org/licenses/",
            "https://creativecommons.org/licenses/by/",
            "https://creativecommons.org/licenses/by/5.0/",
            "https://creativecommons.org/licenses/xx/4.0/",
            "https://creativecommons.org.evil.com/licenses/by/4.0/",
            "https://example.com/?u=https://creativecommons.org/licenses/by/4.0/",
            "ftp://creativecommons.org/licenses/by/4.0/",
            "",
        ] {
            assert_eq!(license(href), None, "{href}");
        }
    }
}
