//! Whatever is changed is found, and named.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;
use tamis_manifests::manifest::Manifest;
use tamis_manifests::sign::{PrivateKey, sign};
use tamis_manifests::verify::{self, Options, Signed};

use crate::dataset::{Dataset, Row, shards};

fn signed() -> (Dataset, Options) {
    let dataset = Dataset::new();
    let key = PrivateKey::generate().unwrap();
    sign(dataset.root(), &key).unwrap();
    let options = Options {
        keys: vec![key.public()],
        texts: false,
    };
    (dataset, options)
}

#[test]
fn a_dataset_as_it_was_made_is_whole() {
    let (dataset, mut options) = signed();
    for texts in [false, true] {
        options.texts = texts;
        let report = dataset.verify(&options);
        assert_eq!(report.problems, []);
        assert_eq!(report.rows, 7 + 9 + 6 + 5);
        assert_eq!(report.files, dataset.files().len() as u64);
        assert_eq!(
            report.signed,
            Signed::By(vec![options.keys[0].id().to_owned()])
        );
    }
    let unchecked = dataset.verify(&Options::default());
    assert_eq!(
        unchecked.signed,
        Signed::Unchecked(vec![options.keys[0].id().to_owned()])
    );
    assert!(unchecked.is_whole());
}

#[test]
fn any_flipped_byte_is_found_and_its_file_named() {
    let (dataset, options) = signed();
    for file in dataset.files() {
        let path = dataset.path(&file);
        let whole = fs::read(&path).unwrap();
        let step = (whole.len() / 40).max(1);
        let positions = (0..whole.len()).step_by(step).chain([whole.len() - 1]);
        for (n, at) in positions.enumerate() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (n % 8);
            fs::write(&path, &bytes).unwrap();
            let report = dataset.verify(&options);
            let named = report
                .problems
                .iter()
                .any(|p| p.file.as_deref() == Some(&file));
            assert!(named, "{file} at {at}: {:?}", report.problems);
        }
        fs::write(&path, &whole).unwrap();
    }
    assert!(dataset.verify(&options).is_whole());
}

#[test]
fn a_removed_row_is_found() {
    let mut dataset = Dataset::new();
    let (path, mut rows) = shards().remove(1);
    rows.remove(3);
    dataset.write_shard_only(path, &rows);
    assert_snapshot!("row_removed", dataset.problems());
    // The manifest corrected: length, digest, rows and roots; and then the mix too.
    dataset.write_shard(path, &rows);
    dataset.seal();
    assert_snapshot!("row_removed_and_listed", dataset.problems());
    let mix = dataset.manifest.mix.get_mut("mlt_Latn").unwrap();
    mix.rows_given -= 1;
    mix.documents_given -= 1;
    mix.tokens_given -= 10;
    dataset.seal();
    assert_snapshot!("row_removed_listed_and_counted", dataset.problems());
}

#[test]
fn a_removed_row_of_the_ledger_is_found() {
    let mut dataset = Dataset::new();
    let mut rows = crate::dataset::removed().split_off(2);
    rows.remove(0);
    dataset.write_ledger("removed/select-00000.parquet", &rows);
    dataset.seal();
    assert_snapshot!(dataset.problems());
}

#[test]
fn swapped_shards_are_found() {
    let dataset = Dataset::new();
    let [a, b] =
        [0, 1].map(|n| dataset.path(&format!("data/mlt_Latn/train-{n:05}-of-00002.parquet")));
    let between = dataset.path("x");
    for (from, to) in [(&a, &between), (&b, &a), (&between, &b)] {
        fs::rename(from, to).unwrap();
    }
    assert_snapshot!("swapped", dataset.problems());
    dataset.write_sums();
    assert_snapshot!("swapped_with_sums", dataset.problems());
}

#[test]
fn what_is_in_the_wrong_language_or_twice_is_found() {
    let mut dataset = Dataset::new();
    let (path, mut rows) = shards().remove(1);
    rows[2].language = "ces_Latn";
    rows[4].id = "not hex".into();
    dataset.write_shard_only(path, &rows);
    assert_snapshot!("language", dataset.problems());
    let (_, mut rows) = shards().remove(1);
    rows[0].id = rows[1].id.clone();
    dataset.write_shard(path, &rows);
    dataset.seal();
    assert_snapshot!("same_id", dataset.problems());
}

