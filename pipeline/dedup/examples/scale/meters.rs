//! What a step cost, as the kernel counts it (Linux; zeros elsewhere).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A place in time.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    at: Instant,
    cpu: f64,
    read: u64,
    written: u64,
}

/// Between two of them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    /// Bytes through `read` and `write`, in the page cache or not.
    pub(crate) read: u64,
    pub(crate) written: u64,
    /// Largest resident set in mebibytes.
    pub(crate) peak: u64,
}

fn field(path: &str, name: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

impl Mark {
    /// Now; the largest resident set is counted anew from here.
    pub(crate) fn now() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The name of the program may hold blanks, but ends with the last bracket.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks = |at| {
            let field = fields.split_whitespace().nth(at);
            field
                .and_then(|field| field.parse::<f64>().ok())
                .unwrap_or(0.0)
        };
        // Where this is not allowed, the peak is that of the process so far.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Self {
            at: Instant::now(),
            cpu: (ticks(11) + ticks(12)) / 100.0,
            read: field("/proc/self/io", "rchar:"),
            written: field("/proc/self/io", "wchar:"),
        }
    }

    /// Since then.
    pub(crate) fn cost(&self) -> Cost {
        let peak = field("/proc/self/status", "VmHWM:") / 1024;
        let now = Self::now();
        Cost {
            wall: (now.at - self.at).as_secs_f64(),
            cpu: now.cpu - self.cpu,
            read: now.read - self.read,
            written: now.written - self.written,
            peak,
        }
    }
}

/// Bytes in a folder, and in files of this process that have no name.
pub(crate) fn on_disk(folder: &Path) -> u64 {
    let named = |folder: &Path| -> u64 {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.metadata().ok())
            .filter(fs::Metadata::is_file)
            .map(|metadata| metadata.len())
            .sum()
    };
    let open = fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .flatten();
    let unnamed: u64 = open
        .map(|entry| entry.path())
        .filter(|path| {
            fs::read_link(path).is_ok_and(|to| {
                to.starts_with(folder) && to.to_string_lossy().ends_with("(deleted)")
            })
        })
        .filter_map(|path| fs::metadata(path).ok())
        .map(|metadata| metadata.len())
        .sum();
    named(folder) + unnamed
}

/// Looks at the disk every second and remembers the most.
pub(crate) struct DiskWatch {
    most: Arc<AtomicU64>,
    end: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl DiskWatch {
    pub(crate) fn start(folder: PathBuf) -> Self {
        let (most, end) = (
            Arc::new(AtomicU64::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (seen, ended) = (most.clone(), end.clone());
        let thread = std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                seen.fetch_max(on_disk(&folder), Ordering::Relaxed);
                std::thread::park_timeout(Duration::from_secs(1));
            }
        });
        Self {
            most,
            end,
            thread: Some(thread),
        }
    }

    /// The most since the last call.
    pub(crate) fn take(&self) -> u64 {
        self.most.swap(0, Ordering::Relaxed)
    }
}

impl Drop for DiskWatch {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It does nothing that could fail.
            let _ = thread.join();
        }
    }
}
