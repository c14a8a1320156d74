//! What a run will take, from what a part of its input took.
//!
//! Time and bytes written are taken to grow with the bytes of input, group by group: on the line through
//! two runs of different size, or in proportion to one. Peak memory is not scaled, since tasks are bounded
//! by their batches. Sorting grows a little faster and
//! what is found twice in a large input is not in a small one, so that the estimate is kept beside what
//! the run then took, in the manifest.

mod calibration;
mod table;

use serde::Serialize;

pub use calibration::{Calibration, Measured, Rate};
pub use table::table;

use crate::config::Section;
use crate::dag::{Edge, Plan, Tasks};

/// Machines to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Machines {
    /// How many.
    pub nodes: u64,
    /// Cores of each.
    pub cores: u64,
}

/// What a run will take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Bytes of input.
    pub bytes: u64,
    /// How many times the calibration's larger input that is.
    pub factor: f64,
    /// On which machines.
    pub machines: Machines,
    /// By group of fused stages, in the order of the plan.
    pub groups: Vec<GroupEstimate>,
    /// Groups of which the calibration knows nothing.
    pub unknown: Vec<String>,
    /// All groups; memory is the largest, times are sums, since groups run one after another.
    pub total: GroupEstimate,
}

/// What a group of fused stages will take.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GroupEstimate {
    /// Its name; empty for the total.
    pub group: String,
    /// Its tasks; none where only the run itself can tell.
    pub tasks: Option<u64>,
    /// User and system time of all cores, hours.
    pub core_hours: f64,
    /// From its start to its end on the machines, hours. Tasks that read archives use all cores of a
    /// node, others one core each.
    pub wall_hours: f64,
    /// The largest resident set of a process in the calibration, bytes.
    pub memory: u64,
    /// Bytes read: of input, or of what the groups before it wrote.
    pub read: u64,
    /// Bytes written.
    pub written: u64,
    /// Files written, those of the account of each task among them; none where tasks are not known.
    pub files: Option<u64>,
}

impl Estimate {
    /// Scales a calibration to the input of a plan.
    #[must_use]
    pub fn new(plan: &Plan, calibration: &Calibration, machines: Machines) -> Self {
        let bytes = input_bytes(plan);
        let factor = bytes as f64 / calibration.bytes().max(1) as f64;
        let written = |group: &str| {
            let written = calibration.scaled(group, bytes, |rate| rate.bytes_written as f64);
            written.unwrap_or_default().round() as u64
        };
        let (mut groups, mut unknown) = (Vec::new(), Vec::new());
        let mut total = GroupEstimate {
            tasks: Some(0),
            files: Some(0),
            ..GroupEstimate::default()
        };
        for group in &plan.groups {
            let seconds = calibration.cpu_seconds(&group.name, bytes);
            let (Some(rate), Some(seconds)) = (calibration.rate(&group.name), seconds) else {
                unknown.push(group.name.clone());
                continue;
            };
            let before = group.after.iter().filter_map(|at| plan.groups.get(*at));
            let before = before.map(|before| written(&before.name)).sum::<u64>();
            let reads_input = group
                .nodes()
                .any(|node| plan.graph.nodes[node].kind.section == Section::Sources);
            let tasks = match (group.tasks, group.edge) {
                (Tasks::Partitions(n) | Tasks::Fixed(n), _) => Some(n.max(1) as u64),
                (Tasks::Later, Edge::Gather) => Some(1),
                (Tasks::Later, _) => None,
            };
            let all = machines.nodes * machines.cores;
            let cores = match tasks {
                Some(tasks) if reads_input => machines.nodes.min(tasks) * machines.cores,
                Some(tasks) => tasks.min(all),
                // Cut by size, into more tasks than cores where there is much to do.
                None => all,
            };
            let core_hours = seconds / 3600.0;
            let of_task = rate.files as f64 / rate.tasks.max(1) as f64;
            let files = tasks.filter(|_| rate.files > 0);
            let estimate = GroupEstimate {
                group: group.name.clone(),
                tasks,
                core_hours,
                wall_hours: core_hours / cores.max(1) as f64,
                memory: rate.peak_memory,
                read: before + if reads_input { bytes } else { 0 },
                written: written(&group.name),
                files: files.map(|tasks| (of_task * tasks as f64).round() as u64),
            };
            total.add(&estimate);
            groups.push(estimate);
        }
        Self {
            bytes,
            factor,
            machines,
            groups,
            unknown,
            total,
        }
    }
}

impl GroupEstimate {
    fn add(&mut self, other: &Self) {
        let sum = |a: Option<u64>, b: Option<u64>| Some(a? + b?);
        self.tasks = sum(self.tasks, other.tasks);
        self.files = sum(self.files, other.files);
        self.core_hours += other.core_hours;
        self.wall_hours += other.wall_hours;
        self.memory = self.memory.max(other.memory);
        self.read += other.read;
        self.written += other.written;
    }
}

/// Bytes of all files that the sources of a plan name.
#[must_use]
pub fn input_bytes(plan: &Plan) -> u64 {
    let nodes = plan.graph.nodes.iter();
    let partitions = nodes.flat_map(|node| node.stage.partitions());
    partitions
        .flat_map(|partition| partition.files().map(|file| file.bytes).collect::<Vec<_>>())
        .sum()
}
