//! What a measured run took: of `tamis bench calibrate`, or of any finished run.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tamis_manifests::Manifest;
use tamis_manifests::manifest::FILE;

use crate::error::{Error, Result};

/// What a measured run took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The version of tamis that ran.
    pub tamis: String,
    /// The processor, where it says what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// Worker threads.
    pub threads: u64,
    /// Bytes of input.
    pub bytes: u64,
    /// By group of fused stages.
    pub groups: Vec<Rate>,
}

/// What a group of fused stages took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Its name.
    pub group: String,
    /// Its tasks.
    pub tasks: u64,
    /// User and system time, seconds.
    pub cpu_seconds: f64,
    /// The largest resident set of the process, bytes.
    pub peak_memory: u64,
    /// Bytes of files written.
    pub bytes_written: u64,
    /// Files written; 0 where it is not known.
    #[serde(default)]
    pub files: u64,
}

impl Calibration {
    /// That of a finished run.
    ///
    /// # Errors
    /// `Usage` where its manifest does not tell what it took.
    pub fn of_run(manifest: &Manifest, name: &Path) -> Result<Self> {
        let Some(cost) = &manifest.cost else {
            return Err(Error::usage(
                format!(
                    "the manifest of {} does not tell what the run took",
                    name.display()
                ),
                "run it with `cost = true` in the sink of type `manifest`",
            ));
        };
        let environment = manifest.environment.as_ref();
        let groups = cost.groups.iter().map(|group| Rate {
            group: group.group.clone(),
            tasks: group.tasks,
            cpu_seconds: group.cpu_seconds,
            peak_memory: group.peak_memory,
            bytes_written: group.bytes_written,
            files: 0,
        });
        Ok(Self {
            tamis: manifest.code.version.clone(),
            processor: environment.and_then(|e| e.processor.clone()),
            threads: environment.map_or(0, |e| e.threads),
            bytes: manifest.inputs.iter().map(|input| input.bytes).sum(),
            groups: groups.collect(),
        })
    }

    /// Reads a file of `tamis bench calibrate`, or the manifest of a dataset by the folder's name.
    ///
    /// # Errors
    /// `Usage` where it is neither.
    pub fn read(path: &Path) -> Result<Self> {
        let help =
            "name a file that `tamis bench calibrate` wrote, or the folder of a finished run";
        let refused = |why: &dyn std::fmt::Display| {
            Error::usage(format!("no calibration in {}: {why}", path.display()), help)
        };
        let calibration = if path.is_dir() {
            let bytes = tamis_manifests::verify::read(path, FILE).map_err(|e| refused(&e))?;
            let manifest = Manifest::read(&bytes).map_err(|e| refused(&e))?;
            Self::of_run(&manifest, path)?
        } else {
            let text = std::fs::read_to_string(path).map_err(|e| refused(&e))?;
            serde_json::from_str(&text).map_err(|e| refused(&e))?
        };
        if calibration.bytes == 0 || calibration.groups.is_empty() {
            return Err(refused(&"it measured nothing"));
        }
        Ok(calibration)
    }

    /// What a group took.
    #[must_use]
    pub fn rate(&self, group: &str) -> Option<&Rate> {
        self.groups.iter().find(|rate| rate.group == group)
    }

    /// The time that as many bytes of input take in a group, seconds of one core.
    #[must_use]
    pub fn cpu_seconds(&self, group: &str, bytes: u64) -> Option<f64> {
        let rate = self.rate(group)?;
        Some(rate.cpu_seconds * bytes as f64 / self.bytes.max(1) as f64)
    }
}
