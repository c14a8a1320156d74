//! Documents in JSON lines: read, and copied byte for byte.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::added::{AddedNames, PREFIX};
use super::cells::{Cell, ROLES, Role, Want, Wanted, row};
use super::detect::Compression;
use super::json;
use super::lines::{BOM, Line, Lines, Sink};
use super::row::{Added, Read, Unusable, Why};
use crate::error::{Error, Result};

/// Reads documents.
pub(super) struct Reader {
    lines: Lines,
    /// The first batch, which [`Reader::new`] has looked at.
    first: Option<Vec<Line>>,
    path: PathBuf,
    wanted: Wanted,
    /// No other threads help.
    alone: bool,
    seen: [bool; ROLES],
}

impl Reader {
    /// `path` names the file in messages; `alone`, if this thread alone is to read.
    pub(super) fn new(mut lines: Lines, path: &Path, wanted: Wanted, alone: bool) -> Result<Self> {
        let first = lines.batch()?;
        if let Some((what, help)) = other_layout(&first) {
            return Err(Error::usage(format!("{} is {what}", path.display()), help));
        }
        Ok(Self {
            lines,
            first: Some(first),
            path: path.to_path_buf(),
            wanted,
            alone,
            seen: [false; ROLES],
        })
    }

    pub(super) fn batch(&mut self) -> Result<Option<Vec<Read>>> {
        let lines = match self.first.take() {
            Some(first) => first,
            None => self.lines.batch()?,
        };
        if lines.is_empty() {
            return Ok(None);
        }
        let read = |line: Line| read(line, &self.path, &self.wanted);
        let read: Vec<(Read, [bool; ROLES])> = if self.alone {
            lines.into_iter().map(read).collect()
        } else {
            lines.into_par_iter().map(read).collect()
        };
        let mut rows = Vec::with_capacity(read.len());
        for (row, seen) in read {
            for (all, seen) in self.seen.iter_mut().zip(seen) {
                *all |= seen;
            }
            rows.push(row);
        }
        Ok(Some(rows))
    }

    /// The columns that a document read so far has.
    pub(super) fn seen(&self) -> Vec<&Want> {
        let columns = self.wanted.columns.iter();
        columns
            .filter(|want| self.seen[want.role as usize])
            .collect()
    }

    pub(super) fn unseen(&self) -> Vec<&str> {
        let unseen = self.wanted.columns.iter().filter(|want| want.asked);
        let unseen = unseen.filter(|want| !self.seen[want.role as usize]);
        unseen.map(|want| want.name.as_str()).collect()
    }
}

/// One line as a document, and the columns that it has.
fn read(line: Line, path: &Path, wanted: &Wanted) -> (Read, [bool; ROLES]) {
    let number = line.number;
    let text = line.text().map_err(|reason| (Why::Unreadable, reason));
    match text.and_then(|text| json::read(text, wanted)) {
        Ok(mut found) => {
            let text = std::mem::take(&mut found.text);
            let mut seen = found.cells.each_ref().map(is_something);
            seen[Role::Text as usize] = found.has_text;
            let name = || path.file_name().unwrap_or_default().to_string_lossy();
            let place = || format!("{}:{number}", name());
            let at = (line.document, line.offset);
            (Ok(row(found.cells, text, at, place)), seen)
        }
        Err((why, reason)) => {
            let unusable = Unusable {
                place: format!("{}:{number}", path.display()),
                offset: line.offset,
                bytes: line.length,
                why,
                reason,
            };
            (Err(unusable), [false; ROLES])
        }
    }
}

fn is_something(cell: &Option<Cell>) -> bool {
    cell.is_some()
}

/// What a file is that has JSON, but not in lines, and what to do. A first line that is damaged, with
/// an object in the next, is left to be reported as a line.
fn other_layout(first: &[Line]) -> Option<(&'static str, &'static str)> {
    let line = |i: usize| {
        first
            .get(i)
            .and_then(|line| line.text().ok())
            .map(str::trim)
    };
    let (start, next) = (line(0)?, line(1));
    if next.is_some_and(|next| next.starts_with('{') && json::is_whole(next)) {
        return None;
    }
    if start.starts_with("PAR1") {
        return Some((
            "a compressed Parquet file",
            "decompress it: Parquet files are compressed within",
        ));
    }
    if start.starts_with('[') {
        return Some((
            "one JSON array; expected one JSON object a line",
            "make lines of it: `jq -c '.[]' FILE > FILE.jsonl`",
        ));
    }
    if start == "{" && next.is_some() {
        return Some((
            "pretty-printed JSON; expected one JSON object a line",
            "make lines of it: `jq -c . FILE > FILE.jsonl`",
        ));
    }
    None
}

/// Copies the chosen lines.
pub(super) fn copy(
    input: &Path,
    wanted: &Wanted,
    compression: Compression,
    output: &Path,
    added: bool,
    fate: &mut dyn FnMut(u32) -> Result<Option<Added>>,
) -> Result<u64> {
    let names = match added {
        true => Some(AddedNames::beside(&taken(input, wanted, compression)?)),
        false => None,
    };
    let mut lines = Lines::open(input, compression)?;
    let mut out = Sink::create(output, compression)?;
    let mut kept = 0;
    loop {
        let batch = lines.batch()?;
        if batch.is_empty() {
            break;
        }
        let mut chosen = Vec::new();
        for line in batch {
            if let Some(added) = fate(line.document)? {
                chosen.push((line, added));
            }
        }
        let written: Vec<Vec<u8>> = chosen
            .par_iter()
            .filter_map(|(line, added)| {
                let line = line.text().ok()?;
                let found = json::read(line, wanted).ok()?;
                let Some(names) = &names else {
                    return Some(line.as_bytes().to_vec());
                };
                // A key that is written with escapes is not found by `taken`.
                if names.any_in(&found.taken) {
                    return splice(line, &AddedNames::beside(&found.taken), added);
                }
                splice(line, names, added)
            })
            .collect();
        for line in written {
            if kept == 0 && lines.bom {
                out.write(BOM).map_err(Error::io(output, "write"))?;
            }
            out.write(&line).map_err(Error::io(output, "write"))?;
            kept += 1;
        }
    }
    out.publish(output)?;
    Ok(kept)
}

/// Puts our members before the brace that closes the line's object, which has members already.
fn splice(line: &str, names: &AddedNames, added: &Added) -> Option<Vec<u8>> {
    let (object, end) = line.split_at(line.rfind('}')?);
    Some([object, &names.members(added), end].concat().into_bytes())
}

/// Keys of any object of the file that look like ours: the file is read once more for them, as one
/// name must not mean theirs in one line and ours in the next.
fn taken(input: &Path, wanted: &Wanted, compression: Compression) -> Result<HashSet<String>> {
    let mut taken = HashSet::new();
    let mut lines = Lines::open(input, compression)?;
    loop {
        let batch = lines.batch()?;
        if batch.is_empty() {
            return Ok(taken);
        }
        let found: Vec<HashSet<String>> = batch
            .par_iter()
            .filter_map(|line| {
                let line = line.text().ok().filter(|line| line.contains(PREFIX))?;
                Some(json::read(line, wanted).ok()?.taken)
            })
            .collect();
        taken.extend(found.into_iter().flatten());
    }
}
