//! Which of the files that were read the provider has said something about.

use super::{Input, Manifest};
use crate::provider::{Crawl, Provider};

impl Provider {
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
