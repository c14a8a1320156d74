use std::collections::HashSet;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, col, lit};

use crate::dataset;
use crate::error::{Error, Result};

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
        let shards = dataset::Table::open(folder.to_path_buf())?;
        let mut table = Self {
            names: signals.iter().map(|name| (*name).to_owned()).collect(),
            columns: signals.iter().map(|_| Vec::new()).collect(),
            ..Self::default()
        };
        if shards.len() == 0 {
            return Ok(table);
        }
        let fields = shards.check(
            &["id", "language", "language_script", "signals"],
            Some("signals"),
        )?;
        for name in signals.iter().chain(&["characters"]) {
            if *name != "language_score" && !fields.iter().any(|field| field == name) {
                return Err(Error::NoSignal {
                    path: folder.to_path_buf(),
                    signal: (*name).to_owned(),
                });
            }
        }
        let (language, script) = code.split_once('_').unwrap_or((code, ""));
        let starts = shards.rows_before()?;
        let frame = shards.collect_with_row_numbers("row", |rows| {
            let signal = |(at, name): (usize, &&str)| {
                let column = match *name {
                    "language_score" => col("language_score"),
                    name => col("signals").struct_().field_by_name(name),
                };
                column.alias(at.to_string())
            };
            let mut wanted = vec![
                col("row"),
                col("id"),
                col("signals")
                    .struct_()
                    .field_by_name("characters")
                    .alias("characters"),
            ];
            wanted.extend(signals.iter().enumerate().map(signal));
            rows.filter(
                col("language")
                    .eq(lit(language))
                    .and(col("language_script").eq(lit(script))),
            )
            .select(wanted)
        })?;
        table.files = shards.files().to_vec();
        let fail = Error::parquet(folder);
        table.fill(&frame, &starts, without).map_err(fail)?;
        Ok(table)
    }

    /// Takes what the query gave, but for the documents in `without`.
    fn fill(
        &mut self,
        frame: &DataFrame,
        starts: &[u64],
        without: &HashSet<u128>,
    ) -> polars::prelude::PolarsResult<()> {
        let ids = frame.column("id")?.str()?.clone();
        let keep: Vec<Option<u128>> = ids
            .iter()
            .map(|id| {
                let id = u128::from_str_radix(id.unwrap_or_default(), 16).unwrap_or(0);
                (!without.contains(&id)).then_some(id)
            })
            .collect();
        self.ids = keep.iter().copied().flatten().collect();
        self.duplicates = (keep.len() - self.ids.len()) as u64;
        let rows = frame.column("row")?.u32()?.clone();
        for (row, kept) in rows.iter().zip(&keep) {
            if kept.is_some() {
                let row = u64::from(row.unwrap_or_default());
                let file = starts
                    .partition_point(|start| *start <= row)
                    .saturating_sub(1);
                let start = starts.get(file).copied().unwrap_or_default();
                self.places.push((file as u32, (row - start) as u32));
            }
        }
        let numbers = |name: &str| -> polars::prelude::PolarsResult<Vec<f32>> {
            let values = frame.column(name)?.f32()?.clone();
            let kept = values.iter().zip(&keep).filter(|(_, kept)| kept.is_some());
            Ok(kept.map(|(value, _)| value.unwrap_or_default()).collect())
        };
        self.tokens = numbers("characters")?
            .into_iter()
            .map(|characters| (characters / TOKEN_CHARACTERS).ceil() as u32)
            .collect();
        for (at, column) in self.columns.iter_mut().enumerate() {
            *column = numbers(&at.to_string())?;
        }
        Ok(())
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
