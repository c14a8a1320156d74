//! The rows of one file, in batches.

use std::fs::File;
use std::path::Path;

use tamis_manifests::counts::LOST;
use tamis_manifests::digest::sha256_of;

use super::document::{Rules, document};
use super::files::mistaken;
use crate::error::{Error, Result};
use crate::rows::{Format, HEAD, RowReader, Tap, Unusable, Wanted, of_head};
use crate::stages::{Batch, Damaged, FileRead, Incoming, Partition, RecordStream};

/// Rows of a file, and of what could not be read, each fault once.
pub(super) struct Rows {
    /// None at the end, and where nothing of the file can be read.
    reader: Option<RowReader>,
    /// Of JSON lines; a table is read here and there, and hashed in the end.
    tap: Option<Tap>,
    /// SHA-256 and length of a table that was copied from a store.
    copied: Option<(String, u64)>,
    /// To be told first: why the file cannot be read.
    broken: Option<Error>,
    partition: Partition,
    rules: Rules,
}

impl Rows {
    /// Opens a file of lines, or, with a folder for copies from stores, a table. One that is damaged from its first bytes on is opened too, and gives that alone.
    ///
    /// # Errors
    /// When it cannot be opened, or has other columns than are wanted.
    pub(super) fn open(
        partition: &Partition,
        wanted: &Wanted,
        scratch: Option<&Path>,
        rules: Rules,
    ) -> Result<Self> {
        let place = &partition.place;
        let (path, wanted) = (place.shown(), wanted.clone());
        let (mut tap, mut copied) = (None, None);
        let reader = match (scratch, of_head(&place.head(HEAD)?, path)?) {
            (None, Format::JsonLines(compression)) => {
                let bytes = Tap::new(place.open()?);
                tap = Some(bytes.clone());
                RowReader::of_lines(bytes, path, compression, wanted)
            }
            (Some(scratch), Format::Parquet) => {
                let (file, read) = place.file(scratch)?;
                copied = read;
                RowReader::of_table(file, path, wanted)
            }
            (Some(scratch), Format::JsonLines(_)) if place.path().is_some() => {
                // It was a table when the run was planned: its first bytes are damaged.
                let (file, _) = place.file(scratch)?;
                RowReader::of_table(file, path, wanted)
            }
            (scratch, _) => return Err(mistaken(path, partition.bytes, scratch.is_none())),
        };
        let failed = || tap.as_ref().is_some_and(Tap::failed);
        let (reader, broken) = match reader {
            Ok(reader) => (Some(reader), None),
            Err(error @ Error::Run { .. }) if !failed() => (None, Some(error)),
            Err(error) => return Err(error),
        };
        Ok(Self {
            reader,
            tap,
            copied,
            broken,
            partition: partition.clone(),
            rules,
        })
    }

    /// What could not be read of the file itself, from here to its end or to the next part of it.
    fn fault(&self, error: &Error) -> Damaged {
        let (position, all) = (self.position(), self.partition.bytes);
        Damaged {
            file_path: None,
            offset: position,
            lost_bytes: all.saturating_sub(position),
            detail: error.to_string(),
        }
    }

    /// Bytes of the file that are behind the reader; of a table by its rows.
    fn position(&self) -> u64 {
        if let Some(tap) = &self.tap {
            return tap.position();
        }
        let rows = self.reader.as_ref().and_then(RowReader::rows);
        let (read, all) = rows.unwrap_or_default();
        let share = u128::from(self.partition.bytes) * u128::from(read) / u128::from(all.max(1));
        u64::try_from(share).unwrap_or(self.partition.bytes)
    }
}

impl RecordStream for Rows {
    fn next_batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch::default();
        if let Some(error) = self.broken.take() {
            batch.damage(Damaged {
                offset: 0,
                lost_bytes: self.partition.bytes,
                ..self.fault(&error)
            });
            return Ok(Some(batch));
        }
        let Some(reader) = &mut self.reader else {
            return Ok(None);
        };
        match reader.batch() {
            Ok(None) => {
                self.reader = None;
                return Ok(None);
            }
            Ok(Some(rows)) => {
                for row in rows {
                    match row {
                        Ok(row) => {
                            batch.count("row");
                            let item = document(row, self.rules, &self.partition);
                            batch.incoming.push(Incoming::Item(item));
                        }
                        Err(unusable) => batch.damage(damaged(&unusable)),
                    }
                }
            }
            Err(error) => {
                // A disk that fails says nothing about the file: the task fails, and is repeated.
                if self.tap.as_ref().is_some_and(Tap::failed) {
                    return Err(error);
                }
                let before = reader.rows();
                let more = reader.recover();
                let mut fault = self.fault(&error);
                let after = self.reader.as_ref().and_then(RowReader::rows);
                if let (Some((before, all)), Some((after, _))) = (before, after) {
                    // A group of a million rows is more than one damaged record among others.
                    let lost = after.saturating_sub(before);
                    batch.count_some(LOST, lost);
                    fault.offset = before;
                    let share = lost as f64 / all.max(1) as f64;
                    fault.lost_bytes = (self.partition.bytes as f64 * share) as u64;
                }
                batch.damage(fault);
                if !more {
                    self.reader = None;
                }
            }
        }
        batch.position = self.position();
        Ok(Some(batch))
    }

    fn finish(self: Box<Self>) -> Result<Vec<FileRead>> {
        let path = self.partition.place.shown();
        let read = match (self.tap, self.copied) {
            (Some(tap), _) => tap.finish(),
            (None, Some(copied)) => Ok(copied),
            (None, None) => File::open(path).and_then(sha256_of),
        };
        Ok(vec![read.map_err(Error::io(path, "read"))?.into()])
    }
}

