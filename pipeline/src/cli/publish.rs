use std::path::PathBuf;

use clap::Args;
use indicatif::HumanBytes;

use super::{Ended, print, stores};
use crate::error::{Error, Result};
use crate::input::from_store;
use crate::run::Progress;

/// Sends a finished dataset to a store: s3://bucket/key, gs://bucket/key, or a folder. Files appear when they
/// are whole, and manifest.json when all others are there; called again, it sends what is missing.
#[derive(Args)]
pub(super) struct Publish {
    /// The dataset's folder
    dataset: PathBuf,
    /// Where it goes
    #[arg(value_name = "URL")]
    to: String,
    #[command(flatten)]
    stores: stores::Of,
}

/// Files of others at the place that are named one by one: a bucket may have millions.
const EXTRA_SHOWN: usize = 5;

/// What says that a dataset is whole: sent when all else is there.
const LAST: &str = "manifest.json";

impl Publish {
    pub(super) fn call(self) -> Result<Ended> {
        if !self.dataset.join(LAST).is_file() {
            return Err(Error::usage(
                format!("{} has no {LAST}", self.dataset.display()),
                "name the output folder of a run that has ended",
            ));
        }
        let stores = self.stores.reach()?;
        let to = self.to.parse().map_err(from_store)?;
        let progress = Progress::stderr();
        let begun = std::sync::Once::new();
        let done = std::sync::Mutex::new(0);
        let told = |sent: &tamis_store::Progress| {
            begun.call_once(|| progress.group("publish", 0, sent.of_files, sent.of_bytes));
            progress.task_done();
            let mut done = done
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            progress.advance(0, sent.bytes.saturating_sub(*done));
            *done = sent.bytes.max(*done);
        };
        let published = stores.publish(&self.dataset, &to, &[LAST], &told);
        progress.group_done();
        let published = published.map_err(from_store)?;
        for extra in published.extra.iter().take(EXTRA_SHOWN) {
            progress.warn(&format!(
                "{extra} was there before and is no part of this dataset: readers of the whole folder would \
                 take it too"
            ));
        }
        let more = published.extra.len().saturating_sub(EXTRA_SHOWN);
        if more > 0 {
            progress.warn(&format!("and so were {more} more files"));
        }
        print(&format!(
            "{} files with {} are at {to}; {} of them were there already\n",
            published.files,
            HumanBytes(published.bytes),
            published.skipped,
        ))?;
        Ok(Ended::Done)
    }
}
