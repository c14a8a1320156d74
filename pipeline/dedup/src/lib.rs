//! Near-duplicate documents: text -> MinHash signatures -> LSH bands -> verified pairs -> clusters.
//!
//! The steps are plain functions over readers and writers, and know nothing of who calls them:
//!
//! 1. [`Signer::sign`] gives a text its signature: the minima of `bands * rows` permutations of its
//!    word shingles. Two signatures agree in a slot with the probability of the Jaccard similarity
//!    of the two sets of shingles (Broder 1997), which is what [`similarity`] counts.
//! 2. [`store`] keeps signatures in checked files that refuse to mix with those of another kind.
//! 3. [`buckets::candidate_pairs`] reads those files for one band, puts together the documents of
//!    one group whose band agrees, and gives the pairs whose whole signatures agree enough.
//! 4. [`clusters::cluster`] joins the pairs of all bands and says which document of each cluster is
//!    kept.
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
pub mod clusters;
mod entry;
mod error;
pub mod kernel;
mod params;
pub mod shingle;
mod sign;
mod sort;
pub mod store;
pub mod words;

pub use buckets::{BucketStats, candidate_pairs};
pub use clusters::{Clusters, Member, cluster};
pub use entry::{DocKey, Entry, Node, Pair, Rank};
pub use error::Error;
pub use params::{Family, Params};
pub use sign::{Scratch, Signed, Signer, band_key, similarity};
