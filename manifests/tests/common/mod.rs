//! A dataset of three languages as a run would account for it, and what its provider says.
#![allow(dead_code, clippy::unwrap_used, missing_docs, unreachable_pub)]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use tamis_manifests::Flow;
use tamis_manifests::ecosystem::File;
use tamis_manifests::manifest::{
    Code, Config, Cost, DomainSize, Domains, FORMAT, GroupCost, Input, Manifest, Mix, Output,
    PersonalData, PersonalDataCount, Resource, Run, StageEntry, Takedown, Tree, Version,
};
use tamis_manifests::provider::Provider;
use tamis_manifests::rights::{LanguageCount, Named, Rights, RightsCounts, SignalCount};

pub const LANGUAGES: [&str; 3] = ["cat_Latn", "deu_Latn", "mlt_Latn"];

/// How tokens were counted.
const TOKENIZER: &str = "estimate: UTF-8 bytes / bytes per token of a tokenizer, by language";

pub fn sha(text: &str) -> String {
    tamis_manifests::digest::sha256(text.as_bytes())
}

fn map<K: Ord + Clone, V: Clone>(pairs: &[(K, V)]) -> BTreeMap<K, V> {
    pairs.iter().cloned().collect()
}

fn counted(pairs: &[(&str, u64)]) -> BTreeMap<String, u64> {
    pairs
        .iter()
        .map(|(key, n)| ((*key).to_owned(), *n))
        .collect()
}

/// The columns of a shard, as `pipeline/src/document.rs` has them, with three of its signals.
pub fn schema() -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let maybe = |name: &str| Field::new(name, DataType::Utf8, true);
    let list = |name: &str, item: DataType| {
        let item = Field::new("item", item, false);
        Field::new(name, DataType::List(Arc::new(item)), false)
    };
    let spans = vec![
        text("kind"),
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
    ];
    let evidence = vec![
        text("signal"),
        maybe("scope"),
        text("value"),
        text("source"),
    ];
    let signals = ["words", "stop_words", "compression"];
    let signals: Vec<Field> = signals
        .iter()
        .map(|name| Field::new(*name, DataType::Float32, false))
        .collect();
    Schema::new(vec![
        text("text"),
        text("id"),
        text("dump"),
        text("url"),
        text("date"),
        text("file_path"),
        Field::new("offset", DataType::Int64, false),
        text("language"),
        text("language_script"),
        Field::new("language_score", DataType::Float32, false),
        text("top_langs"),
        Field::new("minhash_cluster_id", DataType::Int64, false),
        Field::new("minhash_cluster_size", DataType::Int32, false),
        text("record_id"),
        maybe("html_lang"),
        maybe("license"),
        Field::new("token_count", DataType::Int32, false),
        Field::new("signals", DataType::Struct(signals.into()), false),
        list("pii", DataType::Struct(spans.into())),
        text("digest"),
        maybe("markdown"),
        Field::new(
            "metadata",
            DataType::Struct(vec![maybe("title")].into()),
            true,
        ),
        list("minhash_cluster_dumps", DataType::Utf8),
        list("rights", DataType::Struct(evidence.into())),
        text("source"),
    ])
}

fn flow(into: u64, removed: &[(&str, u64)]) -> Flow {
    let removed = counted(removed);
    let on = into - removed.values().sum::<u64>();
    Flow {
        documents_in: into,
        documents_out: on,
        characters_out: on * 1200,
        bytes_out: on * 1300,
        removed,
        ..Flow::default()
    }
}

fn input(dump: &str, n: usize, first: &str, last: &str) -> Input {
    let file_path = format!("{dump}/segment-{n:05}.warc.gz");
    Input {
        sha256: sha(&file_path),
        file_path,
        source: "crawl".into(),
        dump: dump.into(),
        bytes: 1_048_576 + n as u64,
        records: counted(&[
            ("response", 900),
            ("request", 900),
            ("warcinfo", 1),
            ("damaged", 2),
        ]),
        first_date: Some(first.into()),
        last_date: Some(last.into()),
    }
}

fn shard(language: &str, part: u64, parts: u64, rows: u64) -> Output {
    let path = format!("data/{language}/train-{part:05}-of-{parts:05}.parquet");
    Output {
        sha256: sha(&path),
        root: Some(sha(&format!("root of {path}"))),
        path,
        kind: "shard".into(),
        language: Some(language.into()),
        bytes: rows * 700,
        rows,
        text_bytes: Some(rows * 1300),
        characters: Some(rows * 1200),
        segments: Some(rows * 9),
    }
}

fn mix(documents: u64, rows: u64) -> Mix {
    Mix {
        documents_available: documents,
        tokens_available: documents * 300,
        tokens_asked: rows * 300,
        tokens_given: rows * 300,
        tokens_short: 0,
        documents_given: documents,
        rows_given: rows,
        repeats: rows as f64 / documents as f64,
        ..Mix::default()
    }
}

