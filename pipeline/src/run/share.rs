//! What one element of an array does: the tasks that were dealt to it, the largest first; then what others
//! have left: tasks of elements that have not started or are lost, then those that others have not begun
//! yet, then those that another has been at for very long. Nothing is claimed in advance and no file is
//! made for it. Two elements may run the same task; each writes its own files, of the same bytes, and the
//! last to give them their names wins.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use super::deal::deal;
use super::execute::{Queue, Todo};
use super::keys::Keys;
use super::layout::Layout;
use super::lock;
use super::record::TaskRecord;
use super::signs::{Life, Sign, named, path};
use super::store;
use crate::error::Result;

/// How many times the mean time of a task somebody may be at one before another runs it too.
const SLOW: u32 = 3;

/// A group as its elements share it.
pub(super) struct Group<'a> {
    pub(super) layout: &'a Layout,
    pub(super) name: &'a str,
    pub(super) keys: Keys<'a>,
    /// Bytes behind each task.
    pub(super) sizes: Vec<u64>,
}

impl Group<'_> {
    pub(super) fn todo(&self, task: usize) -> Todo {
        Todo {
            task,
            key: self.keys.of(task),
        }
    }

    /// Whether somebody has done a task since it was dealt: one look at its record.
    pub(super) fn is_done(&self, todo: &Todo) -> bool {
        TaskRecord::read(self.layout, self.name, todo.task).is_some_and(|r| r.key == todo.key)
    }
}

/// The tasks of one element.
pub(super) struct Tasks<'a> {
    group: &'a Group<'a>,
    life: &'a Life,
    lists: Vec<Vec<usize>>,
    element: usize,
    /// Tasks that this process can run at once.
    threads: usize,
    state: Mutex<State>,
    seen: Mutex<BTreeMap<usize, Seen>>,
}

/// When the sign of another was seen to change last.
struct Seen {
    /// What the file system says of it.
    written: SystemTime,
    /// By the watch of this process.
    since: Instant,
    /// It has changed while this process looked.
    changed: bool,
}

struct State {
    own: VecDeque<usize>,
    /// Others have been looked at before the first task.
    looked: bool,
    /// Tasks taken from others.
    taken: VecDeque<usize>,
    /// There is nothing more to take.
    over: bool,
    done: u32,
    began: Instant,
}

impl<'a> Tasks<'a> {
    /// The tasks of an element of `of`; `missing` are those dealt to it that are not done.
    pub(super) fn new(
        group: &'a Group<'a>,
        life: &'a Life,
        (element, of): (usize, usize),
        missing: Vec<usize>,
        threads: usize,
    ) -> Self {
        let lists = deal(&group.sizes, of);
        // Who was dealt nothing is one of more elements than tasks: nobody needs its help, and when it
        // starts others may not have begun to give signs.
        let over = lists[element].is_empty();
        Self {
            group,
            life,
            lists,
            element,
            threads,
            state: Mutex::new(State {
                own: missing.into(),
                looked: over,
                taken: VecDeque::new(),
                over,
                done: 0,
                began: Instant::now(),
            }),
            seen: Mutex::default(),
        }
    }

    /// How old a sign is. The clock that its time is of may be another than the one that `now` is of, so once it
    /// was seen to change only the time since then counts.
    fn age(&self, element: usize, now: SystemTime, written: SystemTime) -> Duration {
        let mut seen = lock(&self.seen);
        let told = now.duration_since(written).unwrap_or(Duration::ZERO);
        match seen.get(&element) {
            Some(one) if one.written == written && one.changed => one.since.elapsed(),
            Some(one) if one.written == written => one.since.elapsed().max(told),
            before => {
                let changed = before.is_some();
                let since = Instant::now();
                let one = Seen {
                    written,
                    since,
                    changed,
                };
                seen.insert(element, one);
                if changed { Duration::ZERO } else { told }
            }
        }
    }

