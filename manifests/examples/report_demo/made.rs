//! A made account of a run that adds up, as large as one likes. The numbers mean nothing.

use std::collections::BTreeMap;

use serde_json::json;
use tamis_manifests::Manifest;
use tamis_manifests::manifest::{
    Bound, Clusters, Code, Config, Cost, DomainSize, Domains, Environment, GroupCost, Input, Mix,
    Output, PersonalData, PersonalDataCount, Resource, Run, SignalHistograms, StageEntry, Takedown,
    Version,
};
use tamis_manifests::report::Samples;
use tamis_manifests::rights::{
    DomainCount, Domains as RightsDomains, LanguageCount, Named, Rights, RightsCounts, RobotsInput,
    SignalCount,
};
use tamis_manifests::{Counts, Flow, Removed};

/// What to make.
pub(crate) struct Wish {
    /// Languages, the largest first.
    pub(crate) languages: Vec<String>,
    /// Names of signals.
    pub(crate) signals: Vec<String>,
    /// Documents read, about.
    pub(crate) documents: u64,
    /// Files read.
    pub(crate) inputs: u64,
    /// Another number gives other counts.
    pub(crate) seed: u64,
    /// The bound of `quality.min_words`.
    pub(crate) min_words: f64,
}

/// Ten languages of five scripts.
pub(crate) const TEN: [&str; 10] = [
    "eng_Latn", "pol_Latn", "ukr_Cyrl", "ell_Grek", "tat_Arab", "ydd_Hebr", "kat_Geor", "mlt_Latn",
    "gle_Latn", "sme_Latn",
];

/// Signals that rules of the built-in profiles look at, and some that none does.
pub(crate) const SIGNALS: [&str; 14] = [
    "words",
    "mean_word_length",
    "symbol_ratio",
    "alpha_words",
    "stop_words",
    "terminal_lines",
    "bullet_lines",
    "digit_ratio",
    "dup_lines",
    "dup_line_chars",
    "top_2gram",
    "dup_5gram",
    "wds",
    "compression",
];

/// Pseudo-random numbers, the same everywhere.
struct Chance(u64);

impl Chance {
    /// SplitMix64 (Steele, Lea, Flood 2014), upper 53 bits as 0 to 1.
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn of(&mut self, n: u64, low: f64, high: f64) -> u64 {
        (n as f64 * (low + (high - low) * self.part())) as u64
    }
}

fn digest(text: &str) -> String {
    tamis_manifests::digest::sha256(text.as_bytes())
}

/// Fifty bins to 1, then ten a decade to 100 000.
fn edges() -> Vec<f64> {
    let fine = (0..50).map(|n| f64::from(n) / 50.0);
    let coarse = (0..50).map(|n| {
        let raw = 10f64.powf(f64::from(n) / 10.0);
        let power = 10f64.powf(raw.log10().floor() - 1.0);
        (raw / power).round() * power
    });
    fine.chain(coarse).collect()
}

/// Takes reasons away from a flow, one after another.
fn remove(chance: &mut Chance, flow: &mut Flow, reasons: &[(&str, f64)]) {
    flow.documents_out = flow.documents_in;
    for (reason, share) in reasons {
        let n = chance
            .of(flow.documents_in, share * 0.6, share * 1.4)
            .min(flow.documents_out);
        if n > 0 {
            flow.documents_out -= n;
            *flow.removed.entry((*reason).to_owned()).or_default() += n;
        }
    }
    flow.characters_out = flow.documents_out * 2345;
    flow.bytes_out = flow.documents_out * 2987;
}

