//! A limit in TOML: a number, or `false` for "this rule is off".
//!
//! TOML has no null, and a child profile must be able to switch off what its parent sets; an
//! absent key means "inherit", so being off needs a value of its own.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Switch(bool),
    Number(f32),
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f32>, D::Error> {
    match Raw::deserialize(from)? {
        Raw::Number(number) => Ok(Some(number)),
        Raw::Switch(false) => Ok(None),
        Raw::Switch(true) => Err(D::Error::custom("expected a number, or `false` for off")),
    }
}

#[expect(
    clippy::ref_option,
    reason = "serde's `with` gives the field by reference"
)]
pub(crate) fn serialize<S: Serializer>(value: &Option<f32>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        // Through text, so that 0.3 is written as 0.3 and not as the nearest double of the float.
        Some(number) => to.serialize_f64(number.to_string().parse().unwrap_or(f64::from(*number))),
        None => to.serialize_bool(false),
    }
}
