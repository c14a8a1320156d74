use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use tamis_langs::Registry;
use tamis_stats::tuning::Amount;

use super::of_run::{of_run, say_other_profile};
use crate::cli::{Ended, print};
use crate::error::{Error, Result};
use crate::io::write_atomically;
use crate::tools::shortest;
use crate::tune::{
    Changes, DeriveMethod, Labels, Sample, Session, Wanted, WhatIf, derive, export, may_change,
    overview, parse_change, what_if,
};
use crate::workbench;
use crate::wrap::for_stderr;

/// What the bounds of a profile keep and drop in a run, and what others would, from its stored
/// signals. Nothing is measured again, and nothing of the run is changed.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("mode").args(["serve", "derive"]))]
pub(super) struct Tune {
    /// A code such as mlt_Latn
    code: String,
    /// The output folder of a run, or its config
    #[arg(long, value_name = "RUN")]
    run: PathBuf,
    /// Try another bound: quality.min_stop_words=2, or a percentage of a part or
    /// ratio, `off`, or p90, the value that 90 % of the documents do not exceed
    #[arg(long, value_name = "KEY=VALUE", conflicts_with = "serve")]
    set: Vec<String>,
    /// Sampled documents of each side
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,
    /// Seed of the sample
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Propose bounds from the run's documents, by a published method
    #[arg(long, value_name = "METHOD")]
    derive: Option<MethodName>,
    /// The language whose bounds `--derive` carries over, in the same run
    #[arg(long, value_name = "LANG", requires = "derive")]
    reference: Option<String>,
    /// The part of the documents that `--derive tail` drops
    #[arg(long, value_name = "SHARE", requires = "derive", default_value_t = 0.1)]
    tail: f64,
    /// Write the profile with the changed bounds to this file
    #[arg(short, long, value_name = "FILE", conflicts_with = "serve")]
    output: Option<PathBuf>,
    /// Also show the rules that are off
    #[arg(long)]
    all: bool,
    /// One JSON object
    #[arg(long, conflicts_with = "serve")]
    json: bool,
    /// Open the workbench: a page at 127.0.0.1, for this machine only
    #[arg(long)]
    serve: bool,
    /// The workbench's port; 0 takes a free one
    #[arg(long, value_name = "PORT", requires = "serve", default_value_t = 0)]
    port: u16,
    /// The file that labels are kept in
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum MethodName {
    /// As many standard deviations from the median as in the reference
    Sigma,
    /// The same part of the documents as in the reference
    Quantile,
    /// The worst tenth, or what --tail says
    Tail,
    /// The reference's bound times the ratio of the medians
    MedianRatio,
}

impl Tune {
    /// `named` says that the registry is of a folder that was asked for, which goes before the config's.
    pub(super) fn call(mut self, mut registry: Registry, named: bool) -> Result<Ended> {
        if !(0.0..=0.5).contains(&self.tail) {
            return Err(Error::usage(
                format!("--tail {} is not a share of the documents", self.tail),
                "for example 0.1 for the worst tenth",
            ));
        }
        let (root, own) = of_run(&self.run, named)?;
        (self.run, registry) = (root, own.unwrap_or(registry));
        let everything = self.serve || self.all || self.json;
        let session = Session::load(&registry, &self.code, &self.run, &|rule| {
            everything || self.set.iter().any(|text| may_change(text, rule))
        })?;
        if session.table.is_empty() && !self.serve {
            return Err(Error::usage(
                format!("{} has no document in {}", self.run.display(), self.code),
                "`tamis report` lists its languages",
            ));
        }
        let so = "which the numbers here start from";
        say_other_profile(&self.run, &registry, &self.code, so);
        if let Some(path) = &self.output {
            self.may_write(&registry, path)?;
        }
        let path = self
            .labels
            .clone()
            .unwrap_or_else(|| format!("{}.labels.jsonl", self.code).into());
        let labels = Labels::open(&path)?;
        if self.serve {
            return workbench::serve(session, labels, self.port).map(|()| Ended::Done);
        }
        let (changes, sources) = self.changes(&registry, &session)?;
        let answer = session.what_if(&changes);
        if let Some(path) = &self.output {
            let exported = export(
                &session,
                &changes,
                &|key| sources.get(key).cloned(),
                &labels,
            )?;
            write_atomically(path, exported.toml.as_bytes())?;
        }
        let (returned, removed) = if changes.is_empty() {
            Default::default()
        } else {
            let wanted = Wanted {
                rule: None,
                count: self.samples,
                seed: self.seed,
                random: true,
            };
            session.samples(&changes, &answer, wanted, &labels)?
        };
        if self.json {
            let answer = as_json(&session, &answer, &returned, &removed);
            print(&format!("{answer:#}\n"))?;
        } else if changes.is_empty() {
            print(&overview(&session, &answer, self.all))?;
        } else {
            let keys: Vec<String> = changes.keys().cloned().collect();
            print(&what_if(&session, &answer, &keys, &returned, &removed))?;
        }
        if let (Some(path), false) = (&self.output, self.json) {
            print(&format!("\nwritten: {}\n", path.display()))?;
        }
        Ok(Ended::Done)
    }

