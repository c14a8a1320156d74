//! What deduplication costs from signatures to clusters, by the number of documents:
//!
//! ```sh
//! cargo run --release -p tamis-dedup --example scale -- --documents 1000000 --folder SCRATCH
//! ```
//!
//! The files of signatures, bands and hashes are made of made-up documents (`synthetic.rs`), so that no
//! text is needed: 55 % of them are alone, 20 % have the text of another, 25 % agree with another in a
//! share of their slots between 0.5 and 0.98. Few have many copies and most have none; one document in
//! 500 is of one giant family. The files are deleted afterwards.
#![allow(clippy::print_stdout)]

mod meters;
mod synthetic;

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use meters::{Cost, DiskWatch, Mark, on_disk};
use synthetic::{Nature, Synthetic};
use tamis_dedup::chain::{self, Part, Settings};
use tamis_dedup::part::PartWriter;
use tamis_dedup::sort::Budget;
use tamis_dedup::store::Identity;
use tamis_dedup::{DocKey, Params};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Documents of a partition.
const ROWS: u64 = 50_000;
/// One near-duplicate in this many is looked at in the end.
const SAMPLE: u64 = 64;

struct Arguments {
    documents: u64,
    folder: PathBuf,
    memory: usize,
    tasks: usize,
    threads: usize,
    checks: u16,
    seed: u64,
}

impl Arguments {
    fn read() -> Result<Self> {
        let mut these = Self {
            documents: 1_000_000,
            folder: PathBuf::new(),
            memory: 4096,
            tasks: 0,
            threads: 2,
            checks: Params::default().checks,
            seed: 1,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--documents" => these.documents = value.replace('_', "").parse()?,
                "--folder" => these.folder = value.into(),
                "--memory" => these.memory = value.parse()?,
                "--tasks" => these.tasks = value.parse()?,
                "--threads" => these.threads = value.parse()?,
                "--checks" => these.checks = value.parse()?,
                "--seed" => these.seed = value.parse()?,
                other => return Err(format!("{other} is not known").into()),
            }
        }
        if these.folder.as_os_str().is_empty() {
            return Err("--folder FOLDER: where files may be written".into());
        }
        if these.tasks == 0 {
            // So that the bands of a task, 50 bytes each, fit a thread's half of the memory.
            let half = these.memory as u64 * (1 << 20) / these.threads.max(1) as u64 / 2;
            let bands = these.documents * 14 * 50;
            these.tasks = (bands / (half * 9 / 10)) as usize + 1;
            these.tasks = these.tasks.next_multiple_of(these.threads.max(1));
        }
        Ok(these)
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::read()?;
    let inner = arguments
        .folder
        .join(format!("scale-{}", std::process::id()));
    fs::create_dir_all(&inner)?;
    let folder = Scratch(inner.canonicalize()?);
    measure(&arguments, &folder.0)
}

/// A folder that goes when it is not needed any more, however that comes.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be deleted is left to the caller, who named the place.
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Table {
    documents: u64,
    watch: DiskWatch,
    sum: Cost,
}

impl Table {
    fn head(&self) {
        println!(
            "{:9} {:>8} {:>8} {:>10} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "step",
            "wall s",
            "CPU s",
            "docs/s",
            "us/doc",
            "CPU us",
            "RSS MiB",
            "read B",
            "write B",
            "most B",
            "left B"
        );
    }

    fn row(&mut self, name: &str, cost: Cost, folder: &Path) {
        let n = self.documents as f64;
        let left = on_disk(folder);
        let most = self.watch.take().max(left);
        println!(
            "{name:9} {:8.1} {:8.1} {:10.0} {:8.2} {:8.2} {:9} {:9.0} {:9.0} {:9.0} {:9.0}",
            cost.wall,
            cost.cpu,
            n / cost.wall,
            cost.wall * 1e6 / n,
            cost.cpu * 1e6 / n,
            cost.peak,
            cost.read as f64 / n,
            cost.written as f64 / n,
            most as f64 / n,
            left as f64 / n
        );
        self.sum.wall += cost.wall;
        self.sum.cpu += cost.cpu;
        self.sum.peak = self.sum.peak.max(cost.peak);
        self.sum.read += cost.read;
        self.sum.written += cost.written;
    }
}

fn measure(arguments: &Arguments, folder: &Path) -> Result<()> {
    let &Arguments {
        documents,
        memory,
        tasks,
        threads,
        checks,
        seed,
        ..
    } = arguments;
    let params = Params {
        checks,
        ..Params::default()
    };
    let identity = Identity::new(&params, "language");
    let run = Synthetic {
        seed,
        documents,
        slots: params.slots(),
    };
    println!(
        "{documents} documents, {} partitions, {tasks} tasks, {threads} threads, {memory} MiB; bytes are per document",
        documents.div_ceil(ROWS)
    );
    let mut table = Table {
        documents,
        watch: DiskWatch::start(folder.to_path_buf()),
        sum: Cost::default(),
    };
    table.head();
    let mark = Mark::now();
    let parts = write(&run, folder, &identity, threads, memory << 20)?;
    table.row("(make)", mark.cost(), folder);
    table.sum = Cost::default();

    let settings = Settings {
        identity,
        threshold: 0.7,
        urls: false,
        kept: 0,
        threads,
        tasks,
        memory: memory << 20,
        folder: folder.to_path_buf(),
        consume: true,
    };
    let mut at: Option<(&str, Mark)> = None;
    let mut outcome = Outcome::new(&run);
    let done = chain::run(
        &parts,
        &settings,
        &mut |step| {
            if let Some((name, mark)) = at.take() {
                table.row(name, mark.cost(), folder);
            }
            at = Some((step, Mark::now()));
        },
        &mut |member| {
            outcome.member(&run, number(member.key), number(member.best), member.kept);
            Ok(())
        },
    )?;
    if let Some((name, mark)) = at.take() {
        table.row(name, mark.cost(), folder);
    }
    let sum = table.sum;
    table.row("all steps", sum, folder);
    let chain::Done {
        exact,
        buckets,
        pairs,
        clusters,
    } = done;
    println!("{exact:?}\n{buckets:?}\n{pairs:?}");
    let all: u64 = clusters.sizes.values().sum();
    let largest: Vec<_> = clusters.sizes.iter().rev().take(5).collect();
    let thousands: u64 = clusters.sizes.range(1000..).map(|(_, n)| n).sum();
    println!(
        "{all} clusters, {thousands} of 1,000 and more, largest (size, clusters) {largest:?}; external: {}",
        clusters.external
    );
    outcome.tell(&run, exact.texts);
    Ok(())
}

