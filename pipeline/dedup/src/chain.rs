//! All steps after signing, in one process: from the files of partitions to clusters.
//!
//! For a run of many machines the steps are called one by one; this is for one machine, and shows how
//! they fit together. Files between the steps lie in one folder and are deleted as soon as nobody needs
//! them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::buckets::{self, BucketStats, KeyRange};
use crate::clusters::{self, ClusterStats};
use crate::exact::{self, ExactStats};
use crate::numbering::Numbering;
use crate::sets::Sets;
use crate::sort::{Budget, Merge};
use crate::store::{FileReader, FileWriter, Identity, Kind};
use crate::verify::{self, PairStats};
use crate::{Error, Member};

/// The files of one partition.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its signatures.
    pub signatures: PathBuf,
    /// Its bands.
    pub bands: PathBuf,
    /// Its hashes.
    pub keys: PathBuf,
    /// Its sets of shingles, where candidates are compared by them.
    pub shingles: Option<PathBuf>,
    /// Its rows: the highest and one.
    pub rows: u64,
}

/// What to do with them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What all files have to be of.
    pub identity: Identity,
    /// Signatures that agree in this share of their slots are those of duplicates, 0 to 1.
    pub threshold: f32,
    /// Whether documents of equal URLs are joined.
    pub urls: bool,
    /// Partitions below were kept before.
    pub kept: u32,
    /// Threads, and tasks that run at a time.
    pub threads: usize,
    /// Tasks of each step; more of them read smaller parts.
    pub tasks: usize,
    /// Bytes of memory of all threads together.
    pub memory: usize,
    /// A folder that exists, for files between the steps.
    pub folder: PathBuf,
    /// Whether the files of hashes and bands are deleted when they have been read.
    pub consume: bool,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Equal texts and URLs.
    pub exact: ExactStats,
    /// Buckets.
    pub buckets: BucketStats,
    /// Comparisons.
    pub pairs: PairStats,
    /// Clusters.
    pub clusters: ClusterStats,
}

