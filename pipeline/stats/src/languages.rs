use std::path::Path;

use polars::df;
use polars::prelude::{DataType, col, len, lit};

use crate::dataset::Files;
use crate::error::Result;
use crate::frame::{count, number, query, said};

/// What one language of a dataset consists of. All but `documents` counts rows, copies included,
/// for that is what a reader of the dataset gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LanguageStats {
    /// `mlt_Latn`.
    pub code: String,
    /// Files.
    pub shards: u64,
    /// Distinct ids.
    pub documents: u64,
    /// Rows; more than documents where balancing repeats some.
    pub rows: u64,
    /// Unicode scalar values of `text`.
    pub characters: u64,
    /// The dataset's own `token_count`, an estimate unless its manifest says otherwise.
    pub tokens: u64,
    /// The median of characters in a row; none without rows.
    pub median_characters: Option<f64>,
    /// Rows whose near-duplicates were removed: `minhash_cluster_size` above 1.
    pub clustered: u64,
    /// The greatest `minhash_cluster_size`.
    pub largest_cluster: u64,
    /// Rows with at least one placeholder for personal data.
    pub with_pii: u64,
}

impl LanguageStats {
    /// The mean of characters in a row; none without rows.
    #[must_use]
    pub fn mean_characters(&self) -> Option<f64> {
        self.share(self.characters)
    }

    /// A count as a part of the rows; none without rows.
    #[must_use]
    pub fn share(&self, count: u64) -> Option<f64> {
        (self.rows > 0).then(|| count as f64 / self.rows as f64)
    }
}

const COLUMNS: [&str; 5] = ["text", "id", "token_count", "minhash_cluster_size", "pii"];

/// Statistics of one language of a dataset.
///
/// # Errors
/// When `dataset` is no dataset, has no such language, or a file of it cannot be read.
pub fn language(dataset: &Path, code: &str) -> Result<LanguageStats> {
    let shards = Files::of_language(dataset, code)?;
    let mut stats = LanguageStats {
        code: code.to_string(),
        shards: shards.paths().len() as u64,
        ..LanguageStats::default()
    };
    shards.check(&COLUMNS, None)?;
    let frames = shards.map(&COLUMNS, |rows| {
        let characters = rows.text("text")?.iter();
        let characters = characters.map(|text| Some(text?.chars().count() as u64));
        said(df!(
            "id" => rows.text("id")?.iter().collect::<Vec<_>>(),
            "characters" => characters.collect::<Vec<_>>(),
            "tokens" => rows.numbers("token_count")?,
            "cluster" => rows.numbers("minhash_cluster_size")?,
            "pii" => rows.any("pii")?,
        ))
    })?;
    let frame = query(frames, dataset, |rows| {
        rows.select([
            len().alias("rows"),
            col("id").n_unique().alias("documents"),
            col("characters").sum(),
            col("characters").median().alias("median"),
            col("tokens").cast(DataType::UInt64).sum(),
            col("cluster").gt(lit(1)).sum().alias("clustered"),
            col("cluster").max().alias("largest"),
            col("pii").sum(),
        ])
    })?;
    let Some(frame) = frame else {
        return Ok(stats);
    };
    stats.rows = count(&frame, "rows");
    stats.documents = count(&frame, "documents");
    stats.characters = count(&frame, "characters");
    stats.tokens = count(&frame, "tokens");
    stats.median_characters = number(&frame, "median");
    stats.clustered = count(&frame, "clustered");
    stats.largest_cluster = count(&frame, "largest");
    stats.with_pii = count(&frame, "pii");
    Ok(stats)
}
