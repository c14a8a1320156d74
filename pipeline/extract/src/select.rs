//! Which blocks are the main text.
//!
//! In four steps, none of which looks at the language: drop what the markup calls boilerplate,
//! unless it holds most of the page; descend from the root as long as one child holds most of
//! the running text; drop link lists inside that container; and, when that leaves next to
//! nothing of a page that has text, keep more.

use crate::classes::Hint;
use crate::features::{self, Measure};
use crate::tags::Tag;
use crate::tree::{Block, ROOT, Tree};

/// An element whose class speaks against it stays all the same when it holds more than this
/// share of the text outside links: templates misname their main column.
const TOO_MUCH_TO_DROP: f32 = 0.5;

/// The share of a container's running text that one child must hold to be descended into.
const DESCEND: f32 = 0.8;

/// A listing has less running text than this share of its characters.
const LISTING_PROSE: f32 = 0.15;

/// Fewer characters than this in the result, on a page with [`ENOUGH`], means that the choice
/// went wrong.
const TOO_LITTLE: u32 = 200;
const ENOUGH: u32 = 500;

/// For every block whether it belongs to the main text.
pub(crate) fn main_blocks(tree: &Tree) -> Vec<bool> {
    let measures = features::of_blocks(tree);
    let all = features::of_elements(tree, &measures, |_| true);
    let forum = is_forum(tree, &all);
    let dropped = drop_by_markup(tree, &all, forum);
    let left = |block: &Block| !at(&dropped, block.element) && !block.button;
    let sums = features::of_elements(tree, &measures, left);
    let container = container(tree, &sums);
    let page = Selection {
        tree,
        measures: &measures,
        sums: &sums,
        dropped: &dropped,
    };
    let kept = page.inside(container);
    if page.chars(&kept) >= TOO_LITTLE || sum(&all, ROOT).chars < ENOUGH && page.chars(&kept) > 0 {
        return kept;
    }
    // Next to nothing: the whole body without its boilerplate, else everything shown.
    let body: Vec<bool> = tree.blocks.iter().map(left).collect();
    if page.chars(&body) > page.chars(&kept) && page.chars(&body) > 0 {
        return body;
    }
    if page.chars(&kept) > 0 {
        kept
    } else {
        vec![true; tree.blocks.len()]
    }
}

fn at(flags: &[bool], index: u32) -> bool {
    flags.get(index as usize).copied().unwrap_or(false)
}

fn sum(sums: &[Measure], index: u32) -> Measure {
    sums.get(index as usize).copied().unwrap_or_default()
}

/// Whether the text is in what the markup calls comments or posts: a forum or a thread.
fn is_forum(tree: &Tree, all: &[Measure]) -> bool {
    let mut inside = vec![false; tree.elements.len()];
    let mut comments = Measure::default();
    let mut named = tree.element(ROOT).hint.has(Hint::FORUM);
    for (index, element) in tree.elements.iter().enumerate().skip(1) {
        let outer = at(&inside, element.parent);
        let here = element.hint.has(Hint::COMMENT);
        if here && !outer {
            comments.add(all.get(index).copied().unwrap_or_default());
        }
        if let Some(flag) = inside.get_mut(index) {
            *flag = outer || here;
        }
        named |= element.hint.has(Hint::FORUM) && element.parent == ROOT;
    }
    let page = sum(all, ROOT).prose;
    let share = comments.prose as f32 / page.max(1) as f32;
    share > if named { 0.3 } else { 0.75 }
}

/// Marks the elements that the markup calls boilerplate, with all in them.
fn drop_by_markup(tree: &Tree, all: &[Measure], forum: bool) -> Vec<bool> {
    let page = sum(all, ROOT).free().max(1) as f32;
    let mut dropped = vec![false; tree.elements.len()];
    // Inside an article or main element, a header is the article's own.
    let mut in_content = vec![false; tree.elements.len()];
    for (index, element) in tree.elements.iter().enumerate().skip(1) {
        let own = all.get(index).copied().unwrap_or_default();
        let hint = element.hint;
        let outer_content = at(&in_content, element.parent);
        let is_content = matches!(element.tag, Tag::Article | Tag::Main) || hint.has(Hint::BODY);
        let against = if element.tag == Tag::Nav {
            true
        } else if matches!(element.tag, Tag::Article | Tag::Main) || hint.has(Hint::BODY) {
            hint.has(Hint::HIDDEN)
        } else if hint.has(Hint::HEADER) {
            !outer_content && (element.tag == Tag::Header || own.link_density() > 0.4)
        } else if hint.has(Hint::AGAINST) {
            // "post-sidebar-content": one word against another; the links decide.
            !hint.has(Hint::CONTENT) || element.tag == Tag::Aside || own.link_density() > 0.3
        } else if hint.has(Hint::WEAK) {
            own.link_density() > 0.3
        } else {
            hint.has(Hint::HIDDEN)
                || hint.has(Hint::COMMENT) && !forum
                || hint.has(Hint::CAPTION) && !hint.has(Hint::CONTENT)
        };
        let drop =
            at(&dropped, element.parent) || against && own.free() as f32 <= TOO_MUCH_TO_DROP * page;
        if let Some(flag) = dropped.get_mut(index) {
            *flag = drop;
        }
        if let Some(flag) = in_content.get_mut(index) {
            *flag = outer_content || is_content;
        }
    }
    dropped
}

