//! Languages: which variants there are, what their profiles say, and which one a text is in.
//!
//! - [`LangCode`]: the name of a variant, `ces_Latn` (ISO 639-3 and ISO 15924).
//! - [`Named`]: what other names for languages stand for: [`Named::of`] a tag of a web page,
//!   [`label_names`] of a model.
//! - [`Registry`] and [`Profile`]: the thresholds, words and policies of each variant, read from
//!   TOML files that inherit from `default.toml`. [`check_toml`] explains a mistake in one.
//! - [`Identifier`]: language identification with an embedded fastText model or any other.
//! - [`train`]: how that model is made, and models of quality.
//! - [`Classifier`]: any other fastText model, asked for one label.
//!
//! ```
//! let registry = tamis_langs::Registry::embedded();
//! let czech = registry.get("ces_Latn").map(|profile| profile.name.as_str());
//! assert_eq!(czech, Some("Czech"));
//! ```

mod check;
mod classify;
mod code;
mod digest;
mod error;
mod file;
mod identify;
mod inherit;
mod json_schema;
mod likely;
mod limit;
mod limits;
mod model;
mod nearest;
mod normalise;
mod origin;
mod profile;
mod registry;
mod schema;
mod script;
pub mod train;

pub use classify::Classifier;
pub use code::{LangCode, Language, Named, REJECT, UNDETERMINED, label_names, normalise_code};
pub use error::{Error, UnknownLabel};
pub use identify::{
    Decision, Document, Evidence, Explanation, Hints, IDENTIFY_VERSION, Identification, Identifier,
    Segment, tld,
};
pub use json_schema::json_schema;
pub use limits::{LIMITS, LimitDef, Limits, Scale, Side};
#[doc(hidden)]
pub use model::{FormatError, Info, Loss, Model, Scratch};
#[doc(hidden)]
pub use nearest::nearest;
pub use origin::{Origin, Place};
pub use profile::{
    BalanceHints, Example, Identify, PII_ACTIONS, PiiAction, PiiPolicy, Profile, Words,
};
pub use registry::{Registry, check_toml};
pub use script::dominant_script;
