//! The form of the tables: compact, sorted, and ready without work at start-up.

/// The names of one length.
#[derive(Debug)]
pub(super) struct OfLength {
    /// The rank of the first name among all names, by length and then by bytes.
    pub(super) first: u16,
    /// The names end to end, in byte order, without `&` and `;`.
    pub(super) names: &'static str,
}
