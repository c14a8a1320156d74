//! One shard: its rows out of the runs, in its order, into its files.

use std::fs::File;

use arrow_array::RecordBatch;
use arrow_select::interleave::interleave_record_batch;
use tamis_manifests::Removed;
use tamis_manifests::account::Sizes;
use tamis_manifests::merkle::Root;
use tamis_mix::{Dose, Part, share_below};
use tamis_shuffle::{Places, RunReader};

use super::config::Emit;
use super::jsonl::JsonlWriter;
use super::split::{Shard, Split};
use crate::dag::Port;
use crate::document::schema;
use crate::domain;
use crate::error::{Error, Result};
use crate::io::{DocumentWriter, Rows, shuffle_failed};
use crate::run::{TaskContext, TextSize};
use crate::stages::balance::Budget;

/// Rows written at once.
const WRITE_ROWS: usize = 256;

/// A row of the shard: its place in the order, its copy, its batch, and its place there.
type Pick = (u64, u32, u32, u32);

/// Makes a shard, if it has any row.
pub(super) fn make(
    emit: &Emit,
    task: &mut TaskContext<'_>,
    budget: &Budget,
    shard: &Shard,
) -> Result<()> {
    let mut gathering = Gathering {
        seed: emit.seed,
        budget,
        shard,
        batches: Vec::new(),
        picks: Vec::new(),
    };
    for file in task.inputs.find(Port::Collated).iter() {
        let failed = shuffle_failed(&file.path, "read");
        let opened = File::open(&file.path).map_err(Error::io(&file.path, "open"))?;
        let run = RunReader::new(opened, &schema()).map_err(&failed)?;
        for (language, places) in &shard.places {
            let wanted: Vec<_> = (0..gathering.most_copies(language))
                .flat_map(|copy| places.keys(shard.number, copy))
                .collect();
            for block in run.blocks(language).map_err(&failed)? {
                if wanted.iter().any(|keys| block.overlaps(keys)) {
                    let (keys, rows) = run.read(&block).map_err(&failed)?;
                    gathering.take(task, (language, places), &keys, &Rows::new(rows)?)?;
                }
            }
        }
    }
    gathering.write(emit, task)
}

struct Gathering<'a> {
    seed: u64,
    budget: &'a Budget,
    shard: &'a Shard,
    /// Rows of which a copy is in the shard.
    batches: Vec<Rows>,
    picks: Vec<Pick>,
}

