//! The mix: how many tokens of each language are asked for, and what can be given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tamis_manifests::manifest::Mix;

use super::rehydration::{Available, Rehydrate, Weights};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::{BINS, LanguageStats};
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "balance",
    about: "token budgets by language",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Selected])],
    output: Some(Port::Balanced),
    edge: Edge::Gather,
    side: false,
    build,
};

/// Estimated tokens of a text: its Unicode scalar values divided by 4, rounded up. A stated rule,
/// not a measurement: no tokenizer is involved.
#[must_use]
pub(crate) fn estimate_tokens(text: &str) -> u32 {
    u32::try_from(tokens_of(text.chars().count() as u64)).unwrap_or(u32::MAX)
}

/// The same of so many Unicode scalar values.
#[must_use]
pub(crate) fn tokens_of(characters: u64) -> u64 {
    characters.div_ceil(4)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    method: Method,
    #[serde(default = "exponent")]
    exponent: f64,
    #[serde(default = "max_repeats")]
    max_repeats: f64,
    #[serde(default)]
    tokens: Option<u64>,
    #[serde(default)]
    rehydrate: Option<Rehydrate>,
}

/// How the budget is shared out.
#[derive(Deserialize, Serialize, Default, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// As much of each language as there is of it.
    Proportional,
    /// Shares proportional to (available tokens)^exponent.
    #[default]
    Temperature,
}

/// The OpenEuroLLM flag mix behaves like 0.7.
fn exponent() -> f64 {
    0.7
}

/// Repeating data up to 4 times costs little (Muennighoff et al. 2023, arXiv 2305.16264).
fn max_repeats() -> f64 {
    4.0
}

struct Balance {
    method: Method,
    exponent: f64,
    max_repeats: f64,
    /// Languages whose profile has a cap of its own.
    caps: BTreeMap<String, f64>,
    tokens: Option<u64>,
    weights: Weights,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {
        method,
        exponent,
        max_repeats,
        tokens,
        rehydrate,
    } = settings.parse()?;
    let wrong = |key: &str, message: String, help: &str| {
        Error::from(settings.source().error(
            settings.span_of(key),
            message,
            "out of range",
            Some(help.into()),
        ))
    };
    if !(0.0..=1.0).contains(&exponent) {
        let message = format!("the exponent {exponent} is not between 0 and 1");
        return Err(wrong(
            "exponent",
            message,
            "1 is proportional, 0 gives equal shares",
        ));
    }
    if !(1.0..=1000.0).contains(&max_repeats) {
        let message = format!("max_repeats = {max_repeats} is not between 1 and 1000");
        return Err(wrong(
            "max_repeats",
            message,
            "1 repeats nothing; the default is 4",
        ));
    }
    if tokens == Some(0) {
        return Err(wrong(
            "tokens",
            "a mix of 0 tokens is empty".into(),
            "leave the key out",
        ));
    }
    let weights = match rehydrate {
        Some(key) => {
            Weights::parse(&key).map_err(|(message, help)| wrong("rehydrate", message, &help))?
        }
        None => Weights::default(),
    };
    let caps = context
        .registry
        .iter()
        .filter_map(|p| Some((p.code.to_string(), f64::from(p.balance.max_repeats?))))
        .collect();
    Ok(Box::new(Balance {
        method,
        exponent,
        max_repeats,
        caps,
        tokens,
        weights,
    }))
}

/// What one language gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Share {
    /// The account for the manifest.
    pub(crate) mix: Mix,
    /// Every document is given this many times ...
    pub(crate) copies: u32,
    /// ... and once more when the bin of its mixing hash is below this (0..=256).
    pub(crate) extra_below: usize,
    /// UTF-8 bytes of text in the shards, repeats counted, estimated from the mean document.
    pub(crate) bytes: u64,
    /// Each of these copies is given as often as the size of the document's cluster asks for.
    pub(crate) weights: Weights,
}

/// The whole mix, by language.
pub(crate) type Shares = BTreeMap<String, Share>;

