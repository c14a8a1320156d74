//! What a word can say about a number.

/// What a word says about the number beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::pii) enum Cue {
    /// A telephone number.
    Phone,
    /// A bank account.
    Account,
    /// A payment card.
    Card,
    /// An address on the Internet.
    Ip,
    /// A number of a person, of whatever kind.
    Identity,
    /// The identifier with this place in the list of identifiers.
    Identifier(u16),
    /// A version of a program.
    Version,
    /// Anything else that is no personal data: orders, books, companies, paragraphs, counts, prices.
    Other,
}

/// The nearest word that says something.
#[derive(Debug, Clone, Copy)]
pub(in crate::pii) struct Near<'a> {
    /// What it says: several things, where several identifiers have one name.
    pub(in crate::pii) cues: &'a [Cue],
    /// Characters between the word and the number.
    pub(in crate::pii) distance: usize,
}

impl Near<'_> {
    /// Whether it says `cue`.
    pub(in crate::pii) fn says(&self, cue: Cue) -> bool {
        self.cues.contains(&cue)
    }
}
