//! The kinds of personal data, and where a value stands.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// E-mail address (RFC 5321, RFC 6531).
    Email,
    /// Telephone number of a numbering plan (ITU-T E.164).
    Phone,
    /// IPv4 or IPv6 address that is routed on the public Internet.
    Ip,
    /// International bank account number (ISO 13616).
    Iban,
    /// Payment card number (ISO/IEC 7812).
    CreditCard,
    /// Address of a cryptocurrency wallet.
    Crypto,
    /// Number that a state gives to a person.
    NationalId,
    /// Key, token or password that opens something.
    Secret,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Email,
        Self::Phone,
        Self::Ip,
        Self::Iban,
        Self::CreditCard,
        Self::Crypto,
        Self::NationalId,
        Self::Secret,
    ];

    /// The name in profiles and in the `pii` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Ip => "ip",
            Self::Iban => "iban",
            Self::CreditCard => "credit_card",
            Self::Crypto => "crypto",
            Self::NationalId => "national_id",
            Self::Secret => "secret",
        }
    }

    /// What the action `tag` puts in place of a value: visible and typed, so that an audit can tell a
    /// redacted value from a leaked one.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Email => "<EMAIL>",
            Self::Phone => "<PHONE>",
            Self::Ip => "<IP>",
            Self::Iban => "<IBAN>",
            Self::CreditCard => "<CREDIT_CARD>",
            Self::Crypto => "<CRYPTO>",
            Self::NationalId => "<NATIONAL_ID>",
            Self::Secret => "<SECRET>",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is none of [`Kind::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown kind of personal data `{0}`, expected email, phone, ip, iban, credit_card, crypto, national_id or secret"
)]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        known.ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// What a value is more closely: `PL_PESEL` of a national identifier, `v6` of an IP address, the
/// country of a telephone or account number. Empty where a kind has no subtypes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Subtype(&'static str);

/// Names longer than this, or beyond so many different ones, come from no detector.
const LONGEST: usize = 64;
const MOST: usize = 4096;

impl Subtype {
    /// No subtype.
    pub const NONE: Self = Self("");

    /// A subtype whose name the program contains.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The subtype of that name; names from files are kept for the life of the program, so only so
    /// many are taken in, and others give [`Subtype::NONE`].
    pub fn intern(name: &str) -> Self {
        static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
        if name.is_empty() || name.len() > LONGEST {
            return Self::NONE;
        }
        let mut names = NAMES
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Self(known);
        }
        if names.len() >= MOST {
            return Self::NONE;
        }
        let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(name);
        Self(name)
    }

    /// The name; empty for none.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Where a value stands in a text: UTF-8 bytes, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub kind: Kind,
    /// What it is more closely.
    pub subtype: Subtype,
    /// First byte of the value.
    pub start: u32,
    /// First byte after the value.
    pub end: u32,
}

impl Span {
    /// Kind and subtype as one name: `email`, `national_id.PL_PESEL`.
    pub fn label(&self) -> String {
        match self.subtype.as_str() {
            "" => self.kind.as_str().to_owned(),
            subtype => format!("{}.{subtype}", self.kind),
        }
    }

    /// The kind and subtype that [`Span::label`] writes.
    ///
    /// # Errors
    /// What stands before the first dot is no kind.
    pub fn parse_label(label: &str) -> Result<(Kind, Subtype), UnknownKind> {
        let (kind, subtype) = label.split_once('.').unwrap_or((label, ""));
        Ok((kind.parse()?, Subtype::intern(subtype)))
    }
}

#[derive(Serialize, Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    kind: std::borrow::Cow<'a, str>,
    start: u32,
    end: u32,
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (start, end) = (self.start, self.end);
        let kind = self.label().into();
        Row { kind, start, end }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Row { kind, start, end } = Row::deserialize(deserializer)?;
        let (kind, subtype) = Self::parse_label(&kind).map_err(serde::de::Error::custom)?;
        Ok(Self {
            kind,
            subtype,
            start,
            end,
        })
    }
}

/// A span in the folded text, before it is known to fit in 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) subtype: Subtype,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(Span::parse_label(kind.as_str()), Ok((kind, Subtype::NONE)));
        }
        assert!("name".parse::<Kind>().is_err());
        let span = Span {
            kind: Kind::NationalId,
            subtype: Subtype::intern("PL_PESEL"),
            start: 1,
            end: 12,
        };
        let written = serde_json::to_string(&span).unwrap();
        assert_eq!(
            written,
            r#"{"kind":"national_id.PL_PESEL","start":1,"end":12}"#
        );
        assert_eq!(serde_json::from_str::<Span>(&written).unwrap(), span);
        assert!(serde_json::from_str::<Span>(r#"{"kind":"x.y","start":1,"end":2}"#).is_err());
    }
}
