//! A text in stretches of some length, each with what the model sees in it.
//!
//! fastText answers from the mean of a text's features, so the features of the stretches add up to
//! those of the whole: nothing is read twice.

use crate::model::{Model, Scratch};
use crate::normalise::{normalise_into, sample, start_of};
use crate::script::dominant_script;

/// Letters that a stretch has at least, if the text has as many: shorter lines join the next. From
/// here on errors of the model are rare on clean text, and asking it costs little beside reading.
const LEAST_LETTERS: usize = 100;
/// Letters of a document from which on its stretches are read in part. The document's language is
/// settled by then, and a stretch needs no more than [`LEAST_LETTERS`] to be told from it.
const SETTLED: usize = 1_500;
/// Bytes that a stretch then covers at least.
const LEAST_BYTES: usize = 300;
/// Bytes of normalised text that are kept for the second step: more words than it looks at.
const KEPT: usize = 64 << 10;

/// What the model sees in a stretch of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Sum of the vectors of all features.
    pub(super) sum: Vec<f32>,
    pub(super) features: usize,
    /// Letters read.
    pub(super) letters: usize,
    /// Letters by script.
    scripts: Vec<(&'static str, usize)>,
}

impl Seen {
    pub(super) fn clear(&mut self, dim: usize) {
        self.sum.clear();
        self.sum.resize(dim, 0.0);
        self.features = 0;
        self.letters = 0;
        self.scripts.clear();
    }

    pub(super) fn join(&mut self, other: &Self) {
        for (sum, part) in self.sum.iter_mut().zip(&other.sum) {
            *sum += part;
        }
        self.features += other.features;
        self.letters += other.letters;
        for &(script, letters) in &other.scripts {
            self.count(script, letters);
        }
    }

    fn count(&mut self, script: &'static str, letters: usize) {
        match self.scripts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, sum)) => *sum += letters,
            None => self.scripts.push((script, letters)),
        }
    }

    /// The script of most letters, the first in the alphabet of those that tie.
    pub(super) fn script(&self) -> Option<&'static str> {
        let most = self
            .scripts
            .iter()
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        most.map(|(script, _)| *script)
    }

    /// The mean of all features; `None` if there are none.
    pub(super) fn mean(&self, out: &mut Vec<f32>) -> Option<()> {
        if self.features == 0 {
            return None;
        }
        let scale = 1.0 / self.features as f32;
        out.clear();
        out.extend(self.sum.iter().map(|sum| sum * scale));
        Some(())
    }
}

/// Buffers of one thread.
#[derive(Default)]
pub(super) struct Buffers {
    scratch: Scratch,
    part: String,
    seen: Seen,
    /// The text as it was read, for the second step.
    pub(super) normal: String,
}

/// How a text is read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) model: &'a Model,
    /// Whether the model knows the normal form only; any other reads the text as it is.
    pub(super) normalise: bool,
}

impl Reader<'_> {
    /// Calls `each` with every stretch of `text`: where it starts and ends, at line breaks, and
    /// what is seen in it. The stretches cover the text. Of a long line its start and its middle
    /// are read, and of a long document the start of each stretch.
    pub(super) fn stretches(
        &self,
        text: &str,
        buffers: &mut Buffers,
        mut each: impl FnMut(usize, usize, &Seen),
    ) {
        let Buffers {
            scratch,
            part,
            seen,
            normal,
        } = buffers;
        normal.clear();
        seen.clear(self.model.dim());
        let (mut start, mut end) = (0, 0);
        // What is too short at the end joins the stretch before, so one is held back.
        let mut held: Option<(usize, usize, Seen)> = None;
        let mut read = 0;
        for line in text.split_inclusive('\n') {
            end += line.len();
            let settled = read >= SETTLED;
            if !settled || seen.letters < LEAST_LETTERS {
                let (head, middle) = if settled {
                    (start_of(line, LEAST_LETTERS), "")
                } else {
                    sample(line)
                };
                let before = seen.letters;
                for piece in [head, middle] {
                    self.prepare(piece, part);
                    self.read(part, seen, scratch);
                    if normal.len() < KEPT && !part.is_empty() {
                        normal.push_str(part);
                        normal.push(' ');
                    }
                }
                read += seen.letters - before;
            }
            if seen.letters >= LEAST_LETTERS && (!settled || end - start >= LEAST_BYTES) {
                if let Some((start, end, seen)) = held.take() {
                    each(start, end, &seen);
                }
                held = Some((start, end, seen.clone()));
                seen.clear(self.model.dim());
                start = end;
            }
        }
        match &mut held {
            Some((_, last, before)) => {
                before.join(seen);
                *last = end;
            }
            None => held = Some((start, end, seen.clone())),
        }
        if let Some((start, end, seen)) = held {
            each(start, end, &seen);
        }
    }

    /// Brings a piece of text to the form that the model reads.
    fn prepare(&self, piece: &str, part: &mut String) {
        if self.normalise {
            normalise_into(piece, part);
        } else {
            part.clear();
            part.push_str(piece);
        }
    }

    fn read(&self, text: &str, seen: &mut Seen, scratch: &mut Scratch) {
        if text.is_empty() {
            return;
        }
        seen.features += self.model.add(text, false, &mut seen.sum, scratch);
        let spaces = text.bytes().filter(|byte| *byte == b' ').count();
        let letters = if self.normalise {
            text.chars().count() - spaces
        } else {
            text.chars().filter(|c| c.is_alphabetic()).count()
        };
        seen.letters += letters;
        if let Some(script) = dominant_script(text) {
            seen.count(script, letters);
        }
    }

    /// The vector of a line's end, with which every line of the training data ended.
    pub(super) fn end_of_line(&self, seen: &mut Seen, buffers: &mut Buffers) {
        seen.features += self
            .model
            .add("", true, &mut seen.sum, &mut buffers.scratch);
    }
}
