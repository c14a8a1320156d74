//! A short run over a part of the input, to tell what all of it will take.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use toml::{Table, Value};
use xxhash_rust::xxh3::xxh3_64;

use crate::config::{Config, Section, Source};
use crate::dag::{Graph, Plan};
use crate::error::{Error, Result};
use crate::estimate::{Calibration, Measured, Rate, input_bytes};
use crate::input::Place;
use crate::machine::environment;
use crate::run::{Finished, Layout, Options, Progress, run};
use crate::stages::Partition;

/// Bytes of the first run, from which the second takes its size.
const FIRST: u64 = 16 << 20;

/// The least that is taken of a source.
const LEAST: u64 = 1 << 20;

/// How to calibrate.
#[derive(Debug, Clone, Copy)]
pub struct Calibrate<'a> {
    /// The config whose run is measured.
    pub config: &'a Path,
    /// How long it may take, about.
    pub seconds: f64,
    /// Worker threads; 0 takes every core.
    pub threads: usize,
    /// Where the parts and the output go; they are deleted at the end.
    pub scratch: &'a Path,
}

/// Runs a config over a part of its input: 16 MiB first, then as much as the time allows. The part is of
/// files in a random, repeatable order, the last one cut; a source has the share that it has of the whole.
///
/// # Errors
/// What is wrong with the config, and when the run fails.
pub fn calibrate(ask: &Calibrate<'_>, progress: &Progress) -> Result<Calibration> {
    let source = Source::read(ask.config)?;
    let plan = Plan::new(Graph::build(Config::parse(&source)?)?);
    let all = input_bytes(&plan);
    if all == 0 {
        return Err(Error::usage(
            "the files of this config are empty",
            "there is nothing to measure",
        ));
    }
    let started = Instant::now();
    let first = measure(ask, &source, &plan, FIRST.min(all), progress)?;
    let took = started.elapsed().as_secs_f64().max(1e-3);
    let left = ask.seconds - took;
    let smallest = first.bytes;
    let budget = (smallest as f64 * left.max(0.0) / took) as u64;
    let mut runs = vec![first];
    if smallest < all && budget > smallest {
        runs.push(measure(ask, &source, &plan, budget.min(all), progress)?);
    }
    let environment = environment(ask.threads);
    Ok(Calibration {
        tamis: env!("CARGO_PKG_VERSION").to_owned(),
        processor: environment.processor,
        threads: match ask.threads {
            0 => environment.cores,
            n => n as u64,
        },
        runs,
    })
}

/// Runs the config over some bytes of its input.
fn measure(
    ask: &Calibrate<'_>,
    source: &Source,
    plan: &Plan,
    budget: u64,
    progress: &Progress,
) -> Result<Measured> {
    let scratch = tempfile::Builder::new()
        .prefix("tamis-calibrate-")
        .tempdir_in(ask.scratch)
        .map_err(Error::io(ask.scratch, "make a folder in"))?;
    let text = part(source, plan, budget, scratch.path())?;
    // Under the same path, so that other files of the config are found from its folder.
    let source = Source::new(ask.config, &text);
    let plan = Plan::new(Graph::build(Config::parse(&source)?)?);
    let options = Options {
        threads: ask.threads,
        ..Options::default()
    };
    let finished = run(
        &plan,
        &Layout::new(scratch.path().join("out")),
        &options,
        progress,
    )?;
    Ok(of_records(&plan, &finished))
}

/// What the tasks of a run took.
fn of_records(plan: &Plan, finished: &Finished) -> Measured {
    let mut groups: Vec<Rate> = Vec::new();
    for group in &plan.groups {
        let mut rate = Rate {
            group: group.name.clone(),
            ..Rate::default()
        };
        for record in finished.records.iter().filter(|r| r.group == group.name) {
            rate.tasks += 1;
            rate.cpu_seconds += record.cost.cpu_seconds;
            rate.peak_memory = rate.peak_memory.max(record.cost.peak_memory);
            rate.bytes_written += record.outputs.iter().map(|file| file.bytes).sum::<u64>();
            // And its record.
            rate.files += 1 + record.outputs.len() as u64;
        }
        groups.push(rate);
    }
    Measured {
        bytes: input_bytes(plan),
        groups,
    }
}

/// The text of the config for a part of its input.
fn part(source: &Source, plan: &Plan, budget: u64, scratch: &Path) -> Result<String> {
    let broken =
        |error: &dyn std::fmt::Display| Error::run(format!("cannot change the config: {error}"));
    let mut table: Table = toml::from_str(&source.text).map_err(|error| broken(&error))?;
    let all = input_bytes(plan).max(1);
    for node in &plan.graph.nodes {
        if node.kind.section != Section::Sources {
            continue;
        }
        let partitions = node.stage.partitions();
        let own: u64 = partitions.iter().map(|partition| partition.bytes).sum();
        let share = (budget as f64 * own as f64 / all as f64) as u64;
        let folder = scratch.join(&node.name);
        std::fs::create_dir_all(&folder).map_err(Error::io(&folder, "make the folder"))?;
        let paths = take(partitions, share.max(LEAST), &folder)?;
        let paths = paths.iter().map(|path| Value::String(literal(path)));
        let paths = Value::Array(paths.collect());
        let Some(Value::Table(own)) = table
            .get_mut("sources")
            .and_then(|sources| sources.get_mut(&node.name))
        else {
            return Err(broken(&format!("no source `{}`", node.name)));
        };
        own.insert("paths".to_owned(), paths);
    }
    let Some(Value::Table(run)) = table.get_mut("run") else {
        return Err(broken(&"no table [run]"));
    };
    let out = scratch.join("out").display().to_string();
    run.insert("output".to_owned(), Value::String(out));
    run.insert("keep_work".to_owned(), Value::Boolean(false));
    // A file that is cut ends in damage.
    run.insert("max_damaged".to_owned(), Value::Float(1.0));
    toml::to_string(&table).map_err(|error| broken(&error))
}

/// A path as a pattern that means no other.
fn literal(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    globset::escape(&path.display().to_string())
}

/// Files of about so many bytes, the last one cut and put into `folder`.
fn take(partitions: &[Partition], budget: u64, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut order: Vec<&Partition> = partitions.iter().collect();
    order.sort_by_key(|partition| xxh3_64(partition.file_path.as_bytes()));
    let (mut left, mut paths) = (budget, Vec::new());
    for partition in order {
        for file in partition.files() {
            if left == 0 {
                return Ok(paths);
            }
            let shown = file.place.shown();
            let parquet = shown.extension().is_some_and(|e| e == "parquet");
            if file.bytes <= left || (parquet && paths.is_empty()) {
                left = left.saturating_sub(file.bytes);
                // What is in a store is read once, before anything is timed.
                paths.push(match file.place.path() {
                    Some(path) => path.to_path_buf(),
                    None => cut(file.place, file.bytes, folder)?,
                });
            } else if !parquet {
                paths.push(cut(file.place, left, folder)?);
                left = 0;
            }
        }
    }
    Ok(paths)
}

/// The beginning of a file.
fn cut(place: &Place, bytes: u64, folder: &Path) -> Result<PathBuf> {
    let to = folder.join(place.shown().file_name().unwrap_or_default());
    let mut from = place.open()?.take(bytes);
    let mut out = File::create(&to).map_err(Error::io(&to, "create"))?;
    std::io::copy(&mut from, &mut out).map_err(Error::io(&to, "write"))?;
    out.flush().map_err(Error::io(&to, "write"))?;
    Ok(to)
}
