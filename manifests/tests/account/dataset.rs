//! Small datasets, with all files that verifying looks at.

#![allow(dead_code, reason = "the bench uses some of it only")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder};
use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use tamis_manifests::digest::sha256;
use tamis_manifests::manifest::{DomainSize, Manifest, Mix, Output, StageEntry, Tree};
use tamis_manifests::merkle::{DomainLeaf, KeptLeaf, Root, domain_hash};
use tamis_manifests::rights::{DomainCount, Domains, Rights, RightsCounts};
use tamis_manifests::verify::{Options, Report, verify};
use tamis_manifests::{Flow, LedgerWriter, Removed};
use tamis_table::searchable;

/// A row of a shard.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) text: String,
    pub(crate) language: &'static str,
    pub(crate) tokens: u32,
}

impl Row {
    pub(crate) fn new(n: u32, language: &'static str) -> Self {
        Self {
            id: format!(
                "{:032x}",
                (u128::from(n) << 90) | (u128::from(n) * 0x9e37_79b9)
            ),
            url: format!("https://www.site{}.example/page/{n}", n % 5),
            text: format!("Document {n}.\n\nIt is in {language}, è vero."),
            language,
            tokens: 7 + n,
        }
    }

    fn domain(&self) -> String {
        let host = self.url.split('/').nth(2).unwrap();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    }

    fn record(&self) -> String {
        format!("urn:uuid:{}", self.id.get(..8).unwrap_or_default())
    }
}

/// Writes columns of text and numbers.
fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let zstd = Compression::ZSTD(ZstdLevel::try_new(3).unwrap());
    let properties = searchable(WriterProperties::builder().set_compression(zstd)).build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn texts(rows: &[Row], get: impl Fn(&Row) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(get)))
}

/// What a document declared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared {
    pub(crate) domain: &'static str,
    pub(crate) language: &'static str,
    /// Why it was dropped, for its first signal; empty if it was not.
    pub(crate) rule: &'static str,
    pub(crate) signals: &'static [&'static str],
}

/// What `rights/` of [`Dataset::new`] holds.
pub(crate) fn evidence() -> Vec<Declared> {
    let row = |domain, language, rule, signals| Declared {
        domain,
        language,
        rule,
        signals,
    };
    vec![
        row(
            "a.example",
            "mlt_Latn",
            "",
            &["robots-tag", "tdm-reservation"],
        ),
        row("b.example", "und", "noai", &["robots-tag", "robots-tag"]),
        row("a.example", "mlt_Latn", "", &["tdm-reservation"]),
    ]
}

