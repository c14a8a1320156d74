//! Everything that a dataset says about itself, made again from its files and compared: digests,
//! rows, counts, roots, domains, statement and signature. All that is wrong is found, not only the
//! first of it, and nothing that the dataset says is trusted before it is checked, paths least of
//! all.

mod attestation;
mod beside;
mod causes;
mod domains;
mod evidence;
mod files;
mod hashing;
pub(crate) mod ledger;
pub(crate) mod paths;
mod report;
mod shards;
pub(crate) mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use domains::Domains;
use evidence::Evidence;
use files::{Checked, Differs, Files, Item};
use paths::{Folder, Refused};
pub use report::{Kind, Problem, Report, Signed};
use shards::Shards;

use crate::manifest::{FILE, Manifest};
use crate::sign::{PublicKey, SUMS};

/// The name of the table of domains.
pub(crate) const DOMAINS: &str = "domains.parquet";

/// Reads a file of a dataset that somebody else may have made: a regular one, and none that a link
/// leads out of the folder to.
///
/// # Errors
/// When there is no such file, or it cannot be read; `NotFound` where it is not there.
pub fn read(dataset: &Path, path: &str) -> std::io::Result<Vec<u8>> {
    Ok(Folder::open(dataset)?.read(path)?)
}

/// What to verify.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The dataset must be signed with each of these keys.
    pub keys: Vec<PublicKey>,
    /// Hash every text again, and count its bytes, characters and lines. Each file's bytes are hashed
    /// anyway; this finds a file that was wrong from the beginning.
    pub texts: bool,
}

/// How far verifying is. Told from many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So much is to be read. Comes first, once.
    Start {
        /// Files.
        files: u64,
        /// Their length together.
        bytes: u64,
    },
    /// So many bytes more were hashed.
    Bytes(u64),
    /// A file is done.
    File(&'a str),
}

/// A folder in which there is nothing to verify.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It cannot be opened.
    #[error("cannot open the dataset {path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no dataset.
    #[error(
        "{0} has neither manifest.json nor SHA256SUMS: name the folder that a run of tamis wrote"
    )]
    NoDataset(PathBuf),
}

