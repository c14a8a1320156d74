//! Any bytes as a file, and our own files with bytes changed.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use tamis_dedup::sort::Source;
use tamis_dedup::store::{FileReader, FileWriter, Identity, Kind};
use tamis_dedup::{Error, Params};

const KINDS: [Kind; 9] = [
    Kind::Signatures,
    Kind::Bands,
    Kind::Keys,
    Kind::Candidates,
    Kind::Attached,
    Kind::Pairs,
    Kind::Doubles,
    Kind::Members,
    Kind::Shingles,
];

fn read(kind: Kind, bytes: &[u8], key: Option<u64>) -> Result<Vec<Vec<u8>>, Error> {
    let mut file = FileReader::new(Cursor::new(bytes), kind)?;
    if let Some(key) = key {
        file.seek(key)?;
    }
    let mut records = Vec::new();
    while let Some(record) = file.next()? {
        records.push(record.to_vec());
    }
    Ok(records)
}

fuzz_target!(|data: &[u8]| {
    let Some((&[choice, changes], data)) = data.split_first_chunk::<2>() else {
        return;
    };
    let kind = KINDS[usize::from(choice) % KINDS.len()];
    let _ = read(kind, data, None);
    let _ = read(kind, data, Some(u64::from(changes) << 56));

    let params = Params {
        bands: 2,
        rows: 2,
        checks: 1,
        ..Params::default()
    };
    let (edits, data) = data.split_at((usize::from(changes % 8) * 5).min(data.len()));
    let mut records: Vec<Vec<u8>> = data
        .chunks_exact(kind.width(&params))
        .map(<[u8]>::to_vec)
        .collect();
    records.sort();
    let identity = Identity::new(&params, "fuzz");
    let mut writer = FileWriter::new(Vec::new(), kind, &identity, 1).unwrap();
    for record in &records {
        writer.record(record).unwrap();
    }
    let (mut bytes, _) = writer.finish().unwrap();
    assert_eq!(read(kind, &bytes, None).unwrap(), records);
    for edit in edits.chunks_exact(5) {
        let at = u32::from_le_bytes([edit[0], edit[1], edit[2], edit[3]]) as usize % bytes.len();
        bytes[at] ^= edit[4];
    }
    if let Ok(found) = read(kind, &bytes, None) {
        assert_eq!(found, records);
    }
});
