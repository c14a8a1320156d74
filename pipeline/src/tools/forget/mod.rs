//! Takedown: documents leave a finished dataset. Only the shards concerned are written again; the
//! ledger gets a row for each document, the manifest keeps the roots of before.
//!
//! Everything new is written beside the dataset first (`.tamis/forget/`), and takes its place only
//! when a journal says that it is whole: a stop before that changes nothing, a stop after it is
//! made good by the next call.

mod account;
mod matching;
mod rewrite;

use std::fs::{File, TryLockError};
use std::path::Path;

use tamis_manifests::manifest::{FILE, Manifest, Takedown};

use crate::error::{Error, Result};
use crate::io::{Journal, Staged};
use crate::run::{Layout, RunFile};
use account::Gone;
pub use matching::{Asked, Request};
use rewrite::Rows;

/// What a takedown did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Forgotten {
    /// What the manifest says of it.
    pub takedown: Takedown,
    /// Documents by what asked for them.
    pub by: std::collections::BTreeMap<&'static str, u64>,
    /// Rows that went from `noisy/`.
    pub noisy_rows: u64,
    /// Paths of files that were written again.
    pub files: Vec<String>,
}

/// What the dataset's manifest does not say, and a takedown needs.
pub struct Given<'a> {
    /// The moment of it, RFC 3339, UTC.
    pub date: String,
    /// A word for why; goes into manifest and ledger.
    pub reason: String,
    /// Makes the files that are rendered from a manifest.
    pub render: &'a dyn Fn(&Manifest, &Staged<'_>) -> Result<()>,
}

/// Reads the manifest of a finished dataset.
///
/// # Errors
/// `Usage` when there is none, or it cannot be read.
pub fn read_manifest(root: &Path) -> Result<(Manifest, Vec<u8>)> {
    let path = root.join(FILE);
    let help = "name the output folder of a run that has ended";
    // A dataset may be somebody else's: neither a link out of it nor a pipe is opened.
    let bytes = tamis_manifests::verify::read(root, FILE)
        .map_err(|error| Error::usage(format!("cannot read {}: {error}", path.display()), help))?;
    let manifest = Manifest::read(&bytes)
        .map_err(|error| Error::usage(format!("{}: {error}", path.display()), help))?;
    Ok((manifest, bytes))
}

/// Takes the dataset's folder, so that no other takedown and no run is at work in it meanwhile; free
/// again when what is returned is dropped.
///
/// # Errors
/// `Usage` when it holds no dataset, or another process is at work in it.
pub fn claim(root: &Path) -> Result<File> {
    read_manifest(root)?;
    let path = Layout::new(root.to_path_buf()).lock_file();
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io(folder, "make the folder"))?;
    }
    let file = File::create(&path).map_err(Error::io(&path, "create"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::usage(
            format!("another tamis is at work in {}", root.display()),
            "wait until it has ended, or stop it",
        )),
        Err(TryLockError::Error(error)) => Err(Error::io(&path, "lock")(error)),
    }
}

/// Ends a takedown that was interrupted: carried out if it was whole, undone if it was not. Tells
/// which, if there was one.
///
/// # Errors
/// When a file cannot be moved.
pub fn mend(root: &Path) -> Result<Option<&'static str>> {
    Journal::mend(root)
}

/// Whether a takedown was interrupted and waits for [`mend`].
#[must_use]
pub fn interrupted(root: &Path) -> bool {
    Journal::folder(root).exists()
}

/// Finds what a request asks for, and with `given` takes it down.
///
/// # Errors
/// Files that cannot be read or written; nothing is changed then.
pub fn forget(root: &Path, request: &Request, given: Option<&Given<'_>>) -> Result<Forgotten> {
    let forgotten = attempt(root, request, given);
    if forgotten.is_err() {
        Journal::undo(root);
    }
    forgotten
}

