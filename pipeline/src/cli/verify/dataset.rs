//! A dataset, from its files.

use std::fmt::Write as _;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tamis_manifests::ecosystem::escape::visible;
use tamis_manifests::sign::PublicKey;
use tamis_manifests::verify::{
    Kind, Options, Problem, Progress, Report, Signed, VerifyError, verify,
};

use crate::error::{Error, Result};
use crate::run::counted;
use crate::tools::forget;

/// Whether it is whole, and what to say about it.
pub(super) fn check(
    root: &Path,
    keys: Vec<PublicKey>,
    texts: bool,
    threads: usize,
    json: bool,
) -> Result<(bool, String)> {
    let options = Options { keys, texts };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Error::run(format!("cannot start threads: {error}")))?;
    let bar = ProgressBar::no_length();
    let template = "{bar:24} {percent:>3}%  {binary_bytes_per_sec:>12}  ETA {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    let tell = |progress: Progress<'_>| match progress {
        Progress::Start { bytes, .. } => bar.set_length(bytes),
        Progress::Bytes(bytes) => bar.inc(bytes),
        Progress::File(_) => {}
    };
    let report = pool.install(|| verify(root, &options, &tell));
    bar.finish_and_clear();
    let report = report.map_err(|error| match error {
        VerifyError::Folder { path, source } => Error::usage(
            format!("cannot open {}: {source}", path.display()),
            "name the folder of a dataset",
        ),
        VerifyError::NoDataset(_) => Error::usage(error.to_string(), "`tamis run` makes one"),
    })?;
    let interrupted = forget::interrupted(root);
    let whole = report.is_whole() && !interrupted;
    let text = if json {
        as_json(&report, interrupted)
    } else {
        as_text(root, &report, interrupted)
    };
    Ok((whole, text))
}

/// A problem's kind in one word.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Manifest => "manifest",
        Kind::Path => "path",
        Kind::Missing => "missing",
        Kind::Extra => "extra",
        Kind::Sums => "sums",
        Kind::Bytes => "bytes",
        Kind::Unreadable => "unreadable",
        Kind::Rows => "rows",
        Kind::Root => "root",
        Kind::Counts => "counts",
        Kind::Domains => "domains",
        Kind::Signature => "signature",
    }
}

fn as_json(report: &Report, interrupted: bool) -> String {
    let problems: Vec<_> = report
        .problems
        .iter()
        .map(|p| json!({ "file": p.file, "kind": word(p.kind), "what": p.what }))
        .collect();
    let (signed, keys) = match &report.signed {
        Signed::No => ("no", Vec::new()),
        Signed::Unchecked(keys) => ("unchecked", keys.clone()),
        Signed::By(keys) => ("yes", keys.clone()),
        Signed::Wrong => ("wrong", Vec::new()),
    };
    let value = json!({
        "name": report.name, "manifest_sha256": report.manifest_sha256,
        "whole": report.is_whole() && !interrupted, "problems": problems,
        "files": report.files, "bytes": report.bytes, "rows": report.rows,
        "texts": report.texts, "signed": signed, "keys": keys,
        "leftovers": report.leftovers, "beside": report.beside, "interrupted_takedown": interrupted,
    });
    format!("{value:#}\n")
}

/// Problems of one kind that are told of one file.
const TOLD: usize = 8;

/// What the dataset says in its own words is written so that it can pass for nothing of this program's.
fn as_text(root: &Path, report: &Report, interrupted: bool) -> String {
    let mut out = String::new();
    // One wrong shard makes thousands of domains wrong: what follows must not hide the file it is about.
    let alike = |a: &Problem, b: &Problem| a.file == b.file && a.kind == b.kind;
    for alike in report.problems.chunk_by(alike) {
        for problem in alike.iter().take(TOLD) {
            let _ = writeln!(out, "{}", visible(&problem.to_string()));
        }
        if let (Some(first), more @ 1..) = (alike.first(), alike.len().saturating_sub(TOLD)) {
            let file = first.file.as_deref().unwrap_or("the dataset");
            let _ = writeln!(
                out,
                "{}: {more} more like that; --json has all",
                visible(file)
            );
        }
    }
    if interrupted {
        let _ = writeln!(
            out,
            "a takedown was interrupted: `tamis forget {}` ends it",
            root.display()
        );
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let whole = report.is_whole() && !interrupted;
    let name = visible(report.name.as_deref().unwrap_or("the dataset"));
    let verdict = match (whole, report.problems.len()) {
        (true, _) => "is whole".to_owned(),
        (false, 0) => "is not whole".to_owned(),
        (false, 1) => "is not whole: 1 problem".to_owned(),
        (false, n) => format!("is not whole: {n} problems"),
    };
    let _ = writeln!(out, "{name} {verdict}");
    let _ = writeln!(
        out,
        "{} of {}, {}; {}",
        counted(report.files, "file"),
        indicatif::HumanBytes(report.bytes),
        counted(report.rows, "row"),
        if report.texts {
            "every text hashed"
        } else {
            "texts by their files (--texts hashes each)"
        }
    );
    if let Some(digest) = &report.manifest_sha256 {
        let _ = writeln!(out, "manifest  {digest}");
    }
    match &report.signed {
        Signed::No if whole => {
            out.push_str("not signed: this says that it is whole, not whose it is\n");
        }
        Signed::No => out.push_str("not signed: nothing says whose it is\n"),
        Signed::Unchecked(keys) => {
            for key in keys {
                let key = visible(key);
                let _ = writeln!(
                    out,
                    "signed, not checked: give the public key {key} with --key"
                );
            }
        }
        Signed::By(keys) => keys.iter().for_each(|key| {
            let _ = writeln!(out, "signed by {key}");
        }),
        Signed::Wrong => out.push_str("the signature does not hold\n"),
    }
    for leftover in &report.leftovers {
        let _ = writeln!(out, "left by an interrupted write: {}", visible(leftover));
    }
    for beside in &report.beside {
        let _ = writeln!(out, "beside the dataset, not read: {}", visible(beside));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_shard_is_not_hidden_by_what_follows_from_it() {
        let problem = |kind, file: &str, what: String| Problem {
            file: Some(file.to_owned()),
            kind,
            what,
        };
        let mut problems = vec![problem(Kind::Bytes, "a.parquet", "it is short".to_owned())];
        for number in 0..100 {
            let what = format!("of `{number}.example` the table has 1 documents");
            problems.push(problem(Kind::Domains, "domains.parquet", what));
        }
        let report = Report {
            problems,
            ..Report::default()
        };
        let text = as_text(Path::new("out"), &report, false);
        assert!(text.lines().count() < 20, "{text}");
        assert!(text.contains("a.parquet: it is short"), "{text}");
        assert!(
            text.contains("domains.parquet: 92 more like that"),
            "{text}"
        );
        assert!(text.contains("is not whole: 101 problems"), "{text}");
        assert!(!text.contains("says that it is whole"), "{text}");
    }
}
