//! Signals that are measured elsewhere: by the language identifier, by a trained model.

use super::context::{Part, Whose};
use super::group::{Group, Input, Mark, SignalDef, ratio};
use super::scratch::Work;

pub(super) const GROUP: Group = Group {
    defs: &[
        SignalDef {
            name: "foreign_share",
            doc: "share of the text's bytes that the identifier gives another language than the \
                  document's",
            source: "tamis_langs::Identifier",
            version: 1,
        },
        SignalDef {
            name: "quality_score",
            doc: "probability of the first label of the quality model that the run names; 1 \
                  without a model",
            source: "Li et al. 2024, arXiv:2406.11794, section 4.4 (DCLM)",
            version: 1,
        },
    ],
    measure: |input: &Input<'_>, _: &mut Work, out: &mut [f32]| {
        let [foreign, quality] = out else { return };
        let bytes: usize = foreign_parts(input)
            .map(|part| part.end.saturating_sub(part.start))
            .sum();
        *foreign = ratio(bytes, input.text.len());
        *quality = input.context.quality_score;
    },
    mark: |input: &Input<'_>, signal: &str, _: &mut Work, marks: &mut Vec<Mark>| {
        if signal == "foreign_share" {
            marks.extend(
                foreign_parts(input).map(|part| Mark::new(part.start..part.end, "other language")),
            );
        }
    },
};

fn foreign_parts<'a>(input: &'a Input<'_>) -> impl Iterator<Item = &'a Part> {
    input
        .context
        .parts
        .iter()
        .filter(|part| part.whose == Whose::Foreign)
}
