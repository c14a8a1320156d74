//! IP addresses that are routed on the public Internet (IANA special-purpose address registries,
//! RFC 6890): private, documentation and other special addresses point at nobody.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Deserialize;

use super::kind::{Found, Kind, Subtype};
use super::text::{after, before, is_word};

/// Ranges of addresses that are nobody's: first address and prefix length.
#[derive(Default)]
pub(super) struct Rules {
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u32)>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    v4: BTreeMap<String, String>,
    v6: BTreeMap<String, String>,
}

impl Rules {
    /// Those that are built in; a test reads them.
    pub(super) fn embedded() -> Self {
        Self::parse(include_str!("../../pii/ip.toml")).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let file: File = toml::from_str(text).ok()?;
        let v4 = file.v4.keys().map(|range| {
            let (first, length) = range.split_once('/')?;
            Some((
                first.parse::<Ipv4Addr>().ok()?.to_bits(),
                length.parse().ok()?,
            ))
        });
        let v6 = file.v6.keys().map(|range| {
            let (first, length) = range.split_once('/')?;
            Some((
                first.parse::<Ipv6Addr>().ok()?.to_bits(),
                length.parse().ok()?,
            ))
        });
        Some(Self {
            v4: v4.collect::<Option<_>>()?,
            v6: v6.collect::<Option<_>>()?,
        })
    }

    fn is_public(&self, address: Ipv4Addr) -> bool {
        let bits = address.to_bits();
        let within = |&(first, length): &(u32, u32)| {
            (bits ^ first).checked_shr(32 - length).unwrap_or(0) == 0
        };
        !self.v4.iter().any(within)
    }

    /// Global unicast is 2000::/3 (RFC 4291).
    fn is_global(&self, address: Ipv6Addr) -> bool {
        let bits = address.to_bits();
        let within = |&(first, length): &(u128, u32)| {
            (bits ^ first).checked_shr(128 - length).unwrap_or(0) == 0
        };
        bits >> 125 == 1 && !self.v6.iter().any(within)
    }
}

/// The IPv4 address whose first digit is at byte `start`.
pub(super) fn v4(text: &str, start: usize, rules: &Rules) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut octets = [0_u8; 4];
    let mut at = start;
    for (n, octet) in octets.iter_mut().enumerate() {
        if n > 0 {
            if bytes.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
        // Four digits are enough to see that three are exceeded.
        let digits = bytes
            .get(at..)?
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let part = text.get(at..at + digits)?;
        if part.len() > 1 && part.starts_with('0') {
            return None;
        }
        *octet = part.parse().ok()?;
        at += digits;
    }
    let left = before(text, start);
    // A longer chain of numbers is an object identifier or a version; "lib-1.2.3.4" is a file.
    let chain = matches!(left, Some('.' | ',')) && is_word(before(text, start - 1));
    let file = left == Some('-') && before(text, start - 1).is_some_and(char::is_alphabetic);
    let goes_on = after(text, at) == Some('.') && is_word(after(text, at + 1));
    // 1.2.3.4 numbers a chapter or a version. The public resolvers that it also hits are nobody's.
    let numbering = octets.iter().all(|&octet| octet < 10);
    let stop = is_word(left) || is_word(after(text, at)) || chain || file || goes_on || numbering;
    let public = !stop && rules.is_public(Ipv4Addr::from(octets));
    public.then_some(Found {
        kind: Kind::Ip,
        subtype: Subtype::new("v4"),
        start,
        end: at,
    })
}

/// True of four numbers as versions and sections have them: a small first one, and of the others two
/// that are small as well. Of addresses drawn at random
/// one in 500 looks like that.
pub(super) fn counts_up(address: &str) -> bool {
    let mut octets = address
        .split('.')
        .filter_map(|part| part.parse::<u8>().ok());
    octets.next().is_some_and(|first| first <= 12)
        && octets.filter(|&octet| octet < 30).count() >= 2
}

