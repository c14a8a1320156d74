//! What a site says about the rights in all of its pages: `robots.txt` and
//! `/.well-known/tdmrep.json`, read from archives or a folder and looked up by page.
//!
//! What they mean is decided in `tamis_filters::rights`; here they are only found.

mod beside;
mod collect;
mod inputs;
mod judge;
mod read;
mod site;
mod sites;
mod table;
mod texts;

pub use beside::beside;
pub use collect::Collector;
pub use inputs::{RobotsFiles, load};
pub use judge::{Agents, Drop, Judge, judged};
pub use read::{LONGEST, read_folder, read_warc};
pub use site::{Site, seconds};
pub use sites::{Said, Sites};
pub use table::{Answer, Builder, FileKind, Table};
