//! Where the documents come from: files and domains.

use std::collections::BTreeMap;

use maud::html;

use super::page::Section;
use super::table::{Cell, Row, Table, numbers, words};
use super::text::{address, bytes, count, counted, digest, name};
use crate::Manifest;
use crate::manifest::Input;

/// Inputs that the page lists one by one; the manifest has all.
const FILES: usize = 400;

/// The domains with most text.
pub(super) fn domains(manifest: &Manifest) -> Option<Section> {
    let domains = &manifest.domains;
    let rows = domains.top.iter().map(|one| {
        Row::of(vec![
            Cell::text(address(&one.domain)),
            Cell::count(one.documents_read),
            Cell::count(one.documents),
            Cell::share(one.documents, one.documents_read),
            Cell::bytes(one.bytes_read),
            Cell::bytes(one.bytes),
            Cell::count(one.tokens_read),
            Cell::count(one.tokens),
        ])
    });
    Some(Section {
        id: "domains",
        title: "Domains".into(),
        lead: html! {
            "Documents of " (counted(domains.read, "domain")) " were read, those of " (count(domains.kept))
            " are in the shards. " code { "domains.parquet" } " has all of them."
            @if !domains.suffix_list.is_empty() { " Public suffix list: " (name(&domains.suffix_list)) "." }
        },
        body: if domains.top.is_empty() {
            html! { p.empty { "No domain is listed." } }
        } else {
            Table {
                id: "top-domains",
                caption: html! { "Domains with most text read" },
                heads: vec![
                    words("Domain"),
                    numbers("Documents read"),
                    numbers("Documents kept"),
                    numbers("Share kept"),
                    numbers("Text read"),
                    numbers("Text kept"),
                    numbers("Tokens read"),
                    numbers("Tokens kept"),
                ],
                rows: rows.collect(),
                total: None,
            }
            .render()
        },
    })
}

#[derive(Default)]
struct Crawl<'a> {
    files: u64,
    bytes: u64,
    records: u64,
    first: Option<&'a str>,
    last: Option<&'a str>,
}

fn records(input: &Input) -> u64 {
    super::flow::sum(input.records.values().copied())
}

/// The day of a date.
fn day(date: Option<&str>) -> String {
    date.map_or_else(
        || "–".to_owned(),
        |date| super::text::visible(date).chars().take(10).collect(),
    )
}

/// The files read.
pub(super) fn inputs(manifest: &Manifest) -> Option<Section> {
    let mut crawls: BTreeMap<(&str, &str), Crawl> = BTreeMap::new();
    for input in &manifest.inputs {
        let crawl = crawls.entry((&input.source, &input.dump)).or_default();
        crawl.files += 1;
        crawl.bytes = crawl.bytes.saturating_add(input.bytes);
        crawl.records = crawl.records.saturating_add(records(input));
        // Dates of RFC 3339 in UTC sort as text.
        if let Some(date) = input.first_date.as_deref() {
            crawl.first = Some(crawl.first.map_or(date, |first| first.min(date)));
        }
        crawl.last = crawl.last.max(input.last_date.as_deref());
    }
    let by_crawl = crawls.iter().map(|((source, dump), crawl)| {
        Row::of(vec![
            Cell::text(name(source)),
            Cell::text(name(if dump.is_empty() { "–" } else { dump })),
            Cell::count(crawl.files),
            Cell::bytes(crawl.bytes),
            Cell::count(crawl.records),
            Cell::text(html! { (day(crawl.first)) }),
            Cell::text(html! { (day(crawl.last)) }),
        ])
    });
    let kinds = manifest
        .records
        .iter()
        .map(|(kind, n)| Row::of(vec![Cell::text(name(kind)), Cell::count(*n)]));
    let files = manifest.inputs.iter().take(FILES).map(|input| {
        Row::of(vec![
            Cell::text(address(&input.file_path)),
            Cell::bytes(input.bytes),
            Cell::count(records(input)),
            Cell::count(input.records.get("response").copied().unwrap_or(0)),
            Cell::count(input.records.get("damaged").copied().unwrap_or(0)),
            Cell::text(html! { (day(input.first_date.as_deref())) }),
            Cell::text(html! { (day(input.last_date.as_deref())) }),
            Cell::text(digest(&input.sha256)),
        ])
    });
    let total = manifest.inputs.len();
    let all = super::flow::sum(manifest.inputs.iter().map(|input| input.bytes));
    Some(Section {
        id: "inputs",
        title: "Inputs".into(),
        lead: html! { (counted(total as u64, "file")) ", " (bytes(all)) "." },
        body: if total == 0 {
            html! { p.empty { "This run had no input files." } }
        } else {
            html! {
                div.columns {
                    (Table {
                        id: "crawls",
                        caption: html! { "By source and crawl" },
                        heads: vec![
                            words("Source"), words("Crawl"), numbers("Files"), numbers("Size"),
                            numbers("Records"), words("First day"), words("Last day"),
                        ],
                        rows: by_crawl.collect(),
                        total: None,
                    }.render())
                    (Table {
                        id: "records",
                        caption: html! { "Records by type" },
                        heads: vec![words("Type"), numbers("Records")],
                        rows: kinds.collect(),
                        total: None,
                    }.render())
                }
                details {
                    summary { "Every file" }
                    (Table {
                        id: "input-files",
                        caption: html! {
                            "Files read"
                            @if total > FILES { "; the first " (count(FILES as u64)) " of " (count(total as u64)) ", manifest.json has all" }
                        },
                        heads: vec![
                            words("File"), numbers("Size"), numbers("Records"), numbers("Responses"),
                            numbers("Damaged"), words("First day"), words("Last day"), words("SHA-256"),
                        ],
                        rows: files.collect(),
                        total: None,
                    }.render())
                }
            }
        },
    })
}
