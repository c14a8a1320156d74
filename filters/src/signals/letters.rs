//! Signals on characters: which letters, how many digits, capitals, punctuation marks.

use tamis_langs::Profile;

use super::{Group, Input, Mark, SignalDef, ratio};
use crate::text::{Work, is_capitals, props};

const RPV2: &str = "RedPajama-V2, quality annotations";
const DCLM: &str = "Li et al. 2024, arXiv:2406.11794 (DCLM, RefinedWeb's line filters)";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "alphabet",
            doc: "share of the letters that are in the profile's alphabet; where it names none, \
                  in its script",
            source: "tamis",
            version: 1,
        },
        SignalDef {
            name: "own_script",
            doc: "share of the letters that are of the profile's script",
            source: "tamis",
            version: 1,
        },
        SignalDef {
            name: "digit_ratio",
            doc: "digits per character that is not white space",
            source: RPV2,
            version: 1,
        },
        SignalDef {
            name: "punctuation_ratio",
            doc: "characters that are no letter, digit, mark or white space, per character that \
                  is not white space",
            source: "tamis",
            version: 1,
        },
        SignalDef {
            name: "caps_words",
            doc: "share of words of two letters and more that are in capitals throughout",
            source: RPV2,
            version: 1,
        },
        SignalDef {
            name: "upper_lines",
            doc: "share of lines of whose characters more than half are capitals",
            source: DCLM,
            version: 1,
        },
        SignalDef {
            name: "digit_lines",
            doc: "share of lines with a number and without a letter",
            source: DCLM,
            version: 1,
        },
    ],
    measure,
    mark,
};

/// The letters of a profile, kept from one text to the next in the same language.
#[derive(Debug, Default)]
pub(crate) struct Alphabet {
    /// The letters that the rest was made of; without any, the script decides.
    source: String,
    /// ISO 15924 of the script that the rest was made of.
    script: String,
    /// [`OWN`] and [`IN_SCRIPT`] for characters below [`KNOWN`], which takes in every script that a
    /// profile has.
    kinds: Vec<u8>,
    /// How the ASCII letters of the alphabet are counted.
    ascii: AsciiLetters,
    /// What `kinds` is before the letters of an alphabet are added, by script and by whether there is
    /// no alphabet: texts come in one language after the other.
    bases: Vec<(String, bool, Vec<u8>)>,
}

const KNOWN: usize = 0x2000;
/// Of the alphabet, or of the script where there is no alphabet.
const OWN: u8 = 1;
const IN_SCRIPT: u8 = 2;

/// Few alphabets lack more than some letters of ASCII, or have more than some: those are counted.
#[derive(Debug)]
enum AsciiLetters {
    /// All but these, both cases of each.
    Without(Vec<u8>),
    /// Only these, both cases of each.
    Only(Vec<u8>),
    /// Some in one case only: each byte is looked up.
    Mixed,
}

impl Default for AsciiLetters {
    fn default() -> Self {
        Self::Without(Vec::new())
    }
}

impl Alphabet {
    fn read(&mut self, profile: &Profile, script: &str) {
        let source = &profile.words.alphabet;
        if self.source == *source && self.script == script && !self.kinds.is_empty() {
            return;
        }
        self.source.clone_from(source);
        self.script.clear();
        self.script.push_str(script);
        let in_script = letters_of(script);
        let empty = source.is_empty();
        let base = self
            .bases
            .iter()
            .find(|base| base.0 == script && base.1 == empty);
        if let Some((.., kinds)) = base {
            self.kinds.clone_from(kinds);
        } else {
            let codes = 0..KNOWN as u32;
            self.kinds = codes.map(|code| self.beyond(code, in_script)).collect();
            self.bases
                .push((script.to_owned(), empty, self.kinds.clone()));
        }
        for c in source.chars() {
            self.add(c);
            c.to_uppercase().for_each(|c| self.add(c));
        }
        let own = |letter: &u8| self.kind(u32::from(*letter), in_script) & OWN != 0;
        let (only, without): (Vec<u8>, Vec<u8>) = (b'a'..=b'z').partition(own);
        let even = (b'a'..=b'z').all(|letter| own(&letter) == own(&letter.to_ascii_uppercase()));
        self.ascii = if !even {
            AsciiLetters::Mixed
        } else if only.len() < without.len() {
            AsciiLetters::Only(only)
        } else {
            AsciiLetters::Without(without)
        };
    }

    fn add(&mut self, c: char) {
        if let Some(kind) = self.kinds.get_mut(c as usize) {
            *kind |= OWN;
        }
    }

