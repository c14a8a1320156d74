//! The page of a summary, section by section, with the template's headings.

use super::page::{Align, Block, Item, Page, Table, european};
use super::{CrawlPart, LanguageLine, Reason, Summary};
use crate::ecosystem::facts::{bytes, count, number};
use crate::manifest::Resource;
use crate::provider::SourceKind;

/// Domains that the page lists: all that a small enterprise has to, at most. JSON has all.
const DOMAINS: usize = 1000;

pub(super) fn page(summary: &Summary) -> Page {
    let mut page = Page {
        title: format!("Public summary of training content: {}", summary.dataset),
        blocks: Vec::new(),
    };
    let blocks = &mut page.blocks;
    document(blocks, summary);
    heading(blocks, 2, "general", "1. General information");
    general(blocks, summary);
    heading(blocks, 2, "sources", "2. List of data sources");
    sources(blocks, summary);
    heading(blocks, 2, "processing", "3. Data processing aspects");
    processing(blocks, summary);
    open(blocks, summary);
    page
}

fn heading(blocks: &mut Vec<Block>, level: u8, anchor: &'static str, text: &str) {
    blocks.push(Block::Heading {
        level,
        anchor,
        text: text.to_owned(),
    });
}

fn say(blocks: &mut Vec<Block>, text: impl Into<String>) {
    blocks.push(Block::Text(text.into()));
}

fn document(blocks: &mut Vec<Block>, summary: &Summary) {
    let document = &summary.document;
    say(
        blocks,
        "Summary of the content used for training, for Article 53(1)(d) of Regulation (EU) 2024/1689 (AI \
         Act), in the sections of the Commission's template. Figures come from the dataset's manifest. \
         What only the provider knows and has not said is marked as missing.",
    );
    let open = match summary.missing.len() {
        0 => Item::text("none"),
        n => Item::Text(format!("{n}, listed at the end")),
    };
    blocks.push(Block::Facts(vec![
        ("Version of this summary", Item::words(&document.version)),
        ("Last update", Item::date(&document.updated)),
        ("Authoritative copy", Item::link(&document.url)),
        ("All versions", Item::link(&document.versions_url)),
        (
            "Changes since the last version",
            Item::words(&document.changes),
        ),
        ("Open questions", open),
        (
            "SHA-256 of the manifest",
            Item::Code(summary.manifest_sha256.clone()),
        ),
    ]));
    if !document.revisions.is_empty() {
        let rows = document.revisions.iter().map(|revision| {
            vec![
                Item::Text(european(&revision.date)),
                Item::Number(revision.documents),
                Item::text(revision.reason.clone()),
            ]
        });
        blocks.push(Block::Table(Table {
            caption: "Documents taken down since the first version of the dataset",
            head: vec![
                ("date", Align::Left),
                ("documents", Align::Right),
                ("reason", Align::Left),
            ],
            rows: rows.collect(),
        }));
    }
}

