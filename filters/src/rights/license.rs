//! Creative Commons licences by their address.

/// A licence of Creative Commons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// `CC-BY-SA-4.0`, `CC-BY-3.0-DE`, `CC0-1.0`, `CC-PDM-1.0`, `CC-PDDC`.
    pub id: String,
    /// `4.0`; none for `CC-PDDC`.
    pub version: Option<&'static str>,
    /// The jurisdiction that it was ported to, upper-cased: `DE`, `IGO`.
    pub jurisdiction: Option<String>,
    /// Whether the SPDX License List 3.27 has the identifier. Most ports are not on it.
    pub spdx: bool,
}

/// The ports that are on the SPDX License List 3.27 (<https://spdx.org/licenses/>).
const SPDX_PORTS: [&str; 24] = [
    "CC-BY-2.5-AU",
    "CC-BY-3.0-AT",
    "CC-BY-3.0-AU",
    "CC-BY-3.0-DE",
    "CC-BY-3.0-IGO",
    "CC-BY-3.0-NL",
    "CC-BY-3.0-US",
    "CC-BY-NC-3.0-DE",
    "CC-BY-NC-ND-3.0-DE",
    "CC-BY-NC-ND-3.0-IGO",
    "CC-BY-NC-SA-2.0-DE",
    "CC-BY-NC-SA-2.0-FR",
    "CC-BY-NC-SA-2.0-UK",
    "CC-BY-NC-SA-3.0-DE",
    "CC-BY-NC-SA-3.0-IGO",
    "CC-BY-NC-SA-3.0-US",
    "CC-BY-ND-3.0-DE",
    "CC-BY-SA-2.0-UK",
    "CC-BY-SA-2.1-JP",
    "CC-BY-SA-3.0-AT",
    "CC-BY-SA-3.0-DE",
    "CC-BY-SA-3.0-IGO",
    "CC-BY-SA-3.0-US",
    "CC-BY-NC-SA-2.0-US",
];

const VERSIONS: [&str; 6] = ["1.0", "2.0", "2.1", "2.5", "3.0", "4.0"];

/// The licence that a link names, as in [`License::of`].
pub fn license(href: &str) -> Option<String> {
    Some(License::of(href)?.id)
}

impl License {
    /// The licence that an address names, or none when it is not one of creativecommons.org. The
    /// forms of the addresses are those of the deeds: `/licenses/<elements>/<version>[/<port>]`,
    /// `/publicdomain/{zero,mark}/1.0`, and `/licenses/publicdomain` and
    /// `/publicdomain/certification/1.0/us` for the retired public domain dedication.
    #[must_use]
    pub fn of(href: &str) -> Option<Self> {
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
        let (kind, elements) = (parts.next()?, parts.next()?);
        let plain = |id: &str, version, jurisdiction: Option<&str>| {
            Some(Self {
                id: id.to_owned(),
                version,
                jurisdiction: jurisdiction.map(str::to_owned),
                spdx: true,
            })
        };
        if (kind, elements) == ("licenses", "publicdomain") {
            return plain("CC-PDDC", None, None);
        }
        let version = parts.next()?;
        let version = VERSIONS.into_iter().find(|known| *known == version)?;
        match (kind, elements, version) {
            ("publicdomain", "zero", "1.0") => plain("CC0-1.0", Some("1.0"), None),
            ("publicdomain", "mark", "1.0") => plain("CC-PDM-1.0", Some("1.0"), None),
            ("publicdomain", "certification", "1.0") => plain("CC-PDDC", None, Some("US")),
            ("licenses", _, _) => {
                let elements = match elements {
                    "by" | "by-sa" | "by-nd" | "by-nc" | "by-nc-sa" | "by-nc-nd" => elements,
                    // Version 1.0 named the same licence in another order.
                    "by-nd-nc" => "by-nc-nd",
                    _ => return None,
                };
                let jurisdiction = parts
                    .next()
                    .filter(|part| {
                        let code = part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase());
                        code || matches!(*part, "igo" | "scotland")
                    })
                    .map(str::to_ascii_uppercase);
                let port = jurisdiction.as_deref().map(|port| format!("-{port}"));
                let elements = elements.to_ascii_uppercase();
                let id = format!("CC-{elements}-{version}{}", port.unwrap_or_default());
                let spdx = match jurisdiction {
                    Some(_) => SPDX_PORTS.contains(&id.as_str()),
                    None => version != "2.1",
                };
                Some(Self {
                    id,
                    version: Some(version),
                    jurisdiction,
                    spdx,
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{License, license};

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

    #[test]
    fn versions_ports_and_what_spdx_lists() {
        for (href, id, version, port, spdx) in [
            ("by/4.0", "CC-BY-4.0", "4.0", None, true),
            ("by/3.0/de", "CC-BY-3.0-DE", "3.0", Some("DE"), true),
            ("by-sa/3.0/ee", "CC-BY-SA-3.0-EE", "3.0", Some("EE"), false),
            ("by-sa/2.1/jp", "CC-BY-SA-2.1-JP", "2.1", Some("JP"), true),
            (
                "by/2.5/scotland",
                "CC-BY-2.5-SCOTLAND",
                "2.5",
                Some("SCOTLAND"),
                false,
            ),
            ("by/4.0/deed.de", "CC-BY-4.0", "4.0", None, true),
        ] {
            let found = License::of(&format!("https://creativecommons.org/licenses/{href}"));
            let found = found.unwrap();
            assert_eq!(found.id, id);
            assert_eq!(found.version, Some(version));
            assert_eq!(found.jurisdiction.as_deref(), port);
            assert_eq!(found.spdx, spdx, "{id}");
        }
        let retired = "http://creativecommons.org/licenses/publicdomain/";
        assert_eq!(license(retired).as_deref(), Some("CC-PDDC"));
    }
}
