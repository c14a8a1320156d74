//! What a person should know while requests are repeated: a store that answers 503 for a minute, a host that
//! nobody knows.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

type Hook = Box<dyn Fn(&str) + Send + Sync>;

static HOOK: OnceLock<Hook> = OnceLock::new();
static TOLD: Mutex<Option<Instant>> = Mutex::new(None);

/// Between two messages, whatever the number of requests in trouble.
const INTERVAL: Duration = Duration::from_secs(30);

/// Sets what is called, at most every 30 seconds in a process, when a request has failed three times and is
/// to be repeated. The first call counts, later ones change nothing.
pub fn on_trouble(hook: impl Fn(&str) + Send + Sync + 'static) {
    let _ = HOOK.set(Box::new(hook));
}

pub(crate) fn tell(message: impl FnOnce() -> String) {
    let Some(hook) = HOOK.get() else {
        return;
    };
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if told.is_some_and(|told| told.elapsed() < INTERVAL) {
        return;
    }
    *told = Some(Instant::now());
    drop(told);
    hook(&message());
}
