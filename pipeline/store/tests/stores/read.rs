use std::io::{Read, Seek, SeekFrom};
use std::time::Instant;

use http::Method;
use proptest::prelude::*;
use tamis_store::{Error, Settings, Stores};

use tamis_servers::{Asked, Fault, S3, Web, file, noise, quick, s3};

fn read(stores: &Stores, location: &tamis_store::Location) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stores.open(location)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The error of this crate in one of reading.
fn inner(error: &std::io::Error) -> &Error {
    error.get_ref().unwrap().downcast_ref().unwrap()
}

fn is_get(asked: &Asked) -> bool {
    asked.method == Method::GET
}

#[test]
fn a_file_from_s3() {
    let s3_server = S3::start();
    let stores = s3_server.stores();
    let bytes = noise(300_000, 1);
    let local = file(s3_server.root.path(), "local", &bytes);
    stores.put_file(&local, &s3("a/x.bin")).unwrap();
    let stat = stores.stat(&s3("a/x.bin")).unwrap();
    assert_eq!(stat.bytes, 300_000);
    assert!(stat.etag.is_some() && stat.modified.is_some() && stat.sha256.is_some());
    assert!(read(&stores, &s3("a/x.bin")).unwrap() == bytes);
    let path = tamis_store::Location::local(&local);
    assert!(read(&stores, &path).unwrap() == bytes);
    assert_eq!(stores.stat(&path).unwrap().bytes, 300_000);
}

#[test]
fn nothing_and_what_is_not_there() {
    let web = Web::start();
    web.files.add("/empty", "");
    let stores = Stores::new(quick()).unwrap();
    assert!(read(&stores, &web.at("/empty")).unwrap().is_empty());
    let error = stores.open(&web.at("/none")).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.status(), Some(404));
    // What cannot pass is asked for once.
    assert_eq!(web.server.asked.lock().unwrap().len(), 2);
    let local = tamis_store::Location::local("/nowhere/at/all");
    assert!(stores.open(&local).unwrap_err().is_not_found());
}