/// The IPv6 address in the run of hexadecimal digits, colons and dots around the `:` at byte
/// `colon`, and the end of that run. `from` is the end of the run before.
pub(super) fn v6(text: &str, colon: usize, from: usize, rules: &Rules) -> (Option<Found>, usize) {
    let bytes = text.as_bytes();
    let in_run = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
    let head = bytes.get(from..colon).unwrap_or_default();
    let start = colon - head.iter().rev().take_while(|b| in_run(b)).count();
    let tail = bytes.get(colon..).unwrap_or_default();
    let end = colon + tail.iter().take_while(|b| in_run(b)).count();
    (address(text, start, end, rules), end)
}

fn address(text: &str, mut start: usize, end: usize, rules: &Rules) -> Option<Found> {
    let mut run = text.get(start..end)?;
    // "Adresse:2a01::1": the word's last letters look like a group.
    if is_word(before(text, start)) {
        let cut = run.find(':')? + 1;
        run = run.get(cut..)?;
        start += cut;
    }
    run = run.trim_end_matches('.');
    if run.ends_with(':') && !run.ends_with("::") {
        run = run.get(..run.len() - 1)?;
    }
    if run.starts_with(':') && !run.starts_with("::") {
        run = run.get(1..)?;
        start += 1;
    }
    let stop = start + run.len();
    // 39 characters are the longest form without an embedded IPv4 address, 45 with one.
    if run.len() > 45 || is_word(after(text, stop)) {
        return None;
    }
    let address: Ipv6Addr = run.parse().ok()?;
    rules.is_global(address).then_some(Found {
        kind: Kind::Ip,
        subtype: Subtype::new("v6"),
        start,
        end: stop,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::values;

    #[test]
    fn public_addresses() {
        for (text, want) in [
            ("z 142.45.198.66.", "142.45.198.66"),
            ("http://136.243.8.127:8080/x", "136.243.8.127"),
            ("[2a03:c22:85ed:1fa6::feed]:443", "2a03:c22:85ed:1fa6::feed"),
            (
                "Adresse:2a01:9ed:8587:7ebf::656.",
                "2a01:9ed:8587:7ebf::656",
            ),
            (
                "IP: 2a01:9ed:8587:7ebf:1:2:3:4: ja",
                "2a01:9ed:8587:7ebf:1:2:3:4",
            ),
            ("2a03:9d5:bb86::ff68:4145%eth0", "2a03:9d5:bb86::ff68:4145"),
            ("v 142.45.198.66", "142.45.198.66"),
            ("Versicherung: 142.45.198.66 versichert", "142.45.198.66"),
            ("172.15.255.255", "172.15.255.255"),
        ] {
            assert_eq!(values(text), [want], "{text}");
        }
    }

    #[test]
    fn not_public_addresses() {
        for text in [
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.254",
            "127.0.0.1",
            "169.254.10.20",
            "100.64.10.1",
            "192.0.2.33",
            "198.51.100.7",
            "203.0.113.99",
            "198.19.33.1",
            "224.0.0.251",
            "255.255.255.0",
            "0.10.20.30",
            "142.45.198.256",
            "142.45.198",
            "142.45.198.066",
            "142.45.198.6666",
            "142.45.198.66.1",
            "1.3.6.142.45.198.66",
            "v142.45.198.66",
            "142.45.198.66b",
            "version 10.24.19.41",
            "ver. 12.24.19.41",
            "verze: 12.24.19.41",
            "версия 12.24.19.41",
            "12.24.19.41 verzióra",
            "OID 12.24.19.41",
            "openssl-12.24.19.41",
            "12.24.19.41.tar.gz",
            "1.2.3.4",
            "2001:db8::1",
            "fe80::1ff:fe23",
            "fd00::1",
            "::1",
            "::",
            "ff02::1",
            "12:30:45",
            "std::vec",
            "dead::beef",
            "00:1a:2b:3c:4d:5e",
            "64:ff9b::102:304",
            "2a01:9ed:8587:7ebf::656g",
            "2a01:9ed::8587::656",
            "3fff:0fff::1",
        ] {
            assert_eq!(values(text), [""; 0], "{text}");
        }
    }
}
