//! What the tasks took, by group.

use chrono::{DateTime, SecondsFormat};
use tamis_manifests::manifest::{Cost, GroupCost};

use crate::dag::Plan;
use crate::estimate::Calibration;
use crate::run::TaskRecord;

/// The sum of the records, in the order of the groups, beside what a calibration lets expect.
pub(super) fn cost<'r>(
    plan: &Plan,
    records: impl Iterator<Item = &'r TaskRecord>,
    calibration: Option<&Calibration>,
) -> Cost {
    let nodes = &plan.graph.nodes;
    let mut groups: Vec<GroupCost> = plan
        .groups
        .iter()
        .map(|group| GroupCost {
            group: group.name.clone(),
            stages: group.nodes().map(|id| nodes[id].name.clone()).collect(),
            ..GroupCost::default()
        })
        .collect();
    let (mut first, mut last) = (u64::MAX, 0);
    let mut total = GroupCost::default();
    for record in records {
        first = first.min(record.cost.started);
        last = last.max(record.cost.started + record.cost.wall_seconds.ceil() as u64);
        let group = groups.iter_mut().find(|group| group.group == record.group);
        for sum in group.into_iter().chain([&mut total]) {
            add(sum, record);
        }
    }
    groups.retain(|group| group.tasks > 0);
    if let Some(calibration) = calibration {
        for group in &mut groups {
            let expected = calibration.cpu_seconds(&group.group, total.bytes_read);
            group.estimated_cpu_seconds = expected.map(milliseconds);
        }
        // Of groups that were not measured nothing is expected, and then nothing of the sum.
        let expected: Option<Vec<f64>> = groups.iter().map(|g| g.estimated_cpu_seconds).collect();
        total.estimated_cpu_seconds = expected.map(|all| milliseconds(all.iter().sum()));
    }
    for sum in groups.iter_mut().chain([&mut total]) {
        sum.task_seconds = milliseconds(sum.task_seconds);
        sum.cpu_seconds = milliseconds(sum.cpu_seconds);
    }
    Cost {
        started: date(first),
        finished: date(last),
        total,
        groups,
    }
}

fn add(sum: &mut GroupCost, record: &TaskRecord) {
    sum.tasks += 1;
    sum.task_seconds += record.cost.wall_seconds;
    sum.cpu_seconds += record.cost.cpu_seconds;
    sum.peak_memory = sum.peak_memory.max(record.cost.peak_memory);
    sum.bytes_read += record
        .sources
        .iter()
        .map(|source| source.bytes)
        .sum::<u64>();
    sum.bytes_written += record.outputs.iter().map(|file| file.bytes).sum::<u64>();
}

fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// Seconds since 1970 as RFC 3339; empty for what is no time.
fn date(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok();
    let time = time.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    time.map_or_else(String::new, |time| {
        time.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}
