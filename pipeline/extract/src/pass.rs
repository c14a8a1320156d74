//! One pass over the tokens of a page: the stack of open elements, implied end tags, and the arena.

use crate::attributes::Attributes;
use crate::classes::Classes;
use crate::head::Head;
use crate::hint::Hint;
use crate::limits::{Exhausted, Limits};
use crate::marks::{self, Marks};
use crate::stack::{Open, Stack};
use crate::tags::{TAGS, Tag};
use crate::text::TextBuffer;
use crate::tokenizer::{Token, Tokenizer, Unclosed};
use crate::tree::{APART, Block, Element, ROOT, Tree};

/// What a pass gives.
pub(crate) struct Built {
    pub(crate) head: Head,
    pub(crate) tree: Tree,
    /// What the page had more of than it may.
    pub(crate) exhausted: Option<Exhausted>,
    /// The steps that it took.
    pub(crate) steps: u64,
}

/// Bytes that are searched in about the time of another step.
const LOOKED: u64 = 64;

/// One pass; gives the bytes inside `noscript` too.
pub(crate) fn pass(html: &str, limits: &Limits, read_noscript: bool) -> (Built, usize) {
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
        since: Since::default(),
        marks: Marks::default(),
        breaks: APART,
        wrapper_language: None,
        unclosed: [false; TAGS],
        noscript: 0,
        read_noscript,
        steps: 0,
        exhausted: None,
    };
    builder.tree.elements.push(Element {
        tag: Tag::Body,
        hint: Hint::NONE,
        parent: ROOT,
        kind: 0,
        order: 0,
    });
    builder.run();
    builder.end_block();
    let steps = builder.all_steps();
    builder.tree.text = builder.text.finish();
    builder.tree.marks = builder.marks.finish(&builder.tree.text);
    let built = Built {
        steps,
        head: builder.head,
        tree: builder.tree,
        exhausted: builder.exhausted,
    };
    (built, builder.noscript)
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
    since: Since,
    marks: Marks,
    /// See [`Block::breaks`].
    breaks: u8,
    /// The programming language that a box around the next `pre` names.
    wrapper_language: Option<String>,
    /// Skipped elements whose end tag was looked for in vain: looking again would make the
    /// parse quadratic.
    unclosed: [bool; TAGS],
    /// Bytes inside `noscript` elements.
    noscript: usize,
    read_noscript: bool,
    /// Tags, pieces of text and attributes read; see [`Limits::max_steps`].
    steps: u64,
    exhausted: Option<Exhausted>,
}

/// What was seen since the last block ended.
#[derive(Debug, Default)]
struct Since {
    /// Where it ended in the source.
    source: usize,
    /// Bytes of text in links.
    link: usize,
    /// Bytes of text in `b` and `strong`.
    bold: usize,
    links: u16,
    tags: u16,
    images: u16,
    controls: u16,
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
            self.steps += 1;
            self.exhausted = self.limits.exceeded(
                self.all_steps(),
                self.tree.blocks.len(),
                self.tree.elements.len(),
            );
            if self.exhausted.is_some() {
                self.tokens.finish();
            }
        }
    }

    fn all_steps(&self) -> u64 {
        self.steps + self.stack.steps() + self.tokens.looked() / LOOKED
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
            self.since.link += self.text.len() - before;
        }
        if self.stack.is_open(Tag::B) || self.stack.is_open(Tag::Strong) {
            self.since.bold += self.text.len() - before;
        }
    }

    fn open(&mut self, tag: Tag, name: &[u8]) {
        let html = self.html;
        let mut attributes = Attributes::default();
        let steps = &mut self.steps;
        let end = self.tokens.attributes(|name, value| {
            *steps += 1;
            attributes.take(html, name, value);
        });
        self.since.tags = self.since.tags.saturating_add(1);
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
            Tag::Img => {
                self.since.images = self.since.images.saturating_add(1);
                return;
            }
            Tag::Input => {
                self.since.controls = self.since.controls.saturating_add(1);
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
                if !attributes.leads_away() && !attributes.is_hidden() {
                    // Anchors need no entry: nothing depends on where they end.
                    return;
                }
                if attributes.leads_away() {
                    self.since.links = self.since.links.saturating_add(1);
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
        let class = attributes.class.unwrap_or_default();
        self.stack.announce(attributes.number(tag));
        self.stack.push(Open::new(tag, name, hint, class));
    }

    fn close(&mut self, tag: Tag, name: &[u8]) {
        if matches!(tag, Tag::Html | Tag::Head | Tag::Body) || tag.is_void() && tag != Tag::Br {
            return;
        }
        if tag == Tag::Br {
            return self.line_break();
        }
        if tag.is_block() && self.stack.ends_line(tag) {
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
        let content = match tag {
            Tag::Svg | Tag::Template => self.tokens.whole_element(name, true),
            Tag::Video | Tag::Audio | Tag::Canvas | Tag::Select | Tag::Datalist => {
                self.tokens.whole_element(name, false)
            }
            _ => self.tokens.raw_text(name).ok_or(Unclosed::ToTheEnd),
        };
        match content {
            Ok(range) if tag == Tag::Script => self.head.end_script(self.html, range.end),
            Ok(range) if tag == Tag::Noscript => self.noscript += range.len(),
            Ok(_) | Err(Unclosed::ByTheNext) => {}
            Err(Unclosed::ToTheEnd) => {
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

    fn end_block(&mut self) {
        self.end_block_at(false);
    }

    fn line_break(&mut self) {
        self.end_block_at(true);
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
    fn end_block_at(&mut self, broken: bool) {
        let range = self.text.end_block();
        self.marks.end_block(self.text.len());
        let Some(range) = range else {
            return;
        };
        let here = self.tokens.position();
        let since = std::mem::replace(
            &mut self.since,
            Since {
                source: here,
                ..Since::default()
            },
        );
        let element = self.stack.innermost(&mut self.tree.elements);
        let length = range.len();
        let size = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        self.tree.blocks.push(Block {
            element,
            start: size(range.start),
            end: size(range.end),
            link: size(since.link.min(length)),
            heading: self.stack.heading(),
            button: self.stack.is_open(Tag::Button),
            links: since.links,
            bold: size(since.bold.min(length)),
            source: size(here - since.source),
            tags: since.tags,
            images: since.images,
            controls: since.controls,
            broken,
            breaks: std::mem::take(&mut self.breaks),
        });
    }
}
