//! From the records of tasks to the manifest.

use std::collections::{BTreeMap, HashMap};

use tamis_filters::signals::SIGNALS;
use tamis_filters::url::SUFFIX_LIST;
use tamis_langs::{LIMITS, Side};
use tamis_manifests::Counts;
use tamis_manifests::account::{EDGES, Tally, merge};
use tamis_manifests::canonical::make_exact;
use tamis_manifests::digest::sha256;
use tamis_manifests::manifest::{
    Bound, Clusters, Config, Contamination, FORMAT, Input, Manifest, Output, PersonalData, Run,
    SignalHistograms, StageEntry, Trees,
};
use tamis_manifests::rights::Rights;

use super::ManifestStage;
use super::cost::cost;
use super::domains::write_domains;
use crate::code::code;
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::domains as rights_domains;
use crate::machine::environment;
use crate::run::{ACCOUNT, FileEntry, RunFile, TaskContext};
use crate::stages::balance::read_budget;
use crate::stages::{MapStage, RightsPolicy, Work};

/// Domains with reservations that the manifest names; `rights/` has all of them.
const TOP_DOMAINS: usize = 50;

impl ManifestStage {
    /// Writes the table of domains, and gathers the rest.
    pub(super) fn account(&self, task: &mut TaskContext<'_>) -> Result<Manifest> {
        let plan = task.plan;
        let mut counts = Counts::default();
        let mut outputs: Vec<Output> = Vec::new();
        let mut accounts = Vec::new();
        for record in task.inputs.records() {
            counts.merge(&record.counts);
            let of_dataset = record.outputs.iter().filter(|file| file.in_dataset());
            outputs.extend(of_dataset.map(output));
            let told = record.outputs.iter().filter(|file| file.role == ACCOUNT);
            accounts.extend(told.map(|file| task.output_path(&file.path)));
        }
        let folder = task.work_folder()?;
        let failed = |error| Error::run(format!("cannot read what the tasks tell: {error}"));
        let (tally, domains) = merge(&accounts, &folder).map_err(failed)?;
        let inputs = inputs(task)?;
        let (mut domains, tree, file) = write_domains(task, domains)?;
        domains.suffix_list = SUFFIX_LIST.into();
        outputs.push(output(&file));
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        let rights = rights(task, &mut counts)?;
        let mix = read_budget(&task.inputs)?.account();
        let config = &self.config;
        let mut manifest = Manifest {
            format: FORMAT.into(),
            name: plan.graph.run.name.clone(),
            run: Run {
                id: sha256(RunFile::identity(plan).to_string().as_bytes()),
                seed: plan.graph.run.seed,
                operator: config.operator.clone(),
                purpose: config.purpose.clone(),
            },
            code: code(),
            config: if config.config {
                Config {
                    sha256: sha256(plan.graph.source.text.as_bytes()),
                    text: plan.graph.source.text.to_string(),
                }
            } else {
                Config::default()
            },
            stages: stages(plan),
            resources: resources(plan),
            inputs,
            records: counts.records,
            counts: counts.stages,
            signals: self.signals(&tally),
            mix,
            tokenizer: self.tokenizer.clone(),
            rights,
            personal_data: personal_data(plan, &tally),
            clusters: looks_for_duplicates(plan).then(|| Clusters {
                languages: tally.clusters.clone(),
            }),
            contamination: contamination(plan, &tally),
            domains,
            outputs,
            trees: Trees::default(),
            provider: self.provider.clone(),
            history: Vec::new(),
            environment: config.cost.then(|| environment(task.threads)),
            cost: config
                .cost
                .then(|| cost(plan, task.inputs.records(), self.calibration.as_ref())),
        };
        manifest.trees = Trees {
            kept: manifest.tree_over("shard"),
            removed: manifest.tree_over("ledger"),
            domains: tree,
        };
        Ok(manifest)
    }

    fn signals(&self, tally: &Tally) -> SignalHistograms {
        let named = |signals: &Vec<Vec<u64>>| {
            let signals = SIGNALS.iter().zip(signals);
            let signals = signals.map(|(def, bins)| (def.name.to_owned(), bins.clone()));
            signals.collect::<BTreeMap<_, _>>()
        };
        let languages = tally.signals.iter();
        SignalHistograms {
            edges: EDGES.to_vec(),
            languages: languages
                .map(|(l, signals)| (l.clone(), named(signals)))
                .collect(),
            bounds: tally
                .signals
                .keys()
                .map(|language| (language.clone(), self.bounds(language)))
                .collect(),
        }
    }

    /// The bounds of a language's profile.
    fn bounds(&self, language: &str) -> Vec<Bound> {
        let Some(profile) = self.registry.get(language) else {
            return Vec::new();
        };
        let limits = LIMITS.iter().zip(profile.limits.values());
        limits
            .filter_map(|(def, value)| {
                let value = value.map(f64::from)?;
                let (min, max) = match def.side {
                    Side::Min => (Some(value), None),
                    Side::Max => (None, Some(value)),
                };
                Some(Bound {
                    rule: def.key.into(),
                    signal: def.signal.into(),
                    min,
                    max,
                })
            })
            .collect()
    }
}

