//! Signals on damage that happened before the text reached us.

use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "replacement_ratio",
            doc: "U+FFFD per character: those of decoding or those in the text, the larger count",
            source: "WHATWG Encoding Standard, error mode \"replacement\"",
            version: 1,
        },
        SignalDef {
            name: "repaired_ratio",
            doc: "double-encoded sequences of the page that were put right, per character of text",
            source: "tamis_extract::mojibake",
            version: 1,
        },
    ],
    measure,
    mark,
};

fn measure(input: &Input<'_>, _: &mut Work, out: &mut [f32]) {
    let [replacement, repaired] = out else { return };
    let map = &input.tokens.map;
    let found = map.count_of("\u{fffd}", input.text.as_bytes());
    let decoded = usize::try_from(input.context.damage.replaced).unwrap_or(usize::MAX);
    *replacement = ratio(found.max(decoded), map.chars);
    *repaired = ratio(input.context.damage.repaired, map.chars);
}

fn mark(input: &Input<'_>, signal: &str, _: &mut Work, marks: &mut Vec<Mark>) {
    if signal == "replacement_ratio" {
        let found = memchr::memmem::find_iter(input.text.as_bytes(), "\u{fffd}");
        marks.extend(found.map(|at| Mark::new(at..at + 3, "damaged")));
    }
}
