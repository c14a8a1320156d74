//! Ids that rows have brought with them: noted as they come, and compared with each other in the end.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::PathBuf;

use tamis_dedup::sort::{Budget, Sorter, Source};

use super::record::Records;
use super::task::TaskContext;
use crate::error::{Error, Result};
use crate::io::{OutFile, dedup_failed};
use crate::stages::Item;

/// The role of a task's file of kept ids.
const IDS: &str = ".ids";

/// An id (16 bytes) and where its document begins in the input file (8), both big-endian.
const NOTE: usize = 24;

/// Bytes of memory in which the ids of a run are sorted; more of them go through files.
const MEMORY: usize = 64 << 20;

/// Shared ids that are named.
const NAMED: usize = 5;

/// Writes kept ids, if there are any.
#[derive(Default)]
pub(super) struct IdsOut {
    file: Option<OutFile>,
    rows: u64,
}

impl IdsOut {
    /// Notes the id of a document that goes on, if it is one that the row had.
    pub(super) fn push(&mut self, task: &TaskContext<'_>, item: &Item) -> Result<()> {
        if !item.kept_id {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(task.create(&task.work_path("ids"))?),
        };
        let mut note = [0; NOTE];
        note[..16].copy_from_slice(&item.document.id_number().to_be_bytes());
        note[16..].copy_from_slice(&item.document.offset.to_be_bytes());
        file.write_all(&note)
            .map_err(Error::io(&task.work_path("ids"), "write"))?;
        self.rows += 1;
        Ok(())
    }

    pub(super) fn finish(self, task: &mut TaskContext<'_>) -> Result<()> {
        match self.file {
            Some(file) => task.add(file, IDS.into(), None, None, self.rows),
            None => Ok(()),
        }
    }
}

/// A file of noted ids, and the input file that they are of.
struct Noted {
    file_path: String,
    path: PathBuf,
}

/// What is to be said of ids that several documents have kept: nothing where each has its own.
///
/// # Errors
/// When what the tasks have noted cannot be read.
pub(crate) fn shared_ids(task: &TaskContext<'_>) -> Result<Option<String>> {
    let noted = task.inputs.records().filter_map(|record| {
        let file = record.outputs.iter().find(|file| file.role == IDS)?;
        let path = task.output_path(&file.path);
        // A run that has cleaned up was told of them before.
        path.is_file().then(|| Noted {
            file_path: record
                .sources
                .first()
                .map_or_else(String::new, |s| s.file_path.clone()),
            path,
        })
    });
    let noted: Vec<Noted> = noted.collect();
    if noted.is_empty() {
        return Ok(None);
    }
    let shared = shared(&noted, &Budget::new(&task.work_folder()?, MEMORY))?;
    Ok(shared.told())
}

#[derive(Default)]
struct Shared {
    /// Ids that more than one document has.
    count: u64,
    /// The first of them.
    named: Vec<String>,
}

impl Shared {
    fn told(&self) -> Option<String> {
        (self.count > 0).then(|| {
            format!(
                "{} kept ids are those of several documents; leave `keep_ids` out for one of their \
                 files, or take the file out: {}",
                self.count,
                self.named.join("; ")
            )
        })
    }
}

fn shared(noted: &[Noted], budget: &Budget) -> Result<Shared> {
    let mut sorter = Sorter::new(NOTE + 4, budget);
    let failed = dedup_failed("sort ids in");
    for (number, noted) in (0u32..).zip(noted) {
        let unread = |error| Error::io(&noted.path, "read")(error);
        let file = File::open(&noted.path).map_err(unread)?;
        let notes = file.metadata().map_err(unread)?.len() / NOTE as u64;
        let mut file = BufReader::with_capacity(1 << 17, file);
        let mut note = [0; NOTE];
        for _ in 0..notes {
            file.read_exact(&mut note).map_err(unread)?;
            let record = |buffer: &mut Vec<u8>| {
                buffer.extend_from_slice(&note[..16]);
                buffer.extend_from_slice(&number.to_be_bytes());
                buffer.extend_from_slice(&note[16..]);
            };
            sorter.push_with(record).map_err(&failed)?;
        }
    }
    let sorted = sorter.finish().map_err(&failed)?;
    let mut all = sorted.iter().map_err(&failed)?;
    let mut shared = Shared::default();
    let mut last: Option<Vec<u8>> = None;
    let mut again = false;
    while let Some(record) = all.next().map_err(&failed)? {
        let same = last.as_ref().is_some_and(|last| last[..16] == record[..16]);
        if same && !again {
            shared.count += 1;
            if let Some(last) = last.as_deref().filter(|_| shared.named.len() < NAMED) {
                let id = &record[..16];
                let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
                let (a, b) = (place(noted, last), place(noted, record));
                shared.named.push(format!("{id} in {a} and in {b}"));
            }
        }
        again = same;
        last = Some(record.to_vec());
    }
    Ok(shared)
}

/// File and offset of a sorted note.
fn place(noted: &[Noted], record: &[u8]) -> String {
    let number = record[16..20]
        .iter()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let offset = record[20..]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let file = noted
        .get(number)
        .map_or("", |noted| noted.file_path.as_str());
    format!("{file} at {offset}")
}

/// What the stage that looks at all ids has to say.
pub(super) fn warnings(records: &Records) -> impl Iterator<Item = String> {
    records
        .iter()
        .filter_map(|record| record.data["shared_ids"].as_str().map(str::to_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(folder: &std::path::Path, name: &str, notes: &[(u128, u64)]) -> Noted {
        let path = folder.join(name);
        let bytes = notes.iter().flat_map(|(id, offset)| {
            let id = id.to_be_bytes().into_iter();
            id.chain(offset.to_be_bytes())
        });
        std::fs::write(&path, bytes.collect::<Vec<u8>>()).unwrap();
        Noted {
            file_path: name.into(),
            path,
        }
    }

    #[test]
    fn ids_of_several_documents_are_named_with_their_places() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            noted(folder.path(), "b", &[(7, 0), (1, 300), (3, 2)]),
            noted(folder.path(), "a", &[(1, 5), (2, 0), (1, 6), (3, 9)]),
        ];
        let found = shared(&files, &Budget::new(folder.path(), 1 << 20)).unwrap();
        assert_eq!(found.count, 2);
        assert_eq!(
            found.named,
            [
                format!("{:032x} in b at 300 and in a at 5", 1),
                format!("{:032x} in b at 2 and in a at 9", 3),
            ]
        );
        assert!(found.told().unwrap().starts_with("2 kept ids"));
        let one = &files[..1];
        let found = shared(one, &Budget::new(folder.path(), 1 << 20)).unwrap();
        assert_eq!(found.told(), None);
    }
}
