//! The table `[slurm]`, of a config or of a site's file; of both, each key of the config wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::only_table;
use super::settings::Settings;
use super::source::Source;
use crate::error::{ConfigError, Result};

/// The table as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlurmTable {
    partition: Option<String>,
    account: Option<String>,
    qos: Option<String>,
    time: Option<String>,
    memory: Option<String>,
    memory_per_cpu: Option<String>,
    cpus_per_task: Option<u32>,
    nodes: Option<u32>,
    array_limit: Option<usize>,
    jobs_limit: Option<usize>,
    modules: Option<Vec<String>>,
    container: Option<PathBuf>,
    bind: Option<Vec<String>>,
    environment: Option<BTreeMap<String, String>>,
    sbatch: Option<Vec<String>>,
    binary: Option<String>,
    grace: Option<u64>,
    heartbeat: Option<f64>,
    requeues: Option<u32>,
}

/// The same with all defaults.
#[derive(Debug, Clone)]
pub struct SlurmSettings {
    /// `--partition`.
    pub partition: Option<String>,
    /// `--account`.
    pub account: Option<String>,
    /// `--qos`.
    pub qos: Option<String>,
    /// `--time`, the limit of one element.
    pub time: Option<String>,
    /// `--mem`, of a node.
    pub memory: Option<String>,
    /// `--mem-per-cpu`.
    pub memory_per_cpu: Option<String>,
    /// `--cpus-per-task`, the threads of one element.
    pub cpus_per_task: Option<u32>,
    /// Elements of an array that run at the same time, each on a node of its own; all where it is not said.
    pub nodes: Option<u32>,
    /// Elements of an array at most.
    pub array_limit: usize,
    /// Jobs in the queue at the same time, elements counted.
    pub jobs_limit: usize,
    /// Modules to load.
    pub modules: Vec<String>,
    /// An Apptainer image with tamis in it.
    pub container: Option<PathBuf>,
    /// Folders that the container sees beside those of the config and the output.
    pub bind: Vec<String>,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Further options of sbatch, one a line.
    pub sbatch: Vec<String>,
    /// The program; the one that writes the scripts where it is not said.
    pub binary: Option<String>,
    /// Seconds that tasks at hand may go on after the warning ahead of the time limit.
    pub grace: u64,
    /// Seconds between two signs of life of an element.
    pub heartbeat: f64,
    /// How often an element is queued again after a time limit.
    pub requeues: u32,
}

/// Elements of an array: clusters allow some 200 jobs a user, array tasks included.
const ARRAY_LIMIT: usize = 190;
const JOBS_LIMIT: usize = 200;

/// Seconds ahead of the time limit.
const GRACE: u64 = 300;

/// Seconds between signs of life.
const HEARTBEAT: f64 = 30.0;

const REQUEUES: u32 = 20;

