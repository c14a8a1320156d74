//! The page as a whole: the same numbers for all its blocks.

use super::counts::{Counts, log};
use super::names::F;
use super::tile::Tile;
use crate::head::Head;
use crate::hint::Hint;
use crate::measure::share;
use crate::tags::Tag;
use crate::tree::Tree;

#[derive(Debug)]
pub(super) struct Facts(Vec<(F, f32)>);

impl Facts {
    pub(super) fn of(tree: &Tree, counts: &Counts, head: &Head) -> Self {
        let page = counts.page();
        let blocks = tree.blocks.len() as u32;
        let heads = |level: u8| tree.blocks.iter().filter(|b| b.heading == level).count() as u32;
        let of = |tag: Tag| tree.elements.iter().filter(|e| e.tag == tag).count() as u32;
        let bytes: u32 = tree.blocks.iter().map(|b| b.end - b.start).sum();
        let source = tree
            .blocks
            .iter()
            .fold(0_u32, |sum, b| sum.saturating_add(b.source));
        let images: u32 = tree.blocks.iter().map(|b| u32::from(b.images)).sum();
        let controls: u32 = tree.blocks.iter().map(|b| u32::from(b.controls)).sum();
        let wide: u32 = counts.scripts.iter().map(|s| s.wide).sum();
        let comment: u32 = tree
            .elements
            .iter()
            .zip(&counts.elements)
            .filter(|(element, _)| element.hint.has(Hint::COMMENT))
            .filter(|(element, _)| !tree.element(element.parent).hint.has(Hint::COMMENT))
            .map(|(_, sum)| sum.prose)
            .sum();
        let body = tree.elements.iter().any(|e| e.hint.has(Hint::BODY));
        let longest = counts.blocks.iter().map(|b| b.prose).max().unwrap_or(0);
        let meta = |wanted: &str| {
            head.metas
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        let kind = match meta("og:type").unwrap_or_default() {
            "" => 0.0,
            kind if kind.contains("article") => 1.0,
            kind if kind.starts_with("product") => 2.0,
            "website" => 3.0,
            _ => 4.0,
        };
        let says = |types: &[&str]| {
            let said = head.types.iter().any(|said| types.contains(&said.as_str()));
            f32::from(u8::from(said))
        };
        let url = meta("og:url").unwrap_or_default();
        let path = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = path
            .split_once('/')
            .map_or("", |(_, path)| path)
            .trim_end_matches('/');
        let digits = path.bytes().filter(u8::is_ascii_digit).count();
        Self(vec![
            (F::page_chars, log(page.chars)),
            (F::page_prose, share(page.prose, page.chars)),
            (F::page_link, page.link_density()),
            (F::page_blocks, log(blocks)),
            (F::page_density, share(bytes, source)),
            (F::page_h1, heads(1) as f32),
            (F::page_h2, heads(2) as f32),
            (F::page_p, log(of(Tag::P))),
            (F::page_li, log(of(Tag::Li))),
            (F::page_td, log(of(Tag::Td))),
            (F::page_articles, of(Tag::Article) as f32),
            (F::page_images, log(images)),
            (F::page_controls, controls as f32),
            (F::page_longest, log(longest)),
            (F::page_comment, share(comment, page.prose)),
            (F::page_wide, share(wide, page.chars)),
            (F::page_heads, (2..=6).map(heads).sum::<u32>() as f32),
            (F::page_body, f32::from(u8::from(body))),
            (F::page_commas, share(page.commas * 100, page.chars)),
            (F::page_topical, share(page.topical, page.telling)),
            (F::page_type, kind),
            (
                F::page_path,
                if url.is_empty() {
                    -1.0
                } else {
                    path.len() as f32
                },
            ),
            (F::page_digits, digits as f32),
            (
                F::ld_article,
                says(&[
                    "NewsArticle",
                    "Article",
                    "BlogPosting",
                    "ReportageNewsArticle",
                ]),
            ),
            (F::ld_product, says(&["Product"])),
            (
                F::ld_list,
                says(&["ItemList", "CollectionPage", "SearchResultsPage"]),
            ),
            (F::ld_forum, says(&["DiscussionForumPosting", "QAPage"])),
            (
                F::page_described,
                f32::from(u8::from(
                    meta("description").or(meta("og:description")).is_some(),
                )),
            ),
        ])
    }

    pub(super) fn fill(&self, tile: &mut Tile, blocks: usize) {
        for (feature, value) in &self.0 {
            tile.set_column(*feature, blocks, *value);
        }
    }
}
