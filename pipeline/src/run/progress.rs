//! Progress on stderr: bars on a terminal, one JSON line a step elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressStyle};
use serde_json::json;

use crate::wrap::wrapped;

/// Seconds between two JSON lines inside of one group.
const INTERVAL: Duration = Duration::from_secs(10);

/// Where and how progress is told.
pub struct Progress {
    mode: Mode,
    group: Mutex<Option<Group>>,
    documents: AtomicU64,
    bytes: AtomicU64,
}

enum Mode {
    Bars,
    Lines,
}

struct Group {
    name: String,
    started: Instant,
    said: Instant,
    tasks: usize,
    tasks_done: usize,
    total_bytes: u64,
    bar: ProgressBar,
}

impl Progress {
    /// Bars when stderr is a terminal, JSON lines when it is not.
    #[must_use]
    pub fn stderr() -> Self {
        Self::new(if std::io::stderr().is_terminal() {
            Mode::Bars
        } else {
            Mode::Lines
        })
    }

    fn new(mode: Mode) -> Self {
        Self {
            mode,
            group: Mutex::new(None),
            documents: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// A group starts: tasks already done, all tasks, bytes to read (0 where unknown).
    pub fn group(&self, name: &str, done: usize, tasks: usize, total_bytes: u64) {
        self.documents.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        let bar = match self.mode {
            Mode::Bars => bar(name, tasks, done, total_bytes),
            _ => ProgressBar::hidden(),
        };
        let now = Instant::now();
        let group = Group {
            name: name.to_string(),
            started: now,
            said: now,
            tasks,
            tasks_done: done,
            total_bytes,
            bar,
        };
        self.line(json!({
            "event": "start", "stage": name, "tasks": tasks, "done": done, "bytes": total_bytes,
        }));
        *self.lock() = Some(group);
    }

    /// Documents and input bytes that are behind us.
    pub fn advance(&self, documents: u64, bytes: u64) {
        let documents = self.documents.fetch_add(documents, Ordering::Relaxed) + documents;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let mut guard = self.lock();
        let Some(group) = guard.as_mut() else { return };
        let elapsed = group.started.elapsed().as_secs_f64().max(1e-3);
        if group.total_bytes > 0 {
            group.bar.set_position(bytes);
        }
        group
            .bar
            .set_message(format!("{:.0} docs/s", documents as f64 / elapsed));
        if matches!(self.mode, Mode::Lines) && group.said.elapsed() >= INTERVAL {
            group.said = Instant::now();
            let line = step(group, "progress", documents, bytes, elapsed);
            drop(guard);
            self.line(line);
        }
    }

    /// A task of the group has ended.
    pub fn task_done(&self) {
        if let Some(group) = self.lock().as_mut() {
            group.tasks_done += 1;
            if group.total_bytes == 0 {
                group.bar.inc(1);
            }
        }
    }

    /// The group has ended.
    pub fn group_done(&self) {
        let Some(group) = self.lock().take() else {
            return;
        };
        group.bar.finish();
        if matches!(self.mode, Mode::Bars) {
            // A finished bar leaves the cursor at its end.
            let _ = writeln!(std::io::stderr());
        }
        let (documents, bytes) = (
            self.documents.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        );
        let elapsed = group.started.elapsed().as_secs_f64().max(1e-3);
        self.line(step(&group, "end", documents, bytes, elapsed));
    }

    /// Something that a person should know.
    pub fn warn(&self, message: &str) {
        match self.mode {
            Mode::Bars => {
                let told = wrapped(&format!("warning: {message}"), "  ");
                let _ = writeln!(std::io::stderr(), "{told}");
            }
            Mode::Lines => self.line(json!({ "event": "warning", "message": message })),
        }
    }

    fn line(&self, value: serde_json::Value) {
        if matches!(self.mode, Mode::Lines) {
            let _ = writeln!(std::io::stderr(), "{value}");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Group>> {
        self.group
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn step(group: &Group, event: &str, documents: u64, bytes: u64, elapsed: f64) -> serde_json::Value {
    let mut line = json!({
        "event": event, "stage": group.name, "tasks": group.tasks, "done": group.tasks_done,
        "documents": documents, "seconds": (elapsed * 10.0).round() / 10.0,
        "documents_per_second": (documents as f64 / elapsed).round(),
    });
    if group.total_bytes > 0 {
        line["bytes"] = bytes.into();
        line["bytes_total"] = group.total_bytes.into();
        line["mb_per_second"] = json!((bytes as f64 / elapsed / 1e5).round() / 10.0);
        if event == "progress" && bytes > 0 {
            let left = group.total_bytes.saturating_sub(bytes) as f64;
            line["eta_seconds"] = (left * elapsed / bytes as f64).round().into();
        }
    }
    line
}

fn bar(name: &str, tasks: usize, done: usize, total_bytes: u64) -> ProgressBar {
    let (length, template) = if total_bytes > 0 {
        (
            total_bytes,
            "{prefix:<11} {bar:24} {percent:>3}%  {binary_bytes_per_sec:>12}  {msg:>12}  ETA {eta}",
        )
    } else {
        (
            tasks as u64,
            "{prefix:<11} {bar:24} {pos}/{len} tasks  {msg}",
        )
    };
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(name.to_string());
    if total_bytes == 0 {
        bar.set_position(done as u64);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A number of things for people: `1 row`, `2 rows`.
#[must_use]
pub fn counted(n: u64, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// A length for people: `12.3 MiB`.
#[must_use]
pub(super) fn human_bytes(bytes: u64) -> String {
    HumanBytes(bytes).to_string()
}

/// A time for people: `2 minutes`.
#[must_use]
pub(super) fn human_time(seconds: f64) -> String {
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        HumanDuration(Duration::from_secs_f64(seconds)).to_string()
    }
}
