//! Taking an output folder: it belongs to one run, and one process, or the elements of one Slurm run, are
//! at work in it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::layout::Layout;
use super::run_file::RunFile;
use super::signs::{self, Sign};
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::{final_name, write_atomically};

/// With whom a process shares the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// With nobody.
    Alone,
    /// With other elements of the run.
    Shared,
}

/// What a person finds who looks into the hidden folder.
const NOTE: &str = "What tamis keeps of its run: records of finished tasks, and files between \
stages, which hold text before\npersonal data was replaced. Not part of the dataset: do not publish \
it. Without it the run can be\nneither resumed nor updated.\n";

/// An output folder that cannot be made is a mistake in the config, a full disk is not.
fn unusable(root: &Path, error: std::io::Error) -> Error {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::NotADirectory | K::PermissionDenied | K::ReadOnlyFilesystem => Error::usage(
            format!("cannot make the output folder {}: {error}", root.display()),
            "name a folder below one that you may write to",
        ),
        _ => Error::io(root, "make the folder")(error),
    }
}

/// Takes the output folder for this run, or says whose it is. It is free again when what is returned is
/// dropped, or its process has ended, however it ended.
///
/// # Errors
/// `Usage` when the folder is of something else, or others are at work in it.
pub(crate) fn claim(plan: &Plan, layout: &Layout, update: bool, hold: Hold) -> Result<File> {
    let root = &layout.root;
    let hidden = layout.hidden();
    if root.exists() && !root.is_dir() {
        return Err(Error::usage(
            format!("the output {} is a file, not a folder", root.display()),
            "name a folder that does not exist yet",
        ));
    }
    if !layout.run_file().exists() && holds_other_files(layout)? {
        return Err(Error::usage(
            format!(
                "the output folder {} holds files of something else",
                root.display()
            ),
            "name a folder that does not exist yet, or empty this one",
        ));
    }
    std::fs::create_dir_all(&hidden).map_err(|error| unusable(root, error))?;
    let file = lock_folder(layout, hold)?;
    let note = hidden.join("README.txt");
    if !note.exists() {
        write_atomically(&note, NOTE.as_bytes())?;
    }
    match RunFile::read(layout) {
        None if layout.run_file().exists() => Err(Error::usage(
            format!("{} cannot be read", layout.run_file().display()),
            "it says which run the folder belongs to: name another output folder",
        )),
        Some(RunFile {
            taken_down: Some(date),
            ..
        }) => Err(Error::usage(
            format!(
                "documents were taken down from {} on {date}, and a run would bring them back",
                root.display()
            ),
            "to make the dataset anew without them, put them on a list of URLs and name another \
             output folder",
        )),
        Some(other) if other.identity != RunFile::identity(plan) && !update => Err(Error::usage(
            format!(
                "the output folder {} belongs to another run: {}",
                root.display(),
                RunFile::difference(&other.identity, &RunFile::identity(plan))
            ),
            "name another output folder, or add --update to bring this one up to date",
        )),
        _ => Ok(file),
    }
}

/// Locks the folder. A file system may have no locks, or locks of one node only: so the signs of life of
/// processes on other nodes are looked at too.
fn lock_folder(layout: &Layout, hold: Hold) -> Result<File> {
    let path = layout.lock_file();
    let file = File::create(&path).map_err(Error::io(&path, "create"))?;
    let locked = match hold {
        Hold::Alone => file.try_lock(),
        Hold::Shared => file.try_lock_shared(),
    };
    match locked {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(taken(layout, others(layout, hold).first())),
        Err(TryLockError::Error(error)) if unsupported(&error) => {}
        Err(TryLockError::Error(error)) => return Err(Error::io(&path, "lock")(error)),
    }
    let elsewhere = others(layout, hold);
    match elsewhere.first() {
        Some(sign) => Err(taken(layout, Some(sign))),
        None => Ok(file),
    }
}

fn unsupported(error: &std::io::Error) -> bool {
    matches!(
        error.raw_os_error(),
        Some(libc::ENOSYS | libc::EOPNOTSUPP | libc::ENOLCK)
    )
}

fn taken(layout: &Layout, who: Option<&Sign>) -> Error {
    let root = layout.root.display();
    match who {
        Some(sign) if sign.job.is_some() => Error::usage(
            format!(
                "another tamis is at work in {root}: a Slurm run, among it {}",
                sign.who()
            ),
            "wait until it has ended, or stop it with scancel; `tamis status` shows how far it is",
        ),
        Some(sign) => Error::usage(
            format!("another tamis is at work in {root}: {}", sign.who()),
            "wait until it has ended, or stop it",
        ),
        None => Error::usage(
            format!("another tamis is at work in {root}"),
            "wait until it has ended, or stop it",
        ),
    }
}

/// Living processes that this one cannot share the folder with.
fn others(layout: &Layout, hold: Hold) -> Vec<Sign> {
    let now = SystemTime::now();
    let alive = |path: &Path| {
        let (sign, written) = Sign::read(path)?;
        let age = now.duration_since(written).unwrap_or(Duration::ZERO);
        (sign.pid != std::process::id() && sign.alive(age)).then_some(sign)
    };
    let mut found: Vec<Sign> = alive(&signs::path(layout, None)).into_iter().collect();
    if hold == Hold::Alone {
        let files = walkdir::WalkDir::new(layout.elements()).min_depth(2);
        let files = files.into_iter().filter_map(std::result::Result::ok);
        found.extend(files.filter_map(|entry| alive(entry.path())));
    }
    found
}

/// Whether the output folder holds anything beside what a run makes before its description.
fn holds_other_files(layout: &Layout) -> Result<bool> {
    let known = ["lock", "README.txt", "elements", "slurm"];
    let ours = |name: &str| known.contains(&name) || final_name(name).is_some();
    for (folder, ours) in [
        (
            &layout.root,
            &(|name: &str| name == ".tamis") as &dyn Fn(&str) -> bool,
        ),
        (&layout.hidden(), &ours),
    ] {
        if !folder.exists() {
            continue;
        }
        let entries = std::fs::read_dir(folder).map_err(Error::io(folder, "read the folder"))?;
        for entry in entries {
            let name = entry
                .map_err(Error::io(folder, "read the folder"))?
                .file_name();
            if !ours(&name.to_string_lossy()) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
