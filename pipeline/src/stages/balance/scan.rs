//! The supply of documents whose weights the counts of their partition do not tell: short columns of each
//! are read, their texts are not.

use std::collections::BTreeMap;
use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rayon::prelude::*;
use tamis_mix::{Part, Supply, bin};

use super::budget::Budget;
use crate::error::{Error, Result};
use crate::io::{parquet_failed, place};
use crate::run::InputFile;

/// Rows read at once.
const ROWS: usize = 8192;

/// Reads of every document of these files its place, weight and tokens. Bytes of text are not known.
pub(super) fn supply(
    files: &[InputFile],
    budget: &Budget,
    seed: u64,
) -> Result<BTreeMap<Part, Supply>> {
    files
        .par_iter()
        .map(|file| of_file(file, budget, seed))
        .try_reduce(BTreeMap::new, |mut sum, other| {
            for (part, supply) in other {
                sum.entry(part).or_default().merge(&supply);
            }
            Ok(sum)
        })
}

fn of_file(file: &InputFile, budget: &Budget, seed: u64) -> Result<BTreeMap<Part, Supply>> {
    let path = &file.path;
    let fail = parquet_failed(path, "read");
    let opened = File::open(path).map_err(Error::io(path, "open"))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(opened).map_err(&fail)?;
    let signal = budget
        .quality
        .as_ref()
        .map(|quality| quality.signal.as_str());
    let score = format!("signals.{}", signal.unwrap_or_default());
    let columns = [
        "id",
        "minhash_cluster_id",
        "minhash_cluster_size",
        "token_count",
        "language",
        "language_script",
        "source",
        &score,
    ];
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
    let reader = builder
        .with_projection(mask)
        .with_batch_size(ROWS)
        .build()
        .map_err(&fail)?;
    let mut found = BTreeMap::new();
    for batch in reader {
        let batch = batch
            .map_err(|error| Error::run(format!("cannot read {}: {error}", path.display())))?;
        add(&batch, budget, seed, &mut found)?;
    }
    Ok(found)
}

fn add(
    batch: &RecordBatch,
    budget: &Budget,
    seed: u64,
    found: &mut BTreeMap<Part, Supply>,
) -> Result<()> {
    let column = |name: &str| -> Result<&ArrayRef> {
        let column = batch.column_by_name(name);
        column.ok_or_else(|| Error::run(format!("documents have no column `{name}`")))
    };
    let (ids, sources) = (column("id")?.as_string::<i32>(), column("source")?);
    let sources = sources.as_string::<i32>();
    let languages = column("language")?.as_string::<i32>();
    let scripts = column("language_script")?.as_string::<i32>();
    let clusters = column("minhash_cluster_id")?.as_primitive::<Int64Type>();
    let sizes = column("minhash_cluster_size")?.as_primitive::<Int32Type>();
    let tokens = column("token_count")?.as_primitive::<Int32Type>();
    // Of the signals one was read.
    let score = column("signals")?.as_struct().columns().first();
    let score = score.map(|score| score.as_primitive::<Float32Type>());
    for row in 0..batch.num_rows() {
        let hash = place(ids.value(row), clusters.value(row) as u64, seed);
        if bin(hash) >= budget.held {
            continue;
        }
        let mut language = languages.value(row).to_owned();
        if !scripts.value(row).is_empty() {
            language = format!("{language}_{}", scripts.value(row));
        }
        let size = sizes.value(row) as u32;
        let score = score.map_or(f32::NAN, |score| score.value(row));
        let weight = budget.weight(&language, size, score);
        let tokens = u64::from(tokens.value(row) as u32);
        let supply = found.entry(Part::new(sources.value(row), language));
        supply.or_default().add(hash, weight, tokens, 0);
    }
    Ok(())
}
