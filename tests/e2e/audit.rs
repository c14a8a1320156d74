//! What an auditor asks of a finished dataset, and what a script learns from how the answer ends.

use serde_json::Value;

use super::common::{Place, files, kept, removed};

#[test]
fn a_script_can_tell_whether_a_document_was_found() {
    let place = Place::demo("");
    place.run();
    let out = place.out();
    let (kept, gone) = (kept(&out).remove(0), removed(&out).remove(0));
    let nobody = "0".repeat(32);
    for id in [&kept.id, &gone.id] {
        place.tamis(&["why", "out", "--id", id]).expect(0);
        place.tamis(&["prove", "out", "--id", id]).expect(0);
    }
    for json in [&[][..], &["--json"]] {
        let id = [&["why", "out", "--id", &nobody][..], json].concat();
        let url = [
            &["why", "out", "--url", "https://example.com/none"][..],
            json,
        ]
        .concat();
        for args in [id, url] {
            let told = place.tamis(&args).expect(1);
            let said = told.out.starts_with("not in this dataset");
            assert_eq!(said, json.is_empty(), "{told:?}");
            assert_eq!(told.err, "");
        }
    }
    let told = place.tamis(&["prove", "out", "--id", &nobody]).expect(1);
    assert!(
        told.err.contains("neither the shards nor the ledger"),
        "{told:?}"
    );
    // The folder is none of a dataset: that is another thing than a document which is not there.
    for command in ["why", "prove"] {
        place.tamis(&[command, ".", "--id", &nobody]).expect(2);
    }
}

/// The lines of `tamis verify` with one byte of a file flipped.
fn flipped(place: &Place, file: &str, at: impl Fn(&[u8]) -> usize) -> Vec<String> {
    let path = place.join("out").join(file);
    let whole = std::fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    bytes[at(&whole)] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let told = place.tamis(&["verify", "out"]).expect(1).out;
    std::fs::write(&path, whole).unwrap();
    told.lines().map(str::to_owned).collect()
}

fn place_of(bytes: &[u8], text: &str) -> usize {
    let found = bytes
        .windows(text.len())
        .position(|part| part == text.as_bytes());
    found.unwrap() + text.len()
}

#[test]
fn one_wrong_byte_is_one_problem() {
    let place = Place::demo("");
    place.run();
    place.tamis(&["keygen", "us"]).expect(0);
    place.tamis(&["sign", "out", "--key", "us.pem"]).expect(0);
    let of = |ending: &str| {
        let out = place.out();
        files(&out, &|name| name.contains(ending))
            .pop_first()
            .unwrap()
    };
    let (shard, ledger) = (of("data/mlt_Latn/"), of("removed/"));
    let half = |bytes: &[u8]| bytes.len() / 2;
    let cases: Vec<(&str, Vec<String>)> = vec![
        (&shard, flipped(&place, &shard, half)),
        // In the footer, so that it cannot be read at all.
        (&shard, flipped(&place, &shard, |bytes| bytes.len() - 20)),
        (&ledger, flipped(&place, &ledger, half)),
        ("domains.parquet", flipped(&place, "domains.parquet", half)),
        (
            "counts.json",
            flipped(&place, "counts.json", |bytes| {
                place_of(bytes, "\"documents\": ")
            }),
        ),
        ("README.md", flipped(&place, "README.md", half)),
        // A digest in the list, and a name: the statement says that it is the list.
        ("SHA256SUMS", flipped(&place, "SHA256SUMS", |_| 10)),
        ("SHA256SUMS", flipped(&place, "SHA256SUMS", |_| 70)),
        (
            "croissant.json",
            flipped(&place, "croissant.json", |b| place_of(b, "\"sha256\": \"")),
        ),
        // A count, a digest and the structure of the manifest.
        (
            "manifest.json",
            flipped(&place, "manifest.json", |b| {
                place_of(b, "\"documents_given\":")
            }),
        ),
        (
            "manifest.json",
            flipped(&place, "manifest.json", |b| place_of(b, ",\"sha256\":\"")),
        ),
        ("manifest.json", flipped(&place, "manifest.json", |_| 0)),
    ];
    for (file, lines) in cases {
        let told = lines.join("\n");
        assert!(lines[0].starts_with(&format!("{file}: ")), "{told}");
        let verdict = |line: &String| {
            let told = line.split_once(" is not whole: ").map(|(_, told)| told);
            told.is_some_and(|told| told.starts_with("1 problem"))
        };
        assert!(lines.iter().any(verdict), "{told}");
        assert!(
            lines.iter().all(|line| line.chars().count() <= 80),
            "{told}"
        );
        let other = |line: &&String| !line.starts_with(' ');
        let until = lines.iter().position(String::is_empty).unwrap();
        assert_eq!(lines[..until].iter().filter(other).count(), 1, "{told}");
    }
    place.tamis(&["verify", "out"]).expect(0);
}

/// What follows from another file says so to a program.
#[test]
fn what_follows_names_what_it_follows_from() {
    let place = Place::demo("");
    place.run();
    std::fs::write(place.join("out/README.md"), "another card\n").unwrap();
    let told = place.tamis(&["verify", "out", "--json"]).expect(1).out;
    let told: Value = serde_json::from_str(&told).unwrap();
    let problems = told["problems"].as_array().unwrap();
    let (first, follow): (Vec<_>, Vec<_>) = problems
        .iter()
        .partition(|problem| problem["follows_from"].is_null());
    assert_eq!(first.len(), 1, "{told:#}");
    assert_eq!(first[0]["file"], "README.md");
    assert_eq!(follow.len(), 1, "croissant.json has the digest too");
    assert!(
        follow
            .iter()
            .all(|problem| problem["follows_from"] == first[0]["file"])
    );
}
