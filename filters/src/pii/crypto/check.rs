//! The checksums of addresses.

use bech32::primitives::decode::{CheckedHrpstring, SegwitHrpstring};
use bech32::{Bech32, Bech32m};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sha3::Keccak256;

/// Which order of the 58 characters.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Alphabet {
    #[default]
    Bitcoin,
    Ripple,
}

/// Bytes that the file spells in hexadecimal digits.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = std::num::ParseIntError;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        let pairs = (0..digits.len()).step_by(2);
        let byte = |at| u8::from_str_radix(digits.get(at..at + 2).unwrap_or_default(), 16);
        pairs.map(byte).collect::<Result<_, _>>().map(Self)
    }
}

/// Room for what base58 of the longest address with that check decodes to.
const ROOM: usize = 128;

/// Base58Check (<https://en.bitcoin.it/wiki/Base58Check_encoding>): version, payload, and the
/// first 4 bytes of SHA-256 over SHA-256 of both.
pub(super) fn base58(run: &str, alphabet: Alphabet, versions: &[Bytes], bytes: &[usize]) -> bool {
    if !is_mixed(run) {
        return false;
    }
    let order = match alphabet {
        Alphabet::Bitcoin => bs58::Alphabet::BITCOIN,
        Alphabet::Ripple => bs58::Alphabet::RIPPLE,
    };
    let mut room = [0; ROOM];
    let decoded = bs58::decode(run).with_alphabet(order).onto(&mut room[..]);
    let Some((body, sum)) = decoded
        .ok()
        .and_then(|n| room.get(..n))
        .and_then(|all| all.split_last_chunk::<4>())
    else {
        return false;
    };
    let fits = versions.iter().any(|Bytes(version)| {
        body.starts_with(version) && bytes.contains(&(body.len() - version.len()))
    });
    fits && Sha256::digest(Sha256::digest(body)).starts_with(sum)
}

/// Fewest small letters, and fewest capitals and digits, of base58. One in 10^4 of 26 random
/// characters has fewer, one in 10^5 of 33, and so do nearly all long words.
const MIXED: usize = 3;

/// False for a long word, which is quicker to see than a wrong checksum.
fn is_mixed(run: &str) -> bool {
    let small = run.bytes().filter(u8::is_ascii_lowercase).count();
    small >= MIXED && run.len() - small >= MIXED
}

/// A segregated witness address: BIP 173, BIP 350.
pub(super) fn segwit(run: &str, hrp: &str) -> bool {
    SegwitHrpstring::new(run).is_ok_and(|s| s.hrp().as_str().eq_ignore_ascii_case(hrp))
}

/// A bech32 (BIP 173) or bech32m (BIP 350) string with any payload.
pub(super) fn bech32(run: &str, hrp: &str, m: bool) -> bool {
    let string = if m {
        CheckedHrpstring::new::<Bech32m>(run)
    } else {
        CheckedHrpstring::new::<Bech32>(run)
    };
    string.is_ok_and(|s| s.hrp().as_str().eq_ignore_ascii_case(hrp))
}

/// The 32 characters of bech32 and CashAddr, in the order of their values.
const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// CashAddr without its prefix (cashaddr.md, "Checksum"): a BCH code over the prefix and the
/// values of the characters. Letters are all small or all capital.
pub(super) fn cashaddr(run: &str, prefix: &str) -> bool {
    let lower = run.to_ascii_lowercase();
    if run != lower && run != run.to_ascii_uppercase() {
        return false;
    }
    let head = prefix.bytes().map(|b| b & 31).chain([0]);
    let value = |b| CHARSET.iter().position(|&c| c == b);
    let values: Option<Vec<u8>> = lower
        .bytes()
        .map(|b| value(b).and_then(|v| u8::try_from(v).ok()))
        .collect();
    values.is_some_and(|values| head.chain(values).fold(1, cashaddr_step) == 1)
}

/// One step of CashAddr's `PolyMod`.
fn cashaddr_step(sum: u64, value: u8) -> u64 {
    const GENERATOR: [u64; 5] = [
        0x98_f2bc_8e61,
        0x79_b76d_99e2,
        0xf3_3e5f_b3c4,
        0xae_2eab_e2a8,
        0x1e_4f43_e470,
    ];
    let top = sum >> 35;
    let next = ((sum & 0x07_ffff_ffff) << 5) ^ u64::from(value);
    let terms = GENERATOR.iter().enumerate();
    terms.fold(next, |next, (bit, term)| {
        if top >> bit & 1 == 1 {
            next ^ term
        } else {
            next
        }
    })
}

/// Fewest different digits of an Ethereum address. Addresses that nobody owns (`0x000…dEaD`) have
/// few; of random addresses one in 10^16 has less.
const DIFFERENT: usize = 6;

/// `0x` and 40 hexadecimal digits. Letters of one case carry no check; letters of both must be
/// capital where the digit of Keccak-256 over the small letters is 8 or more (EIP-55).
pub(super) fn eip55(run: &str) -> bool {
    let Some(digits) = run.strip_prefix("0x") else {
        return false;
    };
    let lower = digits.to_ascii_lowercase();
    let mut seen = 0_u16;
    for c in lower.chars() {
        let Some(value) = c.to_digit(16) else {
            return false;
        };
        seen |= 1 << value;
    }
    if (seen.count_ones() as usize) < DIFFERENT {
        return false;
    }
    if digits == lower || digits == lower.to_ascii_uppercase() {
        return true;
    }
    let hash = Keccak256::digest(lower.as_bytes());
    let nibbles = hash.iter().flat_map(|b| [b >> 4, b & 15]);
    let mut letters = digits
        .bytes()
        .zip(nibbles)
        .filter(|(d, _)| !d.is_ascii_digit());
    letters.all(|(d, nibble)| d.is_ascii_uppercase() == (nibble >= 8))
}

/// A Monero address: base58 in blocks, version, keys (and a payment id), and the first 4 bytes of
/// Keccak-256 (<https://docs.getmonero.org/public-address/standard-address/>).
pub(super) fn monero(run: &str, versions: &[u8], bytes: &[usize]) -> bool {
    let decoded = is_mixed(run).then(|| base58_monero::decode(run));
    let Some(Ok(all)) = decoded else {
        return false;
    };
    let Some((body, sum)) = all.split_last_chunk::<4>() else {
        return false;
    };
    let fits = body
        .split_first()
        .is_some_and(|(v, keys)| versions.contains(v) && bytes.contains(&keys.len()));
    fits && Keccak256::digest(body).starts_with(sum)
}

/// A Stellar key (SEP-23): base32 of a version byte, the payload and the CRC-16 of both, low byte
/// first. Bits that are left over are zero.
pub(super) fn strkey(run: &str, version: u8, bytes: usize) -> bool {
    let mut all = Vec::with_capacity(bytes + 3);
    let (mut held, mut bits) = (0_u32, 0);
    for b in run.bytes() {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'2'..=b'7' => b - b'2' + 26,
            _ => return false,
        };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            all.extend(u8::try_from(held >> bits));
            held &= (1 << bits) - 1;
        }
    }
    let Some((body, sum)) = all.split_last_chunk::<2>() else {
        return false;
    };
    held == 0
        && body.len() == bytes + 1
        && body.first() == Some(&version)
        && crc16(body) == u16::from_le_bytes(*sum)
}

/// CRC-16/XMODEM: polynomial 0x1021, from zero, not reflected (ITU-T V.41).
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 {
                shifted
            } else {
                shifted ^ 0x1021
            }
        })
    })
}
