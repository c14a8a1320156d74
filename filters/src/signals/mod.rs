//! Signals: numbers measured on a document, independent of any threshold.
//!
//! All counts of length are in Unicode scalar values. What a word, a symbol and a line are is the
//! same for every signal (one tokenisation): a word is a run of letters, digits and marks; symbols
//! are runs of one other character; tokens are words and symbols; a line is one that is not blank,
//! without white space around it.

pub(crate) mod ids;

pub(crate) mod c4;
mod damage;
mod duplicates;
mod given;
mod joined;
pub(crate) mod letters;
mod lines;
pub(crate) mod ngrams;
pub(crate) mod sentences;
pub(crate) mod vocabulary;
pub mod wds;
mod words;

use std::ops::Range;

pub use joined::JOINED;
use tamis_langs::Profile;

use crate::text::{Scratch, Tokens, Work};

/// What a signal is called, what it means and where its definition comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalDef {
    /// Name and key in the `signals` column.
    pub name: &'static str,
    /// Meaning and unit.
    pub doc: &'static str,
    /// Paper or code that defined it.
    pub source: &'static str,
    /// Rises when the same text would give another number.
    pub version: u16,
}

/// What was found and mended while the bytes of a text were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Damage {
    /// U+FFFD that decoding put in place of damaged bytes.
    pub replaced: u32,
    /// Double-encoded sequences that were put right.
    pub repaired: u32,
}

/// A stretch of the text that the identifier gave one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// Whose language it is in.
    pub whose: Whose,
}

/// Whose language a part of a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The document's.
    Own,
    /// Another one.
    Foreign,
    /// None that is known: code, a list of names.
    Nobodys,
}

/// What is known of a text beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What was found and mended while the text's bytes were read.
    pub damage: Damage,
    /// The text in parts of one language each, sorted; empty where nobody looked.
    pub parts: &'a [Part],
    /// What a trained model says, 0 to 1; 1 without a model.
    pub quality_score: f32,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            damage: Damage::default(),
            parts: &[],
            quality_score: 1.0,
        }
    }
}

/// A stretch of the text that a signal counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What it counted as, in a few words.
    pub what: &'static str,
}

impl Mark {
    fn new(span: Range<usize>, what: &'static str) -> Self {
        Self { span, what }
    }
}

/// Everything a group of signals may look at.
pub(crate) struct Input<'a> {
    pub(crate) text: &'a str,
    pub(crate) context: &'a Context<'a>,
    pub(crate) profile: &'a Profile,
    pub(crate) tokens: &'a Tokens,
}