const SOURCE: [(&str, f64); 3] = [
    ("source.mime", 0.06),
    ("source.status", 0.03),
    ("source.damaged", 0.001),
];
const RIGHTS: [(&str, f64); 4] = [
    ("rights.tdm", 0.02),
    ("rights.robots_txt", 0.03),
    ("rights.noai", 0.011),
    ("rights.noindex", 0.02),
];
const SELECT: [(&str, f64); 12] = [
    ("identify.score", 0.02),
    ("dedup.near", 0.19),
    ("dedup.exact", 0.08),
    ("dedup.url", 0.01),
    ("quality.min_words", 0.14),
    ("quality.max_bullet_lines", 0.03),
    ("quality.min_stop_words", 0.06),
    ("quality.min_terminal_lines", 0.05),
    ("quality.min_wds", 0.04),
    ("repetition.max_dup_lines", 0.03),
    ("repetition.max_top_2gram", 0.015),
    ("pii.max_share", 0.002),
];

fn counts(wish: &Wish, chance: &mut Chance) -> Counts {
    let mut counts = Counts::default();
    let mut on = wish.documents;
    for (stage, reasons) in [
        ("crawl", &SOURCE[..]),
        ("rights", &RIGHTS[..]),
        ("extract", &[("extract.empty", 0.05)][..]),
    ] {
        let flow = counts.flow(stage, "und");
        flow.documents_in = on;
        remove(chance, flow, reasons);
        on = flow.documents_out;
    }
    let weights: Vec<f64> = (0..wish.languages.len())
        .map(|place| 0.62f64.powf(place as f64 * 10.0 / wish.languages.len().max(10) as f64))
        .collect();
    let all: f64 = weights.iter().sum::<f64>() + 0.08;
    for (language, weight) in wish.languages.iter().zip(&weights) {
        let n = (on as f64 * weight / all) as u64;
        let flow = counts.flow("identify", language);
        flow.documents_in = n;
        remove(chance, flow, &[]);
    }
    let known = counts.stages.get("identify").into_iter().flatten();
    let known: u64 = known.map(|(_, flow)| flow.documents_in).sum();
    let flow = counts.flow("identify", "oth");
    flow.documents_in = on - known;
    remove(chance, flow, &[("identify.rejected", 9.0)]);
    for language in &wish.languages {
        let passed = counts.flow("identify", language).clone();
        counts
            .stages
            .entry("annotate".into())
            .or_default()
            .insert(language.clone(), passed.clone());
        counts
            .stages
            .entry("signatures".into())
            .or_default()
            .insert(language.clone(), passed.clone());
        let mut reasons = SELECT.to_vec();
        reasons[4].1 = wish.min_words / 350.0;
        let flow = counts.flow("select", language);
        flow.documents_in = passed.documents_out;
        remove(chance, flow, &reasons);
        let left = flow.documents_out;
        let flow = counts.flow("emit", language);
        flow.documents_in = left;
        let cut = if Some(language) == wish.languages.first() {
            0.3
        } else {
            0.0
        };
        remove(chance, flow, &[("balance.budget", cut)]);
    }
    counts
}

fn bound_of(signal: &str, min_words: f64) -> Option<(&'static str, Option<f64>, Option<f64>)> {
    Some(match signal {
        "words" => ("quality.min_words", Some(min_words), None),
        "mean_word_length" => ("quality.min_mean_word_length", Some(3.0), Some(10.0)),
        "symbol_ratio" => ("quality.max_symbol_ratio", None, Some(0.1)),
        "alpha_words" => ("quality.min_alpha_words", Some(0.7), None),
        "stop_words" => ("quality.min_stop_words", Some(8.0), None),
        "terminal_lines" => ("quality.min_terminal_lines", Some(0.11), None),
        "bullet_lines" => ("quality.max_bullet_lines", None, Some(0.9)),
        "dup_lines" => ("repetition.max_dup_lines", None, Some(0.3)),
        "top_2gram" => ("repetition.max_top_2gram", None, Some(0.2)),
        "wds" => ("quality.min_wds", Some(5.0), None),
        _ => return None,
    })
}

