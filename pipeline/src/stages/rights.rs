//! Reservations of rights in headers and meta elements; policy is a setting.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::Verdict;
use tamis_filters::rights::{self, Policy};

use super::{BuildContext, Content, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "rights",
    about: "robots and TDM reservations in headers and meta",
    section: Section::Stages,
    inputs: &[Slot::many(&[Port::Records])],
    output: Some(Port::Records),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    policy: PolicyName,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum PolicyName {
    Strict,
    #[default]
    Standard,
    RecordOnly,
}

struct Rights {
    policy: Policy,
    name: &'static str,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let (policy, name) = match config.policy {
        PolicyName::Strict => (Policy::Strict, "strict"),
        PolicyName::Standard => (Policy::Standard, "standard"),
        PolicyName::RecordOnly => (Policy::RecordOnly, "record-only"),
    };
    Ok(Box::new(Rights { policy, name }))
}

impl Stage for Rights {
    fn identity(&self) -> Value {
        json!({ "policy": self.name, "version": rights::VERSION })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Rights {
    fn apply(&self, item: &mut Item) -> Verdict {
        let mut evidence = Vec::new();
        if let Some(response) = &item.response {
            for (name, value) in response.headers.iter() {
                rights::from_header(name, value, &mut evidence);
            }
        }
        // A page that its headers reserve alone is never parsed.
        if let dropped @ Verdict::Drop(_) = rights::decide(&evidence, self.policy) {
            let resolved = evidence.iter().any(|e| e.signal == "tdm-reservation");
            if !resolved {
                return dropped;
            }
        }
        if let Some(Content::Page(page)) = item.content() {
            for (name, content) in page.meta() {
                rights::from_meta(name, content, &mut evidence);
            }
        }
        rights::decide(&evidence, self.policy)
    }
}
