//! National identifiers: which written forms are candidates, and what must speak for each.

use super::context::{Cue, Near};
use super::identifiers::{Context, Form, Identifier, Identifiers};
use super::kind::{Found, Kind, Subtype};
use super::text::{before, byte_at, byte_before, is_word};

/// All valid readings of the longest stretch that begins with the word at byte `start`.
pub(super) struct Candidate<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    readings: Vec<(Form, &'a Identifier)>,
}

/// The candidates that begin at byte `start`, the first character of a word with a digit in it:
/// longest first.
pub(super) fn candidates<'a>(
    identifiers: &'a Identifiers,
    text: &str,
    start: usize,
) -> Vec<Candidate<'a>> {
    let mut out = Vec::new();
    if !begins(text, start) {
        return out;
    }
    let mut form = Vec::with_capacity(identifiers.longest());
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let mut spaced = false;
    for (n, &byte) in rest.iter().take(identifiers.longest()).enumerate() {
        form.push(match byte {
            b'0'..=b'9' => b'd',
            b'A'..=b'Z' | b'a'..=b'z' => b'A',
            b' ' | b'-' | b'.' | b'/' | b'+' => byte,
            _ => break,
        });
        spaced |= byte == b' ';
        let end = start + n + 1;
        let inside = rest.get(n + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !byte.is_ascii_alphanumeric() || inside || !ends(text, end, spaced) {
            continue;
        }
        if spaced && joined(text, start) {
            continue;
        }
        let Some(written) = text.get(start..end) else {
            continue;
        };
        let valid = |&form: &Form| {
            let identifier = identifiers.get(form)?;
            let company = identifier.not_after.iter().any(|letters| {
                text.get(..start)
                    .is_some_and(|head| head.trim_end().ends_with(letters.as_str()))
            });
            (!company && identifier.is_valid(written)).then_some((form, identifier))
        };
        let readings: Vec<_> = identifiers.lookup(&form).iter().filter_map(valid).collect();
        if !readings.is_empty() {
            out.push(Candidate {
                start,
                end,
                readings,
            });
        }
    }
    out.reverse();
    out
}

impl Candidate<'_> {
    /// What the number is, given the nearest word and the document's language (none: unknown).
    ///
    /// `among`: an address or account stands beside it, as in a list of persons.
    pub(super) fn decide(
        &self,
        text: &str,
        near: Option<Near<'_>>,
        language: Option<&str>,
        among: bool,
    ) -> Option<Found> {
        let enclosed =
            byte_before(text, self.start) == Some(b'(') && byte_at(text, self.end) == Some(b')');
        let at_home = |identifier: &Identifier| {
            language.is_none_or(|language| identifier.languages.iter().any(|l| l == language))
        };
        let alone = |form: &Form, identifier: &Identifier| {
            at_home(identifier)
                && match identifier.context {
                    Context::Required => false,
                    Context::Punctuation => form.punctuated || enclosed || among,
                    Context::None => true,
                }
        };
        let chosen = match near {
            None => self.readings.iter().find(|(form, id)| alone(form, id)),
            Some(near) => {
                let named = |form: &Form| near.says(Cue::Identifier(form.index()));
                let named = self.readings.iter().find(|(form, _)| named(form));
                named.or_else(|| {
                    let about = near.says(Cue::Identity)
                        || near
                            .cues
                            .iter()
                            .any(|cue| matches!(cue, Cue::Identifier(_)));
                    let mut of = self.readings.iter();
                    if about {
                        of.find(|(_, id)| at_home(id))
                    } else if near.cues.iter().any(|cue| {
                        matches!(
                            cue,
                            Cue::Version | Cue::Other | Cue::Phone | Cue::Card | Cue::Account
                        )
                    }) {
                        None
                    } else {
                        of.find(|(form, id)| alone(form, id))
                    }
                })
            }
        };
        chosen.map(|(_, identifier)| Found {
            kind: Kind::NationalId,
            subtype: Subtype::intern(&identifier.id),
            start: self.start,
            end: self.end,
        })
    }
}

fn begins(text: &str, start: usize) -> bool {
    let Some(left) = before(text, start) else {
        return true;
    };
    let further = start - left.len_utf8();
    let digit = || byte_before(text, further).is_some_and(|b| b.is_ascii_digit());
    match left {
        '.' | ',' | '-' | ':' | '/' | '+' => !digit(),
        '=' | '&' | '?' | '#' | '%' | '@' => false,
        _ => !is_word(Some(left)),
    }
}

/// A number cannot end against a word, where digits go on behind a sign, or, if its own groups are
/// parted by spaces (`spaced`), before one more group.
fn ends(text: &str, end: usize, spaced: bool) -> bool {
    let digit = |at: usize| byte_at(text, at).is_some_and(|b| b.is_ascii_digit());
    match super::text::after(text, end) {
        Some('.' | ',' | '-' | ':' | '/') => !digit(end + 1),
        Some(' ') => !spaced || !digit(end + 1),
        Some('@' | '%') => false,
        right => !is_word(right),
    }
}

/// True when a group of digits stands before byte `start`, a space between.
fn joined(text: &str, start: usize) -> bool {
    byte_before(text, start) == Some(b' ')
        && byte_before(text, start - 1).is_some_and(|b| b.is_ascii_digit())
}