fn signals(wish: &Wish, counts: &Counts, chance: &mut Chance) -> SignalHistograms {
    let mut out = SignalHistograms {
        edges: edges(),
        ..SignalHistograms::default()
    };
    for language in &wish.languages {
        let documents = counts.stages["annotate"][language].documents_out;
        for (number, signal) in wish.signals.iter().enumerate() {
            let (middle, wide) = match signal.as_str() {
                "words" => (76.0, 8.0),
                "mean_word_length" => (57.0, 1.6),
                "stop_words" => (64.0, 5.0),
                "alpha_words" => (42.0, 5.0),
                "wds" => (58.0, 2.5),
                "top_2gram" | "symbol_ratio" | "digit_ratio" => (3.0, 4.0),
                "bullet_lines" | "dup_lines" | "dup_line_chars" => (2.0, 9.0),
                _ => (
                    20.0 + (number as f64 * 7.3) % 60.0,
                    4.0 + (number as f64 * 1.7) % 9.0,
                ),
            };
            let middle = middle + chance.part() * 3.0 - 1.5;
            let weights: Vec<f64> = (0..out.edges.len())
                .map(|bin| (-0.5 * ((bin as f64 - middle) / wide).powi(2)).exp())
                .collect();
            let all: f64 = weights.iter().sum();
            let mut bins: Vec<u64> = weights
                .iter()
                .map(|weight| {
                    (documents as f64 * weight / all * (0.85 + 0.3 * chance.part())) as u64
                })
                .collect();
            while bins.last() == Some(&0) {
                bins.pop();
            }
            let of = out.languages.entry(language.clone()).or_default();
            of.insert(signal.clone(), bins);
            if let Some((rule, min, max)) = bound_of(signal, wish.min_words) {
                let low = if signal == "stop_words" {
                    (chance.part() * 6.0).round()
                } else {
                    0.0
                };
                out.bounds.entry(language.clone()).or_default().push(Bound {
                    rule: rule.to_owned(),
                    signal: signal.clone(),
                    min: min.map(|min| min - low),
                    max,
                });
            } else if wish.signals.len() > 30 && number % 2 == 0 {
                out.bounds.entry(language.clone()).or_default().push(Bound {
                    rule: format!("quality.max_{signal}"),
                    signal: signal.clone(),
                    min: None,
                    max: Some(0.3 + chance.part()),
                });
            }
        }
    }
    out
}

fn stages(wish: &Wish) -> Vec<StageEntry> {
    let entry = |name: &str, kind: &str, inputs: &[&str], settings| StageEntry {
        name: name.into(),
        kind: kind.into(),
        inputs: inputs.iter().map(ToString::to_string).collect(),
        settings,
    };
    vec![
        entry(
            "crawl",
            "warc",
            &[],
            json!({"check_digests": false, "dump": "EXAMPLE-2026-40"}),
        ),
        entry(
            "rights",
            "rights",
            &["crawl"],
            json!({"version": 2, "beside": true}),
        ),
        entry(
            "extract",
            "extract",
            &["rights"],
            json!({"mode": "main", "version": 2}),
        ),
        entry(
            "identify",
            "identify",
            &["extract"],
            json!({"languages": wish.languages}),
        ),
        entry("annotate", "annotate", &["identify"], json!({"pii": 1})),
        entry(
            "signatures",
            "signatures",
            &["annotate"],
            json!({"bands": 14, "rows": 8, "seed": 1}),
        ),
        entry(
            "buckets",
            "buckets",
            &["signatures"],
            json!({"threshold": 0.71}),
        ),
        entry("clusters", "clusters", &["buckets"], json!({})),
        entry(
            "select",
            "select",
            &["annotate", "clusters"],
            json!({"max_cut": 0.5, "profiles": {"mlt_Latn": digest(&wish.min_words.to_string())}}),
        ),
        entry(
            "balance",
            "balance",
            &["select"],
            json!({"exponent": 0.7, "max_repeats": 4.0, "method": "temperature"}),
        ),
        entry(
            "emit",
            "emit",
            &["balance"],
            json!({"seed": 1, "shard_bytes": 134_217_728}),
        ),
    ]
}

