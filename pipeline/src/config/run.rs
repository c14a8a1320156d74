//! The tables that hold for a whole run: `[run]` and `[stores]`.

use std::path::PathBuf;

use serde::Deserialize;
use tamis_manifests::canonical::MOST;

use super::settings::Settings;
use crate::error::ConfigError;

/// The `[run]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSettings {
    /// A name for the dataset, used in the manifest and the card.
    pub name: String,
    /// The output folder, relative to the config file.
    pub output: PathBuf,
    /// Seed of every shuffle and hash family.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// Worker threads; 0 takes every core that the process may use.
    #[serde(default)]
    pub threads: usize,
    /// Share of records (0..1) that may be damaged before the run ends with exit code 3.
    #[serde(default = "default_max_damaged")]
    pub max_damaged: f64,
    /// How often a task whose files cannot be read or written is tried again before it is given up.
    #[serde(default = "default_retries")]
    pub retries: u32,
    /// A folder with profiles that add to or replace the built-in ones.
    #[serde(default)]
    pub profiles: Option<PathBuf>,
    /// A file with the key from which surrogates of personal data are drawn.
    #[serde(default)]
    pub surrogate_key: Option<PathBuf>,
    /// Further rules for secrets, in the form of gitleaks' configuration.
    #[serde(default)]
    pub secret_rules: Option<PathBuf>,
    /// A Hugging Face tokenizer.json that tokens are counted with; they are estimated without one.
    #[serde(default)]
    pub tokenizer: Option<PathBuf>,
    /// Keep the files between stages after the run has ended, so that a changed threshold can be
    /// applied with `--update` without reading the archives again.
    #[serde(default = "default_keep_work")]
    pub keep_work: bool,
}

fn default_seed() -> u64 {
    1
}

fn default_keep_work() -> bool {
    true
}

/// More attempts than anyone waits for.
const MOST_RETRIES: u32 = 100;

fn default_retries() -> u32 {
    2
}

fn default_max_damaged() -> f64 {
    0.05
}

/// Reads and checks the table.
pub(super) fn read(settings: &Settings<'_>) -> Result<RunSettings, ConfigError> {
    let run: RunSettings = settings.parse()?;
    let wrong = |key: &str, message: String, help: &str| {
        let source = settings.source();
        Err(source.error(
            settings.span_of(key),
            message,
            "out of range",
            Some(help.into()),
        ))
    };
    if run.name.trim().is_empty() {
        return wrong(
            "name",
            "the dataset has an empty name".into(),
            "give it a name",
        );
    }
    if run.output.as_os_str().is_empty() {
        return wrong(
            "output",
            "the output folder has an empty name".into(),
            "name a new folder",
        );
    }
    if crate::input::is_remote(&run.output.to_string_lossy()) {
        return wrong(
            "output",
            format!("the output {} is in a store", run.output.display()),
            "name a folder, and send what has ended with `tamis publish FOLDER URL`",
        );
    }
    if run
        .profiles
        .as_ref()
        .is_some_and(|path| path.as_os_str().is_empty())
    {
        return wrong(
            "profiles",
            "the folder has an empty name".into(),
            "leave the key out",
        );
    }
    if run.seed > MOST {
        let message = format!(
            "seed = {} cannot stand in the manifest, whose numbers are doubles",
            run.seed
        );
        let help = format!("give a number up to {MOST}");
        return wrong("seed", message, &help);
    }
    if run.retries > MOST_RETRIES {
        let message = format!("retries = {} would never give up", run.retries);
        let help = format!("give a number up to {MOST_RETRIES}");
        return wrong("retries", message, &help);
    }
    if !(0.0..=1.0).contains(&run.max_damaged) {
        let message = format!("max_damaged = {} is not a share", run.max_damaged);
        return wrong("max_damaged", message, "give a number between 0 and 1");
    }
    Ok(run)
}

/// The table `[stores]`.
pub(super) fn stores(settings: &Settings<'_>) -> Result<tamis_store::Settings, ConfigError> {
    let mut stores: tamis_store::Settings = settings.parse()?;
    let source = settings.source();
    if let Err(error) = stores.check() {
        let key = match &error {
            tamis_store::Error::Setting { key, .. } => settings.span_of(key),
            _ => settings.span(),
        };
        return Err(source.error(key, error.to_string(), "out of range", None));
    }
    if let Some(file) = &mut stores.ca_file {
        *file = source.folder().join(&*file);
    }
    Ok(stores)
}
