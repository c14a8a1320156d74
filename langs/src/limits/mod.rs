//! The bounds of a profile on signals: which there are, and what one profile sets.
//!
//! A bound is named after its section, its side and its signal: `quality.min_words`. That name is
//! the key in TOML and the reason in the ledger. This crate does not know how a signal is
//! measured; `tamis-filters` does, and refuses to compile when a bound names a signal that it
//! does not have.

mod table;

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use table::LIMITS;

/// Which side of a bound a document must not be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Dropped when the signal is below the bound; at the bound it stays.
    Min,
    /// Dropped when the signal is above the bound; at the bound it stays.
    Max,
}

impl Side {
    /// Whether a document with this value is dropped.
    #[must_use]
    pub fn drops(self, value: f32, limit: f32) -> bool {
        match self {
            Self::Min => value < limit,
            Self::Max => value > limit,
        }
    }

    /// `min` or `max`, as keys spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

/// What a bound's number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A part of 1.
    Share,
    /// Any number from 0.
    Number,
}

/// A bound that a profile may set.
#[derive(Debug, Clone, Copy)]
pub struct LimitDef {
    /// Section and key in the profile, and the reason in the ledger: `quality.min_words`.
    pub key: &'static str,
    /// Name of the signal that is compared.
    pub signal: &'static str,
    /// Which side of the bound is dropped.
    pub side: Side,
    /// What the number may be.
    pub scale: Scale,
    /// Rises when the same signals and bound would give another verdict.
    pub version: u16,
    /// What a document that breaks it looks like.
    pub doc: &'static str,
    /// Paper or code that proposed it.
    pub source: &'static str,
}

impl LimitDef {
    /// The section, `quality`.
    #[must_use]
    pub fn section(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(section, _)| section)
    }

    /// The key within its section, `min_words`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(_, name)| name)
    }
}

const COUNT: usize = LIMITS.len();

/// The sections that hold nothing but bounds, in the order of a profile.
pub(crate) const SECTIONS: &[&str] = &["quality", "repetition"];

/// What one profile sets: one bound for each of [`LIMITS`], `None` where the rule is off.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits([Option<f32>; COUNT]);

impl Default for Limits {
    /// Every rule off.
    fn default() -> Self {
        Self([None; COUNT])
    }
}

impl Limits {
    /// The bounds in the order of [`LIMITS`].
    #[must_use]
    pub fn values(&self) -> &[Option<f32>] {
        &self.0
    }

    /// The bound of that key; `None` where it is off or where there is no such key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<f32> {
        self.0.get(place(key)?).copied().flatten()
    }

    /// Sets a bound or switches it off; false when there is no such key.
    pub fn set(&mut self, key: &str, limit: Option<f32>) -> bool {
        match place(key).and_then(|at| self.0.get_mut(at)) {
            Some(slot) => {
                *slot = limit;
                true
            }
            None => false,
        }
    }
}

/// Where a key stands in [`LIMITS`].
fn place(key: &str) -> Option<usize> {
    LIMITS.iter().position(|def| def.key == key)
}

/// A bound in TOML: a number, or `false` for "this rule is off", since TOML has no null, and an
/// absent key means "inherit".
struct Written(Option<f32>);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        crate::limit::serialize(&self.0, to)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        crate::limit::deserialize(from).map(Self)
    }
}

/// One section of [`Limits`].
struct SectionOf<'a>(&'a Limits, &'static str);

impl Serialize for SectionOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for (def, limit) in LIMITS.iter().zip(self.0.values()) {
            if def.section() == self.1 {
                map.serialize_entry(def.name(), &Written(*limit))?;
            }
        }
        map.end()
    }
}

impl Serialize for Limits {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(SECTIONS.len()))?;
        for section in SECTIONS {
            map.serialize_entry(section, &SectionOf(self, section))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Limits {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Sections {
            #[serde(default)]
            quality: BTreeMap<String, Written>,
            #[serde(default)]
            repetition: BTreeMap<String, Written>,
        }
        let Sections {
            quality,
            repetition,
        } = Sections::deserialize(from)?;
        let mut limits = Self::default();
        for (def, slot) in LIMITS.iter().zip(&mut limits.0) {
            let section = match def.section() {
                "quality" => &quality,
                _ => &repetition,
            };
            *slot = section
                .get(def.name())
                .ok_or_else(|| D::Error::custom(format!("missing field `{}`", def.key)))?
                .0;
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_made_of_section_side_and_signal() {
        for (at, def) in LIMITS.iter().enumerate() {
            assert_eq!(place(def.key), Some(at), "{}: twice", def.key);
            assert!(SECTIONS.contains(&def.section()), "{}", def.key);
            assert_eq!(def.name(), format!("{}_{}", def.side.name(), def.signal));
            assert!(!def.doc.is_empty() && !def.source.is_empty() && def.version > 0);
        }
    }

    #[test]
    fn a_bound_is_set_and_switched_off() {
        let mut limits = Limits::default();
        assert!(limits.set("quality.min_words", Some(20.0)));
        assert!(!limits.set("quality.min_wrods", Some(20.0)));
        assert_eq!(limits.get("quality.min_words"), Some(20.0));
        assert_eq!(limits.get("quality.min_wrods"), None);
        assert!(limits.set("quality.min_words", None));
        assert_eq!(limits, Limits::default());
    }
}
