//! Names of the added columns, and their values as JSON.

use std::collections::HashSet;
use std::fmt::Write;

use super::row::Added;

/// What all three names start with.
pub(super) const PREFIX: &str = "minhash_cluster_";

/// Id, size and dumps, in this order.
pub(super) struct AddedNames(pub(super) [String; 3]);

impl AddedNames {
    /// With the first suffix of none, `_2`, `_3`, … under which no name is taken: the three stay
    /// recognisable as belonging together.
    pub(super) fn beside(taken: &HashSet<String>) -> Self {
        let mut names = Self::with("");
        let mut number = 1u64;
        while names.any_in(taken) {
            number += 1;
            names = Self::with(&format!("_{number}"));
        }
        names
    }

    fn with(suffix: &str) -> Self {
        Self(["id", "size", "dumps"].map(|name| format!("{PREFIX}{name}{suffix}")))
    }

    /// Whether one of them is taken.
    pub(super) fn any_in(&self, taken: &HashSet<String>) -> bool {
        self.0.iter().any(|name| taken.contains(name))
    }

    /// Members of a JSON object, each with a comma before it.
    pub(super) fn members(&self, added: &Added) -> String {
        let [id, size, dumps] = &self.0;
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut out = format!(
            ",\"{id}\":{},\"{size}\":{},\"{dumps}\":[",
            quoted(&added.cluster_id),
            added.cluster_size
        );
        for (i, dump) in added.dumps.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            let _ = write!(out, "{comma}{}", quoted(dump));
        }
        out.push(']');
        out
    }
}
