//! The detector: its rules, and the search itself.

use std::sync::OnceLock;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tamis_langs::Profile;

use super::fold::Folded;
use super::kind::{Found, Span};
use super::languages::Languages;
use super::rules::Rules;
use super::scan::Scan;
use super::{Kind, card, phone, secret};

/// How often a text is searched again with the values found so far out of the way. Redacting a value
/// can free its neighbour (a number glued to an address); one round settles that for any text seen so far.
const ROUNDS: usize = 4;

/// What is looked for. The rules are data: see `filters/pii/`.
pub struct Detector {
    rules: Rules,
    secret_rules: Option<SecretRules>,
    languages: Languages,
}

/// A user's rules for secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecretRules {
    /// SHA-256 of the file, in hex.
    pub digest: String,
    /// What the file asks for and is not done: rule and reason, one line each.
    pub skipped: Vec<String>,
}

/// A file of rules for secrets that cannot be used, with what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SecretRulesError(String);

/// What a text is searched for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// The document's language, as ISO 639-3 with or without a script (`mlt`, `mlt_Latn`); without one
    /// the context words of all languages count.
    pub language: Option<&'a str>,
    /// Look for e-mail addresses that are spelt out, too: `anna (at) firma (dot) cz`.
    pub spelled_out: bool,
}

impl<'a> Query<'a> {
    /// A text of that language.
    #[must_use]
    pub fn language(language: &'a str) -> Self {
        Self {
            language: Some(language),
            spelled_out: false,
        }
    }

    /// What a profile asks for.
    #[must_use]
    pub fn of(profile: &'a Profile) -> Self {
        Self {
            language: Some(profile.code.as_ref()),
            spelled_out: profile.pii.spelled_out,
        }
    }
}

