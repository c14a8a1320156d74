//! One element of an array of a Slurm run: a process that runs its share of the tasks of one group, beside
//! others on other nodes.

use std::time::{Duration, Instant, SystemTime};

use super::claim::claim;
use super::deal::deal;
use super::execute::{Executor, List, Queue, Todo};
use super::inputs::Inputs;
use super::keys::{Keys, sizes};
use super::layout::Layout;
use super::local::{
    Finished, Options, bytes, count, end, forget_other_tasks, group_of, invalidate, pool, threads,
};
use super::others::Hold;
use super::progress::Progress;
use super::record::{Records, TaskRecord};
use super::run_file::{GroupEntry, RunFile};
use super::share::{Group, Tasks};
use super::signs::{Life, Sign, State, named};
use super::{stop, store};
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::sweep;

/// The exit code of an element that was asked to stop and has to be queued again: `EX_TEMPFAIL` of
/// `sysexits.h`, "the user is invited to retry".
pub const AGAIN: u8 = 75;

/// What a process is to run of a group.
#[derive(Debug, Clone)]
pub struct Share {
    /// A stage of the group.
    pub stage: String,
    /// Which part.
    pub part: Part,
    /// Between two signs of life.
    pub beat: Duration,
    /// How long tasks at hand may go on after a signal; to their end where it is not said.
    pub grace: Option<Duration>,
}

/// A part of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// One task.
    Task(usize),
    /// What is dealt to an element, and what others leave.
    Element {
        /// From 0.
        element: usize,
        /// All elements.
        of: usize,
    },
}

/// How an element has ended.
pub enum Ended {
    /// Its tasks are done.
    Done {
        /// Tasks that it has run.
        tasks_run: usize,
    },
    /// The same, and with them the run.
    Finished(Box<Finished>),
}

/// Runs a part of a group whose inputs are there.
///
/// # Errors
/// `Usage` when the folder belongs to another run, or an earlier group has not ended; `Stopped` after a
/// signal; what a task fails with.
pub fn element(
    plan: &Plan,
    layout: &Layout,
    options: &Options,
    share: &Share,
    progress: &Progress,
) -> Result<Ended> {
    let index = group_of(plan, &share.stage)?;
    let name = &plan.groups[index].name;
    let held = claim(plan, layout, options.update, Hold::Shared, progress)?;
    if RunFile::read(layout).is_some_and(|run| run.cleaned) {
        return Err(Error::usage(
            format!(
                "the run in {} has ended and cleaned up",
                layout.root.display()
            ),
            "bring it up to date with `tamis run CONFIG --update`",
        ));
    }
    let mut records = Records::default();
    let entries = earlier(plan, layout, index, &mut records)?;
    let tasks = entries.last().map_or(0, |entry| entry.tasks);
    let (element, of) = match share.part {
        Part::Task(task) if task >= tasks => {
            return Err(Error::usage(
                format!("{name} has no task {task}"),
                format!("it has {tasks}, counted from 0"),
            ));
        }
        Part::Task(_) => (0, 1),
        Part::Element { element, of } if element < of => (element, of),
        Part::Element { element, of } => {
            return Err(Error::usage(
                format!("there is no element {element} of {of}"),
                "elements are counted from 0",
            ));
        }
    };
    tell(plan, layout, entries.clone())?;
    let threads = threads(options.threads)?;
    let executor = Executor {
        plan,
        layout,
        progress,
        pool: &pool(threads)?,
        threads,
        notes: layout.quarantine().exists(),
    };
    let group = Group {
        layout,
        name,
        keys: Keys::new(plan, &records, index),
        sizes: sizes(plan, index, tasks),
    };
    let place = match share.part {
        Part::Task(task) => format!("task-{task:05}"),
        Part::Element { .. } => named(element),
    };
    let life = Life::start(layout, Some((name, &place)), (element, of), share.beat)?;
    held.settle(layout, &life)?;
    let mine = match share.part {
        Part::Task(task) => vec![task],
        Part::Element { .. } => deal(&group.sizes, of).swap_remove(element),
    };
    let work = || -> Result<(usize, bool)> {
        let missing = life.while_at(|| missing(plan, &group, &mine), &|| {})?;
        if !missing.is_empty() {
            invalidate(layout, name)?;
        }
        forget_other_tasks(layout, name, tasks)?;
        let inputs = Inputs::new(plan, layout, &records, plan.tail(index));
        let todo: Vec<Todo> = missing.iter().map(|task| group.todo(*task)).collect();
        let bytes = bytes(plan, index, &todo);
        progress.group(name, mine.len() - missing.len(), mine.len(), bytes);
        // Its own, and what it may take of others.
        let at_once = executor
            .at_once(index, mine.iter().map(|task| group.sizes[*task]))
            .max(threads);
        let run = |queue: &dyn Queue, look: &(dyn Fn() + Sync)| {
            let run = || executor.run(index, &inputs, queue, at_once, &life);
            life.while_at(run, look)
        };
        let asked = Deadline::new(share.grace);
        let done = match share.part {
            Part::Task(_) => run(&List::new(&todo), &|| asked.look(&life))?,
            Part::Element { .. } => {
                let queue = Tasks::new(&group, &life, (element, of), missing, threads);
                run(&queue, &|| {
                    asked.look(&life);
                    if queue.all_done_elsewhere() {
                        // Threads that are at work cannot be called back, and need not be waited for.
                        leave(&life, State::Done, 0);
                    }
                })?
            }
        };
        progress.group_done();
        // What did not hold was deleted before, so a record that is there is one that holds.
        let there = store::there(layout, name, tasks)?;
        match mine.iter().all(|task| there.contains(task)) {
            true => Ok((done.len(), there.len() == tasks)),
            false => Err(Error::Stopped),
        }
    };
    let ended = work();
    let (state, error) = match &ended {
        Ok(_) => (State::Done, None),
        Err(Error::Stopped) => (State::Stopped, None),
        Err(error) => (State::Failed, Some(error.to_string())),
    };
    life.last(state, error);
    let (tasks_run, all) = ended?;
    // Who was dealt nothing leaves the end to those who were, as long as there are any.
    if mine.is_empty() && any_at_work(layout, name, life.give()?) {
        return Ok(Ended::Done { tasks_run });
    }
    if all && (tasks_run > 0 || !layout.records_of(name).exists()) {
        store::gather(layout, name, tasks)?;
    }
    if index + 1 < plan.groups.len() || !all {
        return Ok(Ended::Done { tasks_run });
    }
    let done = store::read(layout, name, &group.keys, tasks);
    drop(group);
    records.insert(index, done);
    sweep(&layout.root)?;
    end(plan, layout, entries, false)?;
    drop(held);
    Ok(Ended::Finished(Box::new(Finished::new(
        plan, records, tasks_run, false,
    ))))
}

