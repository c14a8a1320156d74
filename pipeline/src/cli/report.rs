mod tables;

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use tamis_langs::{Profile, Registry};
use tamis_stats::{LanguageStats, Removal, SignalStats};

use super::{Ended, layout, load, print};
use crate::error::Result;
use crate::tune::stats_failed;
use tables::{
    language_json, language_table, removal_json, removal_table, signal_table, signals_json,
};

/// Counts of a finished dataset by language, from its files alone.
#[derive(Args)]
pub(super) struct Report {
    /// The output folder of a run, or its config
    dataset: PathBuf,
    /// Look at this language only, and at the spread of its signals beside its thresholds
    #[arg(long, value_name = "LANG")]
    signals: Option<String>,
    /// What was removed, by reason and language
    #[arg(long)]
    removed: bool,
    /// One JSON object instead of tables
    #[arg(long)]
    json: bool,
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

impl Report {
    pub(super) fn call(mut self) -> Result<Ended> {
        if self.dataset.is_file() {
            let plan = load(&self.dataset)?;
            if let (None, Some(own)) = (&self.profiles, &plan.graph.run.profiles) {
                self.profiles = Some(plan.graph.source.folder().join(own));
            }
            self.dataset = layout(&plan).root;
        }
        let registry = match &self.profiles {
            Some(folder) => Registry::with_dir(folder)?,
            None => Registry::embedded().clone(),
        };
        let profile = self.signals.as_ref().and_then(|code| registry.get(code));
        let found = self.find().map_err(stats_failed)?;
        let text = if self.json {
            self.as_json(&found, profile)
        } else {
            self.as_text(&found, profile)
        };
        print(&text)?;
        Ok(Ended::Done)
    }

    fn find(&self) -> tamis_stats::Result<Found> {
        let dataset = self.dataset.as_path();
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

    fn as_json(&self, found: &Found, profile: Option<&Profile>) -> String {
        let mut report = json!({
            "dataset": self.dataset.display().to_string(),
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
