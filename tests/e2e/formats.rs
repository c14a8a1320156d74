//! The formats of archives that a run takes, and what `extract` can be asked for.

use arrow_array::cast::AsArray;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::common::{Place, Ran, fed, files, parquet, removed};
use super::warc::{gzip, page, record};

const TEXT: [&str; 3] = [
    "The path begins behind the church, where a gate with a broken latch opens onto a meadow.",
    "Nobody knows who made it, but the oldest people in the village say that it was always there.",
    "In spring the cows are driven along it, and in autumn the children come for the sloes and nuts.",
];

/// A profile-free run over one source.
fn config(paths: &str, more: &str) -> String {
    format!(
        "[run]\nname = \"formats\"\noutput = \"out\"\nmax_damaged = 1.0\nkeep_work = true\n\
         [sources.files]\ntype = \"warc\"\npaths = [{paths}]\n{more}"
    )
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text(line: &Value) -> &str {
    line["text"].as_str().unwrap()
}

/// An ARC file with one page.
fn arc(html: &str) -> Vec<u8> {
    let head = "1 0 tests\nURL IP-address Archive-date Content-type Archive-length\n";
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
    format!(
        "filedesc://old.arc 0.0.0.0 20040612101112 text/plain {}\n{head}\n\
         http://www.example/old 192.0.2.1 20040612101113 text/html {}\n{http}\n",
        head.len(),
        http.len()
    )
    .into_bytes()
}

#[test]
fn every_format_and_compression_gives_the_same_page() {
    let place = Place::demo("");
    let plain = page(1, &TEXT);
    place.write("a.warc", &plain);
    place.write("a.warc.gz", gzip(&plain));
    let zst = zstd::bulk::compress(&plain, 3).unwrap();
    place.write("a.warc.zst", zst);
    let html: String = TEXT.iter().map(|p| format!("<p>{p}</p>")).collect();
    place.write("a.arc", arc(&html));
    place.write("a.arc.gz", gzip(&arc(&html)));
    let wet = record(
        "conversion",
        1,
        "https://www.example/1",
        "text/plain",
        TEXT.join("\n").as_bytes(),
    );
    place.write("a.warc.wet", wet);
    for name in [
        "a.warc",
        "a.warc.gz",
        "a.warc.zst",
        "a.arc",
        "a.arc.gz",
        "a.warc.wet",
    ] {
        let got = lines(&place.tamis(&["extract", name]).expect(0));
        assert_eq!(got.len(), 1, "{name}");
        assert_eq!(text(&got[0]), TEXT.join("\n"), "{name}");
    }
    let old = lines(&place.tamis(&["extract", "a.arc"]));
    assert_eq!(old[0]["url"], "http://www.example/old");
    // The same by standard input.
    let arc = std::fs::read(place.join("a.arc.gz")).unwrap();
    let ran = fed(place.path(), &["extract", "-"], &arc).expect(0);
    assert_eq!(text(&lines(&ran)[0]), TEXT.join("\n"));
}

#[test]
fn a_record_that_is_not_what_its_digest_says_is_removed_on_request() {
    let right = String::from_utf8(page(1, &TEXT)).unwrap();
    let wrong = String::from_utf8(page(2, &TEXT[..2])).unwrap();
    let block = right
        .split_once("\r\n\r\n")
        .unwrap()
        .1
        .strip_suffix("\r\n\r\n")
        .unwrap();
    let digest = Sha256::digest(block.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let field = format!("WARC-Block-Digest: sha256:{digest}\r\nContent-Length");
    let file =
        right.replacen("Content-Length", &field, 1) + &wrong.replacen("Content-Length", &field, 1);
    for (more, reasons) in [
        ("", vec![]),
        ("check_digests = true\n", vec!["source.digest".to_owned()]),
    ] {
        let place = Place::new(&config("\"a.warc\"", more));
        place.write("a.warc", &file);
        place.tamis(&["run", "tamis.toml"]).expect(0);
        let found: Vec<String> = removed(&place.out())
            .into_iter()
            .map(|row| row.reason)
            .filter(|reason| reason.starts_with("source."))
            .collect();
        assert_eq!(found, reasons, "{more}");
    }
}

#[test]
fn extract_gives_markdown_metadata_and_more_text_on_request() {
    let place = Place::demo("");
    let html = format!(
        "<html lang=en><head><title>The old path - Village News</title>\
         <meta property=og:site_name content='Village News'><meta name=author content='Ann Smith'>\
         <link rel=canonical href=https://www.example/path></head><body>\
         <ul class=nav><li><a href=/>Home</a><li><a href=/news>News</a></ul>\
         <main><h1>The old path</h1><p>{}</p><p>{}</p><h2>Along the way</h2>\
         <ul><li>{}</li><li>The well, which nobody has used since the war, with its stone rim.</li></ul>\
         </main><div class=footer>All rights reserved</div></body></html>",
        TEXT[0], TEXT[1], TEXT[2],
    );
    place.write("a.html", &html);
    let call = |more: &[&str]| {
        let args = [&["extract", "a.html"], more].concat();
        lines(&place.tamis(&args).expect(0)).remove(0)
    };
    let plain = call(&[]);
    assert_eq!(plain.as_object().unwrap().len(), 3);
    let whole = call(&["--markdown", "--metadata"]);
    assert_eq!(whole["text"], plain["text"]);
    let markdown = whole["markdown"].as_str().unwrap();
    assert!(
        markdown.contains("\n\n## Along the way\n\n- In spring"),
        "{markdown}"
    );
    assert_eq!(whole["metadata"]["title"], "The old path");
    assert_eq!(whole["metadata"]["author"], "Ann Smith");
    assert_eq!(
        whole["metadata"]["canonical_url"],
        "https://www.example/path"
    );
    let all = call(&["--mode", "all-text"]);
    assert!(text(&all).starts_with("Home\nNews\n") && text(&all).ends_with("All rights reserved"));
    let recall = call(&["--mode", "recall"]);
    assert!(text(&recall).len() >= text(&plain).len() && text(&recall).len() < text(&all).len());
}

#[test]
fn a_run_keeps_markdown_and_metadata_and_redacts_them() {
    let more = "[stages.extract]\nmarkdown = true\nmetadata = true\n";
    let more_text = [
        "At the second bend stands a well with a stone rim, which was dug in the year of the drought.",
        "From there the view goes far over the valley, to the river and the old mill on its bank.",
        "The miller's daughter kept a book about the weather, and it lies in the museum of the town.",
    ];
    let paragraphs = TEXT.iter().chain(&more_text).map(|p| format!("<p>{p}</p>"));
    let html = format!(
        "<html lang=en><head><title>The path</title>\
         <meta name=description content='Ask ann.smith@firma.zz for the way.'></head><body><article>\
         <h1>The path</h1>{}<p>Write to ann.smith@firma.zz if you have walked it, and say when.</p>\
         </article></body></html>",
        paragraphs.collect::<String>(),
    );
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
    let place = Place::new(&config("\"a.warc\"", more));
    let kind = "application/http; msgtype=response";
    let warc = record(
        "response",
        1,
        "https://www.example/1",
        kind,
        http.as_bytes(),
    );
    place.write("a.warc", warc);
    place.tamis(&["run", "tamis.toml"]).expect(0);
    let shards = files(&place.out(), &|name| name.starts_with("data/"));
    assert_eq!(shards.len(), 1, "the page was not kept");
    for name in shards {
        for batch in parquet(&place.out().join(name)) {
            let markdown = batch.column_by_name("markdown").unwrap().as_string::<i32>();
            assert!(
                markdown.value(0).contains("Write to "),
                "{}",
                markdown.value(0)
            );
            assert!(
                !markdown.value(0).contains("ann.smith"),
                "{}",
                markdown.value(0)
            );
            let metadata = batch.column_by_name("metadata").unwrap().as_struct();
            let value = |name: &str| {
                let column = metadata.column_by_name(name).unwrap().as_string::<i32>();
                column.value(0).to_owned()
            };
            assert_eq!(value("title"), "The path");
            assert!(
                value("description").starts_with("Ask ") && !value("description").contains("ann")
            );
        }
    }
}

#[test]
fn the_bytes_decide_what_an_input_is() {
    let place = Place::demo("");
    let html: String = TEXT.iter().map(|p| format!("<p>{p}</p>")).collect();
    place.write("page.html", page(1, &TEXT));
    let named_wrong = lines(&place.tamis(&["extract", "page.html"]).expect(0));
    assert_eq!(named_wrong[0]["url"], "https://www.example/1");
    for packed in [
        gzip(html.as_bytes()),
        zstd::bulk::compress(html.as_bytes(), 3).unwrap(),
    ] {
        let ran = fed(place.path(), &["extract", "-"], &packed).expect(0);
        assert_eq!(text(&lines(&ran)[0]), TEXT.join("\n"));
    }
    let ran = fed(place.path(), &["extract", "-"], b"").expect(3);
    assert!(ran.err.contains("found no bytes"), "{}", ran.err);
    place.write("page.html.bz2", b"BZh91AY&SY not really");
    place.tamis(&["extract", "page.html.bz2"]).expect(3);
}

#[test]
fn an_output_never_replaces_an_input() {
    let place = Place::demo("");
    place.write("a.warc", page(1, &TEXT));
    let before = std::fs::read(place.join("a.warc")).unwrap();
    let ran = place
        .tamis(&["extract", "a.warc", "-o", "./a.warc"])
        .expect(2);
    assert!(ran.err.contains("is also an input"), "{}", ran.err);
    assert_eq!(std::fs::read(place.join("a.warc")).unwrap(), before);
}

#[test]
fn a_record_without_a_type_is_damage_and_not_silence() {
    let whole = String::from_utf8(page(1, &TEXT)).unwrap();
    let file = whole.replacen("WARC-Type", "WARC-Typo", 1) + &whole;
    let place = Place::new(&config("\"a.warc\"", ""));
    place.write("a.warc", &file);
    place.tamis(&["run", "tamis.toml"]).expect(0);
    let found = removed(&place.out());
    assert!(found.iter().any(|row| row.reason == "source.damaged"));
    let ran = place.tamis(&["extract", "a.warc"]).expect(3);
    assert!(ran.err.contains("expected a WARC-Type"), "{}", ran.err);
    assert_eq!(lines(&ran).len(), 1);
}

#[test]
fn answers_of_name_servers_are_no_damage() {
    let place = Place::new(&config("\"a.warc\"", ""));
    let answer = b"20080430204825\nwww.example.\t589\tIN\tA\t192.0.2.1\n";
    let mut archive = record("response", 1, "dns:www.example", "text/dns", answer);
    archive.extend(page(2, &TEXT));
    place.write("a.warc", archive);
    let ran = place.tamis(&["extract", "a.warc"]).expect(0);
    assert_eq!((lines(&ran).len(), ran.err.as_str()), (1, ""));
    place.run();
    let reasons: Vec<String> = removed(&place.out())
        .into_iter()
        .filter(|row| row.stage == "files")
        .map(|row| row.reason)
        .collect();
    assert_eq!(reasons, ["source.mime"]);
}
