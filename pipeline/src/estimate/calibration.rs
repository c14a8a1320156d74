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
    /// One run, or two of different size: what grows with the input is told from what does not.
    pub runs: Vec<Measured>,
}

/// One run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
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
            runs: vec![Measured {
                bytes: manifest.inputs.iter().map(|input| input.bytes).sum(),
                groups: groups.collect(),
            }],
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
        let measured = |run: &Measured| run.bytes > 0 && !run.groups.is_empty();
        if calibration.runs.is_empty() || !calibration.runs.iter().all(measured) {
            return Err(refused(&"it measured nothing"));
        }
        Ok(calibration)
    }

    /// Bytes of input of the larger run.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.runs.iter().map(|run| run.bytes).max().unwrap_or(0)
    }

    /// What a group took in the larger run.
    #[must_use]
    pub fn rate(&self, group: &str) -> Option<&Rate> {
        let largest = self.runs.iter().max_by_key(|run| run.bytes)?;
        largest.rate(group)
    }

    /// What a number of a group is for as many bytes of input: on the line through two runs, or in
    /// proportion to one. Of two runs the smaller may have taken more, by chance; nothing grows downwards.
    #[must_use]
    pub fn scaled(&self, group: &str, bytes: u64, number: impl Fn(&Rate) -> f64) -> Option<f64> {
        let mut points: Vec<(f64, f64)> = Vec::new();
        for run in &self.runs {
            points.push((run.bytes.max(1) as f64, number(run.rate(group)?)));
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (first, last) = (points.first()?, points.last()?);
        let slope = (last.1 - first.1) / (last.0 - first.0).max(1.0);
        let fixed = last.1 - slope * last.0;
        let bytes = bytes as f64;
        Some(match slope > 0.0 && fixed > 0.0 && points.len() > 1 {
            true => fixed + slope * bytes,
            false => last.1 / last.0 * bytes,
        })
    }

    /// The time that as many bytes of input take in a group, seconds of one core.
    #[must_use]
    pub fn cpu_seconds(&self, group: &str, bytes: u64) -> Option<f64> {
        self.scaled(group, bytes, |rate| rate.cpu_seconds)
    }
}

impl Measured {
    fn rate(&self, group: &str) -> Option<&Rate> {
        self.groups.iter().find(|rate| rate.group == group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calibration(points: &[(u64, f64)]) -> Calibration {
        let run = |&(bytes, cpu_seconds): &(u64, f64)| Measured {
            bytes,
            groups: vec![Rate {
                group: "g".into(),
                cpu_seconds,
                ..Rate::default()
            }],
        };
        Calibration {
            runs: points.iter().map(run).collect(),
            ..Calibration::default()
        }
    }

    #[test]
    fn what_does_not_grow_is_told_from_what_does() {
        let of = |points: &[(u64, f64)], bytes| calibration(points).cpu_seconds("g", bytes);
        assert_eq!(of(&[(10, 2.0)], 100), Some(20.0));
        assert_eq!(of(&[(10, 2.0), (20, 3.0)], 100), Some(11.0));
        assert_eq!(of(&[(20, 3.0), (10, 2.0)], 100), Some(11.0));
        // Less for more, or more than in proportion: the larger run alone decides.
        assert_eq!(of(&[(10, 3.0), (20, 2.0)], 100), Some(10.0));
        assert_eq!(of(&[(10, 1.0), (20, 4.0)], 100), Some(20.0));
        assert_eq!(calibration(&[(10, 1.0)]).cpu_seconds("h", 1), None);
    }
}
