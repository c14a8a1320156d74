//! E-mail addresses: dot-atom local part and host name (RFC 5321, RFC 5322), letters of any script
//! in both (RFC 6531, RFC 5890).

use serde::Deserialize;

use super::kind::{Found, Kind, Subtype};
use super::text::{after, before};

/// Longest local part, in bytes (RFC 5321, 4.5.3.1.1).
const LOCAL: usize = 64;
/// Longest domain, in bytes (RFC 5321, 4.5.3.1.2).
const DOMAIN: usize = 255;
/// Longest label, in bytes (RFC 1035, 2.3.4).
const LABEL: usize = 63;

/// What looks like an address and is none.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    /// Endings of files (`logo@2x.png`).
    files: Vec<String>,
    /// Names that are nobody's.
    reserved: Vec<String>,
}

impl Rules {
    /// Those that are built in; a test reads them.
    pub(super) fn embedded() -> Self {
        toml::from_str(include_str!("../../pii/email.toml")).unwrap_or_default()
    }

    /// Whether an address at that domain (lower-cased) is nobody's.
    pub(super) fn is_reserved(&self, domain: &str) -> bool {
        self.reserved.iter().any(|name| {
            domain
                .strip_suffix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }

    fn is_top_level(&self, label: &str) -> bool {
        let letters = label.chars().all(|c| c.is_alphabetic() || is_mark(c));
        let punycode = label
            .get(..4)
            .is_some_and(|p| p.eq_ignore_ascii_case("xn--"));
        label.chars().nth(1).is_some()
            && (letters || punycode)
            && !self
                .files
                .iter()
                .any(|file| label.eq_ignore_ascii_case(file))
    }
}

/// The address around the `@` at byte `at`.
pub(super) fn at(text: &str, at: usize, rules: &Rules) -> Option<Found> {
    let start = local_start(text, at)?;
    let end = domain_end(text, at + 1, rules)?;
    // @user@instance is a handle in a federated network; git@host:path is a repository.
    let scp = text.get(start..at)? == "git" && after(text, end) == Some(':');
    (before(text, start) != Some('@') && !scp).then_some(Found {
        kind: Kind::Email,
        subtype: Subtype::NONE,
        start,
        end,
    })
}

/// Characters of a local part. RFC 5322 allows more (`!#$&'*/=?^{|}~`); in running text those are
/// quotes and URL syntax far more often than part of an address.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

fn local_start(text: &str, at: usize) -> Option<usize> {
    let mut start = at;
    for (i, c) in text.get(..at)?.char_indices().rev() {
        // Two dots in a row end the address: "write to...jan@firma.cz".
        if !is_local(c) || (c == '.' && after(text, i + 1) == Some('.')) {
            break;
        }
        start = i;
        // With one byte to spare for a leading dot; a longer run is no address.
        if at - start > LOCAL + 1 {
            return None;
        }
    }
    let local = text.get(start..at)?;
    let trimmed = local.trim_start_matches(['.', '-', '+', '%']);
    let fits = !trimmed.is_empty() && trimmed.len() <= LOCAL && !trimmed.ends_with('.');
    fits.then_some(at - trimmed.len())
}

/// End of the longest host name that begins at byte `start` and has a possible top-level domain.
fn domain_end(text: &str, start: usize, rules: &Rules) -> Option<usize> {
    let rest = text.get(start..)?;
    let run = rest.char_indices().find(|&(i, c)| {
        i > DOMAIN || !(c.is_alphanumeric() || matches!(c, '.' | '-') || is_mark(c))
    });
    let run = rest.get(..run.map_or(rest.len(), |(i, _)| i))?;
    let mut good = None;
    let mut end = 0;
    for (n, label) in run.split('.').enumerate() {
        // A hyphen after the last label is punctuation: "jan@firma.cz-".
        let body = label.trim_end_matches('-');
        if body.is_empty() || body.starts_with('-') || body.len() > LABEL {
            break;
        }
        end += body.len() + usize::from(n > 0);
        if end > DOMAIN {
            break;
        }
        if n > 0 && rules.is_top_level(body) {
            good = Some(end);
        }
        if body.len() < label.len() {
            break;
        }
    }
    let end = good?;
    let domain = run.get(..end)?.to_lowercase();
    (!rules.is_reserved(&domain)).then_some(start + end)
}

/// Combining marks that host names in decomposed form contain.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::super::tests::values;

    #[test]
    fn addresses() {
        for (text, want) in [
            ("jan.novak@firma.cz", "jan.novak@firma.cz"),
            ("E-Mail:jürgen.müller@müller.de.", "jürgen.müller@müller.de"),
            (
                "<a href=\"mailto:a+b_c@x.co.uk?subject=\">",
                "a+b_c@x.co.uk",
            ),
            ("(иван@пример.рф)", "иван@пример.рф"),
            ("γιάννης@ελλάς.ελ, ναι", "γιάννης@ελλάς.ελ"),
            ("a@b.museum-", "a@b.museum"),
            ("a@b.xn--p1ai!", "a@b.xn--p1ai"),
            ("piš...jan@firma.cz", "jan@firma.cz"),
            ("jan@firma.cz.2 dny", "jan@firma.cz"),
            ("-jan@1a.fr", "jan@1a.fr"),
        ] {
            assert_eq!(values(text), [want], "{text}");
        }
        let long = format!("{}@firma.cz", "a".repeat(64));
        assert_eq!(values(&long), [long.as_str()]);
    }

    #[test]
    fn not_addresses() {
        for text in [
            "user@localhost",
            "@media screen",
            "a @ b.cz",
            "a@b",
            "a@b.c",
            "a@.cz",
            "a@b..cz",
            "logo@2x.png",
            "name@example.com",
            "name@mail.example.org",
            "x@server.test",
            "root@host.localdomain",
            "@user@mastodon.social",
            "git@host.org:group/project",
            "a@1.2.3.4",
            "a.@b.cz",
        ] {
            assert_eq!(values(text), [""; 0], "{text}");
        }
        assert_eq!(values(&format!("{}@firma.cz", "a".repeat(65))), [""; 0]);
        assert_eq!(values(&format!("{}@firma.cz", "a".repeat(200))), [""; 0]);
    }
}
