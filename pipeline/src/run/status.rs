//! What `tamis status` tells: how far each group is, who is at work, who is lost, what failed and where its
//! log is.

mod show;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::layout::Layout;
use super::quarantine::{Quarantined, quarantined};
use super::record::TaskRecord;
use super::run_file::RunFile;
use super::signs::{Sign, State, now};
use super::store;
use crate::error::{Error, Result};

/// Tasks and processes that are named one by one.
const NAMED: usize = 5;

/// How a run is.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The run's name.
    pub name: String,
    /// Its dataset is whole.
    pub complete: bool,
    /// It was submitted to Slurm.
    pub submitted: bool,
    /// Its groups, in order.
    pub stages: Vec<Group>,
    /// Processes that are at work, or were when they were last heard of.
    pub processes: Vec<Process>,
    /// Tasks that take longest: those at work, or of all when none is.
    pub slowest: Vec<Slow>,
    /// Archives that were given up.
    pub given_up: Vec<Quarantined>,
}

/// How far a group is.
#[derive(Debug, Default, Serialize)]
pub struct Group {
    /// Its name.
    pub stage: String,
    /// Its tasks; none as long as nobody knows.
    pub tasks: Option<usize>,
    /// Tasks done.
    pub done: usize,
    /// Tasks at work.
    pub running: usize,
    /// Tasks that ended a process which has not been started again.
    pub failed: usize,
    /// Tasks of processes that are not heard of any more.
    pub lost: usize,
    /// Documents in.
    pub documents_in: u64,
    /// Documents out.
    pub documents_out: u64,
    /// Documents removed.
    pub removed: u64,
    /// Seconds that its tasks took, one after another.
    pub seconds: f64,
    /// Documents in a second, over the time since the processes at work have begun.
    pub documents_per_second: Option<f64>,
    /// Seconds until it has ended, if it goes on like this.
    pub eta_seconds: Option<f64>,
}

/// A process.
#[derive(Debug, Serialize)]
pub struct Process {
    /// Its group; none where it runs them all.
    pub stage: Option<String>,
    /// At work and not heard of any more.
    pub lost: bool,
    /// What it said of itself.
    #[serde(flatten)]
    pub sign: Sign,
}

/// A task and what it takes.
#[derive(Debug, Serialize)]
pub struct Slow {
    /// Its group.
    pub stage: String,
    /// Its number.
    pub task: usize,
    /// Seconds so far, or in all.
    pub seconds: f64,
    /// The machine, if it is at work.
    pub host: Option<String>,
    /// Where its log is.
    pub log: Option<String>,
}

/// What is kept of a record.
#[derive(Clone, Copy)]
struct Ended {
    flow: (u64, u64, u64),
    seconds: f64,
    started: u64,
}

/// Looks at a run again and again, and reads each record once.
#[derive(Default)]
pub struct Watch {
    ended: BTreeMap<(String, usize), Ended>,
}

impl Watch {
    /// Looks once.
    ///
    /// # Errors
    /// When the folder holds no run.
    pub fn look(&mut self, layout: &Layout) -> Result<Status> {
        let Some(run) = RunFile::read(layout) else {
            return Err(Error::usage(
                format!("{} holds no run", layout.root.display()),
                "name the output folder of a run, or its config file",
            ));
        };
        let processes = processes(layout);
        let mut stages = Vec::new();
        let mut slowest = Vec::new();
        for name in &run.order {
            let known = run.groups.iter().find(|group| group.name == *name);
            let tasks = known.map(|group| group.tasks);
            let there = store::there(layout, name, tasks.unwrap_or(0))?;
            let mut ended = Vec::new();
            for task in there.iter().copied() {
                ended.extend(self.ended(layout, name, task).map(|one| (task, one)));
            }
            let local = run.groups.last().is_some_and(|last| last.name == *name);
            let here = processes.iter().filter(|process| match &process.stage {
                Some(stage) => stage == name,
                // One process runs the groups one after another.
                None => local,
            });
            let here: Vec<&Process> = here.collect();
            stages.push(group(name, tasks, &there, &ended, &here));
            slowest.extend(
                here.iter()
                    .filter(|process| process.alive())
                    .flat_map(|process| {
                        process.sign.at_work.iter().map(|(task, seconds)| Slow {
                            stage: name.clone(),
                            task: *task,
                            seconds: *seconds,
                            host: Some(process.sign.host.clone()),
                            log: process.sign.log.clone(),
                        })
                    }),
            );
        }
        if slowest.is_empty() {
            let all = self.ended.iter();
            slowest.extend(all.map(|((stage, task), ended)| Slow {
                stage: stage.clone(),
                task: *task,
                seconds: ended.seconds,
                host: None,
                log: None,
            }));
        }
        slowest.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
        slowest.truncate(NAMED);
        Ok(Status {
            name: run.name,
            complete: layout.root.join("manifest.json").exists(),
            submitted: layout.slurm().join("jobs.txt").exists(),
            stages,
            processes: processes
                .into_iter()
                .filter(|p| p.sign.state != State::Done)
                .collect(),
            slowest,
            given_up: quarantined(layout),
        })
    }

