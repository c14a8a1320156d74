//! Section 1: the provider, the model, size and kind of the data.

use super::super::page::{Align, Block, Item, Table, european, heading, say};
use super::super::{LanguageLine, Summary};
use crate::ecosystem::facts::{bytes, count, number};

pub(super) fn write(blocks: &mut Vec<Block>, summary: &Summary) {
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