impl Balance {
    fn shares(&self, stats: &BTreeMap<String, LanguageStats>) -> Shares {
        let available: BTreeMap<&String, Available> = stats
            .iter()
            .map(|(language, stats)| (language, Available::new(stats, &self.weights)))
            .collect();
        let total: u64 = available.values().map(|s| s.tokens).sum();
        let budget = self.tokens.unwrap_or(total) as f64;
        let exponent = if self.method == Method::Proportional {
            1.0
        } else {
            self.exponent
        };
        let weight = |s: &Available| (s.tokens as f64).powf(exponent);
        let weights: f64 = available.values().map(weight).sum();
        available
            .iter()
            .filter(|(_, s)| s.documents > 0)
            .map(|(language, stats)| {
                let asked = if weights > 0.0 {
                    budget * weight(stats) / weights
                } else {
                    0.0
                };
                let cap = self
                    .caps
                    .get(*language)
                    .copied()
                    .unwrap_or(self.max_repeats);
                let mut share = share(stats, asked, cap);
                share.weights = self.weights.clone();
                ((*language).clone(), share)
            })
            .collect()
    }
}

fn share(stats: &Available, asked: f64, max_repeats: f64) -> Share {
    let available = stats.tokens.max(1) as f64;
    // Shares are rounded to a millionth, so that a ratio that is 1 but for rounding stays 1.
    let ratio = ((asked / available).min(max_repeats) * 1e6).round() / 1e6;
    let copies = ratio.floor();
    let wanted = (ratio - copies) * available;
    let mut extra_below = 0;
    let (mut extra_documents, mut extra_rows, mut extra_tokens) = (0u64, 0u64, 0u64);
    let (mut documents, mut rows, mut tokens) = (0u64, 0u64, 0u64);
    for bin in 0..BINS {
        let (d, r, t) = stats.bins.get(&bin).copied().unwrap_or_default();
        if d == 0 {
            continue;
        }
        documents += d;
        rows += r;
        tokens += t;
        let nearer = (tokens as f64 - wanted).abs() < (extra_tokens as f64 - wanted).abs();
        // A language that has documents never vanishes from the mix.
        let first = copies < 1.0 && extra_documents == 0;
        if nearer || first {
            extra_below = bin + 1;
            (extra_documents, extra_rows, extra_tokens) = (documents, rows, tokens);
        } else if tokens as f64 > wanted {
            break;
        }
    }
    let whole = copies as u64;
    let tokens_given = whole * stats.tokens + extra_tokens;
    Share {
        mix: Mix {
            documents_available: stats.documents,
            tokens_available: stats.tokens,
            tokens_asked: asked.round() as u64,
            tokens_given,
            tokens_short: (asked - available * max_repeats).max(0.0).round() as u64,
            documents_given: if whole > 0 {
                stats.documents
            } else {
                extra_documents
            },
            rows_given: whole * stats.rows + extra_rows,
            repeats: ratio,
        },
        copies: copies as u32,
        extra_below,
        bytes: (stats.bytes as f64 * tokens_given as f64 / available) as u64,
        weights: Weights::default(),
    }
}

