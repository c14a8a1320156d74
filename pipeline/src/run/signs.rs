//! Signs of life: one small file for each process at work on a run, written again every few seconds, so
//! that others and `tamis status` can tell who is at work at what, and who is lost. Never what resume
//! trusts: a wrong sign costs time, or a task that is done twice with the same bytes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::lock;
use crate::error::{Error, Result};

/// A process whose sign is older than so many beats is lost.
const MISSED: u32 = 4;

/// The longest time between two looks at what a signal or another process has changed.
const LOOK: Duration = Duration::from_millis(500);

/// What a process tells of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sign {
    /// Its place in the array of its group, and the elements of the array.
    pub element: usize,
    /// See there.
    pub of: usize,
    /// The machine.
    pub host: String,
    /// The boot and the process namespace of the machine, which a process id belongs to.
    pub boot: String,
    /// What the machine keeps from boot to boot.
    #[serde(default)]
    pub machine: String,
    /// The process id.
    pub pid: u32,
    /// The Slurm job, `123_4` of an array.
    pub job: Option<String>,
    /// Where its log is.
    pub log: Option<String>,
    /// Seconds since 1970 at its start.
    pub started: u64,
    /// Seconds between two signs.
    pub beat: f64,
    /// How it is.
    pub state: State,
    /// Tasks at work, and for how many seconds.
    pub at_work: BTreeMap<usize, f64>,
    /// Tasks that it has done.
    pub done: usize,
    /// Why it failed.
    pub error: Option<String>,
}

/// How a process is, by its own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It works.
    AtWork,
    /// It has ended and its tasks are done.
    Done,
    /// A signal has asked it to stop; it goes on when it is started again.
    Stopped,
    /// It has failed.
    Failed,
}

impl Sign {
    /// Whether it is at work, if its file was written `age` ago.
    #[must_use]
    pub fn alive(&self, age: Duration) -> bool {
        self.state == State::AtWork
            && age <= Duration::from_secs_f64(self.beat.clamp(0.0, 1e6)) * MISSED
            && !self.is_gone()
    }

    /// Whether the process is gone for certain: there is none of its number where this one could see it, or its
    /// machine has been started again.
    pub(super) fn is_gone(&self) -> bool {
        let here = self.boot == boot();
        let same = !self.machine.is_empty() && (&self.machine, &self.host) == (&machine(), &host());
        here && gone(self.pid) || same && !self.of_this_system()
    }

    /// Whether the process is of this running system, whatever its namespaces.
    pub(super) fn of_this_system(&self) -> bool {
        let here = system();
        !here.is_empty() && self.boot.split(' ').next() == Some(here.as_str())
    }

    /// Whether it is the sign of this process.
    pub(super) fn is_mine(&self) -> bool {
        self.pid == std::process::id() && self.boot == boot()
    }

    /// Reads a sign, and when it was written; none where there is none or it is half written.
    #[must_use]
    pub fn read(path: &Path) -> Option<(Self, SystemTime)> {
        let mut file = File::open(path).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let written = file.metadata().and_then(|meta| meta.modified());
        Some((serde_json::from_slice(&bytes).ok()?, written.ok()?))
    }

    /// Who it is, in a few words.
    #[must_use]
    pub fn who(&self) -> String {
        let job = self.job.as_ref();
        let job = job.map_or_else(String::new, |job| format!(", Slurm job {job}"));
        format!("process {} on {}{job}", self.pid, self.host)
    }

    /// Who it is, and since when by its own clock.
    pub(super) fn who_since(&self) -> String {
        let started = i64::try_from(self.started).ok();
        let since = started.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let since = since.map_or_else(String::new, |time| {
            format!(", since {}", time.format("%Y-%m-%d %H:%M:%S UTC"))
        });
        self.who() + &since
    }
}

