use tamis_store::Location;

fn parse(text: &str) -> Location {
    Location::parse(text).unwrap()
}

#[test]
fn what_is_written_is_shown() {
    for text in [
        "s3://bucket/a/b.warc.gz",
        "s3://bucket/a b/ü=1/%20.txt",
        "s3://my.old_Bucket/",
        "gs://bucket/key",
        "https://data.commoncrawl.org/crawl-data/CC-MAIN-2024-33/warc.paths.gz",
        "http://localhost:8080/x",
        "https://host/a%20b",
        "/data/x.warc.gz",
        "../x",
        "C:strange",
    ] {
        assert_eq!(parse(text).to_string(), text);
        assert_eq!(parse(text), text.parse().unwrap());
    }
    assert_eq!(
        parse("file:///data/x").as_local().unwrap().to_str(),
        Some("/data/x")
    );
    assert_eq!(parse("s3://bucket").to_string(), "s3://bucket/");
    assert_eq!(parse("s3://bucket/a/").to_string(), "s3://bucket/a");
}

#[test]
fn joined_by_one_slash() {
    for (base, relative, joined) in [
        ("s3://b", "a/x", "s3://b/a/x"),
        ("s3://b/a/", "x", "s3://b/a/x"),
        ("gs://b/a", "x", "gs://b/a/x"),
        ("https://h", "a/x", "https://h/a/x"),
        ("https://h/a/", "x y", "https://h/a/x%20y"),
        (
            "https://h/a",
            "crawl=CC-MAIN-2024-33/subset=warc/x",
            "https://h/a/crawl=CC-MAIN-2024-33/subset=warc/x",
        ),
        ("/data", "a/x", "/data/a/x"),
    ] {
        let place = parse(base).join(relative);
        assert_eq!(place.to_string(), joined);
        assert_eq!(place.name(), joined.rsplit('/').next().unwrap());
    }
}

#[test]
fn nothing_secret_is_shown() {
    let signed = parse("https://host/key?X-Amz-Signature=SECRET#SECRET");
    assert_eq!(signed.to_string(), "https://host/key?...");
    assert_eq!(format!("{signed:?}"), "Location(https://host/key?...)");
    for text in [
        "https://user:SECRET@host/x",
        "https://SECRET@host/x?y",
        "s3://KEY:SECRET@bucket/x",
        "ftp://user:SECRET@host/x",
    ] {
        let error = Location::parse(text).unwrap_err().to_string();
        assert!(!error.contains("SECRET"), "{error}");
    }
}

#[test]
fn errors_say_what_was_expected() {
    let texts = [
        "",
        "s3:/bucket/key",
        "https:host",
        "s3:///key",
        "s3://buck et/key",
        "s3://KEY:SECRET@bucket/key",
        "s3://bucket//key",
        "s3://bucket/a/../b",
        "gs://bucket/a\nb",
        "s3a://bucket/key",
        "hdfs://namenode/x",
        "https://",
        "https://user:SECRET@host/x",
        "file://host/x",
    ];
    let errors = texts.map(|text| Location::parse(text).unwrap_err().to_string());
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn patterns() {
    for text in ["s3://b/a/*.gz", "/a/?.x", "gs://b/{a,b}", "https://h/*.gz"] {
        assert!(parse(text).is_pattern(), "{text}");
    }
    for text in ["s3://b/a.gz", "/a/x", "https://h/a?x=1"] {
        assert!(!parse(text).is_pattern(), "{text}");
    }
}
