use std::path::Path;

use polars::prelude::{Column, DataFrame, QuantileMethod, UniqueKeepStrategy, col, len, lit};

use crate::dataset::Files;
use crate::error::Result;
use crate::frame::{count, number, query, said};

/// The parts of the documents for which quantiles are given.
pub const QUANTILES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];

/// How the signals of one language are distributed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignalStats {
    /// Documents that were measured; copies count once, for a threshold decides on documents.
    pub documents: u64,
    /// Every signal in the order of the dataset's schema.
    pub signals: Vec<SignalQuantiles>,
}

/// One signal.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalQuantiles {
    /// The field of the column `signals`.
    pub name: String,
    /// The values at [`QUANTILES`], linear between neighbours (as numpy and pandas do).
    pub values: [f64; 9],
}

/// Quantiles of every signal of one language of a dataset; none when it has no rows.
///
/// # Errors
/// When `dataset` is no dataset, has no such language, or a file of it cannot be read or has no
/// struct column `signals`.
pub fn signals(dataset: &Path, code: &str) -> Result<SignalStats> {
    let shards = Files::of_language(dataset, code)?;
    let names = shards.check(&["id"], Some("signals"))?;
    let frames = shards.map(&["id", "signals"], |rows| {
        // By place and not by name: a signal called like another column would be in its way.
        let mut columns = vec![Column::new(
            "id".into(),
            rows.text("id")?.iter().collect::<Vec<_>>(),
        )];
        for (place, name) in names.iter().enumerate() {
            let values: Vec<Option<f32>> = rows.signal(name)?.iter().collect();
            columns.push(Column::new(place.to_string().into(), values));
        }
        said(DataFrame::new(rows.len(), columns))
    })?;
    let key = |signal: usize, quantile: usize| format!("{signal}.{quantile}");
    let quantiles = (0..names.len()).flat_map(|i| {
        QUANTILES.iter().enumerate().map(move |(q, part)| {
            col(i.to_string())
                .quantile(lit(*part), QuantileMethod::Linear)
                .alias(key(i, q))
        })
    });
    let wanted: Vec<_> = std::iter::once(len().alias("documents"))
        .chain(quantiles)
        .collect();
    let frame = query(frames, dataset, |rows| {
        rows.unique_generic(Some(vec![col("id")]), UniqueKeepStrategy::Any)
            .select(wanted)
    })?;
    let Some(frame) = frame else {
        return Ok(SignalStats::default());
    };
    let documents = count(&frame, "documents");
    if documents == 0 {
        return Ok(SignalStats::default());
    }
    let signals = names
        .into_iter()
        .enumerate()
        .map(|(i, name)| {
            let value = |q| number(&frame, &key(i, q)).unwrap_or(f64::NAN);
            SignalQuantiles {
                name,
                values: std::array::from_fn(value),
            }
        })
        .collect();
    Ok(SignalStats { documents, signals })
}
