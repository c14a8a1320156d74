//! The stack of open elements.

use std::hash::Hasher;

use crate::fx::Fx;
use crate::hint::Hint;
use crate::tags::{TAGS, Tag};
use crate::tree::{Element, ROOT};

/// No arena element yet.
const NONE: u32 = u32::MAX;

/// How far up the row of a cell or the list of an item is looked for: only inline elements and
/// forms come between.
const NEAR: usize = 8;

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    tag: Tag,
    /// Tells the names of unknown tags apart.
    key: u64,
    hint: Hint,
    /// See [`Element::kind`].
    kind: u32,
    /// Its index in the arena, once text was found in it.
    element: u32,
    /// See [`Element::order`].
    order: u32,
    /// Of a row the next free column, of a list the next number.
    next: u32,
}

impl Open {
    pub(crate) fn new(tag: Tag, name: &[u8], hint: Hint, class: &str) -> Self {
        Self {
            tag,
            key: key(tag, name),
            hint,
            kind: kind(tag, class),
            element: NONE,
            order: 0,
            next: 0,
        }
    }

    /// Block elements hide in the arena, where hiding can be overruled; inline ones at once.
    fn hides_text(&self) -> bool {
        self.hint.has(Hint::HIDDEN) && !self.tag.is_block()
    }
}

fn kind(tag: Tag, class: &str) -> u32 {
    if !tag.is_block() {
        return 0;
    }
    let mut hasher = Fx::default();
    hasher.write_u8(tag as u8);
    hasher.write(class.as_bytes());
    // The high half: a product's low bits know little of the last word.
    (hasher.finish() >> 32) as u32
}

