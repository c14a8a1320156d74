//! Double-encoded text put right where that is certain: `cafÃ©` was UTF-8 that somebody read as
//! windows-1252 and wrote as UTF-8 again, so it becomes `café`.
//!
//! Undone are windows-1252 (and with it ISO 8859-1), 1250, 1251, 1253, 1254, 1257 and ISO 8859-2, as
//! often as they were applied. Markup is never touched or made: only characters outside ASCII
//! are read, and only such are written.
//!
//! # What is certain
//!
//! Characters that a legacy encoding writes as the bytes of one UTF-8 character are a *sequence*.
//! Clean text holds some by chance (`BYĆ”`, `MAÇÔ`, `«…слов…»`), so a sequence is repaired only if
//!
//! - it is one that clean text has no use for: a capital with a sign behind it inside a word
//!   (`cafÃ©`, `Å¡kola`), a letter and a currency sign and a quote (`â€™`), a control character;
//! - or, for other scripts, two or three stand in a row (`Ð¿Ñ€Ð¸`), where chance would need as
//!   many odd pairs side by side;
//! - or it stands in one run of text (up to a tag or a line end) with a certain one of the same
//!   encoding, and that encoding explains every character outside ASCII there.
//!
//! # Where to apply it
//!
//! On the decoded page, before it is parsed: half of the damaged letters have a no-break space, a
//! soft hyphen or a control character as their second half (`à` is `Ã` and U+00A0, `č` is `Ä` and
//! U+008D), which any reading of the page as text folds or drops. Sequences spelled as
//! references (`&Atilde;&copy;`) show only in the extracted text; a second call there finds them.
//! Clean text costs one scan.

mod codec;
mod evidence;
mod scan;
mod tables;

use std::borrow::Cow;
use std::cmp::Reverse;

use codec::Codec;
use evidence::read;
use scan::{ascii_run, first_certain};

/// Layers undone at most; each at least halves what it applies to.
const ROUNDS: usize = 6;

/// Text with the account of what was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired<'a> {
    /// The text, borrowed when nothing had to be done.
    pub text: Cow<'a, str>,
    /// Sequences put right; one that was encoded three times counts twice.
    pub count: u32,
}

/// Repairs double-encoded text. Linear in the length of the text; never longer than it was.
///
/// ```
/// use tamis_extract::mojibake::repair;
///
/// let repaired = repair("Le cafÃ© d’Ã‰milie");
/// assert_eq!(repaired.text, "Le café d’Émilie");
/// assert_eq!(repaired.count, 2);
/// assert_eq!(repair("« MANHû").count, 0);
/// ```
#[must_use]
pub fn repair(text: &str) -> Repaired<'_> {
    let mut out = String::new();
    let (mut copied, mut count) = (0, 0_u32);
    let (mut from, mut last) = (0, None);
    while let Some(found) = first_certain(text, from) {
        let start = text
            .get(copied..found)
            .and_then(|before| before.rfind(ends_run))
            .map_or(copied, |at| copied + at);
        let rest = text.get(found..).unwrap_or_default();
        let end = rest.find(ends_run).map_or(text.len(), |at| found + at);
        let run = text.get(start..end).unwrap_or_default();
        if let Some((run, repaired)) = repair_run(run, &mut last) {
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str(&run);
            count = count.saturating_add(repaired);
            copied = end;
        }
        from = end;
    }
    if count == 0 {
        return Repaired {
            text: Cow::Borrowed(text),
            count,
        };
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Repaired {
        text: Cow::Owned(out),
        count,
    }
}

/// A tag or a line ends a run of text; what stands beyond may have another history.
fn ends_run(char: char) -> bool {
    matches!(char, '<' | '>' | '\n')
}

