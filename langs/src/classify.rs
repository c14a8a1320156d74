//! Any fastText classifier, asked for the probability of one of its labels.

use std::cell::RefCell;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::Error;
use crate::digest::Hashing;
use crate::model::{Model, Scratch};
use crate::nearest::nearest;

/// Labels that quality models give good texts, in the order in which they are looked for: that of
/// `tamis model train quality`, that of DCLM, and what others use.
const GOOD: &[&str] = &["good", "hq", "high", "positive", "pos", "1"];

/// A fastText classifier of two labels or more, and the label that stands for a good text.
pub struct Classifier {
    model: Model,
    label: usize,
    digest: String,
}

#[derive(Default)]
struct Work {
    scratch: Scratch,
    mean: Vec<f32>,
    probabilities: Vec<f32>,
}

thread_local! {
    static WORK: RefCell<Work> = RefCell::default();
}

impl Classifier {
    /// Reads a supervised fastText model, `.bin` or `.ftz`. `label` is the one that stands for a
    /// good text, without `__label__`; where none is named, `good`, `hq` (as DCLM's model has it)
    /// and the like are looked for.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, [`Error::Model`] if it is no whole supervised model or
    /// has no such label.
    pub fn from_path(path: &Path, label: Option<&str>) -> Result<Self, Error> {
        let failed = |message: String| Error::Model {
            model: path.display().to_string(),
            message,
        };
        let file = File::open(path).map_err(Error::io(path))?;
        let len = file.metadata().map_err(Error::io(path))?.len();
        let mut source = BufReader::with_capacity(1 << 16, Hashing::new(file));
        let model = Model::read(&mut source, len).map_err(|error| failed(error.to_string()))?;
        std::io::copy(&mut source, &mut std::io::sink()).map_err(Error::io(path))?;
        let names: Vec<&str> = model.labels().iter().map(|label| bare(label)).collect();
        let place = |wanted: &str| names.iter().position(|name| *name == wanted);
        let found = match label {
            Some(label) => place(bare(label)),
            None => GOOD.iter().find_map(|label| place(label)),
        };
        let Some(found) = found else {
            let few: Vec<&str> = names.iter().copied().take(8).collect();
            let near = label.and_then(|label| nearest(label, names.iter().copied()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let wanted = label.map_or_else(
                || format!("none of the labels {}", GOOD.join(", ")),
                |label| format!("no label `{label}`"),
            );
            return Err(failed(format!(
                "has {wanted}: name the label of good texts; its {} labels begin with {}{near}",
                names.len(),
                few.join(", ")
            )));
        };
        Ok(Self {
            digest: source.into_inner().digest(),
            label: found,
            model,
        })
    }

    /// Lower-case hexadecimal SHA-256 of the model's file.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The label that stands for a good text, without `__label__`.
    pub fn label(&self) -> &str {
        self.model
            .labels()
            .get(self.label)
            .map_or("", |label| bare(label))
    }

    /// The probability, 0 to 1, that the text is a good one: the text in one line, as it is. 0 for a
    /// text in which the model knows nothing. The same on any thread and any machine.
    pub fn score(&self, text: &str) -> f32 {
        WORK.with_borrow_mut(|work| {
            let Work {
                scratch,
                mean,
                probabilities,
            } = work;
            mean.clear();
            mean.resize(self.model.dim(), 0.0);
            let features = self.model.add(text, true, mean, scratch);
            if features == 0 {
                return 0.0;
            }
            mean.iter_mut().for_each(|sum| *sum /= features as f32);
            self.model.probabilities(mean, probabilities);
            probabilities.get(self.label).copied().unwrap_or(0.0)
        })
    }
}

fn bare(label: &str) -> &str {
    label.strip_prefix("__label__").unwrap_or(label)
}
