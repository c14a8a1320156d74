//! Taking whole lines, or other places, out of a document.

use std::fmt;
use std::ops::Range;

use crate::document::{Document, LanguagePart};

/// What was cut from a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CutCount {
    /// Whole lines.
    pub lines: u64,
    /// Characters; of whole lines without their ends.
    pub characters: u64,
}

/// Places of a text that are to be cut.
pub(super) struct Cuts {
    /// Bytes of the text, in order and disjoint.
    ranges: Vec<Range<usize>>,
    /// For each of them, the bytes of those before it.
    gone: Vec<usize>,
    cut: CutCount,
    /// All lines that have a character.
    lines: u64,
    /// The characters of all lines, line ends not counted.
    characters: u64,
    /// Something else than white space is left.
    leaves: bool,
}

impl Cuts {
    /// The lines of `text` with these numbers, which are in order.
    pub(super) fn new(text: &str, numbers: &[u32]) -> Self {
        let mut cuts = Self {
            ranges: Vec::new(),
            gone: Vec::new(),
            cut: CutCount::default(),
            lines: 0,
            characters: 0,
            leaves: false,
        };
        let mut numbers = numbers.iter().copied().peekable();
        let mut start = 0;
        for (number, line) in (0u32..).zip(text.split_inclusive('\n')) {
            let end = start + line.len();
            let line = line.strip_suffix('\n').unwrap_or(line);
            let characters = line.chars().count() as u64;
            cuts.lines += u64::from(!line.is_empty());
            cuts.characters += characters;
            if numbers.next_if_eq(&number).is_some() {
                cuts.cut.lines += 1;
                cuts.cut.characters += characters;
                match cuts.ranges.last_mut() {
                    Some(last) if last.end == start => last.end = end,
                    _ => cuts.ranges.push(start..end),
                }
            } else {
                cuts.leaves |= !line.trim().is_empty();
            }
            start = end;
        }
        if !text.ends_with('\n') {
            trim_end(text, &mut cuts.ranges);
        }
        cuts.sum();
        cuts
    }

    /// These places of `text`, in order and disjoint, whatever its lines are. No lines are counted.
    pub(super) fn places(text: &str, places: Vec<Range<usize>>) -> Self {
        let characters = |place: Range<usize>| {
            let part = text.get(place).unwrap_or_default();
            part.chars().count() as u64
        };
        let (mut from, mut leaves) = (0, false);
        for place in places.iter().chain([&(text.len()..text.len())]) {
            let left = text.get(from..place.start).unwrap_or_default();
            leaves |= !left.trim().is_empty();
            from = place.end;
        }
        let mut cuts = Self {
            cut: CutCount {
                lines: 0,
                characters: places.iter().cloned().map(characters).sum(),
            },
            ranges: places,
            gone: Vec::new(),
            lines: 0,
            characters: characters(0..text.len()),
            leaves,
        };
        cuts.sum();
        cuts
    }

    fn sum(&mut self) {
        let mut sum = 0;
        for range in &self.ranges {
            self.gone.push(sum);
            sum += range.len();
        }
    }

    /// The share of the text's characters that goes, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        self.cut.characters as f64 / self.characters.max(1) as f64
    }

    /// Whether no line with a letter would be left.
    pub(super) fn leave_nothing(&self) -> bool {
        !self.leaves
    }

    pub(super) fn count(&self) -> CutCount {
        self.cut
    }

    /// Cuts them, and moves the spans and parts of the text. The Markdown goes with them, since it cannot
    /// be cut at the same places.
    pub(super) fn apply(&self, document: &mut Document) {
        let mut kept = String::with_capacity(document.text.len());
        let mut from = 0;
        for range in &self.ranges {
            kept.push_str(document.text.get(from..range.start).unwrap_or_default());
            from = range.end;
        }
        kept.push_str(document.text.get(from..).unwrap_or_default());
        document.text = kept;
        document.markdown = None;
        // A value that reached over a line end keeps what is left of it.
        document.pii.retain_mut(|span| {
            (span.start, span.end) = (self.moved(span.start), self.moved(span.end));
            span.start < span.end
        });
        let mut parts: Vec<LanguagePart> = Vec::with_capacity(document.seg_langs.len());
        for mut part in document.seg_langs.drain(..) {
            (part.start, part.end) = (self.moved(part.start), self.moved(part.end));
            match parts.last_mut() {
                _ if part.start == part.end && part.trimmed == 0 => {}
                Some(last)
                    if last.trimmed == 0 && part.trimmed == 0 && last.language == part.language =>
                {
                    last.end = part.end;
                }
                _ => parts.push(part),
            }
        }
        document.seg_langs = parts;
    }

    /// Where a place of the old text is in the new one; of one that was cut, where that stood.
    fn moved(&self, place: u32) -> u32 {
        let at = place as usize;
        let before = self.ranges.partition_point(|range| range.start < at);
        let Some(last) = before.checked_sub(1) else {
            return place;
        };
        let (range, gone) = (self.ranges.get(last), self.gone.get(last));
        let within = range.map_or(0, |range| range.end.min(at) - range.start);
        place.saturating_sub((gone.copied().unwrap_or(0) + within) as u32)
    }
}

