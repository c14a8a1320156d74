//! The public summary of the content used for training: Article 53(1)(d) of Regulation (EU) 2024/1689
//! (AI Act), in the sections of the Commission's template (annex to the explanatory notice of 24 July
//! 2025, C(2025) 5235; adopted 5 December 2025, C(2025) 8311).
//!
//! One typed value, [`Summary`], holds everything; JSON is that value, and Markdown and HTML are two
//! views of one page made from it. What the run knows comes from the manifest, what only the provider
//! knows from its TOML, and what nobody has said is an open question in all three.

mod build;
mod domains;
mod general;
mod html;
mod markdown;
mod page;
mod processing;
mod sections;
mod sources;

pub use domains::{DomainLine, DomainList};
pub use general::{
    Data, Document, General, LanguageLine, ModelPart, ProviderPart, Revision, TextRange, TextSize,
};
pub use processing::{
    Illegal, Other, PersonalKind, Processing, Reason, RightsApplied, RightsPart, Signal,
};
pub use sources::{
    CrawlPart, Crawled, Crawler, OtherPart, PrivatePart, PublicDatasetPart, PublicPart, Sources,
    SyntheticPart, UserPart,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::provider::Missing;

/// The version of this value's shape.
pub const FORMAT: &str = "tamis-public-summary/1";

/// Names of the files in a dataset.
pub const FILES: [&str; 3] = [
    "public-summary.json",
    "public-summary.md",
    "public-summary.html",
];

/// The summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// [`FORMAT`].
    pub format: String,
    /// The dataset's name.
    pub dataset: String,
    /// SHA-256 of `manifest.json`, which the figures are from.
    pub manifest_sha256: String,
    /// The summary as a document.
    pub document: Document,
    /// Section 1.
    pub general: General,
    /// Section 2.
    pub sources: Sources,
    /// Section 3.
    pub processing: Processing,
    /// Every open question, by key.
    pub missing: Vec<Missing>,
}

impl Summary {
    /// `public-summary.json`, with every domain of the list.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// `public-summary.md`.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::render(&sections::page(self))
    }

    /// `public-summary.html`: one file, without scripts and without anything from elsewhere.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::render(&sections::page(self))
    }
}
