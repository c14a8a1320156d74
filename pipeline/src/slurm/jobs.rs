//! Which jobs a plan becomes: for each group of stages an array, after that of the group before it.

use std::fmt::Write as _;

use crate::config::SlurmSettings;
use crate::dag::{Plan, Tasks};
use crate::run::RunFile;

/// One array, or one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its place in the plan, from 1.
    pub number: usize,
    /// The name of its group.
    pub group: String,
    /// Tasks, where they are known.
    pub tasks: Option<usize>,
    /// Elements.
    pub elements: usize,
    /// Another job has to submit this one and what follows: it would be more than may be in the queue.
    pub later: bool,
}

impl Job {
    /// The name of its script.
    #[must_use]
    pub fn script(&self) -> String {
        format!("{:02}-{}.sh", self.number, self.group)
    }
}

/// Places in the queue for the small jobs that submit the rest: one that does, and one that will.
const SMALL: usize = 2;

/// The jobs of a plan. Groups whose tasks are counted when the groups before have ended get as many elements
/// as there are partitions at most; an element without tasks ends at once.
#[must_use]
pub fn jobs(plan: &Plan, run: Option<&RunFile>, settings: &SlurmSettings) -> Vec<Job> {
    let room = settings.jobs_limit.saturating_sub(SMALL);
    let limit = settings.array_limit.min(room).max(1);
    let mut queued = 0;
    let mut jobs = Vec::new();
    for (index, group) in plan.groups.iter().enumerate() {
        let mut known = run.into_iter().flat_map(|run| &run.groups);
        let known = known
            .find(|entry| entry.name == group.name)
            .map(|entry| entry.tasks);
        let tasks = match group.tasks {
            Tasks::Partitions(n) | Tasks::Fixed(n) => Some(n),
            Tasks::Later => known,
        };
        let elements = tasks.unwrap_or_else(|| plan.partitions()).clamp(1, limit);
        let later = index > 0 && queued + elements > room;
        queued = if later { elements } else { queued + elements };
        jobs.push(Job {
            number: index + 1,
            group: group.name.clone(),
            tasks,
            elements,
            later,
        });
    }
    jobs
}

/// The jobs as a table, 80 columns wide.
#[must_use]
pub fn table(plan: &Plan, jobs: &[Job]) -> String {
    let mut out = format!(
        "{:>2}  {:<14} {:>8} {:>9}  stages\n",
        "#", "array", "tasks", "elements"
    );
    for (job, group) in jobs.iter().zip(&plan.groups) {
        let names = group.nodes().map(|id| plan.graph.nodes[id].name.as_str());
        let names: Vec<&str> = names.collect();
        let tasks = job.tasks.map_or_else(|| "later".into(), |n| n.to_string());
        if job.later {
            out.push_str("    (submitted by a small job when all above have ended)\n");
        }
        let _ = writeln!(
            out,
            "{:>2}  {:<14} {tasks:>8} {:>9}  {}",
            job.number,
            short(&job.group, 14),
            job.elements,
            short(&names.join(", "), 80 - 39)
        );
    }
    out
}

/// A text that fits, with `..` at its end where it does not.
fn short(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_string();
    }
    let mut short: String = text.chars().take(width - 2).collect();
    short.push_str("..");
    short
}
