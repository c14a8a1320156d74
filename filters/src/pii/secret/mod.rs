//! API keys, tokens, private keys and passwords.
//!
//! The rules are data (`filters/pii/secret.toml`): what a value begins with, which characters
//! follow and how many, and a check where the provider has one. All beginnings are searched for
//! at once, so a text that has none costs one pass of vector instructions. A second search looks
//! at `:` and `=` and finds values that a word before them names (`password = …`). A user's own
//! rules in the format of gitleaks come on top ([`gitleaks`]).

mod assigned;
mod check;
mod error;
mod gitleaks;
mod pem;
mod shape;
mod table;

use super::hit::Hit;
use super::text::{after, before, is_word};
use error::RulesError;
use table::{Check, Secret, Table};

pub(crate) use gitleaks::Skipped;

/// Name of a private key's hits.
const PRIVATE_KEY: &str = "PRIVATE_KEY";

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Rules {
    table: Table,
    user: Option<gitleaks::Rules>,
}

impl Rules {
    /// The rules that come with the program.
    ///
    /// # Errors
    /// Never with the file as it is, which a test makes sure of.
    pub(crate) fn shipped() -> Result<Self, RulesError> {
        let table = Table::read(table::FILE)?;
        Ok(Self { table, user: None })
    }

    /// The same with the rules of a file in gitleaks' format, given as text. What the file asks
    /// for and is not done comes back, rule by rule.
    ///
    /// # Errors
    /// The text is no TOML or has no rules.
    pub(crate) fn with_gitleaks(self, file: &str) -> Result<(Self, Vec<Skipped>), RulesError> {
        let (user, skipped) = gitleaks::Rules::read(file)?;
        let user = Some(user);
        Ok((Self { user, ..self }, skipped))
    }
}

/// Appends every secret in `text`, sorted by start and disjoint. Where two rules find the same
/// bytes the one whose beginning stands in the text goes first, then the user's, then that of a
/// word before the value.
pub(crate) fn find<'a>(text: &str, rules: &'a Rules, out: &mut Vec<Hit<'a>>) {
    let mut found = Vec::new();
    for (range, secret) in rules.table.beginnings(text) {
        found.extend(match secret {
            Some(secret) => begun(text, range, secret, &rules.table),
            None => pem::at(text, range).map(|key| Hit {
                start: key.start,
                end: key.end,
                subtype: PRIVATE_KEY,
            }),
        });
    }
    keep_disjoint(&mut found);
    if let Some(user) = &rules.user {
        user.find(text, &mut found);
        keep_disjoint(&mut found);
    }
    assigned::find(text, &rules.table, &mut found);
    keep_disjoint(&mut found);
    out.append(&mut found);
}

/// Of hits that overlap keeps the one that came first; sorts by start. Hits that were disjoint
/// before and came first stay.
fn keep_disjoint(found: &mut Vec<Hit<'_>>) {
    if found.len() < 2 {
        return;
    }
    let mut kept = std::collections::BTreeMap::new();
    for hit in found.drain(..) {
        let before = kept.range(..hit.end).next_back();
        if before.is_none_or(|(_, h): (_, &Hit<'_>)| h.end <= hit.start) {
            kept.insert(hit.start, hit);
        }
    }
    found.extend(kept.into_values());
}

/// True for small letters without a digit or a capital: `my-token-here`.
fn is_words(body: &str) -> bool {
    let random = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    !body.bytes().any(random)
}

/// The secret whose beginning is at `range`.
fn begun<'a>(
    text: &str,
    range: std::ops::Range<usize>,
    secret: &'a Secret,
    table: &Table,
) -> Option<Hit<'a>> {
    let bytes = text.as_bytes();
    let lead = match &secret.lead {
        Some(shape) => shape.length_back(bytes.get(..range.start)?)?,
        None => 0,
    };
    let start = range.start - lead;
    let left = before(text, start);
    if is_word(left) || left.is_some_and(|c| secret.not_after.contains(c)) {
        return None;
    }
    // In the middle of words with hyphens, which many values may be in the middle of too.
    let two = start.checked_sub(2).and_then(|at| bytes.get(at));
    if left == Some('-') && two.is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let rest = bytes.get(range.end..)?;
    let length = secret.bodies.iter().filter_map(|b| b.length(rest)).max()?;
    let end = range.end + length;
    if is_word(after(text, end)) {
        return None;
    }
    let (whole, body) = (text.get(start..end)?, text.get(range.end..end)?);
    let checked = match secret.check {
        Some(Check::Github) => check::github(body.as_bytes()),
        Some(Check::Jwt) => check::jwt(whole),
        None => true,
    };
    let real = checked
        && secret
            .contains
            .as_ref()
            .is_none_or(|c| body.contains(c.as_str()))
        && !is_words(body)
        && check::entropy(body.as_bytes()) >= secret.entropy
        && !table.is_placeholder(whole);
    real.then_some(Hit {
        start: if secret.body_only { range.end } else { start },
        end,
        subtype: &secret.name,
    })
}

#[cfg(test)]
mod tests;
