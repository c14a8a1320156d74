//! What only the provider of a dataset and of the models trained on it knows: who they are, under
//! which licence, what for. It is written once, as TOML, and every file that is made for readers of
//! other tools takes it from there.
//!
//! Every key may be left out. What is left out is shown as missing, with the question that it
//! answers, and is counted; nothing is ever filled in for it.

mod answer;
mod parts;
mod questions;
mod read;
mod template;

pub(crate) use read::is_url;

pub use answer::{Answer, Missing};
pub use parts::{
    Crawl, DatasetFacts, Illegal, ModelFacts, OtherSources, Policy, PrivateData, Provider,
    ProviderFacts, PublicDataset, PublicDatasets, Representative, SourceKind, SummaryFacts,
    SyntheticData, Training, UserData,
};
pub use questions::{QUESTIONS, Question};
pub use read::Invalid;

impl Provider {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    /// A TOML text with every key, each with the question that it answers. All keys are behind a
    /// comment sign, so the text as it stands is a provider that has said nothing.
    #[must_use]
    pub fn template() -> String {
        template::template()
    }
}
