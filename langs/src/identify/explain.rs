//! Why a text was identified as it was, for people.

use std::fmt;

use super::answer::Document;
use super::close::Decision;

/// Features that are told.
const TOLD: usize = 12;

/// Collected on the way.
#[derive(Default)]
pub(super) struct Reasons {
    pub(super) model: Vec<(String, f32)>,
    pub(super) letters: usize,
    pub(super) decision: Option<Decision>,
}

/// An answer with its reasons. [`fmt::Display`] writes it as a few lines of at most 80 columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The answer.
    pub document: Document,
    /// The likeliest labels before the second step, calibrated.
    pub model: Vec<(String, f32)>,
    /// Letters that were read.
    pub letters: usize,
    /// How the close group was divided, where the likeliest label is in one.
    pub decision: Option<Decision>,
}

impl Explanation {
    pub(super) fn new(document: Document, reasons: Reasons) -> Self {
        Self {
            document,
            model: reasons.model,
            letters: reasons.letters,
            decision: reasons.decision,
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = &self.document.whole;
        let script = whole.script.unwrap_or("no script");
        writeln!(f, "{} {:.4}", whole.label, whole.score)?;
        writeln!(f, "  read       {} letters, {script}", self.letters)?;
        if !self.model.is_empty() {
            let top: Vec<String> = self
                .model
                .iter()
                .map(|(label, p)| format!("{label} {p:.4}"))
                .collect();
            writeln!(f, "  model      {}", top.join(", "))?;
        }
        if let Some(decision) = &self.decision {
            write_decision(f, decision)?;
        }
        if self.document.segments.len() > 1 {
            let shares = self.document.shares().into_iter();
            let shares: Vec<String> = shares
                .map(|(label, share)| format!("{label} {share:.2}"))
                .collect();
            writeln!(f, "  segments   {}", shares.join(", "))?;
        }
        Ok(())
    }
}

fn write_decision(f: &mut fmt::Formatter<'_>, decision: &Decision) -> fmt::Result {
    let row = |f: &mut fmt::Formatter<'_>, name: &str, values: &[f32]| {
        write!(f, "  {name:<22}")?;
        for value in values {
            write!(f, " {value:>9.2}")?;
        }
        writeln!(f)
    };
    write!(f, "  {:<22}", "close group")?;
    for label in &decision.labels {
        write!(f, " {label:>9}")?;
    }
    writeln!(f)?;
    row(f, "  model", &decision.model)?;
    row(f, "  words", &decision.words)?;
    for said in decision.evidence.iter().take(TOLD) {
        row(
            f,
            &format!("    {} ×{}", said.feature, said.count),
            &said.weights,
        )?;
    }
    if decision.evidence.len() > TOLD {
        writeln!(f, "      and {} more", decision.evidence.len() - TOLD)?;
    }
    row(f, "  address, declarations", &decision.hints)?;
    row(f, "  share of the group", &decision.shares)
}
