//! The other parts of the account.

use super::*;

pub(super) fn stages(wish: &Wish) -> Vec<StageEntry> {
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

pub(super) fn rights(wish: &Wish, counts: &Counts, chance: &mut Chance) -> Rights {
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

pub(super) fn mix(wish: &Wish, counts: &Counts) -> BTreeMap<String, Mix> {
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
                ..Mix::default()
            },
        );
    }
    out
}

pub(super) fn outputs(manifest: &Manifest) -> Vec<Output> {
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

pub(super) fn personal_data(
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

pub(super) const NAMES: [&str; 8] = [
    "παράδειγμα.example",
    "مثال.example",
    "דוגמה.example",
    "news.example",
    "blog.mt.example",
    "приклад.example",
    "მაგალითი.example",
    "ireland.example",
];

pub(super) fn domains(wish: &Wish, chance: &mut Chance) -> Domains {
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

pub(super) fn cost() -> Cost {
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
        estimated_cpu_seconds: Some(cpu_seconds * (0.9 + tasks as f64 / 2000.0)),
    })
    .collect();
    for group in &groups {
        total.tasks += group.tasks;
        total.task_seconds += group.task_seconds;
        total.cpu_seconds += group.cpu_seconds;
        total.estimated_cpu_seconds = group
            .estimated_cpu_seconds
            .map(|seconds| seconds + total.estimated_cpu_seconds.unwrap_or_default());
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
