//! Signals: numbers measured on a document, independent of any threshold.
//!
//! All counts of length are in Unicode scalar values. What a word, a symbol and a line are is the
//! same for every signal (one tokenisation): a word is a run of letters, digits and marks; symbols
//! are runs of one other character; tokens are words and symbols; a line is one that is not blank,
//! without white space around it.

mod alphabet;
mod c4;
mod context;
mod damage;
mod duplicates;
mod given;
mod group;
mod joined;
mod letters;
mod lines;
mod ngrams;
mod phrases;
mod repeated;
mod scratch;
mod sentences;
mod stop_words;
mod vocabulary;
pub mod wds;
mod words;

use tamis_langs::Profile;

pub use context::{Context, Damage, Part, Whose};
use group::{Group, Input};
pub use group::{Mark, SignalDef};
pub use joined::JOINED;
pub use scratch::Scratch;

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
