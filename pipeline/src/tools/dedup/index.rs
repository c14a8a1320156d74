//! An index of what was kept before: its signatures, so that new documents can be compared with it.
//!
//! A folder with `index.json`, which names all that belongs to it, and a folder for each time that
//! documents were added. Nothing of it is ever changed but `index.json`, last of all and in one step:
//! a stop in between leaves a folder that nobody names, which the next addition replaces.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tamis_dedup::chain::Part;
use tamis_dedup::sort::Source;
use tamis_dedup::store::records::{Band, Key, Signature};
use tamis_dedup::store::{FileReader, FileWriter, Identity, Kind, refuse_to_mix};

use super::ids::{self, IdReader, IdWriter};
use super::sign::SignedInputs;
use crate::error::{Error, Result};
use crate::io::{final_name, store_failed, write_atomically};
use crate::stages::ending;

const FORMAT: u32 = 1;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    format: u32,
    /// What all signatures depend on.
    signatures: Identity,
    /// Whether it has the sets of shingles too.
    exact: bool,
    documents: u64,
    /// Names of crawls, by their numbers.
    dumps: Vec<String>,
    added: Vec<Addition>,
}

/// Documents that were added at one time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Addition {
    folder: String,
    /// Of the texts and ids of the inputs.
    digest: String,
    documents: u64,
    /// For each input, its rows.
    rows: Vec<u64>,
}

pub(super) struct Index {
    folder: PathBuf,
    description: Description,
    /// Held as long as this lives.
    _lock: File,
}

impl Index {
    /// Opens an index, or begins one where there is none.
    ///
    /// # Errors
    /// When another process is at work in it, when it is of other parameters, or cannot be read.
    pub(super) fn open(folder: &Path, identity: &Identity, exact: bool) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::usage(
                format!("cannot make the index {}: {error}", folder.display()),
                "name a folder that does not exist yet, or an index",
            )
        })?;
        let path = folder.join("index.json");
        if !path.exists() && holds_other_files(folder)? {
            return Err(Error::usage(
                format!("{} is no index: it has no index.json", folder.display()),
                "name a folder that does not exist yet, or an index",
            ));
        }
        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).map_err(Error::io(&lock_path, "create"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::usage(
                    format!("another tamis is at work in {}", folder.display()),
                    "wait until it has ended, or stop it",
                ));
            }
            Err(TryLockError::Error(error)) => return Err(Error::io(&lock_path, "lock")(error)),
        }
        let description = if path.exists() {
            read(&path)?
        } else {
            Description {
                format: FORMAT,
                signatures: identity.clone(),
                exact,
                documents: 0,
                dumps: Vec::new(),
                added: Vec::new(),
            }
        };
        refuse_to_mix(&description.signatures, identity).map_err(|error| {
            Error::usage(
                format!("{}: {error}", path.display()),
                "give the options that the index was made with; index.json names them",
            )
        })?;
        if description.exact != exact {
            let (has, option) = match description.exact {
                true => ("with", "add"),
                false => ("without", "leave out"),
            };
            return Err(Error::usage(
                format!("the index {} was made {has} --exact", folder.display()),
                format!("{option} that option, or begin another index"),
            ));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            description,
            _lock: lock,
        })
    }

    pub(super) fn dumps(&self) -> &[String] {
        &self.description.dumps
    }

    /// The files of all that was added.
    pub(super) fn parts(&self) -> Vec<Part> {
        self.each(|folder, at, rows| {
            let path = |kind| folder.join(format!("{at:05}.{}", ending(kind)));
            Part {
                signatures: path(Kind::Signatures),
                bands: path(Kind::Bands),
                keys: path(Kind::Keys),
                shingles: self.description.exact.then(|| path(Kind::Shingles)),
                rows,
            }
        })
    }

    /// The ids of all that was added, in the same order.
    pub(super) fn ids(&self) -> Vec<PathBuf> {
        self.each(|folder, at, _| folder.join(format!("{at:05}.ids")))
    }

    fn each<T>(&self, of: impl Fn(&Path, usize, u64) -> T) -> Vec<T> {
        let mut out = Vec::new();
        for addition in &self.description.added {
            let folder = self.folder.join(&addition.folder);
            let rows = addition.rows.iter().enumerate();
            out.extend(rows.map(|(at, rows)| of(&folder, at, *rows)));
        }
        out
    }

    /// Inputs that were added before would all be duplicates of themselves.
    ///
    /// # Errors
    /// If they were.
    pub(super) fn refuse_again(&self, digest: &str, inputs: &[PathBuf]) -> Result<()> {
        let before = self.description.added.iter().find(|a| a.digest == digest);
        let (Some(before), true) = (before, !inputs.is_empty()) else {
            return Ok(());
        };
        Err(Error::usage(
            format!(
                "the index {} has the documents of these inputs already ({})",
                self.folder.display(),
                before.folder
            ),
            "the output of that time holds; give other inputs, or another index",
        ))
    }

    /// Adds the documents of `signed` that `kept` names (by input and row), and gives the number of
    /// documents in the index.
    ///
    /// # Errors
    /// When they cannot be written; the index is then as it was.
    pub(super) fn add(
        mut self,
        signed: &SignedInputs,
        kept: impl Fn(usize, u32) -> bool,
    ) -> Result<u64> {
        let name = format!("added-{:05}", self.description.added.len() + 1);
        let folder = self.folder.join(&name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(Error::io(&folder, "delete"))?;
        }
        std::fs::create_dir_all(&folder).map_err(Error::io(&folder, "make the folder"))?;
        let mut documents = 0;
        for (at, (part, ids)) in signed.parts.iter().zip(&signed.ids).enumerate() {
            let kept = |row| kept(at, row);
            let path = |kind| folder.join(format!("{at:05}.{}", ending(kind)));
            documents += filter(
                &part.signatures,
                &path(Kind::Signatures),
                Kind::Signatures,
                &kept,
            )?;
            filter(&part.bands, &path(Kind::Bands), Kind::Bands, &kept)?;
            filter(&part.keys, &path(Kind::Keys), Kind::Keys, &kept)?;
            if let Some(shingles) = &part.shingles {
                filter(shingles, &path(Kind::Shingles), Kind::Shingles, &kept)?;
            }
            let place = folder.join(format!("{at:05}.ids"));
            copy_ids(ids, &place, part.rows, &kept)?;
            for path in ids::files(&place) {
                sync(&path)?;
            }
        }
        sync(&folder)?;
        let description = &mut self.description;
        description.documents += documents;
        description.dumps.clone_from(&signed.dumps);
        description.added.push(Addition {
            folder: name,
            digest: signed.digest.clone(),
            documents,
            rows: signed.parts.iter().map(|part| part.rows).collect(),
        });
        let text = serde_json::to_string_pretty(description)
            .map_err(|error| Error::run(format!("cannot describe the index: {error}")))?;
        write_atomically(&self.folder.join("index.json"), (text + "\n").as_bytes())?;
        Ok(self.description.documents)
    }
}

