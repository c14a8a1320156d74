//! Charset, HTML, main text.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::{Removal, Verdict};

use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "extract",
    about: "charset, HTML, main text in one parse",
    section: Section::Stages,
    inputs: &[Slot::many(&[Port::Records])],
    output: Some(Port::Documents),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {}

struct Extract;

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    settings.parse::<Config>()?;
    Ok(Box::new(Extract))
}

impl Stage for Extract {
    fn identity(&self) -> Value {
        json!({ "version": tamis_extract::VERSION })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Extract {
    fn apply(&self, item: &mut Item) -> Verdict {
        extract(item)
    }
}

/// Moves the main text of the item's page into its document.
pub(super) fn extract(item: &mut Item) -> Verdict {
    let page = item.page();
    let text = std::mem::take(&mut page.text);
    let (html_lang, license) = (page.html_lang.take(), page.license.take());
    item.document.text = text;
    item.document.html_lang = html_lang;
    item.document.license = license;
    if item.document.text.trim().is_empty() {
        return Verdict::Drop(Removal {
            reason: "extract.empty",
            value: Some(0.0),
            threshold: Some(1.0),
            detail: None,
        });
    }
    Verdict::Keep
}
