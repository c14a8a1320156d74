//! Clusters of duplicates, and which document of each is kept.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::clusters::{CRAWLS, cluster};
use tamis_dedup::numbering::DocSet;
use tamis_dedup::sort::{Merge, Source};
use tamis_dedup::store::{FileReader, FileWriter, Identity, Kind};
use tamis_dedup::{Error as DedupError, Member};

use super::dedup_files::{Memory, SignatureFiles, ending, open_all};
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::{OutFile, dedup_failed, store_failed};
use crate::run::{Inputs, TaskContext};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "clusters",
    about: "pairs joined, the best of each cluster chosen",
    section: Section::Stages,
    inputs: &[Slot::one(&[Port::Pairs])],
    output: Some(Port::Clusters),
    edge: Edge::Gather,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    memory: Memory,
}

struct Clusters {
    memory: Memory,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config { memory } = settings.parse()?;
    let memory = memory.checked(settings)?;
    Ok(Box::new(Clusters { memory }))
}

impl Stage for Clusters {
    fn identity(&self) -> Value {
        json!({})
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for Clusters {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let signatures = SignatureFiles::find(&task.inputs)?;
        let crawls = task.plan.crawl_of_partitions();
        let inputs = task.inputs.clone();
        let budget = self.memory.budget(task)?;
        // An error of this crate on its way through the other.
        let failed = RefCell::new(None);
        let carry = |error: Error| {
            failed.replace(Some(error));
            DedupError::Open(std::io::ErrorKind::Other.into())
        };
        let numbering = &signatures.numbering;
        let mut gone = DocSet::new(numbering);
        let mut out = ByPartition::new(task, signatures.identity.clone());
        let result = cluster(
            || Merge::new(open_all(&inputs, &[Port::Pairs], Kind::Pairs).map_err(carry)?),
            numbering,
            &|node| {
                let crawl = crawls.get(node.key.partition as usize).copied();
                crawl.map_or(CRAWLS - 1, |crawl| crawl as u32)
            },
            &budget,
            &mut |member| {
                if !member.kept {
                    gone.insert(numbering.number(member.key)?);
                }
                out.push(member).map_err(carry)
            },
        );
        if let Some(error) = failed.take() {
            return Err(error);
        }
        let stats = result.map_err(dedup_failed("join the pairs of"))?;
        out.finish()?;
        // For those who look at lines: a bit a document, where the members are 74 bytes each.
        let path = task.work_path(ending(Kind::Doubles));
        let out = gone
            .write(task.create(&path)?, &signatures.identity, numbering)
            .map_err(store_failed(&path, "write"))?;
        task.add_work(out, gone.len())?;
        let sizes: Vec<Value> = stats
            .sizes
            .into_iter()
            .map(|(size, count)| json!([size, count]))
            .collect();
        task.data = json!({ "cluster_sizes": sizes, "out_of_core": stats.external });
        Ok(())
    }
}

/// One file for each partition, also for those without a member; one after another, since members come
/// by key.
struct ByPartition<'t, 'a> {
    task: &'t mut TaskContext<'a>,
    identity: Identity,
    next: usize,
    open: Option<(PathBuf, FileWriter<OutFile>)>,
    record: Vec<u8>,
}

impl<'t, 'a> ByPartition<'t, 'a> {
    fn new(task: &'t mut TaskContext<'a>, identity: Identity) -> Self {
        Self {
            task,
            identity,
            next: 0,
            open: None,
            record: Vec::new(),
        }
    }

    fn push(&mut self, member: &Member) -> Result<()> {
        while self.next <= member.key.partition as usize {
            self.begin()?;
        }
        self.record.clear();
        member.put(&mut self.record);
        if let Some((path, file)) = &mut self.open {
            file.record(&self.record)
                .map_err(store_failed(path, "write"))?;
        }
        Ok(())
    }

    /// Ends the file at hand and begins the next.
    fn begin(&mut self) -> Result<()> {
        self.end()?;
        let ending = ending(Kind::Members);
        let path = self.task.work_path(&format!("{:05}.{ending}", self.next));
        let out = self.task.create(&path)?;
        let part = self.next as u32;
        let file = FileWriter::new(out, Kind::Members, &self.identity, part);
        self.open = Some((path.clone(), file.map_err(store_failed(&path, "write"))?));
        self.next += 1;
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if let Some((path, file)) = self.open.take() {
            let (file, rows) = file.finish().map_err(store_failed(&path, "write"))?;
            self.task.add_partition(file, rows, self.next - 1)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        while self.next < self.task.inputs.partitions() {
            self.begin()?;
        }
        self.end()
    }
}

/// The members of one partition, sorted by row.
///
/// # Errors
/// When the file cannot be read, is damaged or belongs to another partition.
pub(crate) fn read_members(path: &Path, partition: u32) -> Result<VecDeque<Member>> {
    let mut file = FileReader::open(path, Kind::Members).map_err(store_failed(path, "read"))?;
    if file.part() != partition {
        let error = DedupError::Part {
            found: file.part(),
            expected: partition,
        };
        return Err(store_failed(path, "read")(error));
    }
    let mut members = VecDeque::new();
    while let Some(record) = file.next().map_err(store_failed(path, "read"))? {
        members.push_back(Member::take(record));
    }
    Ok(members)
}
