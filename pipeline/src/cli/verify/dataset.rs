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
use crate::wrap::wrapped;

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
        Kind::Description => "description",
        Kind::Domains => "domains",
        Kind::Signature => "signature",
    }
}

fn as_json(report: &Report, interrupted: bool) -> String {
    let problems: Vec<_> = report
        .problems
        .iter()
        .map(|p| {
            json!({ "file": p.file, "kind": word(p.kind), "what": p.what, "follows_from": p.follows })
        })
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

/// Problems, those of one file and kind as far as they tell something new. One wrong shard makes thousands of
/// domains wrong: what follows must not hide the file that it is about.
fn tell<'p>(
    out: &mut String,
    problems: &[&'p Problem],
    line: impl Fn(&'p Problem, &str) -> String,
) {
    let alike = |a: &&Problem, b: &&Problem| a.file == b.file && a.kind == b.kind;
    for alike in problems.chunk_by(alike) {
        for problem in alike.iter().take(TOLD) {
            let _ = writeln!(out, "{}", line(problem, &problem.what));
        }
        if let (Some(first), more @ 1..) = (alike.first(), alike.len().saturating_sub(TOLD)) {
            let more = format!("{more} more like that; --json has all");
            let _ = writeln!(out, "{}", line(first, &more));
        }
    }
}

/// What is wrong, each with what follows from it below. What the dataset says in its own words is written so that
/// it can pass for nothing of this program's.
fn problems(report: &Report) -> String {
    let mut out = String::new();
    let named = |problem: &Problem, what: &str| match &problem.file {
        Some(file) => format!("{file}: {what}"),
        None => what.to_owned(),
    };
    let plain = |problem: &Problem, what: &str| wrapped(&visible(&named(problem, what)), "    ");
    let mut alone = Vec::new();
    for (cause, follow) in report.by_cause() {
        if follow.is_empty() {
            alone.push(cause);
            continue;
        }
        tell(&mut out, &std::mem::take(&mut alone), plain);
        let _ = writeln!(out, "{}", plain(cause, &cause.what));
        out.push_str("  from that follows\n");
        tell(&mut out, &follow, |problem, what| {
            let what = match problem.file == cause.file {
                true => what.to_owned(),
                false => named(problem, what),
            };
            wrapped(&format!("    {}", visible(&what)), "      ")
        });
    }
    tell(&mut out, &alone, plain);
    out
}

/// The report in lines of a terminal.
fn as_text(root: &Path, report: &Report, interrupted: bool) -> String {
    let mut out = problems(report);
    if interrupted {
        let told = format!(
            "a takedown was interrupted: `tamis forget {}` ends it",
            root.display()
        );
        let _ = writeln!(out, "{}", wrapped(&told, "    "));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let whole = report.is_whole() && !interrupted;
    let name = visible(report.name.as_deref().unwrap_or("the dataset"));
    let follow = report
        .problems
        .iter()
        .filter(|p| p.follows.is_some())
        .count();
    let verdict = match (whole, report.problems.len() - follow) {
        (true, _) => "is whole".to_owned(),
        (false, 0) => "is not whole".to_owned(),
        (false, n) => format!("is not whole: {}", counted(n as u64, "problem")),
    };
    let verdict = match follow {
        0 => verdict,
        1 => format!("{verdict}, and 1 that follows"),
        n => format!("{verdict}, and {n} that follow"),
    };
    let _ = writeln!(out, "{}", wrapped(&format!("{name} {verdict}"), "    "));
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
                let told = format!("signed, not checked: give the public key {key} with --key");
                let _ = writeln!(out, "{}", wrapped(&told, "    "));
            }
        }
        Signed::By(keys) => keys.iter().for_each(|key| {
            let _ = writeln!(out, "signed by {key}");
        }),
        Signed::Wrong => out.push_str("the signature does not hold\n"),
    }
    for leftover in &report.leftovers {
        let told = format!("left by an interrupted write: {}", visible(leftover));
        let _ = writeln!(out, "{}", wrapped(&told, "    "));
    }
    for beside in &report.beside {
        let told = format!("beside the dataset, not read: {}", visible(beside));
        let _ = writeln!(out, "{}", wrapped(&told, "    "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_shard_is_not_hidden_by_what_follows_from_it() {
        let problem = |kind, file: &str, what: String, follows: Option<&str>| Problem {
            file: Some(file.to_owned()),
            kind,
            what,
            follows: follows.map(str::to_owned),
        };
        let short = "it is short".to_owned();
        let mut problems = vec![problem(Kind::Bytes, "a.parquet", short, None)];
        for number in 0..100 {
            let what = format!("of `{number}.example` the table has 1 documents");
            let follows = Some("a.parquet");
            problems.push(problem(Kind::Domains, "domains.parquet", what, follows));
        }
        let extra = "it is in the dataset, and SHA256SUMS does not name it".to_owned();
        problems.push(problem(Kind::Extra, "x".repeat(70).as_str(), extra, None));
        let report = Report {
            problems,
            ..Report::default()
        };
        let text = as_text(Path::new("out"), &report, false);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() < 20, "{text}");
        assert!(
            lines.iter().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        assert_eq!(
            lines[..2],
            ["a.parquet: it is short", "  from that follows"]
        );
        assert!(
            lines[2].starts_with("    domains.parquet: of `0.example`"),
            "{text}"
        );
        let more = "    domains.parquet: 92 more like that; --json has all";
        assert_eq!(lines[10], more);
        assert!(
            lines[11].starts_with("xxx") && lines[12].starts_with("    the dataset"),
            "{text}"
        );
        let verdict = "the dataset is not whole: 2 problems, and 100 that follow";
        assert!(lines.contains(&verdict), "{text}");
        assert!(!text.contains("says that it is whole"), "{text}");
    }
}
