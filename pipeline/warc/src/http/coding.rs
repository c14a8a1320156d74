//! Content codings (RFC 9110, 8.4.1): gzip, deflate, br (RFC 7932), zstd (RFC 8878).

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// More codings than this on one body are a trick or a mistake.
pub(super) const MAX_CODINGS: usize = 4;

/// Windows over 8 MiB are not for HTTP (RFC 9659, 3), so a frame cannot ask for more memory.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Undoes one coding, if the bytes have it.
pub(super) fn decode<'a>(
    coding: &str,
    body: Cow<'a, [u8]>,
    max: usize,
    notes: &mut Vec<String>,
) -> Cow<'a, [u8]> {
    if body.is_empty() {
        return body;
    }
    let bytes = &*body;
    let read = match coding.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => {
            read(MultiGzDecoder::new(bytes), max)
        }
        // The RFC means zlib by "deflate"; some servers send the bare data.
        "deflate" if zlib(bytes) => read(ZlibDecoder::new(bytes), max),
        "deflate" => read(DeflateDecoder::new(bytes), max).whole_only(),
        // br has no magic number, but text fails in it before anything comes out.
        "br" => read(brotli(bytes), max),
        "zstd" if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => match zstd(bytes) {
            Ok(decoder) => read(decoder, max),
            Err(_) => Outcome::default(),
        },
        "gzip" | "x-gzip" | "zstd" => Outcome::default(),
        "identity" | "" => return body,
        other => {
            let name: String = other.chars().take(20).collect();
            notes.push(format!(
                "content encoding {name:?} is not known; the body stays as it is"
            ));
            return body;
        }
    };
    match read {
        Outcome {
            out,
            error: None,
            cut: false,
        } => Cow::Owned(out),
        Outcome { out, cut: true, .. } => {
            notes.push(format!("the {coding} body was cut at {max} bytes"));
            Cow::Owned(out)
        }
        Outcome {
            out,
            error: Some(why),
            ..
        } if !out.is_empty() => {
            notes.push(format!(
                "the {coding} body breaks after {} bytes ({why})",
                out.len()
            ));
            Cow::Owned(out)
        }
        Outcome { .. } => {
            notes.push(format!(
                "content encoding {coding} is declared, the body does not have it"
            ));
            body
        }
    }
}

/// What a decoder gave before it ended, failed or had given enough.
struct Outcome {
    out: Vec<u8>,
    error: Option<String>,
    cut: bool,
}

impl Default for Outcome {
    fn default() -> Self {
        Self {
            out: Vec::new(),
            error: Some(String::new()),
            cut: false,
        }
    }
}

impl Outcome {
    /// Nothing, unless all of the input was right.
    fn whole_only(self) -> Self {
        if self.error.is_none() {
            self
        } else {
            Self::default()
        }
    }
}

fn read(mut decoder: impl Read, max: usize) -> Outcome {
    let mut out = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let error = decoder.by_ref().take(limit).read_to_end(&mut out).err();
    let cut = out.len() > max;
    out.truncate(max);
    Outcome {
        out,
        error: error.map(|e| e.to_string()),
        cut,
    }
}

fn brotli(bytes: &[u8]) -> impl Read + '_ {
    brotli_decompressor::Decompressor::new(bytes, 16 * 1024)
}

fn zstd(bytes: &[u8]) -> std::io::Result<impl Read + '_> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    Ok(decoder)
}

/// Whether the first two bytes are a zlib header (RFC 1950, 2.2).
fn zlib(bytes: &[u8]) -> bool {
    match bytes {
        [cmf, flg, ..] => cmf & 0x0f == 8 && u16::from_be_bytes([*cmf, *flg]) % 31 == 0,
        _ => false,
    }
}
