//! What the tests of rows share.

mod lines;
mod make;
mod names;
mod schema;
mod splice;
mod table;

use std::collections::BTreeSet;
use std::path::Path;

use super::{Added, Columns, Row, RowReader, copy_kept};

/// All documents and problems of a file.
fn read(path: &Path, columns: &Columns) -> (Vec<Row>, Vec<String>) {
    let mut reader = RowReader::open(path, columns).unwrap();
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    while let Some(batch) = reader.batch().unwrap() {
        assert!(batch.len() <= super::row::BATCH);
        for row in batch {
            match row {
                Ok(row) => rows.push(row),
                Err(problem) => problems.push(problem.to_string()),
            }
        }
    }
    (rows, problems)
}

/// What opening and reading ends with, and the advice.
fn failure(path: &Path, columns: &Columns) -> (String, String) {
    let result = RowReader::open(path, columns).and_then(|mut reader| {
        while reader.batch()?.is_some() {}
        Ok(())
    });
    let error = result.unwrap_err();
    (error.to_string(), error.help().unwrap_or_default())
}

/// Copies the documents of these numbers, each with its number in what is added; checks that `fate`
/// is asked in order, once for each of `documents`.
fn copy(input: &Path, output: &Path, added: bool, keep: &[u32], documents: u32) -> u64 {
    let keep: BTreeSet<u32> = keep.iter().copied().collect();
    let mut asked = 0;
    let kept = copy_kept(input, &Columns::default(), output, added, &mut |number| {
        assert_eq!(number, asked);
        asked += 1;
        Ok(keep.contains(&number).then(|| Added {
            cluster_id: format!("{number:032x}"),
            cluster_size: number + 1,
            dumps: vec!["a \"b\"".into(), format!("dump-{number}")],
        }))
    });
    assert_eq!(asked, documents);
    kept.unwrap()
}