fn general(blocks: &mut Vec<Block>, summary: &Summary) {
    let provider = &summary.general.provider;
    heading(blocks, 3, "provider", "1.1 Provider identification");
    let representative = provider.representative.as_ref().map(|one| {
        let parts = [one.name.clone(), one.contact.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    blocks.push(Block::Facts(vec![
        ("Provider", Item::words(&provider.name)),
        ("Contact", Item::words(&provider.contact)),
        ("Address", Item::words(&provider.address)),
        ("Country", Item::words(&provider.country)),
        ("Small or medium-sized enterprise", Item::yes(&provider.sme)),
        (
            "Authorised representative in the Union",
            Item::maybe(representative.as_ref()),
        ),
    ]));
    let model = &summary.general.model;
    heading(blocks, 3, "model", "1.2 Model identification");
    blocks.push(Block::Facts(vec![
        ("Models with versions", Item::of(&model.names, Item::List)),
        ("Made from other models", Item::words(&model.dependencies)),
        (
            "Placed on the market of the Union",
            Item::date(&model.placed_on_market),
        ),
    ]));
    heading(
        blocks,
        3,
        "data",
        "1.3 Modalities, size and other characteristics of the data",
    );
    data(blocks, summary);
}

fn data(blocks: &mut Vec<Block>, summary: &Summary) {
    let data = &summary.general.data;
    let text = &data.text;
    let mut size = format!(
        "{} tokens ({}), in {} of {}",
        number(text.tokens),
        text.tokenizer,
        count(text.rows, "row"),
        count(text.documents, "document")
    );
    if let Some(n) = text.bytes {
        size.push_str(&format!(", {} of UTF-8", bytes(n)));
    }
    let near = "The number is within a factor of two of a bound of the range: count with the \
                model's own tokenizer before the range is relied on.";
    let latest = match &data.latest_acquisition {
        Some(month) => Item::Text(european(month)),
        None => Item::text("no document has a date"),
    };
    blocks.push(Block::Facts(vec![
        ("Modality of this dataset", Item::text("text")),
        ("Size of the text", Item::text(text.range.words())),
        ("More exactly", Item::Text(size)),
        (
            "Note",
            if text.near_bound {
                Item::text(near)
            } else {
                Item::None
            },
        ),
        ("Types of content", Item::of(&data.content, Item::List)),
        ("Other modalities", Item::words(&data.other_modalities)),
        ("Latest date of data acquisition", latest),
        (
            "Training continues with newer data",
            Item::yes(&data.continues),
        ),
        ("Other characteristics", Item::words(&data.characteristics)),
    ]));
    for (caption, lines) in [
        (
            "Official languages of the European Union",
            &data.eu_languages,
        ),
        ("Other languages", &data.other_languages),
    ] {
        if !lines.is_empty() {
            blocks.push(Block::Table(languages(caption, lines)));
        }
    }
    if !data.eu_languages_absent.is_empty() {
        let absent = data.eu_languages_absent.join(", ");
        say(
            blocks,
            format!("Official languages of the Union without a document: {absent}."),
        );
    }
}

fn languages(caption: &'static str, lines: &[LanguageLine]) -> Table {
    let row = |line: &LanguageLine| {
        vec![
            Item::text(line.name.clone()),
            Item::Code(line.code.clone()),
            Item::Number(line.documents),
            Item::Number(line.tokens),
        ]
    };
    Table {
        caption,
        head: vec![
            ("language", Align::Left),
            ("code", Align::Left),
            ("documents", Align::Right),
            ("tokens", Align::Right),
        ],
        rows: lines.iter().map(row).collect(),
    }
}

fn sources(blocks: &mut Vec<Block>, summary: &Summary) {
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

fn processing(blocks: &mut Vec<Block>, summary: &Summary) {
    let rights = &summary.processing.rights;
    let title = "3.1 Respect of reservations of rights from the text and data mining exception";
    heading(blocks, 3, "rights", title);
    applied(blocks, summary);
    blocks.push(Block::Facts(vec![
        (
            "Signatory of the Code of Practice",
            Item::yes(&rights.code_of_practice),
        ),
        ("Copyright policy", Item::link(&rights.copyright_url)),
        ("Other measures", Item::words(&rights.measures)),
        (
            "Complaints of rightsholders",
            Item::words(&rights.complaints),
        ),
    ]));
    heading(blocks, 3, "illegal", "3.2 Removal of illegal content");
    let illegal = &summary.processing.illegal;
    match illegal.lists.is_empty() {
        true => say(
            blocks,
            "The run removed nothing by lists of sites or words.",
        ),
        false => resources(
            blocks,
            "Lists that documents were removed by",
            &illegal.lists,
        ),
    }
    reasons(blocks, "Documents removed by lists", &illegal.removed);
    blocks.push(Block::Facts(vec![(
        "Other measures",
        Item::words(&illegal.measures),
    )]));
    heading(blocks, 3, "other", "3.3 Other information");
    let other = &summary.processing.other;
    if !other.personal_data.is_empty() {
        let rows = other.personal_data.iter().map(|kind| {
            vec![
                Item::Code(kind.kind.clone()),
                Item::Number(kind.found),
                Item::Number(kind.handled),
                Item::List(kind.actions.clone()),
            ]
        });
        blocks.push(Block::Table(Table {
            caption: "Personal data",
            head: vec![
                ("kind", Align::Left),
                ("places found", Align::Right),
                ("marked or replaced", Align::Right),
                ("what was done", Align::Left),
            ],
            rows: rows.collect(),
        }));
    }
    reasons(
        blocks,
        "Documents removed, by the group of the reason",
        &other.removed,
    );
    resources(blocks, "Models and profiles that decided", &other.resources);
}

fn applied(blocks: &mut Vec<Block>, summary: &Summary) {
    let Some(applied) = &summary.processing.rights.applied else {
        say(blocks, "The run did not look for reservations of rights.");
        return;
    };
    say(
        blocks,
        format!(
            "{} documents were looked at, {} of them of sites whose robots.txt was asked for. {} had any \
             declaration about rights, and {} were removed for one.",
            number(applied.documents),
            number(applied.with_robots),
            number(applied.with_evidence),
            number(applied.removed),
        ),
    );
    let named = |one: &crate::rights::Named| {
        Item::Text(format!(
            "{}, version {}, SHA-256 {}",
            one.name, one.version, one.sha256
        ))
    };
    blocks.push(Block::Facts(vec![
        ("Policy", named(&applied.policy)),
        ("Crawlers whose rules count", named(&applied.agents)),
    ]));
    if !applied.signals.is_empty() {
        let rows = applied.signals.iter().map(|signal| {
            vec![
                Item::Code(signal.signal.clone()),
                Item::text(signal.protocol.clone()),
                Item::Number(signal.documents),
                Item::Number(signal.removed),
            ]
        });
        blocks.push(Block::Table(Table {
            caption: "Declarations that were read, and what was removed for them",
            head: vec![
                ("signal", Align::Left),
                ("protocol", Align::Left),
                ("documents", Align::Right),
                ("removed", Align::Right),
            ],
            rows: rows.collect(),
        }));
    }
    reasons(
        blocks,
        "Documents removed, by the rule of the policy",
        &applied.rules,
    );
}

fn reasons(blocks: &mut Vec<Block>, caption: &'static str, reasons: &[Reason]) {
    if reasons.is_empty() {
        return;
    }
    let row = |one: &Reason| vec![Item::Code(one.reason.clone()), Item::Number(one.documents)];
    blocks.push(Block::Table(Table {
        caption,
        head: vec![("reason", Align::Left), ("documents", Align::Right)],
        rows: reasons.iter().map(row).collect(),
    }));
}

fn resources(blocks: &mut Vec<Block>, caption: &'static str, resources: &[Resource]) {
    if resources.is_empty() {
        return;
    }
    let row = |one: &Resource| {
        let version = one.version.clone().map_or(Item::None, Item::Text);
        let sha256 = one.sha256.clone();
        vec![
            Item::text(one.kind.clone()),
            Item::Code(one.name.clone()),
            version,
            sha256.map_or_else(|| Item::text("part of the program"), Item::Code),
        ]
    };
    blocks.push(Block::Table(Table {
        caption,
        head: vec![
            ("kind", Align::Left),
            ("name", Align::Left),
            ("version", Align::Left),
            ("SHA-256", Align::Left),
        ],
        rows: resources.iter().map(row).collect(),
    }));
}

fn open(blocks: &mut Vec<Block>, summary: &Summary) {
    if summary.missing.is_empty() {
        return;
    }
    heading(blocks, 2, "open", "Open questions");
    let row = |one: &crate::provider::Missing| {
        vec![Item::Code(one.missing.clone()), Item::text(one.ask.clone())]
    };
    blocks.push(Block::Table(Table {
        caption: "What the provider has not said, by the key that answers it",
        head: vec![("key", Align::Left), ("question", Align::Left)],
        rows: summary.missing.iter().map(row).collect(),
    }));
}
