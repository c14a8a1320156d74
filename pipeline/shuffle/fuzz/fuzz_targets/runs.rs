//! Any bytes as a run, and a run of ours with bytes changed: an error, or the rows that were written.
#![no_main]

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use libfuzzer_sys::fuzz_target;
use tamis_shuffle::{Error, RunReader, RunWriter};

type Rows = Vec<(Vec<u64>, RecordBatch)>;

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn read(bytes: &[u8], schema: &SchemaRef) -> Result<Rows, Error> {
    let reader = RunReader::new(file(bytes), schema)?;
    let groups: Vec<String> = reader.groups().map(|(name, _)| name.to_owned()).collect();
    let mut rows = Vec::new();
    for group in groups {
        for block in reader.blocks(&group)? {
            rows.push(reader.read(&block)?);
        }
    }
    Ok(rows)
}

fuzz_target!(|data: &[u8]| {
    let schema = Arc::new(Schema::new(vec![Field::new("text", DataType::Utf8, true)]));
    let _ = read(data, &schema);
    let Some((&changes, data)) = data.split_first() else {
        return;
    };
    let (edits, data) = data.split_at((usize::from(changes % 4) * 5).min(data.len()));
    let mut writer = RunWriter::new(Vec::new(), &schema).unwrap();
    let mut written = Rows::new();
    for (group, part) in [
        ("a", &data[..data.len() / 2]),
        ("b", &data[data.len() / 2..]),
    ] {
        let texts: Vec<_> = part
            .chunks(9)
            .map(|t| (t[0] > 9).then(|| String::from_utf8_lossy(t)))
            .collect();
        if texts.is_empty() {
            continue;
        }
        let keys: Vec<u64> = (0..texts.len() as u64).collect();
        let column = Arc::new(StringArray::from_iter(texts));
        let rows = RecordBatch::try_new(schema.clone(), vec![column]).unwrap();
        writer.write(group, &keys, &rows).unwrap();
        written.push((keys, rows));
    }
    let (mut bytes, _) = writer.finish().unwrap();
    assert_eq!(read(&bytes, &schema).unwrap(), written);
    for edit in edits.chunks_exact(5) {
        let at = u32::from_le_bytes([edit[0], edit[1], edit[2], edit[3]]) as usize % bytes.len();
        bytes[at] ^= edit[4];
    }
    // Where a block is, is not under a checksum: another one may be read in its place, whole.
    for rows in read(&bytes, &schema).unwrap_or_default() {
        assert!(written.contains(&rows));
    }
});
