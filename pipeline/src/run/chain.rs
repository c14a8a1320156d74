//! The chain of fused maps: its steps, and a document on its way through them.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tamis_filters::{Removal, Verdict};

use crate::stages::{CutCount, Item, MapStage, Source};

/// The language under which documents are counted before it is known.
pub(super) const UNKNOWN: &str = "und";

/// One step of the chain.
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    /// The kind of its stage.
    pub(super) kind: &'static str,
    pub(super) stage: StepKind<'a>,
}

pub(super) enum StepKind<'a> {
    Admit(&'a dyn Source),
    Map(&'a dyn MapStage),
    /// Made for the partition at hand.
    Own(Box<dyn MapStage>),
}

impl Step<'_> {
    /// Whether it is the source that brings documents in.
    pub(super) fn brings_in(&self) -> bool {
        matches!(self.stage, StepKind::Admit(_))
    }

    /// The digest of the index of n-grams of which it passes over the common ones, if it does.
    pub(super) fn passes_over(&self) -> Option<String> {
        match &self.stage {
            StepKind::Map(stage) => stage.passes_over(),
            StepKind::Own(stage) => stage.passes_over(),
            StepKind::Admit(_) => None,
        }
    }

    /// Whether a document that this step drops for this reason is to be kept beside the dataset.
    pub(super) fn keeps_aside(&self, reason: &str) -> bool {
        match &self.stage {
            StepKind::Map(stage) => stage.keeps_aside(reason),
            StepKind::Own(stage) => stage.keeps_aside(reason),
            StepKind::Admit(_) => false,
        }
    }
}

/// A document after the chain.
pub(super) struct Outcome {
    pub(super) item: Box<Item>,
    /// How it looked after each step that it passed.
    pub(super) passed: Vec<Passed>,
    pub(super) removal: Option<Removal>,
}

/// A document after one step.
pub(super) struct Passed {
    /// Unicode scalar values and UTF-8 bytes of its text.
    pub(super) text: (u64, u64),
    /// Its language is known.
    pub(super) known: bool,
    /// What the step cut from it.
    pub(super) cut: Option<CutCount>,
}

thread_local! {
    static IN_DOCUMENT: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside of a stage's work on one document, where a panic is caught.
#[must_use]
pub fn in_document() -> bool {
    IN_DOCUMENT.get()
}

fn size(text: &str) -> (u64, u64) {
    (text.chars().count() as u64, text.len() as u64)
}

/// Sends a document through the steps until one removes it. A panic in a stage costs this document
/// and no other.
pub(super) fn through(steps: &[Step<'_>], mut item: Box<Item>) -> Outcome {
    let mut passed = Vec::with_capacity(steps.len());
    let mut removal = None;
    for step in steps {
        IN_DOCUMENT.set(true);
        let verdict = catch_unwind(AssertUnwindSafe(|| match &step.stage {
            StepKind::Admit(source) => source.admit(&mut item),
            StepKind::Map(stage) => stage.apply(&mut item),
            StepKind::Own(stage) => stage.apply(&mut item),
        }));
        IN_DOCUMENT.set(false);
        match verdict {
            Ok(Verdict::Drop(found)) => {
                removal = Some(found);
                break;
            }
            Ok(_) => {
                passed.push(Passed {
                    text: size(&item.document.text),
                    known: !item.document.language.is_empty(),
                    cut: item.cut.take(),
                });
            }
            Err(_) => {
                removal = Some(Removal {
                    reason: "run.panic",
                    value: None,
                    threshold: None,
                    detail: Some(format!("the stage {} failed on this document", step.name)),
                });
                break;
            }
        }
    }
    Outcome {
        item,
        passed,
        removal,
    }
}
