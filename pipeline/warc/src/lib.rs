//! Reads web archives: bytes in, records out, damage reported and passed over.
//!
//! The format is WARC 0.17 to 1.1 (ISO 28500:2017), plain or gzip-compressed, with one gzip member
//! a record (what the standard's annex D recommends and Common Crawl writes) or several records in
//! a member. Archives of the wild are cut short, mislabelled and bit-rotten, so a [`Reader`] never
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

mod damage;
mod format;
mod gzip;
mod head;
mod headers;
pub mod http;
mod reader;
mod record;
mod resync;
mod source;
mod stream;

pub use damage::{Damage, DamageKind};
pub use headers::{Headers, Iter};
pub use reader::{Event, Limits, Reader};
pub use record::{Record, RecordType};
