//! On valid files, the `warc` crate and this one give the same records.

mod common;

use common::*;
use proptest::collection::vec;
use proptest::prelude::*;
use warc::{BufferedBody, RawRecordHeader, WarcHeader, WarcReader, WarcWriter};

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_the_warc_crate_reads(bodies in vec(vec(any::<u8>(), 0..2000), 0..6)) {
        let file: Vec<u8> = bodies.iter().enumerate().flat_map(|(n, b)| record(n, b)).collect();
        let theirs: Vec<_> = WarcReader::new(&file[..]).iter_records().map(Result::unwrap).collect();
        let events = events(&file);
        let ours = records(&events);
        prop_assert_eq!(ours.len(), theirs.len());
        for (a, b) in ours.iter().zip(&theirs) {
            prop_assert_eq!(&a.body[..], b.body());
            prop_assert_eq!(a.version.as_str(), b.warc_version());
            prop_assert_eq!(a.headers.get("WARC-Record-ID"), Some(b.warc_id()));
            let uri = b.header(WarcHeader::TargetURI);
            prop_assert_eq!(a.target_uri(), uri.as_deref());
            let kind = b.header(WarcHeader::ContentType);
            prop_assert_eq!(a.headers.get("Content-Type"), kind.as_deref());
        }
    }

    #[test]
    fn reads_what_the_warc_crate_writes(bodies in vec(vec(any::<u8>(), 0..2000), 1..6)) {
        let mut writer = WarcWriter::new(std::io::BufWriter::new(Vec::new()));
        for body in &bodies {
            let record = warc::Record::<BufferedBody>::with_body(body.clone());
            let (header, body): (RawRecordHeader, Vec<u8>) = record.into_raw_parts();
            writer.write_raw(header, &body).unwrap();
        }
        let file = writer.into_inner().unwrap();
        let events = events(&file);
        let ours: Vec<_> = records(&events).iter().map(|r| r.body.clone()).collect();
        prop_assert_eq!(ours, bodies);
        prop_assert!(damages(&events).is_empty());
    }
}
