//! Which language a text is in.
//!
//! 1. The text is read in stretches (`reading.rs`); the model gives each label a probability for
//!    every stretch and for the whole (`names.rs` brings its labels to ours, and passes over those
//!    of another script than the text's).
//! 2. Probabilities are calibrated by the length of the text (`calibration.rs`).
//! 3. Where the likeliest label belongs to a close group, words and hints divide the group
//!    (`close`, `hints.rs`).
//! 4. Stretches that are clearly in another language are told apart (`segments.rs`).
//!
//! Steps 2 and 3 are there for the embedded model, on whose answers they were fitted.

mod answer;
mod calibration;
mod close;
mod explain;
mod groups;
mod hints;
mod names;
mod opinion;
mod reading;
mod segments;

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::digest::Hashing;
use crate::model::Model;
use crate::{Error, REJECT};
pub use answer::{Document, Identification, Segment};
use calibration::Calibration;
use close::Counts;
pub use close::{Decision, Evidence};
pub use explain::Explanation;
use groups::Groups;
pub use hints::{Hints, tld};
use hints::{Prior, Strength};
use names::Names;
pub(crate) use names::REJECTED;
use opinion::{Opinion, best};
use reading::{Buffers, Reader, Seen};
use segments::Stretch;

/// Rises when the same model would give another answer.
pub const IDENTIFY_VERSION: u32 = 2;
/// Trained by `scripts/langs/lid/make`; its card is `docs/src/linguist/model-card.md`.
const EMBEDDED: &[u8] = include_bytes!("../../models/lid.ftz");
/// Labels that are told with their probabilities.
const TOP: usize = 3;

/// A fastText classifier for languages. Share one between threads: it is never changed.
pub struct Identifier {
    model: Model,
    names: Names,
    digest: String,
    /// Whether the model was trained on the normal form of `normalise.rs`.
    ours: bool,
    calibration: Option<Calibration>,
    hints: Strength,
    groups: Groups,
}

#[derive(Default)]
struct Work {
    buffers: Buffers,
    counts: Counts,
    mean: Vec<f32>,
    raw: Vec<f32>,
    stretches: Vec<Stretch>,
}

thread_local! {
    static WORK: RefCell<Work> = RefCell::default();
}

impl Identifier {
    /// The model built into this binary.
    ///
    /// # Errors
    /// [`Error::Model`] if an embedded file is damaged.
    pub fn embedded() -> Result<Self, Error> {
        let mut identifier = Self::read("embedded model", EMBEDDED, EMBEDDED.len() as u64)?;
        identifier.calibration = Some(Calibration::embedded()?);
        Ok(identifier)
    }

