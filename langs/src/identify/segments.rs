//! The parts of a text that are in other languages than the whole.

use std::ops::Range;

use super::answer::Segment;
use super::opinion::best;
use crate::UNDETERMINED;

/// Labels that a stretch remembers.
const REMEMBERED: usize = 3;
/// Least probability of a language for a stretch to be foreign.
const SURE: f32 = 0.95;
/// Most that the stretch may give to the language of the whole and those close to it.
const HARDLY: f32 = 0.02;

/// A stretch as the model saw it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    start: usize,
    end: usize,
    /// The likeliest places, the greatest probability first.
    top: [(usize, f32); REMEMBERED],
}

impl Stretch {
    pub(super) fn new(bytes: Range<usize>, probabilities: &[f32]) -> Self {
        let mut top = [(0, 0.0); REMEMBERED];
        for (place, &p) in probabilities.iter().enumerate() {
            let at = top.partition_point(|(_, better)| *better >= p);
            // Smaller than all that are remembered: nothing to move.
            if let Some(rest) = top.get_mut(at..).filter(|rest| !rest.is_empty()) {
                rest.rotate_right(1);
                if let Some(first) = rest.first_mut() {
                    *first = (place, p);
                }
            }
        }
        Self {
            start: bytes.start,
            end: bytes.end,
            top,
        }
    }

    /// Where it is in the text.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it clearly is in the language of `place` or one close to it.
    pub(super) fn surely(&self, place: usize, near: impl Fn(usize, usize) -> bool) -> bool {
        self.close_to(place, near) >= SURE
    }

    /// The place of the stretch's own language, where it clearly is not that of `place` or close to
    /// it.
    fn foreign(&self, place: usize, near: impl Fn(usize, usize) -> bool) -> Option<usize> {
        let (own, sure) = self.top.first().copied()?;
        (sure >= SURE && !near(own, place) && self.close_to(place, near) <= HARDLY).then_some(own)
    }

    /// What it gives to `place` and those close to it.
    fn close_to(&self, place: usize, near: impl Fn(usize, usize) -> bool) -> f32 {
        let close = self.top.iter().filter(|(own, _)| near(*own, place));
        close.map(|(_, p)| p).sum()
    }
}

/// The probabilities of a text of which a part is in another language: those of its stretches, by
/// their bytes. `None` if there is no such part.
pub(super) fn mixture(
    whole: &[f32],
    stretches: &[Stretch],
    near: impl Fn(usize, usize) -> bool + Copy,
) -> Option<Vec<f32>> {
    let place = best(whole)?;
    if stretches.len() < 2
        || stretches
            .iter()
            .all(|part| part.foreign(place, near).is_none())
    {
        return None;
    }
    let mut mixed = vec![0.0; whole.len()];
    for stretch in stretches {
        for (place, p) in stretch.top {
            if let Some(sum) = mixed.get_mut(place) {
                *sum += p * stretch.bytes().len() as f32;
            }
        }
    }
    let sum: f32 = mixed.iter().sum();
    for p in &mut mixed {
        *p /= sum.max(1.0);
    }
    Some(mixed)
}

/// The stretches as runs of one language, `place` being that of the whole.
pub(super) fn runs(
    stretches: &[Stretch],
    place: Option<usize>,
    near: impl Fn(usize, usize) -> bool + Copy,
    labels: &[String],
) -> Vec<Segment> {
    let mut runs: Vec<Segment> = Vec::new();
    let Some(place) = place else {
        return Vec::new();
    };
    for stretch in stretches {
        let own = stretch.foreign(place, near).unwrap_or(place);
        let score = stretch.close_to(own, near);
        let label = labels.get(own).map_or(UNDETERMINED, String::as_str);
        match runs.last_mut() {
            Some(run) if run.label == label => {
                let part = stretch.bytes().len() as f32 / (stretch.end - run.start).max(1) as f32;
                run.score += (score - run.score) * part;
                run.end = stretch.end;
            }
            _ => runs.push(Segment {
                start: stretch.start,
                end: stretch.end,
                label: label.to_owned(),
                score,
            }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [&str; 4] = ["ces", "eng", "mlt", "slk"];

    fn near(a: usize, b: usize) -> bool {
        a == b || (a.min(b), a.max(b)) == (0, 3)
    }

    fn stretches(parts: &[(usize, [f32; 4])]) -> Vec<Stretch> {
        let mut start = 0;
        let of = |(letters, p): &(usize, [f32; 4])| {
            start += letters;
            Stretch::new(start - letters..start, p)
        };
        parts.iter().map(of).collect()
    }

    #[test]
    fn the_greatest_are_remembered() {
        let [stretch] = stretches(&[(1, [0.2, 0.5, 0.05, 0.25])])[..] else {
            panic!()
        };
        assert_eq!(stretch.top, [(1, 0.5), (3, 0.25), (0, 0.2)]);
    }

    #[test]
    fn a_foreign_part_shows_in_the_mixture() {
        let parts = stretches(&[(300, [0.0, 0.01, 0.99, 0.0]), (100, [0.0, 1.0, 0.0, 0.0])]);
        let mixed = mixture(&[0.0, 0.3, 0.7, 0.0], &parts, near).unwrap();
        assert!((mixed[2] - 0.7425).abs() < 1e-5 && (mixed[1] - 0.2575).abs() < 1e-5);
        let labels = LABELS.map(str::to_owned);
        let runs = runs(&parts, Some(2), near, &labels);
        let found: Vec<_> = runs
            .iter()
            .map(|run| (run.start, run.end, &run.label[..]))
            .collect();
        assert_eq!(found, [(0, 300, "mlt"), (300, 400, "eng")]);
    }

    #[test]
    fn close_and_unsure_parts_are_not_foreign() {
        let parts = stretches(&[
            (100, [0.9, 0.1, 0.0, 0.0]),
            (100, [0.02, 0.0, 0.0, 0.98]),
            (100, [0.1, 0.8, 0.1, 0.0]),
        ]);
        assert_eq!(mixture(&[0.8, 0.1, 0.0, 0.1], &parts, near), None);
        let labels = LABELS.map(str::to_owned);
        let runs = runs(&parts, Some(0), near, &labels);
        assert_eq!(runs.len(), 1);
        assert_eq!(
            (runs[0].start, runs[0].end, &runs[0].label[..]),
            (0, 300, "ces")
        );
        assert!((runs[0].score - (0.9 + 1.0 + 0.1) / 3.0).abs() < 1e-5);
    }
}
