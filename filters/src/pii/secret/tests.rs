use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::hit::Hit;
use super::check::{SUM, base62};
use super::table::{Check, Secret};
use super::{Rules, find};

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::shipped().unwrap());

fn hits(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<Hit<'_>> = Vec::new();
    find(text, &RULES, &mut out);
    let own = |h: &Hit<'_>| (text[h.start..h.end].to_owned(), h.subtype.to_owned());
    out.iter().map(own).collect()
}

fn values(text: &str) -> Vec<String> {
    hits(text).into_iter().map(|(value, _)| value).collect()
}

/// Characters of a set that look random and are the same in every run (Knuth's MMIX generator).
fn random(seed: u64, n: usize, set: &str) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    let chars: Vec<char> = set.chars().collect();
    (0..n).map(|_| chars[draw() % chars.len()]).collect()
}

const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A body as the file spells it: the least count of every class.
fn body(seed: u64, spelt: &str) -> String {
    let part = |(i, part): (usize, &str)| {
        if let Some(literal) = part.strip_prefix('\'') {
            return literal.trim_end_matches('\'').to_owned();
        }
        let (class, count) = part.split_once(':').unwrap();
        let n = count.split('-').next().unwrap().parse().unwrap();
        let set = match class {
            "digit" => "0123456789",
            "hex" => "0123456789abcdef",
            "upper36" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
            "base32" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            _ => BASE62,
        };
        random(seed + i as u64, n, set)
    };
    spelt.split(' ').enumerate().map(part).collect()
}

/// A value by the rule, and what stands before it without being part of it.
fn make(seed: u64, secret: &Secret, start: &str, spelt: &str) -> (String, String) {
    let mut body = body(seed, spelt);
    if let Some(inside) = &secret.contains {
        body.replace_range(20..20 + inside.len(), inside);
    }
    if secret.check == Some(Check::Github) {
        body.truncate(body.len() - SUM);
        let sum = base62(crc32fast::hash(body.as_bytes()));
        body.push_str(std::str::from_utf8(&sum).unwrap());
    }
    let lead = match &secret.name[..] {
        "TELEGRAM_BOT_TOKEN" => random(seed, 9, "0123456789"),
        "AZURE_CLIENT_SECRET" => random(seed, 3, BASE62),
        "TERRAFORM_TOKEN" => random(seed, 14, BASE62),
        _ => String::new(),
    };
    if secret.name == "JWT" {
        // {"alg":"HS256"}
        body = format!("hbGciOiJIUzI1NiJ9.{}", body.split_once('.').unwrap().1);
    }
    if secret.body_only {
        return (start.to_owned(), body);
    }
    (String::new(), format!("{lead}{start}{body}"))
}

#[test]
fn every_rule_finds_values_made_by_it_and_nothing_glued_to_them() {
    for secret in &RULES.table.secrets {
        for start in &secret.starts {
            for (n, spelt) in secret.spelt.iter().enumerate() {
                let mut found = 0;
                for seed in 0..20 {
                    let (head, value) = make(seed * 97 + n as u64, secret, start, spelt);
                    let want = vec![(value.clone(), secret.name.clone())];
                    let text = format!("č. {head}{value}, a");
                    found += u32::from(hits(&text) == want);
                    for (left, right) in [
                        ("\"", "\""),
                        ("\n", "."),
                        ("(", ")"),
                        ("≥", "…"),
                        (": ", ""),
                    ] {
                        let text = format!("{left}{head}{value}{right}");
                        assert_eq!(hits(&text), hits(&format!("{head}{value}")), "{text}");
                    }
                    let named = |text: String| {
                        hits(&text)
                            .iter()
                            .any(|(v, n)| *n == secret.name && *v == value)
                    };
                    if head.is_empty() && secret.lead.is_none() {
                        assert!(!named(format!("x{value}")), "{}", secret.name);
                        assert!(!named(format!("é{value}")), "{}", secret.name);
                    }
                    assert!(!named(format!("{head}{value}é")), "{}", secret.name);
                }
                // A random value may lack variety, or have a part that examples have.
                assert!(
                    found >= 18,
                    "{} {start} {spelt}: {found} of 20",
                    secret.name
                );
            }
        }
    }
}

#[test]
fn a_wrong_checksum_is_no_token() {
    let secret = RULES
        .table
        .secrets
        .iter()
        .find(|s| s.name == "GITHUB_TOKEN")
        .unwrap();
    let (_, value) = make(5, secret, "ghp_", "base62:36");
    assert_eq!(values(&value), [value.as_str()]);
    let last = if value.ends_with('x') { "y" } else { "x" };
    assert_eq!(
        values(&format!("{}{last}", &value[..value.len() - 1])),
        [""; 0]
    );
}

