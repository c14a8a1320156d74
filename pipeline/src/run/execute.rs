//! Running tasks of one group on all threads of this process: tried again where that may help, given up
//! where the config allows it, none begun any more after a signal.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::inputs::Inputs;
use super::layout::Layout;
use super::progress::Progress;
use super::progress::counted;
use super::record::TaskRecord;
use super::signs::Life;
use super::task::TaskContext;
use super::{lock, lost, map, quarantine, stop};
use crate::config::Section;
use crate::dag::{Edge, Plan};
use crate::error::{Error, Result};
use crate::stages::Work;

/// The pause before a task is tried again; twice as long before each further attempt.
const PAUSE: Duration = Duration::from_millis(500);

/// Tasks over so few bytes, on average and at most, spend their time waiting for the disk to have what they wrote.
const SMALL: u64 = 1 << 20;
const SMALL_AT_MOST: u64 = 32 << 20;

/// So many of them at most are at work beside those that there are threads for: disks sync many files in the time of
/// one.
const WAITING: usize = 30;

/// And one for so many tasks: who has few of them leaves them to other elements, and to the next start after a signal.
const TASKS_OF_ONE: usize = 16;

/// A task to run.
#[derive(Debug, Clone)]
pub(super) struct Todo {
    /// Its number in its group.
    pub(super) task: usize,
    /// Its key.
    pub(super) key: String,
}

/// Where tasks come from.
pub(super) trait Queue: Sync {
    /// The next task; none when there is nothing more to do.
    fn next(&self) -> Result<Option<Todo>>;

    /// A task is done.
    fn done(&self);
}

/// Tasks of one process, in order.
pub(super) struct List<'a> {
    tasks: &'a [Todo],
    next: AtomicUsize,
}

impl<'a> List<'a> {
    pub(super) fn new(tasks: &'a [Todo]) -> Self {
        Self {
            tasks,
            next: AtomicUsize::new(0),
        }
    }
}

impl Queue for List<'_> {
    fn next(&self) -> Result<Option<Todo>> {
        Ok(self
            .tasks
            .get(self.next.fetch_add(1, Ordering::Relaxed))
            .cloned())
    }

    fn done(&self) {}
}

/// The same; what is behind tasks that are no maps is not known.
fn at_once(threads: usize, maps: bool, sizes: impl Iterator<Item = u64>) -> usize {
    let (mut tasks, mut bytes, mut largest) = (0, 0, 0);
    for size in sizes {
        tasks += 1;
        bytes += size;
        largest = size.max(largest);
    }
    let small = maps && largest <= SMALL_AT_MOST && bytes <= tasks as u64 * SMALL;
    let more = match small {
        true => WAITING.min(tasks / TASKS_OF_ONE),
        false => 0,
    };
    tasks.min(threads + more)
}

/// What runs tasks.
pub(super) struct Executor<'a> {
    pub(super) plan: &'a Plan,
    pub(super) layout: &'a Layout,
    pub(super) progress: &'a Progress,
    pub(super) pool: &'a rayon::ThreadPool,
    pub(super) threads: usize,
    /// Whether an earlier start has left notes on archives that it gave up.
    pub(super) notes: bool,
}

