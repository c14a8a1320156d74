//! What a reader of a plan should know, in plain words.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::datamix::digits;
use crate::text::{counted, names, percent, times, tokens};

/// Something about a plan. Displayed as one sentence or two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Note {
    /// Languages are short.
    Short {
        /// Their names.
        languages: Vec<String>,
        /// What they are short of, in tokens.
        tokens: u64,
        /// What of it others took over, in tokens.
        moved: u64,
    },
    /// Something is asked for that is not there at all.
    Absent {
        /// Its name.
        name: String,
        /// Tokens asked.
        tokens: u64,
    },
    /// The floors alone are more than the horizon.
    FloorsAboveHorizon {
        /// Their sum in tokens.
        floors: u64,
        /// The horizon in tokens.
        horizon: u64,
    },
    /// Part of the horizon is asked of nobody.
    Unasked {
        /// In tokens.
        tokens: u64,
    },
    /// A fixed mix names no line for these.
    LeftOut {
        /// Languages, or parts of languages that are there otherwise.
        names: Vec<String>,
        /// What there is of them, in tokens.
        tokens: u64,
    },
    /// These are asked for nothing: a cap, a fraction or a source's weight is 0.
    Zero {
        /// Languages and parts.
        names: Vec<String>,
        /// What there is of them, in tokens.
        tokens: u64,
    },
    /// Of these there are documents, but each has a weight of 0 or no token.
    Weightless {
        /// The parts.
        names: Vec<String>,
    },
    /// These are asked for less than their smallest share that can be given, and get that.
    Fewest {
        /// The languages.
        languages: Vec<String>,
    },
    /// The documents of some parts are too few, or some of them too long, to come nearer to what is meant.
    Rough {
        /// How many parts are more than 0.5 % off.
        parts: u64,
        /// The one that is off by most tokens.
        worst: String,
        /// Tokens it was meant to get.
        meant: u64,
        /// Tokens it gets.
        given: u64,
    },
    /// Fractions did not quite sum to 1.
    Normalised {
        /// The file.
        file: String,
        /// What they summed to.
        sum: f64,
    },
    /// A language is bounded by floors in vain.
    FloorUnused {
        /// The language.
        language: String,
    },
    /// With weights, documents are repeated more often than `max_repeats` says.
    Weighted {
        /// The most copies of one document.
        copies: u32,
        /// The bound.
        max_repeats: f64,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short {
                languages,
                tokens: short,
                moved,
            } => {
                write!(
                    f,
                    "{} {} {} short: more is asked for than there is, even repeated as often as \
                     allowed. ",
                    names(languages),
                    if languages.len() == 1 { "is" } else { "are" },
                    tokens(*short),
                )?;
                match moved {
                    0 => write!(
                        f,
                        "The mix is smaller by that; nothing of it goes to others."
                    ),
                    _ => write!(f, "Of that, {} go to the others.", tokens(*moved)),
                }
            }
            Self::Absent {
                name,
                tokens: asked,
            } => write!(
                f,
                "{name} is asked for {}, and there is nothing of it.",
                tokens(*asked)
            ),
            Self::FloorsAboveHorizon { floors, horizon } => write!(
                f,
                "The floors come to {}, above the horizon of {}: each is cut to {} of itself, and \
                 nothing is left to share out.",
                tokens(*floors),
                tokens(*horizon),
                percent(*horizon as f64 / (*floors).max(1) as f64)
            ),
            Self::Unasked { tokens: rest } => write!(
                f,
                "{} of the horizon are asked of no language, because every one is at its cap or \
                 its most repeats.",
                tokens(*rest)
            ),
            Self::LeftOut {
                names: all,
                tokens: left,
            } => write!(
                f,
                "The mix has no line for {}, so {} are left out.",
                names(all),
                tokens(*left)
            ),
            Self::Zero {
                names: all,
                tokens: left,
            } => write!(
                f,
                "{} asked for nothing, by a cap, a fraction or a source's weight of 0, so {} are left out.",
                if all.len() == 1 {
                    names(all) + " is"
                } else {
                    names(all) + " are"
                },
                tokens(*left)
            ),
            Self::Weightless { names: all } => write!(
                f,
                "Every document of {} has the weight 0 or no token, so that nothing can be given.",
                names(all)
            ),
            Self::Fewest { languages } => write!(
                f,
                "{} asked for less than one document; so that no language vanishes, the first \
                 documents are given.",
                if languages.len() == 1 {
                    names(languages) + " is"
                } else {
                    names(languages) + " are"
                }
            ),
            Self::Rough {
                parts,
                worst,
                meant,
                given,
            } => write!(
                f,
                "{} more than 0.5 % off, because documents are few or long: most so {worst}, \
                 with {} for {}.",
                match parts {
                    1 => "1 part is".to_owned(),
                    n => format!("{n} parts are"),
                },
                tokens(*given),
                tokens(*meant)
            ),
            Self::Normalised { file, sum } => write!(
                f,
                "The fractions of {file} sum to {}; each was divided by that.",
                digits(*sum)
            ),
            Self::FloorUnused { language } => write!(
                f,
                "The floor of {language} is not used: the mix has no line for it."
            ),
            Self::Weighted {
                copies,
                max_repeats,
            } => write!(
                f,
                "Some documents are given {}, though max_repeats is {}: it bounds what all \
                 documents are multiplied by, on top of their weights.",
                counted((*copies).into(), "time"),
                times(*max_repeats)
            ),
        }
    }
}
