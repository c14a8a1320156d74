//! What the detectors of wallets and secrets answer.

/// A value in a text: UTF-8 bytes, `end` exclusive, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit<'a> {
    /// First byte of the value.
    pub(crate) start: usize,
    /// First byte after the value.
    pub(crate) end: usize,
    /// The name of the rule that found it, as in the data file.
    pub(crate) subtype: &'a str,
}
