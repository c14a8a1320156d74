//! The curation DAG of a run whose config wires nothing itself.

use crate::config::{RawNode, Section};

/// A node of the built-in DAG.
pub(super) struct Wiring {
    pub(super) section: Section,
    /// Its name and its kind.
    pub(super) name: &'static str,
    /// Its inputs, as far as they are there; of several with `|` between, the first that is.
    pub(super) inputs: &'static [&'static str],
    /// Names of stages of which one has to stand in the config for this one to be there.
    asked_by: &'static [&'static str],
}

impl Wiring {
    /// Off unless the config has the table of one of these stages.
    const fn asked_by(mut self, names: &'static [&'static str]) -> Self {
        self.asked_by = names;
        self
    }

    /// Whether it is part of the DAG of a config with these nodes.
    pub(super) fn wanted(&self, nodes: &[RawNode<'_>]) -> bool {
        let asks = |node: &RawNode<'_>| {
            node.section == Section::Stages && self.asked_by.contains(&node.name.as_str())
        };
        self.asked_by.is_empty() || nodes.iter().any(asks)
    }
}

const fn stage(name: &'static str, inputs: &'static [&'static str]) -> Wiring {
    Wiring {
        section: Section::Stages,
        name,
        inputs,
        asked_by: &[],
    }
}

const fn sink(name: &'static str, inputs: &'static [&'static str]) -> Wiring {
    Wiring {
        section: Section::Sinks,
        ..stage(name, inputs)
    }
}

/// Lines are looked at only on request.
const REPEATS: &[&str] = &["lines", "repeats"];

/// Scores from elsewhere are joined where the config names some.
const SCORES: &[&str] = &["scores"];

/// Lists of URLs are looked at where the config names some.
const URLS: &[&str] = &["urls"];

/// Benchmarks are looked for where the config names some.
const BENCHMARKS: &[&str] = &["decontaminate", "overlaps", "common"];

/// Name (also the kind), section and inputs of every built-in node; `a|b` is `a` where it is there, and else
/// `b`; `*` stands for all sources, where none of the inputs named before it is there.
pub(super) const BUILTIN: &[Wiring] = &[
    stage("urls", &["*"]).asked_by(URLS),
    stage("rights", &["urls", "*"]),
    stage("extract", &["rights"]),
    stage("identify", &["extract"]),
    stage("annotate", &["identify"]),
    stage("scores", &[]).asked_by(SCORES),
    stage("join", &["annotate", "scores"]).asked_by(SCORES),
    stage("signatures", &["join|annotate"]),
    stage("exact", &["signatures"]),
    stage("buckets", &["exact"]),
    stage("attach", &["buckets"]),
    stage("verify", &["attach"]),
    stage("clusters", &["verify"]),
    stage("lines", &["join|annotate"]).asked_by(REPEATS),
    stage("repeats", &["lines", "clusters"]).asked_by(REPEATS),
    stage("select", &["join|annotate", "clusters", "repeats"]),
    stage("overlaps", &["select"]).asked_by(BENCHMARKS),
    stage("common", &["overlaps"]).asked_by(BENCHMARKS),
    stage("decontaminate", &["select", "common"]).asked_by(BENCHMARKS),
    stage("balance", &["decontaminate|select"]),
    stage("collate", &["decontaminate|select"]),
    sink("emit", &["balance", "collate"]),
    sink("manifest", &["emit"]),
];