    /// Any supervised fastText model, `.bin` or `.ftz`, with language labels: `__label__ces_Latn`
    /// (OpenLID, GlotLID), `__label__cs` (lid.176), or one of `tamis model train`.
    ///
    /// A model with a label `oth` is taken for one of ours and reads normalised text; any other
    /// reads the text as it is. Scores are the model's own: nothing calibrates them. Of close
    /// groups, only the one that lid.176 calls `sh` is divided, since its model does not.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, [`Error::Model`] if it is no whole supervised fastText
    /// model, [`Error::Labels`] if labels stand for no language.
    pub fn from_path(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::io(path))?;
        let metadata = file.metadata().map_err(Error::io(path))?;
        if !metadata.is_file() {
            return Err(Error::Model {
                model: path.to_string_lossy().into_owned(),
                message: "is no regular file: a model is read from one, whose length is known"
                    .to_owned(),
            });
        }
        Self::read(&path.to_string_lossy(), file, metadata.len())
    }

    fn read(name: &str, source: impl Read, len: u64) -> Result<Self, Error> {
        let mut source = BufReader::with_capacity(1 << 16, Hashing::new(source));
        let model = Model::read(&mut source, len).map_err(|error| Error::Model {
            model: name.to_owned(),
            message: error.to_string(),
        })?;
        // Bytes behind the model are part of the file, and of its digest.
        std::io::copy(&mut source, &mut std::io::sink()).map_err(Error::io(Path::new(name)))?;
        let names = Names::new(model.labels())?;
        let groups = Groups::new(&names).map_err(|message| Error::Model {
            model: "embedded model".to_owned(),
            message,
        })?;
        Ok(Self {
            ours: Names::rejects(model.labels()),
            model,
            names,
            digest: source.into_inner().digest(),
            calibration: None,
            hints: Calibration::embedded()?.hints,
            groups,
        })
    }

    /// Identifies a text as a whole: [`document`](Self::document) without hints and segments.
    pub fn identify(&self, text: &str) -> Identification {
        self.document(text, &Hints::default()).whole
    }

    /// Identifies a text as a whole and in its parts. The same text with the same hints gives the
    /// same answer on any thread and any machine.
    ///
    /// Of each line at most 1,000 characters from its start and 500 from its middle are read, less
    /// in a long document where that tells enough. A label in a script that is not the text's own is passed over.
    pub fn document(&self, text: &str, hints: &Hints<'_>) -> Document {
        WORK.with_borrow_mut(|work| self.find(text, hints, work, None))
    }

    /// The same, with the reasons.
    pub fn explain(&self, text: &str, hints: &Hints<'_>) -> Explanation {
        let mut reasons = explain::Reasons::default();
        let document =
            WORK.with_borrow_mut(|work| self.find(text, hints, work, Some(&mut reasons)));
        Explanation::new(document, reasons)
    }

    /// What the second step and its training see of a text: its normal form, its letters, and the
    /// probabilities of our labels before calibration and second step.
    #[doc(hidden)]
    pub fn uncalibrated(&self, text: &str) -> (String, usize, Vec<(String, f32)>) {
        WORK.with_borrow_mut(|work| {
            let reader = self.reader();
            let mut whole = Seen::default();
            whole.clear(self.model.dim());
            reader.stretches(text, &mut work.buffers, |_, seen| whole.join(seen));
            reader.end_of_line(&mut whole, &mut work.buffers);
            let opinion = self.uncalibrated_opinion(&whole, &mut work.mean, &mut work.raw);
            let labels = self.names.labels().iter().cloned();
            let normal = work.buffers.normal.trim_end().to_owned();
            (
                normal,
                whole.letters,
                labels.zip(opinion.probabilities).collect(),
            )
        })
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            model: &self.model,
            normalise: self.ours,
        }
    }

    fn find(
        &self,
        text: &str,
        hints: &Hints<'_>,
        work: &mut Work,
        mut reasons: Option<&mut explain::Reasons>,
    ) -> Document {
        let reader = self.reader();
        let mut whole = Seen::default();
        whole.clear(self.model.dim());
        let Work {
            buffers,
            counts,
            mean,
            raw,
            stretches,
        } = work;
        stretches.clear();
        let mut in_part = Vec::new();
        reader.stretches(text, buffers, |read, seen| {
            whole.join(seen);
            let opinion = self.opinion(seen, mean, raw);
            if read.in_part {
                in_part.push(stretches.len());
            }
            let probabilities = &opinion.probabilities;
            stretches.push(Stretch::new(read.start..read.end, probabilities));
        });
        reader.end_of_line(&mut whole, buffers);
        if whole.letters == 0 {
            return Document::undetermined(text.len());
        }
        let mut opinion = self.opinion(&whole, mean, raw);
        let near = |a: usize, b: usize| self.groups.are_close(a, b);
        // What a glimpse does not clearly show to be in the text's language is read as a whole.
        let place = best(&opinion.probabilities);
        for at in in_part {
            let Some(stretch) = stretches.get_mut(at) else {
                continue;
            };
            if place.is_none_or(|place| !stretch.surely(place, near)) {
                let range = stretch.bytes();
                let seen = reader.whole(text.get(range.clone()).unwrap_or_default(), buffers);
                let probabilities = self.opinion(&seen, mean, raw).probabilities;
                *stretch = Stretch::new(range, &probabilities);
            }
        }
        if let Some(mixed) = segments::mixture(&opinion.probabilities, stretches, near) {
            opinion.probabilities = mixed;
        }
        if let Some(reasons) = reasons.as_deref_mut() {
            reasons.model = self.top(&opinion.probabilities);
            reasons.letters = whole.letters;
        }
        let prior = Prior::new(hints, opinion.script, &self.hints);
        // The tables were weighed against the calibrated opinion of the embedded model.
        let all = self.calibration.is_some();
        let text = &buffers.normal;
        let explain = reasons.is_some();
        let decision = self.groups.divide(
            &mut opinion.probabilities,
            all,
            text,
            &prior,
            counts,
            explain,
        );
        if let Some(reasons) = reasons {
            reasons.decision = decision;
        }
        let place = best(&opinion.probabilities);
        let segments = segments::runs(stretches, place, near, self.names.labels());
        let top = self.top(&opinion.probabilities);
        let (label, score) = top
            .first()
            .cloned()
            .unwrap_or_else(|| (REJECT.to_owned(), 0.0));
        Document {
            whole: Identification {
                label,
                score,
                top,
                script: opinion.script,
            },
            segments,
        }
    }

    /// What the model makes of what was seen, calibrated.
    fn opinion(&self, seen: &Seen, mean: &mut Vec<f32>, raw: &mut Vec<f32>) -> Opinion {
        let mut opinion = self.uncalibrated_opinion(seen, mean, raw);
        if let Some(calibration) = &self.calibration {
            calibration.apply(seen.letters, &mut opinion.probabilities);
        }
        opinion
    }

    fn uncalibrated_opinion(
        &self,
        seen: &Seen,
        mean: &mut Vec<f32>,
        raw: &mut Vec<f32>,
    ) -> Opinion {
        let mut opinion = Opinion {
            probabilities: Vec::new(),
            script: seen.script(),
        };
        raw.clear();
        if seen.mean(mean).is_some() {
            self.model.probabilities(mean, raw);
        }
        self.names
            .collect(raw, opinion.script, &mut opinion.probabilities);
        for p in &mut opinion.probabilities {
            *p = p.clamp(0.0, 1.0);
        }
        opinion
    }

    /// The likeliest labels. Names break ties, so that the order never depends on the model's own.
    fn top(&self, probabilities: &[f32]) -> Vec<(String, f32)> {
        let mut top: Vec<(usize, f32)> = Vec::with_capacity(TOP + 1);
        for (place, &p) in probabilities.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let at = top.partition_point(|(_, better)| *better >= p);
            if at < TOP {
                top.insert(at, (place, p));
                top.truncate(TOP);
            }
        }
        let labels = self.names.labels();
        top.into_iter()
            .filter_map(|(place, p)| Some((labels.get(place)?.clone(), p)))
            .collect()
    }

    /// Lower-case hexadecimal SHA-256 of the model file.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every label that [`identify`](Self::identify) can give a text with letters, sorted, in our
    /// names.
    pub fn labels(&self) -> &[String] {
        self.names.labels()
    }
}
