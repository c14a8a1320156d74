//! WARC-Block-Digest and WARC-Payload-Digest (ISO 28500:2017, 5.8 and 5.9): `label:value`.

use std::fmt::Write;

use sha2::Digest;

use crate::{Headers, Record, RecordType, http};

/// Compares the digests that a record states with those of its data, and says what differs. A
/// digest with an unknown label or a value in no known form is not compared.
pub(crate) fn check(record: &Record) -> Option<String> {
    let mut faults = Vec::new();
    if let Some(stated) = record.headers.get("WARC-Block-Digest")
        && let Some(got) = Stated::parse(stated).and_then(|s| s.differs(&[&record.body]))
    {
        faults.push(format!("WARC-Block-Digest {stated} over a block of {got}"));
    }
    if let Some(stated) = record.headers.get("WARC-Payload-Digest")
        && has_payload(&record.headers, record.record_type())
        && let Some(parsed) = Stated::parse(stated)
    {
        // The payload is the body without its transfer coding (RFC 2616, 4.3, which the standard
        // names). Many writers digest the body as it came, and warcio compares with that.
        let got = match entity(record) {
            Some((sent, decoded)) => parsed.differs(&[&decoded, sent]),
            None => parsed.differs(&[&record.body]),
        };
        if let Some(got) = got {
            faults.push(format!(
                "WARC-Payload-Digest {stated} over a payload of {got}"
            ));
        }
    }
    if faults.is_empty() {
        return None;
    }
    let what = crate::head::about(&record.headers);
    Some(format!(
        "expected the digests of {what} to be those of its data, found {}; the record was read",
        faults.join(" and ")
    ))
}

/// Whether a stated payload digest is one of data that the record holds: that of a `revisit` record
/// or of a segment is one of data that stand, in part, elsewhere.
fn has_payload(headers: &Headers, kind: RecordType) -> bool {
    !matches!(kind, RecordType::Revisit | RecordType::Continuation)
        && headers.get("WARC-Segment-Number").is_none()
}

/// The body of an HTTP message as it was sent, and out of its chunks.
fn entity(record: &Record) -> Option<(&[u8], Vec<u8>)> {
    if record.media_type().as_deref() != Some("application/http") {
        return None;
    }
    http::entity(&record.body)
}

/// A digest as a header states it.
struct Stated {
    algorithm: Algorithm,
    value: Vec<u8>,
    base32: bool,
}

#[derive(Clone, Copy)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
}

impl Stated {
    fn parse(field: &str) -> Option<Self> {
        let (label, value) = field.split_once(':')?;
        let label: String = label.chars().filter(|&c| c != '-').collect();
        let (algorithm, len) = match label.trim().to_ascii_lowercase().as_str() {
            "md5" => (Algorithm::Md5, 16),
            "sha1" => (Algorithm::Sha1, 20),
            "sha256" => (Algorithm::Sha256, 32),
            _ => return None,
        };
        let value = value.trim();
        let base32 = value.len() != 2 * len;
        let value = if base32 {
            unbase32(value)
        } else {
            unhex(value)
        }?;
        (value.len() == len).then_some(Self {
            algorithm,
            value,
            base32,
        })
    }

    /// The digest of the first of `data`, in the form of the stated one, if none of them has it.
    fn differs(&self, data: &[&[u8]]) -> Option<String> {
        let first = self.algorithm.digest(data.first()?);
        let rest = data.get(1..).unwrap_or_default();
        if first == self.value || rest.iter().any(|d| self.algorithm.digest(d) == self.value) {
            return None;
        }
        Some(if self.base32 {
            base32(&first)
        } else {
            hex(&first)
        })
    }
}

impl Algorithm {
    fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(data).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(data).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(data).to_vec(),
        }
    }
}

/// RFC 4648, 6.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &byte in bytes {
        held = held << 8 | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(letter(held >> bits));
        }
        held &= 0xff;
    }
    if bits > 0 {
        out.push(letter(held << (5 - bits)));
    }
    out
}

fn letter(value: u32) -> char {
    let at = usize::try_from(value & 31).unwrap_or_default();
    ALPHABET.get(at).map_or('=', |&b| char::from(b))
}

/// Takes upper and lower case, with or without padding.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let upper = byte.to_ascii_uppercase();
        let value = ALPHABET.iter().position(|&b| b == upper)?;
        held = (held << 5 | u32::try_from(value).ok()?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(out)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            &[high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, 10.
    #[test]
    fn base32_of_the_rfc() {
        for (text, code) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(text.as_bytes()), code);
            assert_eq!(unbase32(&format!("{code}==")), Some(text.into()));
            assert_eq!(unbase32(&code.to_lowercase()), Some(text.into()));
        }
        assert_eq!(unbase32("A1"), None);
    }

    #[test]
    fn forms_of_digests() {
        let fine = |field: &str| Stated::parse(field).map(|s| s.differs(&[b"abc"]).is_none());
        for field in [
            "md5:900150983cd24fb0d6963f7d28e17f72",
            "sha1:A9993E364706816ABA3E25717850C26C9CD0D89D",
            "sha1:vgmt4nsha2aws4sqxiuxbqrknsonbwe5",
            "SHA-1: VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
            "sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ] {
            let expected = !field.contains("vgmt4nsha2aws");
            assert_eq!(fine(field), Some(expected), "{field}");
        }
        for field in [
            "sha1",
            "sha1:",
            "sha1:xyz",
            "sha3:abcd",
            "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBY!",
        ] {
            assert_eq!(fine(field), None, "{field}");
        }
    }
}
