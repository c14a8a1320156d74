//! Whether others are at work in an output folder where its lock cannot tell: on a file system without locks,
//! or with locks of one node only. Their signs of life are watched for a while. What counts is whether a sign
//! changes meanwhile, by the watch of this process alone: clocks of machines may differ as they like.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::layout::Layout;
use super::progress::Progress;
use super::signs::{self, Sign, State};
use super::stop;
use crate::error::{Error, Result};

/// A sign that has not changed for so many beats is of a process that is gone.
const BEATS: u32 = 4;

/// Of them those that a process may have been silent before the watch began.
const BEFORE: u32 = 2;

/// A file system may tell times in seconds, and may be slow.
const SHORTEST: Duration = Duration::from_secs(5);

/// Nobody waits longer than this for a start: with a longer beat a person has to say.
const LONGEST: Duration = Duration::from_secs(600);

/// Between two looks at a sign.
const LOOK: Duration = Duration::from_millis(500);

/// Two that start at the same time have both given a sign by then.
const SETTLE: Duration = Duration::from_secs(2);

/// With whom a process shares the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// With nobody.
    Alone,
    /// With other elements of the run.
    Shared,
}

/// A sign as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    path: PathBuf,
    written: SystemTime,
    pid: u32,
    started: u64,
}

/// Processes that were found to be gone.
#[derive(Debug, Default)]
pub(super) struct Gone(Vec<Found>);

