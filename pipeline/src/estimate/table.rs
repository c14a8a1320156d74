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
        "input {}, {:.3} times that of the calibration; {} of {}\n",
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
        "\nMeasured with tamis {} on {}, {}. Times and bytes\ngrow with the input here, memory \
         does not; see the book, \"Beyond one machine\".",
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
    let files = match group.files {
        0 => "-".to_owned(),
        n => HumanCount(n).to_string(),
    };
    let _ = writeln!(
        out,
        "{:<13}{:>9}{:>10}{:>9}{:>10}{:>10}{:>10}{:>9}",
        name,
        HumanCount(group.tasks).to_string(),
        core_hours(group.core_hours),
        time(group.wall_hours * 3600.0),
        size(group.memory),
        size(group.read),
        size(group.written),
        files,
    );
}

fn core_hours(hours: f64) -> String {
    match hours {
        h if h >= 100.0 => HumanCount(h.round() as u64).to_string(),
        h if h >= 0.01 => format!("{h:.2}"),
        _ => "<0.01".to_owned(),
    }
}

/// `3 d 4 h`, `4 h 5 m`, `6 m 7 s`, `8 s`.
fn time(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, m) => format!("{m} m {} s", seconds % 60),
        (0, h, m) => format!("{h} h {m} m"),
        (d, h, _) => format!("{d} d {h} h"),
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
        let times: Vec<String> = [0.2, 59.1, 61.0, 3600.0, 90_000.0]
            .into_iter()
            .map(time)
            .collect();
        assert_eq!(times, ["1 s", "1 m 0 s", "1 m 1 s", "1 h 0 m", "1 d 1 h"]);
        assert_eq!(core_hours(0.001), "<0.01");
        assert_eq!(core_hours(12.345), "12.35");
        assert_eq!(core_hours(123_456.7), "123,457");
    }
}
