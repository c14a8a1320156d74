//! What a task takes: kept in its completion record, and told in the manifest where it is asked to.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Time and memory.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Seconds since 1970 at the start.
    pub started: u64,
    /// Seconds from start to end.
    pub wall_seconds: f64,
    /// User and system time that the process has taken since the task before it ended, all threads
    /// together: tasks of one process share it, so that only sums over tasks mean something.
    #[serde(default)]
    pub cpu_seconds: f64,
    /// The largest resident set of the process so far, bytes.
    pub peak_memory: u64,
}

/// The time that tasks have taken for theirs so far.
static TAKEN: Mutex<f64> = Mutex::new(0.0);

fn take(now: f64) -> f64 {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    (now - std::mem::replace(&mut *taken, now)).max(0.0)
}

/// Measures one task.
pub(super) struct Meter {
    started: u64,
    clock: Instant,
}

impl Meter {
    pub(super) fn start() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            started: now.map_or(0, |d| d.as_secs()),
            clock: Instant::now(),
        }
    }

    pub(super) fn stop(&self) -> Cost {
        let usage = usage();
        Cost {
            started: self.started,
            wall_seconds: self.clock.elapsed().as_secs_f64(),
            cpu_seconds: take(usage.cpu_seconds),
            peak_memory: usage.peak_memory,
        }
    }
}

/// What the process has taken so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usage {
    /// User and system time of all threads, seconds.
    pub(super) cpu_seconds: f64,
    /// The largest resident set, bytes.
    pub(super) peak_memory: u64,
}

/// Asks the operating system.
#[must_use]
#[allow(unsafe_code)]
pub(super) fn usage() -> Usage {
    // SAFETY: all-zero bytes are a valid rusage, and the call only writes into it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::getrusage(libc::RUSAGE_SELF, &raw mut usage) != 0 {
            return Usage::default();
        }
        usage
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    Usage {
        cpu_seconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        peak_memory: peak_memory(usage.ru_maxrss),
    }
}

/// Linux hands `ru_maxrss` on from the process that started this one, so that it may tell of another
/// program; `VmHWM` belongs to this one alone. Both are in KiB.
fn peak_memory(max_rss: libc::c_long) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let own = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let own = own.and_then(|own| own.trim().strip_suffix("kB")?.trim().parse().ok());
    own.unwrap_or_else(|| u64::try_from(max_rss).unwrap_or(0)) * 1024
}
