//! The ids of a part's documents as they came, on disk: any one is found without reading the others.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Beside the file of ids, where each begins: a u64 for each row, and one for the end.
fn places(path: &Path) -> PathBuf {
    path.with_extension("places")
}

/// Both files of a part.
pub(super) fn files(path: &Path) -> [PathBuf; 2] {
    [path.to_path_buf(), places(path)]
}

pub(super) struct IdWriter {
    path: PathBuf,
    ids: BufWriter<File>,
    places: BufWriter<File>,
    offset: u64,
    rows: u32,
}

impl IdWriter {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let create = |path: &Path| {
            let file = File::create(path).map_err(Error::io(path, "create"))?;
            Ok::<_, Error>(BufWriter::with_capacity(1 << 16, file))
        };
        let mut writer = Self {
            path: path.to_path_buf(),
            ids: create(path)?,
            places: create(&places(path))?,
            offset: 0,
            rows: 0,
        };
        writer.place()?;
        Ok(writer)
    }

    fn place(&mut self) -> Result<()> {
        let offset = self.offset.to_le_bytes();
        self.places
            .write_all(&offset)
            .map_err(Error::io(&self.path, "write"))
    }

    /// Adds the id of a row; rows that were left out have none.
    pub(super) fn push(&mut self, row: u32, id: &str) -> Result<()> {
        while self.rows < row {
            self.rows += 1;
            self.place()?;
        }
        self.ids
            .write_all(id.as_bytes())
            .map_err(Error::io(&self.path, "write"))?;
        self.offset += id.len() as u64;
        self.rows = row + 1;
        self.place()
    }

    pub(super) fn finish(mut self) -> Result<()> {
        let flushed = self.ids.flush().and_then(|()| self.places.flush());
        flushed.map_err(Error::io(&self.path, "write"))
    }
}

pub(super) struct IdReader {
    path: PathBuf,
    ids: File,
    places: File,
}

impl IdReader {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let places = places(path);
        Ok(Self {
            path: path.to_path_buf(),
            ids: File::open(path).map_err(Error::io(path, "open"))?,
            places: File::open(&places).map_err(Error::io(&places, "open"))?,
        })
    }

    pub(super) fn get(&self, row: u32) -> Result<String> {
        let mut two = [0; 16];
        let read = |file: &File, offset: u64, bytes: &mut [u8]| {
            let mut file = file;
            file.seek(SeekFrom::Start(offset))
                .and_then(|_| file.read_exact(bytes))
                .map_err(Error::io(&self.path, "read"))
        };
        read(&self.places, u64::from(row) * 8, &mut two)?;
        let [start, end] = [0, 8].map(|at| {
            let eight = two.get(at..).and_then(|rest| rest.first_chunk());
            eight.map_or(0, |eight| u64::from_le_bytes(*eight))
        });
        let length = end.checked_sub(start).filter(|length| *length < 1 << 30);
        let Some(length) = length else {
            return Err(Error::run(format!(
                "{} is damaged at the id of row {row}",
                self.path.display()
            )));
        };
        let mut id = vec![0; length as usize];
        read(&self.ids, start, &mut id)?;
        Ok(String::from_utf8_lossy(&id).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0.ids");
        let mut writer = IdWriter::create(&path).unwrap();
        for (row, id) in [(0, "a"), (1, ""), (4, "źdźbło"), (5, "z")] {
            writer.push(row, id).unwrap();
        }
        writer.finish().unwrap();
        let reader = IdReader::open(&path).unwrap();
        let ids: Vec<String> = [5, 4, 3, 1, 0].map(|row| reader.get(row).unwrap()).to_vec();
        assert_eq!(ids, ["z", "źdźbło", "", "", "a"]);
        assert!(reader.get(6).is_err());
    }
}
