//! What requests are answered from.

use std::sync::Mutex;

use tamis_stats::tuning::Histogram;

use crate::tune::{Labels, Session};

/// Bins of each histogram.
const BINS: usize = 48;

/// What requests are answered from.
pub(super) struct Workbench {
    pub(super) session: Session,
    pub(super) labels: Mutex<Labels>,
    /// One for each rule, in the session's order.
    pub(super) histograms: Vec<Histogram>,
}

impl Workbench {
    pub(super) fn new(session: Session, labels: Labels) -> Self {
        let histograms = session
            .rules
            .iter()
            .map(|rule| {
                let column = session.table.column(rule.signal).unwrap_or(usize::MAX);
                Histogram::new(&session.table, column, BINS)
            })
            .collect();
        Self {
            session,
            labels: Mutex::new(labels),
            histograms,
        }
    }
}