fn rights(wish: &Wish, counts: &Counts, chance: &mut Chance) -> Rights {
    let flow = &counts.stages["rights"]["und"];
    let dropped: u64 = flow.removed.values().sum();
    let evidence = dropped * 3;
    let mut all = RightsCounts {
        documents: flow.documents_in,
        with_robots: chance.of(flow.documents_in, 0.8, 0.9),
        with_evidence: evidence,
        dropped,
        unreadable: [("header".to_owned(), 31), ("tdmrep".to_owned(), 7)].into(),
        ..RightsCounts::default()
    };
    for (signal, share) in [
        ("robots-txt", 0.5),
        ("robots-tag", 0.2),
        ("tdm-reservation", 0.15),
        ("license", 0.3),
        ("content-usage", 0.01),
    ] {
        let documents = chance.of(evidence, share * 0.9, share * 1.1);
        all.signals.insert(
            signal.to_owned(),
            SignalCount {
                documents,
                evidence: documents * 5 / 4,
                dropped: if signal == "license" {
                    0
                } else {
                    documents / 3
                },
            },
        );
    }
    for (reason, n) in &flow.removed {
        all.rules
            .insert(reason.trim_start_matches("rights.").to_owned(), *n);
    }
    for language in &wish.languages {
        let documents = chance.of(counts.stages["annotate"][language].documents_out, 0.1, 0.25);
        all.languages.insert(
            language.clone(),
            LanguageCount {
                documents,
                dropped: documents / 3,
                signals: [
                    ("robots-txt".to_owned(), documents / 2),
                    ("license".to_owned(), documents / 4),
                ]
                .into(),
                rules: [
                    ("tdm".to_owned(), documents / 6),
                    ("robots_txt".to_owned(), documents / 6),
                ]
                .into(),
            },
        );
    }
    all.robots = (0..3)
        .map(|n| RobotsInput {
            file_path: format!("robotstxt/{n:05}.warc.gz"),
            bytes: 4_000_000 + n,
            sha256: digest(&format!("robots {n}")),
            answers: 9000 + n,
            robots: 7000,
            tdmrep: 40,
            problems: if n == 1 {
                [("http".to_owned(), 12)].into()
            } else {
                [].into()
            },
            ..RobotsInput::default()
        })
        .collect();
    Rights {
        policy: Named {
            name: "standard".into(),
            version: "2".into(),
            sha256: digest("policy"),
        },
        agents: Named {
            name: "agents".into(),
            version: "2026-11-27".into(),
            sha256: digest("agents"),
        },
        counts: all,
        domains: RightsDomains {
            total: 1234,
            dropped: 321,
            top: (0..20)
                .map(|n| DomainCount {
                    domain: format!("news{n}.example"),
                    documents: 9000 - n * 400,
                    dropped: 5000 - n * 240,
                })
                .collect(),
        },
    }
}

fn mix(wish: &Wish, counts: &Counts) -> BTreeMap<String, Mix> {
    let mut out = BTreeMap::new();
    for (place, language) in wish.languages.iter().enumerate() {
        let flow = &counts.stages["emit"][language];
        let repeats = if place == 0 {
            1.0
        } else {
            (1.0 + place as f64 * 0.45).min(4.0)
        };
        let rows = (flow.documents_out as f64 * repeats) as u64;
        out.insert(
            language.clone(),
            Mix {
                documents_available: flow.documents_in,
                tokens_available: flow.documents_in * 586,
                tokens_asked: rows * 586 + if repeats >= 4.0 { rows * 99 } else { 0 },
                tokens_given: rows * 586,
                tokens_short: if repeats >= 4.0 { rows * 99 } else { 0 },
                documents_given: flow.documents_out,
                rows_given: rows,
                repeats,
            },
        );
    }
    out
}

