//! JSON lines as they are read.

use std::path::Path;

use super::super::{Columns, Compression, Format, RowReader, copy_kept};
use super::make::{file, gunzip, gzip};
use super::{copy, failure, read};

#[test]
fn documents_are_numbered_by_what_is_not_blank() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "in.jsonl",
        "\u{feff}{\"text\":\"a\",\"id\":\"x\",\"url\":\"u\",\"date\":\"d\",\"dump\":\"c\",\"source\":\"s\"}\r\n\
         \r\n  \n{\"text\":5}\n{\"id\":7,\"text\":\"b\"}\n{\"text\":\"c\",\"id\":null}",
    );
    let (rows, problems) = read(&path, &Columns::default());
    assert_eq!(rows.iter().map(|r| r.number).collect::<Vec<_>>(), [0, 2, 3]);
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["x", "7", "in.jsonl:6"]);
    let texts: Vec<_> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["a", "b", "c"]);
    let first = &rows[0];
    let some = |text: &str| Some(text.to_string());
    assert_eq!((&first.url, &first.date), (&some("u"), &some("d")));
    assert_eq!((&first.dump, &first.source), (&some("c"), &some("s")));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].ends_with("in.jsonl:4: `text` is a number; expected a string"),
        "{problems:?}"
    );
}

#[test]
fn columns_are_found_by_path_whole_names_first_and_the_last_of_duplicates() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "in.jsonl",
        r#"{"doc":{"body":"nested","body":"last"},"meta":{"url":"path","quality":{"s":"0.5"}},"meta.url":"whole","id":1}
{"doc.body":"whole","doc":{"body":"path"},"meta":[{"url":"no"}],"id":2}
{"doc":"no object","id":3}
{"doc":{"body":"x"},"meta":{"url":"path","quality":{"s":1e400}},"id":4}
"#,
    );
    let columns = Columns {
        text: "doc.body".into(),
        url: "meta.url".into(),
        score: Some("meta.quality.s".into()),
        ..Columns::default()
    };
    let (rows, problems) = read(&path, &columns);
    assert_eq!((rows[0].text.as_str(), rows[0].score), ("last", Some(0.5)));
    assert_eq!(rows[0].url.as_deref(), Some("whole"));
    assert_eq!((rows[1].text.as_str(), rows[1].score), ("whole", None));
    assert_eq!(rows[1].url, None);
    assert!(problems[0].contains(":3: no text: there is no `doc.body`"));
    assert!(problems[1].contains(":4: an object that cannot be used: number out of range"));
    assert_eq!(problems.len(), 2);
}

#[test]
fn ids_keep_their_digits_and_languages_get_their_script() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "in.jsonl",
        r#"{"text":"","id":340282366920938463463374607431768211455,"language":"mlt","language_script":"Latn"}
{"text":"","id":-9223372036854775808,"language":"mlt_Latn","language_script":"Latn"}
{"text":"","id":1.5,"language":"mlt","language_script":5}
{"text":"","id":["x"],"language":"","language_script":"Latn"}
{"text":"","id":"\u00e9","language":"mlt"}
"#,
    );
    let (rows, problems) = read(&path, &Columns::default());
    assert!(problems.is_empty(), "{problems:?}");
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    let largest = u128::MAX.to_string();
    assert_eq!(
        ids,
        [&largest, "-9223372036854775808", "1.5", "in.jsonl:4", "é"]
    );
    let languages: Vec<_> = rows.iter().map(|row| row.language.as_deref()).collect();
    let both = Some("mlt_Latn");
    assert_eq!(languages, [both, both, Some("mlt"), None, Some("mlt")]);

    let beside = Columns {
        language: "m.lang".into(),
        ..Columns::default()
    };
    let line =
        r#"{"text":"","m":{"lang":"srp","language_script":"Cyrl"},"language_script":"Latn"}"#;
    let path = file(&folder, "beside.jsonl", line);
    let (rows, _) = read(&path, &beside);
    assert_eq!(rows[0].language.as_deref(), Some("srp_Cyrl"));
}

