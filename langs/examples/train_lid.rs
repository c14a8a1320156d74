//! Trains an identification model:
//! `train_lid LABELS.tsv OUT.ftz [--key value].. -- INPUT.tsv[.zst]..`
//! The keys are the numeric fields of `train::Options`, `float` for the unquantised model, and
//! `exclude` with `label:source`, as often as needed.

use std::path::PathBuf;

use tamis_langs::train::{Options, train};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: train_lid LABELS.tsv OUT.ftz [--key value].. -- INPUT..";
    let labels = args.next().ok_or(usage)?;
    let output = args.next().ok_or(usage)?;
    let mut options = Options::new(Vec::new(), PathBuf::from(output));
    options.labels = Some(PathBuf::from(labels));
    while let Some(key) = args.next() {
        if key == "--" {
            break;
        }
        let value = args.next().ok_or(usage)?;
        match key.as_str() {
            "--float" => options.float_output = Some(PathBuf::from(value)),
            "--exclude" => {
                let (label, source) = value.split_once(':').ok_or(usage)?;
                options.exclude.push((label.to_owned(), source.to_owned()));
            }
            "--max-lines" => options.max_lines = value.parse()?,
            "--min-lines" => options.min_lines = value.parse()?,
            "--max-repeats" => options.max_repeats = value.parse()?,
            "--reject-lines" => options.reject_lines = value.parse()?,
            "--noise-lines" => options.noise_lines = value.parse()?,
            "--short-share" => options.short_share = value.parse()?,
            "--dim" => options.dim = value.parse()?,
            "--epochs" => options.epochs = value.parse()?,
            "--lr" => options.lr = value.parse()?,
            "--bucket" => options.bucket = value.parse()?,
            "--min-count" => options.min_count = value.parse()?,
            "--minn" => options.minn = value.parse()?,
            "--maxn" => options.maxn = value.parse()?,
            "--seed" => options.seed = value.parse()?,
            "--threads" => options.threads = value.parse()?,
            "--dsub" => options.dsub = value.parse()?,
            _ => return Err(format!("unknown option {key}\n{usage}").into()),
        }
    }
    options.inputs = args.map(PathBuf::from).collect();
    let mut err = std::io::stderr();
    let report = train(&options, &mut |line| {
        let _ = std::io::Write::write_all(&mut err, format!("{line}\n").as_bytes());
    })?;
    let mut out = std::io::stdout();
    std::io::Write::write_all(&mut out, format!("{report:#?}\n").as_bytes())?;
    Ok(())
}
