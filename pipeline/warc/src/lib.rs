//! Reads web archives: bytes in, records out, damage reported and passed over.
//!
//! The formats are WARC 0.9 to 1.1 (ISO 28500:2017), WET and WAT among them, and ARC 1 and 2; plain
//! or compressed with gzip, zstd (with the dictionary of the WARC convention), LZ4 or bzip2. A member
//! of the compression may hold one record (what the standard's annex D recommends and Common Crawl
//! writes), several, or a part of one. An ARC record comes as the WARC record that says the same.
//!
//! Archives of the wild are cut short, mislabelled and bit-rotten, so a [`Reader`] never
//! stops at a fault: it reports one [`Damage`] with the offset, the bytes passed over and a
//! sentence of explanation, finds the next record, and goes on. Nothing is dropped silently and
//! memory stays bounded by [`Limits`], whatever the file holds.
//!
//! ```
//! use tamis_warc::{Event, Reader, RecordType};
//!
//! let file: &[u8] = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n";
//! let mut reader = Reader::new(file);
//! while let Some(event) = reader.next_event()? {
//!     match event {
//!         Event::Record(record) => assert_eq!(record.record_type(), RecordType::Warcinfo),
//!         Event::Damage(damage) => eprintln!("{damage}"),
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The block of a `response` record is an HTTP message; [`http::Response::parse`] takes it apart.

mod arc;
mod codec;
mod damage;
mod digest;
mod format;
mod head;
mod headers;
pub mod http;
mod member;
mod options;
mod reader;
mod record;
mod resync;
mod source;
mod stream;

pub use damage::{Damage, DamageKind};
pub use headers::{Headers, Iter};
pub use options::{Limits, Options};
pub use reader::{Event, Reader};
pub use record::{Record, RecordType};
