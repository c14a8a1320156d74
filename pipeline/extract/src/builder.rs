//! One pass over the tokens: the stack of open elements, implied end tags, and the arena.

use crate::attributes::Attributes;
use crate::classes::{Classes, Hint};
use crate::head::Head;
use crate::marks::{self, Marks};
use crate::page::Limits;
use crate::stack::{Open, Stack};
use crate::tags::{TAGS, Tag};
use crate::text::TextBuffer;
use crate::tokenizer::{Token, Tokenizer};
use crate::tree::{APART, Block, Element, ROOT, Tree};

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
        marks: Marks::default(),
        breaks: APART,
        wrapper_language: None,
        link: 0,
        unclosed: [false; TAGS],
        noscript: 0,
        read_noscript,
    };
    builder.tree.elements.push(Element {
        tag: Tag::Body,
        hint: Hint::NONE,
        parent: ROOT,
        order: 0,
    });
    builder.run();
    builder.end_block();
    builder.tree.text = builder.text.finish();
    builder.tree.marks = builder.marks.finish(&builder.tree.text);
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
    marks: Marks,
    /// See [`Block::breaks`].
    breaks: u8,
    /// The programming language that a box around the next `pre` names.
    wrapper_language: Option<String>,
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
        self.marks
            .text(self.stack.marking(), before, self.text.len());
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
            Tag::Link => {
                self.head.canonical(&attributes);
                return self.head.link(&attributes);
            }
            Tag::Time => self.head.time(&attributes),
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
            Tag::Br => return self.line_break(),
            Tag::Hr => return self.boundary(),
            _ if tag.is_void() => return,
            _ if tag.is_skipped() => {
                if tag == Tag::Script {
                    self.head.script(&attributes, end.next);
                }
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
            self.boundary();
            self.stack.imply_ends(tag);
        }
        self.language(tag, &attributes);
        let hint = if block {
            attributes.hint(tag, &mut self.classes)
        } else if attributes.is_hidden() {
            Hint::HIDDEN
        } else {
            Hint::NONE
        };
        self.stack.announce(attributes.number(tag));
        self.stack.push(Open::new(tag, name, hint));
    }

    fn close(&mut self, tag: Tag, name: &[u8]) {
        if matches!(tag, Tag::Html | Tag::Head | Tag::Body) || tag.is_void() && tag != Tag::Br {
            return;
        }
        if tag == Tag::Br {
            return self.line_break();
        }
        if tag.is_block() {
            self.boundary();
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
            Some(range) if tag == Tag::Script => self.head.end_script(range.end),
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

    fn line_break(&mut self) {
        self.end_block();
        self.breaks = self.breaks.saturating_add(1);
    }

    fn boundary(&mut self) {
        self.end_block();
        self.breaks = APART;
    }

    /// Remembers the programming language that preformatted text is said to be in.
    fn language(&mut self, tag: Tag, attributes: &Attributes<'_>) {
        let here = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let languages = &mut self.tree.languages;
        match tag {
            Tag::Pre => {
                // What an empty element before said is not meant for this one.
                if languages.last().is_some_and(|&(at, _)| at == here) {
                    languages.pop();
                }
            }
            Tag::Code if self.stack.is_open(Tag::Pre) => {}
            Tag::Div => {
                let said = attributes
                    .class
                    .filter(|class| class.starts_with("highlight"))
                    .and_then(marks::language);
                if said.is_some() {
                    self.wrapper_language = said;
                }
                return;
            }
            _ => return,
        }
        let outer = self.wrapper_language.take();
        if let Some(language) = attributes.class.and_then(marks::language).or(outer) {
            languages.push((here, language));
        }
    }

    /// Ends the open block of text and puts it into the arena.
    fn end_block(&mut self) {
        let link = std::mem::take(&mut self.link);
        let range = self.text.end_block();
        self.marks.end_block(self.text.len());
        let Some(range) = range else {
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
            breaks: std::mem::take(&mut self.breaks),
        });
    }
}
