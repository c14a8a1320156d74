//! One task: what it may read, where it writes, what it counts; and the commit at its end.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tamis_manifests::account::{self, Tally};
use tamis_manifests::merkle::Root;
use tamis_manifests::{Counts, LedgerWriter, Removed};

use super::cost::Meter;
use super::inputs::Inputs;
use super::layout::Layout;
use super::progress::Progress;
use super::quarantine::Quarantined;
use super::record::{ACCOUNT, BesideStamp, FileEntry, SourceStamp, TaskRecord, TextSize};
use crate::dag::{NodeId, Plan};
use crate::error::{Error, Result};
use crate::io::{OutFile, final_name, parquet_failed};

/// A running task.
pub struct TaskContext<'a> {
    /// The plan that it is part of.
    pub plan: &'a Plan,
    /// Its number in its group.
    pub index: usize,
    /// Worker threads of the process.
    pub threads: usize,
    /// What it may read.
    pub inputs: Inputs<'a>,
    /// What it counts.
    pub counts: Counts,
    /// What it tells about its documents beside that.
    pub tally: Tally,
    /// What its stage wants to remember in the record.
    pub data: serde_json::Value,
    /// Where progress is told.
    pub progress: &'a Progress,
    pub(super) layout: &'a Layout,
    pub(super) group: usize,
    pub(super) sources: Vec<SourceStamp>,
    pub(super) beside: Vec<BesideStamp>,
    /// Why its archive was given up, if it was.
    pub(super) quarantined: Option<Quarantined>,
    node: NodeId,
    written: Vec<(crate::io::Synced, FileEntry)>,
    ledger: Option<LedgerWriter<OutFile>>,
    /// The tree over the rows of the ledger.
    removed: Root,
    meter: Meter,
}

