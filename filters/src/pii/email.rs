//! E-mail addresses: dot-atom local part and host name (RFC 5321, RFC 5322), letters of any script
//! in both (RFC 6531, RFC 5890).

use super::{Found, Kind, after, before};

/// Longest local part, in bytes (RFC 5321, 4.5.3.1.1).
const LOCAL: usize = 64;
/// Longest domain, in bytes (RFC 5321, 4.5.3.1.2).
const DOMAIN: usize = 255;
/// Longest label, in bytes (RFC 1035, 2.3.4).
const LABEL: usize = 63;

/// Endings of files that people write after an at sign (`logo@2x.png`) and that are no top-level
/// domain in the root zone.
const FILES: [&str; 14] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "css", "js", "html", "htm", "php",
    "pdf",
];

/// Names set aside for documentation and testing (RFC 2606, RFC 6761), and those that private
/// networks use (RFC 6762, appendix G, and the `localdomain` of Unix hosts).
const RESERVED: [&str; 15] = [
    "example",
    "test",
    "invalid",
    "localhost",
    "local",
    "example.com",
    "example.net",
    "example.org",
    "intranet",
    "internal",
    "private",
    "corp",
    "home",
    "lan",
    "localdomain",
];

/// The address around the `@` at byte `at`.
pub(super) fn at(text: &str, at: usize) -> Option<Found> {
    let start = local_start(text, at)?;
    let end = domain_end(text, at + 1)?;
    // @user@instance is a handle in a federated network; git@host:path is a repository.
    let scp = text.get(start..at)? == "git" && after(text, end) == Some(':');
    (before(text, start) != Some('@') && !scp).then_some(Found {
        kind: Kind::Email,
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
fn domain_end(text: &str, start: usize) -> Option<usize> {
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
        if n > 0 && is_top_level(body) {
            good = Some(end);
        }
        if body.len() < label.len() {
            break;
        }
    }
    let end = good?;
    let domain = run.get(..end)?.to_lowercase();
    let reserved = RESERVED.iter().any(|name| {
        domain
            .strip_suffix(name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    (!reserved).then_some(start + end)
}

/// Combining marks that host names in decomposed form contain.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_top_level(label: &str) -> bool {
    let letters = label.chars().all(|c| c.is_alphabetic() || is_mark(c));
    let punycode = label
        .get(..4)
        .is_some_and(|p| p.eq_ignore_ascii_case("xn--"));
    label.chars().nth(1).is_some()
        && (letters || punycode)
        && !FILES.iter().any(|file| label.eq_ignore_ascii_case(file))
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
