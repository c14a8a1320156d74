//! Written forms: which characters stand where, and which of them are only punctuation.

use std::collections::BTreeSet;

use serde::Deserialize;

/// The most characters that a number has without its punctuation.
const MOST: usize = 24;

/// The most ways to write one shape, all optional separators tried.
const MOST_FORMS: usize = 4096;

/// What part groups of a number: these stand between them and carry no meaning.
const SEPARATORS: &[u8] = b" .-/+:";

/// A number without punctuation, letters in upper case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compact {
    bytes: [u8; MOST],
    len: usize,
}

impl Compact {
    pub(super) const EMPTY: Self = Self {
        bytes: [0; MOST],
        len: 0,
    };

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// False when it is full.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        let Some(cell) = self.bytes.get_mut(self.len) else {
            return false;
        };
        *cell = byte;
        self.len += 1;
        true
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// `d`
    Digit,
    /// `A`
    Letter,
    /// `x`: a digit or a letter.
    Either,
    /// A separator that must stand there, and is left out of the compact form.
    Separator(u8),
    /// `[.-]`: one of these separators or none.
    Optional(Vec<u8>),
    /// `(-+A)`: one of these, kept in the compact form because it means something.
    Sign(Vec<u8>),
}

/// One written form, with its optional separators.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Shape(Vec<Element>);

impl TryFrom<String> for Shape {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut elements = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, tail @ ..] = rest {
            rest = tail;
            elements.push(match first {
                b'd' => Element::Digit,
                b'A' => Element::Letter,
                b'x' => Element::Either,
                b'[' => Element::Optional(set(&mut rest, b']', |b| SEPARATORS.contains(&b))?),
                b'(' => Element::Sign(set(&mut rest, b')', |b| {
                    b.is_ascii_uppercase() || SEPARATORS.contains(&b)
                })?),
                b if SEPARATORS.contains(b) => Element::Separator(*b),
                _ => return Err(format!(
                    "`{text}` is no shape: d digit, A letter, x either, `[.-]` one of these separators or none, `(-+A)` one of these signs, and separators themselves"
                )),
            });
        }
        let shape = Self(elements);
        if shape.len() == 0 || shape.len() > MOST {
            return Err(format!("`{text}` has not 1 to {MOST} characters"));
        }
        if shape.forms() > MOST_FORMS {
            return Err(format!(
                "`{text}` can be written in more than {MOST_FORMS} ways"
            ));
        }
        Ok(shape)
    }
}

/// The characters up to the closing bracket.
fn set(rest: &mut &[u8], close: u8, allowed: impl Fn(u8) -> bool) -> Result<Vec<u8>, String> {
    let end = rest
        .iter()
        .position(|&b| b == close)
        .ok_or_else(|| format!("a bracket that no `{}` closes", char::from(close)))?;
    let (inner, tail) = rest.split_at(end);
    *rest = tail.get(1..).unwrap_or_default();
    match inner.iter().find(|&&b| !allowed(b)) {
        Some(&b) => Err(format!("`{}` cannot stand in brackets", char::from(b))),
        None if inner.is_empty() => Err("empty brackets".to_owned()),
        None => Ok(inner.to_vec()),
    }
}

impl Shape {
    /// Characters of the compact form.
    pub(super) fn len(&self) -> usize {
        let kept = |e: &&Element| !matches!(e, Element::Separator(_) | Element::Optional(_));
        self.0.iter().filter(kept).count()
    }

    fn forms(&self) -> usize {
        let ways = |e: &Element| match e {
            Element::Optional(set) | Element::Sign(set) => set.len() + 1,
            Element::Either => 2,
            _ => 1,
        };
        self.0
            .iter()
            .map(ways)
            .try_fold(1, usize::checked_mul)
            .unwrap_or(usize::MAX)
    }