fn stage(name: &str, inputs: &[&str]) -> StageEntry {
    StageEntry {
        name: name.into(),
        kind: if name == "crawl" {
            "warc".into()
        } else {
            name.into()
        },
        inputs: inputs.iter().map(|input| (*input).into()).collect(),
        settings: serde_json::json!({}),
    }
}

fn resource(kind: &str, name: &str, version: Option<&str>) -> Resource {
    Resource {
        kind: kind.into(),
        name: name.into(),
        version: version.map(Into::into),
        sha256: (name != "identify").then(|| sha(name)),
    }
}

/// An account of three languages: rights, personal data, domains, two takedowns.
pub fn realistic() -> Manifest {
    let und = |flow: Flow| map(&[("und".to_owned(), flow)]);
    let each = |flows: [Flow; 3]| {
        LANGUAGES
            .iter()
            .map(|language| (*language).to_owned())
            .zip(flows)
            .collect()
    };
    let quality = [
        ("quality.min_words", 100),
        ("repetition.max_dup_lines", 20),
        ("dedup.near", 80),
    ];
    let mut manifest = Manifest {
        format: FORMAT.into(),
        name: "three-languages".into(),
        tokenizer: TOKENIZER.into(),
        run: Run {
            id: sha("run"),
            seed: 7,
            operator: Some("Example Lab".into()),
            purpose: Some("to show what the files of a dataset look like".into()),
        },
        code: Code {
            name: "tamis".into(),
            version: "0.1.0".into(),
            commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
            compiler: "rustc 1.95.0".into(),
            target: "x86_64-unknown-linux-musl".into(),
            ..Code::default()
        },
        config: Config {
            sha256: sha("config"),
            text: "config".into(),
        },
        stages: vec![
            stage("crawl", &[]),
            stage("urls", &["crawl"]),
            stage("rights", &["urls"]),
            stage("identify", &["rights"]),
            stage("select", &["identify"]),
            stage("balance", &["select"]),
            stage("emit", &["balance"]),
        ],
        resources: vec![
            resource("list", "adult", Some("2026-10-01")),
            resource("list", "eu-infringers", None),
            resource("model", "identify", None),
            resource("policy", "standard", Some("2")),
            resource("profile", "mlt_Latn", None),
        ],
        inputs: vec![
            input(
                "CC-MAIN-2026-05",
                0,
                "2026-01-20T04:00:00Z",
                "2026-01-31T23:10:00Z",
            ),
            input(
                "CC-MAIN-2026-05",
                1,
                "2026-01-22T00:00:00Z",
                "2026-02-03T11:00:00Z",
            ),
            input(
                "national-library",
                0,
                "2025-06-01T00:00:00Z",
                "2025-06-30T12:00:00Z",
            ),
        ],
        records: counted(&[
            ("response", 2700),
            ("request", 2700),
            ("warcinfo", 3),
            ("damaged", 6),
        ]),
        mix: LANGUAGES
            .iter()
            .map(|language| (*language).to_owned())
            .zip([mix(200, 200), mix(900, 900), mix(100, 300)])
            .collect(),
        outputs: vec![
            shard("cat_Latn", 0, 1, 200),
            shard("deu_Latn", 0, 2, 450),
            shard("deu_Latn", 1, 2, 450),
            shard("mlt_Latn", 0, 1, 300),
        ],
        ..Manifest::default()
    };
    manifest.counts = [
        (
            "crawl".to_owned(),
            und(flow(2706, &[("source.damaged", 6), ("source.status", 300)])),
        ),
        (
            "urls".to_owned(),
            und(flow(2400, &[("url.adult", 150), ("url.eu-infringers", 50)])),
        ),
        (
            "rights".to_owned(),
            und(flow(2200, &[("rights.noai", 60), ("rights.tdm", 40)])),
        ),
        (
            "identify".to_owned(),
            [
                (
                    "und".to_owned(),
                    flow(100, &[("identify.undetermined", 100)]),
                ),
                ("cat_Latn".to_owned(), flow(400, &[])),
                ("deu_Latn".to_owned(), flow(1300, &[])),
                ("mlt_Latn".to_owned(), flow(300, &[])),
            ]
            .into(),
        ),
        (
            "select".to_owned(),
            each([
                flow(400, &quality),
                flow(1300, &[("dedup.exact", 400)]),
                flow(300, &quality),
            ]),
        ),
    ]
    .into();
    manifest.rights = Some(rights());
    manifest.personal_data = LANGUAGES
        .iter()
        .map(|l| ((*l).to_owned(), personal()))
        .collect();
    manifest.domains = Domains {
        read: 40,
        kept: 25,
        top: domains().take(40).collect(),
        suffix_list: "psl 2.1.100".into(),
    };
    manifest.history = vec![
        takedown("2026-10-05T08:00:00Z", "request 17", 3),
        takedown("2026-11-02T08:00:00Z", "court order", 1),
    ];
    manifest.cost = Some(Cost {
        started: "2026-09-01T06:00:00Z".into(),
        finished: "2026-09-01T07:30:00Z".into(),
        total: GroupCost {
            task_seconds: 5400.5,
            ..GroupCost::default()
        },
        groups: Vec::new(),
    });
    manifest
}

