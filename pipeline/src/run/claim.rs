//! Taking an output folder: it belongs to one run, and one process, or the elements of one Slurm run, are
//! at work in it.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::layout::Layout;
use super::others::{self, Gone, Hold};
use super::progress::Progress;
use super::run_file::RunFile;
use super::signs::{Life, Sign, State};
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::{final_name, write_atomically};

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
pub(crate) fn claim(
    plan: &Plan,
    layout: &Layout,
    update: bool,
    hold: Hold,
    progress: &Progress,
) -> Result<Held> {
    let root = &layout.root;
    let hidden = layout.hidden();
    if root.exists() && !root.is_dir() {
        return Err(Error::usage(
            format!("the output {} is a file, not a folder", root.display()),
            "name a folder that does not exist yet",
        ));
    }
    // In this order: an element that begins in this moment describes the run before it makes anything that is not
    // known to be ours.
    if holds_other_files(layout)? && !layout.run_file().exists() {
        return Err(Error::usage(
            format!(
                "the output folder {} holds files of something else",
                root.display()
            ),
            "name a folder that does not exist yet, or empty this one",
        ));
    }
    std::fs::create_dir_all(&hidden).map_err(|error| unusable(root, error))?;
    let held = lock_folder(layout, hold, progress)?;
    let note = hidden.join("README.txt");
    if !note.exists() {
        write_atomically(&note, NOTE.as_bytes())?;
    }
    // Asked before it is read, for the same reason.
    let described = layout.run_file().exists();
    match RunFile::read(layout) {
        None if described => {
            let path = layout.run_file();
            std::fs::read(&path).map_err(Error::io(&path, "read"))?;
            Err(Error::usage(
                format!("{} is damaged", path.display()),
                "it says which run the folder belongs to: name another output folder",
            ))
        }
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
        _ => Ok(held),
    }
}

/// A folder that is taken, until this is dropped or the process ends.
pub(crate) struct Held {
    _file: File,
    hold: Hold,
    /// There is a lock, which tells at least of this system.
    locked: bool,
    /// Nobody anywhere can hold the lock too.
    sure: bool,
    /// Who was here before and is gone.
    gone: Gone,
}

impl Held {
    /// Whether it was taken from one who was not heard of any more, and may wake.
    pub(super) fn taken_over(&self) -> bool {
        !self.gone.is_empty()
    }

    /// Makes sure, once this process has given its sign, that nobody has taken the folder in the same moment. Where
    /// there are sure locks nobody can.
    ///
    /// # Errors
    /// `Usage`, with the other.
    pub(super) fn settle(&self, layout: &Layout, life: &Life) -> Result<()> {
        if self.sure {
            return Ok(());
        }
        let found = others::settle(layout, (self.hold, self.locked), &self.gone, life.path());
        let Some(other) = found else {
            return Ok(());
        };
        if !life.is_taken() {
            life.last(State::Stopped, None);
        }
        Err(taken(layout, Some(&other)))
    }
}

/// Locks the folder. A file system may have no locks, or locks of one node only: so the signs of life of
/// processes on other nodes are looked at too.
fn lock_folder(layout: &Layout, hold: Hold, progress: &Progress) -> Result<Held> {
    let path = layout.lock_file();
    let file = File::create(&path).map_err(Error::io(&path, "create"))?;
    let locked = match hold {
        Hold::Alone => file.try_lock(),
        Hold::Shared => file.try_lock_shared(),
    };
    let locked = match locked {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => {
            return Err(taken(layout, others::holder(layout, hold).as_ref()));
        }
        Err(TryLockError::Error(error)) if unsupported(&error) => false,
        Err(TryLockError::Error(error)) => return Err(Error::io(&path, "lock")(error)),
    };
    let sure = locked && is_local(&file);
    let gone = match sure {
        true => Gone::default(),
        false => match others::watch(layout, hold, locked, progress)? {
            Ok(gone) => gone,
            Err(sign) => return Err(taken(layout, Some(&sign))),
        },
    };
    Ok(Held {
        _file: file,
        hold,
        locked,
        sure,
        gone,
    })
}

/// Whether a file lies on a file system that no other machine has: there a lock tells all.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn is_local(file: &File) -> bool {
    use std::os::fd::AsRawFd;
    // ext4, XFS, Btrfs, tmpfs, overlayfs, ZFS, F2FS, as `linux/magic.h` and `stat -f` have them.
    const LOCAL: [u32; 7] = [
        0xef53,
        0x5846_5342,
        0x9123_683e,
        0x0102_1994,
        0x794c_7630,
        0x2fc1_2fc1,
        0xf2f5_2010,
    ];
    let mut found = std::mem::MaybeUninit::<libc::statfs>::uninit();
    // SAFETY: the descriptor is open, and the place is one that the call may fill.
    let done = unsafe { libc::fstatfs(file.as_raw_fd(), found.as_mut_ptr()) };
    // SAFETY: a call that succeeds has filled it.
    done == 0 && LOCAL.contains(&(unsafe { found.assume_init() }.f_type as u32))
}

#[cfg(not(target_os = "linux"))]
fn is_local(_: &File) -> bool {
    false
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
                sign.who_since()
            ),
            "wait until it has ended, or stop it with scancel; `tamis status` shows how far it is",
        ),
        Some(sign) => Error::usage(
            format!("another tamis is at work in {root}: {}", sign.who_since()),
            "wait until it has ended, or stop it",
        ),
        None => Error::usage(
            format!("another tamis is at work in {root}"),
            "wait until it has ended, or stop it",
        ),
    }
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
