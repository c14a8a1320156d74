//! The curation DAG of a run whose config wires nothing itself.

use super::build::Wiring;
use crate::config::Section;

/// Name (also the kind), section and inputs of every built-in node; `*` stands for all sources.
pub(super) const BUILTIN: &[Wiring] = &[
    Wiring {
        section: Section::Stages,
        name: "rights",
        inputs: &["*"],
    },
    Wiring {
        section: Section::Stages,
        name: "extract",
        inputs: &["rights"],
    },
    Wiring {
        section: Section::Stages,
        name: "identify",
        inputs: &["extract"],
    },
    Wiring {
        section: Section::Stages,
        name: "annotate",
        inputs: &["identify"],
    },
    Wiring {
        section: Section::Stages,
        name: "signatures",
        inputs: &["annotate"],
    },
    Wiring {
        section: Section::Stages,
        name: "exact",
        inputs: &["signatures"],
    },
    Wiring {
        section: Section::Stages,
        name: "buckets",
        inputs: &["exact"],
    },
    Wiring {
        section: Section::Stages,
        name: "attach",
        inputs: &["buckets"],
    },
    Wiring {
        section: Section::Stages,
        name: "verify",
        inputs: &["attach"],
    },
    Wiring {
        section: Section::Stages,
        name: "clusters",
        inputs: &["verify"],
    },
    Wiring {
        section: Section::Stages,
        name: "select",
        inputs: &["annotate", "clusters"],
    },
    Wiring {
        section: Section::Stages,
        name: "balance",
        inputs: &["select"],
    },
    Wiring {
        section: Section::Sinks,
        name: "emit",
        inputs: &["balance"],
    },
    Wiring {
        section: Section::Sinks,
        name: "manifest",
        inputs: &["emit"],
    },
];
