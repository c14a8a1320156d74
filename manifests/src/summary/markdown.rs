//! The page as Markdown (CommonMark with tables of GFM).

use std::fmt::Write as _;

use super::page::{Align, Block, Item, Page, Table};
use crate::ecosystem::escape::{code, link, markdown, paragraphs};
use crate::ecosystem::facts::{bytes, number};

pub(super) fn render(page: &Page) -> String {
    let mut out = format!("# {}\n", markdown(&page.title));
    for block in &page.blocks {
        out.push('\n');
        let _ = match block {
            Block::Heading { level, text, .. } => {
                writeln!(
                    out,
                    "{} {}",
                    "#".repeat(usize::from(*level)),
                    markdown(text)
                )
            }
            Block::Name(name) => writeln!(out, "#### {}", markdown(name)),
            Block::Text(text) => writeln!(out, "{}", markdown(text)),
            Block::Facts(facts) => facts_list(&mut out, facts),
            Block::Table(table) => self::table(&mut out, table),
        };
    }
    out
}

fn facts_list(out: &mut String, facts: &[(&'static str, Item)]) -> std::fmt::Result {
    for (name, item) in facts {
        match item {
            Item::None => {}
            Item::List(list) if !list.is_empty() => {
                writeln!(out, "- {}:", markdown(name))?;
                for one in list {
                    writeln!(out, "  - {}", markdown(one))?;
                }
            }
            item => writeln!(out, "- {}: {}", markdown(name), inline(item))?,
        }
    }
    Ok(())
}

/// A value on one line.
fn inline(item: &Item) -> String {
    match item {
        Item::Text(text) => markdown(text),
        Item::Number(n) => number(*n),
        Item::Bytes(n) => bytes(*n),
        Item::Link(text) => link(text),
        Item::Code(text) => code(text),
        // Further paragraphs of a point of a list are indented below it.
        Item::Words(text) => paragraphs(text).replace("\n\n", "\n\n  "),
        Item::List(list) if list.is_empty() => "none".to_owned(),
        Item::List(list) => markdown(&list.join(", ")),
        Item::Missing(missing) => {
            format!(
                "**missing**: {} ({})",
                markdown(&missing.ask),
                code(&missing.missing)
            )
        }
        Item::None => String::new(),
    }
}

fn table(out: &mut String, table: &Table) -> std::fmt::Result {
    writeln!(out, "{}:\n", markdown(table.caption))?;
    let names: Vec<String> = table.head.iter().map(|(name, _)| markdown(name)).collect();
    let rule = table.head.iter().map(|(_, align)| match align {
        Align::Left => "---",
        Align::Right => "---:",
    });
    writeln!(out, "| {} |", names.join(" | "))?;
    writeln!(out, "|{}|", rule.collect::<Vec<_>>().join("|"))?;
    for row in &table.rows {
        let cells: Vec<String> = row
            .iter()
            .map(|item| inline(item).replace('\n', " "))
            .collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}
