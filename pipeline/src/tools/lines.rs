//! Lines in, lines out: read in bounded batches, worked on by all threads, written in order.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::io::{open, quiet_pipe};

/// Lines worked on at once.
const BATCH: usize = 1024;

/// Bytes of lines worked on at once, give or take one line.
const BATCH_BYTES: usize = 32 << 20;

/// A longer line is an error rather than an allocation.
const MAX_LINE: u64 = 64 << 20;

/// What a pass over lines has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Lines that gave a result.
    pub done: u64,
    /// Lines that could not be used, each with its file, line number and reason.
    pub bad: Vec<String>,
}

/// Numbered lines of a file, without their ends. A line that is too long is passed over, not split.
pub(super) struct LineReader {
    reader: Box<dyn BufRead + Send>,
    path: PathBuf,
    number: u64,
}

/// A line's number and its bytes, or why it cannot be used.
pub(super) type Numbered = (u64, std::result::Result<Vec<u8>, String>);

impl LineReader {
    pub(super) fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            reader: open(path)?,
            path: path.to_path_buf(),
            number: 0,
        })
    }

    /// Up to a batch of lines; none at the end.
    pub(super) fn batch(&mut self) -> Result<Vec<Numbered>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            let Some(line) = self.next().map_err(Error::io(&self.path, "read"))? else {
                break;
            };
            self.number += 1;
            bytes += line.as_ref().map_or(0, Vec::len);
            batch.push((self.number, line));
        }
        Ok(batch)
    }

    fn next(&mut self) -> std::io::Result<Option<std::result::Result<Vec<u8>, String>>> {
        let mut line = Vec::new();
        if (&mut self.reader)
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)?
            == 0
        {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') && line.len() as u64 == MAX_LINE {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Err(format!(
                "a line of more than {} MiB",
                MAX_LINE >> 20
            ))));
        }
        while line
            .last()
            .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
        {
            line.pop();
        }
        Ok(Some(Ok(line)))
    }
}

/// How lines are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON: blank lines say nothing, bytes that are not UTF-8 are a mistake.
    Json,
    /// Plain text, where results have no id: every line gives a line, so that they stay beside each
    /// other; bytes that are not UTF-8 are replaced.
    Plain,
}

/// Calls `work` on every line of the inputs and writes what it gives, in order, one line each. A
/// line that `work` refuses is reported with its place and does not stop the others.
///
/// # Errors
/// When an input cannot be opened or read, or the output cannot be written.
pub fn map(
    inputs: &[PathBuf],
    out: &mut dyn Write,
    form: Form,
    work: impl Fn(&str, &str) -> std::result::Result<String, String> + Sync,
) -> Result<Lines> {
    let mut total = Lines::default();
    // JSON is never empty: an empty result is a line that gives nothing.
    let may_be_empty = matches!(form, Form::Plain);
    for path in inputs {
        let mut reader = LineReader::open(path)?;
        loop {
            let mut batch = reader.batch()?;
            if batch.is_empty() {
                break;
            }
            // A byte order mark is no part of the first line.
            if let Some((1, Ok(line))) = batch.first_mut()
                && line.starts_with(b"\xef\xbb\xbf")
            {
                line.drain(..3);
            }
            let results: Vec<Option<std::result::Result<String, String>>> = batch
                .into_par_iter()
                .map(|(number, line)| {
                    let place = format!("{}:{number}", path.display());
                    let result = line.and_then(|line| match form {
                        Form::Json if line.trim_ascii().is_empty() => Ok(None),
                        Form::Json => {
                            let line = std::str::from_utf8(&line)
                                .map_err(|error| format!("not UTF-8: {error}"))?;
                            work(line, &place).map(Some)
                        }
                        Form::Plain => work(&String::from_utf8_lossy(&line), &place).map(Some),
                    });
                    result
                        .map_err(|reason| format!("{place}: {reason}"))
                        .transpose()
                })
                .collect();
            for result in results.into_iter().flatten() {
                match result {
                    Ok(line) => {
                        total.done += 1;
                        if line.is_empty() && !may_be_empty {
                            continue;
                        }
                        if let Err(error) = writeln!(out, "{line}") {
                            quiet_pipe(error).map_err(Error::io(path, "write the results of"))?;
                            return Ok(total);
                        }
                    }
                    Err(reason) => total.bad.push(reason),
                }
            }
        }
    }
    Ok(total)
}

/// The fields `id` and `text` of a JSON line, with everything else. A line without an id gets
/// `place` as its id.
///
/// # Errors
/// Says what was expected when the line is not such an object.
pub fn text_field(line: &str, place: &str) -> std::result::Result<(Value, String, Value), String> {
    let mut value: Value = serde_json::from_str(line)
        .map_err(|error| format!("not a JSON object ({error}); expected {{\"id\", \"text\"}}"))?;
    let Some(object) = value.as_object_mut() else {
        return Err("not a JSON object; expected {\"id\", \"text\"}".into());
    };
    let text = match object.remove("text") {
        Some(Value::String(text)) => text,
        Some(_) => return Err("the field `text` is not a string".into()),
        None => return Err("no field `text`".into()),
    };
    let id = object.remove("id").unwrap_or_else(|| place.into());
    Ok((id, text, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_lines_and_bad_lines_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.txt");
        let text: String = (0..3000).map(|i| format!("{i}\r\n")).collect();
        std::fs::write(&path, text).unwrap();
        let mut out = Vec::new();
        let lines = map(&[path], &mut out, Form::Json, |line, _| match line {
            "7" => Err("seven".into()),
            line => Ok(format!("<{line}>")),
        })
        .unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(lines.done, 2999);
        assert!(lines.bad[0].ends_with("in.txt:8: seven"), "{:?}", lines.bad);
        let expected: Vec<String> = (0..3000)
            .filter(|i| *i != 7)
            .map(|i| format!("<{i}>"))
            .collect();
        assert_eq!(out.lines().collect::<Vec<_>>(), expected);
    }
}
