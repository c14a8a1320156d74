//! Which lines are trained on.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::Path;

use super::options::Options;
use super::random::{Random, hash};
use super::{lines, noise};
use crate::identify::REJECTED;
use crate::normalise::normalise_into;
use crate::{Error, REJECT, label_names, normalise_code};

/// A bounded sample of lines per label, as read from the inputs.
pub(super) struct TrainingSet {
    /// By label as in the inputs; the lines of least hash.
    sample: BTreeMap<String, BinaryHeap<(u64, String)>>,
    rejected: BTreeSet<String>,
    pub(super) lines_read: u64,
    pub(super) lines_skipped: u64,
}

/// Lines as fastText reads them, shuffled, and how many there are of each label.
pub(super) struct Lines {
    pub(super) lines: Vec<String>,
    pub(super) counts: Vec<(String, u64)>,
}

impl TrainingSet {
    pub(super) fn read(options: &Options, progress: &mut dyn FnMut(&str)) -> Result<Self, Error> {
        let rejected = match &options.labels {
            Some(path) => rejected_labels(path, options)?,
            None => BTreeSet::new(),
        };
        let mut set = Self {
            sample: BTreeMap::new(),
            rejected,
            lines_read: 0,
            lines_skipped: 0,
        };
        let mut text = String::new();
        for path in &options.inputs {
            progress(&format!("reading {}", path.display()));
            lines::for_each(path, |line| set.add(line, options, &mut text))?;
        }
        // A typing error in a label would only show when the model is used.
        let labels: Vec<&String> = set.sample.keys().collect();
        label_names(&labels)?;
        Ok(set)
    }

    fn add(&mut self, line: &str, options: &Options, text: &mut String) {
        self.lines_read += 1;
        let mut fields = line.split('\t');
        let label = fields.next().unwrap_or_default();
        normalise_into(fields.next().unwrap_or_default(), text);
        let source = fields.next().unwrap_or_default();
        let excluded = options
            .exclude
            .iter()
            .any(|(l, s)| l == label && s == source);
        if excluded || label.is_empty() || text.is_empty() || label.contains(char::is_whitespace) {
            self.lines_skipped += 1;
            return;
        }
        let label = normalise_code(label).map_or_else(|| label.to_owned(), |code| code.to_string());
        let most = if self.is_reject(&label) {
            options.reject_lines
        } else {
            options.max_lines
        };
        let key = hash(options.seed, text);
        let heap = self.sample.entry(label).or_default();
        // The heap's top is the greatest hash: the first to leave when a smaller one comes.
        if heap.len() < most {
            heap.push((key, text.clone()));
        } else if heap.peek().is_some_and(|(greatest, _)| key < *greatest) {
            heap.pop();
            heap.push((key, text.clone()));
        }
    }

    fn is_reject(&self, label: &str) -> bool {
        label == REJECT || self.rejected.contains(label)
    }

    /// The sample with short classes repeated, lines cut short and noise added.
    pub(super) fn lines(&self, options: &Options) -> Lines {
        let mut random = Random::new(u64::from(options.seed));
        let mut lines = Vec::new();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (label, heap) in &self.sample {
            let reject = self.is_reject(label);
            // Apart in the model, one class for its users.
            let name = if reject && label != REJECT {
                format!("{REJECTED}{label}")
            } else {
                label.clone()
            };
            let mut texts: Vec<&(u64, String)> = heap.iter().collect();
            texts.sort_unstable();
            let least = if reject {
                texts.len()
            } else {
                options.min_lines
            };
            let total = texts
                .len()
                .max(least.min(texts.len() * options.max_repeats.max(1)));
            for (_, text) in texts.into_iter().cycle().take(total) {
                let text = if random.chance(options.short_share) {
                    cut(text, &mut random)
                } else {
                    text
                };
                lines.push(format!("__label__{name} {text}"));
                *counts.entry(name.clone()).or_default() += 1;
            }
        }
        let mut text = String::new();
        for _ in 0..options.noise_lines {
            normalise_into(&noise::line(&mut random), &mut text);
            if !text.is_empty() {
                lines.push(format!("__label__{REJECT} {text}"));
                *counts.entry(REJECT.to_owned()).or_default() += 1;
            }
        }
        random.shuffle(&mut lines);
        Lines {
            lines,
            counts: counts.into_iter().collect(),
        }
    }
}

/// 2 to 5 successive words, or the whole text if it has no more.
fn cut<'a>(text: &'a str, random: &mut Random) -> &'a str {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices(' ').map(|(at, _)| at + 1))
        .collect();
    let wanted = 2 + random.below(4);
    if starts.len() <= wanted {
        return text;
    }
    let first = random.below(starts.len() - wanted + 1);
    let from = starts.get(first).copied().unwrap_or_default();
    let to = starts
        .get(first + wanted)
        .map_or(text.len(), |next| next - 1);
    text.get(from..to).unwrap_or(text)
}

fn rejected_labels(path: &Path, options: &Options) -> Result<BTreeSet<String>, Error> {
    let mut rejected = BTreeSet::new();
    lines::for_each(path, |line| {
        if let Some((label, group)) = line.split_once('\t') {
            let label =
                normalise_code(label).map_or_else(|| label.to_owned(), |code| code.to_string());
            if options.reject_groups.iter().any(|name| name == group)
                && !options.keep.contains(&label)
            {
                rejected.insert(label);
            }
        }
    })?;
    Ok(rejected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_two_to_five_words() {
        let text = "a bb ccc dddd eeeee ffffff ggggggg";
        let mut random = Random::new(7);
        let mut seen = BTreeSet::new();
        for _ in 0..200 {
            let piece = cut(text, &mut random);
            assert!(text.contains(piece) && !piece.starts_with(' ') && !piece.ends_with(' '));
            seen.insert(piece.split(' ').count());
        }
        assert_eq!(seen, BTreeSet::from([2, 3, 4, 5]));
        assert_eq!(cut("one two", &mut random), "one two");
    }
}
