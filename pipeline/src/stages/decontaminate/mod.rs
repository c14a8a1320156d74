//! Documents with text of benchmarks are removed, cut or counted. It works on what was selected: text that
//! is removed for another reason cannot leak, and duplicates would make a leak a phrase of the language.

mod common;
mod counted;
mod files;
mod overlaps;
mod places;
mod settings;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};
use tamis_filters::contamination::{Found, NgramSet, Scratch};
use tamis_filters::{Removal, Verdict};
use tamis_manifests::digest::sha256;
use tamis_manifests::manifest::{BenchmarkCount, Resource};
use tamis_tokens::Tokens;

use super::cut::Cuts;
use super::item::{Contaminated, Item};
use super::{BuildContext, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::Result;
use settings::Action;

pub(super) use common::KIND as COMMON;
pub(crate) use common::too_common;
pub use counted::Counted;
pub(super) use overlaps::KIND as OVERLAPS;
pub use settings::Decontamination;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: settings::KIND,
    about: "texts of benchmarks removed, cut or counted",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Selected]), Slot::one(&[Port::Common])],
    output: Some(Port::Selected),
    edge: Edge::Map,
    side: false,
    build,
};

struct Decontaminate(Arc<Decontamination>, Arc<Tokens>);

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let shared = settings::needed(context.decontamination.as_ref(), settings)?;
    Ok(Box::new(Decontaminate(shared, context.tokens.clone())))
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// This thread's working memory for scans.
fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with_borrow_mut(work)
}

impl Stage for Decontaminate {
    fn identity(&self) -> Value {
        let shared = &self.0;
        let mut identity = json!({
            "ngrams": shared.identity(), "max_count": shared.max_count, "action": shared.action,
        });
        if shared.action == Action::Cut {
            identity["tokens"] = self.1.identity();
            identity["cut"] = json!({
                "margin": shared.margin, "max_pieces": shared.max_pieces, "max_cut": shared.max_cut,
            });
        }
        identity
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    fn resources(&self) -> Vec<Resource> {
        self.0.resources()
    }
}

impl MapStage for Decontaminate {
    fn apply(&self, item: &mut Item) -> Verdict {
        let common = item.too_common.take();
        with_scratch(|scratch| self.decide(item, common.as_deref(), scratch))
    }

    fn benchmarks(&self) -> Option<BTreeMap<String, BenchmarkCount>> {
        let benchmarks = self.0.index.benchmarks().iter();
        let count = |benchmark: &tamis_filters::contamination::Benchmark| {
            let count = BenchmarkCount {
                languages: benchmark.languages.clone(),
                items: benchmark.rows,
                looked_for: benchmark.items,
                short: benchmark.short,
                ngrams: benchmark.ngrams,
                ..BenchmarkCount::default()
            };
            (benchmark.name.clone(), count)
        };
        Some(benchmarks.map(count).collect())
    }

    fn passes_over(&self) -> Option<String> {
        Some(self.0.index.digest())
    }
}

impl Decontaminate {
    fn decide(&self, item: &mut Item, common: Option<&NgramSet>, scratch: &mut Scratch) -> Verdict {
        let document = &mut item.document;
        let index = &self.0.index;
        let found = index.scan(&document.text, &document.language, common, scratch);
        if found.hits.is_empty() {
            return Verdict::Keep;
        }
        let (contaminated, first) = self.of(&found, &document.language);
        let removal = || self.removal(&found, &contaminated, first);
        let verdict = match self.0.action {
            Action::Annotate => Verdict::Keep,
            Action::Drop => Verdict::Drop(removal()),
            Action::Cut => {
                let hits = found.hits.iter().map(|hit| hit.start..hit.end);
                match self.cut(&document.text, hits) {
                    Some(cuts) => {
                        item.cut = Some(cuts.count());
                        cuts.apply(document);
                        document.token_count = self.1.count(&document.text, &document.language);
                        document.digest = sha256(document.text.as_bytes());
                        Verdict::Keep
                    }
                    None => Verdict::Drop(removal()),
                }
            }
        };
        item.contaminated = Some(Box::new(contaminated));
        verdict
    }

    /// Hits by benchmark, and the first item.
    fn of(&self, found: &Found<'_>, language: &str) -> (Contaminated, Option<u32>) {
        let index = &self.0.index;
        let mut contaminated = Contaminated::default();
        let mut first = None;
        for hit in found.hits {
            for number in index.owners(hit.ngram) {
                let benchmark = index.item(number).map(|item| item.benchmark);
                let benchmark = benchmark.and_then(|at| index.benchmarks().get(at));
                let Some(benchmark) = benchmark.filter(|b| b.applies_to(language)) else {
                    continue;
                };
                first.get_or_insert(number);
                let overlap = match contaminated.benchmarks.get_mut(&benchmark.name) {
                    Some(overlap) => overlap,
                    None => contaminated
                        .benchmarks
                        .entry(benchmark.name.clone())
                        .or_default(),
                };
                overlap.hits += 1;
                overlap.items.insert(number);
            }
        }
        (contaminated, first)
    }

    /// What the ledger says: the share of the words, and the first item.
    fn removal(
        &self,
        found: &Found<'_>,
        contaminated: &Contaminated,
        first: Option<u32>,
    ) -> Removal {
        let index = &self.0.index;
        let short = found.hits.iter().all(|hit| index.is_short(hit.ngram));
        let items: usize = contaminated
            .benchmarks
            .values()
            .map(|o| o.items.len())
            .sum();
        let detail = first.and_then(|number| index.item(number)).map(|item| {
            let name = index
                .benchmarks()
                .get(item.benchmark)
                .map_or("", |b| b.name.as_str());
            let more = match items {
                0 | 1 => String::new(),
                more => format!(" and {} more", more - 1),
            };
            format!("{name}: {}, line {}{more}", item.file, item.line)
        });
        Removal {
            reason: match short {
                true => "contamination.short",
                false => "contamination.ngram",
            },
            value: Some(found.share()),
            threshold: None,
            detail,
        }
    }

    /// What is cut for these hits; none where too little would be left, or too many pieces.
    fn cut(&self, text: &str, hits: impl Iterator<Item = Range<usize>>) -> Option<Cuts> {
        let places = places::places(text, hits, self.0.margin);
        if places.len() >= self.0.max_pieces {
            return None;
        }
        let cuts = Cuts::places(text, places::with_line_ends(text, places));
        (cuts.share() <= self.0.max_cut && !cuts.leave_nothing()).then_some(cuts)
    }
}
