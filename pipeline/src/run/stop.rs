//! Signals that ask for an end: SIGTERM, as a person or a preemption sends it, and SIGUSR1, as Slurm does
//! ahead of a time limit. Work at hand is finished, nothing new is begun; a second one ends at once.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// The exit code of a process that SIGTERM ends.
const TERMINATED: i32 = 128 + libc::SIGTERM;

/// From here on SIGTERM and SIGUSR1 set a flag instead of ending the process.
#[allow(unsafe_code)]
pub fn listen() {
    let handler = on_signal as extern "C" fn(libc::c_int) as libc::sighandler_t;
    for signal in [libc::SIGTERM, libc::SIGUSR1] {
        // SAFETY: the handler only touches an atomic and calls `_exit`, both of which are safe there.
        unsafe { libc::signal(signal, handler) };
    }
}

/// Whether one of them came.
#[must_use]
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

#[allow(unsafe_code)]
extern "C" fn on_signal(signal: libc::c_int) {
    // Slurm may warn twice, but who sends SIGTERM twice does not want to wait.
    if ASKED.swap(true, Ordering::Relaxed) && signal == libc::SIGTERM {
        // SAFETY: `_exit` is safe in a signal handler.
        unsafe { libc::_exit(TERMINATED) };
    }
}
