//! The page of a summary, section by section, with the template's headings.

mod general;
mod processing;
mod sources;

use super::Summary;
use super::page::{Align, Block, Item, Page, Table, european, heading, say};

pub(super) fn page(summary: &Summary) -> Page {
    let mut page = Page {
        title: format!("Public summary of training content: {}", summary.dataset),
        blocks: Vec::new(),
    };
    let blocks = &mut page.blocks;
    document(blocks, summary);
    heading(blocks, 2, "general", "1. General information");
    general::write(blocks, summary);
    heading(blocks, 2, "sources", "2. List of data sources");
    sources::write(blocks, summary);
    heading(blocks, 2, "processing", "3. Data processing aspects");
    processing::write(blocks, summary);
    open(blocks, summary);
    page
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