fn takedown(date: &str, reason: &str, documents: u64) -> Version {
    Version {
        manifest_sha256: sha(date),
        trees: tamis_manifests::manifest::Trees {
            kept: Tree::default(),
            removed: Tree::default(),
            domains: Tree::default(),
        },
        takedown: Takedown {
            date: date.into(),
            reason: reason.into(),
            asked: counted(&[("url", documents)]),
            documents,
            rows: documents,
            shards: 1,
            evidence_rows: 0,
        },
    }
}

fn rights() -> Rights {
    let named = |name: &str, version: &str| Named {
        name: name.into(),
        version: version.into(),
        sha256: sha(name),
    };
    let signal = |documents: u64, dropped: u64| SignalCount {
        documents,
        evidence: documents + 3,
        dropped,
    };
    Rights {
        policy: named("standard", "2"),
        agents: named("agents", "2026-11-27"),
        counts: RightsCounts {
            documents: 2200,
            with_robots: 1500,
            with_evidence: 420,
            dropped: 100,
            signals: [
                ("license".to_owned(), signal(90, 0)),
                ("robots-tag".to_owned(), signal(280, 60)),
                ("tdm-reservation".to_owned(), signal(70, 40)),
            ]
            .into(),
            rules: counted(&[("noai", 60), ("tdm", 40)]),
            languages: [("und".to_owned(), LanguageCount::default())].into(),
            ..RightsCounts::default()
        },
        ..Rights::default()
    }
}

fn personal() -> PersonalData {
    let count = |found: u64| PersonalDataCount {
        found,
        documents: found / 2,
        handled: found / 3,
    };
    PersonalData {
        kinds: [
            ("email".to_owned(), count(60)),
            ("national_id.MT_ID".to_owned(), count(6)),
        ]
        .into(),
        actions: [
            ("email".to_owned(), "surrogate".to_owned()),
            ("national_id".to_owned(), "tag".to_owned()),
        ]
        .into(),
    }
}

/// Domains by text read, most first.
pub fn domains() -> impl Iterator<Item = DomainSize> {
    (0..40u64).map(|i| DomainSize {
        domain: format!("site-{i:02}.example"),
        documents_read: 100 - i,
        bytes_read: 1_000_000 / (i + 1),
        tokens_read: 250_000 / (i + 1),
        documents: 40 - i,
        bytes: 400_000 / (i + 1),
        tokens: 100_000 / (i + 1),
    })
}

/// An account of a run that read nothing.
pub fn empty() -> Manifest {
    Manifest {
        format: FORMAT.into(),
        name: "nothing".into(),
        tokenizer: TOKENIZER.into(),
        ..Manifest::default()
    }
}

/// A provider that has answered everything.
pub fn provider() -> Provider {
    Provider::read("provider.toml", include_str!("provider.toml")).unwrap()
}

/// Files beside the shards.
pub fn files() -> Vec<File> {
    let names = [
        "README.md",
        "SHA256SUMS",
        "counts.json",
        "croissant.json",
        "data/cat_Latn/counts.json",
        "data/cat_Latn/train-00000-of-00001.parquet",
        "datasheet.md",
        "domains.parquet",
        "manifest.intoto.json",
        "manifest.json",
        "public-summary.html",
        "removed/all-00000.parquet",
    ];
    let file = |(i, path): (usize, &str)| File {
        path: path.into(),
        sha256: sha(path),
        bytes: 1000 + i as u64,
    };
    names.into_iter().enumerate().map(file).collect()
}

/// Names that try to do something.
pub const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "a \"quoted\" 'name' with \\ and `code`",
    "| pipe | table |\n|---|---|\n# heading",
    "- list\n- item: [a, {b: c}] # comment",
    "--- \n...\n--- end of the head",
    "\u{202e}right to left\u{202c} \u{200b}\u{feff}",
    "{{ template }} ${var} %s & &amp; &lt;b&gt;",
    "*bold* _it_ ~~gone~~ [link](javascript:alert(1)) <https://x> ![i](x)",
    "!!python/object:os.system",
    "no",
    "null",
    "\u{1f600} é ß \u{85}\u{2028}x\ty\r\nz",
    "1e3",
    "\u{1b}[31mred\u{7}",
    "<!-- comment --> <![CDATA[x]]> <details>",
    "1. one\n\n2. two\n\n    code",
    "$$x$$ ^a^ :smile: @user #123",
];
