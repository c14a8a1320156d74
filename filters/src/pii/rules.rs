//! The rules by which values are recognised, those of all kinds.

use super::identifiers::Identifiers;
use super::{card, email, iban, ip, secret};

/// The rules of each kind that has any.
pub(super) struct Rules {
    pub(super) email: email::Rules,
    pub(super) ip: ip::Rules,
    pub(super) iban: iban::Rules,
    pub(super) cards: card::Rules,
    pub(super) identifiers: Identifiers,
    pub(super) secrets: Option<secret::Rules>,
}

impl Rules {
    /// Those that are built in.
    pub(super) fn embedded() -> Self {
        Self {
            email: email::Rules::embedded(),
            ip: ip::Rules::embedded(),
            iban: iban::Rules::embedded(),
            cards: card::Rules::embedded(),
            identifiers: Identifiers::embedded().clone(),
            secrets: secret::Rules::shipped().ok(),
        }
    }
}
