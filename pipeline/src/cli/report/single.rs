//! Statistics of one dataset, with polars.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use tamis_langs::{Profile, Registry};
use tamis_stats::{LanguageStats, Removal, SignalStats};

use super::languages::{language_json, language_table};
use super::removals::{removal_json, removal_table};
use super::signals::{signal_table, signals_json};
use crate::cli::{layout, load};
use crate::error::Result;
use crate::tune::stats_failed;

/// What is asked of one dataset.
#[derive(Args)]
pub(super) struct Single {
    /// Look at this language only, and at the spread of its signals beside its thresholds
    #[arg(long, value_name = "LANG")]
    signals: Option<String>,
    /// What was removed, by reason and language
    #[arg(long)]
    removed: bool,
    /// A folder with profiles that add to or replace the built-in ones
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
}

/// All that was asked for.
struct Found {
    languages: Vec<LanguageStats>,
    signals: Option<SignalStats>,
    ledger: Option<Vec<Removal>>,
}

impl Single {
    /// The report as text or JSON.
    pub(super) fn tell(mut self, dataset: &Path, json: bool) -> Result<String> {
        let mut dataset = dataset.to_path_buf();
        if dataset.is_file() {
            let plan = load(&dataset)?;
            if let (None, Some(own)) = (&self.profiles, &plan.graph.run.profiles) {
                self.profiles = Some(plan.graph.source.folder().join(own));
            }
            dataset = layout(&plan).root;
        }
        let registry = match &self.profiles {
            Some(folder) => Registry::with_dir(folder)?,
            None => Registry::embedded().clone(),
        };
        let profile = self.signals.as_ref().and_then(|code| registry.get(code));
        let found = self.find(&dataset).map_err(stats_failed)?;
        Ok(if json {
            self.as_json(&dataset, &found, profile)
        } else {
            self.as_text(&found, profile)
        })
    }

    fn find(&self, dataset: &Path) -> tamis_stats::Result<Found> {
        let codes = match &self.signals {
            Some(code) => vec![code.clone()],
            None => tamis_stats::codes(dataset)?,
        };
        let languages: tamis_stats::Result<_> = codes
            .iter()
            .map(|code| tamis_stats::language(dataset, code))
            .collect();
        let signals = self
            .signals
            .as_ref()
            .map(|code| tamis_stats::signals(dataset, code));
        let ledger = if self.removed || self.signals.is_some() {
            tamis_stats::removals(dataset)?
        } else {
            None
        };
        Ok(Found {
            languages: languages?,
            signals: signals.transpose()?,
            ledger,
        })
    }

    fn as_text(&self, found: &Found, profile: Option<&Profile>) -> String {
        let mut out = language_table(&found.languages);
        if let (Some(code), Some(signals)) = (&self.signals, &found.signals) {
            out.push('\n');
            out.push_str(&signal_table(
                code,
                signals,
                profile,
                found.ledger.as_deref(),
            ));
        }
        if self.removed {
            out.push('\n');
            out.push_str(&removal_table(found.ledger.as_deref()));
        }
        out
    }

    fn as_json(&self, dataset: &Path, found: &Found, profile: Option<&Profile>) -> String {
        let mut report = json!({
            "dataset": dataset.display().to_string(),
            "languages": found.languages.iter().map(language_json).collect::<Vec<_>>(),
        });
        if let (Some(code), Some(signals)) = (&self.signals, &found.signals) {
            report["signals"] = signals_json(code, signals, profile, found.ledger.as_deref());
        }
        if self.removed {
            report["removed"] = match &found.ledger {
                Some(ledger) => ledger.iter().map(removal_json).collect(),
                None => Value::Null,
            };
        }
        format!("{report:#}\n")
    }
}
