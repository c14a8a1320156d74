use proptest::prelude::*;
use sha2::{Digest, Sha256};
use sha3::Keccak256;

use super::super::hit::Hit;
use super::check::{Alphabet, Bytes};
use super::table::{CURRENCIES, Check};
use super::{LONGEST, SHORTEST, check, find};

fn hits(text: &str) -> Vec<(&str, &'static str)> {
    let mut out: Vec<Hit<'static>> = Vec::new();
    find(text, &mut out);
    out.iter()
        .map(|h| (&text[h.start..h.end], h.subtype))
        .collect()
}

/// Bytes that look random and are the same in every run.
fn bytes(seed: u64, n: usize) -> Vec<u8> {
    let blocks =
        (0_u64..).flat_map(|i| Sha256::digest([seed.to_le_bytes(), i.to_le_bytes()].concat()));
    blocks.take(n).collect()
}

fn base58(alphabet: Alphabet, version: &[u8], payload: &[u8]) -> String {
    let body = [version, payload].concat();
    let sum = Sha256::digest(Sha256::digest(&body));
    let order = match alphabet {
        Alphabet::Bitcoin => bs58::Alphabet::BITCOIN,
        Alphabet::Ripple => bs58::Alphabet::RIPPLE,
    };
    bs58::encode([&body[..], &sum[..4]].concat())
        .with_alphabet(order)
        .into_string()
}

fn base32(body: &[u8]) -> String {
    let all = [body, &check::crc16(body).to_le_bytes()[..]].concat();
    let bits: Vec<u8> = all
        .iter()
        .flat_map(|b| (0..8).rev().map(move |i| b >> i & 1))
        .collect();
    let value = |c: &[u8]| (0..5).fold(0, |v, i| v << 1 | c.get(i).unwrap_or(&0));
    let letter = |v: u8| char::from(if v < 26 { b'A' + v } else { b'2' + v - 26 });
    bits.chunks(5).map(|c| letter(value(c))).collect()
}

/// Base58 addresses of every currency that has them, made by the rule.
fn made(seed: u64) -> Vec<(String, &'static str)> {
    let mut all = Vec::new();
    for currency in CURRENCIES.iter() {
        match &currency.check {
            Check::Base58 {
                alphabet,
                versions,
                bytes: lengths,
            } => {
                for Bytes(version) in versions {
                    for &n in lengths {
                        let mut payload = bytes(seed, n);
                        if n == 33 {
                            payload[32] = 1;
                        }
                        all.push((base58(*alphabet, version, &payload), &currency.name[..]));
                    }
                }
            }
            Check::Strkey { version, bytes: n } => {
                all.push((
                    base32(&[&[*version][..], &bytes(seed, *n)].concat()),
                    &currency.name,
                ));
            }
            Check::Monero { .. } => {
                for (version, n) in [(18, 64), (42, 64), (19, 72)] {
                    let body = [&[version][..], &bytes(seed, n)].concat();
                    let sum = Keccak256::digest(&body);
                    let all_bytes = [&body[..], &sum[..4]].concat();
                    all.push((base58_monero::encode(&all_bytes).unwrap(), &currency.name));
                }
            }
            _ => {}
        }
    }
    all
}

#[test]
fn the_file_is_read_and_its_bounds_hold() {
    assert_eq!(toml::from_str::<toml::Table>(include_str!("../../../pii/crypto.toml")).unwrap()["currency"].as_array().unwrap().len(), CURRENCIES.len());
    for currency in CURRENCIES.iter() {
        let (shortest, longest) = currency.chars;
        assert!(
            SHORTEST <= shortest && longest <= LONGEST,
            "{}",
            currency.name
        );
    }
}

