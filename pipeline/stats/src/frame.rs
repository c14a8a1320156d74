//! Frames of polars, made batch by batch, and what a query over them gives.

use std::path::Path;

use polars::prelude::{DataFrame, LazyFrame, PolarsResult};

use crate::error::{Error, Result};

/// What polars says, as a sentence.
pub(crate) fn said<T>(result: PolarsResult<T>) -> Result<T, String> {
    result.map_err(|error| {
        // Some messages go on with the plan of the query, which helps nobody here.
        let text = error.to_string();
        text.lines().next().unwrap_or_default().to_owned()
    })
}

/// Runs a query over the rows of all frames; of none, nothing.
pub(crate) fn query(
    frames: Vec<DataFrame>,
    folder: &Path,
    query: impl FnOnce(LazyFrame) -> LazyFrame,
) -> Result<Option<DataFrame>> {
    use polars::prelude::IntoLazy;
    let mut frames = frames.into_iter();
    let Some(mut all) = frames.next() else {
        return Ok(None);
    };
    let run = || -> PolarsResult<DataFrame> {
        for frame in frames {
            all.vstack_mut_owned(frame)?;
        }
        query(all.lazy()).collect()
    };
    said(run()).map(Some).map_err(Error::parquet(folder))
}

/// A whole number of the first row; 0 when there is none.
pub(crate) fn count(frame: &DataFrame, column: &str) -> u64 {
    number(frame, column).map_or(0, |n| n as u64)
}

/// A number of the first row.
pub(crate) fn number(frame: &DataFrame, column: &str) -> Option<f64> {
    frame.column(column).ok()?.get(0).ok()?.extract::<f64>()
}
