//! The table at the end of a run, at most 80 columns wide.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tamis_manifests::Manifest;

use super::cost::usage;
use super::layout::Layout;
use super::progress::{counted, human_bytes, human_time};
use crate::error::{Error, Result};

/// Per language: in, kept, tokens, and the reasons that took most. What a run took is told where it was one
/// process, of `seconds`.
///
/// # Errors
/// When the manifest cannot be read.
pub fn summary(layout: &Layout, seconds: Option<f64>) -> Result<String> {
    let path = layout.root.join("manifest.json");
    let text = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| Error::run(format!("{}: {error}", path.display())))?;
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut unknown: BTreeMap<&str, u64> = BTreeMap::new();
    let identify = manifest
        .stages
        .iter()
        .find(|stage| stage.kind == "identify");
    for (stage, languages) in &manifest.counts {
        for (language, flow) in languages {
            if language == "und" {
                for (reason, n) in &flow.removed {
                    *unknown.entry(reason).or_default() += n;
                }
                continue;
            }
            let row = rows.entry(language).or_default();
            if identify.is_some_and(|identify| identify.name == *stage) {
                row.documents_in = flow.documents_in;
            }
            for (reason, n) in &flow.removed {
                *row.removed.entry(reason).or_default() += n;
            }
        }
    }
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<10} {:>8} {:>8} {:>8} {:>10}  removed most by",
        "language", "in", "kept", "rows", "tokens"
    );
    let (mut total_in, mut total_kept, mut total_rows, mut total_tokens) = (0, 0, 0, 0);
    for (language, row) in &rows {
        let mix = manifest.mix.get(*language).cloned().unwrap_or_default();
        let _ = writeln!(
            out,
            "{language:<10} {:>8} {:>8} {:>8} {:>10}  {}",
            row.documents_in,
            mix.documents_given,
            mix.rows_given,
            mix.tokens_given,
            top(&row.removed, 30)
        );
        total_in += row.documents_in;
        total_kept += mix.documents_given;
        total_rows += mix.rows_given;
        total_tokens += mix.tokens_given;
    }
    let _ = writeln!(
        out,
        "{:<10} {total_in:>8} {total_kept:>8} {total_rows:>8} {total_tokens:>10}",
        "all"
    );
    if !unknown.is_empty() {
        let _ = writeln!(out, "\nremoved before the language was known");
        for (reason, n) in sorted(&unknown) {
            let _ = writeln!(out, "  {reason:<28} {n:>8}");
        }
    }
    let shards = manifest
        .outputs
        .iter()
        .filter(|output| output.kind == "shard");
    let (count, bytes) = shards.fold((0, 0), |(n, b), shard| (n + 1, b + shard.bytes));
    let read: u64 = manifest.inputs.iter().map(|input| input.bytes).sum();
    let time = seconds.map_or_else(String::new, |s| format!(" in {}", human_time(s)));
    let _ = writeln!(
        out,
        "\nread {}{time}, wrote {} of {} together",
        human_bytes(read),
        counted(count, "shard"),
        human_bytes(bytes),
    );
    if seconds.is_some() {
        let usage = usage();
        let _ = writeln!(
            out,
            "{:.1} s of CPU, {} of memory",
            usage.cpu_seconds,
            human_bytes(usage.peak_memory),
        );
    }
    Ok(out)
}

#[derive(Default)]
struct Row<'a> {
    documents_in: u64,
    removed: BTreeMap<&'a str, u64>,
}

fn sorted<'a>(reasons: &BTreeMap<&'a str, u64>) -> Vec<(&'a str, u64)> {
    let mut sorted: Vec<_> = reasons.iter().map(|(reason, n)| (*reason, *n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    sorted
}

/// The largest reasons that fit into `width`, and how many documents the others took.
fn top(reasons: &BTreeMap<&str, u64>, width: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut left: u64 = reasons.values().sum();
    for (reason, n) in sorted(reasons) {
        let mut next = parts.clone();
        next.push(format!("{reason} {n}"));
        let rest = if left > n { ", others 999".len() } else { 0 };
        if !parts.is_empty() && next.join(", ").len() + rest > width {
            break;
        }
        left -= n;
        parts = next;
    }
    if left > 0 {
        parts.push(format!("others {left}"));
    }
    parts.join(", ")
}
