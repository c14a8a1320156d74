//! `report.html`: one page, complete in itself, on what a run read, removed and kept, and a page
//! and a table on what differs between two runs.
//!
//! Everything here is a pure function of the manifest and a sample of the removal ledger: the same
//! account gives the same page. The page loads nothing: charts are SVG drawn here, the style and
//! the script stand in it, and its own policy names both by their digests.

mod account;
mod compare;
mod family;
mod flow;
mod languages;
mod page;
mod people;
mod places;
mod removed;
mod sample;
mod sankey;
mod signals;
mod spread;
mod table;
mod text;

use maud::html;

pub use compare::{
    BoundChange, Change, Comparison, Cost as CostPair, DiffLine, InputChange, LanguageChange, Pair,
    ReasonChange, ResourceChange, SettingChange, Shift, compare, render as render_comparison,
};
pub use sample::{Sample, Samples};

use crate::Manifest;
use flow::Flows;
use page::Section;

/// The file's name in a dataset.
pub const FILE: &str = "report.html";

/// The page of a run, as HTML. About 40 kB of style and script, and what the run has to say: a run
/// of 42 languages and 62 signals stays under 2 MB (see the test of that name).
#[must_use]
pub fn render(manifest: &Manifest, samples: &Samples) -> String {
    let flows = Flows::of(manifest);
    let sections: Vec<Section> = [
        sankey::section(&flows),
        languages::section(manifest, &flows),
        languages::mix(manifest),
        removed::section(&flows),
        signals::section(manifest, &flows),
        people::rights(manifest),
        people::personal_data(manifest),
        spread::clusters(manifest),
        places::domains(manifest),
        account::cost(manifest),
        places::inputs(manifest),
        account::resources(manifest),
        account::outputs(manifest),
        account::history(manifest),
        removed::samples(samples),
    ]
    .into_iter()
    .flatten()
    .collect();
    let languages = flows.languages.keys().cloned().collect::<Vec<_>>();
    page::Page {
        title: &format!("{} – report", text::visible(account::title(manifest))),
        head: account::head(manifest, &flows),
        lead: html! {},
        languages: &languages,
        sections,
        data: signals::data(manifest),
    }
    .render()
}
