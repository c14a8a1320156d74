//! The rows of the removal ledger.

use std::collections::BTreeMap;
use std::fs::File;

use arrow_array::Array;
use serde_json::Value;

use super::report::{Kind, Problem};
use super::shards::rows_and_root;
use crate::manifest::{FILE, Manifest, Output};
use crate::merkle::{Leaves, RemovedLeaf, Root};
use crate::table::{Table, floats, integers, maybe_texts, natural, texts};

/// The stage of documents that were taken down later.
pub(crate) const FORGET: &str = "forget";

/// Where its files are.
const FOLDER: &str = "removed/";

/// Rows by stage, language and reason.
pub(super) type Reasons = BTreeMap<(String, String, String), u64>;

/// What one file of the ledger holds.
pub(super) struct Part {
    pub(super) root: Root,
    pub(super) reasons: Reasons,
}

/// The columns, in the order of the schema.
pub(crate) const COLUMNS: [&str; 10] = [
    "id",
    "url",
    "language",
    "stage",
    "reason",
    "value",
    "threshold",
    "file_path",
    "offset",
    "detail",
];

/// Gives every row of a batch as a leaf.
pub(crate) fn leaves(
    batch: &arrow_array::RecordBatch,
    mut each: impl FnMut(RemovedLeaf<'_>),
) -> Result<(), String> {
    let text = |name: &str| texts(batch, name);
    let (ids, urls, languages) = (text("id")?, text("url")?, text("language")?);
    let (stages, reasons, files) = (text("stage")?, text("reason")?, text("file_path")?);
    let (values, thresholds) = (floats(batch, "value")?, floats(batch, "threshold")?);
    let offsets = integers(batch, "offset")?;
    let details = maybe_texts(batch, "detail")?;
    let number = |column: &arrow_array::Float64Array, row: usize| {
        column.is_valid(row).then(|| column.value(row))
    };
    for row in 0..batch.num_rows() {
        each(RemovedLeaf {
            detail: details.is_valid(row).then(|| details.value(row)),
            file_path: files.value(row),
            id: ids.value(row),
            language: languages.value(row),
            offset: natural(offsets.value(row), "offset")?,
            reason: reasons.value(row),
            stage: stages.value(row),
            threshold: number(thresholds, row),
            url: urls.value(row),
            value: number(values, row),
        });
    }
    Ok(())
}

/// Reads a file of the ledger, and compares it with what the manifest says of it.
pub(super) fn check(output: &Output, file: File) -> Result<(Part, Vec<Problem>), Problem> {
    let read = || {
        let mut rows = Leaves::default();
        let mut reasons = Counting::default();
        for batch in Table::open(file)?.read(&COLUMNS)? {
            let batch = batch.map_err(|error| crate::table::wrong(&error))?;
            leaves(&batch, |leaf| {
                rows.push(|data| leaf.write(data));
                reasons.add(leaf.stage, leaf.language, leaf.reason);
            })?;
        }
        Ok(Part {
            root: rows.finish(),
            reasons: reasons.finish(),
        })
    };
    match crate::table::guarded(read) {
        Ok(part) => {
            let problems = rows_and_root(output, &part.root);
            Ok((part, problems))
        }
        Err(why) => Err(Problem::of(&output.path, Kind::Unreadable, why)),
    }
}

/// Rows of one stage and language mostly stand one after another, so few of them make a key.
#[derive(Default)]
struct Counting {
    last: (String, String, String),
    run: u64,
    sums: Reasons,
}

impl Counting {
    fn add(&mut self, stage: &str, language: &str, reason: &str) {
        let (s, l, r) = &self.last;
        if (s.as_str(), l.as_str(), r.as_str()) != (stage, language, reason) {
            self.end();
            self.last = (stage.to_owned(), language.to_owned(), reason.to_owned());
        }
        self.run += 1;
    }

    fn end(&mut self) {
        if self.run > 0 {
            *self.sums.entry(self.last.clone()).or_default() += self.run;
        }
        self.run = 0;
    }

    fn finish(mut self) -> Reasons {
        self.end();
        self.sums
    }
}

/// Compares the rows of the whole ledger with the counts of the manifest.
pub(super) fn compare(manifest: &Manifest, rows: &Reasons) -> Vec<Problem> {
    let mut counted: Reasons = BTreeMap::new();
    for (stage, languages) in &manifest.counts {
        for (language, flow) in languages {
            for (reason, n) in flow.removed.iter().filter(|(_, n)| **n > 0) {
                let key = (stage.clone(), language.clone(), reason.clone());
                *counted.entry(key).or_default() += n;
            }
        }
    }
    let mut problems = Vec::new();
    let mut wrong = |what| problems.push(Problem::of(FILE, Kind::Counts, what).due_to(FOLDER));
    let taken_down: u64 = manifest.history.iter().map(|v| v.takedown.documents).sum();
    let forgotten = |(key, _): &(&(String, String, String), &u64)| key.0 == FORGET;
    let found: u64 = rows.iter().filter(forgotten).map(|(_, n)| n).sum();
    if taken_down != found {
        wrong(format!(
            "its history takes down {taken_down} documents; the ledger has {found} rows of `{FORGET}`"
        ));
    }
    let keys: std::collections::BTreeSet<_> = counted.keys().chain(rows.keys()).collect();
    for key in keys.into_iter().filter(|key| key.0 != FORGET) {
        let get = |of: &Reasons| of.get(key).copied().unwrap_or(0);
        let (stated, found) = (get(&counted), get(rows));
        if stated != found {
            let (stage, language, reason) = key;
            wrong(format!(
                "counts of {stage}, {language}: {stated} documents removed by {reason}; the ledger has {found} such rows"
            ));
        }
    }
    // What came out of the last stage is in the shards, but for what was taken down later.
    for stage in manifest.stages.iter().filter(|stage| stage.kind == "emit") {
        let empty = BTreeMap::new();
        let flows = manifest.counts.get(&stage.name).unwrap_or(&empty);
        for (language, mix) in &manifest.mix {
            let out = flows.get(language).map_or(0, |flow| flow.documents_out);
            let of = |(key, _): &(&(String, String, String), &u64)| {
                key.0 == FORGET && key.1 == *language
            };
            let gone: u64 = rows.iter().filter(of).map(|(_, n)| n).sum();
            if out != mix.documents_given + gone {
                wrong(format!(
                    "counts of {}, {language}: {out} documents out; the mix gives {} and {gone} were taken down",
                    stage.name, mix.documents_given
                ));
            }
        }
    }
    problems
}

/// Compares the documents that were kept aside, in `noisy/`, with the rows of the stages that keep
/// them: all but duplicates and those whose language has no profile. After a takedown there may be
/// fewer.
pub(super) fn kept_aside(manifest: &Manifest, rows: &Reasons) -> Option<Problem> {
    let stages: Vec<&str> = manifest
        .stages
        .iter()
        .filter(|stage| stage.settings.get("noisy").and_then(Value::as_bool) == Some(true))
        .map(|stage| stage.name.as_str())
        .collect();
    let aside = |(stage, _, reason): &(String, String, String)| {
        stages.contains(&stage.as_str())
            && !reason.starts_with("dedup.")
            && reason != "select.no_profile"
    };
    let removed: u64 = rows
        .iter()
        .filter(|(key, _)| aside(key))
        .map(|(_, n)| n)
        .sum();
    let found = manifest.rows("noisy", None);
    if found == removed || found < removed && !manifest.history.is_empty() {
        return None;
    }
    let what = format!(
        "the ledger has {removed} documents that were kept aside; the files of noisy/ have {found} rows"
    );
    Some(Problem::of(FILE, Kind::Counts, what).due_to(FOLDER))
}
