//! Records of any bytes, in files that are whole, through every step.
#![no_main]

use std::fs::File;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tamis_dedup::Params;
use tamis_dedup::chain::{Part, Settings, run};
use tamis_dedup::store::{FileWriter, Identity, Kind};

fn write(path: &Path, kind: Kind, identity: &Identity, part: u32, data: &[u8]) {
    let mut records: Vec<&[u8]> = data.chunks_exact(kind.width(&identity.params)).collect();
    records.sort();
    let file = File::create(path).unwrap();
    let mut writer = FileWriter::new(file, kind, identity, part).unwrap();
    for record in records {
        writer.record(record).unwrap();
    }
    writer.finish().unwrap();
}

fuzz_target!(|data: &[u8]| {
    let Some((&[choice, rows], data)) = data.split_first_chunk::<2>() else {
        return;
    };
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let params = Params {
        bands: 2,
        rows: 2,
        checks: 1,
        ..Params::default()
    };
    let identity = Identity::new(&params, "fuzz");
    let count = usize::from(choice % 3) + 1;
    let parts: Vec<Part> = data
        .chunks(data.len().div_ceil(count).max(1))
        .zip(0u32..)
        .map(|(data, at)| {
            let path = |kind: Kind| folder.path().join(format!("{at}.{kind:?}"));
            let (signatures, rest) = data.split_at(data.len() / 2);
            let (bands, rest) = rest.split_at(rest.len() / 2);
            let (keys, shingles) = rest.split_at(rest.len() / 2);
            for (kind, data) in [
                (Kind::Signatures, signatures),
                (Kind::Bands, bands),
                (Kind::Keys, keys),
                (Kind::Shingles, shingles),
            ] {
                write(&path(kind), kind, &identity, at, data);
            }
            Part {
                signatures: path(Kind::Signatures),
                bands: path(Kind::Bands),
                keys: path(Kind::Keys),
                shingles: (choice & 8 != 0).then(|| path(Kind::Shingles)),
                rows: 1 << (rows % 33),
            }
        })
        // A set of all documents is a bit each: no more of them than memory holds.
        .filter(|part| part.rows <= 1 << 20)
        .collect();
    let settings = Settings {
        identity,
        threshold: f32::from(choice) / 255.0,
        urls: choice & 16 != 0,
        kept: u32::from(choice >> 6),
        threads: 1,
        tasks: 2,
        memory: 1 << 14,
        folder: folder.path().to_path_buf(),
        consume: false,
    };
    let mut last = None;
    let _ = run(&parts, &settings, &mut |_| {}, &mut |member| {
        assert!(last < Some(member.key), "members come by key");
        last = Some(member.key);
        assert!(member.size >= 2);
        Ok(())
    });
});
