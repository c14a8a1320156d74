//! Where on the page a block stands.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::counts::{Counts, log};
use super::names::F;
use super::tile::Row;
use super::topic::Topic;
use crate::fx::Fx;
use crate::measure::share;
use crate::tree::Tree;

/// Characters of running text that make a block a landmark.
const LANDMARK: u32 = 100;

/// Small print shorter than this heads what follows.
const LABEL: u32 = 40;

/// Of every block.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    chars: u32,
    prose: u32,
    source: u32,
    /// Index of the heading before it, and its level.
    heading_at: Option<u32>,
    heading: u8,
    h1_at: Option<u32>,
    back: Option<(u32, u32)>,
    ahead: Option<(u32, u32)>,
    /// Kind of small print of the heading before it.
    phrase: u8,
    same: u32,
    first: bool,
}

#[derive(Debug)]
pub(super) struct Places {
    all: Vec<Place>,
    source: u32,
}

impl Places {
    pub(super) fn of(tree: &Tree, counts: &Counts, topic: &Topic) -> Self {
        let mut seen: HashMap<u64, u32, BuildHasherDefault<Fx>> = HashMap::default();
        let mut here = Place::default();
        let mut all = Vec::with_capacity(tree.blocks.len());
        let parts = tree.blocks.iter().zip(&counts.blocks).zip(&counts.scripts);
        for (index, ((block, measure), script)) in parts.enumerate() {
            let at = Some(index as u32);
            let phrase = topic.facts(Some(index));
            if block.heading == 1 && here.h1_at.is_none() {
                here.h1_at = at;
            }
            if block.heading > 0 || measure.chars < LABEL && phrase.exact {
                here.phrase = phrase.phrase;
            }
            here.source = here.source.saturating_add(block.source);
            let count = seen.entry(script.hash).or_default();
            *count += 1;
            here.first = *count == 1;
            all.push(here);
            if block.heading > 0 {
                (here.heading, here.heading_at) = (block.heading, at);
            }
            if measure.prose >= LANDMARK {
                here.back = Some((index as u32, measure.prose));
            }
            here.chars += measure.chars;
            here.prose += measure.prose;
        }
        let mut ahead = None;
        let parts = all.iter_mut().zip(&counts.blocks).zip(&counts.scripts);
        for (index, ((place, measure), script)) in parts.enumerate().rev() {
            place.ahead = ahead;
            place.same = seen.get(&script.hash).copied().unwrap_or_default();
            if measure.prose >= LANDMARK {
                ahead = Some((index as u32, measure.prose));
            }
        }
        Self {
            all,
            source: here.source,
        }
    }

    pub(super) fn fill(&self, row: &mut Row<'_>, counts: &Counts, index: usize) {
        let Some(place) = self.all.get(index) else {
            return;
        };
        let page = counts.page();
        let since = |at: Option<u32>| at.map_or(-1.0, |at| index as f32 - at as f32);
        row.set(F::index, index as f32);
        row.set(F::index_end, (self.all.len() - index) as f32);
        row.set(F::chars_before, share(place.chars, page.chars));
        row.set(F::prose_before, share(place.prose, page.prose));
        row.set(F::source_before, share(place.source, self.source));
        row.set(F::since_heading, since(place.heading_at));
        row.set(F::heading_before, f32::from(place.heading));
        row.flag(F::after_h1, place.h1_at.is_some());
        row.set(F::from_h1, since(place.h1_at));
        row.set(F::prose_back, since(place.back.map(|(at, _)| at)));
        row.set(
            F::prose_back_chars,
            place.back.map_or(0.0, |(_, chars)| log(chars)),
        );
        row.set(
            F::prose_ahead,
            place.ahead.map_or(-1.0, |(at, _)| at as f32 - index as f32),
        );
        row.set(
            F::prose_ahead_chars,
            place.ahead.map_or(0.0, |(_, chars)| log(chars)),
        );
        let among = match (place.back.is_some(), place.ahead.is_some()) {
            (true, true) => 3.0,
            (true, false) => 2.0,
            (false, true) => 1.0,
            (false, false) => 0.0,
        };
        row.set(F::among_prose, among);
        row.set(F::phrase_head, f32::from(place.phrase));
        row.set(F::same_text, log(place.same));
        row.flag(F::first_of_same, place.first);
    }
}
