//! Elements that look alike: those of one parent, which may be entries of a list, and those of
//! the whole page.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

use super::counts::Counts;
use crate::fx::Fx;
use crate::measure::Measure;
use crate::tree::Tree;

/// Every element is looked up once, here; all that is asked later goes by number.
#[derive(Debug)]
pub(super) struct Groups {
    siblings: Alike,
    kinds: Alike,
}

impl Groups {
    pub(super) fn of(tree: &Tree, counts: &Counts) -> Self {
        let siblings = tree.elements.iter().map(|e| (e.parent, e.kind));
        let kinds = tree.elements.iter().map(|e| e.kind);
        let sums = counts.elements.iter().copied();
        // The root, which is its own parent, is no entry of a list.
        let entries = std::iter::once(Measure::default()).chain(sums.clone().skip(1));
        Self {
            siblings: Alike::of(siblings, entries),
            kinds: Alike::of(kinds, sums),
        }
    }

    /// How many siblings look like an element (itself included), and its place among them.
    pub(super) fn twins(&self, element: u32) -> (u32, u32) {
        let place = self.siblings.place(element);
        let count = self.siblings.group(element).map_or(1, |group| group.count);
        (count, place)
    }

    /// The sum of an element and its twins.
    pub(super) fn record(&self, element: u32) -> Measure {
        self.siblings
            .group(element)
            .map_or_else(Measure::default, |group| group.sum)
    }

    /// The number and the sum of all elements of an element's kind.
    pub(super) fn kind(&self, element: u32) -> Option<(u32, &Measure)> {
        let group = self.kinds.group(element)?;
        Some((group.count, &group.sum))
    }
}

#[derive(Debug, Default)]
struct Group {
    count: u32,
    sum: Measure,
}

/// Elements by a key.
#[derive(Debug)]
struct Alike {
    groups: Vec<Group>,
    /// Of every element its group, and its place in it from 1.
    of: Vec<(u32, u32)>,
}

impl Alike {
    fn of<K: Eq + Hash>(
        keys: impl Iterator<Item = K>,
        sums: impl Iterator<Item = Measure>,
    ) -> Self {
        let mut numbers: HashMap<K, u32, BuildHasherDefault<Fx>> = HashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        let mut of = Vec::with_capacity(sums.size_hint().0);
        for (key, sum) in keys.zip(sums) {
            let number = *numbers.entry(key).or_insert_with(|| {
                groups.push(Group::default());
                groups.len() as u32 - 1
            });
            if let Some(group) = groups.get_mut(number as usize) {
                group.count += 1;
                group.sum.add(&sum);
                of.push((number, group.count));
            }
        }
        Self { groups, of }
    }

    fn group(&self, element: u32) -> Option<&Group> {
        let (group, _) = self.of.get(element as usize)?;
        self.groups.get(*group as usize)
    }

    fn place(&self, element: u32) -> u32 {
        self.of.get(element as usize).map_or(0, |(_, place)| *place)
    }
}
