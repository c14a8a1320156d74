//! What a reader costs beside a disk: `cargo test --release -p tamis-store -- --ignored speed --nocapture`.

use std::io::{Read, Write};
use std::time::Instant;

use tamis_store::{Location, Settings, Stores};

use crate::common::{S3, file, noise, s3};

#[test]
#[ignore = "a measurement"]
fn of_reading_500_mb() {
    let server = S3::start();
    let part = noise(10 << 20, 1);
    let local = file(server.root.path(), "local", &part);
    let mut all = std::fs::File::create(&local).unwrap();
    for _ in 0..50 {
        all.write_all(&part).unwrap();
    }
    let stores = Stores::new(Settings {
        timeout_seconds: 30,
        ..server.settings()
    })
    .unwrap();
    stores.put_file(&local, &s3("x")).unwrap();
    let time = |place: &Location| {
        let began = Instant::now();
        let mut buffer = vec![0; 1 << 16];
        let mut reader = stores.open(place).unwrap();
        let mut bytes = 0u64;
        loop {
            match reader.read(&mut buffer).unwrap() {
                0 => break,
                count => bytes += count as u64,
            }
        }
        assert_eq!(bytes, 500 << 20);
        began.elapsed().as_secs_f64()
    };
    let disk = Location::local(&local);
    time(&disk);
    for _ in 0..3 {
        let (disk, store) = (time(&disk), time(&s3("x")));
        let megabytes = 500.0 * 1.048_576;
        println!(
            "disk (cached) {:.0} MB/s, S3 server in this process {:.0} MB/s, ratio {:.3}",
            megabytes / disk,
            megabytes / store,
            disk / store
        );
    }
}