fn outputs(manifest: &Manifest) -> Vec<Output> {
    let flows = || manifest.counts.values().flat_map(BTreeMap::values);
    let removed: u64 = flows().flat_map(|flow| flow.removed.values()).sum();
    let down: u64 = manifest.history.iter().map(|v| v.takedown.documents).sum();
    let mut out: Vec<Output> = manifest
        .mix
        .iter()
        .filter(|(_, mix)| mix.rows_given > 0)
        .map(|(language, mix)| Output {
            path: format!("data/{language}/train-00000-of-00001.parquet"),
            kind: "shard".into(),
            language: Some(language.clone()),
            bytes: mix.rows_given * 1100,
            sha256: digest(language),
            rows: mix.rows_given,
            text_bytes: Some(mix.rows_given * 2987),
            characters: Some(mix.rows_given * 2345),
            segments: Some(mix.rows_given * 31),
            root: Some(digest(&format!("root {language}"))),
        })
        .collect();
    let mut add = |kind: &str, path: &str, rows: u64, root: bool| {
        out.push(Output {
            path: path.into(),
            kind: kind.into(),
            bytes: rows * 60 + 900,
            sha256: digest(path),
            rows,
            root: root.then(|| digest(&format!("root {path}"))),
            ..Output::default()
        });
    };
    add("domains", "domains.parquet", manifest.domains.read, false);
    add(
        "ledger",
        "removed/select-00000.parquet",
        removed + down,
        true,
    );
    if let Some(rights) = &manifest.rights {
        add(
            "rights",
            "rights/source-00000.parquet",
            rights.counts.with_evidence,
            false,
        );
    }
    out
}

fn personal_data(
    wish: &Wish,
    counts: &Counts,
    chance: &mut Chance,
) -> BTreeMap<String, PersonalData> {
    let mut out = BTreeMap::new();
    for language in &wish.languages {
        let documents = counts.stages["annotate"][language].documents_out;
        let mut data = PersonalData::default();
        for (kind, share, action) in [
            ("email", 0.2, "surrogate"),
            ("phone", 0.15, "surrogate"),
            ("ip_address", 0.01, "tag"),
            ("iban", 0.002, "drop-document"),
            ("national_id.PL_PESEL", 0.0005, ""),
        ] {
            let with = chance.of(documents, share * 0.7, share * 1.3);
            data.kinds.insert(
                kind.to_owned(),
                PersonalDataCount {
                    found: with * 3,
                    documents: with,
                    handled: with * 5 / 4,
                },
            );
            if !action.is_empty() {
                data.actions.insert(kind.to_owned(), action.to_owned());
            }
        }
        data.actions
            .insert("national_id".to_owned(), "surrogate".to_owned());
        out.insert(language.clone(), data);
    }
    out
}

const NAMES: [&str; 8] = [
    "παράδειγμα.example",
    "مثال.example",
    "דוגמה.example",
    "news.example",
    "blog.mt.example",
    "приклад.example",
    "მაგალითი.example",
    "ireland.example",
];

fn domains(wish: &Wish, chance: &mut Chance) -> Domains {
    let mut read = wish.documents / 20;
    let top = (0..100)
        .map(|n| {
            read = chance.of(read, 0.88, 0.98);
            let kept = chance.of(read, 0.1, 0.7);
            DomainSize {
                domain: if n < 8 {
                    NAMES[n].to_owned()
                } else {
                    format!("site{n}.example")
                },
                documents_read: read,
                bytes_read: read * 3100,
                tokens_read: read * 640,
                documents: kept,
                bytes: kept * 2900,
                tokens: kept * 600,
            }
        })
        .collect();
    Domains {
        read: 48_211,
        kept: 39_004,
        top,
        suffix_list: "psl 2.1.140".into(),
    }
}

fn cost() -> Cost {
    let mut total = GroupCost::default();
    let groups: Vec<GroupCost> = [
        (
            "source",
            &[
                "crawl",
                "rights",
                "extract",
                "identify",
                "annotate",
                "signatures",
            ][..],
            240u64,
            61_234.5,
        ),
        ("buckets", &["buckets"], 32, 1834.0),
        ("clusters", &["clusters"], 1, 95.2),
        ("select", &["select"], 240, 2210.0),
        ("emit", &["balance", "emit"], 24, 3105.7),
    ]
    .into_iter()
    .map(|(group, stages, tasks, cpu_seconds)| GroupCost {
        group: group.into(),
        stages: stages.iter().map(ToString::to_string).collect(),
        tasks,
        task_seconds: cpu_seconds / 7.6,
        cpu_seconds,
        peak_memory: 1_100_000_000 + tasks * 1_000_000,
        bytes_read: tasks * 1_200_000_000,
        bytes_written: tasks * 190_000_000,
    })
    .collect();
    for group in &groups {
        total.tasks += group.tasks;
        total.task_seconds += group.task_seconds;
        total.cpu_seconds += group.cpu_seconds;
        total.peak_memory = total.peak_memory.max(group.peak_memory);
        total.bytes_read += group.bytes_read;
        total.bytes_written += group.bytes_written;
    }
    Cost {
        started: "2026-11-27T08:15:02Z".into(),
        finished: "2026-11-27T10:41:40Z".into(),
        total,
        groups,
    }
}

