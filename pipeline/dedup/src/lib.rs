//! Near-duplicate documents: text -> MinHash signatures -> LSH bands -> verified pairs -> clusters.
//!
//! The steps are plain functions over readers and writers, and know nothing of who calls them:
//!
//! 1. [`Signer::sign`] gives a text its signature: the minima of `bands * rows + checks` permutations of its
//!    word shingles. Two signatures agree in a slot with the probability of the Jaccard similarity
//!    of the two sets of shingles (Broder 1997), which is what [`similarity`] counts.
//! 2. [`part::PartWriter`] writes what the later steps need of a partition's documents into checked
//!    files ([`store`]) that refuse to mix with those of another kind.
//! 3. [`exact::group`] finds documents of the same text or URL, which need no comparison.
//! 4. [`buckets::candidates`] puts together the documents of one group of which a band agrees.
//! 5. [`verify::attach`] and [`verify::compare`] bring the signatures of candidates together and give
//!    the pairs that agree enough.
//! 6. [`clusters::cluster`] joins the pairs and says which document of each cluster is kept.
//!
//! Every step works in a stated budget of memory, whatever the number of documents, and takes time in
//! proportion to them; what does not fit is sorted on disk ([`sort`]). Steps 4 and 5 may be cut into any
//! number of tasks. [`chain`] runs all of them in one process.
//!
//! [`lines`] finds single lines that several documents have, in two steps of their own.
//!
//! Nothing depends on the order of files, entries or pairs, on the processor or on the number of
//! threads: the same documents give the same clusters, and the same ones are kept.
//!
//! ```
//! use tamis_dedup::{Params, Scratch, Signer, similarity};
//!
//! let signer = Signer::new(Params::default())?;
//! let mut scratch = Scratch::default();
//! let mut sign = |text| signer.sign(text, &mut scratch).unwrap_or_default();
//! let a = sign("It-tabib qal li 3 minn kull 10 morda fiequ kompletament dan ix-xahar.");
//! let b = sign("IT-TABIB qal li 5 minn kull 20 morda fiequ kompletament dan ix-xahar!");
//! assert_eq!(similarity(&a.signature, &b.signature), 1.0);
//! assert_eq!(a.exact, b.exact);
//! # Ok::<(), tamis_dedup::Error>(())
//! ```
#![deny(unsafe_code)]

pub mod buckets;
pub mod chain;
pub mod clusters;
mod components;
mod entry;
mod error;
pub mod exact;
mod fss;
pub mod kernel;
pub mod lines;
pub mod numbering;
mod params;
pub mod part;
pub mod sets;
pub mod shingle;
mod sign;
pub mod sort;
pub mod store;
pub mod verify;
pub mod words;

pub use clusters::{Crawls, Member};
pub use entry::{DocKey, Link, Node, Pair, Rank};
pub use error::Error;
pub use params::{Family, Params, THRESHOLD};
pub use sign::{Scratch, Signed, Signer, band_key, exact_hash, similarity};
