//! An estimate as a table of 80 columns.

use std::fmt::Write;

use indicatif::HumanCount;

use super::{Calibration, Estimate, GroupEstimate};

/// The estimate for people.
#[must_use]
pub fn table(estimate: &Estimate, calibration: &Calibration) -> String {
    let mut out = String::new();
    let machines = estimate.machines;
    let _ = writeln!(
        out,
        "input {}, {:.1} times that of the calibration; {} of {}\n",
        size(estimate.bytes),
        estimate.factor,
        crate::run::counted(machines.nodes, "node"),
        crate::run::counted(machines.cores, "core"),
    );
    let _ = writeln!(
        out,
        "{:<13}{:>9}{:>10}{:>9}{:>10}{:>10}{:>10}{:>9}",
        "stage", "tasks", "core-h", "wall", "memory", "read", "written", "files"
    );
    for group in &estimate.groups {
        row(&mut out, &group.group, group);
    }
    row(&mut out, "all", &estimate.total);
    for group in &estimate.unknown {
        let _ = writeln!(out, "{group}: not in the calibration, and not in the sums");
    }
    let _ = writeln!(
        out,
        "\nMeasured with tamis {} on {}, {}.\nTimes and bytes grow with the input, memory does not. \
         A - stands where the\nrun itself cuts its tasks by size. The book has more: \
         \"What a run will take\".",
        calibration.tamis,
        crate::run::counted(calibration.threads, "thread"),
        calibration
            .processor
            .as_deref()
            .unwrap_or("a processor without a name"),
    );
    out
}

fn row(out: &mut String, name: &str, group: &GroupEstimate) {
    let known = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), short);
    let _ = writeln!(
        out,
        "{:<13}{:>9}{:>10}{:>9}{:>10}{:>10}{:>10}{:>9}",
        name,
        known(group.tasks),
        core_hours(group.core_hours),
        time(group.wall_hours * 3600.0),
        size(group.memory),
        size(group.read),
        size(group.written),
        known(group.files),
    );
}

/// `90,000`, `1.23 M`.
fn short(n: u64) -> String {
    match n {
        0..1_000_000 => HumanCount(n).to_string(),
        n => format!("{:.2} M", n as f64 / 1e6),
    }
}

fn core_hours(hours: f64) -> String {
    match hours {
        h if h >= 100.0 => HumanCount(h.round() as u64).to_string(),
        h if h >= 0.01 => format!("{h:.2}"),
        _ => "<0.01".to_owned(),
    }
}

/// `8 s`, `33 m`, `8.3 h`, `10.2 d`.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 59.5 => format!("{:.0} s", s.ceil()),
        s if s < 3570.0 => format!("{:.0} m", s / 60.0),
        s if s < 48.0 * 3600.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} d", s / 86_400.0),
    }
}

/// Three digits: `1.23 GB`.
fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if value < 999.5 {
            return match value {
                v if unit == "B" => format!("{v:.0} B"),
                v if v < 9.995 => format!("{v:.2} {unit}"),
                v if v < 99.95 => format!("{v:.1} {unit}"),
                v => format!("{v:.0} {unit}"),
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} PB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        let sizes: Vec<String> = [
            0,
            999,
            1000,
            9_994_000,
            99_940_000_000,
            999_400_000_000_000,
            80 << 40,
        ]
        .into_iter()
        .map(size)
        .collect();
        assert_eq!(
            sizes,
            [
                "0 B", "999 B", "1.00 kB", "9.99 MB", "99.9 GB", "999 TB", "88.0 TB"
            ]
        );
        let times: Vec<String> = [0.2, 59.6, 61.0, 3600.0, 90_000.0]
            .into_iter()
            .map(time)
            .collect();
        assert_eq!(times, ["1 s", "1 m", "1 m", "1.0 h", "25.0 h"]);
        assert_eq!([90_000, 32_377_504].map(short), ["90,000", "32.38 M"]);
        assert_eq!(core_hours(0.001), "<0.01");
        assert_eq!(core_hours(12.345), "12.35");
        assert_eq!(core_hours(123_456.7), "123,457");
    }
}
