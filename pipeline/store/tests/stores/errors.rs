//! What people see when something is wrong.

use std::io::Read;

use tamis_store::{Settings, Stores};

use tamis_servers::{Fault, S3, Web, noise, quick, s3};

fn seen(text: impl std::fmt::Display, port: u16) -> String {
    text.to_string().replace(&port.to_string(), "PORT")
}

#[test]
fn a_store_that_stays_busy_is_told_while_it_is_asked() {
    static TOLD: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());
    tamis_store::on_trouble(|message| TOLD.lock().unwrap().push(message.to_owned()));
    let server = S3::start();
    server.server.plan(|_| Fault::Status(503));
    let settings = Settings {
        retries: 4,
        ..server.settings()
    };
    let stores = Stores::new(settings).unwrap();
    assert!(stores.stat(&s3("x")).is_err());
    let told = TOLD.lock().unwrap();
    // Tests beside this one may have been first; one message in thirty seconds is all.
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("trying again"), "{told:?}");
}

#[test]
fn of_stores() {
    let server = S3::start();
    let web = Web::start();
    web.files.add("/file", noise(10_000, 1));
    let port = web.server.address.port();
    let stores = Stores::new(Settings {
        retries: 2,
        ..server.settings()
    })
    .unwrap();
    let mut all = Vec::new();
    all.push(stores.stat(&s3("none")).unwrap_err().to_string());
    let bucket = "s3://no-such-bucket".parse().unwrap();
    all.push(stores.list(&bucket).unwrap_err().to_string());
    for fault in [
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(429),
        Fault::Status(503),
        Fault::Status(500),
        Fault::Status(301),
        Fault::Status(418),
    ] {
        let plan = fault.clone();
        server.server.plan(move |_| plan.clone());
        web.server.plan(move |_| fault.clone());
        all.push(stores.list(&s3("folder")).unwrap_err().to_string());
        all.push(seen(
            stores.stat(&web.at("/file?sign=HIDDEN")).unwrap_err(),
            port,
        ));
    }
    web.server.plan(|_| Fault::None);
    let mut reader = stores.open(&web.at("/file")).unwrap();
    web.server.plan(|_| Fault::Short(100));
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    all.push(seen(error, port));
    web.server.plan(|_| Fault::Etag("\"other\"".into()));
    let mut reader = stores.open(&web.at("/file")).unwrap();
    web.server.plan(|_| Fault::None);
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    all.push(seen(error, port));
    let secret = all.iter().find(|text| text.contains("HIDDEN"));
    assert_eq!(secret, None);
    insta::with_settings!({filters => vec![(r#""[0-9a-f]+-[0-9a-f]+""#, "ETAG")]}, {
        insta::assert_snapshot!(all.join("\n"));
    });
}

#[test]
fn of_a_network_that_is_not_there() {
    let stores = Stores::new(Settings {
        retries: 1,
        ..quick()
    })
    .unwrap();
    let refused = stores
        .stat(&"http://127.0.0.1:1/x".parse().unwrap())
        .unwrap_err();
    assert!(
        refused.to_string().contains("refused (os error 111)"),
        "{refused}"
    );
    assert!(refused.to_string().contains("in 2 tries"), "{refused}");
    assert!(refused.to_string().contains("compute nodes"), "{refused}");
}

#[test]
fn of_settings() {
    let wrong = [
        Settings {
            connections: 0,
            ..quick()
        },
        Settings {
            chunk: 0,
            ..quick()
        },
        Settings {
            timeout_seconds: 0,
            ..quick()
        },
        Settings {
            bandwidth: Some(0),
            ..quick()
        },
    ];
    for settings in wrong {
        let error = Stores::new(settings).unwrap_err().to_string();
        assert!(error.contains("a number from 1 to"), "{error}");
    }
    for (endpoint, expected) in [
        ("s3.example.org", "a URL such as"),
        ("ftp://x", "https://"),
        ("https://user:SECRET@host", "without user and password"),
    ] {
        let settings = Settings {
            endpoint: Some(endpoint.into()),
            ..quick()
        };
        let error = Stores::new(settings)
            .unwrap()
            .stat(&s3("x"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(expected) && !error.contains("SECRET"),
            "{error}"
        );
    }
    let json = serde_json::to_string(&Settings::default()).unwrap();
    assert_eq!(
        serde_json::from_str::<Settings>(&json).unwrap(),
        Settings::default()
    );
    assert!(serde_json::from_str::<Settings>(r#"{"secret_access_key": "x"}"#).is_err());
}

/// A bucket in the name of the host, as `path_style = false` asks for.
#[test]
fn of_a_host_that_is_named_by_the_bucket() {
    let settings = Settings {
        endpoint: Some("http://s3.invalid".into()),
        path_style: false,
        retries: 0,
        ..quick()
    };
    let error = Stores::new(settings).unwrap().stat(&s3("x")).unwrap_err();
    assert!(error.status().is_none(), "{error}");
}
