//! The rules of `filters/pii/secret.toml`, ready to search with.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::error::RulesError;
use super::pem;
use super::shape::Shape;

pub(super) const FILE: &str = include_str!("../../../pii/secret.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    placeholders: Vec<String>,
    assigned: Assigned,
    secret: Vec<Entry>,
}

/// Words before `:` or `=`: small letters, without separators.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assigned {
    pub(super) password: Vec<String>,
    pub(super) key: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[allow(dead_code, reason = "for readers of the file; required of every entry")]
    source: String,
    starts: Vec<String>,
    lead: Option<String>,
    body: Vec<String>,
    contains: Option<String>,
    #[serde(default)]
    not_after: String,
    check: Option<Check>,
    #[serde(default)]
    body_only: bool,
    entropy: Option<f64>,
}

/// A check beyond the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Check {
    Github,
    Jwt,
}

/// One kind of secret.
#[derive(Debug)]
pub(super) struct Secret {
    pub(super) name: String,
    pub(super) lead: Option<Shape>,
    pub(super) bodies: Vec<Shape>,
    pub(super) contains: Option<String>,
    pub(super) not_after: String,
    pub(super) check: Option<Check>,
    pub(super) body_only: bool,
    pub(super) entropy: f64,
    /// The first of its beginnings; for tests.
    #[cfg(test)]
    pub(super) starts: Vec<String>,
    #[cfg(test)]
    pub(super) spelt: Vec<String>,
}

/// Beginnings that are searched for at once: with more, `aho-corasick` has no vector search for them,
/// and with fewer the text is read more often.
const GROUP: usize = 64;

/// Least bits a character of a body.
const ENTROPY: f64 = 3.0;

/// The rules in the form of a search.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) secrets: Vec<Secret>,
    pub(super) assigned: Assigned,
    /// Beginnings of all rules, then those of PEM, [`GROUP`] to an automaton.
    literals: Vec<AhoCorasick>,
    /// Which rule a beginning is of; beyond the rules it is PEM.
    owners: Vec<usize>,
    placeholders: AhoCorasick,
}

impl Table {
    /// Reads the rules.
    ///
    /// # Errors
    /// The file is no TOML, has other keys, or spells a shape that is not understood.
    pub(super) fn read(file: &str) -> Result<Self, RulesError> {
        let mut file: File = toml::from_str(file).map_err(RulesError::toml)?;
        let Assigned { password, key } = &mut file.assigned;
        for word in password.iter_mut().chain(key) {
            *word = fold(word.chars());
        }
        let mut literals = Vec::new();
        let mut owners = Vec::new();
        let mut secrets = Vec::new();
        for entry in file.secret {
            let shape = |spelt: &String| {
                Shape::parse(spelt).ok_or_else(|| RulesError::Shape {
                    rule: entry.name.clone(),
                    shape: spelt.clone(),
                })
            };
            owners.extend(entry.starts.iter().map(|_| secrets.len()));
            literals.extend(entry.starts.iter().cloned());
            secrets.push(Secret {
                lead: entry.lead.as_ref().map(shape).transpose()?,
                bodies: entry.body.iter().map(shape).collect::<Result<_, _>>()?,
                name: entry.name,
                contains: entry.contains,
                not_after: entry.not_after,
                check: entry.check,
                body_only: entry.body_only,
                entropy: entry.entropy.unwrap_or(ENTROPY),
                #[cfg(test)]
                starts: entry.starts,
                #[cfg(test)]
                spelt: entry.body,
            });
        }
        literals.extend(pem::LITERALS.map(str::to_owned));
        owners.extend(pem::LITERALS.map(|_| secrets.len()));
        let literals = literals.chunks(GROUP).map(|group| {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(group)
                .map_err(RulesError::search)
        });
        let placeholders = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&file.placeholders);
        Ok(Self {
            secrets,
            assigned: file.assigned,
            literals: literals.collect::<Result<_, _>>()?,
            owners,
            placeholders: placeholders.map_err(RulesError::search)?,
        })
    }

    /// Beginnings in the text, each with its rule; none is PEM. In the order of the text only
    /// within a group.
    pub(super) fn beginnings<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = (std::ops::Range<usize>, Option<&'a Secret>)> + use<'a, 't> {
        let groups = self.literals.iter().zip(self.owners.chunks(GROUP));
        groups.flat_map(move |(literals, owners)| {
            literals.find_iter(text).filter_map(move |found| {
                let owner = *owners.get(found.pattern().as_usize())?;
                Some((found.range(), self.secrets.get(owner)))
            })
        })
    }

    /// True when a value has a part that examples are made of.
    pub(super) fn is_placeholder(&self, value: &str) -> bool {
        self.placeholders.is_match(value) || climbs(value.as_bytes())
    }
}

/// Characters in a row that rise by one, as in `abcdefgh`, that no random value has: one in 10^12
/// places of a base-62 string.
const CLIMB: usize = 8;

fn climbs(value: &[u8]) -> bool {
    let rises = |w: &[u8]| matches!(w, [a, b] if a.wrapping_add(1) == *b);
    value.windows(CLIMB).any(|w| w.windows(2).all(rises))
}

/// Small letters, with one form of the Greek sigma, whose capital does not tell which it is.
pub(super) fn fold(letters: impl Iterator<Item = char>) -> String {
    let small = letters.flat_map(char::to_lowercase);
    small.map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}