/// `last` is the encoding that was behind the damage further up.
fn repair_run(run: &str, last: &mut Option<Codec>) -> Option<(String, u32)> {
    let (mut text, mut count) = (Cow::Borrowed(run), 0_u32);
    for _ in 0..ROUNDS {
        let readings: Vec<_> = Codec::all()
            .map(|codec| Reading::of(&text, codec))
            .filter(|reading| reading.certain > 0)
            .collect();
        let rank = |reading: &&Reading| (reading.rank(), Some(reading.codec) != *last);
        let Some(best) = readings.iter().min_by_key(rank) else {
            break;
        };
        let (repaired, sequences) = best.apply(&text);
        // "ĂĄ" is "å" by windows-1250 and "á" by ISO 8859-2: a tie between rare encodings is no
        // certainty, unless one of them was certain further up.
        let tie = |other: &Reading| other.rank() == best.rank() && other.apply(&text).0 != repaired;
        let ties = readings.iter().any(tie);
        if ties && !best.codec.is_common() && Some(best.codec) != *last {
            break;
        }
        if !ties {
            *last = Some(best.codec);
        }
        count = count.saturating_add(sequences);
        text = Cow::Owned(repaired);
    }
    match text {
        Cow::Owned(text) => Some((text, count)),
        Cow::Borrowed(_) => None,
    }
}

/// What one encoding makes of a run.
#[derive(Debug)]
struct Reading {
    codec: Codec,
    certain: u32,
    /// Certain or not.
    sequences: u32,
    /// Characters outside ASCII that are part of no sequence.
    strays: u32,
    /// Sequences whose meaning is unlikely.
    odd: u32,
}

impl Reading {
    /// The least is the best; the first of equals is the more common encoding.
    fn rank(&self) -> (u32, Reverse<u32>) {
        (self.strays + self.odd, Reverse(self.sequences))
    }

    fn of(text: &str, codec: Codec) -> Self {
        let mut reading = Self {
            codec,
            certain: 0,
            sequences: 0,
            strays: 0,
            odd: 0,
        };
        walk(text, codec, |piece| match piece {
            Piece::Plain(plain) => reading.strays += u32::from(!plain.is_ascii()),
            Piece::Sequence { certain, odd, .. } => {
                reading.sequences += 1;
                reading.odd += u32::from(odd);
                reading.certain += u32::from(certain);
            }
        });
        reading
    }

    /// The text as it was meant, and the sequences put right.
    fn apply(&self, text: &str) -> (String, u32) {
        let mut out = String::with_capacity(text.len());
        let mut count = 0;
        walk(text, self.codec, |piece| match piece {
            Piece::Sequence { value, certain, .. } if certain || self.strays == 0 => {
                out.push(value);
                count += 1;
            }
            Piece::Plain(raw) | Piece::Sequence { raw, .. } => out.push_str(raw),
        });
        (out, count)
    }
}

#[derive(Debug)]
enum Piece<'a> {
    /// ASCII, or one character outside it.
    Plain(&'a str),
    Sequence {
        raw: &'a str,
        value: char,
        certain: bool,
        odd: bool,
    },
}

/// Cuts a text, from left to right, into sequences and what lies between.
fn walk<'a>(text: &'a str, codec: Codec, mut each: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    let mut before = None;
    // The sequence in front, if that was one: what adjoins a certain sequence is certain.
    let mut adjoins: Option<bool> = None;
    while !rest.is_empty() {
        let ascii = ascii_run(rest.as_bytes());
        if let Some((plain, behind)) = rest.split_at_checked(ascii)
            && !plain.is_empty()
        {
            each(Piece::Plain(plain));
            before = plain.chars().next_back();
            adjoins = None;
            rest = behind;
            continue;
        }
        let sequence = read(rest, codec).filter(|found| adjoins.is_some() || found.may_lead());
        let Some(sequence) = sequence else {
            let length = rest.chars().next().map_or(rest.len(), char::len_utf8);
            let (plain, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
            each(Piece::Plain(plain));
            before = plain.chars().next_back();
            adjoins = None;
            rest = behind;
            continue;
        };
        let certain = adjoins == Some(true) || sequence.is_certain(rest, codec, before);
        let (raw, behind) = rest.split_at_checked(sequence.length).unwrap_or((rest, ""));
        each(Piece::Sequence {
            raw,
            value: sequence.value,
            certain,
            odd: sequence.is_odd(before),
        });
        before = Some(sequence.value);
        adjoins = Some(certain);
        rest = behind;
    }
}