/// The smallest element that holds nearly all running text: from the root down, as long as one
/// child has most of what its parent has.
fn container(tree: &Tree, sums: &[Measure]) -> u32 {
    // Children are read off the parent links: the best child of every element, in one pass.
    let mut best = vec![ROOT; tree.elements.len()];
    for (index, element) in tree.elements.iter().enumerate().skip(1) {
        let index = u32::try_from(index).unwrap_or(ROOT);
        if let Some(slot) = best.get_mut(element.parent as usize)
            && (*slot == ROOT || sum(sums, index).prose > sum(sums, *slot).prose)
        {
            *slot = index;
        }
    }
    let mut current = ROOT;
    loop {
        let child = best.get(current as usize).copied().unwrap_or(ROOT);
        let (outer, inner) = (sum(sums, current).prose, sum(sums, child).prose);
        let leaf = matches!(
            tree.element(child).tag,
            Tag::P | Tag::Li | Tag::Pre | Tag::Blockquote | Tag::Dd | Tag::Tr | Tag::Ul | Tag::Ol
        );
        if child == ROOT || leaf || outer == 0 || (inner as f32) < DESCEND * outer as f32 {
            return current;
        }
        current = child;
    }
}

struct Selection<'t> {
    tree: &'t Tree,
    measures: &'t [Measure],
    sums: &'t [Measure],
    dropped: &'t [bool],
}

impl Selection<'_> {
    fn chars(&self, kept: &[bool]) -> u32 {
        let kept = kept.iter().zip(self.measures).filter(|(kept, _)| **kept);
        kept.fold(0, |total, (_, measure)| total.saturating_add(measure.chars))
    }

    /// The blocks of a container, its link lists left out.
    fn inside(&self, container: u32) -> Vec<bool> {
        // A container of links and hardly any running text is a list of them: that is its content.
        let whole = sum(self.sums, container);
        let listing =
            whole.link_density() > 0.5 && (whole.prose as f32) < LISTING_PROSE * whole.chars as f32;
        let mut within = vec![false; self.tree.elements.len()];
        for (index, element) in self.tree.elements.iter().enumerate() {
            let outer = index as u32 == container || at(&within, element.parent);
            let keep = outer
                && !at(self.dropped, index as u32)
                && (listing || index as u32 == container || !self.is_link_list(index as u32));
            if let Some(flag) = within.get_mut(index) {
                *flag = keep;
            }
        }
        let mut kept: Vec<bool> = self
            .tree
            .blocks
            .iter()
            .zip(self.measures)
            .map(|(block, measure)| {
                at(&within, block.element)
                    && !block.button
                    && (listing || block.heading > 0 || !is_link_line(measure))
            })
            .collect();
        self.drop_bare_headings(&mut kept);
        kept
    }

    /// A list, table or box that is mostly links and no running text.
    fn is_link_list(&self, index: u32) -> bool {
        let own = sum(self.sums, index);
        let density = own.link_density();
        own.blocks > 1 && (density > 0.6 || density > 0.35 && own.prose * 4 < own.chars)
    }

    /// A heading with nothing kept before the next heading of its level, or before the end,
    /// headed what was left out.
    fn drop_bare_headings(&self, kept: &mut [bool]) {
        let mut empty_from = u8::MAX;
        let mut lost = false;
        for (flag, block) in kept.iter_mut().zip(&self.tree.blocks).rev() {
            if !*flag {
                lost = true;
            } else if block.heading == 0 {
                (empty_from, lost) = (0, false);
            } else {
                // Everything since was left out, or belongs to a heading that stands as high.
                let bare = empty_from == u8::MAX || block.heading >= empty_from && empty_from > 0;
                if bare && lost {
                    *flag = false;
                } else {
                    empty_from = block.heading;
                }
            }
        }
    }
}

/// A line that is one link, or links with marks between them.
fn is_link_line(measure: &Measure) -> bool {
    measure.link_density() > 0.8 && measure.ends == 0
}
