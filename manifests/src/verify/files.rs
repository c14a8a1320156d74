//! Files of a dataset, one after another: bytes, digest, and the rows of those that have rows.

mod lists;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use super::evidence::Evidence;
use super::hashing::{self, Hashing};
use super::ledger::{self, Reasons};
use super::paths::{Folder, Walk};
use super::report::{Kind, Problem};
use super::shards::Shards;
use super::{DOMAINS, Progress};
use crate::manifest::{FILE as MANIFEST, Output};
use crate::sign::{FILE as ENVELOPE, SUMS};
use crate::table::Table;

/// A file that is there or ought to be.
pub(super) struct Item<'m> {
    pub(super) path: String,
    /// It lies in the folder.
    there: bool,
    /// Its digest in the list of digests; none within where the list does not name it.
    listed: Option<Option<String>>,
    /// What the manifest says about it.
    pub(super) output: Option<&'m Output>,
    /// The manifest lists it more than once.
    twice: bool,
}

pub(super) use lists::Differs;

/// What was found out about a file.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) differs: Differs,
    pub(super) problems: Vec<Problem>,
    pub(super) sha256: Option<String>,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    /// Of a ledger.
    pub(super) reasons: Option<Reasons>,
    /// Of a file of `rights/`.
    pub(super) evidence: Option<Evidence>,
}

/// All files that lie in the folder or are named by a list. Shards come first, by language, then the
/// ledger, then all others.
pub(super) fn items<'m>(
    walk: &Walk,
    sums: Option<&BTreeMap<String, String>>,
    outputs: &'m [Output],
) -> Vec<Item<'m>> {
    let mut listed: BTreeMap<&str, (&Output, bool)> = BTreeMap::new();
    for output in outputs {
        let entry = listed.entry(&output.path).or_insert((output, false));
        entry.1 |= !std::ptr::eq(entry.0, output);
    }
    let paths: BTreeSet<&str> = walk
        .files
        .keys()
        .map(String::as_str)
        .chain(sums.into_iter().flatten().map(|(path, _)| path.as_str()))
        .chain(listed.keys().copied())
        .collect();
    let mut items: Vec<Item<'m>> = paths
        .into_iter()
        .map(|path| Item {
            path: path.to_owned(),
            there: walk.files.contains_key(path),
            listed: sums.map(|sums| sums.get(path).cloned()),
            output: listed.get(path).map(|(output, _)| *output),
            twice: listed.get(path).is_some_and(|(_, twice)| *twice),
        })
        .collect();
    items.sort_by_cached_key(|item| match item.output {
        Some(output) if output.kind == "shard" => (0, output.language.clone(), item.path.clone()),
        Some(output) if output.kind == "ledger" => (1, None, item.path.clone()),
        _ => (2, None, item.path.clone()),
    });
    items
}

/// What checking a file needs.
pub(super) struct Files<'a> {
    pub(super) folder: &'a Folder,
    pub(super) shards: Option<&'a Shards<'a>>,
    pub(super) progress: &'a (dyn Fn(Progress<'_>) + Sync),
}