impl Detector {
    /// The detector with the rules that are built in; spelt-out addresses are left.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Detector> = OnceLock::new();
        EMBEDDED.get_or_init(Self::new)
    }

    /// A detector with the rules that are built in.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rules: Rules::embedded(),
            secret_rules: None,
            languages: Languages::new(),
        }
    }

    /// Looks for secrets by the rules of a file in the form of gitleaks' configuration as well.
    ///
    /// # Errors
    /// The text is no TOML or has no rules.
    pub fn with_secret_rules(mut self, text: &str) -> Result<Self, SecretRulesError> {
        let Some(rules) = self.rules.secrets.take() else {
            return Ok(self);
        };
        let (rules, skipped) = rules
            .with_gitleaks(text)
            .map_err(|error| SecretRulesError(error.to_string()))?;
        self.rules.secrets = Some(rules);
        let digest = Sha256::digest(text.as_bytes());
        let told = |skipped: &secret::Skipped| format!("{}: {}", skipped.rule, skipped.what);
        self.secret_rules = Some(SecretRules {
            digest: digest.iter().map(|b| format!("{b:02x}")).collect(),
            skipped: skipped.iter().map(told).collect(),
        });
        Ok(self)
    }

    /// The user's rules for secrets, where there are any.
    #[must_use]
    pub fn secret_rules(&self) -> Option<&SecretRules> {
        self.secret_rules.as_ref()
    }

    /// Finds personal data in a text of that language: [`Detector::search`].
    pub fn find(&self, text: &str, language: Option<&str>) -> Vec<Span> {
        let spelled_out = false;
        let query = Query {
            language,
            spelled_out,
        };
        self.search(text, query)
    }

    /// Finds all personal data in `text`: sorted by start, disjoint, on character boundaries.
    ///
    /// What is found at a place depends on the text within 256
    /// bytes of it only, so that a long text may be searched in overlapping pieces. Values that end
    /// beyond 4 GiB cannot be expressed and are left out.
    pub fn search(&self, text: &str, query: Query<'_>) -> Vec<Span> {
        let Query {
            language,
            spelled_out,
        } = query;
        let code = language
            .and_then(|l| l.split('_').next())
            .filter(|l| *l != "und" && !l.is_empty());
        let folded = Folded::new(text);
        let mut scan = Scan {
            text: folded.text(),
            rules: &self.rules,
            language: self.languages.get(code),
            code,
            spelled_out,
            addresses: Vec::new(),
        };
        let mut found = longest_first(scan.run());
        let mut rounds = if found.is_empty() { 0 } else { ROUNDS };
        while rounds > 0 {
            let tagged = Tagged::new(folded.text(), &found);
            let mut again = Scan {
                text: &tagged.text,
                rules: &self.rules,
                language: scan.language,
                code,
                spelled_out,
                addresses: Vec::new(),
            };
            let more = longest_first(again.run());
            let more: Vec<Found> = more.iter().filter_map(|f| tagged.back(f)).collect();
            rounds = if more.is_empty() { 0 } else { rounds - 1 };
            found.extend(more);
            found.sort_by_key(|f| f.start);
        }
        let narrow = |f: &Found| {
            Some(Span {
                kind: f.kind,
                subtype: f.subtype,
                start: u32::try_from(folded.start(f.start)).ok()?,
                end: u32::try_from(folded.end(f.end)).ok()?,
            })
        };
        found.iter().filter_map(narrow).collect()
    }

    /// Whether `value`, whatever stands around it, passes no check of its kind: it is nobody's.
    pub(super) fn is_nobodys(&self, kind: Kind, value: &str) -> bool {
        let passes = match kind {
            Kind::Phone => phone::is_somebodys(value, &self.languages.get(None).regions),
            Kind::NationalId => self.rules.identifiers.iter().any(|id| id.is_valid(value)),
            Kind::CreditCard => card::at(value, 0, &self.rules.cards).is_some(),
            _ => false,
        };
        !passes && self.find(value, None).is_empty()
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

/// A text with placeholders in place of what was found, as another search would meet it.
struct Tagged {
    text: String,
    /// The pieces between: where each begins in `text` and in the original, and its length.
    pieces: Vec<(usize, usize, usize)>,
}

impl Tagged {
    fn new(text: &str, found: &[Found]) -> Self {
        let mut tagged = Self {
            text: String::with_capacity(text.len()),
            pieces: Vec::with_capacity(found.len() + 1),
        };
        let mut done = 0;
        let ends = found.iter().map(|f| (f.start, f.end, f.kind.placeholder()));
        for (start, end, placeholder) in ends.chain([(text.len(), text.len(), "")]) {
            let piece = text.get(done..start).unwrap_or_default();
            tagged.pieces.push((tagged.text.len(), done, piece.len()));
            tagged.text.push_str(piece);
            tagged.text.push_str(placeholder);
            done = end;
        }
        tagged
    }

    /// A value found in the tagged text, where it stands in the original; none if it is not within
    /// one piece.
    fn back(&self, found: &Found) -> Option<Found> {
        let next = self
            .pieces
            .partition_point(|&(begins, _, _)| begins <= found.start);
        let &(begins, original, length) = self.pieces.get(next.checked_sub(1)?)?;
        let (start, end) = (found.start - begins, found.end - begins);
        (end <= length).then_some(Found {
            start: original + start,
            end: original + end,
            ..*found
        })
    }
}

/// Of spans that overlap the longest stays, of equals the first kind in the order of the rank; the
/// result is sorted by start.
fn longest_first(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|f| (std::cmp::Reverse(f.end - f.start), f.start, rank(f)));
    let mut kept = std::collections::BTreeMap::<usize, Found>::new();
    for span in found {
        let before = kept.range(..span.end).next_back();
        if before.is_none_or(|(_, f)| f.end <= span.start) {
            kept.insert(span.start, span);
        }
    }
    kept.into_values().collect()
}

/// Which of two readings of the same characters stands: the one whose check says more.
fn rank(found: &Found) -> u8 {
    match found.kind {
        Kind::Email => 0,
        Kind::Iban => 1,
        Kind::CreditCard => 2,
        Kind::Crypto => 3,
        Kind::NationalId => 4,
        Kind::Ip => 5,
        Kind::Phone => 6,
        Kind::Secret => 7,
    }
}
