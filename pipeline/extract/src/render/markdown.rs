//! Kept blocks to Markdown (CommonMark 0.31 with the tables of GitHub Flavored Markdown).

use super::inline::{self, Style, Where};
use super::layout::{Layout, NONE, Place};
use super::table::DataTables;
use crate::tags::Tag;
use crate::tree::{Block, Tree};

/// What Markdown output keeps beside the structure of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarkdownOptions {
    /// Mark emphasised (`em`, `i`) and strong (`strong`, `b`) text. Off by default: pages use
    /// both for looks more often than for meaning.
    pub emphasis: bool,
}

/// Largest number shown before an item; long numbers would make long indents.
const LARGEST_NUMBER: u32 = 9999;

/// Renders the blocks that `kept` lets through.
pub(crate) fn markdown(
    tree: &Tree,
    kept: impl Fn(usize) -> bool,
    options: &MarkdownOptions,
) -> String {
    let layout = Layout::new(tree);
    let kept: Vec<usize> = (0..tree.blocks.len())
        .filter(|&index| kept(index))
        .collect();
    let tables = DataTables::find(&layout, kept.iter().copied());
    let mut writer = Writer {
        layout: &layout,
        style: Style {
            emphasis: options.emphasis,
        },
        out: String::with_capacity(tree.text.len()),
        path: Vec::new(),
        prefixes: Vec::new(),
        last_is_paragraph: false,
    };
    let mut rest = kept.as_slice();
    while let Some((first, _)) = rest.split_first() {
        let Some(block) = tree.blocks.get(*first) else {
            break;
        };
        let table = tables.around(&layout, block);
        let kind = match table {
            Some(table) => Kind::Table(table),
            None => kind(&layout, block),
        };
        let length = 1 + rest
            .windows(2)
            .take_while(|pair| {
                let [one, two] = *pair else { return false };
                match kind {
                    Kind::Table(table) => tree
                        .blocks
                        .get(*two)
                        .is_some_and(|next| tables.around(&layout, next) == Some(table)),
                    _ => continues(&layout, kind, *one, *two),
                }
            })
            .count();
        let (group, left) = rest.split_at(length.min(rest.len()));
        rest = left;
        match kind {
            Kind::Table(table) => {
                let place = layout.place(table);
                let lines = tables.lines(&layout, table, group, writer.style);
                writer.begin(place, false);
                writer.lines(lines.iter().map(String::as_str));
            }
            Kind::Code => writer.code(group),
            Kind::Heading => writer.text(group, Where::Heading),
            Kind::Paragraph => writer.text(group, Where::Paragraph),
        }
    }
    writer.out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table(u32),
    Code,
    Heading,
    Paragraph,
}

fn kind(layout: &Layout<'_>, block: &Block) -> Kind {
    if layout.of(block).pre != NONE {
        Kind::Code
    } else if block.heading > 0 {
        Kind::Heading
    } else {
        Kind::Paragraph
    }
}

/// Whether the block `two` belongs with `one` before it.
fn continues(layout: &Layout<'_>, of: Kind, one: usize, two: usize) -> bool {
    let blocks = &layout.tree.blocks;
    let (Some(last), Some(next)) = (blocks.get(one), blocks.get(two)) else {
        return false;
    };
    if kind(layout, next) != of {
        return false;
    }
    match of {
        Kind::Code => layout.of(last).pre == layout.of(next).pre,
        Kind::Heading => last.element == next.element,
        // Two breaks are how old pages separate paragraphs.
        _ => last.element == next.element && next.breaks == 1 && two == one + 1,
    }
}

struct Writer<'l, 't> {
    layout: &'l Layout<'t>,
    style: Style,
    out: String,
    /// The open list items and quotes, outermost first, with what each puts before a line.
    path: Vec<u32>,
    prefixes: Vec<String>,
    last_is_paragraph: bool,
}

