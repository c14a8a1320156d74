//! A limit on bytes a second, shared by everything that sends or receives.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// A bucket of tokens that fills at a constant rate and holds a tenth of a second of them.
#[derive(Debug)]
pub(crate) struct Bandwidth {
    rate: f64,
    /// When the bytes taken so far are paid for.
    paid: Mutex<Instant>,
}

impl Bandwidth {
    /// `rate` bytes a second.
    pub(crate) fn new(rate: u64) -> Self {
        Self {
            rate: rate as f64,
            paid: Mutex::new(Instant::now()),
        }
    }

    /// Waits until `bytes` more may pass. Those who ask are served in turn, and none is forgotten.
    pub(crate) async fn take(&self, bytes: usize) {
        const HELD: Duration = Duration::from_millis(100);
        let cost = Duration::from_secs_f64(bytes as f64 / self.rate);
        let until = {
            let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let least = now.checked_sub(HELD).unwrap_or(now);
            *paid = (*paid).max(least) + cost;
            *paid
        };
        sleep_until(until).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_bytes_as_the_rate_allows() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let began = std::time::Instant::now();
        runtime.block_on(async {
            let limit = Bandwidth::new(1_000_000);
            for _ in 0..40 {
                limit.take(10_000).await;
            }
        });
        let took = began.elapsed().as_secs_f64();
        assert!(
            (0.28..2.0).contains(&took),
            "400 kB at 1 MB/s took {took} s"
        );
    }
}
