use std::path::PathBuf;

use clap::Args;
use tamis_store::{Settings, Stores};

use crate::config::{Config, Source};
use crate::error::Result;
use crate::input::from_store;

/// How the stores that a command asks are reached.
#[derive(Args)]
pub(super) struct Of {
    /// A config, whose table [stores] says how stores are reached
    #[arg(long, value_name = "CONFIG")]
    config: Option<PathBuf>,
}

impl Of {
    pub(super) fn reach(&self) -> Result<Stores> {
        let settings = match &self.config {
            Some(path) => Config::parse(&Source::read(path)?)?.stores,
            None => Settings::default(),
        };
        Stores::new(settings).map_err(from_store)
    }
}
