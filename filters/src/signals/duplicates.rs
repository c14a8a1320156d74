//! Signals on lines and paragraphs that stand in the document more than once.

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;
use crate::text::Line;

const GOPHER: &str = "Rae et al. 2021, arXiv:2112.11446, table A1 (MassiveText repetition)";

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "dup_lines",
            doc: "share of lines that repeat an earlier one",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "dup_line_chars",
            doc: "characters of repeating lines per character of all lines",
            source: "FineWeb's char_duplicates_ratio, arXiv:2406.17557, 3.6",
            version: 1,
        },
        SignalDef {
            name: "dup_paragraphs",
            doc: "share of paragraphs (parted by blank lines) that repeat an earlier one; zero in \
                  a text without blank lines",
            source: GOPHER,
            version: 1,
        },
        SignalDef {
            name: "dup_paragraph_chars",
            doc: "characters of repeating paragraphs per character of all lines",
            source: GOPHER,
            version: 1,
        },
    ],
    measure,
    mark,
};

fn measure(input: &Input<'_>, work: &mut Work, out: &mut [f32]) {
    let [
        dup_lines,
        dup_line_chars,
        dup_paragraphs,
        dup_paragraph_chars,
    ] = out
    else {
        return;
    };
    let lines = &input.tokens.lines;
    let all: usize = lines.iter().map(|line| line.chars).sum();
    let (n, again, chars) = repeats(lines.iter().map(|l| (l.hash, l.chars)), lines.len(), work);
    *dup_lines = ratio(again, n);
    *dup_line_chars = ratio(chars, all);
    let paragraphs = lines.chunk_by(|_, next| !next.opens_paragraph).map(join);
    let (n, again, chars) = repeats(paragraphs, lines.len(), work);
    *dup_paragraphs = ratio(again, n);
    *dup_paragraph_chars = ratio(chars, all);
}

/// Hash and length of the paragraph that these lines are.
fn join(lines: &[Line]) -> (u64, usize) {
    lines
        .iter()
        .fold((0, 0), |(hash, chars): (u64, usize), line| {
            let mixed = (hash.rotate_left(23) ^ line.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed, chars + line.chars)
        })
}

/// How many units there are, how many came before, and how long those are.
fn repeats(
    units: impl Iterator<Item = (u64, usize)>,
    at_most: usize,
    work: &mut Work,
) -> (usize, usize, usize) {
    work.units.reset(at_most);
    units.fold((0, 0, 0), |(n, again, chars), (hash, len)| {
        match work.units.add(hash).1 {
            0 => (n + 1, again, chars),
            _ => (n + 1, again + 1, chars + len),
        }
    })
}

/// Lines, or paragraphs, that came before.
fn mark(input: &Input<'_>, signal: &str, work: &mut Work, marks: &mut Vec<Mark>) {
    let lines = &input.tokens.lines;
    work.units.reset(lines.len());
    let by_paragraph = signal.starts_with("dup_paragraph");
    for unit in lines.chunk_by(|_, next| by_paragraph && !next.opens_paragraph) {
        let hash = if by_paragraph {
            join(unit).0
        } else {
            unit.first().map_or(0, |line| line.hash)
        };
        if let (Some(first), Some(last)) = (unit.first(), unit.last())
            && work.units.add(hash).1 > 0
        {
            marks.push(Mark::new(first.start..last.end, "again"));
        }
    }
}