fn holds_other_files(folder: &Path) -> Result<bool> {
    let mut entries = std::fs::read_dir(folder).map_err(Error::io(folder, "read the folder"))?;
    Ok(entries.any(|entry| {
        entry.is_ok_and(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name != "lock" && name != "added-00001" && final_name(&name) != Some("index.json")
        })
    }))
}

fn read(path: &Path) -> Result<Description> {
    let text = std::fs::read(path).map_err(Error::io(path, "read"))?;
    let wrong = |what: String| {
        Error::usage(
            format!("{}: {what}", path.display()),
            "restore the file from a copy, or begin another index",
        )
    };
    let description: Description =
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    if description.format != FORMAT {
        return Err(wrong(format!(
            "format {}, but this program reads format {FORMAT}",
            description.format
        )));
    }
    Ok(description)
}

/// Copies the records of documents that are kept.
fn filter(from: &Path, to: &Path, kind: Kind, kept: &impl Fn(u32) -> bool) -> Result<u64> {
    let failed = store_failed(from, "read");
    let mut reader = FileReader::open(from, kind).map_err(&failed)?;
    let out = File::create(to).map_err(Error::io(to, "create"))?;
    let write = store_failed(to, "write");
    let identity = reader.identity().clone();
    let mut writer = FileWriter::new(out, kind, &identity, reader.part()).map_err(&write)?;
    let mut signature = Signature::default();
    let mut bytes = Vec::new();
    while let Some(record) = reader.next().map_err(&failed)? {
        let row = match kind {
            Kind::Signatures => {
                signature.read(record);
                signature.row
            }
            Kind::Bands => Band::take(record).row,
            Kind::Keys => Key::take(record).row,
            // Sets begin with the row.
            _ => record
                .first_chunk()
                .map_or(0, |row| u32::from_be_bytes(*row)),
        };
        if !kept(row) {
            continue;
        }
        bytes.clear();
        if kind == Kind::Signatures {
            // What was kept before stays, whatever comes.
            signature.rank.goodness = u128::MAX;
            signature.put(&mut bytes);
        } else {
            bytes.extend_from_slice(record);
        }
        writer.record(&bytes).map_err(&write)?;
    }
    let (file, records) = writer.finish().map_err(&write)?;
    file.sync_all().map_err(Error::io(to, "sync"))?;
    Ok(records)
}

fn copy_ids(from: &Path, to: &Path, rows: u64, kept: &impl Fn(u32) -> bool) -> Result<()> {
    let reader = IdReader::open(from)?;
    let mut writer = IdWriter::create(to)?;
    for row in (0..rows).map(|row| row as u32).filter(|row| kept(*row)) {
        writer.push(row, &reader.get(row)?)?;
    }
    writer.finish()
}

fn sync(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(Error::io(path, "sync"))
}
