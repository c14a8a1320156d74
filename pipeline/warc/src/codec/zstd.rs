//! zstd frames (RFC 8878), with the dictionary that the WARC convention puts before them.

use std::io::{self, Read};

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Codec, End, Header, Step};

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The skippable frame that holds the dictionary: "Use of the Zstandard compression format for WARC
/// files", IIPC warc-specifications, warc-zstd 1.0.
pub(crate) const DICTIONARY_MAGIC: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];
/// The largest dictionary that is read, in bytes, packed and unpacked. The `zstd` tool trains some
/// 110 KiB by default (`--maxdict`).
pub(crate) const MAX_DICTIONARY: usize = 16 * 1024 * 1024;
/// The largest window is 128 MiB, what the `zstd` tool accepts unasked (`ZSTD_WINDOWLOG_LIMIT_DEFAULT`).
const WINDOW_LOG: u32 = 27;

pub(crate) struct Zstd {
    /// Made when the first frame comes; none if the library has no memory for it.
    decoder: Option<Decoder<'static>>,
    dictionary: Vec<u8>,
}

impl Zstd {
    pub(crate) fn new() -> Self {
        Self::with_dictionary(Vec::new())
    }

    pub(crate) fn with_dictionary(dictionary: Vec<u8>) -> Self {
        Self {
            decoder: None,
            dictionary,
        }
    }

    /// Takes the content of the dictionary's frame, which may be compressed itself.
    pub(crate) fn from_frame(content: &[u8]) -> Result<Self, String> {
        let mut dictionary = Vec::new();
        if content.starts_with(&MAGIC) {
            let limit = u64::try_from(MAX_DICTIONARY).unwrap_or(u64::MAX) + 1;
            zstd::stream::read::Decoder::with_buffer(content)
                .and_then(|decoder| decoder.take(limit).read_to_end(&mut dictionary))
                .map_err(|_| "zstd data with a fault in the dictionary")?;
        } else {
            dictionary.extend_from_slice(content);
        }
        if dictionary.len() > MAX_DICTIONARY {
            return Err(format!("a dictionary of over {MAX_DICTIONARY} bytes"));
        }
        let mut codec = Self::with_dictionary(dictionary);
        codec.decoder = Some(
            decoder(&codec.dictionary).map_err(|_| "a dictionary that cannot be one".to_owned())?,
        );
        Ok(codec)
    }
}

fn decoder(dictionary: &[u8]) -> io::Result<Decoder<'static>> {
    let mut decoder = Decoder::with_dictionary(dictionary)?;
    decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG))?;
    Ok(decoder)
}

impl Codec for Zstd {
    fn unit(&self) -> &'static str {
        "zstd frame"
    }

    fn header(&self, bytes: &[u8]) -> Header {
        match bytes.split_first_chunk::<4>() {
            // The decoder reads headers, and skippable frames (RFC 8878, 3.1.2), itself.
            Some((&[0x50..=0x5f, 0x2a, 0x4d, 0x18] | &MAGIC, _)) => Header::Whole(0),
            Some(_) => Header::Not,
            None => match bytes {
                [] | [0x28] | [0x28, 0xb5] | [0x28, 0xb5, 0x2f] => Header::Short,
                [0x50..=0x5f] | [0x50..=0x5f, 0x2a] | [0x50..=0x5f, 0x2a, 0x4d] => Header::Short,
                _ => Header::Not,
            },
        }
    }

    fn start(&mut self, _: &[u8]) {
        let ready = self.decoder.as_mut().is_some_and(|d| d.reinit().is_ok());
        if !ready {
            self.decoder = decoder(&self.dictionary).ok();
        }
    }

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        let Some(decoder) = &mut self.decoder else {
            return Step::corrupt("a frame that zstd has no memory for");
        };
        let mut read = InBuffer::around(input);
        let had = out.len();
        let result = decoder.run(&mut read, &mut OutBuffer::around_pos(out, had));
        match result {
            Ok(0) => Step::end(read.pos(), End::Clean),
            Ok(_) => Step::more(read.pos()),
            Err(e) => Step::end(read.pos(), End::Corrupt(reason(&e).into())),
        }
    }

    fn magic(&self) -> &'static [u8] {
        &MAGIC
    }

    /// Nothing comes out before the first block, of at most 128 KiB, is whole, unless it is stored
    /// as it is.
    fn probes(&self) -> &'static [usize] {
        &[2048, 128 * 1024 + 64]
    }
}

/// Names a fault by the library's error (`ZSTD_getErrorString`).
fn reason(error: &io::Error) -> &'static str {
    let text = error.to_string();
    let known = [
        ("checksum", "a content checksum over other data"),
        (
            "ictionary",
            "a frame that needs a dictionary that the file does not hold",
        ),
        ("memory", "a frame that asks for a window of over 128 MiB"),
    ];
    known
        .iter()
        .find(|(word, _)| text.contains(word))
        .map_or("zstd data with a fault", |&(_, why)| why)
}
