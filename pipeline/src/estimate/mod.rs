//! What a run will take, from what a part of its input took.
//!
//! Time and bytes written are taken to grow in proportion to the bytes of input, group by group; peak
//! memory is not scaled, since tasks are bounded by their batches. Sorting grows a little faster and
//! what is found twice in a large input is not in a small one, so that the estimate is kept beside what
//! the run then took, in the manifest.

mod calibration;
mod table;

use serde::Serialize;

pub use calibration::{Calibration, Rate};
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
    /// How many times the calibration's input that is.
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
    /// Its tasks.
    pub tasks: u64,
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
    /// Files written, those of the account of each task among them.
    pub files: u64,
}

impl Estimate {
    /// Scales a calibration to the input of a plan.
    #[must_use]
    pub fn new(plan: &Plan, calibration: &Calibration, machines: Machines) -> Self {
        let bytes = input_bytes(plan);
        let factor = bytes as f64 / calibration.bytes.max(1) as f64;
        let scaled = |n: u64| (n as f64 * factor).round() as u64;
        let (mut groups, mut unknown) = (Vec::new(), Vec::new());
        let mut total = GroupEstimate::default();
        for group in &plan.groups {
            let Some(rate) = calibration.rate(&group.name) else {
                unknown.push(group.name.clone());
                continue;
            };
            let before = group.after.iter().filter_map(|at| plan.groups.get(*at));
            let before = before.filter_map(|before| calibration.rate(&before.name));
            let reads_input = group
                .nodes()
                .any(|node| plan.graph.nodes[node].kind.section == Section::Sources);
            let tasks = match group.tasks {
                Tasks::Partitions(n) | Tasks::Fixed(n) => n as u64,
                // As many as the input asks for: shards, or partitions of a group before.
                Tasks::Later => scaled(rate.tasks),
            };
            let tasks = tasks.max(1);
            let cores = match group.edge {
                Edge::Map if reads_input => machines.nodes.min(tasks) * machines.cores,
                _ => tasks.min(machines.nodes * machines.cores),
            };
            let core_hours = rate.cpu_seconds * factor / 3600.0;
            let estimate = GroupEstimate {
                group: group.name.clone(),
                tasks,
                core_hours,
                wall_hours: core_hours / cores.max(1) as f64,
                memory: rate.peak_memory,
                read: if reads_input { bytes } else { 0 }
                    + before
                        .map(|before| scaled(before.bytes_written))
                        .sum::<u64>(),
                written: scaled(rate.bytes_written),
                files: (rate.files as f64 / rate.tasks.max(1) as f64 * tasks as f64).round() as u64,
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
        self.tasks += other.tasks;
        self.core_hours += other.core_hours;
        self.wall_hours += other.wall_hours;
        self.memory = self.memory.max(other.memory);
        self.read += other.read;
        self.written += other.written;
        self.files += other.files;
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
