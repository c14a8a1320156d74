//! Training of a quality classifier: good texts and bad ones in, a fastText model out.
//!
//! The recipe is that of DCLM (Li et al. 2024, arXiv:2406.11794, section 4.4): one vector a text,
//! words and pairs of words, two labels, and a threshold that is a percentile of the scores.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use fasttext::FastText;
use fasttext::args::{Args, LossName, ModelName};

use super::random::hash;
use super::{beside, bytes_of, failed, lines, write_lines, write_whole};
use crate::digest::sha256_hex;
use crate::{Classifier, Error};

/// How to train a quality classifier.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QualityOptions {
    /// Files of good texts: one a line, plain or `.zst`.
    pub good: Vec<PathBuf>,
    /// Files of bad texts, or of texts as they come.
    pub bad: Vec<PathBuf>,
    /// How a line gives a text; `None` for a line that gives none. As it is, or the field of a
    /// JSON object: the caller knows.
    pub text_of: fn(&str) -> Option<String>,
    /// Where the model goes.
    pub output: PathBuf,
    /// Most texts of each label; the sample is by hash of seed and text.
    pub max_texts: usize,
    /// Share of texts, 0 to 1, that are not trained on but measured with.
    pub held_out: f64,
    /// Length of the vectors.
    pub dim: u32,
    /// Passes over the texts.
    pub epochs: u32,
    /// Learning rate at the start; it falls to 0.
    pub lr: f64,
    /// Rows that the hashes of pairs of words are spread over.
    pub bucket: u32,
    /// Words seen less often have no vector of their own.
    pub min_count: u32,
    /// Successive words that count as one feature: 2 for pairs.
    pub word_ngrams: u32,
    /// Seed of the sample and the first weights.
    pub seed: u32,
    /// Threads; one gives the same model every time.
    pub threads: u32,
    /// Whether to product-quantise: a file of an eighth of the size, at some loss.
    pub quantise: bool,
}

impl QualityOptions {
    /// The default options.
    pub fn new(good: Vec<PathBuf>, bad: Vec<PathBuf>, output: PathBuf) -> Self {
        Self {
            good,
            bad,
            text_of: |line| Some(line.to_owned()),
            output,
            max_texts: 200_000,
            held_out: 0.1,
            dim: 64,
            epochs: 5,
            lr: 0.3,
            bucket: 500_000,
            min_count: 3,
            word_ngrams: 2,
            seed: 1,
            threads: 1,
            quantise: true,
        }
    }
}

/// What was trained, and how well it tells the texts apart that it did not see.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QualityReport {
    /// Good texts trained on.
    pub good: usize,
    /// Bad texts trained on.
    pub bad: usize,
    /// Lines that gave no text.
    pub skipped: u64,
    /// Good texts held out.
    pub good_held_out: usize,
    /// Bad texts held out.
    pub bad_held_out: usize,
    /// Chance that a good text held out scores above a bad one (area under the ROC curve).
    pub auc: f64,
    /// Of the bad texts held out, the scores that 50, 80, 90, 95 and 99 % of them do not exceed:
    /// thresholds that keep the best half, fifth, tenth, twentieth and hundredth of such texts.
    pub percentiles: [f32; 5],
    /// Size of the output, in bytes.
    pub output_bytes: u64,
    /// SHA-256 of the output, in hexadecimal.
    pub output_digest: String,
    /// Time of training proper.
    pub seconds: f64,
}

/// Which part of the bad texts held out each of [`QualityReport::percentiles`] leaves below it.
pub const PERCENTILES: [f64; 5] = [0.5, 0.8, 0.9, 0.95, 0.99];

