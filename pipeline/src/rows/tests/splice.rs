//! JSON lines as they are copied.

use proptest::prelude::*;

use super::super::{Added, Columns, RowReader, copy_kept};
use super::make::{file, gzip};
use super::{copy, read};

#[test]
fn kept_lines_stay_as_they_are_but_for_what_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let first = "{ \"n\" : 1.000, \"text\":\"\\u0041}\", \"n\":1e5 , \"x\":{\"y\":[ ]}  }\t \r\n";
    let second = "{\"text\":\"b\"}\n";
    let third = "{\"text\":\"c\",\"big\":123456789012345678901234567890.10}";
    let path = file(
        &folder,
        "in.jsonl",
        ["\u{feff}", first, "\r\n", second, third].concat(),
    );
    let out = folder.path().join("out.jsonl");
    assert_eq!(copy(&path, &out, false, &[0, 2], 3), 2);
    let whole = ["\u{feff}", first, third].concat();
    assert_eq!(std::fs::read_to_string(&out).unwrap(), whole);

    assert_eq!(copy(&path, &out, true, &[0, 2], 3), 2);
    let added = |n: u32| {
        format!(
            ",\"minhash_cluster_id\":\"{n:032x}\",\"minhash_cluster_size\":{},\
             \"minhash_cluster_dumps\":[\"a \\\"b\\\"\",\"dump-{n}\"]}}",
            n + 1
        )
    };
    let first = first.replace("}\t", &format!("{}\t", added(0)));
    let third = third.replace('}', &added(2));
    let expected = ["\u{feff}", &first, &third].concat();
    assert_eq!(std::fs::read_to_string(&out).unwrap(), expected);
}

#[test]
fn added_keys_give_way_to_those_of_any_line() {
    let folder = tempfile::tempdir().unwrap();
    // The key of the third line is written with an escape, but starts as ours do; what is within an
    // object does not count.
    let lines = "{\"text\":\"a\"}\n\
                 {\"text\":\"b\",\"minhash_cluster_size\":9}\n\
                 {\"text\":\"c\",\"minhash_cluster_id_\\u0032\":9,\"m\":{\"minhash_cluster_id_3\":0}}\n";
    let path = file(&folder, "in.jsonl", lines);
    let out = folder.path().join("out.jsonl");
    copy(&path, &out, true, &[0, 1], 3);
    let text = std::fs::read_to_string(&out).unwrap();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["minhash_cluster_id_3"].is_string(), "{line}");
        assert!(value["minhash_cluster_size_3"].is_number(), "{line}");
        assert!(value["minhash_cluster_dumps_3"].is_array(), "{line}");
    }
    assert!(text.contains("\"minhash_cluster_size\":9,\"minhash_cluster_id_3\""));

    // Once more, on what this gave.
    let again = folder.path().join("again.jsonl");
    copy(&out, &again, true, &[0], 2);
    let text = std::fs::read_to_string(&again).unwrap();
    assert!(text.contains("\"minhash_cluster_id_2\":\"0"), "{text}");

    // Wholly hidden by an escape: still nothing is lost.
    let hidden = "{\"text\":\"a\",\"minhash\\u005fcluster_id\":9}\n";
    let path = file(&folder, "in.jsonl", hidden);
    copy(&path, &out, true, &[0], 1);
    let text = std::fs::read_to_string(&out).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["minhash_cluster_id"], 9);
    assert!(value["minhash_cluster_id_2"].is_string());
}

#[test]
fn the_input_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "in.jsonl", "{\"text\":\"a\"}\n");
    let same = folder.path().join(".").join("in.jsonl");
    let error = copy_kept(&path, &Columns::default(), &same, false, &mut |_| Ok(None)).unwrap_err();
    assert!(error.to_string().contains("is the input"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"{\"text\":\"a\"}\n");
}

#[test]
fn a_failing_fate_leaves_no_output() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "in.jsonl", "{\"text\":\"a\"}\n");
    let out = folder.path().join("out.jsonl");
    let stop = &mut |_| Err(crate::Error::run("stop"));
    copy_kept(&path, &Columns::default(), &out, false, stop).unwrap_err();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Whatever the bytes: no panic, every document numbered, and keeping all of what can be used gives
/// a file of the same documents.
fn survive(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "in", bytes);
    let columns = Columns::default();
    let Ok(mut reader) = RowReader::open(&path, &columns) else {
        return;
    };
    let (mut all, mut good) = (0u32, Vec::new());
    while let Ok(Some(batch)) = reader.batch() {
        for row in batch {
            if let Ok(row) = row {
                assert_eq!(row.number, all);
                good.push(row.text);
            }
            all += 1;
        }
    }
    let numbers: Vec<u32> = (0..all).collect();
    let out = folder.path().join("out");
    assert_eq!(copy(&path, &out, true, &numbers, all), good.len() as u64);
    let (again, problems) = read(&out, &columns);
    assert!(problems.is_empty(), "{problems:?}");
    let again: Vec<String> = again.into_iter().map(|row| row.text).collect();
    assert_eq!(again, good);
}

proptest! {
    #[test]
    fn any_bytes_end_well(
        parts in proptest::collection::vec(
            prop_oneof![
                Just(b"\n".to_vec()),
                Just(b"{\"text\":\"".to_vec()),
                Just(b"\"}".to_vec()),
                Just(b"{\"text\":\"x\",\"id\":1e9}\r\n".to_vec()),
                Just(b"\xef\xbb\xbf".to_vec()),
                Just(b"\\u00".to_vec()),
                Just(b"[{".to_vec()),
                proptest::collection::vec(any::<u8>(), 0..9),
            ],
            0..20,
        ),
        squeeze in any::<bool>(),
    ) {
        let bytes = parts.concat();
        survive(&if squeeze { gzip(&bytes) } else { bytes });
    }
}

/// A number that no reader can hold makes a line unusable in whatever wanted column it stands.
#[test]
fn a_line_that_cannot_be_read_is_not_copied_either() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("a"), folder.path().join("b"));
    std::fs::write(
        &input,
        "{\"text\":\"a\",\"s\":1e400}\n{\"text\":\"b\",\"s\":1}\n",
    )
    .unwrap();
    let columns = Columns {
        score: Some("s".into()),
        ..Columns::default()
    };
    let rows = RowReader::open(&input, &columns)
        .unwrap()
        .batch()
        .unwrap()
        .unwrap();
    assert_eq!(
        rows.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [false, true]
    );
    let mut all = |_| Ok(Some(Added::default()));
    assert_eq!(
        copy_kept(&input, &columns, &output, false, &mut all).unwrap(),
        1
    );
    let copied = std::fs::read_to_string(&output).unwrap();
    assert_eq!(copied, "{\"text\":\"b\",\"s\":1}\n");
}
