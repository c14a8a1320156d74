//! Deduplication of anyone's files: documents in, the kept ones out with all that they had, and an
//! account of the others.

mod ids;
mod index;
mod settings;
mod sign;
mod write;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use tamis_dedup::Signer;
use tamis_dedup::chain::{self, Done, Part};
use tamis_dedup::numbering::{DocSet, Numbering};
use tamis_dedup::store::{FileWriter, Identity, Kind};

use crate::error::{Error, Result};
use crate::io::{dedup_failed, store_failed, write_atomically};
use crate::rows::output_names;
use crate::run::Progress;
use index::Index;
pub use settings::{Dedup, Deduplicated};

/// Files between the steps; deleted at the end, and at the beginning if a killed run has left them.
const WORK: &str = ".dedup.tmp";

/// Runs it. `folder` gets `kept/` with a file for each input, in its format, `removed.jsonl` and
/// `dedup.json`.
///
/// # Errors
/// When an input cannot be read, the folder cannot be written, or the index is of other parameters.
pub fn dedup(what: &Dedup, progress: &Progress) -> Result<Deduplicated> {
    let signer = Signer::new(what.params)
        .map_err(|error| Error::usage(error.to_string(), "see `tamis dedup --help`"))?;
    let identity = Identity::new(&what.params, what.scope.name());
    let index = match &what.against {
        Some(folder) => Some(Index::open(folder, &identity, what.exact)?),
        None => None,
    };
    let names = output_names(&what.inputs)?;
    let work = what.folder.join(WORK);
    if work.exists() {
        std::fs::remove_dir_all(&work).map_err(Error::io(&work, "delete"))?;
    }
    std::fs::create_dir_all(&work).map_err(|error| {
        Error::usage(
            format!("cannot make the folder {}: {error}", work.display()),
            "name a folder that does not exist yet, below one that you may write to",
        )
    })?;
    let result = in_folder(what, &signer, &identity, index, &names, &work, progress);
    let cleaned = std::fs::remove_dir_all(&work).map_err(Error::io(&work, "delete"));
    let done = result?;
    cleaned?;
    Ok(done)
}

fn in_folder(
    what: &Dedup,
    signer: &Signer,
    identity: &Identity,
    index: Option<Index>,
    names: &[String],
    work: &Path,
    progress: &Progress,
) -> Result<Deduplicated> {
    let inputs = sign::spool(&what.inputs, work)?;
    let dumps = index
        .as_ref()
        .map_or_else(Vec::new, |index| index.dumps().to_vec());
    let mut signed = sign::sign(what, &inputs, signer, identity, dumps, work, progress)?;
    if let Some(index) = &index {
        index.refuse_again(&signed.digest, &what.inputs)?;
    }
    let mut parts: Vec<Part> = index.as_ref().map_or_else(Vec::new, Index::parts);
    let kept = parts.len();
    parts.extend(signed.parts.iter().cloned());
    let numbering = Numbering::new(parts.iter().map(|part| part.rows));
    let settings = chain::Settings {
        identity: identity.clone(),
        threshold: what.threshold,
        urls: what.urls,
        kept: kept as u32,
        threads: what.threads,
        tasks: tasks(&parts, what),
        memory: what.memory,
        folder: work.to_path_buf(),
        consume: index.is_none(),
    };
    let members = work.join("members");
    let file = std::fs::File::create(&members).map_err(Error::io(&members, "create"))?;
    let mut writer = FileWriter::new(file, Kind::Members, identity, 0)
        .map_err(store_failed(&members, "write"))?;
    let mut removed = DocSet::new(&numbering);
    let mut record = Vec::new();
    // Steps are told as groups of one task.
    let running = AtomicU64::new(0);
    let chained = chain::run(
        &parts,
        &settings,
        &mut |step| {
            if running.swap(1, Ordering::Relaxed) == 1 {
                progress.group_done();
            }
            progress.group(step, 0, 1, 0);
        },
        &mut |member| {
            if !member.kept {
                removed.insert(numbering.number(member.key)?);
            }
            record.clear();
            member.put(&mut record);
            writer.record(&record)
        },
    )
    .map_err(dedup_failed("compare"))?;
    progress.group_done();
    writer.finish().map_err(store_failed(&members, "write"))?;

    let mut done = Deduplicated {
        documents: signed.documents,
        bad: std::mem::take(&mut signed.bad),
        ..Deduplicated::default()
    };
    let ids: Vec<PathBuf> = index
        .iter()
        .flat_map(Index::ids)
        .chain(signed.ids.iter().cloned())
        .collect();
    write::write(
        what,
        &inputs,
        names,
        &members,
        &ids,
        kept as u32,
        &signed.dumps,
        &mut done,
        progress,
    )?;
    if let Some(index) = index {
        done.index = Some(index.add(&signed, |part, row| {
            let key = tamis_dedup::DocKey {
                partition: (kept + part) as u32,
                row,
            };
            numbering
                .number(key)
                .is_ok_and(|number| !removed.contains(number))
        })?);
    }
    report(what, identity, &done, &chained)?;
    Ok(done)
}

/// As many as sort in memory, and as there are threads.
fn tasks(parts: &[Part], what: &Dedup) -> usize {
    let bytes: u64 = parts
        .iter()
        .filter_map(|part| std::fs::metadata(&part.bands).ok())
        .map(|meta| meta.len())
        .sum();
    let share = (what.memory / what.threads.max(1)) as u64 / 4;
    let sorted = bytes.div_ceil(share.max(1)).min(256) as usize;
    sorted.max(what.threads).max(1)
}

fn report(what: &Dedup, identity: &Identity, done: &Deduplicated, chained: &Done) -> Result<()> {
    let sizes: Vec<_> = chained.clusters.sizes.iter().collect();
    let text = json!({
        "signatures": identity, "threshold": what.threshold, "exact": what.exact,
        "urls": what.urls, "best": what.best.names(), "documents": done.documents, "kept": done.kept,
        "removed": done.removed, "not_documents": done.bad.len(),
        "buckets": {
            "bands": chained.buckets.bands, "of_several": chained.buckets.buckets,
            "largest": chained.buckets.largest, "candidates": chained.buckets.candidates,
        },
        "compared": chained.pairs.compared, "pairs": chained.pairs.pairs,
        "cluster_sizes": sizes, "index_documents": done.index,
    });
    let text = serde_json::to_string_pretty(&text)
        .map_err(|error| Error::run(format!("cannot write the report: {error}")))?;
    write_atomically(&what.folder.join("dedup.json"), (text + "\n").as_bytes())
}