/// Where a process gives its sign: an element of a group under its number, as [`named`] has it; `None` is a
/// process that works alone.
#[must_use]
pub(super) fn path(layout: &Layout, place: Option<(&str, &str)>) -> PathBuf {
    match place {
        Some((group, name)) => layout.elements().join(group).join(format!("{name}.json")),
        None => layout.elements().join("run.json"),
    }
}

/// The name of an element's sign.
pub(super) fn named(element: usize) -> String {
    format!("{element:05}")
}

/// The sign of this process.
pub(super) struct Life {
    path: PathBuf,
    file: File,
    sign: Mutex<(Sign, BTreeMap<usize, Instant>)>,
    /// It works alone, so that nobody else gives this sign.
    alone: bool,
    taken: AtomicBool,
}

impl Life {
    /// Begins to give signs.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub(super) fn start(
        layout: &Layout,
        place: Option<(&str, &str)>,
        (element, of): (usize, usize),
        beat: Duration,
    ) -> Result<Self> {
        let path = path(layout, place);
        let folder = path.parent().unwrap_or(&layout.root);
        std::fs::create_dir_all(folder).map_err(Error::io(folder, "make the folder"))?;
        let file = File::create(&path).map_err(Error::io(&path, "create"))?;
        let variable = |name: &str| std::env::var(name).ok();
        let array = variable("SLURM_ARRAY_JOB_ID").zip(variable("SLURM_ARRAY_TASK_ID"));
        let job = array.map(|(job, task)| format!("{job}_{task}"));
        let sign = Sign {
            element,
            of,
            host: host(),
            boot: boot(),
            machine: machine(),
            pid: std::process::id(),
            job: job.or_else(|| variable("SLURM_JOB_ID")),
            log: variable("TAMIS_LOG"),
            started: now(),
            beat: beat.as_secs_f64(),
            state: State::AtWork,
            at_work: BTreeMap::new(),
            done: 0,
            error: None,
        };
        let life = Self {
            path,
            file,
            sign: Mutex::new((sign, BTreeMap::new())),
            alone: place.is_none(),
            taken: AtomicBool::new(false),
        };
        life.give()?;
        Ok(life)
    }

    /// Writes the sign over the old one, and tells when the file system says that this was.
    pub(super) fn give(&self) -> Result<SystemTime> {
        let mut guard = lock(&self.sign);
        let (sign, at_work) = &mut *guard;
        let times = at_work
            .iter()
            .map(|(task, since)| (*task, since.elapsed().as_secs_f64()));
        sign.at_work = times.collect();
        let mut bytes = serde_json::to_vec(sign)
            .map_err(|error| Error::run(format!("cannot give a sign of life: {error}")))?;
        bytes.push(b'\n');
        // In place, through the open file: no name is looked up or changed. Who reads in between may
        // find half of it, and reads again.
        let write = || {
            self.file.write_all_at(&bytes, 0)?;
            self.file.set_len(bytes.len() as u64)?;
            self.file.metadata()?.modified()
        };
        write().map_err(Error::io(&self.path, "write"))
    }

    /// A task begins. Told with the next sign.
    pub(super) fn begin(&self, task: usize) {
        lock(&self.sign).1.insert(task, Instant::now());
    }

    /// A task is done.
    pub(super) fn end(&self, task: usize) {
        let mut guard = lock(&self.sign);
        guard.1.remove(&task);
        guard.0.done += 1;
    }

    /// A task is not done here after all.
    pub(super) fn leave(&self, task: usize) {
        lock(&self.sign).1.remove(&task);
    }

    /// Works, while a thread gives a sign with every beat and calls `look` a few times a second.
    pub(super) fn while_at<T>(&self, work: impl FnOnce() -> T, look: &(dyn Fn() + Sync)) -> T {
        let beat = Duration::from_secs_f64(lock(&self.sign).0.beat);
        std::thread::scope(|scope| {
            let (working, over) = sync_channel::<()>(0);
            scope.spawn(move || {
                let mut given = Instant::now();
                let mut awake = Instant::now();
                while over.recv_timeout(beat.min(LOOK)) == Err(RecvTimeoutError::Timeout) {
                    // Who was frozen looks at once whether others have gone on without it.
                    let slept = awake.elapsed() > beat;
                    awake = Instant::now();
                    if self.alone && (slept || given.elapsed() >= beat) && self.is_taken() {
                        self.taken.store(true, Ordering::Relaxed);
                    }
                    look();
                    if given.elapsed() >= beat && !self.taken() {
                        // One sign that is not given is no reason to end.
                        let _ = self.give();
                        given = Instant::now();
                    }
                }
            });
            let result = work();
            drop(working);
            result
        })
    }

    /// Whether another process gives the sign that is this one's to give.
    pub(super) fn is_taken(&self) -> bool {
        Sign::read(&self.path).is_some_and(|(sign, _)| !sign.is_mine())
    }

    /// Whether another process has taken the folder, since this one was not heard of for so long.
    pub(super) fn taken(&self) -> bool {
        self.taken.load(Ordering::Relaxed)
    }

    /// Where the sign is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Tasks at work.
    pub(super) fn at_work(&self) -> Vec<usize> {
        lock(&self.sign).1.keys().copied().collect()
    }

    /// The last sign. What goes wrong with it is not worth an error any more.
    pub(super) fn last(&self, state: State, error: Option<String>) {
        {
            let mut guard = lock(&self.sign);
            guard.0.state = state;
            guard.0.error = error;
        }
        let _ = self.give();
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |d| d.as_secs())
}

