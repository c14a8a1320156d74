//! The local executor: groups one after another, the tasks of a group on all threads, finished
//! tasks kept from one start to the next.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::ending::{damaged, warnings};
use super::inputs::Inputs;
use super::key::{key, partitions};
use super::layout::Layout;
use super::map;
use super::progress::Progress;
use super::record::{Records, TaskRecord};
use super::status::{GroupEntry, RunFile};
use super::task::TaskContext;
use crate::account;
use crate::config::suggest;
use crate::dag::{Plan, Tasks};
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::stages::Work;

/// More worker threads than any node has cores.
const MAX_THREADS: usize = 1024;

/// How to run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Worker threads; 0 takes every core that the process may use.
    pub threads: usize,
    /// Accept a changed config: keep tasks that still hold, run the others again.
    pub update: bool,
    /// The name of a stage: the run stops when it has ended, with its work files kept.
    pub until: Option<String>,
}

/// A run that has ended.
pub struct Finished {
    /// Records of all tasks.
    pub records: Records,
    /// Tasks that were run now; the others were already there.
    pub tasks_run: usize,
    /// Whether more of the input was damaged than the config allows.
    pub damaged_beyond_limit: bool,
    /// Things that a person should look at.
    pub warnings: Vec<String>,
    /// It stopped where it was asked to, before its end.
    pub stopped: bool,
}

/// Runs a plan to its end.
///
/// # Errors
/// `Usage` when the output folder belongs to another run, `Io` and `Run` when a task fails.
pub fn run(
    plan: &Plan,
    layout: &Layout,
    options: &Options,
    progress: &Progress,
) -> Result<Finished> {
    let last = options.until.as_deref().map(|stage| group_of(plan, stage));
    let last = last.transpose()?;
    let lock = claim(plan, layout, options)?;
    let threads = match options.threads {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        n if n <= MAX_THREADS => n,
        n => {
            return Err(Error::usage(
                format!("{n} threads are more than tamis can use"),
                format!("give a number up to {MAX_THREADS}, or 0 for every core"),
            ));
        }
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Error::run(format!("cannot start {threads} threads: {error}")))?;
    let before = RunFile::read(layout).is_some_and(|run| run.cleaned);
    let mut records = Records::default();
    let mut tasks_run = 0;
    let mut entries = Vec::new();
    // When the work files are gone, a run is either whole or its lost tasks have to be made again.
    let cleaned = before && all_hold(plan, layout)?;
    if before && !cleaned {
        RunFile::new(plan, Vec::new(), false).write(layout)?;
    }
    for (index, group) in plan.groups.iter().enumerate() {
        let node = plan.tail(index);
        let count = count(plan, layout, &records, index)?;
        entries.push(GroupEntry {
            name: group.name.clone(),
            tasks: count,
        });
        if !cleaned {
            RunFile::new(plan, entries.clone(), false).write(layout)?;
        }
        let mut done = Vec::new();
        let mut missing = Vec::new();
        for task in 0..count {
            let key = key(plan, &records, index, task);
            match TaskRecord::read(layout, &group.name, task) {
                Some(record) if record.holds(layout, plan, &key, cleaned) => done.push(record),
                _ => missing.push((task, key)),
            }
        }
        tasks_run += missing.len();
        if !missing.is_empty() {
            // From here on the dataset is not what its manifest says.
            for name in account::FILES {
                let path = layout.root.join(name);
                if path.exists() {
                    std::fs::remove_file(&path).map_err(Error::io(&path, "delete"))?;
                }
            }
            progress.group(&group.name, done.len(), count, bytes(plan, index, &missing));
            let inputs = Inputs::new(plan, layout, &records, node);
            done.extend(execute(
                plan, layout, &inputs, index, &missing, threads, &pool, progress,
            )?);
            progress.group_done();
        }
        forget_other_tasks(layout, &group.name, count)?;
        records.insert(index, done);
        if last == Some(index) && index + 1 < plan.groups.len() {
            return Ok(Finished {
                damaged_beyond_limit: damaged(plan, &records),
                warnings: warnings(plan, &records),
                records,
                tasks_run,
                stopped: true,
            });
        }
    }
    let warnings = warnings(plan, &records);
    let damaged_beyond_limit = damaged(plan, &records);
    // Said before it is done: a stop in between leaves files that nobody needs, not a run that
    // believes in files which are gone.
    let cleaned = cleaned || !plan.graph.run.keep_work;
    RunFile::new(plan, entries, cleaned).write(layout)?;
    if cleaned {
        let work = layout.work();
        if work.exists() {
            std::fs::remove_dir_all(&work).map_err(Error::io(&work, "delete"))?;
        }
    }
    drop(lock);
    Ok(Finished {
        records,
        tasks_run,
        damaged_beyond_limit,
        warnings,
        stopped: false,
    })
}

