//! What a task of fused maps writes: documents in order, signatures, lines, the ledger.

use tamis_dedup::lines::LineWriter;
use tamis_dedup::part::{Document as Signed, PartWriter};
use tamis_dedup::sort::Budget;
use tamis_dedup::store::Kind;
use tamis_manifests::Removed;

use super::chain::{Outcome, Step, UNKNOWN};
use super::ids::IdsOut;
use super::inputs::stats_role;
use super::rights::RightsOut;
use super::tally::{tally, tell_contamination};
use super::task::TaskContext;
use crate::dag::Port;
use crate::error::{Error, Result};
use crate::io::{AsideWriter, Counting, DocumentWriter, OutFile, store_failed};
use crate::stages::{Counted, CutCount, Work, ending};

/// zstd level of files between stages: read once and deleted.
const WORK_LEVEL: i32 = 1;

/// Bytes of memory in which a task sorts the band keys of its documents, or their lines; more of them go
/// through files.
const SIDE_MEMORY: usize = 64 << 20;

/// Writes what the chain ends in.
pub(super) struct Writer {
    documents: Box<DocumentWriter<OutFile>>,
    /// What the mix has to know of them, where they are the selected ones.
    counting: Option<Counting>,
    /// What was dropped and is kept beside the dataset.
    aside: Option<Box<AsideWriter<OutFile>>>,
    /// What documents said about rights.
    rights: RightsOut,
    /// Ids that rows had.
    ids: IdsOut,
    signatures: Option<(PartWriter<OutFile>, String)>,
    lines: Option<(LineWriter, String)>,
    overlaps: Option<(Counted, String)>,
    rows: u32,
}

impl Writer {
    pub(super) fn new(task: &TaskContext<'_>) -> Result<Self> {
        let plan = task.plan;
        let path = task.work_path("parquet");
        let documents = DocumentWriter::new(task.create(&path)?, &path, WORK_LEVEL)?;
        let selected = plan.output(task.group) == Some(Port::Selected);
        let counting = selected.then(|| Counting::new(plan.graph.run.seed));
        let (mut signatures, mut lines, mut overlaps) = (None, None, None);
        for id in &plan.groups[task.group].sides {
            let node = &plan.graph.nodes[*id];
            let Work::Map(stage) = node.stage.work() else {
                continue;
            };
            // It is there since the file of documents is.
            let folder = path.parent().unwrap_or(&path);
            let budget = Budget::new(folder, SIDE_MEMORY);
            let part = task.index as u32;
            if let Some(counted) = stage.overlaps() {
                overlaps = Some((counted, node.name.clone()));
            }
            if let Some(identity) = stage.lines() {
                let writer = LineWriter::new(&identity, part, &budget);
                lines = Some((writer, node.name.clone()));
            }
            if let Some(identity) = stage.signatures() {
                let path = task.work_path(ending(Kind::Signatures));
                let mut writer = PartWriter::new(task.create(&path)?, &identity, part, &budget)
                    .map_err(store_failed(&path, "write"))?;
                if stage.shingles() {
                    let path = task.work_path(ending(Kind::Shingles));
                    writer = writer
                        .with_shingles(task.create(&path)?)
                        .map_err(store_failed(&path, "write"))?;
                }
                signatures = Some((writer, node.name.clone()));
            }
        }
        Ok(Self {
            documents: Box::new(documents),
            counting,
            aside: None,
            rights: RightsOut::default(),
            ids: IdsOut::default(),
            signatures,
            lines,
            overlaps,
            rows: 0,
        })
    }

