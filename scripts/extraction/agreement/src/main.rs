//! `agreement PAGES [--sample N] [--worst N]`: the words of `Page::all_text` against those of a
//! tree built by html5ever, over every `*.html.gz` of a folder; to standard output as Markdown.
//!
//! `agreement PAGES [--sample N] --bench [ROUNDS]`: MB/s of tokenizer libraries over the same
//! pages in memory.

mod compare;
mod pages;
mod reference;
mod speed;

use std::collections::BTreeMap;
use std::error::Error;

use compare::{Report, compare};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().collect();
    let option = |name: &str| {
        args.iter().position(|arg| arg == name).map(|at| {
            args.get(at + 1)
                .and_then(|value| value.parse::<usize>().ok())
        })
    };
    let folder = args
        .get(1)
        .ok_or("usage: agreement PAGES [--sample N] [--worst N | --bench [ROUNDS]]")?;
    let pages = pages::load(folder, option("--sample").flatten())?;
    if let Some(rounds) = option("--bench") {
        print!("{}", speed::table(&pages, rounds.unwrap_or(3)));
        return Ok(());
    }
    let mut reports: Vec<(String, Report)> = pages
        .iter()
        .map(|page| (page.id.clone(), compare(&page.html)))
        .collect();
    summary(&reports);
    reports.sort_by_key(|(_, report)| std::cmp::Reverse(report.missing + report.extra));
    for (id, report) in reports
        .iter()
        .take(option("--worst").flatten().unwrap_or(0))
    {
        worst(id, report);
    }
    Ok(())
}

fn summary(reports: &[(String, Report)]) {
    let sum =
        |of: fn(&Report) -> usize| reports.iter().map(|(_, report)| of(report)).sum::<usize>();
    let (words, nodes) = (sum(|r| r.words), sum(|r| r.nodes));
    let percent = |part: usize, whole: usize| part as f64 * 100.0 / whole.max(1) as f64;
    let differ = |most: f64| {
        reports
            .iter()
            .filter(|(_, r)| percent(r.missing + r.extra, r.words) > most)
            .count()
    };
    let multiset = sum(|r| r.multiset);
    let (missing, extra) = (sum(|r| r.missing), sum(|r| r.extra));
    println!("| | count | share |\n|---|---:|---:|");
    for (what, part, whole) in [
        ("pages", reports.len(), 0),
        ("pages with any difference", differ(0.0), reports.len()),
        (
            "pages with more than 1 % of their words different",
            differ(1.0),
            reports.len(),
        ),
        ("words", words, 0),
        (
            "words in hidden inline elements, left out of both",
            sum(|r| r.hidden),
            words,
        ),
        ("words missing or extra, order ignored", multiset, words),
        ("words missing in order", missing, words),
        ("words extra in order", extra, words),
        ("text nodes", nodes, 0),
        (
            "text nodes with a word missing in order",
            sum(|r| r.nodes_missing),
            nodes,
        ),
    ] {
        let share = if whole == 0 {
            String::new()
        } else {
            format!("{:.3} %", percent(part, whole))
        };
        println!("| {what} | {part} | {share} |");
    }
    let mut causes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (cause, count) in reports.iter().flat_map(|(_, report)| &report.causes) {
        let entry = causes.entry(cause).or_default();
        entry.0 += count;
        entry.1 += 1;
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    println!(
        "\n| cause, by the words alone | words | share of all words | pages |\n|---|---:|---:|---:|"
    );
    for (cause, (count, pages)) in causes {
        println!(
            "| {cause} | {count} | {:.3} % | {pages} |",
            percent(count, words)
        );
    }
}

fn worst(id: &str, report: &Report) {
    println!(
        "\n## {id}: {} words, {} missing, {} extra",
        report.words, report.missing, report.extra
    );
    let mut gaps: Vec<_> = report.gaps.iter().collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.missing.len() + gap.extra.len()));
    let cut = |words: &[String]| words.join(" ").chars().take(160).collect::<String>();
    for gap in gaps.into_iter().take(3) {
        let depth = gap.path.len().saturating_sub(120);
        let path = gap
            .path
            .char_indices()
            .find(|&(at, _)| at >= depth)
            .map_or("", |(at, _)| &gap.path[at..]);
        println!(
            "- {} ({} missing, {} extra) at …{path}, after “{}”\n  - missing: {}\n  - extra: {}",
            gap.cause,
            gap.missing.len(),
            gap.extra.len(),
            gap.before,
            cut(&gap.missing),
            cut(&gap.extra)
        );
    }
}