/// Signals that are measured together.
struct Group {
    defs: &'static [SignalDef],
    /// Fills one number per definition, in order.
    measure: fn(&Input<'_>, &mut Work, &mut [f32]),
    /// Adds what the signal of that name, one of `defs`, counted in the text.
    mark: fn(&Input<'_>, &str, &mut Work, &mut Vec<Mark>),
}

/// The registry: to add signals, add a file and its line here.
const GROUPS: &[Group] = &[
    words::GROUP,
    vocabulary::GROUP,
    letters::GROUP,
    lines::GROUP,
    c4::GROUP,
    damage::GROUP,
    duplicates::GROUP,
    ngrams::GROUP,
    wds::GROUP,
    given::GROUP,
    joined::GROUP,
];

/// Number of signals.
pub const COUNT: usize = {
    let (mut total, mut i) = (0, 0);
    while i < GROUPS.len() {
        total += GROUPS[i].defs.len();
        i += 1;
    }
    total
};

const FLAT: [SignalDef; COUNT] = {
    let mut flat = [SignalDef {
        name: "",
        doc: "",
        source: "",
        version: 0,
    }; COUNT];
    let (mut at, mut i) = (0, 0);
    while i < GROUPS.len() {
        let mut j = 0;
        while j < GROUPS[i].defs.len() {
            flat[at] = GROUPS[i].defs[j];
            at += 1;
            j += 1;
        }
        i += 1;
    }
    flat
};

/// All signals, in the order of [`Signals::values`].
pub const SIGNALS: &[SignalDef] = &FLAT;

/// The measured signals of one document, one finite number for each of [`SIGNALS`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals([f32; COUNT]);

impl Signals {
    /// The signal of that name.
    pub fn get(&self, name: &str) -> Option<f32> {
        let at = SIGNALS.iter().position(|def| def.name == name)?;
        self.0.get(at).copied()
    }

    /// Gives the signal of that name another value; one that is no finite number, or of a name that there
    /// is not, changes nothing.
    pub fn set(&mut self, name: &str, value: f32) {
        let at = SIGNALS.iter().position(|def| def.name == name);
        if let Some(signal) = at
            .and_then(|at| self.0.get_mut(at))
            .filter(|_| value.is_finite())
        {
            *signal = value;
        }
    }

    /// All values, in the order of [`SIGNALS`].
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// Signals read back from storage: none unless there are [`COUNT`] finite values.
    pub fn from_values(values: &[f32]) -> Option<Self> {
        let values: [f32; COUNT] = values.try_into().ok()?;
        values.iter().all(|v| v.is_finite()).then_some(Self(values))
    }
}

/// Measures all signals on `text`.
///
/// `profile` gives the words and characters of the language, none of its bounds are looked at.
pub fn measure(
    text: &str,
    context: &Context<'_>,
    profile: &Profile,
    scratch: &mut Scratch,
) -> Signals {
    let Scratch { tokens, work } = scratch;
    tokens.fill(text, &mut work.lower);
    let input = Input {
        text,
        context,
        profile,
        tokens,
    };
    let mut values = [0.0; COUNT];
    let mut rest = values.as_mut_slice();
    for group in GROUPS {
        let Some((mine, others)) = rest.split_at_mut_checked(group.defs.len()) else {
            break;
        };
        (group.measure)(&input, work, mine);
        rest = others;
    }
    Signals(values)
}

/// What a signal counted in the text: sorted by where it begins, overlaps joined. Empty for signals
/// that count no stretch of the text, such as its number of words, and for unknown names.
pub fn marks(
    text: &str,
    context: &Context<'_>,
    profile: &Profile,
    signal: &str,
    scratch: &mut Scratch,
) -> Vec<Mark> {
    let Scratch { tokens, work } = scratch;
    tokens.fill(text, &mut work.lower);
    let input = Input {
        text,
        context,
        profile,
        tokens,
    };
    let mut found = Vec::new();
    for group in GROUPS {
        if group.defs.iter().any(|def| def.name == signal) {
            (group.mark)(&input, signal, work, &mut found);
        }
    }
    found.sort_by_key(|mark| (mark.span.start, mark.span.end));
    let mut joined: Vec<Mark> = Vec::with_capacity(found.len());
    for mark in found {
        match joined.last_mut() {
            Some(last) if mark.span.start < last.span.end => {
                last.span.end = last.span.end.max(mark.span.end);
            }
            _ => joined.push(mark),
        }
    }
    joined
}

/// `part / whole` in double precision, so that 3 of 10 is the very `0.3` a profile states; zero
/// when there is nothing to divide by.
fn ratio(part: impl Into<Count>, whole: impl Into<Count>) -> f32 {
    let (Count(part), Count(whole)) = (part.into(), whole.into());
    if whole > 0.0 {
        (part / whole) as f32
    } else {
        0.0
    }
}

/// A count as a number that divides.
struct Count(f64);

impl From<usize> for Count {
    fn from(n: usize) -> Self {
        Self(n as f64)
    }
}

impl From<u32> for Count {
    fn from(n: u32) -> Self {
        Self(f64::from(n))
    }
}

impl From<u64> for Count {
    fn from(n: u64) -> Self {
        Self(n as f64)
    }
}
