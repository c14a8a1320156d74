//! Signals on characters: which letters, how many digits, capitals, punctuation marks.

use super::alphabet::{Alphabet, IN_SCRIPT, OWN, letters_of};
use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;
use crate::text::{Line, is_capitals, is_mark, props};

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
fn each_line(input: &Input<'_>, mut see: impl FnMut(&Line, Option<LineKind>)) {
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
            &|c| !c.is_alphanumeric() && !c.is_whitespace() && !is_mark(c),
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