/// A fault of a request, the same for all that run this with the same numbers.
fn faulty(kind: u8, amount: usize) -> Fault {
    match kind {
        0 | 1 => Fault::Status(503),
        2 => Fault::Cut(amount),
        3 => Fault::Short(amount),
        4 => Fault::Status(500),
        5 => Fault::Status(429),
        6 => Fault::Lost,
        7 => Fault::Long,
        _ => Fault::None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever goes wrong and may pass, what is read is the file, from any chunk size.
    #[test]
    fn what_is_read_is_the_file(
        length in 0usize..70_000,
        chunk in 1_000u64..80_000,
        ahead in 0usize..4,
        buffer in 1usize..20_000,
        faults in prop::collection::vec((0u8..20, 0usize..40_000), 1..40),
        seed: u64,
    ) {
        let web = Web::start();
        let bytes = noise(length, seed);
        web.files.add("/file", bytes.clone());
        web.server.plan(move |asked| {
            // The last of them is none, so that it can end.
            let (kind, amount) = faults.get(asked.index).copied().unwrap_or((9, 0));
            faulty(kind, amount)
        });
        let settings = Settings { chunk, ahead, retries: 100, ..quick() };
        let stores = Stores::new(settings).unwrap();
        let mut reader = stores.open(&web.at("/file")).unwrap();
        prop_assert_eq!(reader.length(), length as u64);
        let mut got = Vec::new();
        let mut piece = vec![0; buffer];
        loop {
            match reader.read(&mut piece).unwrap() {
                0 => break,
                count => got.extend_from_slice(&piece[..count]),
            }
        }
        prop_assert!(got == bytes);
    }

    /// Seeking anywhere and reading from there is what a file gives.
    #[test]
    fn seeking(
        steps in prop::collection::vec((0u64..30_000, 1usize..5_000), 1..12),
        chunk in 500u64..9_000,
    ) {
        let web = Web::start();
        let bytes = noise(25_000, 5);
        web.files.add("/file", bytes.clone());
        let stores = Stores::new(Settings { chunk, ..quick() }).unwrap();
        let mut reader = stores.open(&web.at("/file")).unwrap();
        let mut same = std::io::Cursor::new(bytes);
        for (at, count) in steps {
            reader.seek(SeekFrom::Start(at)).unwrap();
            same.seek(SeekFrom::Start(at)).unwrap();
            let (mut got, mut expected) = (Vec::new(), Vec::new());
            reader.by_ref().take(count as u64).read_to_end(&mut got).unwrap();
            same.by_ref().take(count as u64).read_to_end(&mut expected).unwrap();
            prop_assert!(got == expected);
            prop_assert_eq!(reader.stream_position().unwrap(), same.stream_position().unwrap());
        }
        prop_assert!(reader.seek(SeekFrom::End(-30_000)).is_err());
    }
}

#[test]
fn it_goes_on_at_the_byte_where_it_broke() {
    let web = Web::start();
    let bytes = noise(100_000, 2);
    web.files.add("/file", bytes.clone());
    web.server.plan(|asked| match (asked.index, is_get(asked)) {
        (1, true) => Fault::Cut(30_000),
        _ => Fault::None,
    });
    let stores = Stores::new(Settings {
        ahead: 0,
        ..quick()
    })
    .unwrap();
    assert!(read(&stores, &web.at("/file")).unwrap() == bytes);
    let asked = web.server.asked.lock().unwrap();
    let ranges: Vec<_> = asked
        .iter()
        .filter_map(|asked| asked.range.clone())
        .collect();
    assert_eq!(ranges[0], "bytes=0-99999");
    let again: usize = ranges[1]["bytes=".len()..]
        .split('-')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    // The library may have thrown away the last piece that came with the error.
    assert!(again > 0 && again <= 30_000, "{ranges:?}");
    assert_eq!(ranges.len(), 2);
}

#[test]
fn truncation_is_an_error_with_its_place() {
    let web = Web::start();
    web.files.add("/file", noise(50_000, 3));
    let stores = Stores::new(Settings {
        chunk: 20_000,
        retries: 2,
        ..quick()
    })
    .unwrap();
    // The second chunk never gives more than 5,000 bytes, and then nothing more.
    web.server.plan(|asked| match asked.range.as_deref() {
        Some("bytes=20000-39999") => Fault::Short(5_000),
        Some("bytes=25000-39999") => Fault::Short(0),
        _ => Fault::None,
    });
    let mut reader = stores.open(&web.at("/file")).unwrap();
    let mut got = Vec::new();
    let error = reader.read_to_end(&mut got).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    assert_eq!(got.len(), 20_000);
    match inner(&error) {
        Error::Truncated {
            offset,
            promised,
            tries,
            ..
        } => {
            assert_eq!((*offset, *promised, *tries), (25_000, 50_000, 3));
        }
        other => panic!("{other}"),
    }
    // A connection that always breaks at the same place.
    web.server.plan(|asked| match asked.range.as_deref() {
        Some("bytes=0-19999") => Fault::Cut(7_000),
        Some(range) if range.ends_with("-19999") => Fault::Cut(0),
        _ => Fault::None,
    });
    let error = read(&stores, &web.at("/file")).unwrap_err();
    match inner(&error) {
        Error::Store(error) => assert!(
            error.offset.unwrap() <= 7_000 && error.tries == 3,
            "{error}"
        ),
        other => panic!("{other}"),
    }
}

#[test]
fn an_object_that_is_replaced_while_it_is_read() {
    let web = Web::start();
    let stores = Stores::new(Settings {
        chunk: 10_000,
        ahead: 0,
        ..quick()
    })
    .unwrap();
    for change in ["etag", "longer", "shorter"] {
        web.files.add("/file", noise(50_000, 4));
        let mut reader = stores.open(&web.at("/file")).unwrap();
        let mut first = vec![0; 20_000];
        reader.read_exact(&mut first).unwrap();
        match change {
            "etag" => web.files.add("/file", noise(50_000, 5)),
            "longer" => web.files.add("/file", noise(60_000, 5)),
            _ => web.files.add("/file", noise(15_000, 5)),
        }
        let error = reader.read_exact(&mut first).unwrap_err();
        match inner(&error) {
            Error::Changed { offset, .. } => assert_eq!(*offset, 20_000),
            other => panic!("{change}: {other}"),
        }
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    }
}

#[test]
fn an_object_of_s3_that_is_replaced() {
    let s3_server = S3::start();
    let stores = Stores::new(Settings {
        chunk: 10_000,
        ahead: 0,
        ..s3_server.settings()
    })
    .unwrap();
    let local = file(s3_server.root.path(), "local", &noise(50_000, 4));
    stores.put_file(&local, &s3("x")).unwrap();
    let mut reader = stores.open(&s3("x")).unwrap();
    let mut first = vec![0; 10_000];
    reader.read_exact(&mut first).unwrap();
    std::fs::write(&local, noise(50_000, 5)).unwrap();
    stores.put_file(&local, &s3("x")).unwrap();
    let error = reader.read_exact(&mut first).unwrap_err();
    assert!(
        matches!(inner(&error), Error::Changed { offset: 10_000, .. }),
        "{error}"
    );
}

#[test]
fn a_server_that_stands_still_is_asked_again() {
    let web = Web::start();
    let bytes = noise(40_000, 6);
    web.files.add("/file", bytes.clone());
    web.server.plan(|asked| match asked.index {
        1 => Fault::Stall,
        2 => Fault::Silence,
        _ => Fault::None,
    });
    let stores = Stores::new(Settings {
        timeout_seconds: 1,
        ahead: 0,
        ..quick()
    })
    .unwrap();
    let began = Instant::now();
    assert!(read(&stores, &web.at("/file")).unwrap() == bytes);
    let took = began.elapsed().as_secs_f64();
    assert!((1.8..30.0).contains(&took), "{took} s");
}

#[test]
fn a_store_that_asks_to_wait_is_heard() {
    let web = Web::start();
    web.files.add("/file", "x");
    web.server.plan(|asked| match asked.index {
        0 => Fault::Later(503, 1),
        _ => Fault::None,
    });
    let began = Instant::now();
    Stores::new(quick())
        .unwrap()
        .stat(&web.at("/file"))
        .unwrap();
    assert!(began.elapsed().as_secs_f64() >= 1.0);
}

#[test]
fn a_server_without_head_or_marks() {
    let web = Web::start();
    let bytes = noise(40_000, 7);
    web.files.add("/file", bytes.clone());
    web.server.plan(|asked| match asked.method == Method::HEAD {
        // As for a URL that is signed for GET.
        true => Fault::Status(403),
        false => Fault::NoEtag,
    });
    let stores = Stores::new(Settings {
        chunk: 9_000,
        ..quick()
    })
    .unwrap();
    let location = web.at("/file?X-Signature=abc");
    assert!(read(&stores, &location).unwrap() == bytes);
    let asked = web.server.asked.lock().unwrap();
    assert!(
        asked
            .iter()
            .all(|asked| asked.target == "/file?X-Signature=abc")
    );
}

#[test]
fn a_list_that_is_made_while_it_is_sent() {
    let web = Web::start();
    let bytes = noise(40_000, 8);
    web.files.add("/list", bytes.clone());
    web.server.plan(|asked| match asked.index {
        0 => Fault::Status(502),
        1 => Fault::Cut(100),
        _ => Fault::Pieces(1_000),
    });
    let stores = Stores::new(quick()).unwrap();
    assert!(stores.whole(&web.at("/list"), 40_000).unwrap() == bytes);
    let error = stores.whole(&web.at("/list"), 39_999).unwrap_err();
    assert!(matches!(error, Error::Content { .. }), "{error}");
}

#[test]
fn no_more_connections_than_allowed() {
    let web = Web::start();
    for index in 0..12 {
        web.files.add(&format!("/{index}"), noise(60_000, index));
    }
    web.server.plan(|_| Fault::Slow(5));
    let settings = Settings {
        chunk: 10_000,
        connections: 3,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    std::thread::scope(|scope| {
        for index in 0..12 {
            let (stores, place) = (stores.clone(), web.at(&format!("/{index}")));
            scope.spawn(move || assert!(read(&stores, &place).unwrap() == noise(60_000, index)));
        }
    });
    let most = web.server.together.lock().unwrap().1;
    assert!((2..=3).contains(&most), "{most} at a time");
}

#[test]
fn no_more_bytes_a_second_than_allowed() {
    let web = Web::start();
    web.files.add("/file", noise(400_000, 9));
    let settings = Settings {
        chunk: 50_000,
        bandwidth: Some(400_000),
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    let began = Instant::now();
    read(&stores, &web.at("/file")).unwrap();
    let took = began.elapsed().as_secs_f64();
    assert!((0.85..10.0).contains(&took), "{took} s");
}

/// What is ahead of the reader is bounded, however slowly it reads.
#[test]
fn no_more_is_asked_for_than_is_read() {
    let web = Web::start();
    web.files.add("/file", noise(1_000_000, 10));
    let stores = Stores::new(Settings {
        chunk: 10_000,
        ahead: 2,
        ..quick()
    })
    .unwrap();
    let mut reader = stores.open(&web.at("/file")).unwrap();
    let mut piece = [0; 100];
    reader.read_exact(&mut piece).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(web.server.requests(&Method::GET), 3);
    drop(reader);
}

/// From within a runtime of somebody else's, blocking calls do not panic.
#[test]
fn on_a_thread_of_another_runtime() {
    let web = Web::start();
    web.files.add("/file", noise(10_000, 11));
    let place = web.at("/file");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let stores = Stores::new(quick()).unwrap();
        assert_eq!(read(&stores, &place).unwrap().len(), 10_000);
        drop(stores);
    });
}

#[test]
fn tries_are_counted_anew_when_bytes_come_through() {
    let web = Web::start();
    let bytes = noise(3_000_000, 12);
    web.files.add("/file", bytes.clone());
    // Six breaks or more, with one repetition allowed.
    web.server.plan(|asked| {
        let range = asked.range.as_deref().unwrap_or("bytes=9000000-");
        let start = range["bytes=".len()..].split('-').next().unwrap();
        match start.parse::<usize>().unwrap() < 2_400_000 {
            true => Fault::Cut(400_000),
            false => Fault::None,
        }
    });
    let settings = Settings {
        retries: 1,
        ahead: 0,
        chunk: 8 << 20,
        ..quick()
    };
    let stores = Stores::new(settings).unwrap();
    assert!(read(&stores, &web.at("/file")).unwrap() == bytes);
    assert!(web.server.requests(&Method::GET) >= 7);
}
