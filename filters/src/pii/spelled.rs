//! E-mail addresses that people spell out to hide them from collectors: `anna (at) firma (dot) cz`,
//! `anna [zavináč] firma.cz`, `anna at firma dot cz`.
//!
//! A word in brackets is enough; a bare word counts only where the full stop is spelt out as well, since
//! "look at firma.cz" is no address. The end must be a name that the public suffix list knows.

use super::context::Words;
use super::email::Rules;
use super::kind::{Found, Kind, Subtype};
use super::text::{before, is_word};

/// Longest local part and domain, in bytes, with what is spelt out.
const LOCAL: usize = 64;
const DOMAIN: usize = 128;

/// How a sign is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `(at)`
    Bracketed,
    /// ` at `
    Bare,
    /// `.`
    Itself,
}

/// Adds the spelt-out addresses of `text`, a document in the language of `words`.
pub(super) fn find(text: &str, words: &Words, rules: &Rules, found: &mut Vec<Found>) {
    let mut done = 0;
    for (at, _) in text.match_indices([' ', '(', '[', '{']) {
        if at < done {
            continue;
        }
        let Some((form, end)) = sign(text, at, &words.at) else {
            continue;
        };
        let Some(start) = local(text, at) else {
            continue;
        };
        if let Some(end) = domain(text, end, form, words, rules) {
            found.push(Found {
                kind: Kind::Email,
                subtype: Subtype::NONE,
                start,
                end,
            });
            done = end;
        }
    }
}

/// The sign spelt as one of `words` at byte `at`, and where it ends: with the spaces around it.
fn sign(text: &str, at: usize, words: &[String]) -> Option<(Form, usize)> {
    let rest = text.get(at..)?;
    let inner = rest.trim_start_matches(' ');
    let spaces = rest.len() - inner.len();
    if spaces > 2 {
        return None;
    }
    let close = match inner.chars().next()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => ' ',
    };
    let bare = close == ' ';
    if bare && spaces == 0 {
        return None;
    }
    let body = if bare { inner } else { inner.get(1..)? };
    let length = body.char_indices().take(16).find(|&(_, c)| c == close)?.0;
    let word = body.get(..length)?.trim().to_lowercase();
    if !words.contains(&word) {
        return None;
    }
    let end = at + spaces + usize::from(!bare) + length + 1;
    let rest = text.get(end..)?;
    let more = rest.len() - rest.trim_start_matches(' ').len();
    let form = if bare { Form::Bare } else { Form::Bracketed };
    (more <= 2).then_some((form, end + more))
}

fn local(text: &str, end: usize) -> Option<usize> {
    let head = text.get(..end)?;
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    let start = head
        .char_indices()
        .rev()
        .take(LOCAL)
        .take_while(|&(_, c)| is_local(c))
        .last()?
        .0;
    let local = head.get(start..)?.trim_start_matches(['.', '-', '+']);
    (!local.is_empty() && !is_word(before(text, end - local.len()))).then_some(end - local.len())
}

fn domain(text: &str, start: usize, form: Form, words: &Words, rules: &Rules) -> Option<usize> {
    let mut at = start;
    let mut name = String::new();
    let mut spelled = form == Form::Bracketed;
    let mut best = None;
    while at - start < DOMAIN {
        let rest = text.get(at..)?;
        let label = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '-'))
            .unwrap_or(rest.len());
        if label == 0 || label > 63 {
            break;
        }
        name.push_str(&rest.get(..label)?.to_lowercase());
        at += label;
        let known = psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known());
        if name.contains('.') && known && spelled && !rules.is_reserved(&name) {
            best = Some(at);
        }
        let dot = match text.as_bytes().get(at) {
            Some(b'.') => Some((Form::Itself, at + 1)),
            _ => sign(text, at, &words.dot),
        };
        let Some((form, next)) = dot else {
            break;
        };
        spelled |= form != Form::Itself;
        name.push('.');
        at = next;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::{Detector, Query};

    #[test]
    fn spelt_out_addresses() {
        let query = |spelled_out| Query {
            language: Some("ces"),
            spelled_out,
        };
        let values = |text: &str| -> Vec<String> {
            let spans = Detector::embedded().search(text, query(true));
            spans
                .iter()
                .map(|s| text[s.start as usize..s.end as usize].to_owned())
                .collect()
        };
        for (text, want) in [
            (
                "Piš na anna.n (at) firma (dot) cz, díky",
                "anna.n (at) firma (dot) cz",
            ),
            ("anna [at] firma.cz", "anna [at] firma.cz"),
            ("anna(zavináč)firma(tečka)cz", "anna(zavináč)firma(tečka)cz"),
            ("anna at firma dot cz", "anna at firma dot cz"),
            (
                "anna AT mail DOT firma DOT cz.",
                "anna AT mail DOT firma DOT cz",
            ),
        ] {
            assert_eq!(values(text), [want], "{text}");
        }
        for text in [
            "look at firma.cz",
            "meet at noon dot matrix",
            "anna (at) example.com",
            "(at) firma.cz",
            "anna (at) firma",
            "koupit (at) dům.",
        ] {
            assert_eq!(values(text), [""; 0], "{text}");
        }
        let plain = Detector::embedded().search("anna (at) firma (dot) cz", query(false));
        assert!(plain.is_empty());
    }
}
