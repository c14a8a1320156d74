//! The text of blocks with its inline markup, escaped so that a Markdown parser gives back the
//! same characters. As little as possible is escaped: what the rules of CommonMark 0.31 could
//! read as markup in this very place.

use crate::marks::{Mark, MarkKind};
use crate::tree::{Block, Tree};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) emphasis: bool,
}

/// What the text becomes part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Lines that may each begin a block.
    Paragraph,
    /// The content of an ATX heading: one line.
    Heading,
    /// A cell of a pipe table: one line.
    Cell,
}

/// Stands for the edge of a line.
const EDGE: char = '\n';

/// Writes blocks as the lines of one paragraph, heading or cell. Lines of a paragraph are
/// separated by a hard break (two spaces and a line end).
pub(super) fn write(out: &mut String, tree: &Tree, blocks: &[Block], style: Style, place: Where) {
    let counts = Counts::of(tree, blocks);
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            out.push_str(if place == Where::Paragraph {
                "  \n"
            } else {
                " "
            });
        }
        let edges = edges(tree, block, style, place);
        let mut from = block.start;
        let mut before = EDGE;
        for edge in edges.iter().chain([&Edge::end(block)]) {
            let text = slice(tree, from, edge.at);
            let after = edge.looks;
            let escape = Escape {
                before,
                after,
                place,
                counts,
                emphasis: style.emphasis,
            };
            escape.write(out, text, from == block.start && place == Where::Paragraph);
            edge.write(out, tree, place);
            before = edge.looks;
            from = edge.to;
        }
        if place == Where::Heading && at + 1 == blocks.len() {
            escape_closing(out);
        }
    }
}

fn slice(tree: &Tree, start: u32, end: u32) -> &str {
    tree.text
        .get(start as usize..end as usize)
        .unwrap_or_default()
}

/// A place in the text where markup stands.
#[derive(Debug)]
struct Edge {
    at: u32,
    /// Behind the text that the markup covers: code is written by its edge.
    to: u32,
    what: &'static str,
    /// The character that the text beside it will see.
    looks: char,
}

impl Edge {
    fn end(block: &Block) -> Self {
        Self {
            at: block.end,
            to: block.end,
            what: "",
            looks: EDGE,
        }
    }

    fn write(&self, out: &mut String, tree: &Tree, place: Where) {
        if self.to == self.at {
            out.push_str(self.what);
            return;
        }
        let code = slice(tree, self.at, self.to);
        let fence = "`".repeat(longest_run(code, '`') + 1);
        let pad = code.starts_with('`') || code.ends_with('`');
        out.push_str(&fence);
        out.push_str(if pad { " " } else { "" });
        if place == Where::Cell {
            out.push_str(&code.replace('|', "\\|"));
        } else {
            out.push_str(code);
        }
        out.push_str(if pad { " " } else { "" });
        out.push_str(&fence);
    }
}

/// The longest run of a character.
pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for value in text.chars() {
        run = if value == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// The markup of a block in order. Marks that cross or touch another one are left out: what they
/// would mean depends on rules that parsers do not share.
fn edges(tree: &Tree, block: &Block, style: Style, place: Where) -> Vec<Edge> {
    let first = tree.marks.partition_point(|mark| mark.start < block.start);
    let marks = tree.marks.get(first..).unwrap_or_default();
    let marks: Vec<Mark> = marks
        .iter()
        .take_while(|mark| mark.start < block.end)
        .copied()
        .filter(|mark| mark.end <= block.end)
        .collect();
    let mut out: Vec<Edge> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.kind == MarkKind::Code) {
        let code = slice(tree, mark.start, mark.end);
        // In a cell `\|` is a bar even in code, so that a backslash before one cannot be said.
        let sayable = place != Where::Cell || !(code.contains('|') && code.contains('\\'));
        if sayable && !code.contains('\n') {
            out.push(Edge {
                at: mark.start,
                to: mark.end,
                what: "`",
                looks: '`',
            });
        }
    }
    if style.emphasis {
        emphasise(tree, block, &marks, &mut out);
    }
    out
}

fn emphasise(tree: &Tree, block: &Block, marks: &[Mark], out: &mut Vec<Edge>) {
    let codes: Vec<(u32, u32)> = out.iter().map(|edge| (edge.at, edge.to)).collect();
    let mut added = Vec::new();
    let mut free_from = block.start;
    let emphasis = marks.iter().filter(|mark| mark.kind != MarkKind::Code);
    for mark in emphasis {
        let first = added.is_empty();
        if mark.start < free_from || !first && mark.start == free_from {
            continue;
        }
        let cut = |at: u32| {
            let before = codes.partition_point(|&(start, _)| start < at);
            let code = before.checked_sub(1).and_then(|before| codes.get(before));
            code.is_some_and(|&(_, end)| at < end)
        };
        if cut(mark.start) || cut(mark.end) || !flanks(tree, block, mark) {
            continue;
        }
        let same = marks.partition_point(|other| other.start < mark.start);
        let same = marks.iter().skip(same);
        let mut same = same.take_while(|other| other.start == mark.start);
        let both = same.any(|other| {
            other.kind != MarkKind::Code && other.kind != mark.kind && other.end == mark.end
        });
        let what = match mark.kind {
            _ if both => "***",
            MarkKind::Strong => "**",
            _ => "*",
        };
        for at in [mark.start, mark.end] {
            added.push(Edge {
                at,
                to: at,
                what,
                looks: '*',
            });
        }
        free_from = mark.end;
    }
    // An edge that closes stands behind the code that ends there, one that opens before.
    let mut codes = std::mem::take(out).into_iter().peekable();
    for (index, edge) in added.into_iter().enumerate() {
        let opens = index % 2 == 0;
        while codes
            .peek()
            .is_some_and(|code| code.to <= edge.at && (!opens || code.at < edge.at))
        {
            out.extend(codes.next());
        }
        out.push(edge);
    }
    out.extend(codes);
}

