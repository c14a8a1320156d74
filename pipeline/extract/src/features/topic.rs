//! What the page says that it is about, and which blocks are about that.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::counts::Counts;
use super::names::F;
use super::tile::Row;
use crate::fx::Fx;
use crate::head::Head;
use crate::measure::{Measure, Script, of_block, share};
use crate::phrases;
use crate::tree::Tree;
use crate::words::each_word;

/// Words shorter than this say little.
const TELLING: u32 = 4;

type Set = HashMap<u64, (), BuildHasherDefault<Fx>>;

/// The words of the title and of the description, and what they say of every block.
#[derive(Debug)]
pub(super) struct Topic {
    stems: Set,
    title: Set,
    description: Set,
    blocks: Vec<Facts>,
    /// The block that most looks like the headline of the page.
    pub(super) headline: Option<usize>,
}

/// What is known of a block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// Share of its words that stand in the title, and of the title's words that stand in it.
    pub(super) title: f32,
    pub(super) of_title: f32,
    /// The same for the description.
    pub(super) description: f32,
    pub(super) of_description: f32,
    /// Kind of small print, and whether the phrase is all of the block.
    pub(super) phrase: u8,
    pub(super) exact: bool,
}

impl Topic {
    /// What a page is about, by its head. Its blocks are still to be [read](Self::read).
    pub(super) fn new(head: &Head) -> Self {
        let mut topic = Self {
            stems: Set::default(),
            title: Set::default(),
            description: Set::default(),
            blocks: Vec::new(),
            headline: None,
        };
        let meta = |names: &[&str]| {
            head.metas
                .iter()
                .find(|(name, _)| names.contains(&name.as_str()))
                .map(|(_, content)| content.as_str())
        };
        let title = meta(&["og:title"]).or(head.title.as_deref());
        let description = meta(&["og:description", "description", "twitter:description"]);
        for (text, set) in [
            (title, &mut topic.title),
            (description, &mut topic.description),
        ] {
            each_word(text.unwrap_or_default(), |word| {
                set.insert(word.whole, ());
                if word.letters >= TELLING {
                    topic.stems.insert(word.stem, ());
                }
            });
        }
        topic
    }

    /// Measures every block, with its telling and topical words, and looks for the headline.
    pub(super) fn read(&mut self, tree: &Tree) -> (Vec<Measure>, Vec<Script>) {
        let mut words = Vec::new();
        let mut best = 0.0;
        let mut measures = Vec::with_capacity(tree.blocks.len());
        let mut scripts = Vec::with_capacity(tree.blocks.len());
        for (index, block) in tree.blocks.iter().enumerate() {
            words.clear();
            let mut hits = (0, 0);
            let (mut telling, mut topical) = (0, 0);
            let (mut measure, script) = of_block(tree, block, |word| {
                words.push(word.whole);
                hits.0 += u32::from(self.title.contains_key(&word.whole));
                hits.1 += u32::from(self.description.contains_key(&word.whole));
                if word.letters >= TELLING {
                    telling += 1;
                    topical += u32::from(self.stems.contains_key(&word.stem));
                }
            });
            (measure.telling, measure.topical) = (telling, topical);
            measures.push(measure);
            scripts.push(script);
            let count = words.len() as u32;
            let (phrase, exact) = phrases::kind(&words);
            let facts = Facts {
                title: share(hits.0, count),
                of_title: share(hits.0, self.title.len() as u32).min(1.0),
                description: share(hits.1, count),
                of_description: share(hits.1, self.description.len() as u32).min(1.0),
                phrase,
                exact,
            };
            self.blocks.push(facts);
            // As much of the title as can be, with as little else; headings first.
            if facts.title >= 0.6 && count < 60 {
                let score =
                    facts.title * facts.of_title * if block.heading > 0 { 1.5 } else { 1.0 }
                        - if block.link * 2 > block.end - block.start {
                            0.3
                        } else {
                            0.0
                        };
                if score > best {
                    (best, self.headline) = (score, Some(index));
                }
            }
        }
        (measures, scripts)
    }

    pub(super) fn facts(&self, at: Option<usize>) -> Facts {
        at.and_then(|at| self.blocks.get(at))
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn fill(&self, row: &mut Row<'_>, counts: &Counts, index: usize) {
        let own = self.facts(Some(index));
        row.set(F::title, own.title);
        row.set(F::is_title, own.of_title);
        row.set(F::about, own.description);
        row.set(F::about_all, own.of_description);
        row.set(F::phrase, f32::from(own.phrase));
        row.flag(F::exact, own.exact);
        row.set(
            F::phrase_m1,
            f32::from(self.facts(index.checked_sub(1)).phrase),
        );
        row.set(F::phrase_p1, f32::from(self.facts(Some(index + 1)).phrase));
        if let Some(measure) = counts.blocks.get(index) {
            row.set(F::topical, share(measure.topical, measure.telling));
        }
        let from = self.headline.map_or(-9999.0, |at| index as f32 - at as f32);
        row.set(F::from_headline, from);
    }
}
