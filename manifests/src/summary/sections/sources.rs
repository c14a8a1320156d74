//! Section 2: the sources of the data.

use super::super::page::{Align, Block, Item, Table, european, heading, say};
use super::super::{CrawlPart, Summary};
use crate::ecosystem::facts::{bytes, count, number};
use crate::provider::SourceKind;

/// Domains that the page lists: all that a small enterprise has to, at most. JSON has all.
const DOMAINS: usize = 1000;

pub(super) fn write(blocks: &mut Vec<Block>, summary: &Summary) {
    let sources = &summary.sources;
    heading(blocks, 3, "public", "2.1 Publicly available datasets");
    for crawl in &sources.public.crawls {
        self::crawl(blocks, crawl);
    }
    if sources.public.crawls.is_empty() {
        say(
            blocks,
            "No crawl of this dataset was taken as published by others.",
        );
    }
    blocks.push(Block::Facts(vec![
        (
            "Other public datasets are used",
            Item::yes(&sources.public.used),
        ),
        (
            "Those that are not listed",
            Item::maybe(sources.public.description.as_ref()),
        ),
    ]));
    if !sources.public.list.is_empty() {
        let rows = sources.public.list.iter().map(|one| {
            vec![
                Item::words(&one.name),
                Item::link(&one.url),
                Item::words(&one.description),
            ]
        });
        blocks.push(Block::Table(Table {
            caption: "Large public datasets beside this one",
            head: vec![
                ("dataset", Align::Left),
                ("link", Align::Left),
                ("content", Align::Left),
            ],
            rows: rows.collect(),
        }));
    }
    heading(
        blocks,
        3,
        "private",
        "2.2 Private datasets obtained from third parties",
    );
    let private = &sources.private;
    blocks.push(Block::Facts(vec![
        (
            "Licensed by rightsholders (2.2.1)",
            Item::yes(&private.licensed),
        ),
        (
            "What they hold",
            Item::maybe(private.licensed_description.as_ref()),
        ),
        (
            "Given by other third parties (2.2.2)",
            Item::yes(&private.other),
        ),
        (
            "What they hold",
            Item::maybe(private.other_description.as_ref()),
        ),
    ]));
    heading(
        blocks,
        3,
        "crawled",
        "2.3 Data crawled and scraped from online sources",
    );
    crawled(blocks, summary);
    heading(blocks, 3, "user", "2.4 User data");
    blocks.push(Block::Facts(vec![
        (
            "Interactions with the model are used",
            Item::yes(&sources.user.interactions),
        ),
        (
            "Data of the provider's other services is used",
            Item::yes(&sources.user.services),
        ),
        ("Which", Item::maybe(sources.user.description.as_ref())),
    ]));
    heading(blocks, 3, "synthetic", "2.5 Synthetic data");
    let models = sources
        .synthetic
        .models
        .clone()
        .map_or(Item::None, Item::List);
    blocks.push(Block::Facts(vec![
        (
            "Data that models wrote is used",
            Item::yes(&sources.synthetic.used),
        ),
        ("The models", models),
        (
            "The data",
            Item::maybe(sources.synthetic.description.as_ref()),
        ),
    ]));
    heading(blocks, 3, "other-sources", "2.6 Other sources of data");
    blocks.push(Block::Facts(vec![
        (
            "Data of other origin is used",
            Item::yes(&sources.other.used),
        ),
        (
            "What it is",
            Item::maybe(sources.other.description.as_ref()),
        ),
    ]));
}

fn crawled(blocks: &mut Vec<Block>, summary: &Summary) {
    let crawled = &summary.sources.crawled;
    if crawled.crawls.is_empty() && crawled.undecided.is_empty() {
        say(
            blocks,
            "No crawl of this dataset was made by or for the provider.",
        );
    }
    for crawl in crawled.crawls.iter().chain(&crawled.undecided) {
        self::crawl(blocks, crawl);
    }
    let domains = &crawled.domains;
    say(
        blocks,
        format!(
            "Text of {} registrable domains was read, in all crawls of this dataset, those of section 2.1 \
             among them. The top 10 % of them by size of text are {} domains; the list that is asked of \
             small and medium-sized enterprises, the top 5 % or 1,000, is the first {} of these. \
             Sizes are of what was read, before anything was removed.",
            number(domains.read),
            number(domains.top_tenth),
            number(domains.sme),
        ),
    );
    if domains.domains.is_empty() {
        return;
    }
    let shown = domains.domains.len().min(DOMAINS);
    if shown < domains.domains.len() {
        say(
            blocks,
            format!(
                "The first {} are listed here. All {} are in public-summary.json, and every domain, by \
                 language, is in domains.parquet.",
                number(shown as u64),
                number(domains.domains.len() as u64),
            ),
        );
    }
    let rows = domains
        .domains
        .iter()
        .take(DOMAINS)
        .enumerate()
        .map(|(i, line)| {
            vec![
                Item::Number(i as u64 + 1),
                Item::Code(line.domain.clone()),
                Item::Bytes(line.bytes),
                Item::Number(line.documents),
                Item::Number(line.documents_kept),
            ]
        });
    blocks.push(Block::Table(Table {
        caption: "Domains by size of text read",
        head: vec![
            ("rank", Align::Right),
            ("domain", Align::Left),
            ("text read", Align::Right),
            ("documents read", Align::Right),
            ("documents in the dataset", Align::Right),
        ],
        rows: rows.collect(),
    }));
}

fn crawl(blocks: &mut Vec<Block>, crawl: &CrawlPart) {
    let name = if crawl.dump.is_empty() {
        &crawl.source
    } else {
        &crawl.dump
    };
    blocks.push(Block::Name(name.clone()));
    let kind = Item::of(&crawl.kind, |kind| match kind {
        SourceKind::PublicDataset => Item::text("public dataset, collected by others"),
        SourceKind::Crawled => Item::text("crawled by or for the provider"),
    });
    let period = match (&crawl.first_date, &crawl.last_date) {
        (Some(first), Some(last)) => {
            let day = |date: &str| european(crate::ecosystem::facts::day(date));
            Item::Text(format!("{} to {}", day(first), day(last)))
        }
        _ => Item::text("no document has a date"),
    };
    let records: Vec<String> = crawl
        .records
        .iter()
        .map(|(kind, n)| format!("{kind}: {}", number(*n)))
        .collect();
    let mut facts = vec![
        ("Name", Item::words(&crawl.name)),
        ("Kind", kind),
        ("Link", Item::link(&crawl.url)),
        ("Terms of use", Item::maybe(crawl.license.as_ref())),
        (
            "Content and types of sites",
            Item::words(&crawl.description),
        ),
    ];
    if let Some(crawler) = &crawl.crawler {
        facts.push(("Crawler", Item::words(&crawler.name)));
        facts.push(("Purpose of the crawler", Item::words(&crawler.purpose)));
        facts.push(("Behaviour of the crawler", Item::words(&crawler.behaviour)));
    }
    facts.push(("Period of collection", period));
    let size = format!("{}, {}", count(crawl.files, "file"), bytes(crawl.bytes));
    facts.push(("Archives read", Item::Text(size)));
    facts.push(("Records by type", Item::List(records)));
    blocks.push(Block::Facts(facts));
}