impl Executor<'_> {
    /// How many tasks of a group run at a time, by the bytes of archives behind each.
    pub(super) fn at_once(&self, group: usize, sizes: impl Iterator<Item = u64>) -> usize {
        let maps = self.plan.groups[group].edge == Edge::Map;
        at_once(self.threads, maps, sizes)
    }

    /// Runs the tasks of a queue, at most `at_once` at a time. After a signal, those that have begun are
    /// finished.
    ///
    /// # Errors
    /// The first task that failed for good; what had begun before is finished.
    pub(super) fn run(
        &self,
        group: usize,
        inputs: &Inputs<'_>,
        queue: &dyn Queue,
        at_once: usize,
        life: &Life,
    ) -> Result<Vec<TaskRecord>> {
        let failing = AtomicBool::new(false);
        let done = Mutex::new(Vec::new());
        let failed: Mutex<Option<Error>> = Mutex::new(None);
        let work = || -> Result<()> {
            while !failing.load(Ordering::Relaxed) && !stop::asked() {
                let Some(todo) = queue.next()? else {
                    return Ok(());
                };
                life.begin(todo.task);
                let record = self.attempts(group, inputs, &todo)?;
                life.end(todo.task);
                queue.done();
                self.progress.task_done();
                lock(&done).push(record);
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    if let Err(error) = work() {
                        failing.store(true, Ordering::Relaxed);
                        lock(&failed).get_or_insert(error);
                    }
                });
            }
        });
        match lock(&failed).take() {
            Some(error) => Err(error),
            None => Ok(std::mem::take(&mut *lock(&done))),
        }
    }

    /// Runs a task until it is done, has failed too often, or cannot be helped.
    fn attempts(&self, group: usize, inputs: &Inputs<'_>, todo: &Todo) -> Result<TaskRecord> {
        let task = || {
            let place = (group, todo.task);
            let inputs = inputs.clone();
            TaskContext::new(
                self.plan,
                self.layout,
                inputs,
                self.progress,
                place,
                self.threads,
            )
        };
        let retries = self.plan.graph.run.retries;
        let name = &self.plan.groups[group].name;
        let mut attempt = 0;
        let error = loop {
            attempt += 1;
            match self.one(task(), &todo.key) {
                Ok(record) => {
                    if self.notes {
                        quarantine::forget(self.layout, (name, todo.task))?;
                    }
                    return Ok(record);
                }
                Err(error) if error.may_pass() && attempt <= retries && !stop::asked() => {
                    self.progress.warn(&format!(
                        "{name} {}, attempt {attempt}: {error}; trying again",
                        todo.task
                    ));
                    std::thread::sleep(PAUSE * 2u32.saturating_pow(attempt - 1).min(64));
                }
                Err(error) => break error,
            }
        };
        if !matches!(error, Error::Input { .. }) || !self.reads_archives(group) {
            return Err(error);
        }
        self.give_up(task(), &error, attempt, &todo.key)
    }

    /// Sets an archive aside, unless too much of the input is by now.
    fn give_up(
        &self,
        mut task: TaskContext<'_>,
        error: &Error,
        attempts: u32,
        key: &str,
    ) -> Result<TaskRecord> {
        map::give_up(&mut task, error, attempts)?;
        let place = (task.group_name(), task.index);
        if let Some(note) = &task.quarantined {
            note.write(self.layout, place)?;
            self.progress.warn(&format!(
                "{} is given up after {}: {error}",
                note.file_path,
                counted(u64::from(attempts), "attempt")
            ));
        }
        lost::check(self.plan, self.layout)?;
        task.commit(key.to_string())
    }

    fn reads_archives(&self, group: usize) -> bool {
        let nodes = &self.plan.graph.nodes;
        let chain = &self.plan.groups[group].chain;
        chain
            .iter()
            .any(|id| nodes[*id].kind.section == Section::Sources)
    }

    fn one(&self, mut task: TaskContext<'_>, key: &str) -> Result<TaskRecord> {
        let node = task.plan.tail(task.group);
        match task.plan.graph.nodes[node].stage.work() {
            Work::Task(stage) => stage.run(&mut task)?,
            _ => map::run(&mut task, self.pool)?,
        }
        task.commit(key.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_tasks_wait_for_the_disk_together_and_large_ones_keep_to_the_threads() {
        let of = |maps, sizes: &[u64]| at_once(2, maps, sizes.iter().copied());
        let small = vec![SMALL; 1000];
        assert_eq!(of(true, &small), 2 + WAITING);
        assert_eq!(of(false, &small), 2);
        assert_eq!(of(true, &[SMALL; 32]), 4);
        assert_eq!(of(true, &[SMALL; 15]), 2);
        assert_eq!(of(true, &[SMALL; 1]), 1);
        assert_eq!(of(true, &vec![SMALL + 1; 1000]), 2);
        let mut mixed = vec![1; 1000];
        mixed[50] = SMALL_AT_MOST + 1;
        assert_eq!(
            of(true, &mixed),
            2,
            "memory is for as many as there are threads"
        );
        assert_eq!(of(true, &[]), 0);
    }
}
