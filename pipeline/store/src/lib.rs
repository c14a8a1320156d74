//! Object stores and the web as files: read with retries and limits, written whole or not at all.
//!
//! - A [`Location`] says where something is: `s3://`, `gs://`, `https://`, or on a disk.
//! - [`Stores`] are reached with [`Settings`], which hold for the process: so many connections, so many bytes
//!   a second. [`Stores::open`] gives a [`Reader`], [`Stores::list`] and [`Stores::glob`] find files,
//!   [`Stores::put_file`] and [`Stores::publish`] send them.
//! - [`crawl`] knows the layout of Common Crawl.
//!
//! Everything blocks; requests run on two threads of this crate's own. The protocols are those of the
//! `object_store` crate. Repetitions, limits and errors are here.
//!
//! ```no_run
//! use std::io::Read;
//! use tamis_store::{Location, Settings, Stores};
//!
//! let stores = Stores::new(Settings { unsigned: true, ..Settings::default() })?;
//! let list = Location::parse("https://data.commoncrawl.org/crawl-data/CC-MAIN-2024-33/warc.paths.gz")?;
//! let mut bytes = Vec::new();
//! stores.open(&list)?.read_to_end(&mut bytes)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod crawl;
mod digest;
mod error;
mod fetch;
mod limit;
mod list;
mod location;
mod names;
mod publish;
mod put;
mod reader;
mod retry;
mod settings;
mod stores;
mod trouble;
mod wire;

pub use error::{Error, Result, StoreError};
pub use location::Location;
pub use publish::{Progress, Published};
pub use put::Put;
pub use reader::Reader;
pub use settings::Settings;
pub use stores::{Entry, Stat, Stores};
pub use trouble::on_trouble;
