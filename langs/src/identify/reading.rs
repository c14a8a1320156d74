//! A text in stretches of some length, each with what the model sees in it.
//!
//! fastText answers from the mean of a text's features, so the features of the stretches add up to
//! those of the whole: nothing is read twice.

use crate::model::{Model, Scratch};
use crate::normalise::{glimpse, normalise_into, sample};
use crate::script::dominant_script;

/// Letters that a stretch has at least, if the text has as many: shorter lines join the next. From
/// here on errors of the model are rare on clean text, and asking it costs little beside reading.
const LEAST_LETTERS: usize = 60;
/// Letters of a document from which on its lines are read in part. The document's language is
/// settled by then; whether a line is in it, its start and its middle tell, and where they do not
/// tell clearly the caller asks for the whole line.
const SETTLED: usize = 1_500;
/// Characters that are read then: with spaces and marks among them more than [`LEAST_LETTERS`].
const GLIMPSE: usize = 80;
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

/// A stretch of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Read {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Less of its lines was read than of those of a short document.
    pub(super) in_part: bool,
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
    /// Calls `each` with every stretch of `text`. The stretches cover the text. Of a long line its
    /// start and its middle are read, and of a long document less of each line.
    pub(super) fn stretches(
        &self,
        text: &str,
        buffers: &mut Buffers,
        mut each: impl FnMut(Read, &Seen),
    ) {
        let Buffers {
            scratch,
            part,
            seen,
            normal,
        } = buffers;
        normal.clear();
        seen.clear(self.model.dim());
        let mut now = Read::default();
        // What is too short at the end joins the stretch before, so one is held back.
        let mut held: Option<(Read, Seen)> = None;
        let mut letters = 0;
        for line in text.split_inclusive('\n') {
            now.end += line.len();
            let settled = letters >= SETTLED;
            let pieces = if settled {
                glimpse(line, GLIMPSE)
            } else {
                sample(line)
            };
            now.in_part |= settled && pieces.0.len() + pieces.1.len() < line.trim_end().len();
            let before = seen.letters;
            for piece in [pieces.0, pieces.1] {
                self.prepare(piece, part);
                self.read(part, seen, scratch);
                if normal.len() < KEPT && !part.is_empty() {
                    normal.push_str(part);
                    normal.push(' ');
                }
            }
            letters += seen.letters - before;
            if seen.letters >= LEAST_LETTERS {
                if let Some((read, seen)) = held.take() {
                    each(read, &seen);
                }
                held = Some((now, seen.clone()));
                seen.clear(self.model.dim());
                now = Read {
                    start: now.end,
                    end: now.end,
                    in_part: false,
                };
            }
        }
        match &mut held {
            Some((last, before)) => {
                before.join(seen);
                last.end = now.end;
                last.in_part |= now.in_part;
            }
            None => held = Some((now, seen.clone())),
        }
        if let Some((read, seen)) = held {
            each(read, &seen);
        }
    }

    /// Reads a stretch as if it were a document of its own.
    pub(super) fn whole(&self, text: &str, buffers: &mut Buffers) -> Seen {
        let Buffers { scratch, part, .. } = buffers;
        let mut seen = Seen::default();
        seen.clear(self.model.dim());
        for line in text.split_inclusive('\n') {
            let (head, middle) = sample(line);
            for piece in [head, middle] {
                self.prepare(piece, part);
                self.read(part, &mut seen, scratch);
            }
        }
        seen
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

    /// Sets `seen` right where successive words count as features: the text is read once more, as
    /// one line with its end. Otherwise only the vector of a line's end is added, with which every
    /// line of the training data ended.
    pub(super) fn end_of_line(&self, seen: &mut Seen, buffers: &mut Buffers) {
        let Buffers {
            scratch, normal, ..
        } = buffers;
        if self.model.info().word_ngrams > 1 {
            seen.sum.fill(0.0);
            seen.features = self.model.add(normal, true, &mut seen.sum, scratch);
        } else {
            seen.features += self.model.add("", true, &mut seen.sum, scratch);
        }
    }
}