/// The group in which a stage runs.
fn group_of(plan: &Plan, stage: &str) -> Result<usize> {
    let nodes = &plan.graph.nodes;
    let node = nodes.iter().position(|node| node.name == stage);
    node.and_then(|node| plan.group_of(node)).ok_or_else(|| {
        let names: Vec<&str> = plan
            .groups
            .iter()
            .flat_map(|group| group.nodes())
            .map(|node| nodes[node].name.as_str())
            .collect();
        Error::usage(
            format!("this run has no stage `{stage}` to stop after"),
            suggest(stage, &names),
        )
    })
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

/// Takes the output folder for this run, or says whose it is.
fn claim(plan: &Plan, layout: &Layout, options: &Options) -> Result<File> {
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
    let path = layout.lock_file();
    let file = File::create(&path).map_err(Error::io(&path, "create"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(Error::usage(
                format!("another tamis is at work in {}", root.display()),
                "wait until it has ended, or stop it",
            ));
        }
        Err(TryLockError::Error(error)) => return Err(Error::io(&path, "lock")(error)),
    }
    write_atomically(&hidden.join("README.txt"), NOTE.as_bytes())?;
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
        Some(other) if other.identity != RunFile::identity(plan) && !options.update => {
            Err(Error::usage(
                format!(
                    "the output folder {} belongs to another run: {}",
                    root.display(),
                    RunFile::difference(&other.identity, &RunFile::identity(plan))
                ),
                "name another output folder, or add --update to bring this one up to date",
            ))
        }
        _ => Ok(file),
    }
}

/// Whether the output folder holds anything beside what a run makes before its description.
fn holds_other_files(layout: &Layout) -> Result<bool> {
    let mut known = 0;
    for (folder, names) in [
        (layout.root.clone(), &[".tamis"][..]),
        (
            layout.hidden(),
            &["lock", "README.txt", ".README.txt.tmp", ".run.json.tmp"][..],
        ),
    ] {
        if !folder.exists() {
            continue;
        }
        let entries = std::fs::read_dir(&folder).map_err(Error::io(&folder, "read the folder"))?;
        for entry in entries {
            let name = entry
                .map_err(Error::io(&folder, "read the folder"))?
                .file_name();
            known += usize::from(!names.iter().any(|n| name == *n));
        }
    }
    Ok(known > 0)
}

fn count(plan: &Plan, layout: &Layout, records: &Records, group: usize) -> Result<usize> {
    match plan.groups[group].tasks {
        Tasks::Partitions(n) | Tasks::Fixed(n) => Ok(n),
        Tasks::Later => {
            let node = plan.tail(group);
            // A cleaned run has no files to count from, but its records are numbered.
            let cleaned = RunFile::read(layout).filter(|run| run.cleaned);
            if let Some(run) = cleaned {
                let name = &plan.groups[group].name;
                if let Some(entry) = run.groups.iter().find(|entry| entry.name == *name) {
                    return Ok(entry.tasks);
                }
            }
            match plan.graph.nodes[node].stage.work() {
                Work::Task(task) => task.count(&Inputs::new(plan, layout, records, node)),
                _ => Ok(1),
            }
        }
    }
}

/// Whether a run that has ended and cleaned up still holds as a whole.
fn all_hold(plan: &Plan, layout: &Layout) -> Result<bool> {
    let mut records = Records::default();
    for (index, group) in plan.groups.iter().enumerate() {
        let mut done = Vec::new();
        for task in 0..count(plan, layout, &records, index)? {
            let key = key(plan, &records, index, task);
            match TaskRecord::read(layout, &group.name, task) {
                Some(record) if record.holds(layout, plan, &key, true) => done.push(record),
                _ => return Ok(false),
            }
        }
        records.insert(index, done);
    }
    Ok(layout.root.join(tamis_manifests::manifest::FILE).exists())
}

fn bytes(plan: &Plan, group: usize, missing: &[(usize, String)]) -> u64 {
    let all = partitions(plan, group);
    missing
        .iter()
        .filter_map(|(task, _)| all.get(*task))
        .map(|(_, bytes)| bytes)
        .sum()
}

#[allow(clippy::too_many_arguments)]
fn execute(
    plan: &Plan,
    layout: &Layout,
    inputs: &Inputs<'_>,
    group: usize,
    missing: &[(usize, String)],
    threads: usize,
    pool: &rayon::ThreadPool,
    progress: &Progress,
) -> Result<Vec<TaskRecord>> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let done = Mutex::new(Vec::new());
    let failed: Mutex<Option<Error>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(missing.len()) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let Some((index, key)) = missing.get(next.fetch_add(1, Ordering::Relaxed))
                    else {
                        return;
                    };
                    let (inputs, place) = (inputs.clone(), (group, *index));
                    let task = TaskContext::new(plan, layout, inputs, progress, place, threads);
                    match one(task, key, pool) {
                        Ok(record) => {
                            progress.task_done();
                            lock(&done).push(record);
                        }
                        Err(error) => {
                            stop.store(true, Ordering::Relaxed);
                            lock(&failed).get_or_insert(error);
                        }
                    }
                }
            });
        }
    });
    if let Some(error) = lock(&failed).take() {
        return Err(error);
    }
    Ok(std::mem::take(&mut *lock(&done)))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn one(mut task: TaskContext<'_>, key: &str, pool: &rayon::ThreadPool) -> Result<TaskRecord> {
    let node = task.plan.tail(task.group);
    match task.plan.graph.nodes[node].stage.work() {
        Work::Task(stage) => stage.run(&mut task)?,
        _ => map::run(&mut task, pool)?,
    }
    task.commit(key.to_string())
}

/// Deletes records of tasks that the group no longer has.
fn forget_other_tasks(layout: &Layout, group: &str, count: usize) -> Result<()> {
    let mut task = count;
    loop {
        let path = layout.record(group, task);
        if !path.exists() {
            return Ok(());
        }
        std::fs::remove_file(&path).map_err(Error::io(&path, "delete"))?;
        task += 1;
    }
}