#[test]
fn placeholders_are_left() {
    for text in [
        "AKIAIOSFODNN7EXAMPLE".to_owned(),
        format!("AKIA{}", "X".repeat(16)),
        format!("AKIA{}", "A".repeat(16)),
        format!("hf_{}", "a".repeat(34)),
        format!("sk_live_your{}", "key".repeat(8)),
        format!("npm_{}", "x".repeat(36)),
        format!("key-{}", "0".repeat(32)),
        "glpat-my-token-here-please".to_owned(),
        "api_key = your_api_key".to_owned(),
        "password = \"changeme123A\"".to_owned(),
        "password: ********".to_owned(),
        "token: ${TOKEN_1}".to_owned(),
    ] {
        assert_eq!(values(&text), [""; 0], "{text}");
    }
}

fn pem(label: &str, lines: usize, newline: &str) -> String {
    let body: Vec<String> = (0..lines as u64)
        .map(|i| random(i + 3, 64, BASE62))
        .collect();
    let body = body.join(newline);
    format!("-----BEGIN {label}-----{newline}{body}{newline}-----END {label}-----")
}

#[test]
fn private_keys() {
    for label in [
        "RSA PRIVATE KEY",
        "PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
    ] {
        for newline in ["\n", "\r\n", " ", "\\n"] {
            let key = pem(label, 12, newline);
            let text = format!("Klíč:\n{key}\nkonec");
            assert_eq!(hits(&text), [(key, "PRIVATE_KEY".to_owned())], "{label}");
        }
    }
    let two = format!(
        "{} {}",
        pem("PRIVATE KEY", 1, "\n"),
        pem("PRIVATE KEY", 9, "\n")
    );
    assert_eq!(values(&two).len(), 2);
    // Cut off: to the end of what is there.
    let key = pem("PRIVATE KEY", 6, "\n");
    let cut = &key[..key.len() - 40];
    assert_eq!(values(&format!("{cut}\n… konec")), [cut]);
    for text in [
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----".to_owned(),
        pem("CERTIFICATE", 12, "\n"),
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----".to_owned(),
        format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
            "MIIE".repeat(100)
        ),
        "PRIVATE KEY-----".to_owned(),
        key.replace("BEGIN", "FINIS"),
    ] {
        assert_eq!(values(&text), [""; 0], "{text}");
    }
}

#[test]
fn values_that_a_word_names() {
    for (text, value, name) in [
        ("password = \"Zq7!vB2m\"", "Zq7!vB2m", "PASSWORD"),
        ("DB_PASSWORD=k3Jd9sQw", "k3Jd9sQw", "PASSWORD"),
        ("Heslo: Kr7uVdLm2", "Kr7uVdLm2", "PASSWORD"),
        ("**Passwort:** Kr7uVdLm2.", "Kr7uVdLm2", "PASSWORD"),
        ("mot de passe : Kr7uVdLm2, merci", "Kr7uVdLm2", "PASSWORD"),
        ("Парола: Kr7uVdLm2", "Kr7uVdLm2", "PASSWORD"),
        ("ΚΩΔΙΚΌΣ: Kr7uVdLm2", "Kr7uVdLm2", "PASSWORD"),
        (
            "{\"api_key\": \"9f8e1c7b6a5d4e3f\"}",
            "9f8e1c7b6a5d4e3f",
            "KEY",
        ),
        ("client-secret => 'hT6.q9Zr2-Lx8'", "hT6.q9Zr2-Lx8", "KEY"),
        ("?access_token=Kx82jQm1Zp93Lw&v=1", "Kx82jQm1Zp93Lw", "KEY"),
        (
            "psql postgres://anna:s3cr3tPw@db.firma.cz/x",
            "s3cr3tPw",
            "URL_PASSWORD",
        ),
    ] {
        assert_eq!(hits(text), [(value.to_owned(), name.to_owned())], "{text}");
    }
    for text in [
        "password: your email and a password",
        "Password: min. 8 characters",
        "The secret: 2024 was a good year",
        "token = getToken(1234abcd)",
        "api_key = os.environ[\"API_KEY_1\"]",
        "Token: ERC-20-based",
        "https://firma.cz/path?id=Kx82jQm1Zp93Lw",
        "time: 12:30:45, ratio = 1a2b3c",
        "secret: aaaaaaaa1",
        "http://user:password@host.cz",
        "http://[2001:db8::1]:8080/a@b",
        "https://firma.cz:8080/@anna",
    ] {
        assert_eq!(values(text), [""; 0], "{text}");
    }
}

#[test]
fn the_specific_rule_goes_first_and_hits_are_disjoint() {
    let key = format!("AKIA{}", random(11, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
    let text = format!("aws_access_key = \"{key}\"");
    assert_eq!(hits(&text), [(key, "AWS_ACCESS_KEY".to_owned())]);
}

proptest! {
    #[test]
    fn spans_are_sorted_disjoint_and_on_characters(
        text in "(\\PC|AKIA[A-Z2-7]{14,18}|ghp_[A-Za-z0-9]{36}|(password|heslo)[:=] ?[!-~]{6,20}|[:=é]){0,12}"
    ) {
        let mut out = Vec::new();
        find(&text, &RULES, &mut out);
        let mut last = 0;
        for hit in out {
            prop_assert!(last <= hit.start && hit.start < hit.end);
            prop_assert!(text.get(hit.start..hit.end).is_some());
            last = hit.end;
        }
    }
}