fn attempt(root: &Path, request: &Request, given: Option<&Given<'_>>) -> Result<Forgotten> {
    let (mut manifest, before) = read_manifest(root)?;
    let mut gone = Gone::default();
    let found = rows_of(root, &manifest, "shard", request)?;
    let beside = rows_of(root, &manifest, "noisy", request)?;
    let journal = match given {
        Some(_) if !found.is_empty() || !beside.is_empty() => Some(Journal::begin(root)?),
        _ => None,
    };
    let journal = journal.map(std::cell::RefCell::new);
    let mut forgotten = Forgotten::default();
    for (path, rows) in &found {
        let to = journal.as_ref().map(|j| j.borrow_mut().stage(path));
        rewrite::shard(root, path, rows, to.as_deref(), &mut gone, &mut manifest)?;
        forgotten.files.push(path.clone());
        if let Some(lines) = rewrite::lines_of(path, &manifest) {
            if let Some(journal) = &journal {
                let to = journal.borrow_mut().stage(&lines);
                rewrite::lines(root, &lines, rows, &to, &mut manifest)?;
            }
            forgotten.files.push(lines);
        }
    }
    for (path, rows) in &beside {
        let to = journal.as_ref().map(|j| j.borrow_mut().stage(path));
        forgotten.noisy_rows += rewrite::beside(root, path, rows, to.as_deref(), &mut manifest)?;
        forgotten.files.push(path.clone());
    }
    // The rows of all languages together are those of the shards once more.
    for (path, rows) in &rows_of(root, &manifest, "mixed", &gone.as_request())? {
        let to = journal.as_ref().map(|j| j.borrow_mut().stage(path));
        rewrite::beside(root, path, rows, to.as_deref(), &mut manifest)?;
        forgotten.files.push(path.clone());
    }
    let evidence = rows_of(root, &manifest, "rights", &gone.as_request())?;
    let mut evidence_rows = 0;
    for (path, rows) in &evidence {
        let to = journal.as_ref().map(|j| j.borrow_mut().stage(path));
        evidence_rows += rewrite::beside(root, path, rows, to.as_deref(), &mut manifest)?;
        forgotten.files.push(path.clone());
    }
    forgotten.by.clone_from(gone.by());
    forgotten.takedown = Takedown {
        date: given.map_or_else(String::new, |given| given.date.clone()),
        reason: given.map_or_else(String::new, |given| given.reason.clone()),
        asked: request.counts(),
        documents: gone.documents(),
        rows: gone.rows(),
        shards: found.len() as u64,
        evidence_rows,
    };
    let (Some(given), Some(journal)) = (given, journal) else {
        return Ok(forgotten);
    };
    let staged = Staged {
        root,
        journal: &journal,
    };
    account::update(&mut manifest, &before, &gone, &forgotten.takedown, &staged)?;
    manifest.check().map_err(|error| {
        Error::run_help(
            format!("the dataset's own counts do not add up: {error}"),
            "`tamis verify` names what is wrong with it; nothing was changed",
        )
    })?;
    (given.render)(&manifest, &staged)?;
    if let Some(mut run) = RunFile::read(&Layout::new(root.to_path_buf())) {
        run.taken_down = Some(given.date.clone());
        let bytes = serde_json::to_vec_pretty(&run)
            .map_err(|error| Error::run(format!("cannot describe the run: {error}")))?;
        staged.write(".tamis/run.json", &bytes)?;
    }
    journal.into_inner().commit()?;
    Ok(forgotten)
}

/// The files of one kind that have rows which are asked for, and those rows.
fn rows_of(
    root: &Path,
    manifest: &Manifest,
    kind: &str,
    request: &Request,
) -> Result<Vec<(String, Rows)>> {
    let mut found = Vec::new();
    for file in manifest.outputs.iter().filter(|output| output.kind == kind) {
        let rows = rewrite::find(root, &file.path, request)?;
        if rows.any() {
            found.push((file.path.clone(), rows));
        }
    }
    Ok(found)
}
