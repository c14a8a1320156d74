//! Training of an identification model: labelled lines in, a quantised fastText model out.
//!
//! Lines are brought to the form that [`crate::Identifier`] reads, classes are evened out, a share
//! of the lines is cut short, since page titles and menus are short too, and what no profile
//! wants becomes the reject class together with made-up text that is in no language.

mod lines;
mod noise;
mod options;
mod quality;
mod random;
mod set;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use fasttext::FastText;
use fasttext::args::Args;

use crate::Error;
use crate::digest::sha256_hex;
pub use options::Options;
pub use quality::{PERCENTILES, QualityOptions, QualityReport, train_quality};

/// What was trained.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// Lines read from the inputs.
    pub lines_read: u64,
    /// Lines passed over: without a tab, a label or any letter, or excluded by source.
    pub lines_skipped: u64,
    /// Lines trained on per label, repeats and noise included, sorted by label.
    pub labels: Vec<(String, u64)>,
    /// Size of the model before quantising, in bytes.
    pub float_bytes: u64,
    /// Size of the output, in bytes.
    pub output_bytes: u64,
    /// SHA-256 of the output, in hexadecimal.
    pub output_digest: String,
    /// Mean loss of the last pass.
    pub loss: f64,
    /// Time of training proper, without reading and quantising.
    pub seconds: f64,
}

/// Trains a model and writes it to [`Options::output`].
///
/// `progress` is told what is being done, a line at a time. A file `<output>.train.txt` exists
/// while training runs.
///
/// # Errors
/// [`Error::Io`] for files, [`Error::Train`] for options or data that give no model.
pub fn train(options: &Options, progress: &mut dyn FnMut(&str)) -> Result<Report, Error> {
    options.check()?;
    let set = set::TrainingSet::read(options, progress)?;
    let lines = set.lines(options);
    if lines.counts.len() < 2 {
        return Err(Error::Train(format!(
            "{} lines with {} label(s): a classifier needs at least two labels",
            set.lines_read,
            lines.counts.len()
        )));
    }
    let text = beside(&options.output, ".train.txt");
    write_lines(&text, &lines.lines)?;
    let count = lines.lines.len();
    let labels = lines.counts.len();
    progress(&format!(
        "training on {count} lines of {labels} labels, {} epochs",
        options.epochs
    ));
    drop(lines.lines);
    let started = Instant::now();
    let trained = options
        .args(&text)
        .and_then(|args| FastText::train(args).map_err(failed));
    let seconds = started.elapsed().as_secs_f64();
    fs::remove_file(&text).map_err(Error::io(&text))?;
    let mut model = trained?;
    let loss = model.last_train_loss();
    progress(&format!("trained in {seconds:.0} s, mean loss {loss:.4}"));

    let float = bytes_of(&model)?;
    if let Some(path) = &options.float_output {
        write_whole(path, &float)?;
    }
    let float_bytes = float.len() as u64;
    let output = if options.quantise {
        drop(float);
        progress("quantising: takes minutes, and nothing is told meanwhile");
        let mut args = Args::new();
        args.dsub = options.dsub as usize;
        args.qnorm = true;
        model.quantize(&args).map_err(failed)?;
        bytes_of(&model)?
    } else {
        float
    };
    write_whole(&options.output, &output)?;
    Ok(Report {
        lines_read: set.lines_read,
        lines_skipped: set.lines_skipped,
        labels: lines.counts,
        float_bytes,
        output_bytes: output.len() as u64,
        output_digest: sha256_hex(&output),
        loss,
        seconds,
    })
}

fn failed(error: fasttext::FastTextError) -> Error {
    Error::Train(error.to_string())
}

fn bytes_of(model: &FastText) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    model.save(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The path with `suffix` after its whole name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn write_lines(path: &Path, lines: &[String]) -> Result<(), Error> {
    let mut file = BufWriter::new(fs::File::create(path).map_err(Error::io(path))?);
    for line in lines {
        writeln!(file, "{line}").map_err(Error::io(path))?;
    }
    file.flush().map_err(Error::io(path))
}

/// Writes under another name first, so that no half-written model has the final name.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let unfinished = beside(path, ".tmp");
    fs::write(&unfinished, bytes).map_err(Error::io(&unfinished))?;
    fs::rename(&unfinished, path).map_err(Error::io(path))
}
