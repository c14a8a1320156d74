//! Documents on both sides of a bound, with what counted in them.

use std::collections::BTreeMap;

use tamis_filters::Scratch;
use tamis_filters::rules::broken;
use tamis_filters::signals::{Context, marks};
use tamis_stats::tuning::{Pick, Side, pick, some_of};

use super::labels::{Label, Labels};
use super::session::{Changes, Session, WhatIf};
use crate::document::Document;
use crate::error::Result;
use crate::io::read_rows;
use crate::stages::signal_parts;

/// Characters of a text that are shown.
const SHOWN: usize = 3_000;

/// Which documents to show.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The rule that they lie about; `None` for those that the changes move.
    pub rule: Option<usize>,
    /// Documents of each side.
    pub count: usize,
    /// Another seed gives others.
    pub seed: u64,
    /// Any, instead of those nearest to the bound.
    pub random: bool,
}

/// One document as it is shown.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its id.
    pub id: String,
    /// Its URL.
    pub url: String,
    /// The rule's signal.
    pub value: f32,
    /// Estimated tokens.
    pub tokens: u32,
    /// Characters of its text.
    pub characters: usize,
    /// The beginning of its text, in parts.
    pub parts: Vec<SamplePart>,
    /// Not all of the text is shown.
    pub truncated: bool,
    /// What it breaks, with the value and the bound, in order.
    pub reasons: Vec<(&'static str, f64, f64)>,
    /// What the linguist said of it.
    pub label: Option<Label>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePart {
    /// The words.
    pub text: String,
    /// The signal counted them.
    pub counted: bool,
}

impl Session {
    /// Documents that a rule keeps and drops, or (for no rule) that the changes bring back and remove.
    ///
    /// # Errors
    /// When a file of the run cannot be read.
    pub fn samples(
        &self,
        changes: &Changes,
        what_if: &WhatIf,
        wanted: Wanted,
        labels: &Labels,
    ) -> Result<(Vec<Sample>, Vec<Sample>)> {
        let how = Pick {
            count: wanted.count,
            seed: wanted.seed,
            random: wanted.random,
        };
        let (kept, dropped) = match wanted.rule {
            Some(rule) => {
                let side = |side| {
                    pick(
                        &self.table,
                        &what_if.masks,
                        &what_if.bounds,
                        rule,
                        side,
                        how,
                    )
                };
                (side(Side::Kept), side(Side::Dropped))
            }
            None => {
                let (removed, returned) = self.moved(&what_if.masks);
                let some = |places| some_of(&self.table, places, how.count, how.seed);
                (some(returned), some(removed))
            }
        };
        let of = |places: &[usize]| self.read(places, changes, wanted.rule, labels);
        Ok((of(&kept)?, of(&dropped)?))
    }

    /// The documents at these places of the table, in that order.
    fn read(
        &self,
        places: &[usize],
        changes: &Changes,
        rule: Option<usize>,
        labels: &Labels,
    ) -> Result<Vec<Sample>> {
        let documents = self.documents(places)?;
        let profile = self.changed(changes);
        let rule_info = rule.and_then(|rule| self.rules.get(rule));
        let mut scratch = Scratch::new();
        let samples = places.iter().zip(documents).map(|(&place, document)| {
            let mut reasons = Vec::new();
            let (score, least) = (document.language_score, profile.identify.threshold);
            if score < least {
                reasons.push((super::session::SCORE, f64::from(score), f64::from(least)));
            }
            let foreign = document.foreign_share();
            if let Some(most) = profile
                .identify
                .max_foreign_share
                .filter(|most| foreign > *most)
            {
                reasons.push((super::session::FOREIGN, f64::from(foreign), f64::from(most)));
            }
            if let Some(signals) = &document.signals {
                reasons.extend(broken(signals, &profile).map(|removal| {
                    let (value, limit) = (removal.value, removal.threshold);
                    (
                        removal.reason,
                        value.unwrap_or_default(),
                        limit.unwrap_or_default(),
                    )
                }));
            }
            // What the asked rule counted, or else what the first broken one did.
            let broken_signal = reasons.first().and_then(|(key, ..)| {
                self.rules
                    .iter()
                    .find(|rule| rule.key == *key)
                    .map(|rule| rule.signal)
            });
            let signal = rule_info
                .map(|rule| rule.signal)
                .or(broken_signal)
                .unwrap_or_default();
            let parts = signal_parts(&document);
            let context = Context {
                parts: &parts,
                ..Context::default()
            };
            let found = marks(&document.text, &context, &profile, signal, &mut scratch);
            let end = document
                .text
                .char_indices()
                .nth(SHOWN)
                .map_or(document.text.len(), |(at, _)| at);
            let value = rule
                .map(|rule| self.values(rule))
                .and_then(|values| values.get(place));
            Sample {
                value: value.copied().unwrap_or_default(),
                tokens: self.table.tokens.get(place).copied().unwrap_or_default(),
                characters: document.text.chars().count(),
                parts: split(
                    &document.text,
                    end,
                    found.iter().map(|mark| mark.span.clone()),
                ),
                truncated: end < document.text.len(),
                reasons,
                label: labels.get(&document.id),
                id: document.id,
                url: document.url,
            }
        });
        Ok(samples.collect())
    }

    /// Whole documents, in the order of `places`.
    pub(super) fn documents(&self, places: &[usize]) -> Result<Vec<Document>> {
        let mut by_file: BTreeMap<u32, Vec<(u32, usize)>> = BTreeMap::new();
        for (order, place) in places.iter().enumerate() {
            if let Some((file, row)) = self.table.places.get(*place) {
                by_file.entry(*file).or_default().push((*row, order));
            }
        }
        let mut found: Vec<(usize, Document)> = Vec::with_capacity(places.len());
        for (file, mut rows) in by_file {
            rows.sort_unstable();
            let Some(path) = self.table.files.get(file as usize) else {
                continue;
            };
            let numbers: Vec<u32> = rows.iter().map(|(row, _)| *row).collect();
            let documents = read_rows(path, &numbers)?;
            found.extend(rows.iter().map(|(_, order)| *order).zip(documents));
        }
        found.sort_unstable_by_key(|(order, _)| *order);
        Ok(found.into_iter().map(|(_, document)| document).collect())
    }
}

/// The text up to `end` in parts, marked or not; marks are sorted and do not overlap.
fn split(
    text: &str,
    end: usize,
    marks: impl Iterator<Item = std::ops::Range<usize>>,
) -> Vec<SamplePart> {
    let mut parts = Vec::new();
    let mut push = |from: usize, to: usize, counted| {
        let to = to.min(end);
        if let Some(words) = text.get(from..to).filter(|words| !words.is_empty()) {
            parts.push(SamplePart {
                text: words.to_owned(),
                counted,
            });
        }
    };
    let mut at = 0;
    for mark in marks {
        push(at, mark.start, false);
        push(mark.start, mark.end, true);
        at = mark.end;
    }
    push(at, end, false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_up_the_text() {
        let text = "one two three";
        let parts = split(text, 11, [4..7, 8..13].into_iter());
        let words: Vec<(&str, bool)> = parts
            .iter()
            .map(|part| (part.text.as_str(), part.counted))
            .collect();
        assert_eq!(
            words,
            [("one ", false), ("two", true), (" ", false), ("thr", true)]
        );
    }
}