impl Gone {
    /// Whether nobody was.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a process can be told to be gone without watching it.
fn is_over(sign: &Sign, locked: bool) -> bool {
    // A lock that holds within this system tells of all its processes, whatever namespace they are in.
    sign.state != State::AtWork || sign.is_gone() || locked && sign.of_this_system()
}

/// Signs of processes that may be at work, and that this one cannot share the folder with.
fn candidates(layout: &Layout, hold: Hold, locked: bool) -> Vec<(Found, Sign)> {
    let found = |path: &Path| {
        let (sign, written) = Sign::read(path)?;
        let found = Found {
            path: path.to_path_buf(),
            written,
            pid: sign.pid,
            started: sign.started,
        };
        (!sign.is_mine() && !is_over(&sign, locked)).then_some((found, sign))
    };
    let mut all: Vec<_> = found(&signs::path(layout, None)).into_iter().collect();
    if hold == Hold::Alone {
        let files = walkdir::WalkDir::new(layout.elements()).min_depth(2);
        let files = files.into_iter().filter_map(std::result::Result::ok);
        all.extend(files.filter_map(|entry| found(entry.path())));
    }
    all
}

/// One that is at work for certain, as far as signs tell at once: who holds a lock.
pub(super) fn holder(layout: &Layout, hold: Hold) -> Option<Sign> {
    let began = Instant::now();
    loop {
        let all = candidates(layout, hold, false).into_iter();
        // It gives its sign in the moment after it has taken the lock.
        match all.max_by_key(|(found, _)| found.written) {
            Some((_, sign)) => return Some(sign),
            None if began.elapsed() > SETTLE => return None,
            None => std::thread::sleep(LOOK / 5),
        }
    }
}

/// Watches all who may be at work until each has changed its sign or is sure to be gone.
///
/// # Errors
/// `Err` inside with the first that lives; `Stopped` after a signal; `Usage` where nobody can know.
pub(super) fn watch(
    layout: &Layout,
    hold: Hold,
    locked: bool,
    progress: &Progress,
) -> Result<std::result::Result<Gone, Box<Sign>>> {
    let mut left = candidates(layout, hold, locked);
    let mut gone = Gone::default();
    let now = SystemTime::now();
    let needed = |found: &Found, sign: &Sign| {
        let beat = Duration::from_secs_f64(sign.beat.clamp(0.0, 1e6));
        let silent = now.duration_since(found.written).unwrap_or_default();
        let needed = (beat * BEATS).saturating_sub(silent.min(beat * BEFORE));
        needed.max(SHORTEST)
    };
    let Some((found, sign, longest)) = left
        .iter()
        .map(|(found, sign)| (found, sign, needed(found, sign)))
        .max_by_key(|(.., needed)| *needed)
    else {
        return Ok(Ok(gone));
    };
    if longest > LONGEST {
        return Err(Error::usage(
            format!(
                "{} has been at work in {}, and gives a sign only every {} s: nobody can tell now whether it \
                 still is",
                sign.who_since(),
                layout.root.display(),
                sign.beat
            ),
            format!("if it is gone for certain, delete {}", found.path.display()),
        ));
    }
    progress.warn(&format!(
        "{} was at work here and has not said that it has ended; watching for {} s whether it still lives",
        sign.who_since(),
        longest.as_secs()
    ));
    let began = Instant::now();
    while !left.is_empty() {
        if stop::asked() {
            return Err(Error::Stopped);
        }
        std::thread::sleep(LOOK);
        let mut still = Vec::new();
        for (found, sign) in left {
            match Sign::read(&found.path) {
                // Half written: somebody is at it.
                None if found.path.exists() && began.elapsed() < needed(&found, &sign) => {
                    still.push((found, sign));
                }
                None => {}
                Some((now, _)) if is_over(&now, locked) => {}
                Some((now, written)) if written != found.written || now.pid != found.pid => {
                    return Ok(Err(Box::new(now)));
                }
                Some(_) if began.elapsed() >= needed(&found, &sign) => gone.0.push(found),
                Some(_) => still.push((found, sign)),
            }
        }
        left = still;
    }
    Ok(Ok(gone))
}

/// Looks once more after this process has given its own sign at `own`: of two that start at the same time, where no
/// lock tells them apart, at least one sees the other. Gives the other.
pub(super) fn settle(
    layout: &Layout,
    (hold, locked): (Hold, bool),
    gone: &Gone,
    own: &Path,
) -> Option<Sign> {
    std::thread::sleep(SETTLE);
    // An element may be started twice, under one number.
    let over = Sign::read(own).filter(|(sign, _)| hold == Hold::Alone && !sign.is_mine());
    let others = candidates(layout, hold, locked);
    let others = others
        .into_iter()
        .filter(|(found, _)| !gone.0.contains(found));
    over.map(|(sign, _)| sign)
        .or_else(|| others.map(|(_, sign)| sign).next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::signs::Life;

    /// A folder with the sign of a run of another system, changed as told.
    fn folder(change: impl Fn(&mut Sign)) -> (tempfile::TempDir, Layout) {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path().to_path_buf());
        drop(Life::start(&layout, None, (0, 1), Duration::from_secs(1)).unwrap());
        let path = signs::path(&layout, None);
        let (mut sign, _) = Sign::read(&path).unwrap();
        sign.boot = "elsewhere pid:[1]".into();
        sign.machine = "another".into();
        sign.host = "node7".into();
        change(&mut sign);
        std::fs::write(&path, serde_json::to_vec(&sign).unwrap()).unwrap();
        (folder, layout)
    }

    fn look(layout: &Layout, locked: bool) -> Result<std::result::Result<Gone, Box<Sign>>> {
        watch(layout, Hold::Alone, locked, &Progress::stderr())
    }

    #[test]
    fn a_sign_that_does_not_change_is_of_one_that_is_gone() {
        let (_folder, layout) = folder(|_| ());
        let began = Instant::now();
        let gone = look(&layout, true).unwrap().unwrap();
        assert!(began.elapsed() >= SHORTEST);
        assert_eq!(gone.0.len(), 1);
        let own = layout.root.join("own");
        assert!(settle(&layout, (Hold::Alone, false), &gone, &own).is_none());
        assert!(settle(&layout, (Hold::Alone, false), &Gone::default(), &own).is_some());
    }

    #[test]
    fn a_sign_that_changes_is_of_one_that_lives_whatever_its_time() {
        let (_folder, layout) = folder(|_| ());
        let path = signs::path(&layout, None);
        let year = Duration::from_secs(365 * 86400);
        for time in [SystemTime::now() - year, SystemTime::now() + year] {
            let give = |time| {
                let file = std::fs::File::options().write(true).open(&path).unwrap();
                file.set_modified(time).unwrap();
            };
            give(time);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_secs(1));
                    give(time + Duration::from_secs(1));
                });
                let alive = look(&layout, true).unwrap().unwrap_err();
                assert_eq!(alive.host, "node7");
            });
        }
    }

    #[test]
    fn what_is_known_need_not_be_watched() {
        let began = Instant::now();
        let ended = folder(|sign| sign.state = State::Done);
        let here = signs::system();
        let other_space = folder(|sign| sign.boot = format!("{here} pid:[1]"));
        for (_folder, layout) in [ended, other_space] {
            assert!(look(&layout, true).unwrap().is_ok());
        }
        assert!(began.elapsed() < SHORTEST, "nobody is watched");
    }

    #[test]
    fn nobody_waits_for_an_hour() {
        let (_folder, layout) = folder(|sign| sign.beat = 3600.0);
        let error = look(&layout, true).unwrap_err();
        assert!(error.help().unwrap().contains("delete"), "{error}");
    }
}
