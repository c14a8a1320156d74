//! Any bytes as JSON lines, plain, gzip or zstd, in other people's columns; the first byte picks which. What
//! was copied has the documents that were read.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::rows::{Added, Columns, Row, RowReader, copy_kept};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// The documents, as far as the file can be read, and whether it could be to its end.
fn read(name: &str, columns: &Columns) -> (Vec<Row>, bool) {
    let mut rows = Vec::new();
    let Ok(mut reader) = RowReader::open(&FOLDER.path().join(name), columns) else {
        return (rows, false);
    };
    loop {
        match reader.batch() {
            Ok(Some(batch)) => {
                for row in batch {
                    match row {
                        Ok(row) => rows.push(row),
                        Err(unusable) => assert!(!unusable.reason.is_empty()),
                    }
                }
            }
            Ok(None) => return (rows, true),
            Err(error) => {
                assert!(!error.to_string().is_empty());
                return (rows, false);
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&first, data)) = data.split_first() else {
        return;
    };
    let mut columns = Columns::default();
    if first & 1 == 1 {
        columns.text = "a.text".into();
        columns.language = "meta.language".into();
        columns.score = Some("meta.score".into());
    }
    let (from, to) = (FOLDER.path().join("a"), FOLDER.path().join("b"));
    fs::write(&from, data).unwrap();
    let (rows, whole) = read("a", &columns);
    assert!(rows.windows(2).all(|two| two[0].number < two[1].number));
    assert!(rows.iter().all(|row| row.score.is_none_or(f64::is_finite)));
    let added = first & 2 == 2;
    let mut fate = |_| {
        Ok(Some(Added {
            cluster_id: "c\"d".into(),
            cluster_size: 2,
            dumps: vec!["d".into()],
        }))
    };
    let _ = fs::remove_file(&to);
    if let Ok(copied) = copy_kept(&from, &columns, &to, added, &mut fate)
        && whole
    {
        assert_eq!(copied, rows.len() as u64);
        let (again, whole) = read("b", &columns);
        assert!(whole || rows.is_empty());
        let texts = |rows: &[Row]| rows.iter().map(|row| row.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&again), texts(&rows));
    }
});
