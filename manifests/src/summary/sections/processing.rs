//! Section 3: reserved rights, illegal content and other processing.

use super::super::page::{Align, Block, Item, Table, heading, say};
use super::super::{Reason, Summary};
use crate::ecosystem::facts::number;
use crate::manifest::Resource;

pub(super) fn write(blocks: &mut Vec<Block>, summary: &Summary) {
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
