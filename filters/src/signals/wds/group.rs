//! The scores as signals.

use super::measure_mapped;
use crate::signals::group::{Group, Input, Mark, SignalDef};
use crate::signals::scratch::Work;

const SOURCE: &str = "HPLT's document score: web-docs-scorer 1.3.0, commit 743d131";

const fn part(name: &'static str, doc: &'static str) -> SignalDef {
    SignalDef {
        name,
        doc,
        source: SOURCE,
        version: 1,
    }
}

pub(in crate::signals) const GROUP: Group = Group {
    defs: &[
        part("wds", "the document score, 0 to 1, made of the ten below"),
        part(
            "wds_language",
            "share of letters that are on lines in the document's language",
        ),
        part(
            "wds_long_segments",
            "a tenth for each long line in the document's language",
        ),
        part("wds_great_segment", "how far the longest lines reach"),
        part("wds_urls", "falls with `http` and `www` per letter"),
        part(
            "wds_punctuation",
            "falls with too much punctuation, or too little",
        ),
        part("wds_singular_chars", "falls with symbols per letter"),
        part("wds_numbers", "falls with digits per letter"),
        part(
            "wds_repeated",
            "falls with lines that stand there more than once",
        ),
        part(
            "wds_informativeness",
            "falls with the distance from the usual compression",
        ),
        part(
            "wds_short_segments",
            "falls with the unevenness of the lines",
        ),
        SignalDef {
            name: "compression",
            doc: "compressed bytes (zstd, level 3) per byte of the whole text, lower-cased and with \
                  every digit as 1",
            source: "what HPLT's document score compresses",
            version: 1,
        },
    ],
    measure: |input: &Input<'_>, work: &mut Work, out: &mut [f32]| {
        let code = input.profile.code.to_string();
        let scores = measure_mapped(
            input.text,
            &input.tokens.map,
            &code,
            input.context.parts,
            &mut work.wds,
        );
        let all = [
            scores.score,
            scores.language,
            scores.long_segments,
            scores.great_segment,
            scores.urls,
            scores.punctuation,
            scores.singular_chars,
            scores.numbers,
            scores.repeated,
            scores.informativeness,
            scores.short_segments,
            scores.compression,
        ];
        out.copy_from_slice(&all);
    },
    // What it counts is not single stretches of the text: lines in other languages are marked by
    // `foreign_share`, repeated ones by `dup_lines`.
    mark: |_: &Input<'_>, _: &str, _: &mut Work, _: &mut Vec<Mark>| {},
};
