//! Which tables hold data, and those as pipe tables (GitHub Flavored Markdown 0.29, section 4.10).

use std::collections::HashMap;

use super::inline::{self, Style};
use super::layout::{Layout, NONE};
use crate::tags::Tag;
use crate::tree::{Block, Tree};

/// A cell of more bytes than this is a column of the page.
const LONGEST_CELL: usize = 1000;

/// A table of more columns than this is left as blocks.
const MOST_COLUMNS: u32 = 64;

/// What is known of a table from its kept blocks.
#[derive(Debug)]
struct Shape {
    /// A cell holds something that a pipe table cannot.
    broken: bool,
    rows: u32,
    row: u32,
    cell: u32,
    cell_bytes: usize,
    columns: u32,
}

/// The tables that become pipe tables: at least two rows and two columns, and in every cell one
/// block (or lines of one) without lists, headings, code blocks or further tables.
#[derive(Debug, Default)]
pub(super) struct DataTables {
    columns: HashMap<u32, u32>,
}

impl DataTables {
    pub(super) fn find(layout: &Layout<'_>, kept: impl Iterator<Item = usize>) -> Self {
        let tree = layout.tree;
        let mut shapes: HashMap<u32, Shape> = HashMap::new();
        let mut before = (NONE, usize::MAX);
        for index in kept {
            let Some(block) = tree.blocks.get(index) else {
                continue;
            };
            let last = std::mem::replace(&mut before, (block.element, index));
            let place = layout.of(block);
            if place.table == NONE {
                continue;
            }
            let follows = last == (block.element, index.wrapping_sub(1)) && block.breaks == 1;
            let shape = shapes.entry(place.table).or_insert_with(Shape::new);
            shape.add(layout, block, follows);
        }
        shapes.retain(|table, shape| {
            !shape.broken
                && !layout.outer_tables.contains(table)
                && shape.rows >= 2
                && (2..=MOST_COLUMNS).contains(&shape.columns)
        });
        let columns = shapes
            .into_iter()
            .map(|(table, shape)| (table, shape.columns));
        Self {
            columns: columns.collect(),
        }
    }

    /// Whether the block is in a cell of a data table, and of which.
    pub(super) fn around(&self, layout: &Layout<'_>, block: &Block) -> Option<u32> {
        if self.columns.is_empty() {
            return None;
        }
        let place = layout.of(block);
        (place.cell != NONE && self.columns.contains_key(&place.table)).then_some(place.table)
    }

    /// The lines of a table, given all its kept cells.
    pub(super) fn lines(
        &self,
        layout: &Layout<'_>,
        table: u32,
        blocks: &[usize],
        style: Style,
    ) -> Vec<String> {
        let tree = layout.tree;
        let columns = self.columns.get(&table).copied().unwrap_or(0);
        let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
        for block in blocks.iter().filter_map(|&index| tree.blocks.get(index)) {
            let cell = tree.element(layout.of(block).cell);
            if rows.last().is_none_or(|&(row, _)| row != cell.parent) {
                rows.push((cell.parent, vec![String::new(); columns as usize]));
            }
            let text = rows
                .last_mut()
                .and_then(|(_, cells)| cells.get_mut(cell.order as usize));
            if let Some(text) = text {
                if !text.is_empty() {
                    text.push(' ');
                }
                inline::write(text, tree, &[*block], style, inline::Where::Cell);
            }
        }
        let mut lines: Vec<String> = rows.iter().map(|(_, cells)| line(cells)).collect();
        if !has_header(layout, blocks) {
            lines.insert(0, line(&vec![String::new(); columns as usize]));
        }
        let rule = line(&vec!["---".to_owned(); columns as usize]);
        lines.insert(1.min(lines.len()), rule);
        lines
    }
}

impl Shape {
    fn new() -> Self {
        Self {
            broken: false,
            rows: 0,
            row: NONE,
            cell: NONE,
            cell_bytes: 0,
            columns: 0,
        }
    }

    /// `follows`: the block is the next line of the block before it.
    fn add(&mut self, layout: &Layout<'_>, block: &Block, follows: bool) {
        let place = layout.of(block);
        let tree = layout.tree;
        if place.cell == NONE {
            self.broken |= tree.element(block.element).tag != Tag::Caption;
            return;
        }
        let cell = tree.element(place.cell);
        if place.cell == self.cell {
            self.broken |= !follows;
        } else {
            (self.cell, self.cell_bytes) = (place.cell, 0);
        }
        self.cell_bytes += tree.text_of(block).len();
        if cell.parent != self.row {
            self.row = cell.parent;
            self.rows += 1;
        }
        self.columns = self.columns.max(cell.order.saturating_add(1));
        self.broken |= place.pre != NONE
            || block.heading > 0
            || place.container != layout.place(place.table).container
            || self.cell_bytes > LONGEST_CELL
            || tree.element(cell.parent).tag != Tag::Tr;
    }
}

/// Whether the first row holds header cells only, or stands in a `thead`.
fn has_header(layout: &Layout<'_>, blocks: &[usize]) -> bool {
    let tree: &Tree = layout.tree;
    let cells = || {
        let blocks = blocks.iter().filter_map(|&index| tree.blocks.get(index));
        blocks.map(|block| tree.element(layout.of(block).cell))
    };
    let Some(first) = cells().next() else {
        return false;
    };
    let row = tree.element(first.parent);
    tree.element(row.parent).tag == Tag::Thead
        || cells()
            .take_while(|cell| cell.parent == first.parent)
            .all(|cell| cell.tag == Tag::Th)
}

fn line(cells: &[String]) -> String {
    let mut out = String::from("|");
    for cell in cells {
        out.push(' ');
        out.push_str(cell);
        out.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    out
}
