//! From a parsed config to a checked graph: every name resolved, every type matched, no cycle, no
//! loose end. Each mistake points at its line.

use std::collections::HashMap;

use super::check;
use super::draft::{draft, sort};
use super::graph::{Graph, Node, NodeId};
use crate::config::{Config, SlurmTable};
use crate::error::Result;
use crate::stages::{BuildContext, Listing, check_inputs};

impl Graph {
    /// Checks a config and builds its stages.
    ///
    /// # Errors
    /// The first mistake, with its place; or a stage's own refusal, such as a missing input file.
    pub fn build(config: Config<'_>) -> Result<Self> {
        Self::with_listing(config, Listing::default())
    }

    /// The same, with the files of sources as another process has noted them.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn with_listing(config: Config<'_>, listing: Listing) -> Result<Self> {
        let context = BuildContext::new(&config, listing)?;
        let drafts = draft(&config)?;
        let order = sort(&config.source, &drafts)?;
        let mut nodes: Vec<Node> = Vec::with_capacity(drafts.len());
        let mut place: HashMap<&str, NodeId> = HashMap::new();
        for index in order {
            let draft = &drafts[index];
            let inputs: Vec<NodeId> = draft
                .inputs
                .iter()
                .filter_map(|(name, _)| place.get(name.as_str()).copied())
                .collect();
            check::types(&config.source, draft, &inputs, &nodes)?;
            let stage = (draft.kind.build)(&draft.settings, &context)?;
            place.insert(&draft.name, nodes.len());
            nodes.push(Node {
                name: draft.name.clone(),
                kind: draft.kind,
                stage,
                inputs,
            });
        }
        check::used(&config.source, &drafts, &nodes)?;
        check::lineage(&config.source, &drafts, &nodes)?;
        let inputs: Vec<_> = nodes
            .iter()
            .flat_map(|node| node.stage.partitions())
            .collect();
        if !context.listing.is_noted() {
            check_inputs(&inputs)?;
        }
        let slurm = config.slurm.as_ref().map(SlurmTable::read);
        Ok(Self {
            slurm: slurm.transpose()?.unwrap_or_default(),
            run: config.run,
            listing: context.listing,
            source: config.source,
            nodes,
        })
    }
}