    fn ended(&mut self, layout: &Layout, group: &str, task: usize) -> Option<Ended> {
        let place = (group.to_string(), task);
        if let Some(ended) = self.ended.get(&place) {
            return Some(*ended);
        }
        let record = TaskRecord::read(layout, group, task)?;
        let ended = Ended {
            flow: flow(&record),
            seconds: record.cost.wall_seconds,
            started: record.cost.started,
        };
        self.ended.insert(place, ended);
        Some(ended)
    }
}

impl Process {
    fn alive(&self) -> bool {
        self.sign.state == State::AtWork && !self.lost
    }
}

/// A fused chain lets in what its first stage sees and out what its last one passes.
fn flow(record: &TaskRecord) -> (u64, u64, u64) {
    let stages = record.counts.stages.keys();
    let flows: Vec<_> = stages.map(|stage| record.counts.total(stage)).collect();
    (
        flows
            .iter()
            .map(|flow| flow.documents_in)
            .max()
            .unwrap_or(0),
        flows
            .iter()
            .map(|flow| flow.documents_out)
            .min()
            .unwrap_or(0),
        flows.iter().flat_map(|flow| flow.removed.values()).sum(),
    )
}

fn group(
    name: &str,
    tasks: Option<usize>,
    there: &BTreeSet<usize>,
    ended: &[(usize, Ended)],
    here: &[&Process],
) -> Group {
    let at_work = |which: &dyn Fn(&&&Process) -> bool| -> BTreeSet<usize> {
        let tasks = here
            .iter()
            .filter(which)
            .flat_map(|process| process.sign.at_work.keys());
        tasks
            .filter(|task| !there.contains(task))
            .copied()
            .collect()
    };
    let running = at_work(&|process| process.alive());
    let others = |tasks: BTreeSet<usize>| tasks.difference(&running).count();
    let mut group = Group {
        stage: name.to_string(),
        tasks,
        done: ended.len(),
        failed: others(at_work(&|process| process.sign.state == State::Failed)),
        lost: others(at_work(&|process| process.lost)),
        running: running.len(),
        ..Group::default()
    };
    for (_, one) in ended {
        group.documents_in += one.flow.0;
        group.documents_out += one.flow.1;
        group.removed += one.flow.2;
        group.seconds += one.seconds;
    }
    let alive: Vec<&Sign> = here.iter().filter(|p| p.alive()).map(|p| &p.sign).collect();
    if let Some(since) = alive.iter().map(|sign| sign.started).min() {
        let elapsed = now().saturating_sub(since).max(1) as f64;
        let recent: Vec<_> = ended
            .iter()
            .filter(|(_, one)| one.started >= since)
            .collect();
        let documents: u64 = recent.iter().map(|(_, one)| one.flow.0).sum();
        group.documents_per_second = Some(documents as f64 / elapsed);
        if !recent.is_empty() {
            let left = tasks.unwrap_or(0).saturating_sub(group.done) as f64;
            group.eta_seconds = Some((left * elapsed / recent.len() as f64).round());
        }
    }
    group
}

/// All that have given a sign.
fn processes(layout: &Layout) -> Vec<Process> {
    let clock = SystemTime::now();
    let files = walkdir::WalkDir::new(layout.elements()).sort_by_file_name();
    let mut found = Vec::new();
    for entry in files.into_iter().filter_map(std::result::Result::ok) {
        let Some((sign, written)) = Sign::read(entry.path()) else {
            continue;
        };
        let age = clock.duration_since(written).unwrap_or(Duration::ZERO);
        let folder = entry.path().parent().and_then(|folder| folder.file_name());
        found.push(Process {
            stage: match entry.depth() {
                1 => None,
                _ => folder.map(|name| name.to_string_lossy().into_owned()),
            },
            lost: sign.state == State::AtWork && !sign.alive(age),
            sign,
        });
    }
    found
}
