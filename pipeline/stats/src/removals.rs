use std::collections::HashSet;
use std::path::Path;

use polars::prelude::{col, len, lit};

use crate::dataset::Table;
use crate::error::{Error, Result};

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
    let Some(ledger) = Table::of_removals(dataset)? else {
        return Ok(None);
    };
    let keys = ["language", "stage", "reason"];
    ledger.check(&keys, None)?;
    if ledger.len() == 0 {
        return Ok(Some(Vec::new()));
    }
    let frame =
        ledger.collect(|rows| rows.group_by(keys.map(col)).agg([len().alias("documents")]))?;
    let fail = || Error::parquet(&dataset.join("removed"));
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
    let ledger = Table::open(folder.clone())?;
    ledger.check(&["id", "reason"], None)?;
    if ledger.len() == 0 {
        return Ok(HashSet::new());
    }
    let prefix = prefix.to_owned();
    let frame = ledger.collect(|rows| {
        rows.filter(col("reason").str().starts_with(lit(prefix.as_str())))
            .select([col("id")])
    })?;
    let ids = frame
        .column("id")
        .and_then(|column| column.str())
        .map_err(Error::parquet(&folder))?;
    let number = |id: Option<&str>| u128::from_str_radix(id?, 16).ok();
    Ok(ids.iter().filter_map(number).collect())
}
