//! The local executor: groups one after another, the tasks of a group on all threads, finished
//! tasks kept from one start to the next.

use std::time::Duration;

use super::claim::claim;
use super::ending::{damaged, warnings};
use super::execute::{Executor, List, Todo};
use super::inputs::Inputs;
use super::keys::{Keys, partitions, sizes};
use super::layout::Layout;
use super::others::Hold;
use super::progress::Progress;
use super::quarantine::Quarantined;
use super::record::{Records, TaskRecord};
use super::run_file::{GroupEntry, RunFile};
use super::signs::{Life, State};
use crate::account;
use crate::config::suggest;
use crate::dag::{Plan, Tasks};
use crate::error::{Error, Result};
use crate::io::sweep;
use crate::stages::Work;

/// Between two signs of life of a run on one machine.
const BEAT: Duration = Duration::from_secs(30);

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
    /// Archives that were given up.
    pub quarantined: Vec<Quarantined>,
    /// It stopped where it was asked to, before its end.
    pub stopped: bool,
}

impl Finished {
    pub(super) fn new(plan: &Plan, records: Records, tasks_run: usize, stopped: bool) -> Self {
        let mut given_up: Vec<Quarantined> = Vec::new();
        given_up.extend(
            records
                .iter()
                .filter_map(|record| record.quarantined.clone()),
        );
        Self {
            damaged_beyond_limit: damaged(plan, &records),
            warnings: warnings(plan, &records),
            quarantined: given_up,
            records,
            tasks_run,
            stopped,
        }
    }
}

/// Runs a plan to its end.
///
/// # Errors
/// `Usage` when the output folder belongs to another run, `Io`, `Input` and `Run` when a task fails, `Stopped`
/// after a signal.
pub fn run(
    plan: &Plan,
    layout: &Layout,
    options: &Options,
    progress: &Progress,
) -> Result<Finished> {
    let last = options.until.as_deref().map(|stage| group_of(plan, stage));
    let last = last.transpose()?;
    let held = claim(plan, layout, options.update, Hold::Alone, progress)?;
    let life = Life::start(layout, None, (0, 1), BEAT)?;
    held.settle(layout, &life)?;
    let threads = threads(options.threads)?;
    let pool = pool(threads)?;
    // Nobody else is at work here, so what is unfinished was left by one that was killed.
    sweep(&layout.root)?;
    let executor = Executor {
        plan,
        layout,
        progress,
        pool: &pool,
        threads,
        notes: layout.quarantine().exists(),
    };
    let ended = life.while_at(|| groups(&executor, last, &life), &|| {
        if life.taken() {
            progress.warn(
                "this process was not heard of for so long that another one has taken the folder: it goes on, and \
                 this one ends",
            );
            std::process::exit(1);
        }
    });
    let (state, error) = match &ended {
        Ok(_) => (State::Done, None),
        Err(Error::Stopped) => (State::Stopped, None),
        Err(error) => (State::Failed, Some(error.to_string())),
    };
    life.last(state, error);
    if held.taken_over() {
        // One that was frozen has begun a file when it woke, and ended.
        sweep(&layout.root)?;
    }
    drop(held);
    ended
}

/// Runs the groups up to the last one, or to the one at which to stop.
fn groups(executor: &Executor<'_>, last: Option<usize>, life: &Life) -> Result<Finished> {
    let Executor { plan, layout, .. } = *executor;
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
        let keys = Keys::new(plan, &records, index);
        for task in 0..count {
            let key = keys.of(task);
            match TaskRecord::read(layout, &group.name, task) {
                Some(record) if record.holds(layout, plan, &key, cleaned) => done.push(record),
                _ => missing.push(Todo { task, key }),
            }
        }
        drop(keys);
        tasks_run += missing.len();
        if !missing.is_empty() {
            done.extend(work(
                executor,
                life,
                index,
                &records,
                &missing,
                (done.len(), count),
            )?);
        }
        forget_other_tasks(layout, &group.name, count)?;
        records.insert(index, done);
        if last == Some(index) && index + 1 < plan.groups.len() {
            return Ok(Finished::new(plan, records, tasks_run, true));
        }
    }
    end(plan, layout, entries, cleaned)?;
    Ok(Finished::new(plan, records, tasks_run, false))
}

