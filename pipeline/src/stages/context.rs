//! What stages are built with: what a run's configuration names once for all of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tamis_filters::pii::{Detector, Key};
use tamis_langs::Registry;
use tamis_tokens::Tokens;

use super::balance;
use super::decontaminate::Decontamination;
use super::listing::Listing;
use super::personal;
use crate::config::{Config, Section};
use crate::error::{Error, Result};
use crate::input::Reach;
use crate::run::Layout;

/// What stages may ask for while they are built.
pub struct BuildContext {
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// What the patterns of sources mean.
    pub listing: Arc<Listing>,
    /// The stores that inputs may be in.
    pub reach: Arc<Reach>,
    /// The folder for what cannot be read where it is.
    pub scratch: PathBuf,
    /// Language profiles, the user's own among them.
    pub registry: Arc<Registry>,
    /// What finds personal data.
    pub detector: Arc<Detector>,
    /// The key from which surrogates are drawn, if one was named.
    pub surrogate_key: Option<Arc<Key>>,
    /// How tokens are counted.
    pub tokens: Arc<Tokens>,
    /// The run's seed.
    pub seed: u64,
    /// The bin of the mixing hash from which on documents are held out.
    pub held_out: u16,
    /// Names of the sources.
    pub sources: Vec<String>,
    /// Benchmarks and what is done about their texts, if a stage names any.
    pub decontamination: Option<Arc<Decontamination>>,
}

impl BuildContext {
    /// Loads what the `[run]` table asks for.
    ///
    /// # Errors
    /// A profile folder, key, rule file, tokenizer or benchmark that cannot be read or is wrong; a profile that asks
    /// for surrogates where no key is named.
    pub fn new(config: &Config<'_>, listing: Listing) -> Result<Self> {
        let folder = config.source.folder().to_path_buf();
        let registry = match &config.run.profiles {
            Some(path) => Registry::with_dir(&folder.join(path))?,
            None => Registry::embedded().clone(),
        };
        let key = config.run.surrogate_key.as_deref();
        let surrogate_key = personal::key(&folder, key, &registry)?.map(Arc::new);
        let rules = config.run.secret_rules.as_deref();
        Ok(Self {
            detector: Arc::new(personal::detector(&folder, rules)?),
            listing: Arc::new(listing),
            reach: Reach::new(config.stores.clone()),
            scratch: Layout::new(folder.join(&config.run.output)).work(),
            surrogate_key,
            decontamination: Decontamination::of(config, &folder, &registry)?,
            tokens: Arc::new(tokens(&folder, config.run.tokenizer.as_deref())?),
            folder,
            registry: Arc::new(registry),
            seed: config.run.seed,
            held_out: balance::held_out_of(config),
            sources: config
                .nodes
                .iter()
                .filter(|node| node.section == Section::Sources)
                .map(|node| node.name.clone())
                .collect(),
        })
    }
}

/// A tokenizer that `[run]` names, or the estimate.
fn tokens(folder: &Path, tokenizer: Option<&Path>) -> Result<Tokens> {
    let path = tokenizer.map(|path| folder.join(path));
    Tokens::new(path.as_deref()).map_err(|error| {
        let help = "`tokenizer` in [run] is the path of a Hugging Face tokenizer.json, from the config's \
                    folder; leave it out and tokens are estimated";
        Error::usage(
            format!("cannot count tokens with {}", error.what()),
            error.hint().unwrap_or(help),
        )
    })
}