/// The name of this machine.
#[must_use]
pub(super) fn host() -> String {
    let read = std::fs::read_to_string("/proc/sys/kernel/hostname");
    let node = std::env::var("SLURMD_NODENAME").ok();
    node.unwrap_or_else(|| read.map_or_else(|_| "?".into(), |name| name.trim().to_string()))
}

/// What process ids of this process's world belong to.
fn boot() -> String {
    let space = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    format!("{} {}", system(), space.display())
}

/// This system since it was started; empty where it does not say.
pub(super) fn system() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    boot.trim().to_string()
}

/// What this machine keeps from boot to boot; empty where it says nothing.
fn machine() -> String {
    let id = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    id.trim().to_string()
}

fn gone(pid: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{pid}")).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_tells_who_lives() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path().to_path_buf());
        let beat = Duration::from_secs(30);
        let life = Life::start(&layout, Some(("annotate", &named(3))), (3, 8), beat).unwrap();
        life.begin(17);
        life.begin(4);
        life.end(4);
        life.give().unwrap();
        let file = path(&layout, Some(("annotate", "00003")));
        let (sign, _) = Sign::read(&file).unwrap();
        assert_eq!((sign.element, sign.of, sign.done), (3, 8, 1));
        assert_eq!(sign.at_work.keys().copied().collect::<Vec<_>>(), [17]);
        assert!(sign.alive(Duration::from_secs(119)));
        assert!(!sign.alive(Duration::from_secs(121)), "four beats missed");
        let elsewhere = Sign {
            boot: "another boot".into(),
            machine: "another machine".into(),
            pid: u32::MAX,
            ..sign.clone()
        };
        assert!(elsewhere.alive(beat), "its processes are not ours to see");
        let before = Sign {
            boot: "another boot".into(),
            ..sign.clone()
        };
        let says = !before.machine.is_empty();
        assert_eq!(before.alive(beat), !says, "this machine was started again");
        let here = Sign {
            pid: u32::MAX,
            ..sign
        };
        assert!(!here.alive(Duration::ZERO), "no process has this number");
        life.last(State::Failed, Some("no space".into()));
        let (sign, _) = Sign::read(&file).unwrap();
        assert_eq!(sign.error.as_deref(), Some("no space"));
        assert!(!sign.alive(Duration::ZERO));
    }
}
