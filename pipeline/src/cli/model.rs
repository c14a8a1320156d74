use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use tamis_langs::train::{self, Options};

use super::{Ended, print};
use crate::error::{Error, Result};
use crate::stages::load_identifier;
use crate::wrap::wrapped;

/// Models: train one, and tell what is in one.
#[derive(Args)]
pub(super) struct Model {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a language identification model (fastText, softmax) from labelled lines, or a
    /// model of quality
    Train(Box<Train>),
    /// Tell labels and digest of a model
    Info {
        /// A fastText model; the embedded one when left out
        model: Option<PathBuf>,
    },
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Train {
    #[command(subcommand)]
    what: Option<What>,
    /// Lines `label<TAB>text[<TAB>source]`, plain or .zst
    #[arg(required = true, value_name = "TSV")]
    inputs: Vec<PathBuf>,
    /// Lines `label<TAB>group`; labels of the group noneuro become the reject class
    #[arg(long)]
    labels: Option<PathBuf>,
    /// The model to write
    #[arg(short, long, required = true)]
    output: Option<PathBuf>,
    /// Passes over the lines
    #[arg(long)]
    epochs: Option<u32>,
    /// Size of the vectors
    #[arg(long)]
    dim: Option<u32>,
    /// Buckets of character n-grams
    #[arg(long)]
    bucket: Option<u32>,
    /// Lines of one label at most
    #[arg(long)]
    max_lines: Option<usize>,
    /// Labels, beside those of the kept groups, that stay themselves
    #[arg(long, value_name = "LABEL")]
    keep: Vec<String>,
    /// Lines of this label from this source are left out
    #[arg(long, value_name = "LABEL:SOURCE")]
    exclude: Vec<String>,
    /// Also write the model as it was before quantising
    #[arg(long, value_name = "FILE")]
    float: Option<PathBuf>,
    /// Training threads; one gives the same model every time
    #[arg(long, default_value_t = 1)]
    threads: u32,
    /// Seed
    #[arg(long)]
    seed: Option<u32>,
}

#[derive(Subcommand)]
enum What {
    /// Train a classifier of quality (fastText) from good texts and bad ones
    Quality(Quality),
}

/// Trains a fastText model with the labels `good` and `bad`, for the signal quality_score.
#[derive(Args)]
struct Quality {
    /// Good texts: one a line, or JSON lines with a field `text`; plain or .zst
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    good: Vec<PathBuf>,
    /// Bad texts, or texts as they come
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    bad: Vec<PathBuf>,
    /// The model to write
    #[arg(short, long)]
    output: PathBuf,
    /// Most texts of each label
    #[arg(long)]
    max_texts: Option<usize>,
    /// Share of texts that are not trained on but measured with
    #[arg(long, value_name = "SHARE")]
    held_out: Option<f64>,
    /// Passes over the texts
    #[arg(long)]
    epochs: Option<u32>,
    /// Size of the vectors
    #[arg(long)]
    dim: Option<u32>,
    /// Buckets of pairs of words
    #[arg(long)]
    bucket: Option<u32>,
    /// Words seen less often have no vector of their own
    #[arg(long)]
    min_count: Option<u32>,
    /// Write the model as it is, not quantised: eight times the size
    #[arg(long)]
    float: bool,
    /// Training threads; one gives the same model every time
    #[arg(long, default_value_t = 1)]
    threads: u32,
    /// Seed
    #[arg(long)]
    seed: Option<u32>,
}

impl Model {
    pub(super) fn call(self) -> Result<Ended> {
        match self.command {
            Command::Train(train) => train.call(),
            Command::Info { model } => {
                let identifier = load_identifier(model.as_deref())?;
                let labels = identifier.labels();
                let told = format!("{} labels: {}", labels.len(), labels.join(" "));
                let told = wrapped(&told, "  ");
                print(&format!("sha256 {}\n{told}\n", identifier.digest()))?;
                Ok(Ended::Done)
            }
        }
    }
}

/// The text of a line: its field `text` where it is a JSON object, else the line.
fn text_of(line: &str) -> Option<String> {
    if !line.trim_start().starts_with('{') {
        return Some(line.to_owned());
    }
    match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) => value
            .get("text")
            .and_then(|text| text.as_str())
            .map(str::to_owned),
        // Half an object would be trained on as words; the report counts it.
        Err(_) => None,
    }
}

