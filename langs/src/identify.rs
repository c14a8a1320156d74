//! Which language a text is in.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use fasttext::FastText;
use fasttext::args::LossName;

use crate::digest::sha256_hex;
use crate::normalise::{normalise_into, sample};
use crate::script::{agrees, dominant_script};
use crate::{Error, normalise_code};

/// The label of the reject class: no language that has a profile, or no language at all.
pub const REJECT: &str = "oth";

/// Trained by `tamis model train`; data, licences and figures in `models/lid.md`.
const EMBEDDED: &[u8] = include_bytes!("../models/lid.ftz");
/// Labels asked of the model, so that a few may be merged or ruled out and three remain.
const ASKED: usize = 8;
const TOP: usize = 3;

/// What a text was identified as.
#[derive(Clone, Debug, PartialEq)]
pub struct Identification {
    /// The likeliest label, `ces_Latn`, or [`REJECT`].
    pub label: String,
    /// The model's probability of that label, 0 to 1; 0 for a text without letters.
    pub score: f32,
    /// Up to three likeliest labels with their probabilities, the greatest first.
    pub top: Vec<(String, f32)>,
}

/// A fastText classifier for languages. Share one between threads: it is never changed.
pub struct Identifier {
    model: FastText,
    /// Our name for each of the model's labels, by the model's name.
    names: std::collections::HashMap<String, String>,
    labels: Vec<String>,
    eos: Option<i32>,
    digest: String,
    /// Whether the model was trained on the normal form of `normalise.rs`.
    ours: bool,
}

#[derive(Default)]
struct Scratch {
    text: String,
    part: String,
    words: Vec<i32>,
    labels: Vec<i32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Identifier {
    /// The model built into this binary.
    ///
    /// # Errors
    /// [`Error::Model`] if the embedded file is damaged.
    pub fn embedded() -> Result<Self, Error> {
        Self::from_bytes("embedded model", EMBEDDED)
    }

    /// Any fastText `.bin` or `.ftz` model with language labels: `__label__ces_Latn` (OpenLID,
    /// GlotLID) or `__label__cs` (lid.176.bin).
    ///
    /// A model with a label `oth` is taken for one of ours and reads normalised text; any other
    /// reads the text as it is, with white space collapsed.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, [`Error::Model`] if it is no supervised fastText model,
    /// or one with hierarchical softmax that was quantised (lid.176.ftz), which the `fasttext`
    /// crate 0.8 reads without an error and predicts wrongly.
    pub fn from_path(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(Error::io(path))?;
        Self::from_bytes(&path.to_string_lossy(), &bytes)
    }

    fn from_bytes(name: &str, mut bytes: &[u8]) -> Result<Self, Error> {
        let wrong = |message: String| Error::Model {
            model: name.to_owned(),
            message,
        };
        let digest = sha256_hex(bytes);
        let model = FastText::load(&mut bytes)
            .map_err(|error| wrong(format!("cannot be read as a fastText model: {error}")))?;
        if model.is_quant() && model.args().loss == LossName::HierarchicalSoftmax {
            return Err(wrong(
                "a quantised model with hierarchical softmax gives wrong labels in this program; \
                 use its .bin form or a softmax model"
                    .to_owned(),
            ));
        }
        let (raw, _) = model.get_labels();
        if raw.is_empty() {
            return Err(wrong("has no labels: it is no classifier".to_owned()));
        }
        let names: std::collections::HashMap<String, String> = raw
            .iter()
            .map(|label| (label.clone(), our_name(label)))
            .collect();
        let mut labels: Vec<String> = names.values().cloned().collect();
        labels.sort_unstable();
        labels.dedup();
        let ours = labels.iter().any(|label| label == REJECT);
        let eos = model.get_word_id("</s>");
        Ok(Self {
            model,
            names,
            labels,
            eos,
            digest,
            ours,
        })
    }

    /// Identifies a text, by its first 1,000 characters and, if it is longer than that, 500 from
    /// its middle. The same text gives the same answer on any thread.
    ///
    /// A label in a script that is not the text's own is passed over. A text without letters is
    /// [`REJECT`] with a score of 0 and an empty `top`.
    pub fn identify(&self, text: &str) -> Identification {
        SCRATCH.with_borrow_mut(|scratch| self.identify_with(text, scratch))
    }

    fn identify_with(&self, text: &str, scratch: &mut Scratch) -> Identification {
        self.read(text, scratch);
        let Scratch {
            text,
            words,
            labels,
            ..
        } = scratch;
        self.model.dict().get_line_from_str(text, words, labels);
        if words.is_empty() {
            return Identification {
                label: REJECT.to_owned(),
                score: 0.0,
                top: Vec::new(),
            };
        }
        words.extend(self.eos);
        let dominant = dominant_script(text);
        let mut top: Vec<(String, f32)> = Vec::with_capacity(ASKED);
        for prediction in self.model.predict_on_words(words, ASKED, 0.0) {
            let Some(name) = self.names.get(&prediction.label) else {
                continue;
            };
            if !agrees(name, dominant) {
                continue;
            }
            match top.iter_mut().find(|(label, _)| label == name) {
                Some((_, score)) => *score += prediction.prob,
                None => top.push((name.clone(), prediction.prob)),
            }
        }
        // Names break ties, so that the order never depends on the model's own.
        top.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        top.truncate(TOP);
        for (_, score) in &mut top {
            *score = score.clamp(0.0, 1.0);
        }
        let (label, score) = top
            .first()
            .cloned()
            .unwrap_or_else(|| (REJECT.to_owned(), 0.0));
        Identification { label, score, top }
    }

    /// Fills `scratch.text` with what the model reads of the text.
    fn read(&self, text: &str, scratch: &mut Scratch) {
        let (head, middle) = sample(text);
        scratch.text.clear();
        for part in [head, middle] {
            if self.ours {
                normalise_into(part, &mut scratch.part);
                scratch.text.push_str(&scratch.part);
            } else {
                scratch.text.push_str(part);
            }
            scratch.text.push(' ');
        }
    }

    /// Lower-case hexadecimal SHA-256 of the model file.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every label that [`identify`](Self::identify) can give, sorted, in our names.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}

fn our_name(label: &str) -> String {
    normalise_code(label).map_or_else(
        || label.strip_prefix("__label__").unwrap_or(label).to_owned(),
        |code| code.to_string(),
    )
}
