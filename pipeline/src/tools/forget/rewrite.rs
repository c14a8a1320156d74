//! Finding the rows that go, and writing files without them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::errors::ParquetError;
use tamis_manifests::manifest::{Manifest, Output};
use tamis_manifests::merkle::Root;

use super::account::Gone;
use super::matching::{Asked, Request};
use crate::document::{Document, from_batch};
use crate::error::{Error, Result};
use crate::io::{FrameWriter, OutFile, parquet_failed, shard_properties};
use crate::run::TextSize;

/// zstd level of rewritten files: that of `emit` when nothing else is said.
const LEVEL: i32 = 3;

/// Rows read at once.
const READ_ROWS: usize = 256;

/// The rows of a file that go, by number, and what asked for each.
#[derive(Debug, Default)]
pub(super) struct Rows(BTreeMap<u64, Asked>);

impl Rows {
    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }
}

/// Looks through a file for rows that are asked for.
pub(super) fn find(root: &Path, path: &str, request: &Request) -> Result<Rows> {
    let full = root.join(path);
    let failed = parquet_failed(&full, "read");
    let file = File::open(&full).map_err(Error::io(&full, "open"))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&failed)?;
    let mut columns = vec!["id", "url"];
    if request.reads_text() {
        columns.extend(["text", "markdown"]);
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
    let reader = builder.with_projection(mask).with_batch_size(READ_ROWS);
    let mut found = Rows::default();
    let mut row = 0;
    for batch in reader.build().map_err(&failed)? {
        let batch = batch.map_err(|error| failed(ParquetError::from(error)))?;
        let text = |name: &str| {
            let column = batch.column_by_name(name)?;
            column.as_string_opt::<i32>()
        };
        let (Some(ids), Some(urls)) = (text("id"), text("url")) else {
            return Err(Error::run(format!(
                "{} has no columns id and url",
                full.display()
            )));
        };
        let bodies: Vec<_> = ["text", "markdown"].into_iter().filter_map(text).collect();
        for at in 0..batch.num_rows() {
            let bodies = bodies.iter().filter(|body| body.is_valid(at));
            let bodies: Vec<&str> = bodies.map(|body| body.value(at)).collect();
            if let Some(asked) = request.asks_for(ids.value(at), urls.value(at), &bodies) {
                found.0.insert(row, asked);
            }
            row += 1;
        }
    }
    Ok(found)
}

/// Writes a shard without some rows to `to`, if that is given, and tells `gone` of them; the shard's
/// entry in the manifest becomes the new one's.
pub(super) fn shard(
    root: &Path,
    path: &str,
    rows: &Rows,
    to: Option<&Path>,
    gone: &mut Gone,
    manifest: &mut Manifest,
) -> Result<()> {
    let (mut tree, mut text) = (Root::default(), TextSize::default());
    let held_out = path.contains("/validation-");
    let written = without(root, path, rows, to, &mut |document, asked| match asked {
        Some(asked) => gone.add(document, *asked, held_out),
        None => {
            tree.push(document.leaf().hash());
            text.add(&document.text);
        }
    })?;
    if let (Some(written), Some(entry)) = (written, entry(manifest, path)) {
        written.describe(entry);
        entry.rows = tree.leaves();
        entry.root = Some(tree.hex());
        entry.text_bytes = Some(text.bytes);
        entry.characters = Some(text.characters);
        entry.segments = Some(text.segments);
    }
    Ok(())
}

/// The JSON lines that stand for the rows of a shard, if it has any.
pub(super) fn lines_of(shard: &str, manifest: &Manifest) -> Option<String> {
    let name = shard.strip_prefix("data/")?.strip_suffix(".parquet")?;
    let path = format!("jsonl/{name}.jsonl.zst");
    let mut outputs = manifest.outputs.iter();
    outputs.any(|output| output.path == path).then_some(path)
}

