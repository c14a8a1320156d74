//! A made account of a run that adds up, as large as one likes. The numbers mean nothing.

mod flow;
mod parts;

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

use flow::{counts, signals};
use parts::{NAMES, cost, domains, mix, outputs, personal_data, rights, stages};

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
