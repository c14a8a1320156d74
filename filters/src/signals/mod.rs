//! Signals: numbers measured on a document, independent of any threshold.
//!
//! All counts of length are in Unicode scalar values. What a word, a symbol and a line are is the
//! same for every signal (one tokenisation): a word is a run of letters, digits and marks; symbols
//! are runs of one other character; tokens are words and symbols; a line is one that is not blank,
//! without white space around it.

pub(crate) mod count;

mod damage;
mod duplicates;
mod lines;
mod ngrams;
mod words;

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

/// Everything a group of signals may look at.
pub(crate) struct Input<'a> {
    pub(crate) text: &'a str,
    pub(crate) damage: Damage,
    pub(crate) profile: &'a Profile,
    pub(crate) tokens: &'a Tokens,
}

/// Signals that are measured together. `measure` fills one number per definition, in order.
struct Group {
    defs: &'static [SignalDef],
    measure: fn(&Input<'_>, &mut Work, &mut [f32]),
}

/// The registry: to add signals, add a file and its line here.
const GROUPS: &[Group] = &[
    words::GROUP,
    lines::GROUP,
    damage::GROUP,
    duplicates::GROUP,
    ngrams::GROUP,
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
/// `damage` is what was found and mended while the text's bytes were read;
/// `profile` gives the stop words and the sentence enders, none of its limits are looked at.
pub fn measure(text: &str, damage: Damage, profile: &Profile, scratch: &mut Scratch) -> Signals {
    let Scratch { tokens, work } = scratch;
    tokens.fill(text);
    let input = Input {
        text,
        damage,
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