/// An AUC below which a model is not better than a coin by much.
const CHANCE: f64 = 0.55;

impl Quality {
    fn call(self) -> Result<Ended> {
        let output = self.output.clone();
        let mut options = train::QualityOptions::new(self.good, self.bad, self.output);
        options.text_of = text_of;
        options.max_texts = self.max_texts.unwrap_or(options.max_texts);
        options.held_out = self.held_out.unwrap_or(options.held_out);
        options.epochs = self.epochs.unwrap_or(options.epochs);
        options.dim = self.dim.unwrap_or(options.dim);
        options.bucket = self.bucket.unwrap_or(options.bucket);
        options.min_count = self.min_count.unwrap_or(options.min_count);
        options.seed = self.seed.unwrap_or(options.seed);
        options.threads = self.threads;
        options.quantise = !self.float;
        let report = train::train_quality(&options, &mut |message| {
            let _ = writeln!(std::io::stderr(), "{message}");
        })
        .map_err(|error| match error {
            tamis_langs::Error::Io { path, source } if path == output => {
                Error::io(&path, "write")(source)
            }
            tamis_langs::Error::Io { path, source } => Error::usage(
                format!("{}: {source}", path.display()),
                "name files of texts, one a line, or JSON lines with a field `text`",
            ),
            tamis_langs::Error::Train(message) => Error::usage(
                format!("these texts and settings give no model: {message}"),
                "texts come one a line, or as JSON lines with a field `text`",
            ),
            other => Error::run(other.to_string()),
        })?;
        let mut out = format!(
            "{} good and {} bad texts, {:.0} s\n",
            report.good, report.bad, report.seconds
        );
        if report.skipped > 0 {
            out.push_str(&format!(
                "{} lines passed over: no text in them\n",
                report.skipped
            ));
        }
        if report.good_held_out > 0 && report.bad_held_out > 0 {
            out.push_str(&format!(
                "held out: {} good, {} bad; a good one scores above a bad one in {:.1} % (AUC)\n",
                report.good_held_out,
                report.bad_held_out,
                100.0 * report.auc
            ));
            if report.auc < CHANCE {
                out.push_str(
                    "the model hardly tells them apart: a bound on its score drops by chance\n",
                );
            }
            for (part, score) in train::PERCENTILES.iter().zip(report.percentiles) {
                out.push_str(&format!(
                    "min_quality_score = {score:.4} drops {:.0} % of bad texts\n",
                    100.0 * part
                ));
            }
        }
        out.push_str(&format!(
            "{} bytes, sha256 {}\n",
            report.output_bytes, report.output_digest
        ));
        print(&out)?;
        Ok(Ended::Done)
    }
}

impl Train {
    fn call(self) -> Result<Ended> {
        if let Some(What::Quality(quality)) = self.what {
            return quality.call();
        }
        let mut options = Options::new(self.inputs, self.output.unwrap_or_default());
        options.labels = self.labels;
        options.threads = self.threads;
        options.epochs = self.epochs.unwrap_or(options.epochs);
        options.dim = self.dim.unwrap_or(options.dim);
        options.bucket = self.bucket.unwrap_or(options.bucket);
        options.max_lines = self.max_lines.unwrap_or(options.max_lines);
        options.seed = self.seed.unwrap_or(options.seed);
        options.float_output = self.float;
        for pair in &self.exclude {
            let Some((label, source)) = pair.split_once(':') else {
                return Err(Error::usage(
                    format!("--exclude {pair} is not LABEL:SOURCE"),
                    "for example --exclude slv_Latn:tatoeba",
                ));
            };
            options
                .exclude
                .push((label.to_string(), source.to_string()));
        }
        if !self.keep.is_empty() {
            options.keep = self.keep;
        }
        let report = train::train(&options, &mut |message| {
            let _ = writeln!(std::io::stderr(), "{message}");
        })
        .map_err(|error| Error::run(error.to_string()))?;
        let skipped = match report.lines_skipped {
            0 => String::new(),
            lines => format!(
                "{lines} lines passed over: without a label, a tab or a letter, or excluded\n"
            ),
        };
        print(&format!(
            "{skipped}{} lines of {} labels, loss {:.3}, {:.0} s\n{} bytes, sha256 {}\n",
            report.lines_read,
            report.labels.len(),
            report.loss,
            report.seconds,
            report.output_bytes,
            report.output_digest
        ))?;
        Ok(Ended::Done)
    }
}
