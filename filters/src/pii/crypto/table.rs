//! The currencies of `filters/pii/crypto.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::check::{self, Alphabet, Bytes};

const FILE: &str = include_str!("../../../pii/crypto.toml");

/// All currencies; a test makes sure that the file is read.
pub(super) static CURRENCIES: LazyLock<Vec<Currency>> = LazyLock::new(|| {
    let file: Result<File, _> = toml::from_str(FILE);
    file.map(|f| f.currency).unwrap_or_default()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: Vec<Currency>,
}

/// One kind of address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Currency {
    pub(super) name: String,
    /// Where the constants are from.
    #[allow(dead_code, reason = "for readers of the file; required of every entry")]
    source: String,
    pub(super) starts: Vec<String>,
    pub(super) chars: (usize, usize),
    pub(super) check: Check,
}

/// A check and its constants.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Check {
    Base58 {
        #[serde(default)]
        alphabet: Alphabet,
        versions: Vec<Bytes>,
        bytes: Vec<usize>,
    },
    Segwit {
        hrp: String,
    },
    Bech32 {
        hrp: String,
        #[serde(default)]
        m: bool,
    },
    Cashaddr {
        prefix: String,
    },
    Eip55,
    Monero {
        versions: Vec<u8>,
        bytes: Vec<usize>,
    },
    Strkey {
        version: u8,
        bytes: usize,
    },
}

impl Currency {
    /// True when `run`, ASCII letters and digits, is an address of this kind.
    pub(super) fn holds(&self, run: &str) -> bool {
        let (shortest, longest) = self.chars;
        (shortest..=longest).contains(&run.len())
            && self.starts.iter().any(|s| run.starts_with(s.as_str()))
            && match &self.check {
                Check::Base58 {
                    alphabet,
                    versions,
                    bytes,
                } => check::base58(run, *alphabet, versions, bytes),
                Check::Segwit { hrp } => check::segwit(run, hrp),
                Check::Bech32 { hrp, m } => check::bech32(run, hrp, *m),
                Check::Cashaddr { prefix } => check::cashaddr(run, prefix),
                Check::Eip55 => check::eip55(run),
                Check::Monero { versions, bytes } => check::monero(run, versions, bytes),
                Check::Strkey { version, bytes } => check::strkey(run, *version, *bytes),
            }
    }

    /// Where the address at byte `start` begins with its prefix and a colon, if it has one.
    pub(super) fn prefix_start(&self, text: &str, start: usize) -> usize {
        let Check::Cashaddr { prefix } = &self.check else {
            return start;
        };
        let from = start.checked_sub(prefix.len() + 1);
        let head = from.and_then(|from| text.get(from..start));
        let whole = head.and_then(|head| head.strip_suffix(':'));
        match (from, whole) {
            (Some(from), Some(word)) if word.eq_ignore_ascii_case(prefix) => from,
            _ => start,
        }
    }
}
