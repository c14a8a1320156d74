//! Token budgets of a corpus: how much of each language and source a mix gets, and how often each
//! document is given.
//!
//! 1. Every document is added to the [`Supply`] of its [`Part`] (one language of one source): its
//!    [`mix_hash`], its [`Weight`] (by the size of its cluster, [`SizeWeights`], or by a score,
//!    [`QualityWeights`]) and its tokens. Supplies of any number of partitions merge, in any order.
//! 2. An [`Ask`] says how the horizon is shared out over the languages, and within which bounds. A fixed mix
//!    is read from a file's text by [`Datamix::parse`].
//! 3. [`plan()`] gives the [`Mix`]: what is available, asked, given and short, as it will be, exactly; and for
//!    every part a [`Dose`], which says how often each document is given. What cannot be had is said in
//!    [`Note`]s.
//! 4. [`table()`] shows it on a terminal, [`picture()`] draws it, and serde writes it as JSON.
//!
//! Nothing here reads or writes a file.
//!
//! ```
//! use std::collections::BTreeMap;
//! use tamis_mix::{Ask, Part, Supply, Weight, mix_hash, plan};
//!
//! let mut supply = BTreeMap::new();
//! for (language, documents) in [("deu_Latn", 3000), ("mlt_Latn", 30)] {
//!     let mut part = Supply::default();
//!     for id in 0..documents {
//!         part.add(mix_hash(&format!("{language} {id}"), 1), Weight::ONE, 100, 400);
//!     }
//!     supply.insert(Part::new("web", language), part);
//! }
//! // As many tokens as there are, by a temperature of 0.7: the small language is repeated.
//! let mix = plan(&supply, &Ask::default())?;
//! assert!(mix.languages["mlt_Latn"].repeats > 3.0);
//! let dose = &mix.parts[&Part::new("web", "mlt_Latn")].dose;
//! assert!(dose.copies(Weight::ONE, mix_hash("mlt_Latn 0", 1)) >= 3);
//! # Ok::<(), tamis_mix::Error>(())
//! ```
#![deny(unsafe_code)]

mod ask;
mod cells;
mod datamix;
mod dose;
mod error;
mod fill;
mod fixed;
mod groups;
mod mix;
mod nearest;
mod note;
mod part;
mod picture;
mod plan;
mod quality;
pub mod rates;
mod rehydration;
mod supply;
mod table;
mod text;
mod weight;

pub use ask::{Ask, Bounds, EXPONENT, MAX_REPEATS, Method};
pub use datamix::{Datamix, Line};
pub use dose::{Dose, Step, Sum};
pub use error::Error;
pub use mix::{Bound, Figures, Given, Mix};
pub use note::Note;
pub use part::Part;
pub use picture::picture;
pub use plan::plan;
pub use quality::QualityWeights;
pub use rehydration::SizeWeights;
pub use supply::{
    BINS, Bins, Count, Supply, bin, first_hash, held_out, mix_hash, share_below, size_class,
};
pub use table::table;
pub use weight::Weight;