impl Files<'_> {
    /// Checks a file, or two of them, whose bytes are hashed together: that takes less time than one
    /// after the other.
    pub(super) fn check(&self, items: &[Item<'_>]) -> Vec<Checked> {
        let open = |item: &Item<'_>| Hashing::new(self.folder.file(&item.path));
        let mut files: Vec<Hashing> = items.iter().map(open).collect();
        hashing::read(&mut files, &|bytes| (self.progress)(Progress::Bytes(bytes)));
        let of = |(item, file)| self.of(item, file);
        items.iter().zip(files).map(of).collect()
    }

    /// What is wrong with a file whose bytes are hashed.
    fn of(&self, item: &Item<'_>, file: Hashing) -> Checked {
        let mut checked = Checked::default();
        let mut wrong = |kind, what: String, from: Option<&str>| {
            let mut problem = Problem::of(&item.path, kind, what);
            problem.follows = from.map(str::to_owned);
            checked.problems.push(problem);
        };
        if item.twice {
            let what = "the manifest lists it more than once";
            wrong(Kind::Manifest, what.to_owned(), Some(MANIFEST));
        }
        let own = item.path == SUMS || item.path == ENVELOPE;
        if item.there && !own && matches!(item.listed, Some(None)) {
            let what = "it is in the dataset, and SHA256SUMS does not name it";
            wrong(Kind::Extra, what.to_owned(), Some(SUMS));
        }
        if item.there && item.output.is_none() && self.shards.is_some() && holds_rows(&item.path) {
            let what = "it is in the dataset, and manifest.json does not list it";
            wrong(Kind::Extra, what.to_owned(), Some(MANIFEST));
        }
        checked.bytes = file.bytes;
        let file = match file.finish() {
            Ok((found, file)) => {
                lists::compare(item, &mut checked, &found);
                checked.sha256 = Some(found);
                Some(file)
            }
            Err(why) => {
                // The signature's own check says whether one has to be there, and so on.
                if !(own && why.is_missing()) {
                    let only = match item.output {
                        Some(_) if matches!(item.listed, Some(None)) => Some(MANIFEST),
                        None => Some(SUMS),
                        Some(_) => None,
                    };
                    let mut problem = why.problem(&item.path);
                    problem.follows = only.map(str::to_owned);
                    checked.problems.push(problem);
                    checked.differs = Differs::Gone;
                }
                None
            }
        };
        self.rows(item, file, &mut checked);
        (self.progress)(Progress::File(&item.path));
        checked
    }

    /// Reads the rows of a file that has rows.
    fn rows(&self, item: &Item<'_>, file: Option<File>, checked: &mut Checked) {
        let Some(output) = item.output else {
            return;
        };
        match (output.kind.as_str(), file) {
            ("shard", file) => {
                if let Some(shards) = self.shards {
                    let (rows, problems) = shards.check(output, file);
                    checked.rows = rows;
                    checked.problems.extend(problems);
                }
            }
            ("ledger", Some(file)) => match ledger::check(output, file) {
                Ok((part, problems)) => {
                    checked.rows = part.root.leaves();
                    checked.problems.extend(problems);
                    checked.reasons = Some(part.reasons);
                }
                Err(problem) => checked.problems.push(problem),
            },
            ("rights", Some(file)) => {
                let read = crate::table::guarded(|| Evidence::read(file));
                let rows = read.as_ref().map(Evidence::rows).map_err(Clone::clone);
                checked.problems.extend(counted(output, rows));
                checked.evidence = read.ok();
            }
            (kind @ ("noisy" | "mixed" | "jsonl"), Some(file)) => {
                let rows = match kind {
                    "jsonl" => lines(file),
                    _ => crate::table::guarded(|| Ok(Table::open(file)?.rows)),
                };
                checked.problems.extend(counted(output, rows));
            }
            ("domains", _) if output.path == DOMAINS => {}
            ("ledger" | "rights" | "noisy" | "mixed" | "jsonl", None) => {}
            (kind, _) => {
                let what =
                    format!("the manifest lists it as `{kind}`, which this tamis does not know");
                let problem = Problem::of(&item.path, Kind::Manifest, what);
                checked.problems.push(problem.due_to(MANIFEST));
            }
        }
    }
}

/// Counts the lines of a zstd file.
fn lines(file: File) -> Result<u64, String> {
    let failed = |error| format!("it cannot be unpacked: {error}");
    let mut reader = zstd::Decoder::new(file).map_err(failed)?;
    let (mut lines, mut buffer) = (0, vec![0u8; 1 << 17]);
    loop {
        match std::io::Read::read(&mut reader, &mut buffer).map_err(failed)? {
            0 => return Ok(lines),
            n => lines += memchr::memchr_iter(b'\n', &buffer[..n]).count() as u64,
        }
    }
}

/// Compares the number of rows that were found with the one that the manifest says.
fn counted(output: &Output, rows: Result<u64, String>) -> Option<Problem> {
    match rows {
        Ok(rows) if rows == output.rows => None,
        Ok(rows) => {
            let stated = output.rows;
            let what = format!("it has {rows} rows; the manifest says {stated}");
            Some(Problem::of(&output.path, Kind::Rows, what))
        }
        Err(why) => Some(Problem::of(&output.path, Kind::Unreadable, why)),
    }
}

/// Whether a file is where readers look for rows: nothing may be there that the manifest does not
/// account for.
fn holds_rows(path: &str) -> bool {
    let folder = path.split('/').next().unwrap_or_default();
    ["data", "jsonl", "mixed", "removed", "rights", "noisy"].contains(&folder)
        || path.ends_with(".parquet")
}
