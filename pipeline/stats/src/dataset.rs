//! Where the files of a dataset are, and how they are scanned.

use std::fs::File;
use std::path::{Path, PathBuf};

use polars::io::HiveOptions;
use polars::prelude::{
    DataFrame, DataType, Engine, LazyFrame, PlRefPath, PolarsError, PolarsResult, ScanArgsParquet,
    len,
};

use crate::error::{Error, Result};

/// The languages of a dataset, sorted: the names of the folders in `data/`.
///
/// # Errors
/// When `dataset` is no dataset, is not finished or cannot be read.
pub fn codes(dataset: &Path) -> Result<Vec<String>> {
    if !dataset.exists() {
        return Err(Error::Missing {
            path: dataset.to_path_buf(),
        });
    }
    let data = dataset.join("data");
    let whole = dataset.join("manifest.json").exists();
    if !whole && dataset.join(".tamis").exists() {
        return Err(Error::Unfinished {
            path: dataset.to_path_buf(),
        });
    }
    if !data.is_dir() {
        // A run that kept nothing at all writes a manifest and no shard.
        return if whole {
            Ok(Vec::new())
        } else {
            Err(Error::NotADataset {
                path: dataset.to_path_buf(),
            })
        };
    }
    let mut codes: Vec<String> = list(&data)?
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_string()))
        .filter(|name| !name.starts_with('.'))
        .collect();
    codes.sort_unstable();
    Ok(codes)
}

/// Parquet files that are read as one table.
pub(crate) struct Table {
    folder: PathBuf,
    files: Vec<PathBuf>,
}

impl Table {
    /// The shards of one language.
    pub(crate) fn of_language(dataset: &Path, code: &str) -> Result<Self> {
        let found = codes(dataset)?;
        if !found.iter().any(|c| c == code) {
            let (path, code) = (dataset.to_path_buf(), code.to_string());
            return Err(Error::NoLanguage { path, code, found });
        }
        Self::open(dataset.join("data").join(code))
    }

    /// The ledger, if the dataset has one.
    pub(crate) fn of_removals(dataset: &Path) -> Result<Option<Self>> {
        codes(dataset)?;
        let folder = dataset.join("removed");
        if folder.is_dir() {
            Self::open(folder).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The Parquet files of a folder, in the order of their names.
    pub(crate) fn open(folder: PathBuf) -> Result<Self> {
        let mut files = list(&folder)?;
        // Names with a dot in front are files that are still being written.
        files.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".parquet") && !name.starts_with('.')
        });
        files.sort_unstable();
        for path in &files {
            // A pipe would be waited for without end.
            let meta = path.metadata().map_err(Error::io(path))?;
            if !meta.is_file() {
                return Err(Error::io(path)(std::io::Error::other(
                    "it is no regular file",
                )));
            }
        }
        Ok(Self { folder, files })
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// The files, in the order in which they are read.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Rows of all files before each one.
    pub(crate) fn rows_before(&self) -> Result<Vec<u64>> {
        let mut rows = 0;
        let mut starts = Vec::with_capacity(self.files.len());
        for path in &self.files {
            starts.push(rows);
            let one = scan(std::slice::from_ref(path))
                .and_then(|frame| frame.select([len().alias("rows")]).collect())
                .map_err(Error::parquet(path))?;
            rows += count(&one, "rows");
        }
        Ok(starts)
    }

    /// Runs a query over all files, in which a column of that name numbers the rows of all files
    /// from 0; there must be at least one file.
    pub(crate) fn collect_with_row_numbers(
        &self,
        name: &str,
        query: impl Fn(LazyFrame) -> LazyFrame,
    ) -> Result<DataFrame> {
        self.collect(|frame| query(frame.with_row_index(name, None)))
    }

    /// Checks that every file has the columns; gives the fields of the struct column `fields_of`,
    /// in the order of the first file.
    pub(crate) fn check(&self, columns: &[&str], fields_of: Option<&str>) -> Result<Vec<String>> {
        let mut fields: Vec<String> = Vec::new();
        for (number, path) in self.files.iter().enumerate() {
            // Opened here first for a plain message: that of the scan talks about its plan.
            File::open(path).map_err(Error::io(path))?;
            let schema = scan(std::slice::from_ref(path))
                .and_then(|mut frame| frame.collect_schema())
                .map_err(Error::parquet(path))?;
            let missing = |column: &str| Error::NoColumn {
                path: path.clone(),
                column: column.to_string(),
            };
            for column in columns {
                schema.get(column).ok_or_else(|| missing(column))?;
            }
            let Some(column) = fields_of else { continue };
            let Some(DataType::Struct(found)) = schema.get(column) else {
                return Err(missing(column));
            };
            if number == 0 {
                fields = found.iter().map(|field| field.name().to_string()).collect();
            }
        }
        Ok(fields)
    }

    /// Runs a query over all files; there must be at least one.
    pub(crate) fn collect(&self, query: impl Fn(LazyFrame) -> LazyFrame) -> Result<DataFrame> {
        // The streaming engine does not hold the column `text` in memory as a whole.
        let run = |files: &[PathBuf]| {
            let result = query(scan(files)?).collect_with_engine(Engine::Streaming)?;
            Ok(result.unwrap_single())
        };
        run(&self.files).or_else(|error: PolarsError| {
            // The message of the whole does not always name the file: find it.
            for path in &self.files {
                run(std::slice::from_ref(path)).map_err(Error::parquet(path))?;
            }
            Err(Error::parquet(&self.folder)(error))
        })
    }
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    std::fs::read_dir(folder)
        .map_err(Error::io(folder))?
        .map(|entry| entry.map(|entry| entry.path()).map_err(Error::io(folder)))
        .collect()
}

fn scan(files: &[PathBuf]) -> PolarsResult<LazyFrame> {
    let paths: PolarsResult<Vec<_>> = files.iter().map(|f| PlRefPath::try_from_path(f)).collect();
    // Folders may be called `year=2024` or `[new]`: neither is a column or a pattern here.
    let options = ScanArgsParquet {
        glob: false,
        hive_options: HiveOptions::new_disabled(),
        ..Default::default()
    };
    LazyFrame::scan_parquet_files(paths?.into_iter().collect(), options)
}

/// A whole number of the first row; 0 when there is none.
pub(crate) fn count(frame: &DataFrame, column: &str) -> u64 {
    number(frame, column).map_or(0, |n| n as u64)
}

/// A number of the first row.
pub(crate) fn number(frame: &DataFrame, column: &str) -> Option<f64> {
    frame.column(column).ok()?.get(0).ok()?.extract::<f64>()
}
