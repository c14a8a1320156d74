//! Near-duplicates among JSON lines: `kept.jsonl` and `removed.jsonl` in a folder.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::json;
use tamis_dedup::buckets::candidate_pairs;
use tamis_dedup::clusters::cluster;
use tamis_dedup::store::{SignatureReader, SignatureWriter};
use tamis_dedup::{DocKey, Entry, Params, Rank, Scratch, Signer};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::lines::{LineReader, text_field};
use crate::error::{Error, Result};
use crate::io::OutFile;

/// What deduplication has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deduplicated {
    /// Documents read.
    pub documents: u64,
    /// Documents in `kept.jsonl`.
    pub kept: u64,
    /// Lines that are no documents, each with its place and reason; they are in neither file.
    pub bad: Vec<String>,
}

/// Reads documents `{"id","text"[,"language"]}`, compares those of one language (all of them where
/// none is given), keeps the longest of each cluster (then the smallest id), and writes into
/// `folder`: `kept.jsonl`, the lines as they came, and `removed.jsonl`, lines
/// `{"id","kept","similarity","cluster_size"}`.
///
/// # Errors
/// When an input cannot be read or the folder cannot be written.
pub fn dedup(
    inputs: &[PathBuf],
    folder: &Path,
    params: &Params,
    threshold: f32,
) -> Result<Deduplicated> {
    let signer = Signer::new(*params)
        .map_err(|error| Error::usage(error.to_string(), "see `tamis dedup --help`"))?;
    std::fs::create_dir_all(folder).map_err(|error| {
        Error::usage(
            format!("cannot make the folder {}: {error}", folder.display()),
            "name a folder that does not exist yet, below one that you may write to",
        )
    })?;
    let spool = folder.join(".documents.tmp");
    let signatures = folder.join(".signatures.tmp");
    let result = (|| {
        let mut done = Deduplicated::default();
        sign(inputs, &signer, &spool, &signatures, &mut done)?;
        let mut pairs = Vec::new();
        for band in 0..usize::from(params.bands) {
            let file = File::open(&signatures).map_err(Error::io(&signatures, "open"))?;
            let reader = SignatureReader::new(BufReader::new(file));
            candidate_pairs(std::iter::once(reader), band, threshold, &mut |pair| {
                pairs.push(pair);
                Ok(())
            })
            .map_err(|error| failed(&error))?;
        }
        let clusters = cluster(pairs.into_iter().map(Ok)).map_err(|error| failed(&error))?;
        write(folder, &spool, &clusters, &mut done)?;
        Ok(done)
    })();
    for path in [&spool, &signatures] {
        let _ = std::fs::remove_file(path);
    }
    result
}

/// Signs every document and copies the lines into one file, which is read again at the end:
/// standard input can be read only once.
fn sign(
    inputs: &[PathBuf],
    signer: &Signer,
    spool: &Path,
    signatures: &Path,
    done: &mut Deduplicated,
) -> Result<()> {
    let mut copy = BufWriter::new(File::create(spool).map_err(Error::io(spool, "create"))?);
    let file = File::create(signatures).map_err(Error::io(signatures, "create"))?;
    let mut writer = SignatureWriter::new(BufWriter::new(file), signer.params())
        .map_err(|error| failed(&error))?;
    for path in inputs {
        let mut lines = LineReader::open(path)?;
        loop {
            let batch = lines.batch()?;
            if batch.is_empty() {
                break;
            }
            let batch: Vec<(u64, String)> = batch
                .into_iter()
                .filter_map(|(number, line)| {
                    let line = line.and_then(|line| {
                        String::from_utf8(line).map_err(|error| format!("not UTF-8: {error}"))
                    });
                    match line {
                        Ok(line) if line.trim().is_empty() => None,
                        Ok(line) => Some((number, line)),
                        Err(reason) => {
                            done.bad
                                .push(format!("{}:{number}: {reason}", path.display()));
                            None
                        }
                    }
                })
                .collect();
            let signed: Vec<std::result::Result<Entry, String>> = batch
                .par_iter()
                .map_init(Scratch::default, |scratch, (number, line)| {
                    let place = format!("{}:{number}", path.display());
                    let (id, text, rest) =
                        text_field(line, &place).map_err(|reason| format!("{place}: {reason}"))?;
                    let language = rest["language"].as_str().unwrap_or_default();
                    Ok(Entry {
                        key: DocKey {
                            partition: 0,
                            row: 0,
                        },
                        group: xxh3_64(language.as_bytes()),
                        rank: Rank {
                            goodness: text.chars().count() as u64,
                            id: xxh3_128(id.to_string().as_bytes()),
                        },
                        signature: signer.sign(&text, scratch).unwrap_or_default(),
                    })
                })
                .collect();
            for ((_, line), entry) in batch.iter().zip(signed) {
                match entry {
                    Ok(mut entry) => {
                        entry.key.row = u32::try_from(done.documents)
                            .map_err(|_| Error::run("more than 4 billion documents"))?;
                        done.documents += 1;
                        writeln!(copy, "{line}").map_err(Error::io(spool, "write"))?;
                        if !entry.signature.is_empty() {
                            writer.write(&entry).map_err(|error| failed(&error))?;
                        }
                    }
                    Err(reason) => done.bad.push(reason),
                }
            }
        }
    }
    copy.flush().map_err(Error::io(spool, "write"))?;
    let mut out = writer.finish().map_err(|error| failed(&error))?;
    out.flush().map_err(Error::io(signatures, "write"))
}

fn write(
    folder: &Path,
    spool: &Path,
    clusters: &tamis_dedup::clusters::Clusters,
    done: &mut Deduplicated,
) -> Result<()> {
    let mut kept = OutFile::create(&folder.join("kept.jsonl"))?;
    let mut removed = OutFile::create(&folder.join("removed.jsonl"))?;
    let ids = ids(spool, clusters)?;
    let file = BufReader::new(File::open(spool).map_err(Error::io(spool, "open"))?);
    for (line, row) in file.lines().zip(0u32..) {
        let line = line.map_err(Error::io(spool, "read"))?;
        match clusters.get(DocKey { partition: 0, row }) {
            Some(member) if !member.kept => {
                let entry = json!({
                    "id": ids.get(&row), "kept": ids.get(&member.best.row),
                    "similarity": member.similarity, "cluster_size": member.size,
                });
                writeln!(removed, "{entry}").map_err(Error::io(removed.path(), "write"))?;
            }
            _ => {
                done.kept += 1;
                writeln!(kept, "{line}").map_err(Error::io(kept.path(), "write"))?;
            }
        }
    }
    let (kept, removed) = (kept.sync()?, removed.sync()?);
    kept.publish()?;
    removed.publish()
}

/// Ids of the documents that are in clusters, by row.
fn ids(
    spool: &Path,
    clusters: &tamis_dedup::clusters::Clusters,
) -> Result<std::collections::BTreeMap<u32, serde_json::Value>> {
    let mut ids = std::collections::BTreeMap::new();
    let file = BufReader::new(File::open(spool).map_err(Error::io(spool, "open"))?);
    for (line, row) in file.lines().zip(0u32..) {
        let line = line.map_err(Error::io(spool, "read"))?;
        if clusters.get(DocKey { partition: 0, row }).is_some()
            && let Ok((id, _, _)) = text_field(&line, &format!("line {}", row + 1))
        {
            ids.insert(row, id);
        }
    }
    Ok(ids)
}

fn failed(error: &tamis_dedup::Error) -> Error {
    Error::run(format!("near-duplicates: {error}"))
}
