//! What C4's line rules would take out of a document, and what they would leave.
//!
//! C4 rewrites documents; tamis measures what it would have found and leaves the text as it is.
//! The rules are asked of each line in C4's order, the first that fits decides: a word of more than
//! 1,000 characters (out), fewer than three words (out), "lorem ipsum" (the document is dropped),
//! "javascript" (out), a curly bracket (dropped), a phrase of cookie and privacy notices (out).

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::phrases::{self, Phrase};
use super::scratch::Work;
use super::sentences::{sentences, sentences_at};
use super::words::{longest_of_all, longest_word};
use crate::text::Line;
use crate::text::map::Map;

const C4: &str = "Raffel et al. 2020, arXiv:1910.10683, 2.2, as datatrove's C4QualityFilter with \
    FineWeb's settings (no rule on the end of a line)";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "lorem_ipsum",
            doc: "lines of at least three words with \"lorem ipsum\" in them",
            source: C4,
            version: 1,
        },
        SignalDef {
            name: "curly_brackets",
            doc: "lines of at least three words with `{` and without \"javascript\" in them",
            source: C4,
            version: 1,
        },
        SignalDef {
            name: "c4_sentences",
            doc: "sentences of the lines that are left",
            source: C4,
            version: 1,
        },
        SignalDef {
            name: "c4_lines",
            doc: "characters of the lines that C4 would take out, per character of all lines",
            source: "DCLM's max_removed_ratio over C4's line rules",
            version: 1,
        },
        SignalDef {
            name: "sentences",
            doc: "sentences of all lines",
            source: "RedPajama-V2, quality annotations",
            version: 1,
        },
    ],
    measure,
    mark,
};

/// Characters of a word above which C4 takes its line out.
const LONGEST: usize = 1_000;

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Out(&'static str),
    DropsDocument(&'static str),
}

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let [lorem, curly, left, gone, all] = out else {
        return;
    };
    let (mut dummy, mut code, mut chars_out, mut chars) = (0, 0, 0, 0);
    let (mut kept, mut every) = (0, 0);
    let mut bare = std::mem::take(&mut work.lower);
    each_line(input, work, |line, fate| {
        let text = input.text.get(line.start..line.end).unwrap_or_default();
        chars += line.chars;
        let here = sentences_at(input.text, &input.tokens.map, line.start, line.end);
        every += here;
        match fate {
            Fate::Stays => kept += without_citations(text, &mut bare).map_or(here, sentences),
            Fate::Out(_) => chars_out += line.chars,
            Fate::DropsDocument("lorem ipsum") => dummy += 1,
            Fate::DropsDocument(_) => code += 1,
        }
    });
    work.lower = bare;
    *lorem = dummy as f32;
    *curly = code as f32;
    *left = kept as f32;
    *gone = ratio(chars_out, chars);
    *all = every as f32;
}

/// Calls `see` for each line with what becomes of it.
fn each_line(input: &Input<'_>, work: &mut Work, mut see: impl FnMut(&Line, Fate)) {
    let map = &input.tokens.map;
    let found = &mut work.phrases;
    phrases::find(&map.folded, found);
    let long = longest_of_all(input).1 > LONGEST;
    let mut next = 0;
    for line in &input.tokens.lines {
        let rest = found.get(next..).unwrap_or_default();
        let n = rest.iter().take_while(|(at, _)| *at < line.end).count();
        let own = rest.get(..n).unwrap_or_default();
        next += n;
        let text = || input.text.get(line.start..line.end).unwrap_or_default();
        let has = |phrase: Phrase| own.iter().any(|(_, found)| *found == phrase);
        let fate = if long && longest_word(text()).1 > LONGEST {
            Fate::Out("a word of over 1,000 characters")
        } else if !has_three_words(map, line) {
            Fate::Out("fewer than three words")
        } else if has(Phrase::Lorem) {
            Fate::DropsDocument("lorem ipsum")
        } else if has(Phrase::Script) {
            Fate::Out("javascript")
        } else if has(Phrase::Curly) {
            Fate::DropsDocument("curly bracket")
        } else if has(Phrase::Notice) {
            Fate::Out("a notice on cookies or privacy")
        } else {
            Fate::Stays
        };
        see(line, fate);
    }
}

/// Whether white space parts the line in three or more.
fn has_three_words(map: &Map, line: &Line) -> bool {
    let (mut words, mut before) = (1, 0);
    map.parts(line.start + 1, line.end).any(|(block, mask)| {
        let begin = !block.space & ((block.space << 1) | before) & mask;
        words += begin.count_ones();
        before = block.space >> 63;
        words >= 3
    })
}

/// The line without `[12]`, `[]`, `[edit]` and `[citation needed]`; none where it has none of them.
fn without_citations<'a>(line: &str, into: &'a mut String) -> Option<&'a str> {
    memchr::memchr(b'[', line.as_bytes())?;
    into.clear();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('[') {
        into.push_str(before);
        let inner = behind
            .split_once(']')
            .map(|(inner, _)| inner)
            .filter(|inner| {
                matches!(*inner, "edit" | "citation needed") || inner.chars().all(char::is_numeric)
            });
        match inner {
            Some(inner) => rest = behind.get(inner.len() + 1..).unwrap_or_default(),
            None => {
                into.push('[');
                rest = behind;
            }
        }
    }
    into.push_str(rest);
    Some(into)
}

/// The lines that C4 takes out or drops a document for.
fn mark(input: &Input<'_>, signal: &str, work: &mut Work, marks: &mut Vec<Mark>) {
    each_line(input, work, |line, fate| {
        let what = match (signal, fate) {
            ("lorem_ipsum", Fate::DropsDocument(what @ "lorem ipsum"))
            | ("curly_brackets", Fate::DropsDocument(what @ "curly bracket"))
            | ("c4_lines" | "c4_sentences", Fate::Out(what)) => what,
            _ => return,
        };
        marks.push(Mark::new(line.start..line.end, what));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_go() {
        let mut buffer = String::new();
        for (line, expected) in [
            ("End. [1]", "End. "),
            ("a[23]b[]c[edit]d[citation needed]e", "abcde"),
            ("[see] [1", "[see] [1"),
            ("[[1]]", "[]"),
        ] {
            assert_eq!(
                without_citations(line, &mut buffer),
                Some(expected),
                "{line}"
            );
        }
        assert_eq!(without_citations("none", &mut buffer), None);
    }
}