/// Runs the steps and calls `member` with every document of a cluster, by key. `told` is called at the
/// beginning of each step with its name.
///
/// # Errors
/// Those of the steps.
pub fn run(
    parts: &[Part],
    settings: &Settings,
    told: &mut dyn FnMut(&'static str),
    member: &mut dyn FnMut(&Member) -> Result<(), Error>,
) -> Result<Done, Error> {
    let Settings {
        identity,
        folder,
        kept,
        ..
    } = settings;
    let whole = Budget::new(folder, settings.memory);
    let numbering = Numbering::new(parts.iter().map(|part| part.rows));
    let tasks = settings.tasks.max(1);
    let threshold = Some(settings.threshold);
    let mut done = Done::default();

    told("exact");
    let path = |step: &str, task: usize| folder.join(format!("{step}-{task:05}"));
    let (_, doubles, stats) = exact::group(
        parts.len(),
        |at| open_part(parts, at, Kind::Keys),
        &exact::Scope {
            numbering: &numbering,
            kept: *kept,
            urls: settings.urls,
        },
        &whole,
        create(&path("exact", 0))?,
        identity,
    )?;
    done.exact = stats;
    if settings.consume {
        parts.iter().try_for_each(|part| remove(&part.keys))?;
    }

    told("buckets");
    let share = whole.share(settings.threads);
    let stats = in_parallel(settings.threads, tasks, |task| {
        let out = create(&path("candidates", task))?;
        let mut out =
            FileWriter::with_threshold(out, Kind::Candidates, identity, task as u32, threshold)?;
        let scope = buckets::Scope {
            numbering: &numbering,
            doubles: &doubles,
            kept: *kept,
            threshold: settings.threshold,
        };
        let stats = buckets::candidates(
            parts.len(),
            |at| open_part(parts, at, Kind::Bands),
            KeyRange::cut(task, tasks),
            &scope,
            &share,
            &mut out,
            identity,
        )?;
        out.finish()?;
        Ok(stats)
    })?;
    stats.iter().for_each(|stats| done.buckets.merge(stats));
    drop(doubles);
    if settings.consume {
        parts.iter().try_for_each(|part| remove(&part.bands))?;
    }

    told("verify");
    let signatures = |partition: u32| {
        let part = parts.get(partition as usize);
        let path = part.map_or(Path::new(""), |part| &part.signatures);
        FileReader::open(path, Kind::Signatures)
    };
    in_parallel(settings.threads, tasks, |task| {
        let out = create(&path("attached", task))?;
        let mut out =
            FileWriter::with_threshold(out, Kind::Attached, identity, task as u32, threshold)?;
        let mut candidates = open_all(path, "candidates", tasks, Kind::Candidates)?;
        candidates.push(FileReader::open(&path("exact", 0), Kind::Candidates)?);
        let range = verify::partitions(task, tasks, parts.len());
        verify::attach(candidates, range, signatures, &share, &mut out, identity)?;
        out.finish()?;
        Ok(())
    })?;
    remove(&path("exact", 0))?;
    (0..tasks).try_for_each(|task| remove(&path("candidates", task)))?;
    let exactly = parts.iter().any(|part| part.shingles.is_some());
    let shingles = |partition: u32| {
        let part = parts.get(partition as usize);
        let path = part.and_then(|part| part.shingles.as_deref());
        FileReader::open(path.unwrap_or(Path::new("")), Kind::Shingles)
    };
    let stats = in_parallel(settings.threads, tasks, |task| {
        let out = create(&path("pairs", task))?;
        let mut out =
            FileWriter::with_threshold(out, Kind::Pairs, identity, task as u32, threshold)?;
        let attached = open_all(path, "attached", tasks, Kind::Attached)?;
        let range = verify::partitions(task, tasks, parts.len());
        let mut sets = Sets::new(shingles, identity);
        let mut exact = |a, b| sets.jaccard(a, b);
        let exact: Option<&mut verify::Exact<'_>> = if exactly { Some(&mut exact) } else { None };
        let stats = verify::compare(attached, range, signatures, exact, &mut out, identity)?;
        out.finish()?;
        Ok(stats)
    })?;
    stats.iter().for_each(|stats| done.pairs.merge(stats));
    (0..tasks).try_for_each(|task| remove(&path("attached", task)))?;

    told("clusters");
    done.clusters = clusters::cluster(
        || Merge::new(open_all(path, "pairs", tasks, Kind::Pairs)?),
        &numbering,
        &|node| node.crawl,
        &whole,
        member,
    )?;
    (0..tasks).try_for_each(|task| remove(&path("pairs", task)))?;
    Ok(done)
}

fn open_part(parts: &[Part], at: usize, kind: Kind) -> Result<(u32, FileReader<File>), Error> {
    let part = parts.get(at);
    let path = part.map_or(Path::new(""), |part| match kind {
        Kind::Bands => &part.bands,
        _ => &part.keys,
    });
    Ok((at as u32, FileReader::open(path, kind)?))
}

fn open_all(
    path: impl Fn(&str, usize) -> PathBuf,
    step: &str,
    tasks: usize,
    kind: Kind,
) -> Result<Vec<FileReader<File>>, Error> {
    let open = |task| FileReader::open(&path(step, task), kind);
    (0..tasks).map(open).collect()
}

fn create(path: &Path) -> Result<File, Error> {
    File::create(path).map_err(|error| in_file(path, error))
}

fn remove(path: &Path) -> Result<(), Error> {
    std::fs::remove_file(path).map_err(|error| in_file(path, error))
}

fn in_file(path: &Path, error: std::io::Error) -> Error {
    Error::File {
        path: path.to_path_buf(),
        source: Box::new(error.into()),
    }
}

/// Runs `work` for every task, `threads` at a time. The error of the first task that failed is given; no
/// other is started after it.
fn in_parallel<T: Send>(
    threads: usize,
    tasks: usize,
    work: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, tasks) {
            scope.spawn(|| {
                loop {
                    let task = next.fetch_add(1, Ordering::Relaxed);
                    if task >= tasks {
                        return;
                    }
                    let result = work(task);
                    if result.is_err() {
                        next.store(tasks, Ordering::Relaxed);
                    }
                    let mut results = results
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    results.push((task, result));
                }
            });
        }
    });
    let mut results = results
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(task, _)| *task);
    results.into_iter().map(|(_, result)| result).collect()
}