/// Trains a model with the labels `good` and `bad` and writes it to [`QualityOptions::output`].
/// `progress` is told what is being done.
///
/// # Errors
/// [`Error::Io`] for files, [`Error::Train`] for options or data that give no model.
pub fn train_quality(
    options: &QualityOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<QualityReport, Error> {
    check(options)?;
    let mut skipped = 0;
    let mut read = |paths: &[PathBuf], progress: &mut dyn FnMut(&str)| {
        sample(options, paths, &mut skipped, progress)
    };
    let good = read(&options.good, progress)?;
    let bad = read(&options.bad, progress)?;
    let (good, good_held) = split(options, good);
    let (bad, bad_held) = split(options, bad);
    for (name, texts) in [("good", &good), ("bad", &bad)] {
        if texts.len() < 10 {
            return Err(Error::Train(format!(
                "{} {name} texts: at least 10 are needed, and thousands for a useful model",
                texts.len()
            )));
        }
    }
    let labelled = |label: &str, texts: &[String]| -> Vec<(u64, String)> {
        let line = |text: &String| {
            (
                hash(options.seed ^ 1, text),
                format!("__label__{label} {text}"),
            )
        };
        texts.iter().map(line).collect()
    };
    let mut all = labelled("good", &good);
    all.extend(labelled("bad", &bad));
    all.sort_unstable();
    let all: Vec<String> = all.into_iter().map(|(_, line)| line).collect();
    let text = beside(&options.output, ".train.txt");
    write_lines(&text, &all)?;
    progress(&format!(
        "training on {} good and {} bad texts",
        good.len(),
        bad.len()
    ));
    let started = Instant::now();
    let trained = arguments(options, &text).and_then(|args| FastText::train(args).map_err(failed));
    let seconds = started.elapsed().as_secs_f64();
    fs::remove_file(&text).map_err(Error::io(&text))?;
    let mut model = trained?;
    if options.quantise {
        progress("quantising: takes minutes, and nothing is told meanwhile");
        let mut args = Args::new();
        args.dsub = 2;
        args.qnorm = true;
        model.quantize(&args).map_err(failed)?;
    }
    let bytes = bytes_of(&model)?;
    write_whole(&options.output, &bytes)?;

    let classifier = Classifier::from_path(&options.output, Some("good"))?;
    let scores = |texts: &[String]| -> Vec<f32> {
        let mut scores: Vec<f32> = texts.iter().map(|text| classifier.score(text)).collect();
        scores.sort_unstable_by(f32::total_cmp);
        scores
    };
    let (good_scores, bad_scores) = (scores(&good_held), scores(&bad_held));
    Ok(QualityReport {
        good: good.len(),
        bad: bad.len(),
        skipped,
        good_held_out: good_held.len(),
        bad_held_out: bad_held.len(),
        auc: auc(&good_scores, &bad_scores),
        percentiles: PERCENTILES.map(|part| percentile(&bad_scores, part)),
        output_bytes: bytes.len() as u64,
        output_digest: sha256_hex(&bytes),
        seconds,
    })
}

fn check(options: &QualityOptions) -> Result<(), Error> {
    let wrong = |message: &str| Err(Error::Train(message.to_owned()));
    if options.good.is_empty() || options.bad.is_empty() {
        return wrong("name files of good texts and of bad ones");
    }
    if options.dim == 0 || options.dim > 1_024 {
        return wrong("`dim` must be 1 to 1024");
    }
    if options.epochs == 0
        || options.epochs > 10_000
        || options.threads == 0
        || options.threads > 1_024
    {
        return wrong("`epochs` must be 1 to 10000 and `threads` 1 to 1024");
    }
    if options.word_ngrams == 0 || options.word_ngrams > 5 {
        return wrong("`word_ngrams` must be 1 to 5");
    }
    if options.bucket == 0 || options.bucket > 1 << 26 {
        return wrong("`bucket` must be 1 to 2^26");
    }
    if !(options.lr > 0.0 && options.lr.is_finite()) {
        return wrong("`lr` must be a positive number");
    }
    if !(0.0..=0.5).contains(&options.held_out) {
        return wrong("`held_out` must be 0 to 0.5");
    }
    Ok(())
}

/// The texts of least hash, each in one line, sorted by hash, none twice.
fn sample(
    options: &QualityOptions,
    paths: &[PathBuf],
    skipped: &mut u64,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<(u64, String)>, Error> {
    let mut texts = std::collections::BinaryHeap::new();
    for path in paths {
        progress(&format!("reading {}", path.display()));
        lines::for_each(path, |line| {
            let text = (options.text_of)(line).unwrap_or_default();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() {
                *skipped += 1;
                return;
            }
            texts.push((hash(options.seed, &text), text));
            if texts.len() > options.max_texts {
                texts.pop();
            }
        })?;
    }
    let mut texts = texts.into_sorted_vec();
    texts.dedup();
    Ok(texts)
}

/// The texts to train on, and those to measure with: which is which depends on a text alone.
fn split(options: &QualityOptions, texts: Vec<(u64, String)>) -> (Vec<String>, Vec<String>) {
    let limit = (options.held_out * 65_536.0) as u64;
    let held = |text: &String| hash(options.seed ^ 0x9e37, text) & 0xffff < limit;
    let texts = texts.into_iter().map(|(_, text)| text);
    texts.partition(|text| !held(text))
}

fn arguments(options: &QualityOptions, input: &std::path::Path) -> Result<Args, Error> {
    let int = |number: u32| {
        i32::try_from(number).map_err(|_| Error::Train(format!("{number} is too large")))
    };
    let mut args = Args::new();
    args.apply_supervised_defaults();
    args.model = ModelName::Supervised;
    args.loss = LossName::Softmax;
    args.input = input.to_path_buf();
    args.dim = int(options.dim)?;
    args.epoch = int(options.epochs)?;
    args.lr = options.lr;
    args.bucket = int(options.bucket)?;
    args.min_count = int(options.min_count)?;
    args.word_ngrams = int(options.word_ngrams)?;
    args.minn = 0;
    args.maxn = 0;
    args.seed = int(options.seed)?;
    args.thread = int(options.threads)?;
    args.verbose = 0;
    Ok(args)
}

/// The chance that a good score exceeds a bad one, equal ones counted as half; both sorted.
fn auc(good: &[f32], bad: &[f32]) -> f64 {
    if good.is_empty() || bad.is_empty() {
        return 0.0;
    }
    let won: f64 = good
        .iter()
        .map(|score| {
            let below = bad.partition_point(|other| other < score);
            let not_above = bad.partition_point(|other| other <= score);
            (below + not_above) as f64 / 2.0
        })
        .sum();
    won / (good.len() as f64 * bad.len() as f64)
}

/// The score that this part of the sorted scores does not exceed; 0 without scores.
fn percentile(sorted: &[f32], part: f64) -> f32 {
    let at = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auc_and_percentiles_of_small_sets() {
        assert!((auc(&[0.6, 0.9], &[0.1, 0.7]) - 0.75).abs() < 1e-12);
        assert!((auc(&[0.5], &[0.5]) - 0.5).abs() < 1e-12);
        let scores: Vec<f32> = (1..=100).map(|n| n as f32 / 100.0).collect();
        assert_eq!(percentile(&scores, 0.9), 0.9);
        assert_eq!(percentile(&[], 0.9), 0.0);
    }
}
