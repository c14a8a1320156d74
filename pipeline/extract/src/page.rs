//! The one parse of a page and what can be read from it.

use std::marker::PhantomData;

use crate::features::{Features, NAMES, Tile};
use crate::head::Head;
use crate::select::Mode;
use crate::tree::{NO_ROW, Tree};
use crate::{builder, render, select};

/// Caps that keep time and memory linear whatever a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open elements; what is nested deeper is flattened (512 is the cap of Blink's parser).
    pub max_depth: usize,
    /// Blocks of text; a page with more is [exhausted](Page::exhausted).
    pub max_blocks: usize,
    /// Steps of work: a tag, a piece of text, an attribute, an open element looked at for an end
    /// tag. Counted and not timed, so that the same bytes give the same text on any machine under
    /// any load; a page that needs more is [exhausted](Page::exhausted).
    pub max_steps: u64,
    /// `meta` elements kept, and licence links.
    pub max_metas: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 512,
            max_blocks: 250_000,
            max_steps: 20_000_000,
            max_metas: 1_000,
        }
    }
}

/// A parsed HTML page: what its head says, and its text as a flat arena of blocks.
#[derive(Debug)]
pub struct Page<'a> {
    head: Head,
    tree: Tree,
    exhausted: bool,
    steps: u64,
    html: PhantomData<&'a str>,
}

impl<'a> Page<'a> {
    /// Parses with the default [`Limits`]. Never fails: every string is an HTML page.
    #[must_use]
    pub fn parse(html: &'a str) -> Self {
        Self::parse_with(html, &Limits::default())
    }

    /// Parses with stated limits.
    #[must_use]
    pub fn parse_with(html: &'a str, limits: &Limits) -> Self {
        let builder::Built {
            head,
            tree,
            exhausted,
            steps,
        } = builder::build(html, limits);
        Self {
            head,
            tree,
            exhausted,
            steps,
            html: PhantomData,
        }
    }

    /// Whether the page took more work than its [`Limits`] allow: it was read up to there.
    #[must_use]
    pub fn exhausted(&self) -> bool {
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

    /// The main text: one block a line, without menus, notices, teasers, comments of readers
    /// and other boilerplate. Empty only when the page has no text at all.
    #[must_use]
    pub fn main_text(&self) -> String {
        self.text(Mode::Main)
    }

    /// All text that the page shows, one block a line, hidden elements included.
    #[must_use]
    pub fn all_text(&self) -> String {
        self.text(Mode::AllText)
    }

    /// The text that a mode keeps, one block a line.
    #[must_use]
    pub fn text(&self, mode: Mode) -> String {
        let kept = select::kept(&self.tree, &self.head, mode);
        render::render(&self.tree, |index| {
            kept.get(index).copied().unwrap_or(false)
        })
    }

    /// The blocks of the page in their order, each with what the classifier makes of it: for
    /// those who want to know why, and for fitting its weights.
    #[must_use]
    pub fn blocks(&self) -> Vec<BlockView<'_>> {
        let features = Features::of(&self.tree, &self.head);
        let chances = select::chances(&self.tree, &features);
        let kept = select::decide(&chances, &features, Mode::Main);
        let rows = self.tree.rows();
        let mut tile = Tile::new();
        let mut views = Vec::with_capacity(self.tree.blocks.len());
        for (index, block) in self.tree.blocks.iter().enumerate() {
            features.fill(&mut tile, index..index + 1);
            views.push(BlockView {
                text: self.tree.text_of(block),
                probability: chances.get(index).copied().unwrap_or_default(),
                kept: kept.get(index).copied().unwrap_or_default(),
                row: rows.get(index).copied().filter(|row| *row != NO_ROW),
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

/// A block of text as the classifier sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockView<'p> {
    /// The text of the block.
    pub text: &'p str,
    /// The probability that it belongs to the main text, 0 to 1.
    pub probability: f32,
    /// Whether [`Mode::Main`] keeps it.
    pub kept: bool,
    /// The table row that it is a cell of: cells of a row are kept or left out together.
    pub row: Option<u32>,
    /// One number for each of [`Page::feature_names`].
    pub features: Vec<f32>,
}
