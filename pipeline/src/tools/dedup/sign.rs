//! First pass: every document signed, and its id kept.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tamis_dedup::chain::Part;
use tamis_dedup::clusters::CRAWLS;
use tamis_dedup::part::{Document, PartWriter};
use tamis_dedup::sort::Budget;
use tamis_dedup::store::{Identity, Kind};
use tamis_dedup::{Rank, Scratch, Signed, Signer};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::ids::IdWriter;
use super::settings::Dedup;
use crate::error::{Error, Result};
use crate::io::dedup_failed;
use crate::rows::{Row, RowReader, Unusable};
use crate::run::Progress;
use crate::stages::{Measures, digits, ending};

/// A document, its signature unless it has no words, its set of shingles.
type Read = (Row, Option<Signed>, Vec<u32>);

/// What the first pass leaves.
pub(super) struct SignedInputs {
    /// The files of each input.
    pub(super) parts: Vec<Part>,
    /// The ids of each input.
    pub(super) ids: Vec<PathBuf>,
    /// Names of crawls, by their numbers.
    pub(super) dumps: Vec<String>,
    /// Documents read.
    pub(super) documents: u64,
    /// Rows that are none.
    pub(super) bad: Vec<String>,
    /// Of all texts and ids in their order.
    pub(super) digest: String,
}

/// Standard input can be read only once, so it is copied into a file.
pub(super) fn spool(inputs: &[PathBuf], work: &Path) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for input in inputs {
        if input != Path::new("-") {
            out.push(input.clone());
            continue;
        }
        let path = work.join("-");
        let mut file = File::create(&path).map_err(Error::io(&path, "create"))?;
        std::io::copy(&mut std::io::stdin().lock(), &mut file)
            .and_then(|_| file.flush())
            .map_err(Error::io(&path, "write"))?;
        out.push(path);
    }
    Ok(out)
}

pub(super) fn sign(
    what: &Dedup,
    inputs: &[PathBuf],
    signer: &Signer,
    identity: &Identity,
    dumps: Vec<String>,
    work: &Path,
    progress: &Progress,
) -> Result<SignedInputs> {
    let length = |path: &PathBuf| std::fs::metadata(path).map_or(0, |meta| meta.len());
    progress.group("sign", 0, inputs.len(), inputs.iter().map(length).sum());
    let mut crawls = Crawls::new(dumps);
    let mut digest = Xxh3::new();
    let mut out = SignedInputs {
        parts: Vec::new(),
        ids: Vec::new(),
        dumps: Vec::new(),
        documents: 0,
        bad: Vec::new(),
        digest: String::new(),
    };
    for (at, input) in inputs.iter().enumerate() {
        let mut reader = RowReader::open(input, &what.columns)?;
        let path = |kind| work.join(format!("{at:05}.{}", ending(kind)));
        let create = |kind| {
            let path = path(kind);
            File::create(&path).map_err(Error::io(&path, "create"))
        };
        let ids = work.join(format!("{at:05}.ids"));
        let mut id_writer = IdWriter::create(&ids)?;
        let budget = Budget::new(work, what.memory / 2);
        let mut writer = PartWriter::new(create(Kind::Signatures)?, identity, at as u32, &budget)
            .map_err(dedup_failed("write"))?;
        let mut rows = 0;
        while let Some(batch) = reader.batch()? {
            let read = batch.len() as u64;
            let signed: Vec<std::result::Result<Read, Unusable>> = batch
                .into_par_iter()
                .map_init(Scratch::default, |scratch, row| {
                    row.map(|row| {
                        let signed = signer.sign(&row.text, scratch);
                        let set = what.exact.then(|| signer.shingle_set(&row.text, scratch));
                        (row, signed, set.unwrap_or_default())
                    })
                })
                .collect();
            for result in signed {
                let (row, signed, shingles) = match result {
                    Ok(document) => document,
                    Err(reason) => {
                        out.bad.push(reason.to_string());
                        continue;
                    }
                };
                rows = u64::from(row.number) + 1;
                out.documents += 1;
                id_writer.push(row.number, &row.id)?;
                digest.update(row.id.as_bytes());
                let Some(signed) = signed else { continue };
                digest.update(&signed.exact.to_le_bytes());
                push(&mut writer, what, &row, &signed, &shingles, &mut crawls)?;
            }
            progress.advance(read, 0);
        }
        for name in reader.unseen() {
            progress.warn(&format!("no document of {} has `{name}`", input.display()));
        }
        id_writer.finish()?;
        writer
            .finish(create(Kind::Bands)?, create(Kind::Keys)?)
            .map_err(dedup_failed("write"))?;
        out.ids.push(ids);
        out.parts.push(Part {
            signatures: path(Kind::Signatures),
            bands: path(Kind::Bands),
            keys: path(Kind::Keys),
            shingles: what.exact.then(|| path(Kind::Shingles)),
            rows,
        });
        progress.advance(0, length(input));
        progress.task_done();
    }
    progress.group_done();
    out.dumps = crawls.names;
    out.digest = format!("{:032x}", digest.digest128());
    Ok(out)
}

fn push(
    writer: &mut PartWriter<File>,
    what: &Dedup,
    row: &Row,
    signed: &Signed,
    shingles: &[u32],
    crawls: &mut Crawls,
) -> Result<()> {
    let date = row.date.as_deref().unwrap_or_default();
    let language = row.language.as_deref().unwrap_or_default();
    let source = row.source.as_deref().or(row.dump.as_deref());
    let goodness = what.best.goodness(&Measures {
        tier: None,
        quality: row.score.map(|score| score as f32),
        length: row.text.chars().count() as u64,
        date,
        signals: None,
    });
    writer
        .push(&Document {
            row: row.number,
            group: what.scope.group(language, source.unwrap_or_default()),
            rank: Rank {
                // The greatest is for what was kept before.
                goodness: goodness.min(u128::MAX - 1),
                id: xxh3_128(row.id.as_bytes()),
            },
            crawl: crawls.number(row.dump.as_deref().unwrap_or_default()),
            signature: &signed.signature,
            exact: signed.exact,
            url: row
                .url
                .as_deref()
                .filter(|url| !url.is_empty())
                .map(|url| (xxh3_128(url.as_bytes()), digits(date))),
            shingles,
        })
        .map_err(dedup_failed("write"))
}

/// Numbers for the names of crawls, in the order in which they come.
struct Crawls {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Crawls {
    fn new(names: Vec<String>) -> Self {
        let numbers = names.iter().cloned().zip(0..).collect();
        Self { names, numbers }
    }

    /// The last number stands for all that find no other.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        if number >= CRAWLS - 1 {
            return CRAWLS - 1;
        }
        self.names.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}
