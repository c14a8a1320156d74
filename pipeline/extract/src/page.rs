//! The one parse of a page and what can be read from it.

use std::borrow::Cow;
use std::ops::Range;

use crate::features::{Features, NAMES, Tile};
use crate::head::{Head, RightsLink};
use crate::limits::{Exhausted, Limits};
use crate::metadata::{self, Metadata};
use crate::render::MarkdownOptions;
use crate::select::Mode;
use crate::tree::{ALONE, Tree};
use crate::{builder, render, select};

/// A main text of fewer bytes than this is next to nothing.
const SCRIPTED: usize = 250;

/// A parsed HTML page: what its head says, and its text as a flat arena of blocks.
#[derive(Debug)]
pub struct Page<'a> {
    head: Head,
    tree: Tree,
    exhausted: Option<Exhausted>,
    steps: u64,
    html: Cow<'a, str>,
}

impl<'a> Page<'a> {
    /// Parses with the default [`Limits`]. Never fails: every string is an HTML page.
    #[must_use]
    pub fn parse(html: &'a str) -> Self {
        Self::parse_with(html, &Limits::default())
    }

    /// Parses a page and keeps it, for a page that has to outlive where it was read.
    #[must_use]
    pub fn parse_owned(html: String) -> Page<'static> {
        Page::build(Cow::Owned(html), &Limits::default())
    }

    /// Parses with stated limits.
    #[must_use]
    pub fn parse_with(html: &'a str, limits: &Limits) -> Self {
        Self::build(Cow::Borrowed(html), limits)
    }

    fn build(html: Cow<'a, str>, limits: &Limits) -> Self {
        let builder::Built {
            head,
            tree,
            exhausted,
            steps,
        } = builder::build(&html, limits);
        Self {
            head,
            tree,
            exhausted,
            steps,
            html,
        }
    }

    /// What the page had more of than its [`Limits`] allow, if so: it was read up to there.
    #[must_use]
    pub fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted
    }

    /// The steps of work that the parse took; see [`Limits::max_steps`].
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The `lang` (or `xml:lang`) attribute of the `html` element, as written.
    #[must_use]
    pub fn html_lang(&self) -> Option<&str> {
        self.head.lang.as_deref()
    }

    /// The first `title` element.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.head.title.as_deref()
    }

    /// The `meta` elements with a name and a content, in document order, repeated ones kept.
    ///
    /// The first string is the `name`, else the `property`, else the `http-equiv`, in lower
    /// case; the second is the `content` as written, entities decoded. Elements inside comments,
    /// `script`, `noscript` or `template` do not count.
    pub fn meta(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head
            .metas
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_str()))
    }

    /// The `href` of every `link` or `a` with `rel=license`, as written, in document order.
    pub fn license_links(&self) -> impl Iterator<Item = &str> {
        self.head.licenses.iter().map(String::as_str)
    }

    /// The first 64 `link` and `a` elements that say something about rights, in document order: by
    /// `rel`, `itemprop` or `property` (`license`, `copyright`, `terms-of-service`), by the type
    /// `application/rsl+xml`, or because they point to a licence of Creative Commons.
    pub fn rights_links(&self) -> impl Iterator<Item = &RightsLink> {
        self.head.rights.iter()
    }

    /// The `meta` elements with an `itemprop` and a content, in document order; the first string is
    /// the `itemprop` in lower case.
    pub fn itemprops(&self) -> impl Iterator<Item = (&str, &str)> {
        let itemprops = self.head.itemprops.iter();
        itemprops.map(|(name, content)| (name.as_str(), content.as_str()))
    }

    /// The texts of the JSON-LD scripts, as written, in document order, at most 32.
    pub fn json_ld(&self) -> impl Iterator<Item = &str> {
        self.scripts(&self.head.json_ld)
    }

    /// The texts of the RSL scripts (`application/rsl+xml`), as written, at most 4.
    pub fn rsl(&self) -> impl Iterator<Item = &str> {
        self.scripts(&self.head.rsl)
    }

    fn scripts<'s>(&'s self, ranges: &'s [Range<usize>]) -> impl Iterator<Item = &'s str> {
        ranges
            .iter()
            .filter_map(|range| self.html.get(range.clone()))
    }

    /// The main text: one block a line, without menus, notices, teasers, comments of readers
    /// and other boilerplate. Empty only when the page has no text at all.
    #[must_use]
    pub fn main_text(&self) -> String {
        self.text(Mode::Main)
    }

    /// The text that a mode keeps, as Markdown: the blocks of [`Self::text`], with headings,
    /// lists, tables, quotes, code and line breaks. Parsed as CommonMark with GitHub's tables it
    /// gives the same words.
    #[must_use]
    pub fn markdown(&self, mode: Mode, options: &MarkdownOptions) -> String {
        self.kept(mode).markdown(options)
    }

    /// What a mode keeps, to be written as text, as Markdown, or as both.
    #[must_use]
    pub fn kept(&self, mode: Mode) -> Kept<'_> {
        let kept = Kept {
            tree: Cow::Borrowed(&self.tree),
            blocks: select::kept(&self.tree, &self.head, mode),
        };
        if mode == Mode::AllText || kept.bytes() >= SCRIPTED {
            return kept;
        }
        // Where scripts make the page, its JSON-LD may still hold the article.
        match metadata::article_body(&self.html, &self.head.json_ld) {
            Some(body) if body.text.len() > SCRIPTED.max(2 * kept.bytes()) => Kept {
                blocks: vec![true; body.blocks.len()],
                tree: Cow::Owned(body),
            },
            _ => kept,
        }
    }

    /// `og:locale` as written, without reading the rest of what the page says about itself.
    #[must_use]
    pub fn og_locale(&self) -> Option<String> {
        metadata::og_locale(&self.head)
    }

    /// What the page says about itself, every field from markup made for machines. Reads the
    /// page's JSON-LD now.
    #[must_use]
    pub fn metadata(&self) -> Metadata {
        metadata::read(&self.html, &self.head, &self.tree)
    }

    /// The text of the article as the page's JSON-LD gives it (`articleBody`, the longest one),
    /// one paragraph a line.
    #[must_use]
    pub fn article_body(&self) -> Option<String> {
        let body = metadata::article_body(&self.html, &self.head.json_ld)?;
        Some(render::render(&body, |_| true))
    }

    /// All text that the page shows, one block a line, hidden elements included.
    #[must_use]
    pub fn all_text(&self) -> String {
        self.text(Mode::AllText)
    }

    /// The text that a mode keeps, one block a line.
    #[must_use]
    pub fn text(&self, mode: Mode) -> String {
        self.kept(mode).text()
    }

    /// The blocks of the page in their order, each with what the classifier makes of it: for
    /// those who want to know why, and for fitting its weights.
    #[must_use]
    pub fn blocks(&self) -> Vec<BlockView<'_>> {
        let features = Features::of(&self.tree, &self.head);
        let chances = select::chances(&self.tree, &features);
        let kept = select::decide(&chances, &features, Mode::Main);
        let groups = self.tree.groups();
        let mut tile = Tile::new();
        let mut views = Vec::with_capacity(self.tree.blocks.len());
        for (index, block) in self.tree.blocks.iter().enumerate() {
            features.fill(&mut tile, index..index + 1);
            views.push(BlockView {
                text: self.tree.text_of(block),
                probability: chances.get(index).copied().unwrap_or_default(),
                kept: kept.get(index).copied().unwrap_or_default(),
                group: groups.get(index).copied().filter(|group| *group != ALONE),
                features: tile.first(),
            });
        }
        views
    }

    /// What the numbers of [`BlockView::features`] are.
    #[must_use]
    pub fn feature_names() -> &'static [&'static str] {
        NAMES
    }
}