    /// Whether nothing is left to begin, and others have done all that is at work here.
    pub(super) fn all_done_elsewhere(&self) -> bool {
        if !lock(&self.state).over {
            return false;
        }
        let at_work = self.life.at_work();
        !at_work.is_empty()
            && at_work
                .iter()
                .all(|task| self.group.is_done(&self.group.todo(*task)))
    }

    /// What living elements say of themselves.
    fn others(&self) -> Result<Others> {
        let now = self.life.give()?;
        let of = self.lists.len();
        let mut others = Others {
            alive: vec![false; of],
            held: BTreeMap::new(),
        };
        for element in (0..of).filter(|element| *element != self.element) {
            let file = path(self.group.layout, Some((self.group.name, &named(element))));
            let Some((sign, written)) = Sign::read(&file) else {
                continue;
            };
            let age = self.age(element, now, written);
            if !sign.alive(age) {
                continue;
            }
            others.alive[element] = sign.of == of;
            for (task, seconds) in &sign.at_work {
                let (who, longest) = others.held.entry(*task).or_default();
                *who += 1;
                *longest = longest.max(seconds + age.as_secs_f64());
            }
        }
        Ok(others)
    }

    /// Tasks of others to run next; none when nothing is left that would be worth it.
    fn take(&self, state: &State) -> Result<Vec<usize>> {
        let others = self.others()?;
        let there = store::there(self.group.layout, self.group.name, self.group.sizes.len())?;
        let own = self.life.at_work();
        let mean = state.began.elapsed().as_secs_f64() * self.threads as f64
            / f64::from(state.done.max(1));
        let of = self.lists.len();
        let (mut free, mut waiting, mut slow) = (Vec::new(), Vec::new(), Vec::new());
        // Each begins to look behind its own place, at the small end of each list, so that two who
        // look at the same time mostly see different tasks first.
        for element in (1..of).map(|step| (self.element + step) % of) {
            let mut left = Vec::new();
            for task in self.lists[element].iter().rev() {
                if there.contains(task) || own.contains(task) {
                    continue;
                }
                match others.held.get(task) {
                    Some((1, seconds)) if *seconds > f64::from(SLOW) * mean => slow.push(*task),
                    Some(_) => {}
                    None if others.alive[element] => left.push(*task),
                    None => free.push(*task),
                }
            }
            // Its owner goes on from the other end.
            left.truncate(left.len().div_ceil(2));
            waiting.extend(left);
        }
        let lists = [free, waiting, slow];
        let found = lists.into_iter().find(|tasks| !tasks.is_empty());
        let mut taken = found.unwrap_or_default();
        taken.truncate(self.threads);
        Ok(taken)
    }
}

/// Other elements, by their own account.
struct Others {
    /// Which live.
    alive: Vec<bool>,
    /// How many of them are at a task, and for how many seconds at most.
    held: BTreeMap<usize, (u32, f64)>,
}

impl Queue for Tasks<'_> {
    fn next(&self) -> Result<Option<Todo>> {
        let mut state = lock(&self.state);
        if !std::mem::replace(&mut state.looked, true) {
            // Who starts late does last what others have taken meanwhile.
            let held = self.others()?.held;
            let own = state.own.make_contiguous();
            own.sort_by_key(|task| held.contains_key(task));
        }
        loop {
            let next = state.own.pop_front();
            let Some(task) = next.or_else(|| state.taken.pop_front()) else {
                if state.over {
                    return Ok(None);
                }
                state.taken = self.take(&state)?.into();
                state.over = state.taken.is_empty();
                if !state.over {
                    state.taken.iter().for_each(|task| self.life.begin(*task));
                    self.life.give()?;
                }
                continue;
            };
            let todo = self.group.todo(task);
            if self.group.is_done(&todo) {
                self.life.leave(task);
                continue;
            }
            return Ok(Some(todo));
        }
    }

    fn done(&self) {
        lock(&self.state).done += 1;
    }
}
