//! Reading columns of files, row groups side by side.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, Float32Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use rayon::prelude::*;
use tamis_table::{Table, guarded, maybe_texts, small_floats, small_integers, wrong};

use crate::dataset::Files;
use crate::error::{Error, Result};

/// Rows in a batch; few, as there may be whole texts among the columns.
const BATCH: usize = 1024;

/// Rows of one file that were read together. What a column is not is told as a sentence about the file.
pub(crate) struct Rows {
    /// The place of the file among all.
    pub(crate) file: usize,
    /// The number in the file of the first of them.
    pub(crate) first: u64,
    batch: RecordBatch,
}

impl Rows {
    /// How many they are.
    pub(crate) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// A column of text.
    pub(crate) fn text(&self, column: &str) -> Result<&StringArray, String> {
        maybe_texts(&self.batch, column)
    }

    /// A column of whole numbers.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<Option<i32>>, String> {
        Ok(small_integers(&self.batch, column)?.iter().collect())
    }

    /// A column of numbers.
    pub(crate) fn floats(&self, column: &str) -> Result<&Float32Array, String> {
        small_floats(&self.batch, column)
    }

    /// A signal: a field of the column `signals`.
    pub(crate) fn signal(&self, name: &str) -> Result<&Float32Array, String> {
        let signals = self.batch.column_by_name("signals");
        signals
            .and_then(|column| {
                column
                    .as_struct_opt()?
                    .column_by_name(name)?
                    .as_primitive_opt()
            })
            .ok_or_else(|| format!("its column `signals` has no field `{name}` of the type float"))
    }

    /// Of each row, whether a column of lists has something in its list.
    pub(crate) fn any(&self, column: &str) -> Result<Vec<bool>, String> {
        let lists = self
            .batch
            .column_by_name(column)
            .and_then(|column| column.as_list_opt::<i32>())
            .ok_or_else(|| format!("its column `{column}` has no lists"))?;
        let any = |row| lists.is_valid(row) && lists.value_length(row) > 0;
        Ok((0..lists.len()).map(any).collect())
    }
}

impl Files {
    /// Checks that every file has the columns; gives the fields of the struct column `fields_of`,
    /// in the order of the first file.
    pub(crate) fn check(&self, columns: &[&str], fields_of: Option<&str>) -> Result<Vec<String>> {
        let mut fields = Vec::new();
        for (number, path) in self.paths().iter().enumerate() {
            let table = open(path)?;
            let found = |column: &str| {
                let field = table.schema().field_with_name(column).ok();
                field.map(arrow_schema::Field::data_type)
            };
            let missing = |column: &str| Error::NoColumn {
                path: path.clone(),
                column: column.to_string(),
            };
            for column in columns {
                found(column).ok_or_else(|| missing(column))?;
            }
            let Some(column) = fields_of else { continue };
            let Some(DataType::Struct(of)) = found(column) else {
                return Err(missing(column));
            };
            if number == 0 {
                fields = of.iter().map(|field| field.name().clone()).collect();
            }
        }
        Ok(fields)
    }

    /// What `work` makes of all rows, a batch at a time, in the order of files and rows. Of the columns,
    /// `signals.words` is a field of one. What is held is what `work` gives, and a batch for each thread.
    pub(crate) fn map<T: Send>(
        &self,
        columns: &[&str],
        work: impl Fn(&Rows) -> Result<T, String> + Sync,
    ) -> Result<Vec<T>> {
        let tables: Vec<(usize, &Path, Table)> = self
            .paths()
            .iter()
            .enumerate()
            .map(|(file, path)| Ok((file, path.as_path(), open(path)?)))
            .collect::<Result<_>>()?;
        let groups: Vec<_> = tables
            .iter()
            .flat_map(|table| {
                table
                    .2
                    .groups()
                    .into_iter()
                    .enumerate()
                    .map(move |group| (table, group))
            })
            .collect();
        let made: Vec<Vec<T>> = groups
            .into_par_iter()
            .map(|((file, path, table), (number, first))| {
                let handle = File::open(path).map_err(Error::io(path))?;
                let read = || group(table.group(handle, number), *file, first, columns, &work);
                guarded(read).map_err(Error::parquet(path))
            })
            .collect::<Result<_>>()?;
        Ok(made.into_iter().flatten().collect())
    }
}

fn open(path: &Path) -> Result<Table> {
    let file = File::open(path).map_err(Error::io(path))?;
    guarded(|| Table::open(file)).map_err(Error::parquet(path))
}

/// The batches of a row group.
fn group<T>(
    table: Table,
    file: usize,
    mut first: u64,
    columns: &[&str],
    work: impl Fn(&Rows) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let mut made = Vec::new();
    for batch in table.read_batches(columns, BATCH)? {
        let batch = batch.map_err(|error| wrong(&error))?;
        let rows = Rows { file, first, batch };
        first += rows.len() as u64;
        made.push(work(&rows)?);
    }
    Ok(made)
}
