use std::collections::HashSet;
use std::path::Path;

use polars::df;
use polars::prelude::{IntoLazy, PolarsError, col, len};

use crate::dataset::Files;
use crate::error::{Error, Result};
use crate::frame::{query, said};

/// What removals are counted by.
const KEYS: [&str; 3] = ["language", "stage", "reason"];

/// Documents of one language that one stage removed for one reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removal {
    /// `mlt_Latn`, or `und` where no language was known yet.
    pub language: String,
    /// The stage's name.
    pub stage: String,
    /// `quality.min_words`.
    pub reason: String,
    /// Rows of the ledger: documents, and records that could not be read.
    pub documents: u64,
}

/// What the ledger says, sorted by language, stage and reason; none when the dataset has no folder
/// `removed/`, that is when nothing was removed or the ledger was not kept.
///
/// # Errors
/// When `dataset` is no dataset, or a file of its ledger cannot be read.
pub fn removals(dataset: &Path) -> Result<Option<Vec<Removal>>> {
    let Some(ledger) = Files::of_removals(dataset)? else {
        return Ok(None);
    };
    ledger.check(&KEYS, None)?;
    let frames = ledger.map(&KEYS, |rows| {
        let text = |name: &str| Ok::<_, String>(rows.text(name)?.iter().collect::<Vec<_>>());
        let frame = said(df!(
            "language" => text("language")?,
            "stage" => text("stage")?,
            "reason" => text("reason")?,
        ))?;
        let counted = frame
            .lazy()
            .group_by(KEYS.map(col))
            .agg([len().alias("documents")]);
        said(counted.collect())
    })?;
    let frame = query(frames, dataset, |rows| {
        rows.group_by(KEYS.map(col)).agg([col("documents").sum()])
    })?;
    let Some(frame) = frame else {
        return Ok(Some(Vec::new()));
    };
    let fail = || |error: PolarsError| Error::parquet(&dataset.join("removed"))(error.to_string());
    let text = |name: &str| {
        let column = frame
            .column(name)
            .and_then(|column| column.str())
            .map_err(fail())?;
        Ok(column
            .iter()
            .map(|value| value.unwrap_or_default().to_string())
            .collect::<Vec<_>>())
    };
    let (languages, stages, reasons) = (text("language")?, text("stage")?, text("reason")?);
    let documents = frame.column("documents").map_err(fail())?;
    let mut removals: Vec<Removal> = languages
        .into_iter()
        .zip(stages)
        .zip(reasons)
        .enumerate()
        .map(|(row, ((language, stage), reason))| {
            let documents = documents
                .get(row)
                .ok()
                .and_then(|n| n.extract::<u64>())
                .unwrap_or(0);
            Removal {
                language,
                stage,
                reason,
                documents,
            }
        })
        .collect();
    removals.sort_unstable();
    Ok(Some(removals))
}

/// Ids, as numbers, of the documents in the ledger whose reason begins with `prefix`; none when the
/// dataset has no ledger yet.
///
/// # Errors
/// When a file of the ledger cannot be read.
pub fn removed_ids(dataset: &Path, prefix: &str) -> Result<HashSet<u128>> {
    let folder = dataset.join("removed");
    if !folder.is_dir() {
        return Ok(HashSet::new());
    }
    let ledger = Files::of_folder(&folder)?;
    ledger.check(&["id", "reason"], None)?;
    let found = ledger.map(&["id", "reason"], |rows| {
        let here = rows.text("id")?.iter().zip(rows.text("reason")?);
        let here =
            here.filter(|(_, reason)| reason.is_some_and(|reason| reason.starts_with(prefix)));
        let number = |(id, _): (Option<&str>, _)| u128::from_str_radix(id?, 16).ok();
        Ok(here.filter_map(number).collect::<Vec<u128>>())
    })?;
    Ok(found.into_iter().flatten().collect())
}
