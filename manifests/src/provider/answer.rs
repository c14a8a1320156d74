//! An answer of the provider, or the question that is still open.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::questions;

/// What the provider said, or what there is to be asked. In JSON a given answer is its value, and a
/// missing one `{"missing": "provider.name", "ask": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Answer<T> {
    /// As the provider said. It is tried first: a list of two texts could be read as a question.
    Given(T),
    /// Nobody has said it yet.
    Missing(Missing),
}

/// A question that nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The key of the provider's TOML that answers it, `provider.name`.
    pub missing: String,
    /// What has to be said.
    pub ask: String,
}

impl<T> Answer<T> {
    /// The answer to the question of a key, if there is one.
    pub fn of(key: &str, given: Option<T>) -> Self {
        match given {
            Some(value) => Self::Given(value),
            None => Self::Missing(Missing {
                missing: key.to_owned(),
                ask: questions::ask(key).to_owned(),
            }),
        }
    }

    /// The value, if it was given.
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Missing(_) => None,
        }
    }

    /// The open question, if it is one.
    pub fn missing(&self) -> Option<&Missing> {
        match self {
            Self::Missing(missing) => Some(missing),
            Self::Given(_) => None,
        }
    }

    /// The same with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Given(value) => Answer::Given(f(value)),
            Self::Missing(missing) => Answer::Missing(missing),
        }
    }
}
