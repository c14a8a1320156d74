//! The elements around a block.

use std::cmp::Reverse;

use super::counts::{Counts, log};
use super::down::{Down, NONE, downward};
use super::groups::Groups;
use super::names::F;
use super::scores::Scores;
use super::tile::Row;
use super::topic::Topic;
use crate::measure::{Measure, share};
use crate::tags::Tag;
use crate::tree::{ROOT, Tree};

/// Columns after `rec_up`.
const RECORD: usize = 8;

/// The elements from the root down to one.
#[derive(Debug)]
struct Path(Vec<bool>);

impl Path {
    fn to(tree: &Tree, element: Option<u32>) -> Self {
        let mut on = vec![false; tree.elements.len()];
        let Some(mut at) = element else {
            return Self(Vec::new());
        };
        loop {
            if let Some(flag) = on.get_mut(at as usize) {
                *flag = true;
            }
            if at == ROOT {
                return Self(on);
            }
            at = tree.element(at).parent;
        }
    }

    /// Levels up from an element to where its way to the root meets this one.
    fn up(&self, tree: &Tree, element: u32) -> (f32, Option<u32>) {
        if self.0.is_empty() {
            return (-1.0, None);
        }
        let mut at = element;
        let mut levels = 0.0;
        while at != ROOT && !self.0.get(at as usize).copied().unwrap_or(false) {
            at = tree.element(at).parent;
            levels += 1.0;
        }
        (levels, Some(at))
    }
}

#[derive(Debug)]
pub(super) struct Elements {
    groups: Groups,
    down: Vec<Down>,
    scores: Scores,
    articles: f32,
    headline: Path,
    longest: Path,
}

impl Elements {
    pub(super) fn of(tree: &Tree, counts: &Counts, topic: &Topic) -> Self {
        let groups = Groups::of(tree, counts);
        let element = |block: Option<usize>| {
            let block = block.and_then(|at| tree.blocks.get(at));
            block.map(|block| block.element)
        };
        let longest = counts.blocks.iter().enumerate();
        let longest = longest.max_by_key(|(at, block)| (block.prose, Reverse(*at)));
        let articles = tree.elements.iter().filter(|e| e.tag == Tag::Article);
        Self {
            down: downward(tree, counts, &groups),
            scores: Scores::of(tree, counts),
            articles: articles.count() as f32,
            headline: Path::to(tree, element(topic.headline)),
            longest: Path::to(tree, element(longest.map(|(at, _)| at))),
            groups,
        }
    }

    pub(super) fn fill(&self, row: &mut Row<'_>, tree: &Tree, counts: &Counts, element: u32) {
        let page = counts.page();
        self.ancestors(row, tree, counts, element);
        self.of_kind(row, element, F::kind_count);
        self.of_kind(row, tree.element(element).parent, F::kind1_count);
        self.scores.fill(row, tree, element);
        for (path, from) in [
            (&self.headline, F::headline_up),
            (&self.longest, F::longest_up),
        ] {
            let (levels, meets) = path.up(tree, element);
            row.set_at(from, 0, levels);
            let chars = meets.map_or(-1.0, |at| share(counts.element(at).chars, page.chars));
            row.set_at(from, 1, chars);
        }
        if let Some(down) = self.down.get(element as usize) {
            self.around(row, counts, down);
            self.record(row, counts, down);
        }
    }

