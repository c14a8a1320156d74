//! How fast a dataset is verified and searched.
//!
//! `account_bench sample`: writes a small signed dataset and its key, and says where.
//! `account_bench shards MIB [KB]`: makes shards of that size, with some KB of text in a row (4),
//! and verifies them.
//! `account_bench ledger ROWS`: makes a ledger of that many rows, verifies it and searches it.
//! `account_bench make MIB [KB]`: makes shards, and says where.
//! `account_bench verify FOLDER`: verifies them.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/account/dataset.rs"]
mod dataset;

use std::path::Path;
use std::time::Instant;

use dataset::{Dataset, Row};
use sha2::{Digest as _, Sha256};
use tamis_manifests::Removed;
use tamis_manifests::sign::{PrivateKey, sign};
use tamis_manifests::verify::{Options, verify};
use tamis_manifests::why::{Document, why};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = args.get(2).and_then(|n| n.parse().ok()).unwrap_or(0);
    let kilobytes = args.get(3).and_then(|n| n.parse().ok()).unwrap_or(4);
    match args.get(1).map(String::as_str) {
        Some("shards") => speed(make(number << 20, kilobytes).root()),
        Some("make") => println!("{}", make(number << 20, kilobytes).keep().display()),
        Some("verify") => speed(Path::new(&args[2])),
        Some("ledger") => ledger(number),
        _ => sample(),
    }
}

fn sample() {
    let dataset = Dataset::new();
    let key = PrivateKey::generate().unwrap();
    sign(dataset.root(), &key).unwrap();
    let folder = dataset.keep();
    key.write_new(&folder.with_extension("pem")).unwrap();
    key.public()
        .write_new(&folder.with_extension("pub"))
        .unwrap();
    println!("{}", folder.display());
}

/// Marsaglia's xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Words that are used as often as those of a language.
struct Words(Vec<String>);

impl Words {
    fn new() -> Self {
        let word = |n: u64| {
            let mut of = Random(n * 0x9e37_79b9 + 1);
            let length = 2 + of.next(10);
            (0..length)
                .map(|_| char::from(b'a' + of.next(26) as u8))
                .collect()
        };
        Self((0..30_000).map(word).collect())
    }

    fn next(&self, random: &mut Random) -> &str {
        let bits = random.next(15);
        &self.0[(random.next(1 << bits) as usize).min(self.0.len() - 1)]
    }
}

/// A row with so many KB of text, more or less by half.
fn row(n: u32, kilobytes: u64, words: &Words, random: &mut Random) -> Row {
    let length = (kilobytes * 500 + random.next(kilobytes * 1000)) as usize;
    let mut text = String::with_capacity(length + 20);
    while text.len() < length {
        text += words.next(random);
        text.push(' ');
    }
    Row {
        text,
        url: format!(
            "https://www.site{}.example/page/{n}/{}",
            n % 9973,
            words.next(random)
        ),
        ..Row::new(n, "mlt_Latn")
    }
}

/// Shards of some 40 MB, of as many bytes together.
fn make(bytes: u64, kilobytes: u64) -> Dataset {
    let mut dataset = Dataset::empty();
    let (mut random, words) = (Random(42), Words::new());
    let (mut made, mut all, mut next) = (0, Vec::new(), 0);
    let count = 120_000 / kilobytes as u32;
    while made < bytes {
        let mut rows: Vec<Row> = (next..next + count)
            .map(|n| row(n, kilobytes, &words, &mut random))
            .collect();
        next += count;
        let path = format!("data/mlt_Latn/train-{:05}-of-99999.parquet", all.len());
        dataset.write_shard(&path, &rows);
        made += std::fs::metadata(dataset.path(&path)).unwrap().len();
        rows.iter_mut().for_each(|row| row.text.clear());
        all.push((path, rows));
    }
    dataset.write_ledger("removed/select-00000.parquet", &[]);
    let shards: Vec<(&str, Vec<Row>)> = all.iter().map(|(p, r)| (p.as_str(), r.clone())).collect();
    dataset.finish(&shards, &[]);
    println!("{next} rows in {} shards of {made} bytes", all.len());
    dataset
}

fn speed(folder: &Path) {
    for threads in [1, 1, 2, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let (start, cpu) = (Instant::now(), cpu());
        let report = pool
            .install(|| verify(folder, &Options::default(), &|_| ()))
            .unwrap();
        let (seconds, cpu) = (start.elapsed().as_secs_f64(), self::cpu() - cpu);
        let (rate, rows) = (report.bytes as f64 / 1e9, report.rows as f64 / 1e6);
        println!(
            "{threads} threads: {seconds:.2} s, {:.2} GB/s; {cpu:.2} s of CPU, {:.2} GB/s/core, {:.2} million rows/s/core; {} problems",
            rate / seconds,
            rate / cpu,
            rows / cpu,
            report.problems.len()
        );
    }
    let Ok(shards) = std::fs::read_dir(folder.join("data/mlt_Latn")) else {
        return;
    };
    let (start, mut bytes) = (cpu(), 0);
    for entry in shards {
        let file = std::fs::read(entry.unwrap().path()).unwrap();
        bytes += file.len();
        std::hint::black_box(Sha256::digest(file));
    }
    let cpu = cpu() - start;
    println!(
        "reading and SHA-256 of the shards alone: {cpu:.2} s of CPU, {:.2} GB/s",
        bytes as f64 / 1e9 / cpu
    );
}

/// User and system time of this process, seconds, to a hundredth.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn ledger(rows: u64) {
    let mut dataset = Dataset::empty();
    let row = |n: u64| Removed {
        id: format!(
            "{:032x}",
            u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
        ),
        url: format!("https://www.site{}.example/page/{n}", n % 99_991),
        language: "mlt_Latn".into(),
        stage: "select".into(),
        reason: ["quality.min_words", "dedup.near", "balance.budget"][(n % 3) as usize].into(),
        value: Some(n as f64 / 7.0),
        threshold: Some(50.0),
        file_path: format!("crawl/{}.warc.gz", n / 40_000),
        offset: n * 1234,
        detail: None,
    };
    let start = Instant::now();
    let mut from = 0;
    while from < rows {
        let to = (from + 500_000).min(rows);
        let part: Vec<Removed> = (from..to).map(row).collect();
        dataset.write_ledger(
            &format!("removed/select-{:05}.parquet", from / 500_000),
            &part,
        );
        from = to;
    }
    dataset.finish(&[], &[]);
    let bytes: u64 = dataset.manifest.outputs.iter().map(|o| o.bytes).sum();
    println!(
        "{rows} rows, {bytes} bytes, made in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    speed(dataset.root());
    for n in [0, rows / 3, rows - 1, rows + 7] {
        let row = row(n);
        for document in [Document::Id(&row.id), Document::Url(&row.url)] {
            let start = Instant::now();
            let found = why(dataset.root(), document).unwrap().len();
            println!(
                "{document:?}: {found} found in {:.3} s",
                start.elapsed().as_secs_f64()
            );
        }
    }
}