#[test]
fn a_text_that_is_not_the_one_of_its_digest_is_found_on_request() {
    let mut dataset = Dataset::new();
    let (path, rows) = shards().remove(0);
    let mut other = rows.clone();
    other[1].text = "Another text.\nLonger.".into();
    // Listed with the digests of the texts that were there before.
    dataset.write_shard(path, &rows);
    let mut output = dataset
        .manifest
        .outputs
        .iter()
        .find(|o| o.path == path)
        .unwrap()
        .clone();
    write_with_digests_of(&dataset, path, &other, &rows);
    let bytes = fs::read(dataset.path(path)).unwrap();
    output.bytes = bytes.len() as u64;
    output.sha256 = tamis_manifests::digest::sha256(&bytes);
    dataset.manifest.outputs.retain(|o| o.path != path);
    dataset.manifest.outputs.insert(0, output);
    dataset.seal();
    assert!(dataset.verify(&Options::default()).is_whole());
    assert_snapshot!(dataset.problems());
}

fn write_with_digests_of(dataset: &Dataset, path: &str, rows: &[Row], before: &[Row]) {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
    dataset.write_shard_only(path, before);
    let file = fs::File::open(dataset.path(path)).unwrap();
    let batch = ParquetRecordBatchReader::try_new(file, 1000)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let texts = StringArray::from_iter_values(rows.iter().map(|row| &row.text));
    let mut columns = batch.columns().to_vec();
    columns[0] = std::sync::Arc::new(texts) as ArrayRef;
    let batch = RecordBatch::try_new(batch.schema(), columns).unwrap();
    let file = fs::File::create(dataset.path(path)).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// Every number in a value, by its path.
fn numbers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(at),
        Value::Array(values) => (0..)
            .zip(values)
            .for_each(|(i, v)| numbers(v, format!("{at}/{i}"), found)),
        Value::Object(map) => map
            .iter()
            .for_each(|(k, v)| numbers(v, format!("{at}/{k}"), found)),
        _ => {}
    }
}

#[test]
fn every_edited_count_is_found() {
    let (dataset, options) = signed();
    let bytes = fs::read(dataset.path("manifest.json")).unwrap();
    let whole: Value = serde_json::from_slice(&bytes).unwrap();
    let mut paths = Vec::new();
    numbers(&whole, String::new(), &mut paths);
    assert!(paths.len() > 80);
    let mut by_signature_only = Vec::new();
    for path in paths {
        let mut edited = whole.clone();
        let number = edited.pointer_mut(&path).unwrap();
        *number = (number.as_f64().unwrap() as u64 + 1).into();
        let bytes = tamis_manifests::canonical::to_bytes(&edited).unwrap();
        fs::write(dataset.path("manifest.json"), &bytes).unwrap();
        assert!(!dataset.verify(&Options::default()).is_whole(), "{path}");
        // With the list of digests corrected too, and no signature: what the files give.
        let sums = fs::read(dataset.path("SHA256SUMS")).unwrap();
        dataset.write_sums();
        assert!(!dataset.verify(&options).is_whole(), "{path}");
        let envelope = fs::read(dataset.path("manifest.intoto.json")).unwrap();
        fs::remove_file(dataset.path("manifest.intoto.json")).unwrap();
        if dataset
            .verify(&Options {
                texts: true,
                ..Options::default()
            })
            .is_whole()
        {
            by_signature_only.push(path);
        }
        fs::write(dataset.path("manifest.intoto.json"), envelope).unwrap();
        fs::write(dataset.path("SHA256SUMS"), sums).unwrap();
    }
    assert_snapshot!(by_signature_only.join("\n"));
}

