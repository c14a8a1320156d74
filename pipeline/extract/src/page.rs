//! The one parse of a page and what can be read from it.

use crate::head::Head;
use crate::metadata::{self, Metadata};
use crate::render::MarkdownOptions;
use crate::tree::Tree;
use crate::{builder, render, select};

/// Caps that keep time and memory linear whatever a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open elements; what is nested deeper is flattened (512 is the cap of Blink's parser).
    pub max_depth: usize,
    /// Blocks of text; what follows is left out.
    pub max_blocks: usize,
    /// `meta` elements kept, and licence links.
    pub max_metas: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 512,
            max_blocks: 1_000_000,
            max_metas: 1_000,
        }
    }
}

/// A parsed HTML page: what its head says, and its text as a flat arena of blocks.
#[derive(Debug)]
pub struct Page<'a> {
    head: Head,
    tree: Tree,
    html: &'a str,
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
        let (head, tree) = builder::build(html, limits);
        Self { head, tree, html }
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
        let kept = select::main_blocks(&self.tree);
        render::render(&self.tree, |index| {
            kept.get(index).copied().unwrap_or(false)
        })
    }

    /// The main text as Markdown: the blocks of [`Self::main_text`], with headings, lists,
    /// tables, quotes, code and line breaks kept. Parsed as CommonMark with GitHub's tables it
    /// gives the same words.
    #[must_use]
    pub fn main_markdown(&self) -> String {
        self.main_markdown_with(&MarkdownOptions::default())
    }

    /// [`Self::main_markdown`] with stated options.
    #[must_use]
    pub fn main_markdown_with(&self, options: &MarkdownOptions) -> String {
        let kept = select::main_blocks(&self.tree);
        let kept = |index: usize| kept.get(index).copied().unwrap_or(false);
        render::markdown(&self.tree, kept, options)
    }

    /// [`Self::all_text`] as Markdown.
    #[must_use]
    pub fn all_markdown(&self, options: &MarkdownOptions) -> String {
        render::markdown(&self.tree, |_| true, options)
    }

    /// What the page says about itself, every field from markup made for machines. Reads the
    /// page's JSON-LD now.
    #[must_use]
    pub fn metadata(&self) -> Metadata {
        metadata::read(self.html, &self.head, &self.tree)
    }

    /// The text of the article as the page's JSON-LD gives it (`articleBody`, the longest one),
    /// one paragraph a line.
    #[must_use]
    pub fn article_body(&self) -> Option<String> {
        metadata::article_body(self.html, &self.head.json_ld)
    }

    /// All text that the page shows, one block a line, hidden elements included.
    #[must_use]
    pub fn all_text(&self) -> String {
        render::render(&self.tree, |_| true)
    }
}