    fn around(&self, row: &mut Row<'_>, counts: &Counts, down: &Down) {
        let page = counts.page();
        row.set(F::depth, f32::from(down.depth));
        for (offset, level) in down.hints.iter().enumerate() {
            row.set_at(F::up_nav, offset, f32::from(*level));
        }
        for (offset, level) in down.named.iter().enumerate() {
            row.set_at(F::up_article, offset, f32::from(*level));
        }
        let of = |id: u32, value: fn(&Measure) -> u32, whole: u32| {
            if id == NONE {
                -1.0
            } else {
                share(value(&counts.element(id)), whole)
            }
        };
        row.set(
            F::against_free,
            of(down.against, Measure::free, page.free()),
        );
        let link = |id: u32| {
            if id == NONE {
                -1.0
            } else {
                counts.element(id).link_density()
            }
        };
        row.set(F::against_link, link(down.against));
        row.set(
            F::content_free,
            of(down.content, Measure::free, page.free()),
        );
        row.set(F::articles, self.articles);
        row.set(F::article_prose, of(down.article, |m| m.prose, page.prose));
        row.set(F::main_prose, of(down.main, |m| m.prose, page.prose));
        for (offset, holder) in down.holders.iter().enumerate() {
            let depth = self.down.get(*holder as usize).map_or(0, |d| d.depth);
            row.set_at(
                F::up_30,
                offset,
                f32::from(down.depth - depth.min(down.depth)),
            );
        }
        row.set(F::link_50, link(down.holders[1]));
        row.set(F::link_90, link(down.holders[3]));
        let branch = counts.element(down.branch50);
        row.set(F::branch_chars, share(branch.chars, page.chars));
        row.set(F::branch_prose, share(branch.prose, page.prose));
        row.set(F::branch_link, branch.link_density());
        row.set(F::branch_blocks, log(branch.blocks));
        row.set(F::branch_topical, share(branch.topical, branch.telling));
        let branch = counts.element(down.branch90);
        row.set(F::branch90_chars, share(branch.chars, page.chars));
        row.set(F::branch90_prose, share(branch.prose, page.prose));
        row.set(F::branch90_link, branch.link_density());
        row.set(F::branch90_side, log(branch.blocks));
    }

    /// The four innermost elements.
    fn ancestors(&self, row: &mut Row<'_>, tree: &Tree, counts: &Counts, element: u32) {
        let page = counts.page();
        let mut at = element;
        for level in 0..4 {
            let sum = counts.element(at);
            let (twins, _) = self.groups.twins(at);
            row.set_at(F::e0_chars, level * 10, sum.chars as f32);
            row.set_at(F::e0_chars, level * 10 + 1, sum.link_density());
            row.set_at(F::e0_chars, level * 10 + 2, share(sum.prose, page.prose));
            row.set_at(F::e0_chars, level * 10 + 3, sum.blocks as f32);
            row.set_at(F::e0_chars, level * 10 + 4, twins as f32);
            row.set_at(F::e0_chars, level * 10 + 5, share(sum.topical, sum.telling));
            row.set_at(F::e0_chars, level * 10 + 6, share(sum.chars, sum.blocks));
            row.set_at(
                F::e0_chars,
                level * 10 + 7,
                share(sum.commas * 100, sum.chars),
            );
            row.set_at(F::e0_chars, level * 10 + 8, share(sum.headings, sum.blocks));
            row.set_at(
                F::e0_chars,
                level * 10 + 9,
                share(sum.paragraphs, sum.blocks),
            );
            at = tree.element(at).parent;
        }
    }

    fn of_kind(&self, row: &mut Row<'_>, element: u32, from: F) {
        if let Some((count, sum)) = self.groups.kind(element) {
            row.set_at(from, 0, count as f32);
            row.set_at(from, 1, share(sum.chars, count));
            row.set_at(from, 2, sum.link_density());
            row.set_at(from, 3, share(sum.prose, sum.chars));
        }
    }

    fn record(&self, row: &mut Row<'_>, counts: &Counts, down: &Down) {
        if down.record == NONE {
            row.set(F::rec_up, -1.0);
            for offset in 1..=RECORD {
                row.set_at(F::rec_up, offset, 0.0);
            }
            return;
        }
        let page = counts.page();
        let sum = counts.element(down.record);
        let depth = self.down.get(down.record as usize).map_or(0, |d| d.depth);
        row.set(F::rec_up, f32::from(down.depth - depth.min(down.depth)));
        let (count, place) = self.groups.twins(down.record);
        row.set(F::rec_count, count as f32);
        row.set(F::rec_index, place as f32);
        let group = self.groups.record(down.record);
        row.set(F::rec_chars, sum.chars as f32);
        row.set(F::rec_blocks, sum.blocks as f32);
        row.set(F::rec_link, group.link_density());
        row.set(F::rec_prose, share(group.prose, group.chars));
        row.set(F::rec_share, share(group.chars, page.chars));
        row.set(F::rec_topical, share(sum.topical, sum.telling));
    }
}
