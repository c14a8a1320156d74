//! National identity, social-insurance and tax numbers, described as data.
//!
//! Every country is one file, `pii/national_id/<CC>.toml`: how its numbers are written, which
//! digits may stand where, the date of birth and the check characters inside, and the words that
//! people write beside them. The page `docs/src/auditor/identifiers.md` describes every key.
//! Nothing here knows a country by name.
//!
//! [`Identifiers::lookup`] says which numbers are written in a given form, [`Identifier::is_valid`]
//! whether one fulfils its rules. Both allocate nothing.

mod check;
mod date;
mod digits;
mod file;
mod part;
mod registry;
mod shape;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

use file::{Reader, Rule};
use shape::{Compact, Shape};

pub use file::Error;
pub use words::Word;

/// What must speak for a number besides its own digits. It follows from the share of random
/// characters of the same shape that pass (`random_pass_rate`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// From 8 %: a word of its own must stand beside it.
    Required,
    /// From 1 %: such a word, or a written form that little else has ([`Form::punctuated`]).
    Punctuation,
    /// Less: its digits are evidence enough.
    None,
}

/// Synthetic numbers of a file, which prove that its rules do what their author meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Numbers that fulfil the rules.
    pub valid: Vec<String>,
    /// Numbers that do not.
    pub invalid: Vec<String>,
}

/// One kind of number.
#[derive(Debug, Clone)]
pub struct Identifier {
    /// Stable name, `PL_PESEL`.
    pub id: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// What it is called at home.
    pub name: String,
    /// What it is in English.
    pub english: String,
    /// What must speak for it besides its digits.
    pub context: Context,
    /// The share of random characters of its shapes that fulfil its rules, measured by
    /// `scripts/pii/identifiers_oracle.py`.
    pub random_pass_rate: f64,
    /// Labels and words of context by language (ISO 639-3).
    pub words: BTreeMap<String, Vec<Word>>,
    /// The languages (ISO 639-3) of documents in which it is likely without its own words.
    pub languages: Vec<String>,
    /// Letters that make it the number of a company if they stand right before it, as in `EL` of a
    /// VAT number.
    pub not_after: Vec<String>,
    /// Synthetic numbers of both kinds.
    pub examples: Examples,
    shapes: Vec<Shape>,
    rules: Vec<Rule>,
}

impl Identifier {
    /// True if a number, as it is written, has one of the shapes and fulfils the rules.
    ///
    /// `written` is ASCII: special spaces folded to a space and special hyphens to `-`. Letters may
    /// be of either case, but not of both. Punctuation stands where a shape has it; most shapes
    /// allow none at all, so that a number without punctuation is understood too. Any other text
    /// is simply not valid.
    pub fn is_valid(&self, written: &str) -> bool {
        let mut compact = Compact::EMPTY;
        self.shapes.iter().any(|shape| {
            shape.read(written.as_bytes(), &mut compact)
                && self.rules.iter().any(|rule| rule.accepts(&compact))
        })
    }

    /// All ways to write it, in the alphabet of [`Identifiers::lookup`], sorted.
    pub fn forms(&self) -> BTreeSet<String> {
        let forms = self.shapes.iter().flat_map(Shape::expand);
        forms
            .filter_map(|form| String::from_utf8(form).ok())
            .collect()
    }
}

/// One identifier that may be written in a given way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form {
    index: u16,
    /// True if this way to write it is distinctive: with a letter, with a separator that is no
    /// space, or with two spaces or more.
    pub punctuated: bool,
}

/// All kinds of number that are looked for.
#[derive(Debug, Clone, Default)]
pub struct Identifiers {
    all: Vec<Identifier>,
    forms: HashMap<Vec<u8>, Vec<Form>>,
    longest: usize,
}

impl Form {
    /// The place of its identifier in the list.
    pub fn index(self) -> u16 {
        self.index
    }
}

impl Identifiers {
    /// What they are called in all languages, as context words (`*` ends a stem), with their places.
    pub fn names(&self) -> impl Iterator<Item = (String, u16)> {
        self.all.iter().zip(0..).flat_map(|(identifier, place)| {
            let words = identifier.words.values().flatten();
            words.map(move |word| {
                let end = if word.stem { "*" } else { "" };
                (format!("{}{end}", word.text), place)
            })
        })
    }

    /// Those that are built in.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Identifiers> = OnceLock::new();
        // A test reads all files, so there is no error to fall back from.
        EMBEDDED.get_or_init(|| Self::parse(registry::FILES.iter().copied()).unwrap_or_default())
    }

    /// Those of some files, given by name and text.
    ///
    /// # Errors
    /// The first mistake, with file, line, column and, of an unknown key, the nearest valid one.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut set = Self::default();
        for (file, text) in files {
            for identifier in (Reader { file, text }).read()? {
                set.add(identifier);
            }
        }
        Ok(set)
    }

    fn add(&mut self, identifier: Identifier) {
        let Ok(index) = u16::try_from(self.all.len()) else {
            return;
        };
        for form in identifier
            .shapes
            .iter()
            .flat_map(Shape::expand)
            .collect::<BTreeSet<_>>()
        {
            self.longest = self.longest.max(form.len());
            let entry = Form {
                index,
                punctuated: is_punctuated(&form),
            };
            self.forms.entry(form).or_default().push(entry);
        }
        self.all.push(identifier);
    }

    /// What may be written like this. Alphabet: `d` a digit, `A` a letter of either case, and
    /// separators and signs as themselves (special spaces folded to a space, special hyphens to
    /// `-`).
    pub fn lookup(&self, form: &[u8]) -> &[Form] {
        self.forms.get(form).map_or(&[], Vec::as_slice)
    }

    /// The identifier of an entry that [`Self::lookup`] gave; none if another set gave it.
    pub fn get(&self, form: Form) -> Option<&Identifier> {
        self.all.get(usize::from(form.index))
    }

    /// The identifier of a name such as `PL_PESEL`.
    pub fn by_id(&self, id: &str) -> Option<&Identifier> {
        self.all.iter().find(|identifier| identifier.id == id)
    }

    /// All of them, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Identifier> {
        self.all.iter()
    }

    /// Characters of the longest written form.
    pub fn longest(&self) -> usize {
        self.longest
    }
}

fn is_punctuated(form: &[u8]) -> bool {
    let spaces = form.iter().filter(|&&b| b == b' ').count();
    spaces > 1 || form.iter().any(|&b| b != b'd' && b != b' ')
}

#[cfg(test)]
mod tests;