fn number(key: DocKey) -> u64 {
    u64::from(key.partition) * ROWS + u64::from(key.row)
}

/// Writes all partitions, `threads` at a time.
fn write(
    run: &Synthetic,
    folder: &Path,
    identity: &Identity,
    threads: usize,
    memory: usize,
) -> Result<Vec<Part>> {
    let count = run.documents.div_ceil(ROWS);
    let budget = Budget::new(folder, (memory / threads.max(1)).min(256 << 20));
    let part = |at: u64| -> Result<Part> {
        let path = |kind: &str| folder.join(format!("{at:06}.{kind}"));
        let create = |kind| File::create(path(kind));
        let mut writer = PartWriter::new(create("signatures")?, identity, at as u32, &budget)?;
        let mut signature = Vec::new();
        let rows = ROWS.min(run.documents - at * ROWS);
        for row in 0..rows {
            writer.push(&run.document(at * ROWS + row, row as u32, &mut signature))?;
        }
        writer.finish(create("bands")?, create("keys")?)?;
        Ok(Part {
            signatures: path("signatures"),
            bands: path("bands"),
            keys: path("keys"),
            shingles: None,
            rows,
        })
    };
    let next = AtomicU64::new(0);
    let parts = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    let result = part(at);
                    if result.is_err() {
                        next.store(count, Ordering::Relaxed);
                    }
                    if let Ok(mut parts) = parts.lock() {
                        parts.push((at, result));
                    }
                }
            });
        }
    });
    let mut parts = parts.into_inner().unwrap_or_default();
    parts.sort_by_key(|(at, _)| *at);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// What came out, against what was put in.
struct Outcome {
    /// Documents of clusters, and those that are kept of them.
    members: u64,
    kept: u64,
    /// Those whose cluster is of another family.
    strangers: u64,
    /// For documents of the sample and those that they are made from: the best of their cluster.
    best: HashMap<u64, Option<u64>>,
}

impl Outcome {
    fn new(run: &Synthetic) -> Self {
        let wanted = sample(run).flat_map(|(number, base)| [number, base]);
        Self {
            members: 0,
            kept: 0,
            strangers: 0,
            best: wanted.map(|number| (number, None)).collect(),
        }
    }

    fn member(&mut self, run: &Synthetic, number: u64, best: u64, kept: bool) {
        self.members += 1;
        self.kept += u64::from(kept);
        self.strangers += u64::from(run.family(number) != run.family(best));
        if let Some(slot) = self.best.get_mut(&number) {
            *slot = Some(best);
        }
    }

    fn tell(&self, run: &Synthetic, texts: u64) {
        let copies = (0..run.documents)
            .filter(|number| matches!(run.nature(*number), Nature::Copy(_)))
            .count() as u64;
        println!(
            "copies made {copies}, found {texts}{}",
            if copies == texts { "" } else { ": WRONG" }
        );
        println!(
            "documents in clusters {}, of them left out {}, in a cluster of another family {}",
            self.members,
            self.members - self.kept,
            self.strangers
        );
        println!(
            "near-duplicates in the cluster of what they are made from, by the share of slots kept (sample):"
        );
        let mut bins = [(0u64, 0u64); 10];
        for (number, base) in sample(run) {
            let bin = ((run.kept(number) - 0.5) * 20.0) as usize;
            let [mine, theirs] = [number, base].map(|n| self.best.get(&n).copied().flatten());
            if let Some((all, found)) = bins.get_mut(bin) {
                *all += 1;
                *found += u64::from(mine.is_some() && mine == theirs);
            }
        }
        for ((all, found), bin) in bins.iter().zip(0u32..) {
            let from = 0.5 + 0.05 * f64::from(bin);
            println!(
                "  {from:.2}: {found} of {all}, {:.3}",
                *found as f64 / (*all).max(1) as f64
            );
        }
    }
}

/// Some near-duplicates with what they are made from.
fn sample(run: &Synthetic) -> impl Iterator<Item = (u64, u64)> + '_ {
    let every = SAMPLE.max(run.documents / 400_000);
    (1..run.documents).filter_map(move |number| {
        if !number.is_multiple_of(every) {
            return None;
        }
        match run.nature(number) {
            Nature::Near(base) => Some((number, base)),
            _ => None,
        }
    })
}
