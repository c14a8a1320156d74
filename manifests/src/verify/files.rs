//! Files of a dataset, one after another: bytes, digest, and the rows of those that have rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Seek};

use sha2::{Digest as _, Sha256};

use super::ledger::{self, Reasons};
use super::paths::{Folder, Refused, Walk};
use super::report::{Kind, Problem};
use super::shards::Shards;
use super::{DOMAINS, Progress};
use crate::digest::hex;
use crate::manifest::Output;
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

/// What was found out about a file.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) problems: Vec<Problem>,
    pub(super) sha256: Option<String>,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    /// Of a ledger.
    pub(super) reasons: Option<Reasons>,
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

/// Bytes read at once.
const CHUNK: usize = 1 << 18;

impl Files<'_> {
    pub(super) fn check(&self, item: &Item<'_>) -> Checked {
        let mut checked = Checked::default();
        let mut wrong = |kind, what: String| {
            checked.problems.push(Problem::of(&item.path, kind, what));
        };
        if item.twice {
            wrong(
                Kind::Manifest,
                "the manifest lists it more than once".to_owned(),
            );
        }
        let own = item.path == SUMS || item.path == ENVELOPE;
        if item.there && !own && matches!(item.listed, Some(None)) {
            let what = "it is in the dataset, and SHA256SUMS does not name it";
            wrong(Kind::Extra, what.to_owned());
        }
        let file = match self.hash(item, &mut checked) {
            Ok(file) => Some(file),
            Err(why) => {
                // The signature's own check says whether one has to be there, and so on.
                if !(own && why.is_missing()) {
                    checked.problems.push(why.problem(&item.path));
                }
                None
            }
        };
        self.rows(item, file, &mut checked);
        (self.progress)(Progress::File(&item.path));
        checked
    }

    /// Hashes a file in one pass, and compares it with both lists; gives it back at its start.
    fn hash(&self, item: &Item<'_>, checked: &mut Checked) -> Result<File, Refused> {
        let mut file = self.folder.file(&item.path)?;
        let failed = |error| Refused::Unreadable(format!("it cannot be read: {error}"));
        let mut hasher = Sha256::new();
        let mut buffer = vec![0u8; CHUNK];
        loop {
            let n = file.read(&mut buffer).map_err(failed)?;
            if n == 0 {
                break;
            }
            hasher.update(&buffer[..n]);
            checked.bytes += n as u64;
            (self.progress)(Progress::Bytes(n as u64));
        }
        let found = hex(&hasher.finalize());
        if let Some(Some(listed)) = &item.listed {
            compare(item, checked, "SHA256SUMS", listed, &found);
        }
        if let Some(output) = item.output {
            if output.bytes != checked.bytes {
                let what = format!(
                    "it has {} bytes; the manifest says {}",
                    checked.bytes, output.bytes
                );
                checked
                    .problems
                    .push(Problem::of(&item.path, Kind::Bytes, what));
            }
            compare(item, checked, "the manifest", &output.sha256, &found);
        }
        checked.sha256 = Some(found);
        file.rewind().map_err(failed)?;
        Ok(file)
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
            (kind @ ("rights" | "noisy" | "mixed" | "jsonl"), Some(file)) => {
                let rows = match kind {
                    "jsonl" => lines(file),
                    _ => crate::table::guarded(|| Ok(Table::open(file)?.rows)),
                };
                let problem = match rows {
                    Ok(rows) if rows == output.rows => return,
                    Ok(rows) => {
                        let stated = output.rows;
                        let what = format!("it has {rows} rows; the manifest says {stated}");
                        Problem::of(&item.path, Kind::Rows, what)
                    }
                    Err(why) => Problem::of(&item.path, Kind::Unreadable, why),
                };
                checked.problems.push(problem);
            }
            ("domains", _) if output.path == DOMAINS => {}
            ("ledger" | "rights" | "noisy" | "mixed" | "jsonl", None) => {}
            (kind, _) => {
                let what =
                    format!("the manifest lists it as `{kind}`, which this tamis does not know");
                checked
                    .problems
                    .push(Problem::of(&item.path, Kind::Manifest, what));
            }
        }
    }
}

/// Counts the lines of a zstd file.
fn lines(file: File) -> Result<u64, String> {
    let failed = |error| format!("it cannot be unpacked: {error}");
    let mut reader = zstd::Decoder::new(file).map_err(failed)?;
    let (mut lines, mut buffer) = (0, vec![0u8; CHUNK]);
    loop {
        match reader.read(&mut buffer).map_err(failed)? {
            0 => return Ok(lines),
            n => lines += memchr::memchr_iter(b'\n', &buffer[..n]).count() as u64,
        }
    }
}

fn compare(item: &Item<'_>, checked: &mut Checked, whose: &str, stated: &str, found: &str) {
    if stated != found {
        let what = format!("its SHA-256 is {found}; {whose} says {stated}");
        checked
            .problems
            .push(Problem::of(&item.path, Kind::Bytes, what));
    }
}
