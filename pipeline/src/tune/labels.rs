//! What a linguist says of documents: keep or drop, in a file of one line each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tamis_stats::tuning::Masks;

use super::session::Session;
use crate::error::{Error, Result};
use crate::io::write_atomically;

/// What must become of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// It must be kept.
    Keep,
    /// It must be dropped.
    Drop,
}

#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    label: Label,
}

/// Labels by id, and the file that they are kept in.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    path: PathBuf,
    by_id: BTreeMap<String, Label>,
}

/// How right a rule is, by the labelled documents that it drops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Labelled documents that it drops.
    pub labelled: u64,
    /// Of these, those that must be dropped.
    pub right: u64,
    /// The interval in which the share lies at 95 % (Wilson's score interval).
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Precision {
    /// Of so many labelled documents, so many right ones.
    #[must_use]
    pub fn new(right: u64, labelled: u64) -> Self {
        // Wilson 1927: the 97.5 % point of the normal distribution.
        const Z: f64 = 1.959_963_984_540_054;
        let (low, high) = if labelled == 0 {
            (0.0, 1.0)
        } else {
            let n = labelled as f64;
            let share = right as f64 / n;
            let centre = share + Z * Z / (2.0 * n);
            let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
            let whole = 1.0 + Z * Z / n;
            ((centre - spread) / whole, (centre + spread) / whole)
        };
        Self {
            labelled,
            right,
            low: low.clamp(0.0, 1.0),
            high: high.clamp(0.0, 1.0),
        }
    }
}

impl Labels {
    /// Reads the labels of a file, which need not exist.
    ///
    /// # Errors
    /// When it cannot be read, or a line is no label.
    pub fn open(path: &Path) -> Result<Self> {
        let mut labels = Self {
            path: path.to_path_buf(),
            by_id: BTreeMap::new(),
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(labels),
            Err(error) => return Err(Error::io(path, "read")(error)),
        };
        for (number, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let Line { id, label } = serde_json::from_str(line).map_err(|error| {
                Error::usage(
                    format!("{}, line {}: {error}", path.display(), number + 1),
                    "a line is {\"id\": \"…\", \"label\": \"keep\"} or \"drop\"; mend it, or name \
                     another file with --labels",
                )
            })?;
            labels.by_id.insert(id, label);
        }
        Ok(labels)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The label of a document.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Label> {
        self.by_id.get(id).copied()
    }

    /// Documents that must be kept, and that must be dropped.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let keep = self
            .by_id
            .values()
            .filter(|label| **label == Label::Keep)
            .count();
        (keep, self.by_id.len() - keep)
    }

    /// Sets or takes away a label, and writes the file.
    ///
    /// # Errors
    /// When it cannot be written; then the label is as before.
    pub fn set(&mut self, id: &str, label: Option<Label>) -> Result<()> {
        let before = match label {
            Some(label) => self.by_id.insert(id.to_owned(), label),
            None => self.by_id.remove(id),
        };
        let written = self.write();
        if written.is_err() {
            match before {
                Some(before) => self.by_id.insert(id.to_owned(), before),
                None => self.by_id.remove(id),
            };
        }
        written
    }

    fn write(&self) -> Result<()> {
        let mut text = String::new();
        for (id, label) in &self.by_id {
            let line = Line {
                id: id.clone(),
                label: *label,
            };
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
        write_atomically(&self.path, text.as_bytes())
    }

    /// Labelled documents of the session, as places in its table.
    pub(super) fn places(&self, session: &Session) -> Vec<(usize, Label)> {
        if self.by_id.is_empty() {
            return Vec::new();
        }
        let wanted: BTreeMap<u128, Label> = self
            .by_id
            .iter()
            .filter_map(|(id, label)| Some((u128::from_str_radix(id, 16).ok()?, *label)))
            .collect();
        let ids = session.table.ids.iter().enumerate();
        ids.filter_map(|(at, id)| Some((at, *wanted.get(id)?)))
            .collect()
    }

    /// How right each rule is, and how often the whole verdict agrees with the labels.
    #[must_use]
    pub fn precision(&self, session: &Session, masks: &Masks) -> (Vec<Precision>, Precision) {
        let places = self.places(session);
        let rules = (0..session.rules.len()).map(|rule| {
            let broken = places.iter().filter(|(at, _)| masks.breaks(*at, rule));
            let right = broken
                .clone()
                .filter(|(_, label)| *label == Label::Drop)
                .count();
            Precision::new(right as u64, broken.count() as u64)
        });
        let agree = places
            .iter()
            .filter(|(at, label)| masks.keeps(*at) == (*label == Label::Keep))
            .count();
        (
            rules.collect(),
            Precision::new(agree as u64, places.len() as u64),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the values of Wilson's interval as statsmodels gives them
    /// (`proportion_confint(8, 10, method="wilson")`).
    #[test]
    fn intervals_are_wilsons() {
        let found = Precision::new(8, 10);
        assert!(
            (found.low - 0.490_16).abs() < 1e-4 && (found.high - 0.943_32).abs() < 1e-4,
            "{found:?}"
        );
        let none = Precision::new(0, 0);
        assert_eq!((none.low, none.high), (0.0, 1.0));
        assert!(Precision::new(5, 5).low > 0.5);
    }

    #[test]
    fn labels_are_kept_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mlt_Latn.labels.jsonl");
        let mut labels = Labels::open(&path).unwrap();
        labels.set("0a", Some(Label::Keep)).unwrap();
        labels.set("0b", Some(Label::Drop)).unwrap();
        labels.set("0a", None).unwrap();
        let again = Labels::open(&path).unwrap();
        assert_eq!(
            (again.get("0a"), again.get("0b")),
            (None, Some(Label::Drop))
        );
        assert_eq!(again.counts(), (0, 1));
        std::fs::write(&path, "{\"id\":\"x\",\"label\":\"kep\"}\n").unwrap();
        let error = Labels::open(&path).unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains("kep"), "{error}");
    }
}