impl Gathering<'_> {
    /// The most copies of any row; one at least, since a row without copies is told of by the shard
    /// of its first one.
    fn most_copies(&self, language: &str) -> u32 {
        if self.shard.split() == Split::Validation {
            return 1;
        }
        let parts = self.budget.mix.parts.iter();
        let of_language = parts.filter(|(part, _)| part.language == language);
        let steps = of_language.flat_map(|(_, given)| given.dose.steps());
        let most = steps.map(|(_, step)| step.whole.saturating_add(u32::from(step.below > 0)));
        most.max().unwrap_or(0).max(1)
    }

    /// Takes the rows of a block that belong to the shard. A document without any copy goes to the
    /// ledger of the shard that its first copy would be in, so it is counted once.
    fn take(
        &mut self,
        task: &mut TaskContext<'_>,
        (language, shards): (&str, &Places),
        keys: &[u64],
        rows: &Rows,
    ) -> Result<()> {
        let (split, number) = (self.shard.split(), self.shard.number);
        let of_split = split.keys();
        let none = Dose::default();
        let mut used: Vec<u32> = Vec::new();
        for (row, key) in keys.iter().enumerate() {
            if !of_split.contains(key) {
                continue;
            }
            let place = rows.place(row, self.seed);
            let part = Part::new(rows.source(row), language);
            let dose = self.budget.mix.parts.get(&part).map_or(&none, |g| &g.dose);
            let signal = self.budget.signal();
            let score = signal.map_or(f32::NAN, |signal| rows.signal(row, signal));
            let weight = self.budget.weight(language, rows.cluster_size(row), score);
            let copies = match split {
                Split::Train => dose.copies(weight, place),
                Split::Validation => 1,
            };
            // Shards of all languages hold what others hold as well.
            if self.shard.of.is_some() && shards.shard(*key, 0) == number {
                match copies {
                    0 => over_budget(task, rows, row, language, place, dose.share(weight))?,
                    _ => given(task, rows, row, language),
                }
            }
            let mut here = false;
            for copy in (0..copies).filter(|copy| shards.shard(*key, *copy) == number) {
                let batch = self.batches.len() as u32;
                let order = shards.order(*key, copy);
                self.picks.push((order, copy, batch, used.len() as u32));
                here = true;
            }
            if here {
                used.push(row as u32);
            }
        }
        if !used.is_empty() {
            self.batches.push(rows.only(&used)?);
        }
        Ok(())
    }

    fn write(mut self, emit: &Emit, task: &mut TaskContext<'_>) -> Result<()> {
        if self.picks.is_empty() {
            return Ok(());
        }
        let batches = &self.batches;
        let id = |pick: &Pick| batches[pick.2 as usize].id(pick.3 as usize);
        // No two rows have one id; of documents of one cluster keys are the same.
        self.picks
            .sort_unstable_by(|a, b| (a.0, a.1, id(a)).cmp(&(b.0, b.1, id(b))));
        let (number, count) = (self.shard.number, self.shard.count);
        let name = format!("{}-{number:05}-of-{count:05}", self.shard.split().name());
        let folder = match &self.shard.of {
            Some((language, _)) => format!("data/{language}"),
            None => "mixed".to_owned(),
        };
        let path = task.output_path(&format!("{folder}/{name}.parquet"));
        let mut writer = DocumentWriter::shard(task.create(&path)?, &path, emit.compression_level)?;
        let mut lines = match (emit.jsonl, &self.shard.of) {
            (Some(columns), Some((language, _))) => {
                let path = task.output_path(&format!("jsonl/{language}/{name}.jsonl.zst"));
                let out = task.create(&path)?;
                let level = emit.compression_level;
                Some(JsonlWriter::new(out, &path, columns, level)?)
            }
            _ => None,
        };
        let all: Vec<&RecordBatch> = batches.iter().map(Rows::batch).collect();
        let (mut root, mut text) = (Root::default(), TextSize::default());
        for picks in self.picks.chunks(WRITE_ROWS) {
            let at: Vec<(usize, usize)> = picks
                .iter()
                .map(|pick| (pick.2 as usize, pick.3 as usize))
                .collect();
            let rows = interleave_record_batch(&all, &at)
                .map_err(|error| Error::run(format!("cannot bring rows together: {error}")))?;
            let rows = Rows::new(rows)?;
            let mut bytes = 0;
            for row in 0..rows.len() {
                if let Some((language, _)) = &self.shard.of {
                    root.push(rows.leaf(row, language).hash());
                    text.add(rows.text(row));
                }
                bytes += rows.bytes(row) + 512;
            }
            writer.write_rows(rows.batch(), bytes)?;
            if let Some(lines) = &mut lines {
                lines.write(rows.batch())?;
            }
        }
        let (out, rows) = writer.finish()?;
        let Some((language, _)) = &self.shard.of else {
            return task.add_to_dataset(out, "mixed", rows);
        };
        task.add_shard(out, &root, language, text)?;
        if let Some(lines) = lines {
            let (out, rows) = lines.finish()?;
            task.add_jsonl(out, language, rows)?;
        }
        Ok(())
    }
}

/// Counts a document that is in the shards.
fn given(task: &mut TaskContext<'_>, rows: &Rows, row: usize, language: &str) {
    let text = rows.text(row);
    let (characters, bytes) = (text.chars().count() as u64, text.len() as u64);
    task.counts
        .passed(task.name(), language, (characters, bytes));
    let kinds = rows.pii_kinds(row);
    task.tally
        .handled(language, kinds.iter().map(String::as_str));
    let sizes = Sizes::kept(bytes, rows.tokens(row).into());
    task.tally
        .domain(domain::of_text(rows.url(row)), language, &sizes);
}

/// Puts a document into the ledger for which the mix has no place.
fn over_budget(
    task: &mut TaskContext<'_>,
    rows: &Rows,
    row: usize,
    language: &str,
    place: u64,
    share: f64,
) -> Result<()> {
    let (name, reason) = (task.name().to_owned(), "balance.budget");
    task.counts.removed(&name, language, reason);
    task.remove(Removed {
        id: rows.id(row).to_owned(),
        url: rows.url(row).to_owned(),
        language: language.to_owned(),
        stage: name,
        reason: reason.to_owned(),
        value: Some(share_below(tamis_mix::bin(place))),
        threshold: Some(share),
        file_path: rows.file_path(row).to_owned(),
        offset: rows.offset(row),
        detail: None,
    })
}
