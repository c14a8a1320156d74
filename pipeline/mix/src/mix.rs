//! A planned mix.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Dose, Note, Part};

/// What held a language or a part back, or up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The method would have asked for less than the floor.
    Floor,
    /// The method would have asked for more than the cap.
    Cap,
    /// Everything is given as often as may be, and more is asked for.
    MaxRepeats,
    /// Everything is given once, nothing may be repeated, and more is asked for.
    Supply,
}

/// Available, asked and given. Of a language, the sums over its parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Documents, each once.
    pub documents_available: u64,
    /// Tokens, each document as often as its weight says.
    pub tokens_available: u64,
    /// Tokens that the mix asks for.
    pub tokens_asked: u64,
    /// Tokens that it takes over from languages that are short; none unless the ask redistributes.
    pub tokens_moved: u64,
    /// Tokens that will be given, repeats counted: exact, and next to those asked and moved less those
    /// short.
    pub tokens_given: u64,
    /// Tokens asked that there are not, with every document repeated as often as may be.
    pub tokens_short: u64,
    /// Different documents that will be given.
    pub documents_given: u64,
    /// Rows that will be given, repeats counted.
    pub rows_given: u64,
    /// UTF-8 bytes of text that will be given, repeats counted: an estimate from the mean token.
    pub bytes_given: u64,
    /// Tokens given for each available one; 0 where there are none.
    pub repeats: f64,
    /// What held it back or up.
    pub bounds: BTreeSet<Bound>,
}

impl Figures {
    /// Adds those of another part; `bounds` are left alone.
    pub(crate) fn add(&mut self, other: &Self) {
        let sums = [
            (&mut self.documents_available, other.documents_available),
            (&mut self.tokens_available, other.tokens_available),
            (&mut self.tokens_asked, other.tokens_asked),
            (&mut self.tokens_moved, other.tokens_moved),
            (&mut self.tokens_given, other.tokens_given),
            (&mut self.tokens_short, other.tokens_short),
            (&mut self.documents_given, other.documents_given),
            (&mut self.rows_given, other.rows_given),
            (&mut self.bytes_given, other.bytes_given),
        ];
        for (sum, n) in sums {
            *sum = sum.saturating_add(n);
        }
        self.set_repeats();
    }

    pub(crate) fn set_repeats(&mut self) {
        self.repeats = if self.tokens_available > 0 {
            self.tokens_given as f64 / self.tokens_available as f64
        } else {
            0.0
        };
    }

    /// Tokens that are meant to be given: those asked and moved, less those short.
    #[must_use]
    pub fn tokens_meant(&self) -> u64 {
        let meant = self.tokens_asked.saturating_add(self.tokens_moved);
        meant.saturating_sub(self.tokens_short)
    }
}

/// What one part gets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Available, asked and given.
    pub figures: Figures,
    /// How often each document is given.
    pub dose: Dose,
}

/// A planned mix. What is written here is what writing it out gives, exactly.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mix {
    /// Every part of the supply, those that get nothing too.
    pub parts: BTreeMap<Part, Given>,
    /// Every language of the supply.
    pub languages: BTreeMap<String, Figures>,
    /// Names that something is asked for, and of which there is nothing: the tokens asked, all of them
    /// short.
    pub absent: BTreeMap<String, u64>,
    /// Tokens of the whole mix, as asked for.
    pub horizon: u64,
    /// Tokens of the horizon that nobody is asked for, because caps or the method leave them over.
    pub unasked: u64,
    /// The sums over all languages.
    pub total: Figures,
    /// What a reader should know, in the order of its weight.
    pub notes: Vec<Note>,
}

impl Mix {
    /// Languages, and names of which there is nothing, by what they are asked for: as table and picture show
    /// them.
    #[must_use]
    pub fn ranked(&self) -> Vec<(String, Figures)> {
        let absent = self.absent.iter().map(|(name, asked)| {
            let figures = Figures {
                tokens_asked: *asked,
                tokens_short: *asked,
                ..Figures::default()
            };
            (name.clone(), figures)
        });
        let there = self.languages.iter();
        let there = there.map(|(name, figures)| (name.clone(), figures.clone()));
        let mut all: Vec<(String, Figures)> = there.chain(absent).collect();
        all.sort_by(|a, b| (b.1.tokens_asked, &a.0).cmp(&(a.1.tokens_asked, &b.0)));
        all
    }
}
