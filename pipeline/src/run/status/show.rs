//! A status as people read it.

use std::fmt::{self, Write as _};

use super::super::progress::human_time;
use super::super::signs::State;
use super::{NAMED, Process, Status};

impl fmt::Display for Status {
    /// 80 columns, but for paths of logs.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.complete {
            "complete"
        } else {
            "not complete"
        };
        writeln!(out, "run {}: {state}\n", self.name)?;
        writeln!(
            out,
            "{:<12} {:>11} {:>11} {:>11} {:>11} {:>10}",
            "stage", "tasks done", "in", "out", "removed", "seconds"
        )?;
        for group in &self.stages {
            let of = group.tasks.map_or("?".to_string(), |n| n.to_string());
            writeln!(
                out,
                "{:<12} {:>11} {:>11} {:>11} {:>11} {:>10.1}",
                group.stage,
                format!("{}/{of}", group.done),
                group.documents_in,
                group.documents_out,
                group.removed,
                group.seconds,
            )?;
        }
        for group in &self.stages {
            let mut told = Vec::new();
            for (n, what) in [
                (group.running, "running"),
                (group.failed, "failed"),
                (group.lost, "lost"),
            ] {
                told.extend((n > 0).then(|| format!("{n} {what}")));
            }
            if told.is_empty() {
                continue;
            }
            let rate = group.documents_per_second.filter(|rate| *rate > 0.0);
            told.extend(rate.map(|rate| format!("{rate:.0} documents/s")));
            let eta = group.eta_seconds.filter(|eta| *eta > 0.0);
            told.extend(eta.map(|eta| format!("about {} left", human_time(eta))));
            writeln!(out, "\n{}: {}", group.stage, told.join(", "))?;
        }
        let alive = self.processes.iter().filter(|process| process.alive());
        let (alive, lost) = (
            alive.count(),
            self.processes.iter().filter(|p| p.lost).count(),
        );
        if alive + lost > 0 {
            writeln!(out, "\nprocesses: {alive} at work, {lost} lost")?;
        }
        if alive > 0 && !self.slowest.is_empty() {
            writeln!(out, "\nlongest at work")?;
            for slow in &self.slowest {
                let mut line = format!(
                    "  {:<24} {:>8.1} s",
                    format!("{} {}", slow.stage, slow.task),
                    slow.seconds
                );
                for more in [&slow.host, &slow.log].into_iter().flatten() {
                    let _ = write!(line, "  {more}");
                }
                writeln!(out, "{line}")?;
            }
        }
        self.troubles(out)?;
        if !self.complete && alive == 0 {
            let what = match self.submitted {
                true => {
                    "unless jobs of it wait in the queue: submit it again, or start `tamis run`,"
                }
                false => "start the same `tamis run` again",
            };
            writeln!(out, "\n{what} to go on where it stopped")?;
        }
        Ok(())
    }
}

impl Status {
    /// Processes that are lost or have failed, and archives that were given up.
    fn troubles(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bad = |process: &&Process| process.lost || process.sign.state == State::Failed;
        let bad: Vec<&Process> = self.processes.iter().filter(bad).collect();
        if !bad.is_empty() {
            writeln!(out, "\nlost or failed")?;
        }
        for process in bad.iter().take(NAMED) {
            let stage = process.stage.as_deref().unwrap_or("run");
            let why = process
                .sign
                .error
                .as_deref()
                .unwrap_or("not heard of any more");
            writeln!(
                out,
                "  {stage}, element {} of {}: {}\n    {why}",
                process.sign.element,
                process.sign.of,
                process.sign.who()
            )?;
            if let Some(log) = &process.sign.log {
                writeln!(out, "    log: {log}")?;
            }
        }
        if let Some(more @ 1..) = bad.len().checked_sub(NAMED) {
            writeln!(out, "  and {more} more")?;
        }
        if !self.given_up.is_empty() {
            writeln!(out, "\ngiven up")?;
        }
        for one in self.given_up.iter().take(NAMED) {
            writeln!(
                out,
                "  {}, byte {}: {}",
                one.file_path, one.offset, one.error
            )?;
        }
        if let Some(more @ 1..) = self.given_up.len().checked_sub(NAMED) {
            writeln!(out, "  and {more} more in .tamis/quarantine")?;
        }
        Ok(())
    }
}
