//! Shards: `data/<lang_Script>/train-00000-of-00012.parquet`, rows in seeded random order.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_manifests::Removed;
use tamis_manifests::account::Sizes;
use tamis_manifests::merkle::Root;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::balance::{Share, Shares, read_shares};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::document::Document;
use crate::domain;
use crate::error::{Error, Result};
use crate::io::{DocumentReader, DocumentWriter, bin, mix_hash};
use crate::run::{Inputs, TaskContext, TextSize};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "emit",
    about: "Parquet shards by language, shuffled",
    section: Section::Sinks,
    inputs: &[Slot::one(&[Port::Balanced])],
    output: Some(Port::Shards),
    edge: Edge::Shuffle,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "shard_bytes")]
    shard_bytes: u64,
    #[serde(default = "compression_level")]
    compression_level: i32,
}

/// UTF-8 bytes of text in a shard; a task holds one shard in memory.
fn shard_bytes() -> u64 {
    128 << 20
}

/// zstd's own default.
fn compression_level() -> i32 {
    3
}

/// Documents written at once.
const WRITE_ROWS: usize = 256;

struct Emit {
    shard_bytes: u64,
    compression_level: i32,
    seed: u64,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {
        shard_bytes,
        compression_level,
    } = settings.parse()?;
    let wrong = |key: &str, message: String| {
        Error::from(
            settings
                .source()
                .error(settings.span_of(key), message, "out of range", None),
        )
    };
    if !(1 << 16..=1 << 31).contains(&shard_bytes) {
        return Err(wrong(
            "shard_bytes",
            format!("shard_bytes = {shard_bytes} is not between 64 KiB and 2 GiB"),
        ));
    }
    if !(1..=22).contains(&compression_level) {
        return Err(wrong(
            "compression_level",
            format!("zstd has no level {compression_level}; its levels are 1 to 22"),
        ));
    }
    Ok(Box::new(Emit {
        shard_bytes,
        compression_level,
        seed: context.seed,
    }))
}

impl Emit {
    /// Every shard: language, number, number of shards of that language.
    fn shards(&self, shares: &Shares) -> Vec<(String, u64, u64)> {
        shares
            .iter()
            .filter(|(_, share)| share.mix.documents_available > 0)
            .flat_map(|(language, share)| {
                let count = share.bytes.div_ceil(self.shard_bytes).max(1);
                (0..count).map(move |shard| (language.clone(), shard, count))
            })
            .collect()
    }

    /// Where the copy `copy` of a document goes, and its place there.
    fn place(&self, hash: u64, copy: u32, shards: u64) -> (u64, u64) {
        let mut key = [0u8; 12];
        key[..8].copy_from_slice(&hash.to_le_bytes());
        key[8..].copy_from_slice(&copy.to_le_bytes());
        let order = xxh3_64_with_seed(&key, self.seed);
        (order % shards, order)
    }
}

fn copies(share: &Share, hash: u64) -> u32 {
    share.copies + u32::from(bin(hash) < share.extra_below)
}

impl Stage for Emit {
    fn identity(&self) -> Value {
        json!({
            "shard_bytes": self.shard_bytes, "compression_level": self.compression_level,
            "seed": self.seed,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Emit {
    fn count(&self, inputs: &Inputs) -> Result<usize> {
        Ok(self.shards(&read_shares(inputs)?).len())
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let shares = read_shares(&task.inputs)?;
        let Some((language, shard, count)) = self.shards(&shares).into_iter().nth(task.index)
        else {
            return Err(Error::run("the mix has fewer shards than tasks"));
        };
        let share = &shares[&language];
        let mut rows: Vec<(u64, u32, Document)> = Vec::new();
        for file in task.inputs.find(Port::Selected) {
            let Some(stats) = file.languages()?.remove(&language) else {
                continue;
            };
            for batch in DocumentReader::open(&file.path, Some(stats.groups))? {
                for document in batch? {
                    self.take(task, share, (shard, count), document, &mut rows)?;
                }
            }
        }
        rows.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
        if rows.is_empty() {
            return Ok(());
        }
        let path = task.output_path(&format!(
            "data/{language}/train-{shard:05}-of-{count:05}.parquet"
        ));
        let out = task.create(&path)?;
        let mut writer = DocumentWriter::shard(out, &path, self.compression_level)?;
        let mut rows = rows.into_iter().map(|(_, _, document)| document).peekable();
        let (mut root, mut text) = (Root::default(), TextSize::default());
        while rows.peek().is_some() {
            let batch: Vec<Document> = rows.by_ref().take(WRITE_ROWS).collect();
            for document in &batch {
                root.push(document.leaf().hash());
                text.add(&document.text);
            }
            writer.write(&batch)?;
        }
        let (out, _) = writer.finish()?;
        task.add_shard(out, &root, &language, text)
    }
}

impl Emit {
    /// Puts the copies that belong to this shard into `rows`; a document without any copy goes to
    /// the ledger of the shard that its first copy would be in, so it is counted once.
    fn take(
        &self,
        task: &mut TaskContext<'_>,
        share: &Share,
        (shard, count): (u64, u64),
        document: Document,
        rows: &mut Vec<(u64, u32, Document)>,
    ) -> Result<()> {
        let hash = mix_hash(&document.id, self.seed);
        let times = share.weights.of(document.minhash_cluster_size);
        let copies = copies(share, hash) * times;
        let name = task.name().to_string();
        if self.place(hash, 0, count).0 == shard {
            if copies == 0 {
                task.counts
                    .removed(&name, &document.language, "balance.budget");
                return task.remove(Removed {
                    id: document.id,
                    url: document.url,
                    language: document.language,
                    stage: name,
                    reason: "balance.budget".into(),
                    value: Some(hash as f64 / 2f64.powi(64)),
                    threshold: Some(share.extra_below as f64 / crate::io::BINS as f64),
                    file_path: document.file_path,
                    offset: document.offset,
                    detail: None,
                });
            }
            let bytes = document.text.len() as u64;
            let characters = document.text.chars().count() as u64;
            let language = &document.language;
            task.counts.passed(&name, language, (characters, bytes));
            let kinds: Vec<_> = document.pii.iter().map(|span| span.label()).collect();
            let kinds = kinds.iter().map(|kind| &**kind);
            task.tally.handled(language, kinds);
            let sizes = Sizes::kept(bytes, document.token_count.into());
            let domain = domain::of_text(&document.url);
            task.tally.domain(domain, language, &sizes);
        }
        for copy in 0..copies {
            let (at, order) = self.place(hash, copy, count);
            if at == shard {
                rows.push((order, copy, document.clone()));
            }
        }
        Ok(())
    }
}
