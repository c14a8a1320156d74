//! What a task of fused maps tells about its documents: their domains, dates, signals and personal
//! data.

use tamis_manifests::account::Sizes;
use tamis_tokens::Estimate;

use super::chain::{Passed, Step, UNKNOWN};
use super::task::TaskContext;
use crate::document::Document;
use crate::domain;
use crate::stages::Contaminated;

/// Tells of one document, whether it went on or not. Each thing is told by the task whose chain has
/// the stage that it comes from, and so once.
pub(super) fn tally(
    task: &mut TaskContext<'_>,
    steps: &[Step<'_>],
    passed: &[Passed],
    document: &Document,
) {
    let language = match &*document.language {
        "" => UNKNOWN,
        language => language,
    };
    let of = |kind: &str| {
        let at = steps.iter().position(|step| step.kind == kind)?;
        passed.get(at)
    };
    if steps.first().is_some_and(Step::brings_in) {
        let (_, bytes) = of("extract").map_or((0, 0), |passed| passed.text);
        // Most of it is removed, and so no tokenizer is asked.
        let tokens = Estimate::embedded().tokens(language, bytes);
        let sizes = Sizes::read(bytes, tokens);
        let domain = domain::of_text(&document.url);
        task.tally.domain(domain, language, &sizes);
        task.tally.date(&document.date);
    }
    if of("annotate").is_some()
        && let Some(signals) = &document.signals
    {
        task.tally.measured(language, signals.values());
        let kinds = document.pii.iter().map(|span| span.label());
        let kinds: Vec<_> = kinds.collect();
        task.tally.found(language, kinds.iter().map(|kind| &**kind));
    }
}

/// Tells what a document has of benchmarks.
pub(super) fn tell_contamination(
    task: &mut TaskContext<'_>,
    language: &str,
    contaminated: Contaminated,
) {
    for (name, overlap) in contaminated.benchmarks {
        let benchmark = task.tally.benchmark(&name);
        *benchmark.documents.entry(language.to_owned()).or_default() += 1;
        benchmark.hits += overlap.hits;
        benchmark.items.extend(overlap.items);
    }
}