#[test]
fn manifests_that_are_none() {
    let dataset = Dataset::new();
    let bytes = dataset.manifest.to_bytes().unwrap();
    let mut told = String::new();
    let pretty = serde_json::to_vec_pretty(&dataset.manifest).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    for (what, bytes) in [
        (
            "foreign",
            text.replace("tamis-manifest/2", "tamis-manifest/99")
                .into_bytes(),
        ),
        ("cut", bytes[..bytes.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("pretty", pretty),
        ("a line break more", [&bytes[..], b"\n"].concat()),
        (
            "another key",
            text.replacen('{', "{\"a\":1,", 1).into_bytes(),
        ),
    ] {
        dataset.write_manifest(&bytes);
        told += &format!("{what}: {}", dataset.problems());
    }
    assert_snapshot!(told);
}

/// Two removals of half of all numbers are none to who adds them up in 64 bits.
#[test]
fn numbers_that_would_wrap_around_are_refused() {
    let dataset = Dataset::new();
    let mut manifest = serde_json::to_value(&dataset.manifest).unwrap();
    for number in [1u64 << 63, 1 << 53] {
        manifest["counts"]["select"]["mlt_Latn"]["removed"]["a"] = number.into();
        manifest["counts"]["select"]["mlt_Latn"]["removed"]["b"] = number.into();
        dataset.write_manifest(&serde_json::to_vec(&manifest).unwrap());
        let told = dataset.problems();
        assert!(
            told.contains(&format!("it has the number {number}; none is above")),
            "{told}"
        );
    }
}

#[test]
fn missing_and_extra_files_are_named() {
    let dataset = Dataset::new();
    fs::remove_file(dataset.path("data/mlt_Latn/train-00001-of-00002.parquet")).unwrap();
    fs::remove_file(dataset.path("removed/select-00000.parquet")).unwrap();
    fs::write(
        dataset.path("data/mlt_Latn/train-00002-of-00002.parquet"),
        "x",
    )
    .unwrap();
    fs::create_dir(dataset.path(".tamis")).unwrap();
    fs::write(dataset.path(".tamis/x"), "x").unwrap();
    fs::write(dataset.path("data/.part.tmp"), "x").unwrap();
    fs::write(dataset.path(".gitattributes"), "x").unwrap();
    fs::create_dir(dataset.path(".git")).unwrap();
    fs::write(dataset.path(".git/HEAD"), "x").unwrap();
    assert_snapshot!(dataset.problems());
    let beside = dataset.verify(&Options::default()).beside;
    assert_eq!(beside, [".git", ".gitattributes"]);
    assert_eq!(
        dataset.verify(&Options::default()).leftovers,
        ["data/.part.tmp"]
    );
    fs::remove_file(dataset.path("SHA256SUMS")).unwrap();
    assert_snapshot!("no_sums", dataset.problems());
    let folder = tempfile::tempdir().unwrap();
    let none = tamis_manifests::verify::verify(folder.path(), &Options::default(), &|_| ());
    assert!(
        none.unwrap_err()
            .to_string()
            .contains("neither manifest.json nor SHA256SUMS")
    );
}

#[test]
fn a_shard_that_only_the_list_of_digests_names_is_found() {
    let dataset = Dataset::new();
    for (from, to) in [
        (
            "data/mlt_Latn/train-00000-of-00002.parquet",
            "data/mlt_Latn/train-00002-of-00002.parquet",
        ),
        ("rights/extract-00000.parquet", "more.parquet"),
        ("README.md", "data/README.md"),
    ] {
        fs::copy(dataset.path(from), dataset.path(to)).unwrap();
    }
    dataset.write_sums();
    assert_snapshot!(dataset.problems());
}

#[test]
fn a_shard_in_the_folder_of_another_language_is_found() {
    let mut dataset = Dataset::new();
    let [from, to] = ["mlt_Latn", "ces_Latn"]
        .map(|language| format!("data/{language}/train-00001-of-00002.parquet"));
    fs::rename(dataset.path(&from), dataset.path(&to)).unwrap();
    let outputs = &mut dataset.manifest.outputs;
    outputs.iter_mut().find(|o| o.path == from).unwrap().path = to;
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    dataset.seal();
    assert_snapshot!(dataset.problems());
}

#[test]
fn removed_rows_beside_the_shards_are_found() {
    let mut dataset = Dataset::new();
    let rights = dataset.manifest.rights.clone();
    let rows = crate::dataset::evidence();
    dataset.write_rights(&rows[1..]);
    // Digest, length and rows corrected, and what the manifest checks by itself.
    dataset.manifest.rights.clone_from(&rights);
    let counts = &mut dataset.manifest.rights.as_mut().unwrap().counts;
    counts.with_evidence -= 1;
    dataset.seal();
    assert_snapshot!("evidence_removed", dataset.problems());
    // One for another.
    let mut other = rows.clone();
    other[2].domain = "b.example";
    other[0].signals = &["tdm-reservation"];
    dataset.write_rights(&other);
    dataset.manifest.rights.clone_from(&rights);
    dataset.seal();
    assert_snapshot!("evidence_edited", dataset.problems());
    dataset.write_rights(&rows);
    dataset.manifest.rights = None;
    dataset.seal();
    assert_snapshot!("evidence_not_counted", dataset.problems());
    dataset.manifest.rights = rights;
    dataset.write_noisy(1);
    dataset.seal();
    assert_snapshot!("aside_removed", dataset.problems());
}

#[test]
fn edited_counts_and_digests_beside_the_manifest_are_found() {
    let dataset = Dataset::new();
    for (path, from, to) in [
        ("counts.json", "\"documents\": 22", "\"documents\": 23"),
        ("counts/mlt_Latn.json", "\"tokens\": ", "\"tokens\": 1"),
        ("counts/ces_Latn.json", "{", "{{"),
        ("README.md", "A dataset", "Another dataset"),
    ] {
        let text = fs::read_to_string(dataset.path(path)).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(dataset.path(path), text.replacen(from, to, 1)).unwrap();
    }
    dataset.write_sums();
    assert_snapshot!(dataset.problems());
}

#[test]
fn nothing_outside_of_the_dataset_is_opened() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "secret").unwrap();
    let mut dataset = Dataset::new();
    let other = dataset.manifest.outputs[0].clone();
    for path in [
        "../x",
        "/etc/passwd",
        "data/../../x",
        "data\\x",
        "link/secret",
        "secret",
    ] {
        let mut output = other.clone();
        output.path = path.into();
        dataset.manifest.outputs.push(output);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path(), dataset.path("link")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret"), dataset.path("secret")).unwrap();
        std::os::unix::fs::symlink(dataset.path("README.md"), dataset.path("inside")).unwrap();
    }
    let bytes = dataset.manifest.to_bytes().unwrap();
    fs::write(dataset.path("manifest.json"), bytes).unwrap();
    let report = dataset.verify(&Options::default());
    let digest = tamis_manifests::digest::sha256(b"secret");
    let told: String = report
        .problems
        .iter()
        .filter(|p| p.file.as_deref() != Some("manifest.json"))
        .map(|p| format!("{p}\n"))
        .collect();
    assert!(
        !told.contains(&digest) && !told.contains("6 bytes"),
        "{told}"
    );
    assert_snapshot!(told);
}