/// The trees over the outputs, so that the account adds up.
pub(crate) fn seal(manifest: &mut Manifest) {
    manifest.trees.kept = manifest.tree_over("shard");
    manifest.trees.removed = manifest.tree_over("ledger");
    manifest.trees.domains.root = digest("domains");
}

/// A run that read nothing.
pub(crate) fn empty() -> Manifest {
    let mut manifest = Manifest {
        format: tamis_manifests::manifest::FORMAT.into(),
        name: "empty".into(),
        stages: stages(&wish(&[], &[], 0)),
        ..Manifest::default()
    };
    seal(&mut manifest);
    manifest
}

/// A wish for so many documents.
pub(crate) fn wish(languages: &[&str], signals: &[&str], documents: u64) -> Wish {
    Wish {
        languages: languages.iter().map(ToString::to_string).collect(),
        signals: signals.iter().map(ToString::to_string).collect(),
        documents,
        inputs: 6,
        seed: 7,
        min_words: 50.0,
    }
}

/// The account.
pub(crate) fn manifest(wish: &Wish) -> Manifest {
    let mut chance = Chance(wish.seed);
    let counts = counts(wish, &mut chance);
    let kinds: BTreeMap<String, u64> = [
        ("request", 9000),
        ("response", 9000),
        ("metadata", 9000),
        ("warcinfo", 1),
        ("damaged", 3),
    ]
    .map(|(kind, n)| (kind.to_owned(), n))
    .into();
    let profiles = wish.languages.iter().map(|language| Resource {
        kind: "profile".into(),
        name: language.clone(),
        version: None,
        sha256: Some(digest(&format!("{language} {}", wish.min_words))),
    });
    let resource = |kind: &str, name: &str, version: &str| Resource {
        kind: kind.into(),
        name: name.into(),
        version: Some(version.into()),
        sha256: Some(digest(name)),
    };
    let mut manifest = Manifest {
        format: tamis_manifests::manifest::FORMAT.into(),
        name: "example corpus".into(),
        run: Run {
            id: digest(&format!("run {} {}", wish.seed, wish.min_words)),
            seed: 1,
            operator: Some("Example Institute".into()),
            purpose: Some("pictures of this page".into()),
        },
        code: Code {
            name: "tamis".into(),
            version: "0.1.0".into(),
            commit: Some(digest("commit")[..40].into()),
            modified: false,
            lock_sha256: Some(digest("lock")),
            compiler: "rustc 1.95.0".into(),
            target: "x86_64-unknown-linux-musl".into(),
            binary_sha256: Some(digest("binary")),
        },
        config: Config {
            sha256: digest(&wish.min_words.to_string()),
            text: format!(
                "[run]\nname = \"example corpus\"\noutput = \"out\"\n\n[sources.crawl]\ntype = \"warc\"\npaths = [\"crawl/*.warc.gz\"]\ndump = \"EXAMPLE-2026-40\"\n\n[stages.balance]\nmethod = \"temperature\"\nexponent = 0.7\n\n[profiles.mlt_Latn]\nmin_words = {}\n",
                wish.min_words
            ),
        },
        stages: stages(wish),
        resources: profiles
            .chain([
                resource("agents", "agents", "2026-11-27"),
                resource("list", "adult", "2026-10-01"),
                resource("model", "identify", "3"),
                resource("policy", "standard", "2"),
            ])
            .collect(),
        inputs: (0..wish.inputs)
            .map(|n| Input {
                file_path: format!("crawl/EXAMPLE-{n:05}.warc.gz"),
                source: "crawl".into(),
                dump: "EXAMPLE-2026-40".into(),
                bytes: 1_050_000_000 + n * 1_234_567,
                sha256: digest(&format!("input {n} {}", if n == 0 { wish.seed } else { 0 })),
                records: kinds.clone(),
                first_date: Some("2026-10-02T00:00:14Z".into()),
                last_date: Some("2026-10-11T23:59:58Z".into()),
            })
            .collect(),
        records: kinds
            .iter()
            .map(|(kind, n)| (kind.clone(), n * wish.inputs))
            .collect(),
        signals: signals(wish, &counts, &mut chance),
        mix: mix(wish, &counts),
        rights: Some(rights(wish, &counts, &mut chance)),
        personal_data: personal_data(wish, &counts, &mut chance),
        clusters: Some(Clusters {
            languages: wish
                .languages
                .iter()
                .map(|language| {
                    let n = counts.stages["annotate"][language].documents_out / 12;
                    let sizes = [
                        (2, n),
                        (3, n / 4),
                        (4, n / 9),
                        (7, n / 20),
                        (30, n / 400),
                        (240, n / 9000),
                        (1700, n / 90_000),
                    ];
                    (
                        language.clone(),
                        sizes.into_iter().filter(|(_, n)| *n > 0).collect(),
                    )
                })
                .collect(),
        }),
        domains: domains(wish, &mut chance),
        counts: counts.stages,
        history: vec![Version {
            manifest_sha256: digest("before"),
            trees: Default::default(),
            takedown: Takedown {
                date: "2026-12-03T11:20:00Z".into(),
                reason: "ticket 41: request of a site".into(),
                asked: [("domain".to_owned(), 1), ("url".to_owned(), 3)].into(),
                documents: 57,
                rows: 61,
                shards: 2,
                evidence_rows: 0,
            },
        }],
        environment: Some(Environment {
            system: "Linux 6.8".into(),
            architecture: "x86_64".into(),
            processor: Some("Example Processor 7713".into()),
            cores: 128,
            threads: 128,
            memory: Some(257_000_000_000),
            slurm_job: Some("1234567".into()),
        }),
        cost: Some(cost()),
        ..Manifest::default()
    };
    manifest.outputs = outputs(&manifest);
    seal(&mut manifest);
    manifest
}