/// Whether others are at work on a group, by their signs and the time of the file system.
fn any_at_work(layout: &Layout, group: &str, now: SystemTime) -> bool {
    let files = walkdir::WalkDir::new(layout.elements().join(group));
    let files = files.into_iter().filter_map(std::result::Result::ok);
    files
        .filter_map(|entry| Sign::read(entry.path()))
        .any(|(sign, written)| {
            let age = now.duration_since(written).unwrap_or_default();
            !sign.is_mine() && sign.alive(age)
        })
}

/// Reads the records of the groups before one; gives the number of tasks of each, and of that one.
fn earlier(
    plan: &Plan,
    layout: &Layout,
    group: usize,
    records: &mut Records,
) -> Result<Vec<GroupEntry>> {
    let mut entries = Vec::new();
    for (index, this) in plan.groups.iter().enumerate().take(group + 1) {
        let tasks = count(plan, layout, records, index)?;
        entries.push(GroupEntry {
            name: this.name.clone(),
            tasks,
        });
        if index == group {
            break;
        }
        let keys = Keys::new(plan, records, index);
        let found = store::read(layout, &this.name, &keys, tasks);
        drop(keys);
        if found.len() < tasks {
            return Err(Error::usage(
                format!(
                    "{} cannot begin: {} of {tasks} tasks of {} are not done",
                    plan.groups[group].name,
                    tasks - found.len(),
                    this.name
                ),
                format!(
                    "run {} first; `tamis status` shows how far it is",
                    this.name
                ),
            ));
        }
        records.insert(index, found);
    }
    Ok(entries)
}

/// Says in the description of the run how many tasks its groups have, if it does not say so yet.
fn tell(plan: &Plan, layout: &Layout, entries: Vec<GroupEntry>) -> Result<()> {
    let new = RunFile::new(plan, entries, false);
    let told = RunFile::read(layout).is_some_and(|old| {
        old.identity == new.identity && new.groups.iter().all(|entry| old.groups.contains(entry))
    });
    match told {
        true => Ok(()),
        false => new.write(layout),
    }
}

/// Of an element's tasks those that are not done, in their order. What does not hold is deleted, so that
/// a record that is there is one to trust.
fn missing(plan: &Plan, group: &Group<'_>, mine: &[usize]) -> Result<Vec<usize>> {
    let there = store::there(group.layout, group.name, group.sizes.len())?;
    let mut missing = Vec::new();
    for task in mine {
        if there.contains(task) {
            let record = TaskRecord::read(group.layout, group.name, *task);
            let key = group.keys.of(*task);
            if record.is_some_and(|record| record.holds(group.layout, plan, &key, false)) {
                continue;
            }
            let path = group.layout.record(group.name, *task);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::io(&path, "delete")(error));
                }
                _ => {}
            }
        }
        missing.push(*task);
    }
    Ok(missing)
}

/// When tasks at hand have to be given up after a signal.
struct Deadline {
    grace: Option<Duration>,
    asked: std::sync::OnceLock<Instant>,
}

impl Deadline {
    fn new(grace: Option<Duration>) -> Self {
        Self {
            grace,
            asked: std::sync::OnceLock::new(),
        }
    }

    /// Ends the process when the time is over.
    fn look(&self, life: &Life) {
        if let Some(grace) = self.grace
            && stop::asked()
            && self.asked.get_or_init(Instant::now).elapsed() > grace
        {
            leave(life, State::Stopped, AGAIN.into());
        }
    }
}

/// Ends the process with its tasks at hand: what they have written has no name yet.
fn leave(life: &Life, state: State, code: i32) {
    life.last(state, None);
    std::process::exit(code);
}