/// The column `rights`, as far as it is counted.
fn declared(rows: &[Declared]) -> ArrayRef {
    let field = Field::new("signal", DataType::Utf8, false);
    let mut list = ListBuilder::new(StructBuilder::from_fields(vec![field], 0));
    for row in rows {
        for signal in row.signals {
            let items = list.values();
            let texts = items.field_builder::<StringBuilder>(0).unwrap();
            texts.append_value(signal);
            items.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

fn counted(rows: &[Declared]) -> Rights {
    let mut counts = RightsCounts {
        documents: rows.len() as u64 + 6,
        with_robots: 2,
        with_evidence: rows.len() as u64,
        ..RightsCounts::default()
    };
    let mut domains: BTreeMap<&str, DomainCount> = BTreeMap::new();
    for row in rows {
        let dropped = u64::from(!row.rule.is_empty());
        let domain = domains.entry(row.domain).or_default();
        domain.domain = row.domain.to_owned();
        domain.documents += 1;
        domain.dropped += dropped;
        counts.dropped += dropped;
        let of = counts.languages.entry(row.language.to_owned()).or_default();
        of.documents += 1;
        of.dropped += dropped;
        for signal in row.signals {
            let sum = counts.signals.entry((*signal).to_owned()).or_default();
            sum.evidence += 1;
        }
        for signal in std::collections::BTreeSet::from_iter(row.signals) {
            let sum = counts.signals.entry((*signal).to_owned()).or_default();
            sum.documents += 1;
            *of.signals.entry((*signal).to_owned()).or_default() += 1;
        }
        if dropped > 0 {
            *of.rules.entry(row.rule.to_owned()).or_default() += 1;
            *counts.rules.entry(row.rule.to_owned()).or_default() += 1;
            let sum = counts.signals.entry(row.signals[0].to_owned()).or_default();
            sum.dropped += 1;
        }
    }
    let mut top: Vec<DomainCount> = domains.into_values().collect();
    top.sort_by_key(|d| {
        (
            std::cmp::Reverse((d.dropped, d.documents)),
            d.domain.clone(),
        )
    });
    Rights {
        counts,
        domains: Domains {
            total: top.len() as u64,
            dropped: top.iter().filter(|d| d.dropped > 0).count() as u64,
            top,
        },
        ..Rights::default()
    }
}

/// A dataset in a folder of its own.
pub(crate) struct Dataset {
    folder: tempfile::TempDir,
    pub(crate) manifest: Manifest,
}

/// What the ledger of [`Dataset::new`] holds.
pub(crate) fn removed() -> Vec<Removed> {
    let row = |n: u32, language: &str, stage: &str, reason: &str| Removed {
        id: format!("{:032x}", 0xabc_0000 + n),
        url: format!("https://gone{n}.example/"),
        language: language.into(),
        stage: stage.into(),
        reason: reason.into(),
        value: Some(f64::from(n) / 4.0),
        threshold: Some(5.0),
        file_path: "crawl.warc.gz".into(),
        offset: u64::from(n) * 100,
        detail: n.is_multiple_of(2).then(|| format!("number {n}")),
    };
    vec![
        row(1, "und", "extract", "extract.empty"),
        row(2, "und", "extract", "extract.empty"),
        row(3, "mlt_Latn", "select", "quality.min_words"),
        row(4, "ces_Latn", "select", "quality.min_words"),
        row(5, "mlt_Latn", "select", "dedup.near"),
    ]
}

/// Rows of the shards of [`Dataset::new`]; the last of the first shard stands in the second one too.
pub(crate) fn shards() -> Vec<(&'static str, Vec<Row>)> {
    let rows = |from: u32, to: u32, language: &'static str| -> Vec<Row> {
        (from..to).map(|n| Row::new(n, language)).collect()
    };
    let first = rows(0, 9, "mlt_Latn");
    let mut second = rows(9, 14, "mlt_Latn");
    second.push(first[8].clone());
    vec![
        (
            "data/ces_Latn/train-00000-of-00001.parquet",
            rows(20, 27, "ces_Latn"),
        ),
        ("data/mlt_Latn/train-00000-of-00002.parquet", first),
        ("data/mlt_Latn/train-00001-of-00002.parquet", second),
    ]
}

impl Dataset {
    pub(crate) fn new() -> Self {
        Self::of(&shards(), &removed())
    }

    /// A dataset of these shards, and a ledger of two files.
    pub(crate) fn of(shards: &[(&str, Vec<Row>)], removed: &[Removed]) -> Self {
        let mut made = Self::empty();
        for (path, rows) in shards {
            made.write_shard(path, rows);
        }
        let half = removed.len() / 2;
        made.write_ledger("removed/extract-00000.parquet", &removed[..half]);
        made.write_ledger("removed/select-00000.parquet", &removed[half..]);
        made.finish(shards, removed);
        made
    }

    /// A folder and a manifest with nothing in them.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            manifest: Manifest {
                format: tamis_manifests::manifest::FORMAT.into(),
                name: "a dataset".into(),
                ..Manifest::default()
            },
        }
    }

    /// All that comes after shards and ledger.
    pub(crate) fn finish(&mut self, shards: &[(&str, Vec<Row>)], removed: &[Removed]) {
        self.write_rights(&evidence());
        let aside = |row: &&Removed| row.stage == "select" && !row.reason.starts_with("dedup.");
        self.write_noisy(removed.iter().filter(aside).count());
        self.write_domains(shards);
        self.count(shards, removed);
        fs::write(self.path("README.md"), "# A dataset\n").unwrap();
        self.seal();
    }

    /// The folder, which is not removed any more.
    pub(crate) fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn list(
        &mut self,
        path: &str,
        kind: &str,
        language: Option<&str>,
        rows: usize,
        root: Option<Root>,
    ) {
        self.manifest.outputs.retain(|output| output.path != path);
        let bytes = fs::read(self.path(path)).unwrap();
        self.manifest.outputs.push(Output {
            path: path.into(),
            kind: kind.into(),
            language: language.map(str::to_owned),
            bytes: bytes.len() as u64,
            sha256: sha256(&bytes),
            rows: rows as u64,
            root: root.map(|root| root.hex()),
            ..Output::default()
        });
        self.manifest.outputs.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Writes a shard and lists it.
    pub(crate) fn write_shard(&mut self, path: &str, rows: &[Row]) {
        self.write_shard_only(path, rows);
        let mut root = Root::default();
        for row in rows {
            let leaf = KeptLeaf {
                digest: &sha256(row.text.as_bytes()),
                id: &row.id,
                language: row.language,
                record_id: &row.record(),
                url: &row.url,
            };
            root.push(leaf.hash());
        }
        let language = path.split('/').nth(1).unwrap();
        self.list(path, "shard", Some(language), rows.len(), Some(root));
        let output = self
            .manifest
            .outputs
            .iter_mut()
            .find(|o| o.path == path)
            .unwrap();
        let sum = |get: fn(&Row) -> u64| Some(rows.iter().map(get).sum());
        output.text_bytes = sum(|r| r.text.len() as u64);
        output.characters = sum(|r| r.text.chars().count() as u64);
        output.segments = sum(|_| 2);
    }

    /// Writes a shard and says so to nobody.
    pub(crate) fn write_shard_only(&self, path: &str, rows: &[Row]) {
        let part = |row: &Row, n| row.language.split('_').nth(n).unwrap().to_owned();
        let columns = vec![
            ("text", texts(rows, |r| r.text.clone())),
            ("id", texts(rows, |r| r.id.clone())),
            ("url", texts(rows, |r| r.url.clone())),
            ("record_id", texts(rows, Row::record)),
            ("language", texts(rows, |r| part(r, 0))),
            ("language_script", texts(rows, |r| part(r, 1))),
            ("digest", texts(rows, |r| sha256(r.text.as_bytes()))),
            (
                "token_count",
                Arc::new(Int32Array::from_iter_values(
                    rows.iter().map(|r| r.tokens as i32),
                )) as ArrayRef,
            ),
        ];
        write(&self.path(path), columns);
    }

    /// Writes a file of the ledger and lists it.
    pub(crate) fn write_ledger(&mut self, path: &str, rows: &[Removed]) {
        fs::create_dir_all(self.path("removed")).unwrap();
        let mut root = Root::default();
        let mut writer = LedgerWriter::new(File::create(self.path(path)).unwrap()).unwrap();
        for row in rows {
            root.push(row.hash());
            writer.push(row.clone()).unwrap();
        }
        writer.finish().unwrap();
        self.list(path, "ledger", None, rows.len(), Some(root));
    }

    /// Writes documents that were kept aside, and lists them.
    pub(crate) fn write_noisy(&mut self, rows: usize) {
        let path = "noisy/select-00000.parquet";
        let name: ArrayRef = Arc::new(StringArray::from(vec!["x"; rows]));
        write(&self.path(path), vec![("name", name)]);
        self.list(path, "noisy", None, rows, None);
    }

    /// Writes a file of evidence, lists it, and counts what it holds.
    pub(crate) fn write_rights(&mut self, rows: &[Declared]) {
        let path = "rights/extract-00000.parquet";
        let text = |get: fn(&Declared) -> &'static str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(rows.iter().map(get)))
        };
        let columns = vec![
            ("domain", text(|row| row.domain)),
            ("language", text(|row| row.language)),
            (
                "verdict",
                text(|row| if row.rule.is_empty() { "keep" } else { "drop" }),
            ),
            ("rule", text(|row| row.rule)),
            (
                "signal",
                text(|row| {
                    if row.rule.is_empty() {
                        ""
                    } else {
                        row.signals[0]
                    }
                }),
            ),
            ("rights", declared(rows)),
        ];
        write(&self.path(path), columns);
        self.list(path, "rights", None, rows.len(), None);
        self.manifest.rights = Some(counted(rows));
    }

    /// Writes the table of domains of these shards, and lists it.
    pub(crate) fn write_domains(&mut self, shards: &[(&str, Vec<Row>)]) {
        let mut held: BTreeMap<(_, String, &str), [i64; 3]> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        for row in shards.iter().flat_map(|(_, rows)| rows) {
            if seen.insert(&row.id) {
                let name = row.domain();
                let sum = held
                    .entry((domain_hash(&name), name, row.language))
                    .or_default();
                sum[0] += 1;
                sum[1] += row.text.len() as i64;
                sum[2] += i64::from(row.tokens);
            }
        }
        let gone = "nothing-kept.example";
        held.insert((domain_hash(gone), gone.into(), "und"), [0; 3]);
        let text = |get: fn(&(_, String, &str)) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(held.keys().map(get)))
        };
        let number = |i: usize, plus: i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(
                held.values().map(|v| v[i] + plus),
            ))
        };
        let columns = vec![
            ("domain", text(|(_, domain, _)| domain.clone())),
            ("language", text(|(_, _, language)| (*language).to_owned())),
            ("documents_read", number(0, 1)),
            ("bytes_read", number(1, 9)),
            ("tokens_read", number(2, 2)),
            ("documents", number(0, 0)),
            ("bytes", number(1, 0)),
            ("tokens", number(2, 0)),
        ];
        write(&self.path("domains.parquet"), columns);
        let rows = held.len();
        self.list("domains.parquet", "domains", None, rows, None);
        let mut sums: BTreeMap<(_, &str), DomainSize> = BTreeMap::new();
        for ((hash, name, _), [documents, bytes, tokens]) in &held {
            let [d, b, t] = [*documents as u64, *bytes as u64, *tokens as u64];
            let sum = sums.entry((*hash, name.as_str())).or_default();
            sum.domain.clone_from(name);
            sum.documents += d;
            sum.bytes += b;
            sum.tokens += t;
            sum.documents_read += d + 1;
            sum.bytes_read += b + 9;
            sum.tokens_read += t + 2;
        }
        let mut root = Root::default();
        let mut documents = 0;
        for sum in sums.values().filter(|sum| sum.documents > 0) {
            root.push(DomainLeaf::new(&sum.domain, sum.documents).hash());
            documents += sum.documents;
        }
        self.manifest.domains.read = sums.len() as u64;
        self.manifest.domains.kept = root.leaves();
        self.manifest.domains.top = sums.into_values().take(2).collect();
        self.manifest.trees.domains = Tree {
            leaves: root.leaves(),
            rows: documents,
            root: root.hex(),
        };
    }

    /// Counts that agree with these shards and this ledger.
    fn count(&mut self, shards: &[(&str, Vec<Row>)], removed: &[Removed]) {
        let stage = |name: &str, kind: &str, inputs: &[&str]| StageEntry {
            name: name.into(),
            kind: kind.into(),
            inputs: inputs.iter().map(|&i| i.into()).collect(),
            ..StageEntry::default()
        };
        self.manifest.stages = vec![
            stage("extract", "extract", &[]),
            stage("select", "select", &["extract"]),
            stage("balance", "balance", &["select"]),
            stage("emit", "emit", &["balance"]),
        ];
        self.manifest.stages[1].settings = serde_json::json!({ "noisy": true });
        let mut kept: BTreeMap<&str, BTreeMap<&str, (u64, u64)>> = BTreeMap::new();
        for row in shards.iter().flat_map(|(_, rows)| rows) {
            let of = kept.entry(row.language).or_default();
            let entry = of.entry(&row.id).or_insert((u64::from(row.tokens), 0));
            entry.1 += 1;
        }
        let counts = &mut self.manifest.counts;
        for (language, documents) in &kept {
            let n = documents.len() as u64;
            self.manifest.mix.insert(
                (*language).into(),
                Mix {
                    documents_available: n,
                    documents_given: n,
                    rows_given: documents.values().map(|(_, rows)| rows).sum(),
                    tokens_given: documents.values().map(|(t, rows)| t * rows).sum(),
                    ..Mix::default()
                },
            );
            for stage in ["select", "emit"] {
                let flow = Flow {
                    documents_in: n,
                    documents_out: n,
                    ..Flow::default()
                };
                counts
                    .entry(stage.into())
                    .or_default()
                    .insert((*language).into(), flow);
            }
        }
        let total: u64 = kept.values().map(|d| d.len() as u64).sum();
        let later = removed.iter().filter(|row| row.stage == "select").count() as u64;
        counts.entry("extract".into()).or_default().insert(
            "und".into(),
            Flow {
                documents_in: total + later,
                documents_out: total + later,
                ..Flow::default()
            },
        );
        for row in removed {
            let of = counts.entry(row.stage.clone()).or_default();
            let flow = of.entry(row.language.clone()).or_default();
            flow.documents_in += 1;
            *flow.removed.entry(row.reason.clone()).or_default() += 1;
        }
    }

    /// Writes what is made from the manifest.
    fn write_beside(&self) {
        use tamis_manifests::ecosystem::{File, counts, croissant};
        let schema = Schema::empty();
        let write = |path: &str, text: String| {
            fs::create_dir_all(self.path("counts")).unwrap();
            fs::write(self.path(path), text).unwrap();
        };
        write(
            "counts.json",
            counts::whole(&self.manifest, &schema).render(),
        );
        for (code, counts) in counts::languages(&self.manifest, &schema) {
            write(&format!("counts/{code}.json"), counts.render());
        }
        // Without the manifest, so that what tests change in it is not found by its digest here.
        let readme = fs::read(self.path("README.md")).unwrap();
        let files = [File {
            path: "README.md".into(),
            sha256: sha256(&readme),
            bytes: readme.len() as u64,
        }];
        let provider = tamis_manifests::provider::Provider::default();
        let described = croissant::describe(&self.manifest, &provider, &schema, &files);
        write("croissant.json", croissant::render(&described));
    }

    /// Brings the trees of files up to date, writes the manifest, and the digests of all files.
    pub(crate) fn seal(&mut self) {
        self.manifest.trees.kept = self.manifest.tree_over("shard");
        self.manifest.trees.removed = self.manifest.tree_over("ledger");
        fs::write(
            self.path("manifest.json"),
            self.manifest.to_bytes().unwrap(),
        )
        .unwrap();
        self.write_beside();
        self.write_sums();
    }

    /// Writes a manifest as it is, and the digests of all files.
    pub(crate) fn write_manifest(&self, bytes: &[u8]) {
        fs::write(self.path("manifest.json"), bytes).unwrap();
        self.write_sums();
    }

    /// Writes the digests of all files.
    pub(crate) fn write_sums(&self) {
        let lines = self
            .files()
            .into_iter()
            .filter(|path| path != "SHA256SUMS" && path != "manifest.intoto.json");
        let line =
            |path: String| format!("{}  {path}\n", sha256(&fs::read(self.path(&path)).unwrap()));
        fs::write(self.path("SHA256SUMS"), lines.map(line).collect::<String>()).unwrap();
    }

    /// All files, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut open = vec![self.root().to_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let path = path.strip_prefix(self.root()).unwrap();
                    files.push(path.to_str().unwrap().to_owned());
                }
            }
        }
        files.sort();
        files
    }

    pub(crate) fn verify(&self, options: &Options) -> Report {
        verify(self.root(), options, &|_| ()).unwrap()
    }

    /// All problems, one a line.
    pub(crate) fn problems(&self) -> String {
        let report = self.verify(&Options {
            texts: true,
            ..Options::default()
        });
        let told = report.by_cause().into_iter().map(|(cause, follow)| {
            let follow = follow.iter().map(|problem| format!("  so: {problem}\n"));
            format!("{cause}\n{}", follow.collect::<String>())
        });
        same_everywhere(&told.collect::<String>())
    }
}

/// Without digests and lengths of Parquet files, which every version of its writer makes anew.
pub(crate) fn same_everywhere(text: &str) -> String {
    let of_file = ["bytes; the manifest says", "bytes, and should have"];
    let plain = |word: &str, line: &str| {
        let bare = word.trim_end_matches([';', ',']);
        let hex = bare.len() == 64 && bare.bytes().all(|b| b.is_ascii_hexdigit());
        let of_length = of_file.iter().any(|words| line.contains(words));
        let length = of_length && bare.parse::<u64>().is_ok();
        match (hex, length) {
            (true, _) => word.replace(bare, "<digest>"),
            (_, true) => "<length>".to_owned(),
            _ => word.to_owned(),
        }
    };
    let line = |line: &str| {
        let words: Vec<String> = line.split(' ').map(|word| plain(word, line)).collect();
        words.join(" ") + "\n"
    };
    text.lines().map(line).collect()
}
