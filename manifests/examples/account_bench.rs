//! How fast a dataset is verified and searched.
//!
//! `account_bench sample`: writes a small signed dataset and its key, and says where.
//! `account_bench shards MIB`: makes shards of that size and verifies them.
//! `account_bench ledger ROWS`: makes a ledger of that many rows and searches it.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/account/dataset.rs"]
mod dataset;

use std::time::Instant;

use dataset::{Dataset, Row};
use sha2::{Digest as _, Sha256};
use tamis_manifests::Removed;
use tamis_manifests::sign::{PrivateKey, sign};
use tamis_manifests::verify::Options;
use tamis_manifests::why::{Document, why};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = args.get(2).and_then(|n| n.parse().ok()).unwrap_or(0);
    match args.get(1).map(String::as_str) {
        Some("shards") => shards(number << 20),
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

/// Rows with about 3 KB of text each, of words that are used as often as those of a language.
fn rows(from: u32, to: u32, random: &mut Random) -> Vec<Row> {
    let words: Vec<String> = (0..30_000u64)
        .map(|n| {
            let mut of = Random(n * 0x9e37_79b9 + 1);
            let length = 2 + of.next(10);
            (0..length)
                .map(|_| char::from(b'a' + of.next(26) as u8))
                .collect()
        })
        .collect();
    let word = |random: &mut Random| {
        let bits = random.next(15);
        words[(random.next(1 << bits) as usize).min(words.len() - 1)].as_str()
    };
    let row = |n: u32, random: &mut Random| {
        let count = 100 + random.next(800);
        let words: Vec<&str> = (0..count).map(|_| word(random)).collect();
        Row {
            text: words.join(" "),
            url: format!(
                "https://www.site{}.example/page/{n}/{}",
                n % 9973,
                word(random)
            ),
            ..Row::new(n, "mlt_Latn")
        }
    };
    (from..to).map(|n| row(n, random)).collect()
}

fn shards(bytes: u64) {
    let mut dataset = Dataset::empty();
    let mut random = Random(42);
    let (mut made, mut all, mut next) = (0, Vec::new(), 0);
    while made < bytes {
        let mut rows = rows(next, next + 40_000, &mut random);
        next += 40_000;
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
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        for _ in 0..2 {
            let (start, cpu) = (Instant::now(), cpu());
            let report = pool.install(|| dataset.verify(&Options::default()));
            let (seconds, cpu) = (start.elapsed().as_secs_f64(), self::cpu() - cpu);
            let rate = report.bytes as f64 / 1e9;
            println!(
                "{threads} threads: {seconds:.2} s, {:.2} GB/s, {cpu:.2} s of CPU, {:.2} GB/s/core; {} problems",
                rate / seconds,
                rate / cpu,
                report.problems.len()
            );
        }
    }
    let start = cpu();
    for (path, _) in &all {
        std::hint::black_box(Sha256::digest(std::fs::read(dataset.path(path)).unwrap()));
    }
    println!("reading and SHA-256 alone: {:.2} s of CPU", cpu() - start);
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
