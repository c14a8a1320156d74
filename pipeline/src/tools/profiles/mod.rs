//! What a profile says of a text: of its own examples, and of any text with all reasons.

mod check;
mod explain;
mod find;
mod missing;

pub use check::{Checked, check_profiles, number};
pub use explain::{Explained, ExplainedRule, explain, shortest};
pub use find::find_document;
pub(crate) use missing::no_profile;