#[cfg(unix)]
#[test]
fn a_manifest_that_is_a_link_out_or_a_pipe_is_not_opened() {
    let (dataset, _) = signed();
    let key = PrivateKey::generate().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let path = dataset.path("manifest.json");
    let refused = |why: &str| {
        let read = verify::read(dataset.root(), "manifest.json").unwrap_err();
        assert!(read.to_string().contains(why), "{read}");
        let sign = sign(dataset.root(), &key).unwrap_err();
        assert!(sign.to_string().contains(why), "{sign}");
    };
    fs::rename(&path, outside.path().join("m")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("m"), &path).unwrap();
    refused("leads out of the dataset");
    fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    refused("no regular file");
    fs::remove_file(&path).unwrap();
    refused("not there");
}

#[test]
fn wrong_keys_and_statements() {
    let (dataset, options) = signed();
    let other = PrivateKey::generate().unwrap();
    let told = |options: &Options| -> String {
        let report = dataset.verify(options);
        report
            .problems
            .iter()
            // What croissant.json says of a file that changes below.
            .filter(|p| !p.what.starts_with("it says that the SHA-256 of README.md"))
            .map(|p| format!("{}\n", p.what))
            .collect()
    };
    let asked = Options {
        keys: vec![other.public()],
        texts: false,
    };
    assert!(
        told(&asked).starts_with("none of 1 signatures is by the key"),
        "{}",
        told(&asked)
    );
    // Both keys have signed; then the dataset changes, and only one of them signs again.
    let second = sign(dataset.root(), &other).unwrap();
    assert_eq!((second.signatures, second.dropped), (2, 0));
    let both = Options {
        keys: [&options.keys[..], &asked.keys].concat(),
        texts: false,
    };
    assert_eq!(told(&both), "");
    fs::write(dataset.path("README.md"), "# Another\n").unwrap();
    dataset.write_sums();
    assert!(
        told(&both).contains("says SHA256SUMS is"),
        "{}",
        told(&both)
    );
    let again = sign(dataset.root(), &other).unwrap();
    assert_eq!((again.signatures, again.dropped), (1, 2));
    assert_eq!(told(&asked), "");
    assert!(
        told(&options).starts_with("none of 1 signatures"),
        "{}",
        told(&options)
    );
    // A statement that was edited.
    use base64::Engine as _;
    let path = dataset.path("manifest.intoto.json");
    let mut envelope = tamis_manifests::sign::Envelope::read(&fs::read(&path).unwrap()).unwrap();
    let payload = String::from_utf8(envelope.payload().unwrap()).unwrap();
    let edited = payload.replace("https://slsa.dev", "https://slsa.dex");
    envelope.payload = base64::engine::general_purpose::STANDARD.encode(edited);
    fs::write(&path, envelope.to_bytes().unwrap()).unwrap();
    assert!(
        told(&asked).contains("not one of this content"),
        "{}",
        told(&asked)
    );
    assert!(told(&Options::default()).contains("expected `https://slsa.dev"));
    fs::remove_file(&path).unwrap();
    assert_eq!(
        told(&asked),
        "a key was given, and the dataset has no signature\n"
    );
    // Nothing is signed whose list of digests is of another manifest.
    let changed = Manifest {
        name: "other".into(),
        ..dataset.manifest.clone()
    };
    fs::write(dataset.path("manifest.json"), changed.to_bytes().unwrap()).unwrap();
    let refused = sign(dataset.root(), &other).unwrap_err().to_string();
    assert!(
        refused.contains("SHA256SUMS does not have the digest"),
        "{refused}"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]
    #[test]
    fn any_bytes_in_place_of_a_file_are_found(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        which in proptest::prelude::any::<proptest::sample::Index>(),
    ) {
        let (dataset, options) = signed();
        let files = dataset.files();
        let file = which.get(&files);
        fs::write(dataset.path(file), &bytes).unwrap();
        proptest::prop_assert!(!dataset.verify(&options).is_whole());
    }
}
