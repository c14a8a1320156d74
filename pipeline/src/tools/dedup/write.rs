//! Second pass: the kept documents with all that they had, and a line about each of the others.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;
use tamis_dedup::sort::Source;
use tamis_dedup::store::{FileReader, Kind};
use tamis_dedup::{DocKey, Link, Member};

use super::ids::IdReader;
use super::settings::{Dedup, Deduplicated};
use crate::error::{Error, Result};
use crate::io::{OutFile, store_failed};
use crate::rows::{Added, copy_kept};
use crate::run::Progress;

#[allow(clippy::too_many_arguments)]
pub(super) fn write(
    what: &Dedup,
    inputs: &[PathBuf],
    names: &[String],
    members: &Path,
    ids: &[PathBuf],
    first: u32,
    dumps: &[String],
    done: &mut Deduplicated,
    progress: &Progress,
) -> Result<()> {
    let length = |path: &PathBuf| std::fs::metadata(path).map_or(0, |meta| meta.len());
    progress.group("write", 0, inputs.len(), inputs.iter().map(length).sum());
    let ids = ids
        .iter()
        .map(|path| IdReader::open(path))
        .collect::<Result<Vec<_>>>()?;
    let mut removed = OutFile::create(&what.folder.join("removed.jsonl"))?;
    for ((input, name), partition) in inputs.iter().zip(names).zip(first..) {
        let mut here = Members::open(members, partition)?;
        let output = what.folder.join("kept").join(name);
        let kept = copy_kept(input, &what.columns, &output, what.added, &mut |row| {
            let Some(member) = here.of(row)? else {
                return Ok(Some(Added {
                    cluster_id: String::new(),
                    cluster_size: 1,
                    dumps: Vec::new(),
                }));
            };
            if member.kept {
                return Ok(Some(Added {
                    cluster_id: format!("{:032x}", member.best_id),
                    cluster_size: member.size,
                    dumps: crawls(&member, dumps),
                }));
            }
            let reason = match member.link {
                Link::Near => "dedup.near",
                Link::Exact => "dedup.exact",
                Link::Url => "dedup.url",
            };
            *done.removed.entry(reason).or_default() += 1;
            let line = json!({
                "id": id(&ids, member.key)?, "kept": id(&ids, member.best)?, "reason": reason,
                "similarity": member.similarity, "cluster_size": member.size,
            });
            writeln!(removed, "{line}").map_err(Error::io(removed.path(), "write"))?;
            Ok(None)
        })?;
        done.kept += kept;
        progress.advance(kept, length(input));
        progress.task_done();
    }
    removed.sync()?.publish()?;
    progress.group_done();
    Ok(())
}

fn id(ids: &[IdReader], key: DocKey) -> Result<String> {
    match ids.get(key.partition as usize) {
        Some(ids) => ids.get(key.row),
        None => Err(Error::run(format!("no ids of document {key}"))),
    }
}

fn crawls(member: &Member, names: &[String]) -> Vec<String> {
    let mut found: Vec<String> = member
        .crawls
        .iter()
        .filter_map(|crawl| names.get(crawl as usize))
        .filter(|name| !name.is_empty())
        .cloned()
        .collect();
    found.sort_unstable();
    found
}

/// The members of one input, in the order of its rows.
struct Members {
    path: PathBuf,
    partition: u32,
    file: FileReader<File>,
    ahead: Option<Member>,
}

impl Members {
    fn open(path: &Path, partition: u32) -> Result<Self> {
        let fail = store_failed(path, "read");
        let mut file = FileReader::open(path, Kind::Members).map_err(&fail)?;
        file.seek(u64::from(partition) << 32).map_err(&fail)?;
        let mut members = Self {
            path: path.to_path_buf(),
            partition,
            file,
            ahead: None,
        };
        members.advance()?;
        Ok(members)
    }

    fn advance(&mut self) -> Result<()> {
        let record = self.file.next().map_err(store_failed(&self.path, "read"))?;
        self.ahead = record
            .map(Member::take)
            .filter(|member| member.key.partition == self.partition);
        Ok(())
    }

    /// The member of a row; rows only grow.
    fn of(&mut self, row: u32) -> Result<Option<Member>> {
        while self
            .ahead
            .as_ref()
            .is_some_and(|member| member.key.row < row)
        {
            self.advance()?;
        }
        Ok(self.ahead.filter(|member| member.key.row == row))
    }
}