/// Runs the missing tasks of a group. `(done, count)` are its tasks that are done, and all.
fn work(
    executor: &Executor<'_>,
    life: &Life,
    group: usize,
    records: &Records,
    missing: &[Todo],
    (done, count): (usize, usize),
) -> Result<Vec<TaskRecord>> {
    let Executor {
        plan,
        layout,
        progress,
        ..
    } = *executor;
    let name = &plan.groups[group].name;
    invalidate(layout, name)?;
    progress.group(name, done, count, bytes(plan, group, missing));
    let inputs = Inputs::new(plan, layout, records, plan.tail(group));
    let sizes = sizes(plan, group, count);
    let sizes = missing.iter().filter_map(|todo| sizes.get(todo.task));
    let at_once = executor.at_once(group, sizes.copied());
    let made = executor.run(group, &inputs, &List::new(missing), at_once, life)?;
    progress.group_done();
    if made.len() < missing.len() {
        return Err(Error::Stopped);
    }
    Ok(made)
}

/// Deletes what is no longer so once tasks of a group run.
pub(super) fn invalidate(layout: &Layout, group: &str) -> Result<()> {
    // From here on the dataset is not what its manifest says.
    let account = account::FILES.iter().map(|name| layout.root.join(name));
    for path in account.chain([layout.records_of(group)]) {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(&path, "delete")(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Ends a run whose tasks are all done.
pub(super) fn end(
    plan: &Plan,
    layout: &Layout,
    entries: Vec<GroupEntry>,
    cleaned: bool,
) -> Result<()> {
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
    Ok(())
}

/// The number of worker threads that an option asks for; 0 takes what the process may use, which under
/// Slurm is what the job asked for.
pub(super) fn threads(asked: usize) -> Result<usize> {
    match asked {
        0 => {
            let there = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let given = std::env::var("SLURM_CPUS_PER_TASK").ok();
            let given = given.and_then(|given| given.parse().ok());
            Ok(given.map_or(there, |given: usize| given.clamp(1, there)))
        }
        n if n <= MAX_THREADS => Ok(n),
        n => Err(Error::usage(
            format!("{n} threads are more than tamis can use"),
            format!("give a number up to {MAX_THREADS}, or 0 for every core"),
        )),
    }
}

pub(super) fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Error::run(format!("cannot start {threads} threads: {error}")))
}

/// The group in which a stage runs.
pub(super) fn group_of(plan: &Plan, stage: &str) -> Result<usize> {
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

pub(super) fn count(
    plan: &Plan,
    layout: &Layout,
    records: &Records,
    group: usize,
) -> Result<usize> {
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
        let keys = Keys::new(plan, &records, index);
        for task in 0..count(plan, layout, &records, index)? {
            let key = keys.of(task);
            match TaskRecord::read(layout, &group.name, task) {
                Some(record) if record.holds(layout, plan, &key, true) => done.push(record),
                _ => return Ok(false),
            }
        }
        drop(keys);
        records.insert(index, done);
    }
    Ok(layout.root.join(tamis_manifests::manifest::FILE).exists())
}

pub(super) fn bytes(plan: &Plan, group: usize, missing: &[Todo]) -> u64 {
    let all = partitions(plan, group);
    missing
        .iter()
        .filter_map(|todo| all.get(todo.task))
        .map(|(_, bytes)| bytes)
        .sum()
}

/// Deletes records of tasks that the group no longer has.
pub(super) fn forget_other_tasks(layout: &Layout, group: &str, count: usize) -> Result<()> {
    let mut task = count;
    loop {
        let path = layout.record(group, task);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::io(&path, "delete")(error)),
        }
        task += 1;
    }
}