fn output(file: &FileEntry) -> Output {
    Output {
        path: file.path.clone(),
        kind: file.role.clone(),
        language: file.language.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        rows: file.rows,
        text_bytes: file.text.map(|text| text.bytes),
        characters: file.text.map(|text| text.characters),
        segments: file.text.map(|text| text.segments),
        root: file.root.clone(),
    }
}

/// Archives, each with what the task that read it tells.
fn inputs(task: &TaskContext<'_>) -> Result<Vec<Input>> {
    let sources = task.plan.graph.nodes.iter().flat_map(|node| {
        let partitions = node.stage.partitions().iter();
        partitions.flat_map(|p| {
            let of = (node.name.as_str(), p.dump.as_str());
            p.files().map(move |file| (file.file_path, of))
        })
    });
    let named: HashMap<&str, (&str, &str)> = sources.collect();
    let mut inputs = Vec::new();
    for record in task.inputs.records() {
        if record.sources.is_empty() {
            continue;
        }
        let told = record.outputs.iter().find(|file| file.role == ACCOUNT);
        let tally = match told {
            Some(file) => {
                let path = task.output_path(&file.path);
                tamis_manifests::account::AccountReader::open(&path)
                    .map_err(|error| Error::run(error.to_string()))?
                    .tally
            }
            None => Tally::default(),
        };
        for stamp in &record.sources {
            let records = match record.sources.len() {
                1 => record.counts.records.clone(),
                _ => stamp.records.clone(),
            };
            let (source, dump) = named
                .get(stamp.file_path.as_str())
                .copied()
                .unwrap_or_default();
            inputs.push(Input {
                file_path: stamp.file_path.clone(),
                source: source.into(),
                dump: dump.into(),
                bytes: stamp.bytes,
                sha256: stamp.sha256.clone(),
                records,
                first_date: tally.first_date.clone(),
                last_date: tally.last_date.clone(),
            });
        }
    }
    inputs.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    Ok(inputs)
}

fn stages(plan: &Plan) -> Vec<StageEntry> {
    let nodes = &plan.graph.nodes;
    let entry = |node: &crate::dag::Node| {
        let mut settings = node.settings();
        make_exact(&mut settings);
        let inputs = node.inputs.iter().filter_map(|id| nodes.get(*id));
        StageEntry {
            name: node.name.clone(),
            kind: node.kind.name.to_string(),
            inputs: inputs.map(|input| input.name.clone()).collect(),
            settings,
        }
    };
    nodes.iter().map(entry).collect()
}

fn resources(plan: &Plan) -> Vec<tamis_manifests::manifest::Resource> {
    let nodes = plan.graph.nodes.iter();
    let mut resources: Vec<_> = nodes.flat_map(|node| node.stage.resources()).collect();
    resources.sort();
    resources.dedup();
    resources
}

/// The stages that look at one document at a time.
fn map_stages(plan: &Plan) -> impl Iterator<Item = &dyn MapStage> {
    plan.graph
        .nodes
        .iter()
        .filter_map(|node| match node.stage.work() {
            Work::Map(stage) => Some(stage),
            _ => None,
        })
}

fn looks_for_duplicates(plan: &Plan) -> bool {
    plan.graph
        .nodes
        .iter()
        .any(|node| node.kind.name == "clusters")
}

fn personal_data(plan: &Plan, tally: &Tally) -> BTreeMap<String, PersonalData> {
    let languages = tally.personal_data.iter();
    languages
        .map(|(language, kinds)| {
            let actions = map_stages(plan).map(|stage| stage.actions(language));
            let of_language = PersonalData {
                kinds: kinds.clone(),
                actions: actions.fold(BTreeMap::new(), |mut all, some| {
                    all.extend(some);
                    all
                }),
            };
            (language.clone(), of_language)
        })
        .collect()
}

/// What was looked for of benchmarks and found, if a stage did.
fn contamination(plan: &Plan, tally: &Tally) -> Option<Contamination> {
    let mut benchmarks = map_stages(plan).find_map(MapStage::benchmarks)?;
    for (name, count) in &mut benchmarks {
        if let Some(found) = tally.benchmarks.get(name) {
            found.add_to(count);
        }
    }
    Some(Contamination { benchmarks })
}

/// What the stage `rights` found and decided, if there is one.
fn rights(task: &TaskContext<'_>, counts: &mut Counts) -> Result<Option<Rights>> {
    let Some(RightsPolicy {
        policy,
        agents,
        robots,
    }) = map_stages(task.plan).find_map(MapStage::rights)
    else {
        return Ok(None);
    };
    counts.rights.robots.extend(robots);
    let files: Vec<_> = task
        .inputs
        .records()
        .flat_map(|record| &record.outputs)
        .filter(|file| file.role == "rights")
        .map(|file| task.output_path(&file.path))
        .collect();
    Ok(Some(Rights {
        policy,
        agents,
        counts: std::mem::take(&mut counts.rights),
        domains: rights_domains(&files, TOP_DOMAINS)?,
    }))
}