    /// [`OWN`] and [`IN_SCRIPT`], where the letter is so.
    #[inline(always)]
    fn kind(&self, code: u32, in_script: fn(char) -> bool) -> u8 {
        match self.kinds.get(code as usize) {
            Some(kind) => *kind,
            None => self.beyond(code, in_script),
        }
    }

    #[cold]
    fn beyond(&self, code: u32, in_script: fn(char) -> bool) -> u8 {
        let inside = char::from_u32(code).is_some_and(in_script);
        match (inside, self.source.is_empty()) {
            (true, true) => IN_SCRIPT | OWN,
            (true, false) => IN_SCRIPT,
            (false, _) => 0,
        }
    }

    /// How many of the ASCII letters of a text, `letters` in all, are [`OWN`]; `folded` is the text with
    /// its ASCII in lower case.
    fn own_ascii(&self, text: &str, folded: &[u8], letters: usize) -> usize {
        let count = |letters: &[u8]| -> usize {
            let each = letters.iter();
            each.map(|&letter| memchr::memchr_iter(letter, folded).count())
                .sum()
        };
        match &self.ascii {
            AsciiLetters::Without(others) => letters.saturating_sub(count(others)),
            AsciiLetters::Only(own) => count(own),
            AsciiLetters::Mixed => {
                let own = |b: &u8| {
                    let kind = self.kinds.get(usize::from(*b)).copied().unwrap_or_default();
                    b.is_ascii_alphabetic() && kind & OWN != 0
                };
                text.as_bytes().iter().filter(|b| own(b)).count()
            }
        }
    }
}

/// Tells whether a letter is of the script, by ISO 15924. Scripts that no profile has count everything.
fn letters_of(script: &str) -> fn(char) -> bool {
    match script {
        "Latn" => |c| {
            matches!(c, 'A'..='Z' | 'a'..='z' | 'ª' | 'º' | 'À'..='ʯ' | 'ᴀ'..='ỿ' | 'Ⱡ'..='Ɀ'
            | '\u{a722}'..='\u{a7ff}' | 'ﬀ'..='ﬆ' | 'Ａ'..='ｚ')
        },
        "Cyrl" => {
            |c| matches!(c, 'Ѐ'..='ԯ' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
        }
        "Grek" => |c| matches!(c, 'Ͱ'..='Ͽ' | 'ἀ'..='\u{1fff}'),
        "Armn" => |c| matches!(c, '\u{531}'..='\u{58f}' | '\u{fb13}'..='\u{fb17}'),
        "Geor" => {
            |c| matches!(c, '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2f}')
        }
        "Hebr" => |c| matches!(c, '\u{591}'..='\u{5f4}' | '\u{fb1d}'..='\u{fb4f}'),
        "Arab" => |c| {
            matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        },
        _ => |_| true,
    }
}

#[derive(Default)]
struct Counts {
    letters: usize,
    own: usize,
    script: usize,
    digits: usize,
    others: usize,
}

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let [
        alphabet,
        script,
        digits,
        punctuation,
        caps,
        upper_lines,
        digit_lines,
    ] = out
    else {
        return;
    };
    let counts = count(input, &mut work.alphabet);
    let visible = counts.letters + counts.digits + counts.others;
    *alphabet = ratio(counts.own, counts.letters);
    *script = ratio(counts.script, counts.letters);
    *digits = ratio(counts.digits, visible);
    *punctuation = ratio(counts.others, visible);

    let tokens = input.tokens;
    *caps = ratio(tokens.capitals, tokens.words.len());
    let (mut upper, mut numbers) = (0_usize, 0_usize);
    each_line(input, |_, kind| match kind {
        Some(LineKind::Upper) => upper += 1,
        Some(LineKind::Digits) => numbers += 1,
        None => {}
    });
    *upper_lines = ratio(upper, tokens.lines.len());
    *digit_lines = ratio(numbers, tokens.lines.len());
}

fn count(input: &Input<'_>, alphabet: &mut Alphabet) -> Counts {
    let code = input.profile.code.to_string();
    let script = code.split_once('_').map_or("", |(_, script)| script);
    let in_script = letters_of(script);
    alphabet.read(input.profile, script);
    let map = &input.tokens.map;
    let ascii = map.ascii;
    let mut counts = Counts {
        letters: ascii.letters,
        own: alphabet.own_ascii(input.text, &map.folded, ascii.letters),
        script: if in_script('a') { ascii.letters } else { 0 },
        digits: ascii.digits,
        others: ascii.others,
    };
    // Without a branch on what the character is.
    for wide in &map.wide {
        let letter = wide.is(props::LETTER);
        let kind = alphabet.kind(wide.code(), in_script);
        counts.letters += usize::from(letter);
        counts.own += usize::from(letter & (kind & OWN != 0));
        counts.script += usize::from(letter & (kind & IN_SCRIPT != 0));
        counts.digits += usize::from(wide.is(props::NUMERIC));
        counts.others += usize::from(wide.is(props::OTHER));
    }
    counts
}

