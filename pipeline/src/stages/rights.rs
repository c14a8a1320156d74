//! Reservations of rights in headers and meta elements; policy is a setting.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::Verdict;
use tamis_filters::rights::{self, Evidences, Moment, Policy};

use super::{BuildContext, Content, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};

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
    #[serde(default = "standard")]
    policy: String,
}

fn standard() -> String {
    "standard".to_owned()
}

struct Rights {
    policy: &'static Policy,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let policy = Policy::named(&config.policy).map_err(|error| {
        let span = settings.span_of("policy");
        let label = "no such policy";
        Error::from(
            settings
                .source()
                .error(span, error.to_string(), label, None),
        )
    })?;
    Ok(Box::new(Rights { policy }))
}

impl Stage for Rights {
    fn identity(&self) -> Value {
        json!({
            "policy": self.policy.name(), "policy_version": self.policy.version(),
            "policy_digest": self.policy.digest(), "version": rights::VERSION,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Rights {
    fn apply(&self, item: &mut Item) -> Verdict {
        let mut evidence = Evidences::new();
        if let Some(response) = &item.response {
            for (name, value) in response.headers.iter() {
                rights::from_header(name, value, &mut evidence);
            }
        }
        if let Some(Content::Page(page)) = item.content() {
            for (name, content) in page.meta() {
                rights::from_meta(name, content, &mut evidence);
            }
        }
        let fetched = Moment::parse(&item.document.date);
        self.policy.decide(&evidence, fetched)
    }
}