#[test]
fn names_that_are_nowhere_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"text\":\"a\"}\n{\"text\":\"b\",\"lang\":\"mlt\"}\n";
    let path = file(&folder, "in.jsonl", lines);
    let columns = Columns {
        language: "lang".into(),
        url: "adress".into(),
        ..Columns::default()
    };
    let mut reader = RowReader::open(&path, &columns).unwrap();
    assert_eq!(reader.unseen(), ["lang", "adress"]);
    while reader.batch().unwrap().is_some() {}
    assert_eq!(reader.unseen(), ["adress"]);
}

#[test]
fn bad_lines_are_told_and_stop_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let deep = format!("{{\"text\":{}}}", "[".repeat(100_000));
    let deep_text = format!("{{\"text\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
    let beside = format!(
        "{{\"text\":\"ok\",\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let mut bytes = Vec::new();
    let lines: [(&[u8], &str); 13] = [
        (
            b"{\"text\":\"a",
            "ends in the middle: EOF while parsing a string at byte 10",
        ),
        (b"{\"text\":\"\xff\"}", "not UTF-8: invalid utf-8"),
        (b"[1,2]", "a JSON array; expected one JSON object a line"),
        (b"12", "a JSON value, but no object"),
        (b"plain text", "not JSON: expected value at byte 1"),
        (
            b"{\"text\":\"a\"} {\"text\":\"b\"}",
            "not JSON: trailing characters at byte 14",
        ),
        (
            b"{\"txet\":\"a\"}",
            "no text: there is no `text`; did you mean `txet`?",
        ),
        (b"{\"text\":null}", "no text: `text` is null"),
        (
            b"{\"text\":{\"a\":1}}",
            "`text` is an object; expected a string",
        ),
        (b"{}", "no text: there is no `text`; the object is empty"),
        (
            b"{\"text\":\"\\ud800\"}",
            "an object that cannot be used: unexpected end of hex escape",
        ),
        (deep.as_bytes(), "not JSON: expected value at byte 100009"),
        (deep_text.as_bytes(), "`text` is a list; expected a string"),
    ];
    for (line, _) in &lines {
        bytes.extend_from_slice(b"{\"text\":\"good\"}\n");
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(beside.as_bytes());
    let path = file(&folder, "in.jsonl", &bytes);
    let (rows, problems) = read(&path, &Columns::default());
    assert_eq!((rows.len(), problems.len()), (14, 13));
    for (i, ((_, expected), problem)) in lines.iter().zip(&problems).enumerate() {
        let place = format!("in.jsonl:{}: {expected}", 2 * i + 2);
        assert!(problem.contains(&place), "{problem}\n{place}");
    }
    // They are never copied, whatever is asked.
    let all: Vec<u32> = (0..27).collect();
    let out = folder.path().join("out.jsonl");
    assert_eq!(copy(&path, &out, false, &all, 27), 14);
    let (again, problems) = read(&out, &Columns::default());
    assert_eq!((again.len(), problems.len()), (14, 0));
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = b"{\"text\":\"".to_vec();
    bytes.resize((64 << 20) + 1, b'a');
    bytes.extend_from_slice(b"\"}\n{\"text\":\"b\"}\n");
    let path = file(&folder, "in.jsonl.gz", gzip(&bytes));
    let (rows, problems) = read(&path, &Columns::default());
    assert!(problems[0].ends_with(":1: a line of more than 64 MiB"));
    assert_eq!((rows.len(), rows[0].number), (1, 1));
    let out = folder.path().join("out.jsonl.gz");
    assert_eq!(copy(&path, &out, false, &[0, 1], 2), 1);
    assert_eq!(gunzip(&out), b"{\"text\":\"b\"}\n");
}

#[test]
fn files_without_documents_are_empty() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a", ""),
        ("b", "\n \r\n\t\n"),
        ("c", "\u{feff}"),
        ("d", "\u{feff}\n"),
    ] {
        let path = file(&folder, name, bytes);
        let mut reader = RowReader::open(&path, &Columns::default()).unwrap();
        assert_eq!(reader.format(), Format::JsonLines(Compression::None));
        assert_eq!(reader.batch().unwrap(), None);
        let out = folder.path().join("out");
        assert_eq!(copy(&path, &out, true, &[0], 0), 0);
        assert_eq!(std::fs::read(&out).unwrap(), b"");
    }
}