    /// A file that is there is only written over if the bounds start from it: another one has numbers,
    /// comments and examples of its own, and they would be gone.
    fn may_write(&self, registry: &Registry, path: &Path) -> Result<()> {
        if !path.is_file() {
            return Ok(()); // Or a pipe or device, of which nothing is lost.
        }
        let from = registry.source(&self.code);
        let same_file = || Some(path.canonicalize().ok()? == Path::new(from).canonicalize().ok()?);
        let same_text = || Some(std::fs::read(path).ok()? == registry.text(&self.code).as_bytes());
        if same_file() == Some(true) || same_text() == Some(true) {
            return Ok(());
        }
        Err(Error::usage(
            format!(
                "{} is there already, and the bounds here do not start from it but from {from}",
                path.display()
            ),
            "name its folder with --profiles to go on from it, or another file",
        ))
    }

    /// What was asked for on the command line, or derived, and where derived numbers came from.
    fn changes(
        &self,
        registry: &Registry,
        session: &Session,
    ) -> Result<(Changes, std::collections::BTreeMap<String, String>)> {
        let mut changes = Changes::new();
        let mut sources = Default::default();
        if let Some(method) = self.derive {
            let method = match method {
                MethodName::Sigma => DeriveMethod::Sigma,
                MethodName::Quantile => DeriveMethod::Quantile,
                MethodName::Tail => DeriveMethod::Tail,
                MethodName::MedianRatio => DeriveMethod::MedianRatio,
            };
            let reference = match &self.reference {
                Some(code) => Some(Session::load(registry, code, &self.run, &|_| false)?),
                None => None,
            };
            let derived = derive(session, method, self.tail, reference.as_ref())?;
            if !derived.left.is_empty() {
                // On standard error, so that --json stays one object.
                let left = derived.left.join(", ");
                let told = "left as they are, since the method gives them no number:";
                let told = for_stderr(&format!("{told} {left}"));
                let _ = writeln!(std::io::stderr(), "{told}");
            }
            (changes, sources) = (derived.changes, derived.sources);
        }
        for text in &self.set {
            let (key, limit) = parse_change(session, text)?;
            sources.remove(&key);
            changes.insert(key, limit);
        }
        Ok((changes, sources))
    }
}

fn as_json(session: &Session, answer: &WhatIf, returned: &[Sample], removed: &[Sample]) -> Value {
    let amount = |amount: Amount| json!({ "documents": amount.documents, "tokens": amount.tokens });
    let rules: Vec<Value> = session
        .rules
        .iter()
        .enumerate()
        .map(|(at, rule)| {
            let effect = answer.effect.rules.get(at).copied().unwrap_or_default();
            json!({
                "key": rule.key, "signal": rule.signal, "limit_before": rule.limit.map(shortest),
                "limit": answer.bounds.get(at).and_then(|bound| bound.limit).map(shortest),
                "alone": amount(effect.alone), "only": amount(effect.only),
                "source": rule.source,
            })
        })
        .collect();
    let mut overlap = Map::new();
    for (i, row) in answer.effect.overlap.iter().enumerate() {
        let Some(rule) = session.rules.get(i) else {
            continue;
        };
        let others: Map<String, Value> = row
            .iter()
            .enumerate()
            .filter(|(j, count)| *j != i && **count > 0)
            .filter_map(|(j, count)| Some((session.rules.get(j)?.key.to_owned(), json!(count))))
            .collect();
        if !others.is_empty() {
            overlap.insert(rule.key.to_owned(), Value::Object(others));
        }
    }
    let samples =
        |samples: &[Sample]| -> Vec<Value> { samples.iter().map(workbench::sample_json).collect() };
    json!({
        "language": session.profile.code.to_string(),
        "documents": session.table.len(), "duplicates": session.table.duplicates,
        "kept": amount(answer.effect.kept), "dropped": amount(answer.effect.dropped),
        "removed": amount(answer.change.removed), "returned": amount(answer.change.returned),
        "rules": rules, "overlap": overlap,
        "samples": { "removed": samples(removed), "returned": samples(returned) },
    })
}
