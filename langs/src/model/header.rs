//! The head of a file: magic number, version and the options of training.

use std::io::BufRead;

use super::error::FormatError;
use super::info::Loss;
use super::source::Source;

const MAGIC: u32 = 0x2f4f_16ba;
/// N-grams longer than this are refused: no model has them, and a damaged number would make each
/// long word cost its length times that number.
const MAX_NGRAM: u32 = 256;

/// What of the options matters for prediction.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) version: i32,
    pub(super) dim: u32,
    pub(super) loss: Loss,
    pub(super) bucket: u32,
    pub(super) minn: u32,
    pub(super) maxn: u32,
    pub(super) word_ngrams: u32,
}

impl Header {
    pub(super) fn read(source: &mut Source<impl BufRead>) -> Result<Self, FormatError> {
        let magic = source.u32("the magic number")?;
        if magic != MAGIC {
            return Err(FormatError::NotFastText { found: magic });
        }
        let version = source.i32("the version")?;
        if !matches!(version, 11 | 12) {
            return Err(FormatError::Version { found: version });
        }
        let at = source.at();
        let dim = source.count("the dimension `dim`")?;
        if dim == 0 {
            return Err(FormatError::value(
                at,
                "the dimension `dim`",
                dim,
                "1 or more",
            ));
        }
        source.i32("`ws`")?;
        source.i32("`epoch`")?;
        source.i32("`minCount`")?;
        source.i32("`neg`")?;
        let word_ngrams = length(source, "`wordNgrams`")?;
        let at = source.at();
        let loss = match source.i32("the loss")? {
            1 => Loss::HierarchicalSoftmax,
            2 => Loss::NegativeSampling,
            3 => Loss::Softmax,
            4 => Loss::OneVsAll,
            other => {
                let expected = "1 (hs), 2 (ns), 3 (softmax) or 4 (ova)";
                return Err(FormatError::value(at, "the loss", other, expected));
            }
        };
        let at = source.at();
        match source.i32("the kind of model")? {
            1 => return Err(FormatError::Unsupervised { at, kind: "cbow" }),
            2 => {
                return Err(FormatError::Unsupervised {
                    at,
                    kind: "skipgram",
                });
            }
            3 => {}
            other => {
                return Err(FormatError::value(
                    at,
                    "the kind of model",
                    other,
                    "3 (supervised)",
                ));
            }
        }
        let bucket = source.count("`bucket`")?;
        let minn = length(source, "`minn`")?;
        let maxn = length(source, "`maxn`")?;
        source.i32("`lrUpdateRate`")?;
        source.f64("`t`")?;
        Ok(Self {
            version,
            dim,
            loss,
            bucket,
            minn,
            // Version 11 stored the option, but its classifiers were trained without.
            maxn: if version == 11 { 0 } else { maxn },
            word_ngrams,
        })
    }
}

fn length(source: &mut Source<impl BufRead>, what: &'static str) -> Result<u32, FormatError> {
    let at = source.at();
    let value = source.count(what)?;
    if value > MAX_NGRAM {
        return Err(FormatError::value(
            at,
            what,
            value,
            format!("{MAX_NGRAM} or less"),
        ));
    }
    Ok(value)
}