impl Stage for Balance {
    fn identity(&self) -> Value {
        json!({
            "method": self.method, "exponent": self.exponent,
            "max_repeats": self.max_repeats, "max_repeats_of": self.caps, "tokens": self.tokens,
            "rehydrate": self.weights,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Balance {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let mut available: BTreeMap<String, LanguageStats> = BTreeMap::new();
        for file in task.inputs.find(Port::Selected) {
            for (language, stats) in file.languages()? {
                available.entry(language).or_default().merge(stats);
            }
        }
        let shares = self.shares(&available);
        let bytes = serde_json::to_vec_pretty(&shares)
            .map_err(|error| Error::run(format!("cannot write the mix: {error}")))?;
        let mut out = task.create(&task.work_path("mix.json"))?;
        std::io::Write::write_all(&mut out, &bytes).map_err(Error::io(out.path(), "write"))?;
        task.add_work(out, shares.len() as u64)
    }
}

/// The mix that `balance` made.
///
/// # Errors
/// When its file cannot be read.
pub(crate) fn read_shares(inputs: &Inputs) -> Result<Shares> {
    let mut all = Shares::new();
    for file in inputs.find(Port::Balanced) {
        let text = std::fs::read(&file.path).map_err(Error::io(&file.path, "read"))?;
        let shares: Shares = serde_json::from_slice(&text)
            .map_err(|error| Error::run(format!("{}: {error}", file.path.display())))?;
        all.extend(shares);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(documents: u64, tokens_each: u64) -> LanguageStats {
        let mut stats = LanguageStats::default();
        for i in 0..documents {
            stats.documents += 1;
            stats.tokens += tokens_each;
            stats.bytes += tokens_each * 4;
            let bin = stats.bins.entry((i as usize * 37) % BINS).or_default();
            bin.0 += 1;
            bin.1 += tokens_each;
        }
        stats
    }

    fn balance(method: Method, max_repeats: f64, tokens: Option<u64>) -> Balance {
        Balance {
            method,
            exponent: 0.7,
            max_repeats,
            caps: BTreeMap::new(),
            tokens,
            weights: Weights::default(),
        }
    }

    #[test]
    fn proportional_gives_everything_once() {
        let available = BTreeMap::from([
            ("a".to_string(), stats(100, 10)),
            ("b".to_string(), stats(3, 7)),
        ]);
        for (_, share) in balance(Method::Proportional, 4.0, None).shares(&available) {
            assert_eq!(share.mix.tokens_given, share.mix.tokens_available);
            assert_eq!((share.copies, share.extra_below), (1, 0));
        }
    }

    #[test]
    fn temperature_takes_from_the_large_and_repeats_the_small() {
        let available = BTreeMap::from([
            ("large".to_string(), stats(200, 100)),
            ("small".to_string(), stats(2, 100)),
        ]);
        let shares = balance(Method::Temperature, 4.0, None).shares(&available);
        let (large, small) = (&shares["large"].mix, &shares["small"].mix);
        assert!(large.tokens_given < large.tokens_available);
        assert!(small.tokens_given > small.tokens_available);
        // 200 : 2 at the exponent 0.7 is 25.1 : 1.
        let asked = large.tokens_asked as f64 / small.tokens_asked as f64;
        assert!((asked - 100f64.powf(0.7)).abs() < 0.1, "{asked}");
    }

    #[test]
    fn what_was_seen_often_is_given_often() {
        let mut stats = stats(100, 10);
        // 20 documents of clusters of 3, and 5 of some hundreds.
        stats.clustered = BTreeMap::from([
            (3, BTreeMap::from([(0, (20, 200))])),
            (450, BTreeMap::from([(255, (5, 50))])),
        ]);
        let mut balance = balance(Method::Proportional, 4.0, None);
        balance.weights = Weights::parse(&Rehydrate::Named("fineweb-2".into())).unwrap();
        let shares = balance.shares(&BTreeMap::from([("a".to_string(), stats)]));
        let mix = &shares["a"].mix;
        // 75 once, 20 three times, 5 eight times.
        assert_eq!((mix.documents_given, mix.rows_given), (100, 75 + 60 + 40));
        assert_eq!((mix.tokens_available, mix.tokens_given), (1750, 1750));
        assert_eq!((shares["a"].copies, shares["a"].extra_below), (1, 0));
    }

    #[test]
    fn the_cap_is_kept_and_the_shortfall_said() {
        let available = BTreeMap::from([("a".to_string(), stats(10, 100))]);
        let shares = balance(Method::Temperature, 2.0, Some(5000)).shares(&available);
        let mix = &shares["a"].mix;
        assert_eq!(
            (mix.tokens_given, mix.tokens_short, mix.rows_given),
            (2000, 3000, 20)
        );
    }

    #[test]
    fn a_profile_may_have_a_cap_of_its_own() {
        let available = BTreeMap::from([("a".to_string(), stats(10, 100))]);
        let mut balance = balance(Method::Temperature, 2.0, Some(5000));
        balance.caps.insert("a".into(), 3.0);
        assert_eq!(balance.shares(&available)["a"].mix.tokens_given, 3000);
    }

    #[test]
    fn a_language_never_vanishes() {
        let available = BTreeMap::from([
            ("a".to_string(), stats(1000, 100)),
            ("b".to_string(), stats(1, 100)),
        ]);
        let shares = balance(Method::Proportional, 4.0, Some(50)).shares(&available);
        assert!(shares.values().all(|share| share.mix.rows_given >= 1));
    }

    #[test]
    fn budgets_are_met_to_within_a_bin() {
        let available = BTreeMap::from([("a".to_string(), stats(2560, 10))]);
        let shares = balance(Method::Proportional, 4.0, Some(9_000)).shares(&available);
        let given = shares["a"].mix.tokens_given as f64;
        assert!((given - 9000.0).abs() <= 50.0, "{given}");
    }

    #[test]
    fn tokens_follow_the_stated_rule() {
        assert_eq!(estimate_tokens(""), 0);
        assert_eq!(estimate_tokens("żółw"), 1);
        assert_eq!(estimate_tokens("żółwi"), 2);
    }
}