    /// Reads a number as it is written into its compact form. False if it is not of this shape, or
    /// mixes letters of both cases.
    pub(super) fn read(&self, written: &[u8], out: &mut Compact) -> bool {
        *out = Compact::EMPTY;
        let mut rest = written;
        let (mut upper, mut lower) = (false, false);
        for element in &self.0 {
            let Some((&byte, tail)) = rest.split_first() else {
                if matches!(element, Element::Optional(_)) {
                    continue;
                }
                return false;
            };
            let large = byte.to_ascii_uppercase();
            let fits = match element {
                Element::Digit => byte.is_ascii_digit(),
                Element::Letter => byte.is_ascii_alphabetic(),
                Element::Either => byte.is_ascii_alphanumeric(),
                Element::Sign(set) => set.contains(&large),
                Element::Separator(separator) if byte == *separator => {
                    rest = tail;
                    continue;
                }
                Element::Separator(_) => false,
                Element::Optional(set) => {
                    if set.contains(&byte) {
                        rest = tail;
                    }
                    continue;
                }
            };
            if !fits || !out.push(large) {
                return false;
            }
            upper |= byte.is_ascii_uppercase();
            lower |= byte.is_ascii_lowercase();
            rest = tail;
        }
        rest.is_empty() && !(upper && lower)
    }

    /// All ways to write it, in the alphabet of [`super::Identifiers::lookup`].
    pub(super) fn expand(&self) -> BTreeSet<Vec<u8>> {
        let mut forms = BTreeSet::from([Vec::new()]);
        for element in &self.0 {
            let ends: Vec<Option<u8>> = match element {
                Element::Digit => vec![Some(b'd')],
                Element::Letter => vec![Some(b'A')],
                Element::Either => vec![Some(b'd'), Some(b'A')],
                Element::Separator(byte) => vec![Some(*byte)],
                Element::Optional(set) => set.iter().map(|&b| Some(b)).chain([None]).collect(),
                Element::Sign(set) => set
                    .iter()
                    .map(|&b| Some(if b.is_ascii_alphabetic() { b'A' } else { b }))
                    .collect(),
            };
            let longer = |form: &Vec<u8>| {
                let form = form.clone();
                ends.iter()
                    .map(move |end| form.iter().copied().chain(*end).collect())
            };
            // A set: two letters of a sign look the same.
            forms = forms.iter().flat_map(longer).collect();
        }
        forms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Result<Shape, String> {
        text.to_owned().try_into()
    }

    fn read(text: &str, written: &str) -> Option<String> {
        let mut out = Compact::EMPTY;
        let fits = shape(text).unwrap().read(written.as_bytes(), &mut out);
        fits.then(|| String::from_utf8(out.bytes().to_vec()).unwrap())
    }

    #[test]
    fn punctuation_is_left_out_and_signs_are_kept() {
        assert_eq!(read("dd[./]dd", "12/34").unwrap(), "1234");
        assert_eq!(read("dd[./]dd", "1234").unwrap(), "1234");
        assert_eq!(read("dd[./]dd", "12-34"), None);
        assert_eq!(read("dd dd", "1234"), None);
        assert_eq!(read("dd(-+A)dx", "12a3b").unwrap(), "12A3B");
        assert_eq!(read("dd(-+A)dx", "12a3B"), None, "both cases");
        assert_eq!(read("dd(-+A)dx", "12-34").unwrap(), "12-34");
        assert_eq!(read("dd(-+A)dx", "1234"), None);
        assert_eq!(read("dd", "123"), None);
        assert_eq!(read("dd", "1"), None);
    }

    #[test]
    fn every_way_to_write_it_once() {
        let forms = shape("d[-]d(AB+)").unwrap().expand();
        let forms: Vec<_> = forms
            .iter()
            .map(|f| std::str::from_utf8(f).unwrap())
            .collect();
        assert_eq!(forms, ["d-d+", "d-dA", "dd+", "ddA"]);
    }

    #[test]
    fn what_is_no_shape() {
        for text in ["", "dD", "d[", "d[]d", "d[a]d", "d(a)d", "9ddd"] {
            assert!(shape(text).is_err(), "{text}");
        }
        assert!(shape(&"d".repeat(25)).is_err());
        assert!(shape(&"d[.-]".repeat(12)).is_err());
    }
}