/// Where the last line is cut, the line before it ends the text: its line end goes too, with those of empty
/// lines between.
fn trim_end(text: &str, ranges: &mut Vec<Range<usize>>) {
    let Some(mut last) = ranges.pop_if(|last| last.end == text.len()) else {
        return;
    };
    loop {
        let before = text.get(..last.start).unwrap_or_default();
        last.start = before.trim_end_matches('\n').len();
        match ranges.pop_if(|range| last.start < range.end) {
            Some(range) => last.start = range.start,
            None => break,
        }
    }
    ranges.push(last);
}

impl fmt::Display for Cuts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} lines", self.cut.lines, self.lines)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tamis_filters::pii;

    use super::*;

    fn document(text: &str, parts: &[(&str, u32)]) -> Document {
        let mut start = 0;
        let mut part = |(language, end): &(&str, u32)| {
            let part = LanguagePart {
                language: (*language).to_owned(),
                start,
                end: *end,
                trimmed: 0,
            };
            start = *end;
            part
        };
        Document {
            text: text.to_owned(),
            pii: pii::find(text, Some("ces_Latn")),
            seg_langs: parts.iter().map(&mut part).collect(),
            markdown: Some(text.to_owned()),
            ..Document::default()
        }
    }

    #[test]
    fn spans_and_parts_move_with_their_lines() {
        let text = "píše an@firma.cz\nzdroj 8.31.2.33 zde\nin English\nještě bo@firma.cz\nkonec";
        let ends = [0, 1, 2, 3].map(|n| {
            let at = text.match_indices('\n').nth(n).map(|(at, _)| at + 1);
            at.unwrap_or(text.len()) as u32
        });
        let parts = [
            ("ces_Latn", ends[1]),
            ("eng_Latn", ends[2]),
            ("ces_Latn", text.len() as u32),
        ];
        let mut document = document(text, &parts);
        assert_eq!(document.pii.len(), 3);
        let cuts = Cuts::new(text, &[1, 2, 4]);
        assert_eq!(
            cuts.count(),
            CutCount {
                lines: 3,
                characters: 34
            }
        );
        assert_eq!(cuts.to_string(), "3 of 5 lines");
        cuts.apply(&mut document);
        assert_eq!(document.text, "píše an@firma.cz\nještě bo@firma.cz");
        let of = |start: u32, end: u32| &document.text[start as usize..end as usize];
        let values: Vec<&str> = document.pii.iter().map(|s| of(s.start, s.end)).collect();
        assert_eq!(values, ["an@firma.cz", "bo@firma.cz"]);
        let parts: Vec<(&str, &str)> = document
            .seg_langs
            .iter()
            .map(|p| (p.language.as_str(), of(p.start, p.end)))
            .collect();
        assert_eq!(parts, [("ces_Latn", document.text.as_str())]);
        assert_eq!(document.markdown, None);
    }

    proptest! {
        #[test]
        fn what_is_left_are_the_other_lines(
            lines in proptest::collection::vec("[a ž]{0,3}", 1..9),
            chosen in proptest::collection::vec(any::<bool>(), 9),
        ) {
            let text = lines.join("\n");
            let numbers: Vec<u32> = (0..lines.len() as u32)
                .filter(|n| chosen[*n as usize] && !lines[*n as usize].is_empty())
                .collect();
            let is_cut = |n: usize| numbers.contains(&(n as u32));
            let left = |n: &usize| !is_cut(*n);
            let kept: Vec<&str> = (0..lines.len()).filter(left).map(|n| lines[n].as_str()).collect();
            let mut document = document(&text, &[("ces_Latn", text.len() as u32)]);
            let cuts = Cuts::new(&text, &numbers);
            cuts.apply(&mut document);
            let mut expected = kept.join("\n");
            if is_cut(lines.len() - 1) {
                expected.truncate(expected.trim_end_matches('\n').len());
            }
            prop_assert_eq!(&document.text, &expected);
            prop_assert_eq!(cuts.leave_nothing(), expected.trim().is_empty());
            let characters = |n: usize| lines[n].chars().count() as u64;
            let cut: u64 = (0..lines.len()).filter(|n| is_cut(*n)).map(characters).sum();
            prop_assert_eq!(cuts.count().characters, cut);
            let all: u64 = (0..lines.len()).map(characters).sum();
            prop_assert!((cuts.share() * all.max(1) as f64 - cut as f64).abs() < 1e-9);
            // The one part is the whole text, as before.
            let covered: Vec<(u32, u32)> =
                document.seg_langs.iter().map(|p| (p.start, p.end)).collect();
            let whole = (0, document.text.len() as u32);
            prop_assert_eq!(covered, if whole.1 == 0 { vec![] } else { vec![whole] });
        }
    }
}