/// The same for the JSON lines of a shard, of which line n is row n.
pub(super) fn lines(
    root: &Path,
    path: &str,
    rows: &Rows,
    to: &Path,
    manifest: &mut Manifest,
) -> Result<()> {
    let full = root.join(path);
    let file = File::open(&full).map_err(Error::io(&full, "open"))?;
    let read = || Error::io(&full, "read");
    let mut reader = BufReader::new(zstd::Decoder::new(file).map_err(read())?);
    let write = || Error::io(to, "write");
    let mut writer = FrameWriter::new(OutFile::create(to)?, LEVEL).map_err(write())?;
    let (mut line, mut row, mut left) = (Vec::new(), 0, 0);
    while reader.read_until(b'\n', &mut line).map_err(read())? > 0 {
        if !rows.0.contains_key(&row) {
            writer
                .lines(|out| std::io::Write::write_all(out, &line))
                .map_err(write())?;
            left += 1;
        }
        row += 1;
        line.clear();
    }
    let synced = writer.finish().map_err(write())?.sync()?;
    synced.publish()?;
    if let Some(entry) = entry(manifest, path) {
        entry.rows = left;
        (entry.bytes, entry.sha256) = (synced.bytes, synced.sha256);
    }
    Ok(())
}

/// The same for a file whose rows nothing else counts; gives how many went.
pub(super) fn beside(
    root: &Path,
    path: &str,
    rows: &Rows,
    to: Option<&Path>,
    manifest: &mut Manifest,
) -> Result<u64> {
    let went = rows.0.len() as u64;
    let written = filtered(root, path, rows, to, &mut |_, _| Ok(()))?;
    if let (Some(written), Some(entry)) = (written, entry(manifest, path)) {
        written.describe(entry);
        entry.rows -= went.min(entry.rows);
    }
    Ok(went)
}

fn entry<'m>(manifest: &'m mut Manifest, path: &str) -> Option<&'m mut Output> {
    manifest
        .outputs
        .iter_mut()
        .find(|output| output.path == path)
}

/// A file that was written.
struct Written {
    bytes: u64,
    sha256: String,
}

impl Written {
    fn describe(self, entry: &mut Output) {
        (entry.bytes, entry.sha256) = (self.bytes, self.sha256);
    }
}

fn without(
    root: &Path,
    path: &str,
    rows: &Rows,
    to: Option<&Path>,
    each: &mut dyn FnMut(&Document, Option<&Asked>),
) -> Result<Option<Written>> {
    filtered(root, path, rows, to, &mut |batch, first| {
        let documents = from_batch(batch)?;
        for (document, row) in documents.iter().zip(first..) {
            each(document, rows.0.get(&row));
        }
        Ok(())
    })
}

/// Copies a file without some rows; `each` sees every batch whole, with the number of its first row.
fn filtered(
    root: &Path,
    path: &str,
    rows: &Rows,
    to: Option<&Path>,
    each: &mut dyn FnMut(&RecordBatch, u64) -> Result<()>,
) -> Result<Option<Written>> {
    let full = root.join(path);
    let failed = parquet_failed(&full, "read");
    let file = File::open(&full).map_err(Error::io(&full, "open"))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&failed)?;
    let schema = builder.schema().clone();
    let mut writer = match to {
        Some(to) => {
            let properties = shard_properties(LEVEL).map_err(parquet_failed(to, "write"))?;
            let own = builder
                .metadata()
                .file_metadata()
                .key_value_metadata()
                .cloned();
            // The writer says itself what the Arrow schema is.
            let own = own.map(|all| {
                all.into_iter()
                    .filter(|kv| kv.key != "ARROW:schema")
                    .collect()
            });
            let properties = properties
                .into_builder()
                .set_key_value_metadata(own)
                .build();
            let writer = ArrowWriter::try_new(OutFile::create(to)?, schema, Some(properties));
            Some(writer.map_err(parquet_failed(to, "write"))?)
        }
        None => None,
    };
    let mut first = 0;
    for batch in builder
        .with_batch_size(READ_ROWS)
        .build()
        .map_err(&failed)?
    {
        let batch = batch.map_err(|error| failed(ParquetError::from(error)))?;
        each(&batch, first)?;
        let stays = (first..first + batch.num_rows() as u64).map(|row| !rows.0.contains_key(&row));
        let stays = BooleanArray::from_iter(stays.map(Some));
        first += batch.num_rows() as u64;
        if let (Some(writer), Some(to)) = (&mut writer, to) {
            let left = filter_record_batch(&batch, &stays)
                .map_err(|error| failed(ParquetError::from(error)))?;
            writer.write(&left).map_err(parquet_failed(to, "write"))?;
        }
    }
    match (writer, to) {
        (Some(writer), Some(to)) => {
            let out = writer.into_inner().map_err(parquet_failed(to, "write"))?;
            let synced = out.sync()?;
            synced.publish()?;
            Ok(Some(Written {
                bytes: synced.bytes,
                sha256: synced.sha256,
            }))
        }
        _ => Ok(None),
    }
}
