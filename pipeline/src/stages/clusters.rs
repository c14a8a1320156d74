//! Clusters of near-duplicates, and which document of each is kept.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::clusters::{Member, cluster};
use tamis_dedup::store::PairReader;
use tamis_dedup::{DocKey, Error as DedupError};

use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
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
struct Config {}

struct Clusters;

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    settings.parse::<Config>()?;
    Ok(Box::new(Clusters))
}

impl Stage for Clusters {
    fn identity(&self) -> Value {
        json!({ "keep": "longest text, then smallest id" })
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
        let files = task.inputs.find(Port::Pairs);
        let readers = files.iter().map(|file| {
            let opened = File::open(&file.path).map_err(DedupError::from)?;
            PairReader::new(BufReader::with_capacity(1 << 16, opened))
        });
        let pairs = readers.flat_map(|reader| {
            let (reader, error) = match reader {
                Ok(reader) => (Some(reader), None),
                Err(error) => (None, Some(Err(error))),
            };
            error.into_iter().chain(reader.into_iter().flatten())
        });
        let clusters =
            cluster(pairs).map_err(|error| Error::run(format!("near-duplicates: {error}")))?;
        for partition in 0..task.inputs.partitions() {
            let key = u32::try_from(partition)
                .map_err(|_| Error::run("more than 4 billion input files"))?;
            let path = task.work_path(&format!("{partition:05}.clusters"));
            let mut out = task.create(&path)?;
            let mut rows = 0u64;
            for member in clusters.for_partition(key) {
                out.write_all(&encode(member))
                    .map_err(Error::io(out.path(), "write"))?;
                rows += 1;
            }
            task.add_partition(out, rows, partition)?;
        }
        let sizes: Vec<Value> = clusters
            .histogram()
            .into_iter()
            .map(|(size, count)| json!([size, count]))
            .collect();
        task.data = json!({ "cluster_sizes": sizes });
        Ok(())
    }
}

/// Bytes of one member on disk: row, best partition, best row, size (u32 each), best id (u128),
/// similarity (f32), kept (u32); little-endian.
const MEMBER: usize = 40;

fn encode(member: &Member) -> [u8; MEMBER] {
    let mut out = [0u8; MEMBER];
    out[0..4].copy_from_slice(&member.key.row.to_le_bytes());
    out[4..8].copy_from_slice(&member.best.partition.to_le_bytes());
    out[8..12].copy_from_slice(&member.best.row.to_le_bytes());
    out[12..16].copy_from_slice(&member.size.to_le_bytes());
    out[16..32].copy_from_slice(&member.best_id.to_le_bytes());
    out[32..36].copy_from_slice(&member.similarity.to_le_bytes());
    out[36..40].copy_from_slice(&u32::from(member.kept).to_le_bytes());
    out
}

/// The members of one partition, sorted by row.
///
/// # Errors
/// When the file cannot be read or has a broken length.
pub(crate) fn read_members(path: &Path, partition: u32) -> Result<Vec<Member>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(Error::io(path, "read"))?;
    if bytes.len() % MEMBER != 0 {
        return Err(Error::run(format!(
            "{}: {} bytes are no whole number of rows of {MEMBER}",
            path.display(),
            bytes.len()
        )));
    }
    Ok(bytes
        .chunks_exact(MEMBER)
        .map(|row| decode(row, partition))
        .collect())
}

fn decode(row: &[u8], partition: u32) -> Member {
    let number = |at: usize| {
        let mut four = [0u8; 4];
        four.copy_from_slice(&row[at..at + 4]);
        u32::from_le_bytes(four)
    };
    let mut id = [0u8; 16];
    id.copy_from_slice(&row[16..32]);
    Member {
        key: DocKey {
            partition,
            row: number(0),
        },
        best: DocKey {
            partition: number(4),
            row: number(8),
        },
        best_id: u128::from_le_bytes(id),
        size: number(12),
        kept: number(36) != 0,
        similarity: f32::from_bits(number(32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_back_as_they_were() {
        let member = Member {
            key: DocKey {
                partition: 3,
                row: 70_000,
            },
            best: DocKey {
                partition: 1,
                row: 2,
            },
            best_id: 0x0123_4567_89ab_cdef_0011_2233_4455_6677,
            size: 5,
            kept: false,
            similarity: 0.8125,
        };
        assert_eq!(decode(&encode(&member), 3), member);
    }
}
