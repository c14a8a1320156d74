//! Documents of earlier groups through the chain, with what other groups have found out about them.

use std::collections::VecDeque;

use rayon::prelude::*;
use tamis_dedup::Member;
use tamis_dedup::store::Kind;
use tamis_mix::size_class;

use super::chain::{Outcome, Step, through};
use super::task::TaskContext;
use super::writer::Writer;
use crate::dag::Port;
use crate::error::Result;
use crate::io::DocumentReader;
use crate::stages::{Cluster, Item, Repeated, Scores, has, read_members, too_common};

/// Reads the documents of the task's partition.
pub(super) fn read_documents(
    task: &mut TaskContext<'_>,
    steps: &[Step<'_>],
    writer: &mut Writer,
    pool: &rayon::ThreadPool,
) -> Result<()> {
    let index = task.index;
    let of_partition = |port| task.inputs.of_partition(port, index);
    // Rows of what was selected are others than those that clusters and repeated lines count.
    let selected = !of_partition(Port::Selected).is_empty();
    let mut members = VecDeque::new();
    let mut repeated = Repeated::default();
    if !selected {
        for file in of_partition(Port::Clusters) {
            if has(&file.path, Kind::Members) {
                members.extend(read_members(&file.path, index as u32)?);
            }
        }
        repeated = Repeated::read(&task.inputs, index as u32)?;
    }
    let scores = task.inputs.find(Port::Scores);
    let scores = scores.first();
    let scores = scores.filter(|_| steps.iter().any(|step| step.kind == "join"));
    let scores = scores.map(|file| Scores::open(&file.path)).transpose()?;
    let mut joined = 0u64;
    let index_of = steps.iter().find_map(Step::passes_over);
    let common = match index_of {
        Some(index) => too_common(&task.inputs, &index)?,
        None => None,
    };
    let dumps = task.plan.dumps();
    let sources = task.plan.sources();
    let cluster = |member: Member| {
        let name = |crawl: u32| dumps.get(crawl as usize).filter(|name| !name.is_empty());
        let named = member.crawls.iter().filter_map(name);
        let dumps = named.cloned().collect();
        Box::new(Cluster { member, dumps })
    };
    let files = [
        Port::Selected,
        Port::Annotated,
        Port::Identified,
        Port::Documents,
    ]
    .into_iter()
    .map(of_partition)
    .find(|files| !files.is_empty())
    .unwrap_or_default();
    let mut row = 0u32;
    for file in files {
        for batch in DocumentReader::open(&file.path)? {
            let mut items = Vec::new();
            for document in batch? {
                let member = members.pop_front_if(|member| member.key.row == row);
                if let Some(member) = member.as_ref().filter(|member| member.kept) {
                    let size = size_class(member.size);
                    task.tally.cluster(&document.language, size);
                }
                let cluster = member.map(cluster);
                let source = sources.get(document.source.as_str());
                let scores = match &scores {
                    Some(scores) => {
                        let (scores, any) = scores.of(&document.id)?;
                        joined += u64::from(any);
                        scores
                    }
                    None => Vec::new(),
                };
                items.push(Box::new(Item {
                    scores,
                    tier: source.and_then(|traits| traits.tier),
                    document,
                    cluster,
                    repeated: repeated.of(row),
                    too_common: common.clone(),
                    ..Item::default()
                }));
                row += 1;
            }
            let count = items.len() as u64;
            let outcomes: Vec<Outcome> = pool.install(|| {
                items
                    .into_par_iter()
                    .map(|item| through(steps, item))
                    .collect()
            });
            for outcome in outcomes {
                writer.push(task, steps, outcome)?;
            }
            task.progress.advance(count, 0);
        }
    }
    if scores.is_some() {
        task.data = serde_json::json!({ "joined": joined });
    }
    Ok(())
}
