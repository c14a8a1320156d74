//! Signals on characters: which letters, how many digits, capitals, punctuation marks.

use tamis_langs::Profile;

use super::{Group, Input, Mark, SignalDef, ratio};
use crate::text::{Work, props};

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
    /// Bits for characters below [`KNOWN`], which takes in every script that a profile has.
    own: Vec<u64>,
    /// One for each ASCII letter that is not of the alphabet.
    foreign: Vec<u8>,
}

const KNOWN: usize = 0x2000;
const WORDS: usize = KNOWN / 64;

impl Alphabet {
    fn read(&mut self, profile: &Profile) {
        let source = &profile.words.alphabet;
        if self.source == *source {
            return;
        }
        self.source.clone_from(source);
        self.own.clear();
        self.own.resize(WORDS, 0);
        for c in source.chars() {
            self.add(c);
            c.to_uppercase().for_each(|c| self.add(c));
        }
        let foreign = |c: char| c.is_ascii_alphabetic() && !self.has(c);
        self.foreign = ('\0'..='ÿ').map(|c| u8::from(foreign(c))).collect();
    }

    fn add(&mut self, c: char) {
        if let Some(word) = self.own.get_mut(c as usize / 64) {
            *word |= 1 << (c as usize % 64);
        }
    }

    fn has(&self, c: char) -> bool {
        self.own
            .get(c as usize / 64)
            .is_some_and(|word| word >> (c as usize % 64) & 1 == 1)
    }

    /// Whether the letter is one of the alphabet, or of the script where there is no alphabet.
    fn owns(&self, c: char, in_script: fn(char) -> bool) -> bool {
        if self.source.is_empty() {
            in_script(c)
        } else {
            self.has(c)
        }
    }

    /// How many of the ASCII `letters` of `text` [`owns`](Self::owns) is true of.
    fn ascii(&self, text: &str, letters: usize, in_script: fn(char) -> bool) -> usize {
        if self.source.is_empty() {
            return if in_script('a') { letters } else { 0 };
        }
        if !self.foreign.contains(&1) {
            return letters;
        }
        let Some(foreign) = self.foreign.first_chunk::<256>() else {
            return letters;
        };
        let found: usize = text
            .bytes()
            .map(|b| usize::from(foreign[usize::from(b)]))
            .sum();
        letters.saturating_sub(found)
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
    let capitals = tokens
        .words
        .iter()
        .enumerate()
        .filter(|(at, _)| is_caps(input, *at))
        .count();
    *caps = ratio(capitals, tokens.words.len());
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
    let profile = input.profile;
    let code = profile.code.to_string();
    let script = code.split_once('_').map_or("", |(_, script)| script);
    let in_script = letters_of(script);
    alphabet.read(profile);
    let map = &input.tokens.map;
    let ascii = map.ascii;
    let mut counts = Counts {
        letters: ascii.letters,
        own: alphabet.ascii(input.text, ascii.letters, in_script),
        script: if in_script('a') { ascii.letters } else { 0 },
        digits: ascii.digits,
        others: ascii.others,
    };
    for wide in &map.wide {
        if wide.is(props::LETTER) {
            let c = wide.char();
            counts.letters += 1;
            counts.own += usize::from(alphabet.owns(c, in_script));
            counts.script += usize::from(in_script(c));
        } else {
            counts.digits += usize::from(wide.is(props::NUMERIC));
            counts.others += usize::from(wide.is(props::OTHER));
        }
    }
    counts
}

fn is_caps(input: &Input<'_>, at: usize) -> bool {
    let word = input.tokens.words.get(at);
    word.is_some_and(|word| {
        word.upper >= 2 && u64::from(word.upper) >= input.tokens.chars_in(at, at + 1)
    })
}

enum LineKind {
    Upper,
    Digits,
}

/// Calls `see` for each line, with its kind if it is of one.
fn each_line(input: &Input<'_>, mut see: impl FnMut(&crate::text::Line, Option<LineKind>)) {
    let words = &input.tokens.words;
    let mut next = 0;
    for line in &input.tokens.lines {
        let rest = words.get(next..).unwrap_or_default();
        let n = rest.iter().take_while(|word| word.start < line.end).count();
        let own = rest.get(..n).unwrap_or_default();
        next += n;
        let upper: usize = own.iter().map(|word| word.upper as usize).sum();
        let kind = if 2 * upper > line.chars {
            Some(LineKind::Upper)
        } else if !own.is_empty() && own.iter().all(|word| !word.alpha) {
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
    work.alphabet.read(input.profile);
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
            &|c| c.is_alphabetic() && !alphabet.owns(c, in_script),
            "not of the alphabet",
        ),
        "own_script" => characters(&|c| c.is_alphabetic() && !in_script(c), "of another script"),
        "digit_ratio" => characters(&char::is_numeric, "digits"),
        "punctuation_ratio" => characters(
            &|c| !c.is_alphanumeric() && !c.is_whitespace() && !crate::text::is_mark(c),
            "punctuation",
        ),
        "caps_words" => {
            let words = input.tokens.words.iter().enumerate();
            let capitals = words.filter(|(at, _)| is_caps(input, *at));
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