#[test]
fn members_and_frames_are_read_to_the_end_and_kept_as_compressed_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let line = |i: usize| format!("{{\"text\":\"{i}\"}}\n").into_bytes();
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).unwrap();
    // A frame to skip, of four bytes, as pzstd writes them.
    let skip: &[u8] = &[0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
    let files = [
        (
            "a.gz",
            [gzip(&line(0)), gzip(b""), gzip(&line(1))].concat(),
            Compression::Gzip,
        ),
        (
            "b.zst",
            [zstd(&line(0)), zstd(&line(1))].concat(),
            Compression::Zstd,
        ),
        (
            "c",
            [skip, &zstd(&line(0)), skip, &zstd(&line(1))].concat(),
            Compression::Zstd,
        ),
    ];
    for (name, bytes, compression) in files {
        let path = file(&folder, name, bytes);
        let (rows, problems) = read(&path, &Columns::default());
        assert_eq!((rows.len(), problems.len()), (2, 0), "{name}");
        let out = folder.path().join("out");
        assert_eq!(copy(&path, &out, false, &[1], 2), 1);
        let reader = RowReader::open(&out, &Columns::default()).unwrap();
        assert_eq!(reader.format(), Format::JsonLines(compression));
        assert_eq!(read(&out, &Columns::default()).0[0].text, "1");
    }
}

#[test]
fn a_file_that_is_cut_short_is_an_error_that_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let noise = (0..5000u64).map(|i| format!("{{\"text\":\"{}\"}}\n", i.wrapping_mul(i << 40)));
    let bytes = noise.collect::<String>().into_bytes();
    for (name, bytes) in [
        ("a.gz", gzip(&bytes)),
        ("a.zst", zstd::encode_all(&bytes[..], 1).unwrap()),
    ] {
        let path = file(&folder, name, &bytes[..bytes.len() - 20]);
        let (message, help) = failure(&path, &Columns::default());
        assert!(
            message.contains(&format!("{name} after line ")),
            "{message}"
        );
        assert!(help.contains("fetch it again"), "{help}");
        let out = folder.path().join("out");
        copy_kept(&path, &Columns::default(), &out, true, &mut |_| Ok(None)).unwrap_err();
        assert!(!out.exists());
    }
}

#[test]
fn other_formats_are_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let fail = |bytes: &[u8]| failure(&file(&folder, "in", bytes), &Columns::default());
    let (message, help) = fail(b"[{\"text\":\"a\"},{\"text\":\"b\"}]");
    assert!(message.ends_with("in is one JSON array; expected one JSON object a line"));
    assert!(help.contains("jq -c '.[]'"));
    assert!(
        fail(b"[{\"text\":\"a\"},\n{\"text\":\"b\"}]")
            .0
            .contains("JSON array")
    );
    assert!(
        fail(b"\n[\n  {\n \"text\": \"a\"\n}\n]\n")
            .0
            .contains("JSON array")
    );
    let (message, help) = fail(b"{\n  \"text\": \"a\"\n}\n");
    assert!(message.contains("pretty-printed JSON"), "{message}");
    assert!(help.contains("jq -c ."), "{help}");
    assert!(fail(b"BZh91AY").0.contains("bzip2"));
    assert!(fail(b"\xff\xfe{\0").0.contains("UTF-16"));
    assert!(
        fail(&gzip(b"PAR1\x15\x04"))
            .0
            .contains("compressed Parquet")
    );

    let (message, help) = failure(folder.path(), &Columns::default());
    assert!(message.ends_with("is a folder") && help == "name the files in it");
    assert!(
        failure(Path::new("-"), &Columns::default())
            .0
            .contains("only once")
    );
    assert!(
        failure(Path::new("/dev/null"), &Columns::default())
            .0
            .contains("only once")
    );
    let (message, _) = failure(&folder.path().join("none"), &Columns::default());
    assert!(message.contains("cannot open"), "{message}");
    let columns = Columns {
        text: String::new(),
        ..Columns::default()
    };
    assert!(failure(Path::new("x"), &columns).0.contains("is empty"));
}
