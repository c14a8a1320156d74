//! One pass over the tokens: the stack of open elements, implied end tags, and the arena.

use crate::attributes::Attributes;
use crate::classes::{Classes, Hint};
use crate::head::Head;
use crate::page::Limits;
use crate::stack::{Open, Stack};
use crate::tags::{TAGS, Tag};
use crate::text::TextBuffer;
use crate::tokenizer::{Token, Tokenizer};
use crate::tree::{Block, Element, ROOT, Tree};

/// Parses a page into its head and its arena.
///
/// `noscript` holds what a page shows when no script runs. Beside the text itself that is
/// notices and doubled pictures, so it is skipped; but where scripts make the whole page, the text
/// is there and nowhere else, and the page is read once more with it.
pub(crate) fn build(html: &str, limits: &Limits) -> (Head, Tree) {
    let (head, tree, noscript) = pass(html, limits, false);
    if tree.text.len() < SCRIPTED_TEXT && noscript >= SCRIPTED_NOSCRIPT {
        let (_, second, _) = pass(html, limits, true);
        if second.text.len() > tree.text.len() {
            return (head, second);
        }
    }
    (head, tree)
}

/// A page with less text than this (bytes) outside `noscript` …
const SCRIPTED_TEXT: usize = 500;

/// … and at least this many bytes of markup inside is made by scripts.
const SCRIPTED_NOSCRIPT: usize = 1000;

/// One pass; gives the bytes inside `noscript` too.
fn pass(html: &str, limits: &Limits, read_noscript: bool) -> (Head, Tree, usize) {
    // Offsets are 32 bits wide; no page of 4 GiB is read to its end.
    let mut cut = html.len().min(u32::MAX as usize);
    while !html.is_char_boundary(cut) {
        cut -= 1;
    }
    let html = html.get(..cut).unwrap_or_default();
    let mut builder = Builder {
        html,
        limits,
        tokens: Tokenizer::new(html.as_bytes()),
        classes: Classes::default(),
        head: Head::new(limits.max_metas),
        stack: Stack::new(limits.max_depth),
        text: TextBuffer::with_capacity(html.len() / 8),
        tree: Tree::default(),
        link: 0,
        unclosed: [false; TAGS],
        noscript: 0,
        read_noscript,
    };
    builder.tree.elements.push(Element {
        tag: Tag::Body,
        hint: Hint::NONE,
        parent: ROOT,
    });
    builder.run();
    builder.end_block();
    builder.tree.text = builder.text.finish();
    (builder.head, builder.tree, builder.noscript)
}

struct Builder<'a, 'l> {
    html: &'a str,
    limits: &'l Limits,
    tokens: Tokenizer<'a>,
    classes: Classes<'a>,
    head: Head,
    stack: Stack,
    text: TextBuffer,
    tree: Tree,
    /// Bytes of link text in the open block.
    link: usize,
    /// Skipped elements whose end tag was looked for in vain: looking again would make the
    /// parse quadratic.
    unclosed: [bool; TAGS],
    /// Bytes inside `noscript` elements.
    noscript: usize,
    read_noscript: bool,
}

impl<'a> Builder<'a, '_> {
    fn run(&mut self) {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Text(range) => self.text(self.html.get(range).unwrap_or_default()),
                Token::Open(name) => {
                    let bytes = self.html.as_bytes().get(name).unwrap_or_default();
                    self.open(Tag::of(bytes), bytes);
                }
                Token::Close(name) => {
                    let bytes = self.html.as_bytes().get(name).unwrap_or_default();
                    self.close(Tag::of(bytes), bytes);
                }
            }
            if self.tree.blocks.len() >= self.limits.max_blocks {
                self.tokens.finish();
            }
        }
    }

    fn text(&mut self, raw: &str) {
        if self.stack.hides_text() {
            return;
        }
        let before = self.text.len();
        self.text.push(raw, self.stack.is_open(Tag::Pre));
        if self.stack.is_open(Tag::A) {
            self.link += self.text.len() - before;
        }
    }

    fn open(&mut self, tag: Tag, name: &[u8]) {
        let html = self.html;
        let mut attributes = Attributes::default();
        let end = self
            .tokens
            .attributes(|name, value| attributes.take(html, name, value));
        match tag {
            Tag::Html => return self.head.html(&attributes),
            Tag::Meta => return self.head.meta(&attributes),
            Tag::Link => return self.head.link(&attributes),
            Tag::Title => return self.title(),
            Tag::Head => return,
            Tag::Body => {
                // A class of the body speaks for the whole page, so none speaks against it.
                let hint = attributes.hint(tag, &mut self.classes);
                if let Some(root) = self.tree.elements.first_mut() {
                    root.hint = Hint(hint.0 & Hint::FORUM.0);
                }
                return;
            }
            Tag::Br | Tag::Hr => return self.end_block(),
            _ if tag.is_void() => return,
            _ if tag.is_skipped() => {
                if !(tag == Tag::Svg && end.self_closing) {
                    self.skip(tag, name);
                }
                return;
            }
            Tag::A => {
                self.head.link(&attributes);
                self.stack
                    .close_up_to(&[Tag::A], &[Tag::Td, Tag::Th, Tag::Table]);
                if !attributes.leads_away() {
                    // Anchors need no entry: nothing depends on where they end.
                    return;
                }
            }
            _ => {}
        }
        let block = tag.is_block();
        if block {
            self.end_block();
            self.stack.imply_ends(tag);
        }
        let hint = if block {
            attributes.hint(tag, &mut self.classes)
        } else if attributes.is_hidden() {
            Hint::HIDDEN
        } else {
            Hint::NONE
        };
        self.stack.push(Open::new(tag, name, hint));
    }

    fn close(&mut self, tag: Tag, name: &[u8]) {
        if matches!(tag, Tag::Html | Tag::Head | Tag::Body) || tag.is_void() && tag != Tag::Br {
            return;
        }
        if tag.is_block() {
            self.end_block();
        }
        self.stack.close(tag, name);
    }

    /// Skips the content of an element that is never text of the page.
    fn skip(&mut self, tag: Tag, name: &[u8]) {
        if tag == Tag::Noscript && self.read_noscript {
            return;
        }
        let Some(unclosed) = self.unclosed.get_mut(tag as usize) else {
            return;
        };
        if *unclosed {
            return;
        }
        match self.tokens.raw_text(name) {
            Some(range) if tag == Tag::Noscript => self.noscript += range.len(),
            Some(_) => {}
            None => {
                *unclosed = true;
                if tag.swallows() {
                    self.tokens.finish();
                }
            }
        }
    }

    fn title(&mut self) {
        let Some(unclosed) = self.unclosed.get_mut(Tag::Title as usize) else {
            return;
        };
        if *unclosed {
            return;
        }
        match self.tokens.raw_text(b"title") {
            Some(range) => self.head.title(self.html.get(range).unwrap_or_default()),
            None => *unclosed = true,
        }
    }

    /// Ends the open block of text and puts it into the arena.
    fn end_block(&mut self) {
        let link = std::mem::take(&mut self.link);
        let Some(range) = self.text.end_block() else {
            return;
        };
        let element = self.stack.innermost(&mut self.tree.elements);
        let length = range.len();
        self.tree.blocks.push(Block {
            element,
            start: u32::try_from(range.start).unwrap_or(u32::MAX),
            end: u32::try_from(range.end).unwrap_or(u32::MAX),
            link: u32::try_from(link.min(length)).unwrap_or(u32::MAX),
            heading: self.stack.heading(),
            button: self.stack.is_open(Tag::Button),
        });
    }
}
