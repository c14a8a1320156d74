use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use tamis_store::crawl::{Choice, CommonCrawl, Kind, wet_name};
use tamis_store::{Error, Settings, Stores};

use tamis_servers::{Fault, Web, quick};

const CRAWL: &str = "CC-MAIN-2024-33";

fn gz(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn warc(file: usize) -> String {
    format!("crawl-data/{CRAWL}/segments/17.{file}/warc/CC-MAIN-2024080{file}-0000{file}.warc.gz")
}

/// A part of the index, with other columns before and after, and small row groups.
fn table(rows: &[(Option<&str>, String)]) -> Vec<u8> {
    let text = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as ArrayRef;
    let padding = "x".repeat(200);
    let urls = text(rows.iter().map(|_| Some(padding.as_str())).collect());
    let languages = text(rows.iter().map(|(language, _)| *language).collect());
    let files = text(rows.iter().map(|(_, file)| Some(file.as_str())).collect());
    let offsets = Arc::new(Int32Array::from(vec![1; rows.len()])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("url", urls),
        ("content_languages", languages),
        ("warc_filename", files),
        ("warc_record_offset", offsets),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(100))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn rows(part: usize) -> Vec<(Option<&'static str>, String)> {
    let language = |row: usize| match row % 10 {
        0 => None,
        1 => Some("mlt,eng"),
        2 => Some("eng,mlt"),
        3 => Some("isl"),
        _ => Some("eng"),
    };
    // File 0 has most Maltese, since its rows are those of the first residues.
    let file = |row: usize| if row % 10 < 2 { row % 3 } else { 3 + row % 2 };
    (part..1_000 + part)
        .map(|row| (language(row), warc(file(row))))
        .collect()
}

fn server() -> (Web, Settings) {
    let web = Web::start();
    let base = format!("/crawl-data/{CRAWL}");
    let names: Vec<String> = (0..5).map(warc).collect();
    web.files.add(
        &format!("{base}/warc.paths.gz"),
        gz(&(names.join("\n") + "\n")),
    );
    let index = |subset: &str, part: usize| {
        format!(
            "cc-index/table/cc-main/warc/crawl={CRAWL}/subset={subset}/part-0000{part}-1.c000.gz.parquet"
        )
    };
    let mut tables = String::new();
    for part in 0..3 {
        web.files
            .add(&format!("/{}", index("warc", part)), table(&rows(part)));
        tables += &format!(
            "{}\n{}\n",
            index("crawldiagnostics", part),
            index("warc", part)
        );
    }
    web.files
        .add(&format!("{base}/cc-index-table.paths.gz"), gz(&tables));
    let list = r#"[
      {"id": "CC-MAIN-2024-33", "name": "August 2024 Index", "timegate": "https://index.commoncrawl.org/CC-MAIN-2024-33/", "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2024-33-index", "from": "2024-08-02T23:21:07", "to": "2024-08-16T05:21:27"},
      {"id": "CC-MAIN-2014-42", "name": "October 2014 Index", "timegate": "x", "cdx-api": "y"}
    ]"#;
    web.files.add("/collinfo.json", list);
    (web, quick())
}

fn crawls(web: &Web, settings: Settings) -> CommonCrawl {
    let crawls = CommonCrawl::new(Stores::new(settings).unwrap()).unwrap();
    crawls
        .with_data(web.at(""))
        .with_list(web.at("/collinfo.json"))
}

#[test]
fn the_layout_is_common_crawls() {
    let crawls = CommonCrawl::new(Stores::new(quick()).unwrap()).unwrap();
    let lists = Kind::ALL.map(|kind| crawls.paths(CRAWL, kind).unwrap().to_string());
    insta::assert_snapshot!(lists.join("\n"));
    let s3 = crawls.with_data("s3://commoncrawl".parse().unwrap());
    assert_eq!(
        s3.at(&warc(1)).to_string(),
        format!("s3://commoncrawl/{}", warc(1))
    );
    for kind in Kind::ALL {
        assert_eq!(kind.name().parse::<Kind>().unwrap(), kind);
    }
    for name in ["CC-MAIN-2024-33", "CC-MAIN-2012", "CC-MAIN-2009-2010"] {
        assert!(s3.paths(name, Kind::Wet).is_ok());
    }
    for name in [
        "",
        "CC-MAIN-",
        "2024-33",
        "CC-MAIN-../x",
        "CC-MAIN-2024-33/x",
    ] {
        let error = s3.paths(name, Kind::Wet).unwrap_err();
        assert!(error.to_string().contains("CC-MAIN-2024-33"), "{error}");
    }
    assert_eq!(
        wet_name(&warc(1)).unwrap(),
        "crawl-data/CC-MAIN-2024-33/segments/17.1/wet/CC-MAIN-20240801-00001.warc.wet.gz"
    );
    assert_eq!(wet_name("other.warc.gz"), None);
}

#[test]
fn lists_are_read() {
    let (web, settings) = server();
    web.server.plan(|asked| match asked.index % 2 {
        0 => Fault::Status(503),
        _ => Fault::None,
    });
    let crawls = crawls(&web, settings);
    let list = crawls.list().unwrap();
    assert_eq!(list[0].id, CRAWL);
    assert_eq!(list[0].from.as_deref(), Some("2024-08-02T23:21:07"));
    assert_eq!(list[1].from, None);
    assert_eq!(
        crawls.files(CRAWL, Kind::Warc).unwrap(),
        (0..5).map(warc).collect::<Vec<_>>()
    );
    let tables = crawls.files(CRAWL, Kind::Table).unwrap();
    assert_eq!(tables.len(), 3);
    assert!(tables.iter().all(|name| name.contains("subset=warc")));
}

#[test]
fn what_is_no_list_is_an_error() {
    let (web, settings) = server();
    let crawls = crawls(&web, settings);
    let path = format!("/crawl-data/{CRAWL}/warc.paths.gz");
    for wrong in [
        b"<html>maintenance</html>".to_vec(),
        gz(""),
        gz("crawl-data/../../etc/passwd\n"),
        gz("https://elsewhere/x\n"),
        gz("/absolute\n"),
        gz(&"crawl-data/x\n".repeat(1_000))[..40].to_vec(),
    ] {
        web.files.add(&path, wrong);
        let error = crawls.files(CRAWL, Kind::Warc).unwrap_err();
        assert!(matches!(error, Error::Content { .. }), "{error}");
    }
    web.files.add("/collinfo.json", "{}");
    assert!(crawls.list().is_err());
    assert!(crawls.files(CRAWL, Kind::Wet).unwrap_err().is_not_found());
}

#[test]
fn languages_are_counted_by_file() {
    let (web, settings) = server();
    let crawls = crawls(
        &web,
        Settings {
            chunk: 3_000,
            ..settings
        },
    );
    let counted = crawls
        .languages(CRAWL, &["mlt", "isl"], 1, &|done, of| assert!(done <= of))
        .unwrap();
    // The same, from the rows themselves.
    for (name, count) in &counted.files {
        let all = (0..3).flat_map(rows).filter(|(_, file)| file == name);
        let all: Vec<_> = all
            .map(|(languages, _)| languages.unwrap_or_default())
            .collect();
        let first = |wanted: &str| {
            all.iter()
                .filter(|l| l.split(',').next() == Some(wanted))
                .count() as u64
        };
        assert_eq!(count.pages, all.len() as u64);
        assert_eq!(count.wanted, [first("mlt"), first("isl")]);
    }
    assert_eq!(
        counted.files.values().map(|count| count.pages).sum::<u64>(),
        3_000
    );
    let best = counted.best();
    assert!(
        best.is_sorted_by(|a, b| a.1 >= b.1) && best.len() == 4,
        "{best:?}"
    );
    // A third of the row groups, from every part of the index.
    let some = crawls.languages(CRAWL, &["mlt"], 3, &|_, _| ()).unwrap();
    let pages: u64 = some.files.values().map(|count| count.pages).sum();
    assert!((900..=1_200).contains(&pages), "{pages}");
    let again = crawls.languages(CRAWL, &["mlt"], 3, &|_, _| ()).unwrap();
    assert_eq!(some, again);
}

/// Of each part of the index, little more than its two columns is read.
#[test]
fn other_columns_are_not_read() {
    let (web, settings) = server();
    // Long and unlike each other, so that they do not vanish when they are compressed.
    let urls: Vec<String> = (0..20_000)
        .map(|row| format!("{:x}", row * 7_919_u128.pow(7)))
        .collect();
    let rows: Vec<_> = urls.iter().map(|url| (Some("eng"), url.clone())).collect();
    let part = table(&rows);
    let length = part.len();
    let name = format!(
        "cc-index/table/cc-main/warc/crawl={CRAWL}/subset=warc/part-00000-1.c000.gz.parquet"
    );
    web.files.add(&format!("/{name}"), part);
    let list = format!("/crawl-data/{CRAWL}/cc-index-table.paths.gz");
    web.files.add(&list, gz(&name));
    let crawls = crawls(&web, settings);
    // One row group in 100, of 200.
    crawls.languages(CRAWL, &["mlt"], 100, &|_, _| ()).unwrap();
    let asked = web.server.asked.lock().unwrap();
    let read: usize = asked
        .iter()
        .filter_map(|asked| {
            let (from, to) = asked
                .range
                .as_deref()?
                .strip_prefix("bytes=")?
                .split_once('-')?;
            Some(to.parse::<usize>().unwrap() + 1 - from.parse::<usize>().unwrap())
        })
        .sum();
    assert!(read < length / 2, "{read} of {length}");
}

#[test]
fn an_index_that_is_none() {
    let (web, settings) = server();
    let crawls = crawls(&web, settings);
    let part = "/cc-index/table/cc-main/warc/crawl=CC-MAIN-2024-33/subset=warc/part-00001-1.c000.gz.parquet";
    let whole = web.files.0.lock().unwrap()[part].clone();
    let mut damaged = whole.clone();
    for at in 0..60_000.min(damaged.len() - 8) {
        damaged[at] ^= 0x5a;
    }
    for wrong in [
        b"PAR1".to_vec(),
        b"not parquet at all, but some text".to_vec(),
        whole[..whole.len() - 9].to_vec(),
        damaged,
    ] {
        web.files.add(part, wrong);
        let error = crawls
            .languages(CRAWL, &["mlt"], 1, &|_, _| ())
            .unwrap_err();
        assert!(error.to_string().contains("part-00001"), "{error}");
    }
}

proptest! {
    /// A sample is a part of the list in its order, of a larger sample with the same seed, and of any order
    /// of the list.
    #[test]
    fn samples(count in 0usize..60, more in 0usize..20, seed: u64, limit in prop::option::of(0usize..60)) {
        let names: Vec<String> = (0..50).map(|n| format!("file-{n}")).collect();
        let draw = |count, names: &Vec<String>| {
            Choice { sample: Some(count), seed, limit: None }.of(names.clone())
        };
        let small = draw(count, &names);
        let large = draw(count + more, &names);
        prop_assert_eq!(small.len(), count.min(50));
        prop_assert!(small.iter().all(|name| large.contains(name)));
        let order = |list: &[String]| list.is_sorted_by_key(|n| n[5..].parse::<u32>().unwrap());
        prop_assert!(order(&small));
        let mut reversed: Vec<_> = names.iter().rev().cloned().collect();
        reversed = draw(count, &reversed);
        reversed.reverse();
        prop_assert_eq!(&small, &reversed);
        let limited = Choice { sample: Some(count), seed, limit }.of(names);
        prop_assert_eq!(&limited[..], &small[..limit.unwrap_or(60).min(small.len())]);
    }
}