/// Verifies a dataset, on the threads of the rayon pool that it is called in.
///
/// # Errors
/// A folder that cannot be opened or holds no dataset. All else is in the report.
pub fn verify(
    dataset: &Path,
    options: &Options,
    progress: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<Report, VerifyError> {
    let folder = Folder::open(dataset).map_err(|source| VerifyError::Folder {
        path: dataset.to_path_buf(),
        source,
    })?;
    let mut report = Report {
        texts: options.texts,
        ..Report::default()
    };
    let walk = folder.walk();
    if !walk.files.contains_key(FILE) && !walk.files.contains_key(SUMS) {
        return Err(VerifyError::NoDataset(dataset.to_path_buf()));
    }
    let (manifest, sums) = account(&folder, &mut report);
    report.leftovers = walk.leftovers.clone();
    report.beside = walk.beside.clone();
    report.leftovers.sort();
    report.beside.sort();
    report.problems.extend(walk.problems.clone());

    let outputs = manifest.as_ref().map_or(&[][..], |m| &m.outputs);
    let items = files::items(&walk, sums.as_ref(), outputs);
    progress(Progress::Start {
        files: items.len() as u64,
        bytes: items
            .iter()
            .filter_map(|item| walk.files.get(&item.path))
            .sum(),
    });
    let domains = manifest
        .as_ref()
        .and_then(|manifest| table(&folder, manifest, &mut report));
    let shards = manifest
        .as_ref()
        .map(|manifest| Shards::new(manifest, domains.as_ref(), options.texts));
    let files = Files {
        folder: &folder,
        shards: shards.as_ref(),
        progress,
    };
    let checked = in_order(&items, |items| files.check(items));

    let mut reasons = ledger::Reasons::new();
    let mut evidence = Evidence::default();
    let (mut whole_ledger, mut whole_evidence) = (true, true);
    let mut digests = BTreeMap::new();
    let (mut changed, mut unlike_manifest) = (BTreeSet::new(), Vec::new());
    for (item, mut checked) in items.iter().zip(checked) {
        report.problems.append(&mut checked.problems);
        match checked.differs {
            Differs::Gone | Differs::Everywhere => drop(changed.insert(item.path.clone())),
            Differs::FromManifest => unlike_manifest.push(item.path.clone()),
            Differs::No | Differs::FromSums => {}
        }
        report.files += u64::from(checked.sha256.is_some());
        report.bytes += checked.bytes;
        report.rows += checked.rows;
        match item.output.map(|output| output.kind.as_str()) {
            Some("ledger") => whole_ledger &= checked.reasons.is_some(),
            Some("rights") => whole_evidence &= checked.evidence.is_some(),
            _ => {}
        }
        if let Some(of_file) = checked.evidence {
            evidence.merge(of_file);
        }
        for (key, n) in checked.reasons.into_iter().flatten() {
            *reasons.entry(key).or_default() += n;
        }
        digests.extend(checked.sha256.map(|sha256| (item.path.as_str(), sha256)));
    }
    if let Some(manifest) = &manifest {
        if let Some(shards) = &shards {
            report.problems.extend(shards.without_shards());
        }
        if let Some(domains) = &domains {
            report.problems.extend(domains.against(manifest));
        }
        if whole_ledger {
            report.problems.extend(ledger::compare(manifest, &reasons));
            report
                .problems
                .extend(ledger::kept_aside(manifest, &reasons));
        }
        if whole_evidence {
            report.problems.extend(evidence.against(manifest));
        }
        let beside = beside::check(&folder, manifest, &digests);
        report.problems.extend(beside);
    }
    report.manifest_sha256 = digests.get(FILE).cloned();
    let there = walk.files.contains_key(crate::sign::FILE);
    attestation::check(
        &folder,
        there,
        manifest.as_ref(),
        &digests,
        options,
        &mut report,
    );
    // Where the manifest itself is not what it was, a file need not be for differing from it.
    if !changed.contains(FILE) {
        changed.extend(unlike_manifest);
    }
    causes::settle(&mut report.problems, changed);
    report.problems.sort();
    report.problems.dedup();
    Ok(report)
}

/// Reads manifest and list of digests, as far as they can be read.
fn account(
    folder: &Folder,
    report: &mut Report,
) -> (Option<Manifest>, Option<BTreeMap<String, String>>) {
    let mut read = |path: &str| match folder.read(path) {
        Ok(bytes) => Some(bytes),
        Err(why) => {
            report.problems.push(why.problem(path));
            None
        }
    };
    let (bytes, sums) = (read(FILE), read(SUMS));
    let mut wrong = |kind, what| report.problems.push(Problem::of(FILE, kind, what));
    let manifest = bytes.and_then(|bytes| match Manifest::read(&bytes) {
        Ok(manifest) => {
            if manifest.to_bytes().ok().as_deref() != Some(&*bytes) {
                let what = "it is not in canonical JSON (RFC 8785): something changed it";
                wrong(Kind::Manifest, what.to_owned());
            }
            for contradiction in manifest.contradictions() {
                wrong(Kind::Counts, contradiction.to_string());
            }
            Some(manifest)
        }
        Err(error) => {
            let what = format!("it cannot be read, so only digests are checked: {error}");
            wrong(Kind::Manifest, what);
            None
        }
    });
    report.name = manifest.as_ref().map(|manifest| manifest.name.clone());
    let sums = sums.map(|sums| {
        let (digests, problems) = sums::read(&sums);
        report.problems.extend(problems);
        digests
    });
    (manifest, sums)
}

/// Reads the table of domains, which the rows of shards are compared with.
fn table(folder: &Folder, manifest: &Manifest, report: &mut Report) -> Option<Domains> {
    let mut tables = manifest.outputs.iter().filter(|o| o.kind == "domains");
    let Some(output) = tables.next().filter(|output| output.path == DOMAINS) else {
        let what = format!("it lists no table of domains, `{DOMAINS}`");
        report.problems.push(Problem::of(FILE, Kind::Domains, what));
        return None;
    };
    // A file that cannot be opened is named where its bytes are hashed.
    let file = folder.file(DOMAINS).ok()?;
    let top = &manifest.domains.top;
    match crate::table::guarded(|| Domains::read(file, top)) {
        Ok(mut domains) => {
            if domains.rows != output.rows {
                let (found, stated) = (domains.rows, output.rows);
                let what = format!("it has {found} rows; the manifest says {stated}");
                report.problems.push(Problem::of(DOMAINS, Kind::Rows, what));
            }
            let wrong = domains.problems.drain(..);
            let wrong = wrong.map(|what| Problem::of(DOMAINS, Kind::Domains, what));
            report.problems.extend(wrong);
            Some(domains)
        }
        Err(why) => {
            report
                .problems
                .push(Problem::of(DOMAINS, Kind::Unreadable, why));
            None
        }
    }
}

/// Works through items on all threads of the pool, in their order, so that those which belong
/// together are done at about the same time. They are taken two by two as long as there are more
/// than enough for all threads.
fn in_order(items: &[Item<'_>], work: impl Fn(&[Item<'_>]) -> Vec<Checked> + Sync) -> Vec<Checked> {
    let threads = rayon::current_num_threads();
    let next = AtomicUsize::new(0);
    let end = |at: usize| {
        let left = items.len() - at;
        at + if left >= 2 * threads { 2 } else { 1 }
    };
    let take = || {
        let taken = next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |at| {
            (at < items.len()).then(|| end(at).min(items.len()))
        });
        taken.ok().map(|at| (at, end(at).min(items.len())))
    };
    let done: Mutex<Vec<(usize, Checked)>> = Mutex::default();
    rayon::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                while let Some((start, end)) = take() {
                    let checked = work(&items[start..end]);
                    lock(&done).extend((start..).zip(checked));
                }
            });
        }
    });
    let mut done = std::mem::take(&mut *lock(&done));
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, checked)| checked).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Refused {
    /// Whether there is simply no such file.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}