/// Whether asterisks around the mark open and close in every parser: a letter or digit within,
/// or space (or the edge of the block) outside.
fn flanks(tree: &Tree, block: &Block, mark: &Mark) -> bool {
    let marked = slice(tree, mark.start, mark.end);
    let outside = |value: Option<char>| value.is_none_or(char::is_whitespace);
    let before = slice(tree, block.start, mark.start).chars().next_back();
    let after = slice(tree, mark.end, block.end).chars().next();
    (outside(before) || marked.starts_with(char::is_alphanumeric))
        && (outside(after) || marked.ends_with(char::is_alphanumeric))
}

/// Characters that mean something in pairs only.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    stars: usize,
    underscores: usize,
    tildes: usize,
}

impl Counts {
    fn of(tree: &Tree, blocks: &[Block]) -> Self {
        let mut counts = Self::default();
        for byte in blocks.iter().flat_map(|block| tree.text_of(block).bytes()) {
            match byte {
                b'*' => counts.stars += 1,
                b'_' => counts.underscores += 1,
                b'~' => counts.tildes += 1,
                _ => {}
            }
        }
        counts
    }
}

/// The characters that [`Escape::means_something`] looks at, and those that are spaces here.
const SPECIAL: &[u8] = b"\\`|*~_<&]\n\t";

struct Escape {
    /// The characters beside the text.
    before: char,
    after: char,
    place: Where,
    counts: Counts,
    emphasis: bool,
}

impl Escape {
    fn write(&self, out: &mut String, text: &str, first: bool) {
        let start = if first { begins_block(text) } else { None };
        if start == Some(0) {
            out.push('\\');
        }
        let mut from = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            if !SPECIAL.contains(&byte) && start != Some(at) {
                continue;
            }
            // Special characters are ASCII, so that both ends are characters' ends.
            let done = text.get(..at).unwrap_or_default();
            let rest = text.get(at..).unwrap_or_default();
            let mut values = rest.chars();
            let Some(value) = values.next() else { break };
            let before = done.chars().next_back().unwrap_or(self.before);
            let after = values.next().unwrap_or(self.after);
            out.push_str(done.get(from..).unwrap_or_default());
            from = at;
            if matches!(value, '\n' | '\t') {
                out.push(' ');
                from += 1;
            } else if at > 0 && start == Some(at)
                || start != Some(at) && self.means_something(value, before, after, rest)
            {
                out.push('\\');
            }
        }
        out.push_str(text.get(from..).unwrap_or_default());
    }

    fn means_something(&self, value: char, before: char, after: char, rest: &str) -> bool {
        let apart = before.is_whitespace() && after.is_whitespace();
        // The blocks of a cell are written one by one onto one line.
        let joins = self.place == Where::Cell;
        match value {
            '\\' => after == EDGE || after.is_ascii_punctuation(),
            '`' => true,
            '|' => self.place == Where::Cell,
            '*' => (self.counts.stars > 1 || self.emphasis || joins) && !apart,
            '~' => (self.counts.tildes > 1 || joins) && !apart,
            '_' => {
                let inside = before.is_alphanumeric() && after.is_alphanumeric();
                (self.counts.underscores > 1 || joins) && !apart && !inside
            }
            '<' => after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => is_reference(rest),
            // Links and their definitions; a reference without a definition is text.
            ']' => matches!(after, '(' | ':'),
            _ => false,
        }
    }
}

/// Whether the text begins with something shaped like a character reference.
fn is_reference(text: &str) -> bool {
    let body = text.get(1..).unwrap_or_default();
    let name = body.strip_prefix('#').unwrap_or(body);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

/// Where a backslash has to stand so that a line does not begin a block: a heading (ATX or the
/// line under one), quote, list item, task, fence, rule or the rule of a table.
fn begins_block(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    let run = bytes.iter().take_while(|&&byte| byte == first).count();
    let ends = |at: usize| bytes.get(at).is_none_or(|&byte| byte == b' ');
    let only = |allowed: &[u8]| bytes.iter().all(|byte| allowed.contains(byte));
    let begins = match first {
        b'#' => run <= 6 && ends(run),
        b'>' => true,
        b'+' => ends(1),
        b'-' => ends(1) || only(b"-|: "),
        b'*' => ends(1) || only(b"* "),
        b'_' => only(b"_ "),
        b'=' => only(b"= "),
        b'|' | b':' => only(b"-|: "),
        b'~' => run >= 3,
        b'[' => matches!(bytes.get(1), Some(b' ' | b'x' | b'X')) && bytes.get(2) == Some(&b']'),
        b'0'..=b'9' => {
            let digits = bytes
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            let marks = matches!(bytes.get(digits), Some(b'.' | b')'));
            return (digits <= 9 && marks && ends(digits + 1)).then_some(digits);
        }
        _ => false,
    };
    begins.then_some(0)
}

/// A run of `#` at the end of a heading would close it.
fn escape_closing(heading: &mut String) {
    let content = heading.trim_end_matches('#');
    let closes = content.len() < heading.len() && content.ends_with(' ');
    if closes {
        let at = content.len();
        heading.insert(at, '\\');
    }
}
