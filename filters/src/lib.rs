//! Quality signals and rules, personal data, reserved rights, lists of unwanted URLs, and texts of
//! benchmarks.
//!
//! Every part of this crate looks at one document and answers with numbers, spans or a
//! [`Verdict`]. None of it knows who calls it: there is no I/O here, and no shared state.
//!
//! The order of work is *annotate, then decide*: [`signals::measure`] and [`pii::find`] only
//! measure, and [`rules::decide`], [`pii::decide`] and [`rights::Policy::decide`] compare what was
//! measured with a profile or a policy. So a changed threshold needs no second reading of the
//! text.
//!
//! To add a signal, write one file and name it in the list of groups from which
//! [`signals::SIGNALS`] is made. Which rules there are is [`tamis_langs::LIMITS`].

mod text;

pub mod contamination;
pub mod pii;
pub mod rights;
pub mod rules;
pub mod signals;
pub mod url;

pub use signals::Scratch;
pub use text::instructions;

use serde::Serialize;

/// What a filter says about one document.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Nothing speaks against the document.
    Keep,
    /// The document goes to the removal ledger, with this reason.
    Drop(Removal),
    /// The document stays when these spans (sorted, disjoint, UTF-8 bytes) are redacted.
    Edit(Vec<pii::Span>),
}

/// Why a document was removed: one row of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Removal {
    /// Stable name of the reason, for example `quality.min_words` or `rights.tdm`.
    pub reason: &'static str,
    /// What was measured, in the unit of the signal; none where nothing was counted.
    pub value: Option<f64>,
    /// The bound that `value` broke.
    pub threshold: Option<f64>,
    /// The evidence in words, where a number does not say enough.
    pub detail: Option<String>,
}
