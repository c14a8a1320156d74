//! Which documents a run holds out for validation, as stages before the mix have to know it.

use serde::Deserialize;
use tamis_mix::{BINS, held_out};

use crate::config::{Config, Section};

/// The name of the stage whose table says it.
pub(super) const KIND: &str = "balance";

/// The bin of the mixing hash from which on a run holds documents out; one behind the last where it holds
/// out none. What is wrong with the table, its stage says.
pub(in crate::stages) fn held_out_of(config: &Config<'_>) -> u16 {
    #[derive(Deserialize)]
    struct Share {
        #[serde(default)]
        validation: f64,
    }
    let mut nodes = config.nodes.iter();
    let node = nodes.find(|node| node.section == Section::Stages && node.kind.get_ref() == KIND);
    let share = node.and_then(|node| node.settings.parse::<Share>().ok());
    match share {
        Some(Share { validation }) if (0.0..0.5).contains(&validation) => held_out(validation),
        _ => BINS,
    }
}