/// A sample of the ledger that goes with it.
pub(crate) fn samples(manifest: &Manifest) -> Samples {
    let mut samples = Samples::new(4);
    let mut chance = Chance(3);
    for (stage, languages) in &manifest.counts {
        for (language, flow) in languages {
            for reason in flow.removed.keys() {
                for n in 0..6u64 {
                    let name = NAMES[(n as usize + language.len() + reason.len()) % NAMES.len()];
                    let id = digest(&format!("{language} {reason} {n}"));
                    let path = ["нови́ни/2026", "أخبار/٢٠٢٦", "news/2026", "νέα"][n as usize % 4];
                    let value = (chance.part() * 1000.0).round() / 10.0;
                    let (value, threshold, detail) = match reason.split_once('.') {
                        Some(("quality" | "repetition" | "pii", _)) => {
                            (Some(value), Some(50.0), None)
                        }
                        Some(("dedup", _)) => {
                            (Some(value / 100.0), None, Some(id[32..].to_owned()))
                        }
                        Some(("source", _)) => (None, None, Some("application/pdf".to_owned())),
                        _ => (None, None, None),
                    };
                    samples.push(&Removed {
                        url: format!("https://{name}/{path}/{n}"),
                        id: id[..32].to_owned(),
                        language: language.clone(),
                        stage: stage.clone(),
                        reason: reason.clone(),
                        value,
                        threshold,
                        file_path: "crawl/EXAMPLE-00000.warc.gz".into(),
                        offset: n,
                        detail,
                    });
                }
            }
        }
    }
    samples
}
