//! What a group of signals is, what it may look at and what it answers with.

use std::ops::Range;

use tamis_langs::Profile;

use super::context::Context;
use super::scratch::Work;
use crate::text::Tokens;

/// What a signal is called, what it means and where its definition comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalDef {
    /// Name and key in the `signals` column.
    pub name: &'static str,
    /// Meaning and unit.
    pub doc: &'static str,
    /// Paper or code that defined it.
    pub source: &'static str,
    /// Rises when the same text would give another number.
    pub version: u16,
}

/// A stretch of the text that a signal counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What it counted as, in a few words.
    pub what: &'static str,
}

impl Mark {
    pub(super) fn new(span: Range<usize>, what: &'static str) -> Self {
        Self { span, what }
    }
}

/// Everything a group of signals may look at.
pub(super) struct Input<'a> {
    pub(super) text: &'a str,
    pub(super) context: &'a Context<'a>,
    pub(super) profile: &'a Profile,
    pub(super) tokens: &'a Tokens,
}

/// Signals that are measured together.
pub(super) struct Group {
    pub(super) defs: &'static [SignalDef],
    /// Fills one number per definition, in order.
    pub(super) measure: fn(&Input<'_>, &mut Work, &mut [f32]),
    /// Adds what the signal of that name, one of `defs`, counted in the text.
    pub(super) mark: fn(&Input<'_>, &str, &mut Work, &mut Vec<Mark>),
}

/// `part / whole` in double precision, so that 3 of 10 is the very `0.3` a profile states; zero
/// when there is nothing to divide by.
pub(super) fn ratio(part: impl Into<Count>, whole: impl Into<Count>) -> f32 {
    let (Count(part), Count(whole)) = (part.into(), whole.into());
    if whole > 0.0 {
        (part / whole) as f32
    } else {
        0.0
    }
}

/// A count as a number that divides.
pub(super) struct Count(f64);

impl From<usize> for Count {
    fn from(n: usize) -> Self {
        Self(n as f64)
    }
}

impl From<u32> for Count {
    fn from(n: u32) -> Self {
        Self(f64::from(n))
    }
}

impl From<u64> for Count {
    fn from(n: u64) -> Self {
        Self(n as f64)
    }
}