enum LineKind {
    Upper,
    Digits,
}

/// Calls `see` for each line, with its kind if it is of one.
fn each_line(input: &Input<'_>, mut see: impl FnMut(&crate::text::Line, Option<LineKind>)) {
    let mut words = input.tokens.words.iter().peekable();
    for line in &input.tokens.lines {
        let (mut upper, mut any, mut alpha) = (0, false, false);
        while let Some(word) = words.next_if(|word| word.start < line.end) {
            upper += word.upper as usize;
            any = true;
            alpha |= word.alpha;
        }
        let kind = if 2 * upper > line.chars {
            Some(LineKind::Upper)
        } else if any && !alpha {
            Some(LineKind::Digits)
        } else {
            None
        };
        see(line, kind);
    }
}

/// Letters of other alphabets, capitals, digits, marks.
fn mark(input: &Input<'_>, signal: &str, work: &mut Work, marks: &mut Vec<Mark>) {
    let code = input.profile.code.to_string();
    let script = code.split_once('_').map_or("", |(_, script)| script);
    let in_script = letters_of(script);
    work.alphabet.read(input.profile, script);
    let alphabet = &work.alphabet;
    let mut characters = |test: &dyn Fn(char) -> bool, what| {
        for (at, c) in input.text.char_indices().filter(|(_, c)| test(*c)) {
            let end = at + c.len_utf8();
            match marks.last_mut() {
                Some(last) if last.span.end == at => last.span.end = end,
                _ => marks.push(Mark::new(at..end, what)),
            }
        }
    };
    match signal {
        "alphabet" => characters(
            &|c| c.is_alphabetic() && alphabet.kind(c.into(), in_script) & OWN == 0,
            "not of the alphabet",
        ),
        "own_script" => characters(&|c| c.is_alphabetic() && !in_script(c), "of another script"),
        "digit_ratio" => characters(&char::is_numeric, "digits"),
        "punctuation_ratio" => characters(
            &|c| !c.is_alphanumeric() && !c.is_whitespace() && !crate::text::is_mark(c),
            "punctuation",
        ),
        "caps_words" => {
            let tokens = input.tokens;
            let words = tokens.words.iter().enumerate();
            let capitals =
                words.filter(|(at, word)| is_capitals(word.upper, tokens.chars_in(*at, at + 1)));
            marks.extend(capitals.map(|(_, word)| Mark::new(word.start..word.end, "capitals")));
        }
        "upper_lines" | "digit_lines" => each_line(input, |line, kind| {
            let what = match kind {
                Some(LineKind::Upper) if signal == "upper_lines" => "capitals",
                Some(LineKind::Digits) if signal == "digit_lines" => "numbers",
                _ => return,
            };
            marks.push(Mark::new(line.start..line.end, what));
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_letters_are_counted_whatever_the_alphabet_lacks() {
        let registry = tamis_langs::Registry::embedded();
        let mut profile = registry.get("eng_Latn").unwrap().clone();
        let text = "The Quick brown fox; ZEBRA, xyz 123 Ωé";
        let folded = text.to_ascii_lowercase();
        let letters = text.chars().filter(char::is_ascii_alphabetic).count();
        let mut kept = Alphabet::default();
        for (alphabet, script) in [
            ("abcdefghijklmnopqrstuvwxyz", "Latn"),
            ("abdefghijlmnopqrstuvwxz", "Latn"),
            ("xq", "Latn"),
            ("αβγ", "Grek"),
            ("aB", "Latn"),
            ("", "Latn"),
            ("", "Grek"),
        ] {
            profile.words.alphabet = alphabet.to_owned();
            kept.read(&profile, script);
            let own = |c: &char| match alphabet {
                "" => script == "Latn",
                _ => alphabet
                    .chars()
                    .any(|a| a == *c || a.to_uppercase().eq([*c])),
            };
            let ascii = text.chars().filter(char::is_ascii_alphabetic);
            assert_eq!(
                kept.own_ascii(text, folded.as_bytes(), letters),
                ascii.filter(own).count(),
                "{alphabet:?} {script}"
            );
        }
    }
}