/// The blocks of a page that a [`Mode`] keeps.
#[derive(Debug)]
pub struct Kept<'p> {
    tree: Cow<'p, Tree>,
    blocks: Vec<bool>,
}

impl Kept<'_> {
    fn keeps(&self) -> impl Fn(usize) -> bool + '_ {
        |index| self.blocks.get(index).copied().unwrap_or(false)
    }

    /// Bytes of text.
    fn bytes(&self) -> usize {
        let blocks = self.tree.blocks.iter().zip(&self.blocks);
        blocks
            .filter(|(_, kept)| **kept)
            .map(|(block, _)| block.end.saturating_sub(block.start) as usize)
            .sum()
    }

    /// As plain text, one block a line.
    #[must_use]
    pub fn text(&self) -> String {
        render::render(&self.tree, self.keeps())
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self, options: &MarkdownOptions) -> String {
        render::markdown(&self.tree, self.keeps(), options)
    }
}

/// A block of text as the classifier sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockView<'p> {
    /// The text of the block.
    pub text: &'p str,
    /// The probability that it belongs to the main text, 0 to 1.
    pub probability: f32,
    /// Whether [`Mode::Main`] keeps it.
    pub kept: bool,
    /// The table row, `pre` or paragraph whose blocks are kept or left out together.
    pub group: Option<u32>,
    /// One number for each of [`Page::feature_names`].
    pub features: Vec<f32>,
}