impl<'a> TaskContext<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        layout: &'a Layout,
        inputs: Inputs<'a>,
        progress: &'a Progress,
        (group, index): (usize, usize),
        threads: usize,
    ) -> Self {
        Self {
            plan,
            index,
            threads,
            inputs,
            counts: Counts::default(),
            tally: Tally::default(),
            data: serde_json::Value::Null,
            progress,
            layout,
            group,
            sources: Vec::new(),
            beside: Vec::new(),
            quarantined: None,
            node: plan.tail(group),
            written: Vec::new(),
            ledger: None,
            removed: Root::default(),
            meter: Meter::start(),
        }
    }

    /// The name of the stage that the task ends in.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.plan.graph.nodes[self.node].name
    }

    /// The name of the group that the task is one of.
    #[must_use]
    pub fn group_name(&self) -> &'a str {
        &self.plan.groups[self.group].name
    }

    /// A path between stages, of this task alone: `.tamis/work/<group>/00012.<ending>`.
    #[must_use]
    pub fn work_path(&self, ending: &str) -> PathBuf {
        let group = &self.plan.groups[self.group].name;
        self.layout
            .work()
            .join(group)
            .join(format!("{:05}.{ending}", self.index))
    }

    /// The folder of the files between stages that this task's group writes; made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn work_folder(&self) -> Result<PathBuf> {
        let folder = self.layout.work().join(&self.plan.groups[self.group].name);
        std::fs::create_dir_all(&folder).map_err(Error::io(&folder, "make the folder"))?;
        Ok(folder)
    }

    /// A path of the dataset.
    #[must_use]
    pub fn output_path(&self, relative: &str) -> PathBuf {
        self.layout.root.join(relative)
    }

    /// Where a file of the dataset is now: one that this task has written has its name only when the
    /// task commits.
    #[must_use]
    pub fn current(&self, relative: &str) -> PathBuf {
        let mut written = self.written.iter();
        let own = written.find(|(_, entry)| entry.path == relative);
        own.map_or_else(
            || self.output_path(relative),
            |(synced, _)| synced.temporary().to_path_buf(),
        )
    }

    /// Starts a file; it appears under its name when the task commits.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(&self, path: &Path) -> Result<OutFile> {
        OutFile::create(path)
    }

    /// Ends a file of the task's own stage.
    ///
    /// # Errors
    /// When it cannot be synced.
    pub fn add_work(&mut self, file: OutFile, rows: u64) -> Result<()> {
        self.add(file, self.name().to_string(), None, None, rows)
    }

    /// Ends a file that a task writes for one of several partitions.
    ///
    /// # Errors
    /// When it cannot be synced.
    pub fn add_partition(&mut self, file: OutFile, rows: u64, partition: usize) -> Result<()> {
        self.add(file, self.name().to_string(), Some(partition), None, rows)
    }

    /// Ends a file of the dataset that is no shard.
    ///
    /// # Errors
    /// When it cannot be synced.
    pub fn add_to_dataset(&mut self, file: OutFile, role: &str, rows: u64) -> Result<()> {
        self.add(file, role.to_string(), None, None, rows)
    }

    /// Ends a shard, with the tree over its rows and how much text is in it.
    ///
    /// # Errors
    /// When it cannot be synced.
    pub fn add_shard(
        &mut self,
        file: OutFile,
        rows: &Root,
        language: &str,
        text: TextSize,
    ) -> Result<()> {
        let language = Some(language.to_string());
        self.add(file, "shard".into(), None, language, rows.leaves())?;
        self.describe(Some(rows.hex()), Some(text));
        Ok(())
    }

    /// Ends the JSON lines of a shard.
    ///
    /// # Errors
    /// When they cannot be synced.
    pub fn add_jsonl(&mut self, file: OutFile, language: &str, rows: u64) -> Result<()> {
        self.add(file, "jsonl".into(), None, Some(language.to_string()), rows)
    }

    /// The file that was ended last.
    ///
    /// # Errors
    /// When none was.
    pub fn last_written(&self) -> Result<&FileEntry> {
        let last = self.written.last().map(|(_, entry)| entry);
        last.ok_or_else(|| Error::run("a task has written no file"))
    }

    /// Adds what is known of the file that was ended last.
    fn describe(&mut self, root: Option<String>, text: Option<TextSize>) {
        if let Some((_, entry)) = self.written.last_mut() {
            (entry.root, entry.text) = (root, text);
        }
    }

    pub(super) fn add(
        &mut self,
        file: OutFile,
        role: String,
        partition: Option<usize>,
        language: Option<String>,
        rows: u64,
    ) -> Result<()> {
        let path = self.layout.relative(file.path())?;
        let synced = file.sync()?;
        let entry = FileEntry {
            path,
            role,
            partition,
            language,
            bytes: synced.bytes,
            sha256: synced.sha256.clone(),
            rows,
            root: None,
            text: None,
        };
        self.written.push((synced, entry));
        Ok(())
    }

    /// Adds a row to the task's part of the ledger.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remove(&mut self, row: Removed) -> Result<()> {
        self.removed.push(row.hash());
        let path = self.ledger_path();
        let ledger = match &mut self.ledger {
            Some(ledger) => ledger,
            none => {
                let ledger = LedgerWriter::new(OutFile::create(&path)?);
                none.insert(ledger.map_err(parquet_failed(&path, "write"))?)
            }
        };
        ledger.push(row).map_err(parquet_failed(&path, "write"))
    }

    fn ledger_path(&self) -> PathBuf {
        let group = &self.plan.groups[self.group].name;
        self.layout
            .root
            .join(format!("removed/{group}-{:05}.parquet", self.index))
    }

    /// Deletes files that tamis itself made below some folders of the dataset and that are not in
    /// `listed`: what an earlier form of the run has left. Then deletes folders that are empty.
    ///
    /// # Errors
    /// When one cannot be deleted.
    pub fn remove_unlisted(&self, folders: &[&str], listed: &BTreeSet<String>) -> Result<()> {
        for folder in folders {
            let found = walkdir::WalkDir::new(self.layout.root.join(folder))
                .contents_first(true)
                .into_iter()
                .filter_map(std::result::Result::ok);
            for entry in found {
                let path = entry.path();
                let name = entry.file_name().to_string_lossy();
                if entry.file_type().is_dir() {
                    // Fails, as it should, where a folder is not empty.
                    let _ = std::fs::remove_dir(path);
                } else if made_here(&name) && !listed.contains(&self.layout.relative(path)?) {
                    std::fs::remove_file(path).map_err(Error::io(path, "delete"))?;
                }
            }
        }
        Ok(())
    }

    /// Gives every file its final name, then writes the completion record.
    pub(super) fn commit(mut self, key: String) -> Result<TaskRecord> {
        if let Some(ledger) = self.ledger.take() {
            let rows = ledger.rows();
            let path = self.ledger_path();
            let file = ledger.finish().map_err(parquet_failed(&path, "write"))?;
            self.add(file, "ledger".into(), None, None, rows)?;
            let root = self.removed.hex();
            self.describe(Some(root), None);
        }
        if !self.tally.is_empty() {
            let path = self.work_path("account.zst");
            let out = OutFile::create(&path)?;
            let tally = std::mem::take(&mut self.tally);
            let (out, rows) = account::write(tally, out).map_err(Error::io(&path, "write"))?;
            self.add(out, ACCOUNT.into(), None, None, rows)?;
        }
        for (synced, _) in &self.written {
            synced.publish()?;
        }
        let record = TaskRecord {
            group: self.plan.groups[self.group].name.clone(),
            task: self.index,
            key,
            sources: self.sources,
            beside: self.beside,
            quarantined: self.quarantined,
            outputs: self.written.into_iter().map(|(_, entry)| entry).collect(),
            counts: self.counts,
            data: self.data,
            cost: self.meter.stop(),
        };
        record.write(self.layout)?;
        Ok(record)
    }
}

/// Whether a file's name is one that tamis gives: a shard, a part of the ledger, a temporary file.
fn made_here(name: &str) -> bool {
    let whole = final_name(name).unwrap_or(name);
    whole
        .strip_suffix(".parquet")
        .or_else(|| whole.strip_suffix(".jsonl.zst"))
        .is_some_and(|stem| {
            let number = stem.rsplit('-').next().unwrap_or_default();
            stem.contains('-') && number.len() >= 5 && number.bytes().all(|b| b.is_ascii_digit())
        })
}
