//! How to train.

use std::path::{Path, PathBuf};

use fasttext::args::{Args, LossName, ModelName};

use crate::Error;

/// How to train. [`Options::new`] gives the values that the embedded model was trained with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Training lines, `label<TAB>text[<TAB>source]`; files named `*.zst` are decompressed.
    pub inputs: Vec<PathBuf>,
    /// Groups of labels, `label<TAB>group`: labels of the groups in
    /// [`reject_groups`](Self::reject_groups) join the reject class. `None` keeps every label.
    pub labels: Option<PathBuf>,
    /// Groups whose labels join the reject class: in the model each stays a label of its own
    /// behind `oth_`, since the rest of the world is no one language; [`crate::Identifier`] adds
    /// them up.
    pub reject_groups: Vec<String>,
    /// Labels kept whatever their group.
    pub keep: Vec<String>,
    /// Label and source (the third column) of lines that are passed over, where a source is known
    /// to be mislabelled.
    pub exclude: Vec<(String, String)>,
    /// Where the model goes (quantised if [`quantise`](Self::quantise)).
    pub output: PathBuf,
    /// Where the model goes before it is quantised; `None` drops it.
    pub float_output: Option<PathBuf>,
    /// Most lines a label is trained on; the sample is by hash of seed and text.
    pub max_lines: usize,
    /// A label with fewer lines is repeated up to this number, but no line more than
    /// [`max_repeats`](Self::max_repeats) times.
    pub min_lines: usize,
    /// Most times that a line is used.
    pub max_repeats: usize,
    /// Most lines that each label of the reject class gives to it.
    pub reject_lines: usize,
    /// Lines of made-up text in no language, for the reject class.
    pub noise_lines: usize,
    /// Share of lines, 0 to 1, of which only 2 to 5 successive words are used.
    pub short_share: f64,
    /// Length of the vectors.
    pub dim: u32,
    /// Passes over the lines.
    pub epochs: u32,
    /// Learning rate at the start; it falls to 0.
    pub lr: f64,
    /// Rows that the hashes of character n-grams are spread over.
    pub bucket: u32,
    /// Words seen less often have no vector of their own.
    pub min_count: u32,
    /// Shortest character n-gram.
    pub minn: u32,
    /// Longest character n-gram.
    pub maxn: u32,
    /// Seed of sampling, cutting, noise and the first weights.
    pub seed: u32,
    /// Threads. With more than one the weights differ a little from run to run, since threads
    /// update them without locks (Hogwild).
    pub threads: u32,
    /// Whether to product-quantise.
    pub quantise: bool,
    /// Dimensions that share one byte in the quantised model.
    pub dsub: u32,
}

impl Options {
    /// The default options for the given training files and output.
    pub fn new(inputs: Vec<PathBuf>, output: PathBuf) -> Self {
        Self {
            inputs,
            labels: None,
            reject_groups: vec!["noneuro".to_owned()],
            keep: Vec::new(),
            exclude: Vec::new(),
            output,
            float_output: None,
            max_lines: 24_000,
            min_lines: 6_000,
            max_repeats: 4,
            reject_lines: 2_000,
            noise_lines: 6_000,
            short_share: 0.45,
            dim: 32,
            epochs: 10,
            lr: 0.5,
            bucket: 200_000,
            min_count: 60,
            minn: 2,
            maxn: 5,
            seed: 1,
            threads: 2,
            quantise: true,
            dsub: 2,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = |message: &str| Err(Error::Train(message.to_owned()));
        if self.inputs.is_empty() {
            return wrong("no training files given");
        }
        if self.dim == 0 || self.dim > 1_024 {
            return wrong("`dim` must be 1 to 1024");
        }
        if self.epochs == 0 || self.epochs > 10_000 || self.threads == 0 || self.threads > 1_024 {
            return wrong("`epochs` must be 1 to 10000 and `threads` 1 to 1024");
        }
        if self.minn == 0 || self.minn > self.maxn || self.maxn > 20 {
            return wrong("n-gram lengths must satisfy 1 <= minn <= maxn <= 20");
        }
        if self.bucket == 0 || self.bucket > 1 << 26 {
            return wrong("`bucket` must be 1 to 2^26");
        }
        if !(self.lr > 0.0 && self.lr.is_finite()) {
            return wrong("`lr` must be a positive number");
        }
        if !(0.0..=1.0).contains(&self.short_share) {
            return wrong("`short_share` must be 0 to 1");
        }
        if self.quantise && self.dsub == 0 {
            return wrong("`dsub` must be at least 1");
        }
        Ok(())
    }

    pub(super) fn args(&self, input: &Path) -> Result<Args, Error> {
        let int = |number: u32| {
            i32::try_from(number).map_err(|_| Error::Train(format!("{number} is too large")))
        };
        let mut args = Args::new();
        args.apply_supervised_defaults();
        args.model = ModelName::Supervised;
        // Not hierarchical softmax: the `fasttext` crate 0.8 predicts wrongly when that is quantised.
        args.loss = LossName::Softmax;
        args.input = input.to_path_buf();
        args.dim = int(self.dim)?;
        args.epoch = int(self.epochs)?;
        args.lr = self.lr;
        args.bucket = int(self.bucket)?;
        args.min_count = int(self.min_count)?;
        args.minn = int(self.minn)?;
        args.maxn = int(self.maxn)?;
        args.seed = int(self.seed)?;
        args.thread = int(self.threads)?;
        args.verbose = 0;
        Ok(args)
    }
}