impl SlurmTable {
    /// Reads and checks a table.
    ///
    /// # Errors
    /// Unknown keys, wrong types and values that sbatch would not take, at their place.
    pub fn read(settings: &Settings<'_>) -> Result<Self, ConfigError> {
        let table: Self = settings.parse()?;
        let wrong = |key: &str, message: String, help: &str| {
            let source = settings.source();
            source.error(
                settings.span_of(key),
                message,
                "out of range",
                Some(help.into()),
            )
        };
        let texts = [
            ("partition", &table.partition),
            ("account", &table.account),
            ("qos", &table.qos),
            ("time", &table.time),
            ("memory", &table.memory),
            ("memory_per_cpu", &table.memory_per_cpu),
            ("binary", &table.binary),
        ];
        for (key, text) in texts {
            if text.as_ref().is_some_and(|text| !one_line(text)) {
                let message = format!("`{key}` is empty or has more than one line");
                return Err(wrong(key, message, "leave the key out, or name one"));
            }
        }
        for (key, text) in [("partition", &table.partition), ("time", &table.time)] {
            if text
                .as_ref()
                .is_some_and(|text| text.contains(char::is_whitespace))
            {
                let message = format!("`{key}` has a space in it");
                return Err(wrong(key, message, "sbatch takes no spaces there"));
            }
        }
        let time = table.time.as_ref();
        if time.is_some_and(|time| {
            !time
                .bytes()
                .all(|b| b.is_ascii_digit() || b"-:".contains(&b))
        }) {
            let help = "write it as sbatch takes it: \"48:00:00\" or \"2-00:00:00\"";
            return Err(wrong("time", "this is no time".into(), help));
        }
        for (key, text) in [
            ("memory", &table.memory),
            ("memory_per_cpu", &table.memory_per_cpu),
        ] {
            if text.as_ref().is_some_and(|text| !is_size(text)) {
                let help = "write it as sbatch takes it: \"224G\" or \"1750M\"";
                return Err(wrong(key, "this is no amount of memory".into(), help));
            }
        }
        if table.memory.is_some() && table.memory_per_cpu.is_some() {
            let message = "both `memory` and `memory_per_cpu`".into();
            return Err(wrong("memory_per_cpu", message, "sbatch takes one of them"));
        }
        let lists = [
            ("modules", &table.modules),
            ("bind", &table.bind),
            ("sbatch", &table.sbatch),
        ];
        for (key, list) in lists {
            if list.iter().flatten().any(|text| !one_line(text)) {
                let message =
                    format!("`{key}` has an entry that is empty or has more than one line");
                return Err(wrong(key, message, "one entry of the list for each"));
            }
        }
        let option = |line: &String| line.starts_with('-');
        if !table.sbatch.iter().flatten().all(option) {
            let message = "`sbatch` has an entry that is no option".into();
            let help = "write options as sbatch takes them: sbatch = [\"--exclusive\"]";
            return Err(wrong("sbatch", message, help));
        }
        let name = |name: &String| {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
            name.chars().all(fits)
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && !name.is_empty()
        };
        if !table.environment.iter().flat_map(BTreeMap::keys).all(name) {
            let message = "`environment` has a name that no variable can have".into();
            return Err(wrong("environment", message, "letters, digits and `_`"));
        }
        let heartbeat = table.heartbeat;
        if heartbeat.is_some_and(|beat| !(0.1..=3600.0).contains(&beat)) {
            let message = "signs of life have to come now and then".into();
            return Err(wrong("heartbeat", message, "give seconds, 0.1 to 3600"));
        }
        let positive = [
            ("cpus_per_task", table.cpus_per_task.map(u64::from)),
            ("nodes", table.nodes.map(u64::from)),
            ("array_limit", table.array_limit.map(|n| n as u64)),
        ];
        for (key, value) in positive {
            if value == Some(0) {
                return Err(wrong(key, format!("`{key}` is 0"), "give at least 1"));
            }
        }
        if table.jobs_limit.is_some_and(|limit| limit < 3) {
            let help = "give at least 3: an array of one element, and jobs that submit the next";
            return Err(wrong(
                "jobs_limit",
                "nothing could be submitted".into(),
                help,
            ));
        }
        Ok(table)
    }

    /// Reads a site's file, which has this table and nothing else.
    ///
    /// # Errors
    /// As for a config.
    pub fn site(path: &Path) -> Result<Self> {
        let source = Source::read(path)?;
        let settings = only_table(&source, "slurm")?;
        Ok(Self::read(&settings)?)
    }

    /// This table before a site's, and defaults.
    #[must_use]
    pub fn over(self, site: Self) -> SlurmSettings {
        // One kind of memory excludes the other.
        let memory = self.memory.is_some() || self.memory_per_cpu.is_some();
        let (memory, memory_per_cpu) = match memory {
            true => (self.memory, self.memory_per_cpu),
            false => (site.memory, site.memory_per_cpu),
        };
        let mut environment = site.environment.unwrap_or_default();
        environment.extend(self.environment.unwrap_or_default());
        SlurmSettings {
            partition: self.partition.or(site.partition),
            account: self.account.or(site.account),
            qos: self.qos.or(site.qos),
            time: self.time.or(site.time),
            memory,
            memory_per_cpu,
            cpus_per_task: self.cpus_per_task.or(site.cpus_per_task),
            nodes: self.nodes.or(site.nodes),
            array_limit: self.array_limit.or(site.array_limit).unwrap_or(ARRAY_LIMIT),
            jobs_limit: self.jobs_limit.or(site.jobs_limit).unwrap_or(JOBS_LIMIT),
            modules: self.modules.or(site.modules).unwrap_or_default(),
            container: self.container.or(site.container),
            bind: self.bind.or(site.bind).unwrap_or_default(),
            environment,
            sbatch: self.sbatch.or(site.sbatch).unwrap_or_default(),
            binary: self.binary.or(site.binary),
            grace: self.grace.or(site.grace).unwrap_or(GRACE),
            heartbeat: self.heartbeat.or(site.heartbeat).unwrap_or(HEARTBEAT),
            requeues: self.requeues.or(site.requeues).unwrap_or(REQUEUES),
        }
    }
}

fn one_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(char::is_control)
}

/// Digits, and K, M, G or T.
fn is_size(text: &str) -> bool {
    let number = text.strip_suffix(['K', 'M', 'G', 'T']).unwrap_or(text);
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}
