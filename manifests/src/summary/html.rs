//! The page as one HTML file: no script, nothing from elsewhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::{Align, Block, Item, Page, Table};
use crate::ecosystem::escape::visible;
use crate::ecosystem::facts::{bytes, number};
use crate::provider::{Missing, is_url};

const STYLE: &str = include_str!("style.css");

pub(super) fn render(page: &Page) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (visible(&page.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header { h1 { bdi { (visible(&page.title)) } } }
                (contents(page))
                main #content tabindex="-1" { @for block in &page.blocks { (self::block(block)) } }
            }
        }
    };
    markup.into_string() + "\n"
}

fn contents(page: &Page) -> Markup {
    let headings = page.blocks.iter().filter_map(|block| match block {
        Block::Heading {
            level,
            anchor,
            text,
        } => Some((*level, *anchor, text)),
        _ => None,
    });
    html! {
        nav aria-label="Contents" {
            ul {
                @for (level, anchor, text) in headings {
                    li class=(format!("level{level}")) { a href=(format!("#{anchor}")) { (text) } }
                }
            }
        }
    }
}

fn block(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading { level: 2, anchor, text } => h2 id=(anchor) { (text) },
            Block::Heading { anchor, text, .. } => h3 id=(anchor) { (text) },
            Block::Name(name) => h4 { bdi { (visible(name)) } },
            Block::Text(text) => p { (visible(text)) },
            Block::Facts(facts) => dl {
                @for (name, item) in facts.iter().filter(|(_, item)| !matches!(item, Item::None)) {
                    div { dt { (name) } dd { (self::item(item)) } }
                }
            },
            Block::Table(table) => (self::table(table)),
        }
    }
}

fn item(item: &Item) -> Markup {
    html! {
        @match item {
            Item::Text(text) => bdi { (visible(text)) },
            Item::Number(n) => (number(*n)),
            Item::Bytes(n) => (bytes(*n)),
            Item::Link(text) if is_url(text) => a href=(text) { (text) },
            Item::Link(text) => bdi { (visible(text)) },
            Item::Code(text) => code { bdi { (visible(text)) } },
            Item::Words(text) => {
                @for part in text.replace("\r\n", "\n").split("\n\n").filter(|part| !part.trim().is_empty()) {
                    p { bdi { (visible(part.trim())) } }
                }
            },
            Item::List(list) if list.is_empty() => "none",
            Item::List(list) => ul { @for one in list { li { bdi { (visible(one)) } } } },
            Item::Missing(missing) => (self::missing(missing)),
            Item::None => "",
        }
    }
}

fn missing(missing: &Missing) -> Markup {
    html! {
        span.missing { strong { "missing" } ": " (missing.ask) " (" code { bdi { (visible(&missing.missing)) } } ")" }
    }
}

/// A table that scrolls by itself where it is wider than the page, with the keyboard too.
fn table(table: &Table) -> Markup {
    let class = |align: Align| (align == Align::Right).then_some("number");
    html! {
        div.scroll role="region" tabindex="0" aria-label=(table.caption) {
            table {
                caption { (table.caption) }
                thead { tr { @for (name, align) in &table.head { th scope="col" class=[class(*align)] { (name) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (cell, (_, align)) in row.iter().zip(&table.head) {
                                td class=[class(*align)] { (item(cell)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