#[test]
fn addresses_that_the_specifications_print() {
    for (text, name) in [
        // BIP 173, BIP 350.
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "BTC_BECH32"),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "BTC_BECH32",
        ),
        // EIP-55.
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ETH"),
        ("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "ETH"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "ETH"),
        ("0xde709f2102306220921060314715629080e2fb77", "ETH"),
        // cashaddr.md.
        (
            "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
            "BCH",
        ),
        (
            "BITCOINCASH:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A",
            "BCH",
        ),
        ("ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", "BCH"),
        // xrpl.org: the genesis account.
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "XRP"),
        // SEP-23.
        (
            "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
            "XLM",
        ),
        (
            "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ",
            "XLM_MUXED",
        ),
        // CIP-19.
        (
            "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
            "ADA",
        ),
        (
            "stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw",
            "ADA_STAKE",
        ),
        // BIP 32, test vector 1.
        (
            "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
            "BTC_XPUB",
        ),
    ] {
        assert_eq!(hits(text), [(text, name)], "{name}");
        assert_eq!(
            hits(&format!("(až {text}), č. 2")),
            [(text, name)],
            "{name}"
        );
    }
}

#[test]
fn addresses_made_by_the_rule_and_the_same_with_one_character_changed() {
    let mut names = std::collections::BTreeSet::new();
    for (address, name) in (0..20).flat_map(made) {
        assert_eq!(hits(&address), [(&address[..], name)], "{name} {address}");
        names.insert(name);
        for at in [1, address.len() / 2, address.len() - 2] {
            let with = if &address[at..=at] == "2" { "3" } else { "2" };
            let mut wrong = address.clone();
            wrong.replace_range(at..=at, with);
            assert_eq!(hits(&wrong), [], "{name} {wrong}");
        }
    }
    assert_eq!(names.len(), 16);
}

#[test]
fn borders() {
    let (address, name) = made(7).swap_remove(0);
    for (left, right) in [
        ("", ""),
        ("bitcoin:", "?amount=1"),
        ("\"", "\"."),
        ("/address/", "/"),
        ("≥", "…"),
        ("\u{a0}", "\n"),
        ("č. ", " a"),
    ] {
        let text = format!("{left}{address}{right}");
        assert_eq!(hits(&text), [(&address[..], name)], "{text}");
    }
    for (left, right) in [
        ("x", ""),
        ("", "x"),
        ("é", ""),
        ("", "é"),
        ("_", ""),
        ("", "_"),
        ("1", ""),
        ("", "1"),
    ] {
        assert_eq!(
            hits(&format!("{left}{address}{right}")),
            [],
            "{left} {right}"
        );
    }
    // Wherever the windows fall.
    for pad in 0..40 {
        let text = format!(
            "{}{address} {address}{}",
            "a ".repeat(pad),
            " a".repeat(pad % 3)
        );
        assert_eq!(hits(&text), [(&address[..], name); 2], "{pad}");
        let text = format!("{}-{address}", "a".repeat(pad));
        assert_eq!(hits(&text), [(&address[..], name)], "{pad}");
    }
}

#[test]
fn no_addresses() {
    for text in [
        // Hashes, an identifier, the address nobody owns, a wrong mixed case.
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "123e4567-e89b-12d3-a456-426614174000",
        "0x0000000000000000000000000000000000000000",
        "0x000000000000000000000000000000000000dEaD",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
        // BIP 350: a wrong checksum, and the test network.
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "nejneobhospodařovávatelnějšímu pneumonoultramicroscopicsilicovolcanoconiosis",
        "1BitcoinEaterAddressDontSendf59kuF",
    ] {
        assert_eq!(hits(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn spans_are_sorted_disjoint_and_on_characters(text in "(\\PC|[0-9A-Za-z]{20,60}|0x[0-9a-f]{40}|é){0,12}") {
        let mut out = Vec::new();
        find(&text, &mut out);
        let mut last = 0;
        for hit in out {
            prop_assert!(last <= hit.start && hit.start < hit.end);
            prop_assert!(text.get(hit.start..hit.end).is_some());
            last = hit.end;
        }
    }
}
