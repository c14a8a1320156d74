//! What identifying a text answers with.

use crate::UNDETERMINED;

/// What a text was identified as.
#[derive(Clone, Debug, PartialEq)]
pub struct Identification {
    /// The likeliest label, `ces_Latn`, [`REJECT`](crate::REJECT), or [`UNDETERMINED`] for a text without letters.
    pub label: String,
    /// Its probability, 0 to 1; 0 for a text without letters. With the embedded model it is
    /// calibrated: of texts with 0.8, eight of ten are right.
    pub score: f32,
    /// Up to three likeliest labels with their probabilities, the greatest first.
    pub top: Vec<(String, f32)>,
    /// The script of most letters as ISO 15924 names it, by Unicode and without the model.
    pub script: Option<&'static str>,
}

/// A text as a whole and in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The text as a whole. Where it is in several languages, the one of most letters; the scores
    /// are then about the shares of the text.
    pub whole: Identification,
    /// The text in runs of one language each, from its start to its end.
    pub segments: Vec<Segment>,
}

/// A part of a text in one language: whole lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes, exclusive.
    pub end: usize,
    /// Its language, or [`UNDETERMINED`].
    pub label: String,
    /// Mean probability of that language and those close to it over the segment's stretches, by
    /// their bytes.
    pub score: f32,
}

impl Document {
    /// A text without letters.
    pub(super) fn undetermined(len: usize) -> Self {
        let segment = Segment {
            start: 0,
            end: len,
            label: UNDETERMINED.to_owned(),
            score: 0.0,
        };
        Self {
            whole: Identification {
                label: UNDETERMINED.to_owned(),
                score: 0.0,
                top: Vec::new(),
                script: None,
            },
            segments: if len == 0 { Vec::new() } else { vec![segment] },
        }
    }

    /// Each language's share of the text's bytes, the greatest first, then by label.
    pub fn shares(&self) -> Vec<(&str, f32)> {
        let mut shares: Vec<(&str, usize)> = Vec::new();
        for segment in &self.segments {
            let len = segment.end - segment.start;
            match shares.iter_mut().find(|(label, _)| *label == segment.label) {
                Some((_, sum)) => *sum += len,
                None => shares.push((&segment.label, len)),
            }
        }
        shares.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let all: usize = shares.iter().map(|(_, len)| len).sum();
        let share = |len: usize| (len as f64 / all.max(1) as f64) as f32;
        shares
            .into_iter()
            .map(|(label, len)| (label, share(len)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        let segment = |start, end, label: &str| Segment {
            start,
            end,
            label: label.to_owned(),
            score: 1.0,
        };
        let mut document = Document::undetermined(0);
        document.segments = vec![
            segment(0, 60, "mlt"),
            segment(60, 80, "eng"),
            segment(80, 100, "mlt"),
        ];
        assert_eq!(document.shares(), [("mlt", 0.8), ("eng", 0.2)]);
    }
}
