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

pub(crate) use read::is_url;

pub use answer::{Answer, Missing};
pub use parts::{
    Crawl, DatasetFacts, Illegal, ModelFacts, OtherSources, Policy, PrivateData, Provider,
    ProviderFacts, PublicDataset, PublicDatasets, Representative, SourceKind, SummaryFacts,
    SyntheticData, Training, UserData,
};
pub use questions::{QUESTIONS, Question};
pub use read::Invalid;

use crate::manifest::{Input, Manifest};

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
        questions::template()
    }

    /// What was said about the crawl that a file is of: the first block of `sources` whose `dump`
    /// and `source` are those of the file, or not given.
    #[must_use]
    pub fn crawl_of(&self, input: &Input) -> Option<&Crawl> {
        self.sources.iter().find(|crawl| crawl.is_of(input))
    }

    /// Blocks of `sources` that no file of the dataset belongs to, by their `dump` or `source`: most
    /// likely a misspelt name.
    #[must_use]
    pub fn unused_sources(&self, manifest: &Manifest) -> Vec<String> {
        let used = |crawl: &&Crawl| {
            let mut inputs = manifest.inputs.iter();
            inputs.any(|input| {
                self.crawl_of(input)
                    .is_some_and(|of| std::ptr::eq(of, *crawl))
            })
        };
        let unused = self.sources.iter().filter(|crawl| !used(crawl));
        unused
            .map(|crawl| {
                let name = crawl.dump.as_ref().or(crawl.source.as_ref());
                name.cloned().unwrap_or_default()
            })
            .collect()
    }
}

impl Crawl {
    fn is_of(&self, input: &Input) -> bool {
        let same = |said: &Option<String>, is: &str| said.as_deref().is_none_or(|said| said == is);
        same(&self.dump, &input.dump) && same(&self.source, &input.source)
    }
}
