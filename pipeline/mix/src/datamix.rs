//! Fixed fractions, as a file has them: a name and a fraction a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::nearest::nearest;

/// The sum may be this far from 1: OpenEuroLLM's file for its flag mix sums to 1.00046.
const TOLERANCE: f64 = 0.001;

/// A name and its share of the mix.
///
/// A name is a language (`mlt_Latn`), a part (`web/mlt_Latn`) or a source (`books`, all of its languages).
/// A part that several lines name belongs to the narrowest: the part's own line, then its source's,
/// then its language's, so that every line gets its fraction and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The name.
    pub name: String,
    /// The fraction, 0 to 1; all of them sum to 1.
    pub fraction: f64,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// A mix of fixed fractions. One `name fraction` a line, with spaces or tabs between; what follows a `#` is
/// a comment, and lines may be blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Datamix {
    /// The name of the file, as the caller gave it.
    pub file: String,
    /// The lines in the order of the file, fractions normalised.
    pub lines: Vec<Line>,
    /// What the fractions summed to before.
    pub sum: f64,
}

impl Datamix {
    /// Reads the text of such a file; `file` is what errors call it.
    ///
    /// # Errors
    /// [`Error::Line`] for a line that is no name and fraction, a negative fraction or a name that comes
    /// twice; [`Error::File`] if there is no line or if the fractions are further than 0.001 from summing to
    /// 1. Closer ones are normalised.
    pub fn parse(text: &str, file: &str) -> Result<Self, Error> {
        let mut lines: Vec<Line> = Vec::new();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (at, line) in text.lines().enumerate() {
            let at = at + 1;
            let wrong = |message: String, help: &str| Error::Line {
                file: file.into(),
                line: at,
                message,
                help: help.into(),
            };
            let kept = line.split('#').next().unwrap_or("");
            let mut words = kept.split_whitespace();
            let (name, fraction) = match (words.next(), words.next(), words.next()) {
                (None, ..) => continue,
                (Some(name), Some(fraction), None) => (name, fraction),
                (Some(name), None, _) => {
                    return Err(wrong(
                        format!("`{name}` has no fraction"),
                        "write a name and a number from 0 to 1: mlt_Latn 0.05",
                    ));
                }
                (_, _, Some(third)) => {
                    return Err(wrong(
                        format!("`{third}` is a third word"),
                        "write a name and a number from 0 to 1, one pair a line",
                    ));
                }
            };
            let number = fraction.parse::<f64>().ok().filter(|n| n.is_finite());
            let Some(number) = number else {
                return Err(wrong(
                    format!("the fraction of `{name}` is `{fraction}`, which is not a number"),
                    "write a number from 0 to 1 with a point: 0.05",
                ));
            };
            if number < 0.0 {
                return Err(wrong(
                    format!("the fraction of `{name}` is {fraction}, which is negative"),
                    "write 0, or leave the line out, to give nothing of it",
                ));
            }
            if let Some(first) = seen.insert(name, at) {
                return Err(wrong(
                    format!("`{name}` is there twice, first in line {first}"),
                    "join the two lines: each name has one fraction",
                ));
            }
            lines.push(Line {
                name: name.into(),
                fraction: number,
                line: at,
            });
        }
        let sum: f64 = lines.iter().map(|line| line.fraction).sum();
        let wrong = |message: String, help: &str| Error::File {
            file: file.into(),
            message,
            help: help.into(),
        };
        if lines.is_empty() {
            return Err(wrong(
                "there is no fraction".into(),
                "write one name and fraction a line: mlt_Latn 0.05",
            ));
        }
        if (sum - 1.0).abs() > TOLERANCE {
            return Err(wrong(
                format!("the {} fractions sum to {}", lines.len(), digits(sum)),
                "they have to sum to 1, give or take 0.001",
            ));
        }
        for line in &mut lines {
            line.fraction /= sum;
        }
        Ok(Self {
            file: file.into(),
            lines,
            sum,
        })
    }

    /// Checks that every name is one of these: languages, sources and parts.
    ///
    /// # Errors
    /// [`Error::Line`] for the first name that is not, with the nearest that are.
    pub fn check<'a>(&self, known: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let known: std::collections::BTreeSet<&str> = known.into_iter().collect();
        for line in &self.lines {
            if known.contains(line.name.as_str()) {
                continue;
            }
            let near = nearest(&line.name, known.iter().copied());
            let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
            return Err(Error::Line {
                file: self.file.clone(),
                line: line.line,
                message: format!("`{}` is no language, source or part of this run", line.name),
                help: match near.as_slice() {
                    [] => "write a language (mlt_Latn), a source, or both with a slash \
                           between (web/mlt_Latn)"
                        .into(),
                    [one] => format!("did you mean {one}?"),
                    [most @ .., last] => {
                        format!("did you mean {} or {last}?", most.join(", "))
                    }
                },
            });
        }
        Ok(())
    }
}

/// A sum with as many digits as tell something.
pub(crate) fn digits(sum: f64) -> String {
    let text = format!("{sum:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.len() > 24 {
        format!("{sum:e}")
    } else {
        text.into()
    }
}

#[cfg(test)]
#[path = "datamix_tests.rs"]
mod tests;
