//! What an element passes down to all in it: how far up the nearest element of each kind is, and
//! which of the elements around hold the running text.

use super::counts::Counts;
use super::groups::Groups;
use crate::hint::Hint;
use crate::measure::share;
use crate::tags::Tag;
use crate::tree::{Element, ROOT, Tree};

const HINTS: usize = 18;

/// Levels up when there is none.
const FAR: u8 = 60;

const NAMES: usize = 18;

/// The place of a name in [`Down::named`], of tags that have one.
fn place(tag: Tag) -> Option<usize> {
    Some(match tag {
        Tag::Article => 0,
        Tag::Main => 1,
        Tag::Section => 2,
        Tag::Aside => 3,
        Tag::Nav => 4,
        Tag::Header => 5,
        Tag::Footer => 6,
        Tag::Form => 7,
        Tag::Table => 8,
        Tag::Td | Tag::Th => 9,
        Tag::Ul | Tag::Ol | Tag::Menu => 10,
        Tag::Li => 11,
        Tag::P => 12,
        Tag::Figure | Tag::Figcaption => 13,
        Tag::Blockquote => 14,
        Tag::Dl => 15,
        Tag::Details | Tag::Summary => 16,
        Tag::Pre => 17,
        _ => return None,
    })
}

/// What an element passes down to all in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Down {
    pub(super) depth: u16,
    pub(super) hints: [u8; HINTS],
    pub(super) named: [u8; NAMES],
    /// The nearest element with a hint that speaks against it, and for it.
    pub(super) against: u32,
    pub(super) content: u32,
    pub(super) article: u32,
    pub(super) main: u32,
    /// The nearest elements with 30, 50, 70 and 90 % of the running text.
    pub(super) holders: [u32; 4],
    /// Their children on the way here.
    pub(super) branch50: u32,
    pub(super) branch90: u32,
    /// The nearest element that is one of three or more twins.
    pub(super) record: u32,
}

/// No such element.
pub(super) const NONE: u32 = u32::MAX;

pub(super) fn downward(tree: &Tree, counts: &Counts, groups: &Groups) -> Vec<Down> {
    let page = counts.page();
    let start = Down {
        depth: 0,
        hints: [FAR; HINTS],
        named: [FAR; NAMES],
        against: NONE,
        content: NONE,
        article: NONE,
        main: NONE,
        holders: [ROOT; 4],
        branch50: ROOT,
        branch90: ROOT,
        record: NONE,
    };
    let mut all: Vec<Down> = Vec::with_capacity(tree.elements.len());
    for (index, element) in tree.elements.iter().enumerate() {
        let id = index as u32;
        let mut here = all.get(element.parent as usize).copied().unwrap_or(start);
        if index > 0 {
            here.depth += 1;
            here.enter(id, element);
            let sum = counts.elements.get(index).copied().unwrap_or_default();
            let prose = share(sum.prose, page.prose);
            if prose >= 0.5 || here.branch50 == here.holders[1] {
                here.branch50 = id;
            }
            if prose >= 0.9 || here.branch90 == here.holders[3] {
                here.branch90 = id;
            }
            for (holder, least) in here.holders.iter_mut().zip([0.3, 0.5, 0.7, 0.9]) {
                if prose >= least {
                    *holder = id;
                }
            }
            if groups.twins(id).0 >= 3 && sum.blocks > 1 {
                here.record = id;
            }
        }
        all.push(here);
    }
    all
}

impl Down {
    fn enter(&mut self, id: u32, element: &Element) {
        let levels = |levels: &mut [u8]| {
            for level in levels {
                *level = (*level + 1).min(FAR);
            }
        };
        levels(&mut self.hints);
        levels(&mut self.named);
        let mut hints = element.hint.0;
        while hints != 0 {
            if let Some(level) = self.hints.get_mut(hints.trailing_zeros() as usize) {
                *level = 0;
            }
            hints &= hints - 1;
        }
        if let Some(level) = place(element.tag).and_then(|place| self.named.get_mut(place)) {
            *level = 0;
        }
        if element.hint.has(Hint::AGAINST.or(Hint::COMMENT)) {
            self.against = id;
        }
        if element.hint.has(Hint::CONTENT.or(Hint::BODY)) {
            self.content = id;
        }
        match element.tag {
            Tag::Article => self.article = id,
            Tag::Main => self.main = id,
            _ => {}
        }
    }
}