fn key(tag: Tag, name: &[u8]) -> u64 {
    if tag != Tag::Unknown {
        return 0;
    }
    let mut hasher = Fx::default();
    for byte in name {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    hasher.finish()
}

/// Open elements, the root left out.
#[derive(Debug)]
pub(crate) struct Stack {
    entries: Vec<Open>,
    max_depth: usize,
    /// How many of each tag are open.
    open: [u32; TAGS],
    /// How many of each tag were opened beyond the depth cap and not closed yet.
    beyond: [u32; TAGS],
    hiding: u32,
    /// How many of each kind of inline markup are open.
    marking: [u32; 3],
    /// What an attribute of the element to come says: the span of a cell, the start of a list,
    /// the number of an item.
    number: Option<u32>,
    /// Entries from the bottom whose arena element exists (or that need none).
    settled: usize,
    /// Open elements looked through.
    steps: u64,
}

impl Stack {
    pub(crate) fn new(max_depth: usize) -> Self {
        Self {
            entries: Vec::with_capacity(64),
            max_depth,
            open: [0; TAGS],
            beyond: [0; TAGS],
            hiding: 0,
            marking: [0; 3],
            number: None,
            settled: 0,
            steps: 0,
        }
    }

    /// Work done so far, in open elements looked at.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    pub(crate) fn is_open(&self, tag: Tag) -> bool {
        count(&self.open, tag) > 0
    }

    /// Whether an end tag does anything: only `</p>` and `</br>` do so without a start tag.
    pub(crate) fn ends_line(&self, tag: Tag) -> bool {
        self.is_open(tag)
            || matches!(tag, Tag::P | Tag::Br)
            || tag.heading().is_some() && self.heading() > 0
            || count(&self.beyond, tag) > 0
    }

    pub(crate) fn hides_text(&self) -> bool {
        self.hiding > 0
    }

    /// Level of the heading around the current place, or 0.
    pub(crate) fn heading(&self) -> u8 {
        [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6]
            .into_iter()
            .filter(|&tag| self.is_open(tag))
            .find_map(Tag::heading)
            .unwrap_or(0)
    }

    /// How many elements of each kind of inline markup are open.
    pub(crate) fn marking(&self) -> &[u32; 3] {
        &self.marking
    }

    /// Says the number that an attribute of the next element pushed gives.
    pub(crate) fn announce(&mut self, number: Option<u32>) {
        self.number = number;
    }

    /// Gives a cell its column and an item its number.
    fn order(&mut self, entry: &mut Open) {
        let number = self.number.take();
        let (counts, wall): (&[Tag], _) = match entry.tag {
            Tag::Td | Tag::Th => (&[Tag::Tr], Tag::Table),
            Tag::Li => (&[Tag::Ol, Tag::Ul], Tag::Li),
            Tag::Ol => {
                entry.next = number.unwrap_or(1);
                return;
            }
            _ => return,
        };
        let mut near = self.entries.iter_mut().rev().take(NEAR);
        let Some(outer) = near
            .find(|outer| counts.contains(&outer.tag) || outer.tag == wall)
            .filter(|outer| outer.tag != wall)
        else {
            return;
        };
        if entry.tag == Tag::Li {
            entry.order = number.unwrap_or(outer.next);
            outer.next = entry.order.saturating_add(1);
        } else {
            entry.order = outer.next;
            outer.next = outer.next.saturating_add(number.unwrap_or(1).max(1));
        }
    }

    pub(crate) fn push(&mut self, mut entry: Open) {
        if self.entries.len() >= self.max_depth {
            add(&mut self.beyond, entry.tag, 1);
            return;
        }
        add(&mut self.open, entry.tag, 1);
        self.order(&mut entry);
        self.mark(entry.tag, 1);
        self.hiding += u32::from(entry.hides_text());
        self.entries.push(entry);
    }

    fn mark(&mut self, tag: Tag, by: i32) {
        let slot = tag
            .mark()
            .and_then(|kind| self.marking.get_mut(kind as usize));
        if let Some(slot) = slot {
            *slot = slot.saturating_add_signed(by);
        }
    }

    fn pop(&mut self) {
        let Some(entry) = self.entries.pop() else {
            return;
        };
        add(&mut self.open, entry.tag, -1);
        self.mark(entry.tag, -1);
        self.hiding -= u32::from(entry.hides_text());
        self.settled = self.settled.min(self.entries.len());
    }

    /// An end tag: closes the nearest such element and all in it, unless a wall is between.
    pub(crate) fn close(&mut self, tag: Tag, name: &[u8]) {
        if count(&self.beyond, tag) > 0 {
            add(&mut self.beyond, tag, -1);
            return;
        }
        if !self.is_open(tag) {
            return;
        }
        let key = key(tag, name);
        let inline = !tag.is_block();
        let mut keep = self.entries.len();
        while let Some(entry) = keep.checked_sub(1).and_then(|at| self.entries.get(at)) {
            keep -= 1;
            self.steps += 1;
            if entry.tag == tag && entry.key == key {
                while self.entries.len() > keep {
                    self.pop();
                }
                return;
            }
            // A cell's content does not close what is around the table, and a forgotten inline
            // end tag does not close the block that it strayed into.
            let wall = match tag {
                Tag::Table => false,
                Tag::Tr | Tag::Td | Tag::Th | Tag::Thead | Tag::Tbody | Tag::Tfoot => {
                    entry.tag == Tag::Table
                }
                _ => entry.tag.is_wall() || inline && tag != Tag::A && entry.tag.is_block(),
            };
            if wall {
                return;
            }
        }
    }

    /// Closes the nearest element of `targets` and all in it, unless one of `walls` is between.
    pub(crate) fn close_up_to(&mut self, targets: &[Tag], walls: &[Tag]) {
        if !targets.iter().any(|&tag| self.is_open(tag)) {
            return;
        }
        let found = self
            .entries
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, entry)| !walls.contains(&entry.tag) || targets.contains(&entry.tag))
            .find(|(_, entry)| targets.contains(&entry.tag))
            .map(|(at, _)| at);
        let looked = self.entries.len() - found.unwrap_or(0);
        self.steps += looked as u64;
        if let Some(keep) = found {
            while self.entries.len() > keep {
                self.pop();
            }
        }
    }

    /// The end tags that a start tag implies (HTML Standard, "in body", "in table" and "in row"
    /// insertion modes).
    pub(crate) fn imply_ends(&mut self, tag: Tag) {
        const CELLS: [Tag; 4] = [Tag::Table, Tag::Td, Tag::Th, Tag::Caption];
        if tag.closes_p() && self.is_open(Tag::P) {
            self.close_up_to(
                &[Tag::P],
                &[Tag::Table, Tag::Td, Tag::Th, Tag::Caption, Tag::Button],
            );
        }
        match tag {
            Tag::Li => {
                let walls = [
                    Tag::Ul,
                    Tag::Ol,
                    Tag::Menu,
                    Tag::Dir,
                    Tag::Table,
                    Tag::Td,
                    Tag::Th,
                ];
                self.close_up_to(&[Tag::Li], &walls);
            }
            Tag::Dt | Tag::Dd => {
                let walls = [Tag::Dl, Tag::Ul, Tag::Ol, Tag::Table, Tag::Td, Tag::Th];
                self.close_up_to(&[Tag::Dt, Tag::Dd], &walls);
            }
            Tag::Td | Tag::Th => self.close_up_to(&[Tag::Td, Tag::Th], &[Tag::Table, Tag::Tr]),
            Tag::Tr => self.close_up_to(&[Tag::Tr], &[Tag::Table]),
            Tag::Thead | Tag::Tbody | Tag::Tfoot => {
                self.close_up_to(&[Tag::Thead, Tag::Tbody, Tag::Tfoot], &[Tag::Table]);
            }
            _ if tag.heading().is_some() => {
                let top = self.entries.last().and_then(|entry| entry.tag.heading());
                if top.is_some() {
                    self.pop();
                }
            }
            Tag::Button => self.close_up_to(&[Tag::Button], &CELLS),
            _ => {}
        }
    }

    /// The arena element of the innermost open block, made now (with its ancestors) if this is
    /// the first text in it.
    pub(crate) fn innermost(&mut self, elements: &mut Vec<Element>) -> u32 {
        let below = self
            .settled
            .checked_sub(1)
            .and_then(|at| self.entries.get(at));
        let mut parent = below.map_or(ROOT, |entry| entry.element);
        for entry in self.entries.iter_mut().skip(self.settled) {
            // An inline entry stands for the block around it.
            if entry.tag.is_block() {
                let index = u32::try_from(elements.len()).unwrap_or(ROOT);
                elements.push(Element {
                    tag: entry.tag,
                    hint: entry.hint,
                    parent,
                    kind: entry.kind,
                    order: entry.order,
                });
                parent = index;
            }
            entry.element = parent;
        }
        self.settled = self.entries.len();
        parent
    }
}

fn count(table: &[u32; TAGS], tag: Tag) -> u32 {
    table.get(tag as usize).copied().unwrap_or(0)
}

fn add(table: &mut [u32; TAGS], tag: Tag, by: i32) {
    if let Some(slot) = table.get_mut(tag as usize) {
        *slot = slot.saturating_add_signed(by);
    }
}
