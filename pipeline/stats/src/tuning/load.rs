use std::collections::HashSet;
use std::path::{Path, PathBuf};

use arrow_array::{Array, Float32Array, StringArray};

use crate::dataset::Files;
use crate::error::{Error, Result};
use crate::read::Rows;

/// The column that may be asked for like a signal.
const SCORE: &str = "language_score";

/// Characters that a token has, for an idea of how much a bound removes. The dataset's own number is that
/// of its tokenizer, which these files know nothing of: they were written before tokens were counted.
const TOKEN_CHARACTERS: f32 = 4.0;

/// The signals of the documents of one language, in columns.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Names of the signals.
    pub names: Vec<String>,
    /// The values of each signal, one for each document.
    pub columns: Vec<Vec<f32>>,
    /// A rough number of tokens of each document: characters / 4, rounded up.
    pub tokens: Vec<u32>,
    /// Ids of the documents, as numbers.
    pub ids: Vec<u128>,
    /// The file, as a place in `files`, and the row in it, that each document stands in.
    pub places: Vec<(u32, u32)>,
    /// The files.
    pub files: Vec<PathBuf>,
    /// Documents of the language that were left out, being in `without`.
    pub duplicates: u64,
}

impl Table {
    /// Reads the documents of a language, `mlt_Latn`, from the Parquet files of a folder, which
    /// have the columns of tamis' documents. `signals` are the fields of the column `signals` that
    /// are wanted (`language_score` stands for the column of that name). Documents whose ids are in
    /// `without` are left out.
    ///
    /// What is held is 4 bytes for each signal and some 28 for each document.
    ///
    /// # Errors
    /// When a file cannot be read, or lacks a signal.
    pub fn load(
        folder: &Path,
        code: &str,
        signals: &[&str],
        without: &HashSet<u128>,
    ) -> Result<Self> {
        let shards = Files::of_folder(folder)?;
        let mut table = Self {
            names: signals.iter().map(|name| (*name).to_owned()).collect(),
            columns: signals.iter().map(|_| Vec::new()).collect(),
            files: shards.paths().to_vec(),
            ..Self::default()
        };
        if shards.paths().is_empty() {
            return Ok(table);
        }
        let fields = shards.check(
            &["id", "language", "language_script", "signals"],
            Some("signals"),
        )?;
        for name in signals.iter().chain(&["characters"]) {
            if *name != SCORE && !fields.iter().any(|field| field == name) {
                return Err(Error::NoSignal {
                    path: folder.to_path_buf(),
                    signal: (*name).to_owned(),
                });
            }
        }
        let wanted: Vec<String> = signals
            .iter()
            .chain(&["characters"])
            .map(|name| match *name {
                SCORE => SCORE.to_owned(),
                name => format!("signals.{name}"),
            })
            .collect();
        let columns = ["id", "language", "language_script"].into_iter();
        let columns: Vec<&str> = columns.chain(wanted.iter().map(String::as_str)).collect();
        let (language, script) = code.split_once('_').unwrap_or((code, ""));
        for part in shards.map(&columns, |rows| {
            let mut part = Self::default();
            part.take(rows, (language, script), signals, without)?;
            Ok(part)
        })? {
            table.append(part);
        }
        Ok(table)
    }

    /// Takes the rows of a language, but for the documents in `without`.
    fn take(
        &mut self,
        rows: &Rows,
        (language, script): (&str, &str),
        signals: &[&str],
        without: &HashSet<u128>,
    ) -> Result<(), String> {
        let (languages, scripts) = (rows.text("language")?, rows.text("language_script")?);
        let mut kept = Vec::new();
        for (row, id) in rows.text("id")?.iter().enumerate() {
            let here =
                |column: &StringArray, wanted| column.is_valid(row) && column.value(row) == wanted;
            if !here(languages, language) || !here(scripts, script) {
                continue;
            }
            let id = u128::from_str_radix(id.unwrap_or_default(), 16).unwrap_or(0);
            if without.contains(&id) {
                self.duplicates += 1;
                continue;
            }
            kept.push(row);
            self.ids.push(id);
            self.places
                .push((rows.file as u32, (rows.first + row as u64) as u32));
        }
        let values = |column: &Float32Array| -> Vec<f32> {
            let value = |row: &usize| {
                if column.is_valid(*row) {
                    column.value(*row)
                } else {
                    0.0
                }
            };
            kept.iter().map(value).collect()
        };
        self.tokens = values(rows.signal("characters")?)
            .into_iter()
            .map(|characters| (characters / TOKEN_CHARACTERS).ceil() as u32)
            .collect();
        for name in signals {
            self.columns.push(values(match *name {
                SCORE => rows.floats(SCORE)?,
                name => rows.signal(name)?,
            }));
        }
        Ok(())
    }

    /// Appends the documents of another part.
    fn append(&mut self, part: Self) {
        for (column, more) in self.columns.iter_mut().zip(part.columns) {
            column.extend(more);
        }
        self.tokens.extend(part.tokens);
        self.ids.extend(part.ids);
        self.places.extend(part.places);
        self.duplicates += part.duplicates;
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Place of a signal among the columns.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}
