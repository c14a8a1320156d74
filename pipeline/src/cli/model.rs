use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use tamis_langs::train::{self, Options};

use super::{Ended, print};
use crate::error::{Error, Result};
use crate::stages::load_identifier;

/// Models: train one, and tell what is in one.
#[derive(Args)]
pub(super) struct Model {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a language identification model (fastText, softmax) from labelled lines
    Train(Train),
    /// Tell labels and digest of a model
    Info {
        /// A fastText model; the embedded one when left out
        model: Option<PathBuf>,
    },
}

#[derive(Args)]
struct Train {
    /// Lines `label<TAB>text[<TAB>source]`, plain or .zst
    #[arg(required = true, value_name = "TSV")]
    inputs: Vec<PathBuf>,
    /// Lines `label<TAB>group`; labels of the group noneuro become the reject class
    #[arg(long)]
    labels: Option<PathBuf>,
    /// The model to write
    #[arg(short, long)]
    output: PathBuf,
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

impl Model {
    pub(super) fn call(self) -> Result<Ended> {
        match self.command {
            Command::Train(train) => train.call(),
            Command::Info { model } => {
                let identifier = load_identifier(model.as_deref())?;
                print(&format!(
                    "sha256 {}\n{} labels: {}\n",
                    identifier.digest(),
                    identifier.labels().len(),
                    identifier.labels().join(" ")
                ))?;
                Ok(Ended::Done)
            }
        }
    }
}

impl Train {
    fn call(self) -> Result<Ended> {
        let mut options = Options::new(self.inputs, self.output);
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