fn damaged(unusable: &Unusable) -> Damaged {
    Damaged {
        file_path: None,
        offset: unusable.offset,
        lost_bytes: unusable.bytes,
        detail: unusable.reason_at(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;
    use proptest::prelude::*;
    use tamis_manifests::digest::sha256;

    use super::*;
    use crate::rows::{Role, Want};

    const ROWS: usize = 40;

    fn lines() -> Vec<u8> {
        let line = |n| format!("{{\"id\":{n},\"text\":\"Text of number {n}.\"}}\n");
        (0..ROWS).map(line).collect::<String>().into_bytes()
    }

    /// The same rows in each of the four forms.
    fn file(form: usize) -> Vec<u8> {
        let lines = lines();
        let (a, b) = lines.split_at(lines.len() / 2);
        match form {
            0 => lines,
            1 => [a, b]
                .map(|part| {
                    let fast = flate2::Compression::fast();
                    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), fast);
                    gzip.write_all(part).unwrap();
                    gzip.finish().unwrap()
                })
                .concat(),
            2 => [a, b]
                .map(|part| zstd::bulk::compress(part, 3).unwrap())
                .concat(),
            _ => {
                let column = |text: fn(usize) -> String| {
                    let values: Vec<String> = (0..ROWS).map(text).collect();
                    Arc::new(StringArray::from(values)) as ArrayRef
                };
                let columns = [
                    ("id", column(|n| n.to_string())),
                    ("text", column(|n| format!("Text of number {n}."))),
                ];
                let batch = RecordBatch::try_from_iter(columns).unwrap();
                let properties = WriterProperties::builder()
                    .set_max_row_group_row_count(Some(10))
                    .build();
                let mut bytes = Vec::new();
                let mut writer =
                    ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
                writer.write(&batch).unwrap();
                writer.close().unwrap();
                bytes
            }
        }
    }

    fn wanted() -> Wanted {
        let want = |role, name: &str| Want {
            role,
            name: name.into(),
            asked: role == Role::Text,
        };
        Wanted {
            columns: vec![want(Role::Text, "text"), want(Role::Id, "id")],
            may_lack_text: true,
        }
    }

    /// Offsets, own ids and numbers of damages of a file, if it can be opened.
    fn read(bytes: &[u8], form: usize) -> Option<(Vec<(u64, String)>, usize)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, bytes).unwrap();
        let partition = Partition {
            file_path: "a".into(),
            id_name: "a".into(),
            place: path.into(),
            bytes: bytes.len() as u64,
            dump: String::new(),
            archive: false,
            members: Vec::new(),
        };
        let scratch = (form == 3).then_some(folder.path());
        let mut stream = match Rows::open(&partition, &wanted(), scratch, Rules::default()) {
            Ok(stream) => Box::new(stream),
            Err(Error::Usage { .. }) => return None,
            Err(error) => panic!("{error}"),
        };
        let (mut rows, mut damages) = (Vec::new(), 0);
        for batches in 0.. {
            assert!(batches < 1000, "no end");
            let Some(batch) = stream.next_batch().unwrap() else {
                break;
            };
            assert!(batch.position <= partition.bytes);
            for incoming in batch.incoming {
                match incoming {
                    Incoming::Item(item) => {
                        rows.push((item.document.offset, item.document.record_id));
                    }
                    Incoming::Damage(damage) => {
                        assert!(!damage.detail.is_empty());
                        damages += 1;
                    }
                }
            }
        }
        let read = stream.finish().unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(
            (read[0].sha256.as_str(), read[0].bytes),
            (&*sha256(bytes), partition.bytes)
        );
        Some((rows, damages))
    }

    #[test]
    fn every_form_gives_the_same_rows() {
        for form in 0..4 {
            let (rows, damages) = read(&file(form), form).unwrap();
            assert_eq!((rows.len(), damages), (ROWS, 0), "{form}");
            for (n, (offset, id)) in rows.iter().enumerate() {
                assert_eq!(*id, n.to_string());
                let line = &lines()[usize::try_from(*offset).unwrap()..];
                let right = if form == 3 {
                    *offset == n as u64
                } else {
                    line.starts_with(b"{\"id\"")
                };
                assert!(right, "{form} {n} {offset}");
            }
        }
    }

    #[test]
    fn what_comes_before_a_cut_is_given() {
        for form in 1..3 {
            let whole = file(form);
            let (rows, damages) = read(&whole[..whole.len() - 5], form).unwrap();
            assert!(rows.len() >= ROWS / 2 - 1, "{form}: {}", rows.len());
            assert_eq!(damages, 1, "{form}");
        }
        // Without its footer a table gives nothing, and says so.
        let whole = file(3);
        assert_eq!(read(&whole[..whole.len() - 5], 3).unwrap(), (Vec::new(), 1));
    }

    #[test]
    fn a_damaged_row_group_costs_no_other() {
        let mut bytes = file(3);
        // The second group begins after a quarter or so of the data.
        let text = b"Text of number 15.";
        let at = bytes
            .windows(text.len())
            .position(|window| window == text)
            .unwrap();
        bytes[at - 40..at + 40].fill(0xff);
        let (rows, damages) = read(&bytes, 3).unwrap();
        assert!(
            damages >= 1 || rows.len() == ROWS,
            "{damages} {}",
            rows.len()
        );
        for (offset, id) in rows.iter().filter(|(offset, _)| !(10..20).contains(offset)) {
            assert_eq!(offset.to_string(), *id);
        }
        assert!(rows.len() >= 30, "{}", rows.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn damaged_files_are_read_to_an_end(
            form in 0usize..4,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            cut in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut bytes = file(form);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            if let Some((rows, _)) = read(&bytes, form) {
                // A changed byte may make two lines of one.
                prop_assert!(rows.len() <= ROWS + 8);
            }
        }
    }
}
