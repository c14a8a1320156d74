//! JSON lines beside a shard: the same rows in the same order, in zstd frames that can each be read alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_json::LineDelimitedWriter;
use serde_json::{Map, Value, json};
use tamis_filters::signals::SIGNALS;

use super::config::Columns;
use crate::document::{Document, from_batch};
use crate::error::{Error, Result};
use crate::io::FrameWriter;

/// Writes JSON lines.
pub(super) struct JsonlWriter<W: Write> {
    frames: FrameWriter<W>,
    path: PathBuf,
    columns: Columns,
    rows: u64,
}

impl<W: Write> JsonlWriter<W> {
    /// Starts a file; `path` is for messages, `level` is zstd's.
    pub(super) fn new(out: W, path: &Path, columns: Columns, level: i32) -> Result<Self> {
        Ok(Self {
            frames: FrameWriter::new(out, level).map_err(Error::io(path, "write"))?,
            path: path.to_path_buf(),
            columns,
            rows: 0,
        })
    }

    /// Adds rows with the columns of documents.
    pub(super) fn write(&mut self, rows: &RecordBatch) -> Result<()> {
        let documents = match self.columns {
            Columns::FineWeb2 => Vec::new(),
            Columns::Hplt4 => from_batch(rows)?,
        };
        self.rows += rows.num_rows() as u64;
        let columns = self.columns;
        let written = self.frames.lines(|out| -> std::io::Result<()> {
            if columns == Columns::FineWeb2 {
                let mut writer = LineDelimitedWriter::new(out);
                let written = writer.write(rows).and_then(|()| writer.finish());
                return written.map_err(std::io::Error::other);
            }
            for document in documents {
                serde_json::to_writer(&mut *out, &hplt(&document))?;
                out.push(b'\n');
            }
            Ok(())
        });
        written.map_err(Error::io(&self.path, "write"))
    }

    /// Ends the file; gives it with its number of rows.
    pub(super) fn finish(self) -> Result<(W, u64)> {
        let out = self
            .frames
            .finish()
            .map_err(Error::io(&self.path, "write"))?;
        Ok((out, self.rows))
    }
}

/// A document with the keys of HPLT 4.0, as far as it has what they hold.
fn hplt(document: &Document) -> Value {
    let mut line = Map::new();
    let mut put = |key: &str, value: Value| {
        line.insert(key.to_owned(), value);
    };
    put("f", document.file_path.as_str().into());
    put("o", document.offset.into());
    put("rid", document.record_id.as_str().into());
    put("u", document.url.as_str().into());
    put("ts", document.date.as_str().into());
    put("crawl_id", document.dump.as_str().into());
    put("collection", document.source.as_str().into());
    put("id", document.id.as_str().into());
    put(
        "lang",
        document.top_langs.iter().map(|(l, _)| l.as_str()).collect(),
    );
    put(
        "prob",
        document.top_langs.iter().map(|(_, p)| json!(p)).collect(),
    );
    if let Some(lang) = &document.html_lang {
        put("htmllang", json!([lang]));
    }
    if let Some(license) = &document.license {
        put("license", license.as_str().into());
    }
    put("text", document.text.as_str().into());
    if let Some(markdown) = &document.markdown {
        put("md", markdown.as_str().into());
    }
    put("seg_langs", segments(document));
    put("cluster_size", document.minhash_cluster_size.into());
    put("filter", "keep".into());
    put("pii", pii(document));
    put("doc_scores", scores(document));
    Value::Object(line)
}

/// The language of each line.
fn segments(document: &Document) -> Value {
    let mut end = 0;
    let mut parts = document.seg_langs.iter().peekable();
    let lines = document.text.split_inclusive('\n').map(|line| {
        let start = end;
        end += line.len();
        while parts.next_if(|part| part.end as usize <= start).is_some() {}
        let part = parts.peek().filter(|part| part.start as usize <= start);
        part.map_or_else(
            || "unknown".into(),
            |part| Value::from(part.language.as_str()),
        )
    });
    lines.collect()
}

/// Places of personal data: first and last-but-one Unicode scalar value, as Python counts.
fn pii(document: &Document) -> Value {
    let characters = |bytes: u32| {
        let text = document.text.get(..bytes as usize);
        text.map_or(0, |text| text.chars().count())
    };
    let places = document.pii.iter();
    places
        .map(|span| json!([characters(span.start), characters(span.end)]))
        .collect()
}

/// The score of web-docs-scorer and its parts, in its order.
fn scores(document: &Document) -> Value {
    let values = document.signals.as_ref().map(|signals| signals.values());
    let named = SIGNALS.iter().zip(values.unwrap_or_default());
    let scores = named.filter(|(def, _)| def.name == "wds" || def.name.starts_with("wds_"));
    scores.map(|(_, value)| json!(value)).collect()
}
