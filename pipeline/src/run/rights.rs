//! What a task writes and counts about rights, and where a run has it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::chain::UNKNOWN;
use super::task::TaskContext;
use crate::error::{Error, Result};
use crate::io::{OutFile, RightsRow, RightsWriter};
use crate::stages::{Item, RightsFound, Work};

/// Writes what documents said about rights.
#[derive(Default)]
pub(super) struct RightsOut {
    writer: Option<Box<RightsWriter<OutFile>>>,
}

impl RightsOut {
    /// Counts what a stage of this task found, and writes it where there was anything.
    pub(super) fn push(&mut self, task: &mut TaskContext<'_>, item: &mut Item) -> Result<()> {
        let Some(found) = item.rights.take() else {
            return Ok(());
        };
        let document = &item.document;
        let language = match (&*document.language, &*found.declared) {
            ("", "") => UNKNOWN,
            ("", declared) => declared,
            (identified, _) => identified,
        };
        let language = language.to_owned();
        count(task, item, &found, &language);
        if document.rights.is_empty() {
            return Ok(());
        }
        let RightsFound {
            domain, dropped, ..
        } = *found;
        let verdict = if dropped.is_some() { "drop" } else { "keep" };
        let (reason, rule, signal) = match dropped {
            Some(drop) => (drop.reason.to_owned(), drop.rule, drop.signal),
            None => Default::default(),
        };
        let row = RightsRow {
            id: document.id.clone(),
            url: document.url.clone(),
            domain,
            language,
            date: document.date.clone(),
            file_path: document.file_path.clone(),
            characters: document.text.chars().count() as u64,
            verdict: verdict.to_owned(),
            reason,
            rule,
            signal,
            rights: document.rights.clone(),
        };
        self.writer(task)?.push(row)
    }

    /// The file, which is there once a document has evidence.
    fn writer(&mut self, task: &TaskContext<'_>) -> Result<&mut RightsWriter<OutFile>> {
        Ok(match &mut self.writer {
            Some(writer) => writer,
            none => {
                let name = format!("rights/{}-{:05}.parquet", task.group_name(), task.index);
                let path = task.output_path(&name);
                let nodes = &task.plan.graph.nodes;
                let policy = nodes.iter().find_map(|node| match node.stage.work() {
                    Work::Map(stage) => Some(stage.rights()?.policy),
                    _ => None,
                });
                let out = task.create(&path)?;
                none.insert(Box::new(RightsWriter::new(
                    out,
                    &path,
                    &policy.unwrap_or_default(),
                )?))
            }
        })
    }

    pub(super) fn finish(self, task: &mut TaskContext<'_>) -> Result<()> {
        match self.writer {
            Some(writer) => {
                let (file, rows) = writer.finish()?;
                task.add(file, "rights".into(), None, None, rows)
            }
            None => Ok(()),
        }
    }
}

fn count(task: &mut TaskContext<'_>, item: &Item, found: &RightsFound, language: &str) {
    let counts = &mut task.counts.rights;
    counts.documents += 1;
    counts.with_robots += u64::from(found.with_robots);
    for kind in &found.unreadable {
        *counts.unreadable.entry((*kind).to_owned()).or_default() += 1;
    }
    let evidence = &item.document.rights;
    if evidence.is_empty() {
        return;
    }
    counts.with_evidence += 1;
    let of_language = counts.languages.entry(language.to_owned()).or_default();
    of_language.documents += 1;
    let mut seen = BTreeSet::new();
    for one in evidence {
        let signal = one.signal.as_str();
        let of_signal = counts.signals.entry(signal.to_owned()).or_default();
        of_signal.evidence += 1;
        if seen.insert(signal) {
            of_signal.documents += 1;
            *of_language.signals.entry(signal.to_owned()).or_default() += 1;
        }
    }
    if let Some(drop) = &found.dropped {
        counts.dropped += 1;
        of_language.dropped += 1;
        *of_language.rules.entry(drop.rule.clone()).or_default() += 1;
        *counts.rules.entry(drop.rule.clone()).or_default() += 1;
        counts
            .signals
            .entry(drop.signal.clone())
            .or_default()
            .dropped += 1;
    }
}

/// The files of evidence in a dataset or a run's output folder, in the order of their names.
///
/// # Errors
/// `Usage` when there is none.
pub fn rights_files(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("rights");
    let mut files = Vec::new();
    if folder.is_dir() {
        let entries = std::fs::read_dir(&folder).map_err(Error::io(&folder, "read the folder"))?;
        for entry in entries {
            let path = entry.map_err(Error::io(&folder, "read the folder"))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".parquet") && !name.starts_with('.') {
                files.push(path);
            }
        }
    }
    if files.is_empty() && !root.join("manifest.json").is_file() {
        return Err(Error::usage(
            format!(
                "{} has no folder rights/ and no manifest.json",
                root.display()
            ),
            "name the output folder of a run with a stage `rights`, or its config",
        ));
    }
    files.sort();
    Ok(files)
}
