//! From the config that a command names to its plan.

use std::path::Path;

use crate::config::{Config, Source};
use crate::dag::{Graph, Plan};
use crate::error::Result;
use crate::run::Layout;
use crate::stages::{Listing, listing_file};

/// The file beside a config in which `tamis bench calibrate` writes and `tamis plan --estimate` reads.
pub(super) const CALIBRATION: &str = "calibration.json";

/// Reads a config and makes the plan.
pub(super) fn load(config: &Path) -> Result<Plan> {
    load_with(config, Listing::default())
}

/// The same, with what is known of the files of sources.
pub(super) fn load_with(config: &Path, listing: Listing) -> Result<Plan> {
    let source = Source::read(config)?;
    let config = Config::parse(&source)?;
    Ok(Plan::new(Graph::with_listing(config, listing)?))
}

/// Reads a config and makes the plan, with the files of sources as `tamis slurm` has noted them.
pub(super) fn load_noted(config: &Path) -> Result<(Plan, Layout)> {
    let source = Source::read(config)?;
    let config = Config::parse(&source)?;
    let layout = Layout::new(source.folder().join(&config.run.output));
    let listing = Listing::read(&listing_file(&layout.slurm()))?;
    let graph = Graph::with_listing(config, listing)?;
    Ok((Plan::new(graph), layout))
}

/// The layout of a plan's output folder, which is relative to the config.
pub(super) fn layout(plan: &Plan) -> Layout {
    Layout::new(plan.graph.source.folder().join(&plan.graph.run.output))
}
