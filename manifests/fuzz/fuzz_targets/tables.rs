//! Any bytes as a ledger and as a table of domains, and tables of ours with bytes changed: rows or an error,
//! within bounded memory. The Parquet library panics on some files, which is caught here as it is where
//! datasets of others are read: only what is not caught is a finding.
#![no_main]

use std::fs::File;
use std::io::Write;
use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use tamis_manifests::account::Sizes;
use tamis_manifests::domains::{DomainReader, DomainWriter, Row};
use tamis_manifests::ledger::LedgerReader;
use tamis_table::guarded;
use tamis_manifests::{LedgerWriter, Removed};

static QUIET: Once = Once::new();

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// Rows of all batches, or the first error.
fn count<T, E: ToString>(
    batches: impl Iterator<Item = Result<Vec<T>, E>>,
) -> Result<usize, String> {
    let rows = |batch: Result<Vec<T>, E>| batch.map(|rows| rows.len());
    batches
        .map(|batch| rows(batch).map_err(|error| error.to_string()))
        .sum()
}

/// Rows of the ledger that the bytes are.
fn ledger(bytes: &[u8]) -> Result<usize, String> {
    guarded(|| {
        let reader = LedgerReader::open(file(bytes)).map_err(|error| error.to_string())?;
        count(reader)
    })
}

/// Rows of the table of domains that the bytes are.
fn domains(bytes: &[u8]) -> Result<usize, String> {
    guarded(|| {
        let reader = DomainReader::open(file(bytes)).map_err(|error| error.to_string())?;
        count(reader)
    })
}

fn removed(at: usize, text: &[u8]) -> Removed {
    let text = String::from_utf8_lossy(text);
    Removed {
        id: format!("{at:032x}"),
        url: text.to_string(),
        language: "mlt_Latn".into(),
        stage: "select".into(),
        reason: "quality.min_words".into(),
        value: Some(at as f64),
        threshold: (at % 2 == 0).then_some(1.5),
        file_path: "a".into(),
        offset: at as u64,
        detail: (at % 3 == 0).then(|| text.to_string()),
    }
}

fn edited(mut bytes: Vec<u8>, edits: &[u8]) -> Vec<u8> {
    for edit in edits.chunks_exact(4) {
        // From the end, where the footer is.
        let back = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % bytes.len();
        let at = bytes.len() - 1 - back;
        bytes[at] ^= edit[2];
    }
    bytes
}

fuzz_target!(|data: &[u8]| {
    // The fuzzer's own hook ends the process before a panic can be caught; one that is not is still told.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let _ = (ledger(data), domains(data));
    let Some((&changes, data)) = data.split_first() else {
        return;
    };
    let (edits, data) = data.split_at((usize::from(changes % 8) * 4).min(data.len()));
    let mut rows = LedgerWriter::new(Vec::new()).unwrap();
    let mut table = DomainWriter::new(Vec::new()).unwrap();
    let parts = data.chunks(20).count();
    for (at, part) in data.chunks(20).enumerate() {
        rows.push(removed(at, part)).unwrap();
        let domain = String::from_utf8_lossy(part).into_owned();
        table
            .push(Row {
                domain,
                language: "und".into(),
                sizes: Sizes::read(at as u64, 1),
            })
            .unwrap();
    }
    let (rows, (table, _)) = (rows.finish().unwrap(), table.finish().unwrap());
    assert_eq!(
        (ledger(&rows).unwrap(), domains(&table).unwrap()),
        (parts, parts)
    );
    let _ = (ledger(&edited(rows, edits)), domains(&edited(table, edits)));
});