impl Writer<'_, '_> {
    /// Opens and closes containers and begins a line in the innermost.
    fn begin(&mut self, place: Place, paragraph: bool) {
        let path = self.layout.path(place);
        let same = self.path.iter().zip(&path);
        let common = same.take_while(|(open, wanted)| open == wanted).count();
        if !self.out.is_empty() {
            let tight = self.is_tight(&path, common);
            self.prefixes.truncate(common);
            self.out.push('\n');
            if !tight {
                let prefix = self.prefixes.concat();
                self.out.push_str(prefix.trim_end());
                self.out.push('\n');
            }
        }
        self.prefixes.truncate(common);
        for prefix in &self.prefixes {
            self.out.push_str(prefix);
        }
        for &container in path.iter().skip(common) {
            let marker = self.marker(container);
            self.out.push_str(&marker);
            let quote = marker.starts_with('>');
            self.prefixes.push(if quote {
                marker
            } else {
                " ".repeat(marker.len())
            });
        }
        self.path = path;
        self.last_is_paragraph = paragraph;
    }

    /// Whether no empty line is needed: an item after a line of the item before it in the same
    /// list, or after the line of the item that its list is part of.
    fn is_tight(&self, path: &[u32], common: usize) -> bool {
        let is_item = |&container: &u32| self.layout.tree.element(container).tag != Tag::Blockquote;
        let list = |container: &u32| self.layout.place(*container).list;
        let Some(item) = path.get(common).filter(|item| is_item(item)) else {
            return false;
        };
        let left = self.path.get(common..).unwrap_or_default();
        if !self.last_is_paragraph || !left.iter().all(is_item) {
            return false;
        }
        match left.first() {
            Some(before) => list(before) == list(item),
            // Only a list that begins with 1 may interrupt a paragraph.
            None => common > 0 && matches!(&*self.marker(*item), "- " | "1. "),
        }
    }

    /// What begins a quote or an item. The definition of a term (`dd`) becomes an item below the
    /// term: neither CommonMark nor its GitHub dialect has definition lists.
    fn marker(&self, container: u32) -> String {
        let tree = self.layout.tree;
        let element = tree.element(container);
        let list = self.layout.place(container).list;
        match element.tag {
            Tag::Blockquote => "> ".to_owned(),
            Tag::Li if list != NONE && tree.element(list).tag == Tag::Ol => {
                format!("{}. ", element.order.min(LARGEST_NUMBER))
            }
            _ => "- ".to_owned(),
        }
    }

    /// Writes lines, the first where the cursor stands.
    fn lines<'s>(&mut self, lines: impl Iterator<Item = &'s str>) {
        let prefix = self.prefixes.concat();
        for (at, line) in lines.enumerate() {
            if at > 0 {
                self.out.push('\n');
                let prefix = if line.is_empty() {
                    prefix.trim_end()
                } else {
                    &prefix
                };
                self.out.push_str(prefix);
            }
            self.out.push_str(line);
        }
    }

    fn text(&mut self, group: &[usize], place: Where) {
        let tree = self.layout.tree;
        let blocks: Vec<Block> = group
            .iter()
            .filter_map(|&index| tree.blocks.get(index).copied())
            .collect();
        let Some(first) = blocks.first() else { return };
        self.begin(self.layout.of(first), place == Where::Paragraph);
        let mut text = String::new();
        if place == Where::Heading {
            text.push_str(&"#".repeat(usize::from(first.heading)));
            text.push(' ');
        }
        inline::write(&mut text, tree, &blocks, self.style, place);
        self.lines(text.split('\n'));
    }

    fn code(&mut self, group: &[usize]) {
        let tree = self.layout.tree;
        let mut text = String::new();
        let mut first = None;
        for &index in group {
            let Some(block) = tree.blocks.get(index) else {
                continue;
            };
            if first.is_none() {
                first = Some((index, block));
            } else {
                text.push('\n');
            }
            text.push_str(tree.text_of(block));
        }
        let Some((index, block)) = first else { return };
        self.begin(self.layout.of(block), false);
        let fence = "`".repeat((inline::longest_run(&text, '`') + 1).max(3));
        let open = format!("{fence}{}", language(tree, index, block));
        let lines = [open.as_str()].into_iter();
        self.lines(lines.chain(text.split('\n')).chain([fence.as_str()]));
    }
}

/// The programming language that the markup names for the block, or nothing.
fn language<'t>(tree: &'t Tree, index: usize, block: &Block) -> &'t str {
    let before = index
        .checked_sub(1)
        .and_then(|index| tree.blocks.get(index));
    let from = before.map_or(0, |block| block.end);
    let said = tree.languages.partition_point(|&(at, _)| at <= block.start);
    let said = said.checked_sub(1).and_then(|at| tree.languages.get(at));
    said.filter(|&&(at, _)| at >= from)
        .map_or("", |(_, name)| name.as_str())
}
