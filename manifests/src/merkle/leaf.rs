//! What the leaves of a dataset's trees are: canonical JSON (RFC 8785) of a few fields, so that
//! anyone can make them from the files.

use serde::{Deserialize, Serialize};

use super::{Hash, leaf_hash};
use crate::canonical;
use crate::digest::sha256;
use crate::ledger::Removed;
use crate::manifest::Output;

/// A row of a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLeaf<'a> {
    /// SHA-256 (hex) of the text.
    pub digest: &'a str,
    /// The document's id.
    pub id: &'a str,
    /// Language and script: `mlt_Latn`.
    pub language: &'a str,
    /// WARC-Record-ID.
    pub record_id: &'a str,
    /// WARC-Target-URI.
    pub url: &'a str,
}

/// A shard or a part of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLeaf {
    /// Path below the dataset's folder.
    pub path: String,
    /// Root (hex) of the tree over its rows.
    pub root: String,
    /// Its rows.
    pub rows: u64,
}

/// A registrable domain of which documents are in the dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainLeaf {
    /// Different documents.
    pub documents: u64,
    /// SHA-256 (hex) of the domain's name, by which leaves are sorted: a proof that a domain is
    /// absent does not tell the names of its neighbours.
    pub domain: String,
}

/// The leaves of these types hold strings and small numbers only, which JSON can always write.
fn hash(value: &impl Serialize) -> Hash {
    leaf_hash(&canonical::to_bytes(value).unwrap_or_default())
}

impl KeptLeaf<'_> {
    /// The leaf's data: canonical JSON, field by field in the order of their names. Verifying spends
    /// much of its time here, so nothing is sorted or copied twice.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(512);
        self.write(&mut data);
        data
    }

    /// Writes the data behind what is in `data`.
    pub(crate) fn write(&self, data: &mut Vec<u8>) {
        for (name, text) in [
            ("{\"digest\":", self.digest),
            (",\"id\":", self.id),
            (",\"language\":", self.language),
            (",\"record_id\":", self.record_id),
            (",\"url\":", self.url),
        ] {
            data.extend_from_slice(name.as_bytes());
            push_text(data, text);
        }
        data.push(b'}');
    }

    /// The leaf's hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.data())
    }
}

/// Writes a text as RFC 8785 (section 3.2.2.2) asks for, which is how `serde_json` escapes; most texts
/// have nothing to escape.
fn push_text(data: &mut Vec<u8>, text: &str) {
    let plain = |all, byte| all & (byte >= 0x20) & (byte != b'"') & (byte != b'\\');
    if text.bytes().fold(true, plain) {
        data.push(b'"');
        data.extend_from_slice(text.as_bytes());
        data.push(b'"');
    } else if let Ok(escaped) = serde_json::to_vec(text) {
        data.extend_from_slice(&escaped);
    }
}

/// A row of the removal ledger, borrowed; the fields of [`Removed`] in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs, reason = "those of `Removed`")]
pub struct RemovedLeaf<'a> {
    pub detail: Option<&'a str>,
    pub file_path: &'a str,
    pub id: &'a str,
    pub language: &'a str,
    pub offset: u64,
    pub reason: &'a str,
    pub stage: &'a str,
    pub threshold: Option<f64>,
    pub url: &'a str,
    pub value: Option<f64>,
}

impl RemovedLeaf<'_> {
    /// The leaf's data, canonical JSON.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(512);
        self.write(&mut data);
        data
    }

    /// Writes the data behind what is in `data`; nothing where a number is none of JSON's.
    pub(crate) fn write(&self, data: &mut Vec<u8>) {
        let finite = |number: Option<f64>| number.is_none_or(f64::is_finite);
        let plain = self.offset <= canonical::MOST && finite(self.value) && finite(self.threshold);
        let start = data.len();
        if !plain {
            data.extend(canonical::to_bytes(self).unwrap_or_default());
        } else if self.write_plain(data).is_err() {
            data.truncate(start);
        }
    }

    /// Field by field, in the order of their names.
    fn write_plain(&self, data: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        let mut text = |name: &str, text: &str| {
            data.extend_from_slice(name.as_bytes());
            push_text(data, text);
        };
        let number = |number: Option<f64>| number.map(|n| canonical::to_string(&n)).transpose();
        let or_null = |number: Option<String>| number.unwrap_or_else(|| "null".to_owned());
        let (value, threshold) = (number(self.value)?, number(self.threshold)?);
        match self.detail {
            Some(detail) => {
                text("{\"detail\":", detail);
                text(",\"file_path\":", self.file_path);
            }
            None => text("{\"detail\":null,\"file_path\":", self.file_path),
        }
        text(",\"id\":", self.id);
        text(",\"language\":", self.language);
        let offset = format!(",\"offset\":{},\"reason\":", self.offset);
        text(&offset, self.reason);
        text(",\"stage\":", self.stage);
        let threshold = format!(",\"threshold\":{},\"url\":", or_null(threshold));
        text(&threshold, self.url);
        data.extend_from_slice(format!(",\"value\":{}}}", or_null(value)).as_bytes());
        Ok(())
    }

    /// The leaf's hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.data())
    }
}

impl FileLeaf {
    /// The leaf of a listed file.
    #[must_use]
    pub fn of(output: &Output) -> Self {
        Self {
            path: output.path.clone(),
            root: output.root.clone().unwrap_or_default(),
            rows: output.rows,
        }
    }

    /// The leaf's hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(self)
    }
}

impl DomainLeaf {
    /// The leaf of a domain.
    #[must_use]
    pub fn new(name: &str, documents: u64) -> Self {
        Self {
            documents,
            domain: sha256(name.as_bytes()),
        }
    }

    /// The leaf's hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(self)
    }
}

impl Removed {
    /// The row as a leaf.
    #[must_use]
    pub fn leaf(&self) -> RemovedLeaf<'_> {
        RemovedLeaf {
            detail: self.detail.as_deref(),
            file_path: &self.file_path,
            id: &self.id,
            language: &self.language,
            offset: self.offset,
            reason: &self.reason,
            stage: &self.stage,
            threshold: self.threshold,
            url: &self.url,
            value: self.value,
        }
    }

    /// The hash of a row of the ledger as a leaf.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.leaf().hash()
    }
}

/// The hash by which domains are sorted.
#[must_use]
pub fn domain_hash(name: &str) -> Hash {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(name.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn leaves_are_canonical(
            texts in prop::array::uniform5("[ -~\\x00-\\x1f\\x7fé\\u{2028}\\u{1f600}]{0,9}"), detail in prop::option::of("(?s).{0,9}"),
            numbers in prop::array::uniform2(prop::option::of(any::<f64>())), offset in any::<u64>(),
        ) {
            let [a, b, c, d, e] = &texts;
            let kept = KeptLeaf { digest: a, id: b, language: c, record_id: d, url: e };
            prop_assert_eq!(kept.data(), canonical::to_bytes(&kept).unwrap());
            let removed = Removed {
                id: a.clone(), url: b.clone(), language: c.clone(), stage: d.clone(),
                reason: e.clone(), value: numbers[0], threshold: numbers[1],
                file_path: a.clone(), offset: offset >> (offset % 64), detail,
            };
            let slow = canonical::to_bytes(&removed).unwrap_or_default();
            prop_assert_eq!(removed.leaf().data(), slow);
        }
    }
}