    pub(super) fn push(
        &mut self,
        task: &mut TaskContext<'_>,
        steps: &[Step<'_>],
        outcome: Outcome,
    ) -> Result<()> {
        let Outcome {
            mut item,
            passed,
            removal,
        } = outcome;
        tally(task, steps, &passed, &item.document);
        if let Some(contaminated) = item.contaminated.take() {
            tell_contamination(task, &item.document.language, *contaminated);
        }
        self.rights.push(task, &mut item)?;
        let label = |known: bool| {
            if known {
                item.document.language.as_str()
            } else {
                UNKNOWN
            }
        };
        for (step, passed) in steps.iter().zip(&passed) {
            let language = label(passed.known);
            task.counts.passed(step.name, language, passed.text);
            if let Some(cut) = passed.cut {
                let CutCount { lines, characters } = cut;
                task.counts.cut(step.name, language, lines, characters);
            }
        }
        if let Some(removal) = removal {
            let stage = steps.get(passed.len()).map_or("", |step| step.name);
            let language = if item.document.language.is_empty() {
                UNKNOWN.to_string()
            } else {
                item.document.language.clone()
            };
            task.counts.removed(stage, &language, removal.reason);
            task.remove(Removed {
                id: item.document.id.clone(),
                url: item.document.url.clone(),
                language,
                stage: stage.to_string(),
                reason: removal.reason.to_string(),
                value: removal.value,
                threshold: removal.threshold,
                file_path: item.document.file_path.clone(),
                offset: item.document.offset,
                detail: removal.detail,
            })?;
            let step = steps.get(passed.len());
            if step.is_some_and(|step| step.keeps_aside(removal.reason)) {
                self.aside(task)?.push(item.document, removal.reason)?;
            }
            return Ok(());
        }
        if let (Some((writer, _)), Some(signed)) = (&mut self.signatures, item.signed.take()) {
            writer
                .push(&Signed {
                    row: self.rows,
                    group: signed.group,
                    rank: signed.rank,
                    // A partition is of one crawl, whose name the plan knows.
                    crawl: 0,
                    signature: &signed.signed.signature,
                    exact: signed.signed.exact,
                    url: signed.url,
                    shingles: &signed.shingles,
                })
                .map_err(|error| store_failed(&task.work_path("*"), "write")(error))?;
        }
        if let Some((writer, _)) = &mut self.lines {
            let id = item.document.id_number();
            writer
                .push(self.rows, id, &item.lines)
                .map_err(|error| store_failed(&task.work_path("*"), "write")(error))?;
        }
        self.ids.push(task, &item)?;
        if let Some((counted, _)) = &mut self.overlaps {
            counted.push(&item.overlaps);
        }
        self.rows += 1;
        if let Some(counting) = &mut self.counting {
            counting.add(&item.document);
        }
        self.documents.push(item.document)
    }

    /// The file of dropped documents, which is there once one is.
    fn aside(&mut self, task: &TaskContext<'_>) -> Result<&mut AsideWriter<OutFile>> {
        Ok(match &mut self.aside {
            Some(writer) => writer,
            none => {
                let path =
                    task.output_path(&format!("noisy/{}-{:05}.parquet", task.name(), task.index));
                none.insert(Box::new(AsideWriter::new(
                    task.create(&path)?,
                    &path,
                    WORK_LEVEL,
                )?))
            }
        })
    }

    pub(super) fn finish(self, task: &mut TaskContext<'_>) -> Result<()> {
        self.rights.finish(task)?;
        self.ids.finish(task)?;
        if let Some(writer) = self.aside {
            let (file, rows) = writer.finish()?;
            task.add(file, "noisy".into(), None, None, rows)?;
        }
        let (file, rows) = self.documents.finish()?;
        task.add_work(file, rows)?;
        if let Some(counting) = self.counting {
            let json = serde_json::to_vec(&counting.finish())
                .map_err(|error| Error::run(format!("cannot write counts: {error}")))?;
            let path = task.work_path("languages.json");
            let mut file = task.create(&path)?;
            std::io::Write::write_all(&mut file, &json).map_err(Error::io(&path, "write"))?;
            task.add(file, stats_role(task.name()), None, None, 0)?;
        }
        if let Some((writer, name)) = self.signatures {
            let out = |kind| task.create(&task.work_path(ending(kind)));
            let files = writer
                .finish(out(Kind::Bands)?, out(Kind::Keys)?)
                .map_err(|error| store_failed(&task.work_path("*"), "write")(error))?;
            let files = [files.signatures, files.bands, files.keys]
                .into_iter()
                .chain(files.shingles);
            for file in files {
                task.add(file, name.clone(), None, None, self.rows.into())?;
            }
        }
        if let Some((writer, name)) = self.lines {
            let path = task.work_path(ending(Kind::Lines));
            let file = writer
                .finish(task.create(&path)?)
                .map_err(store_failed(&path, "write"))?;
            task.add(file, name, None, None, self.rows.into())?;
        }
        if let Some((counted, name)) = self.overlaps {
            let path = task.work_path("overlaps.json");
            let mut file = task.create(&path)?;
            counted
                .write(&mut file)
                .map_err(Error::io(&path, "write"))?;
            task.add(file, name, None, None, self.rows.into())?;
        }
        Ok(())
    }
}
