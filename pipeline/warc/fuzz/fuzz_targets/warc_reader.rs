//! Any bytes as a file: the reader ends, goes forward, and holds to its limits.
#![no_main]

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;
use tamis_warc::{Event, Limits, Options, Reader};

fuzz_target!(|data: &[u8]| {
    let Some((&first, file)) = data.split_first() else {
        return;
    };
    // Two bits for each limit, one for the size of the reads, one for digests.
    let max_body = [0, 300, 20_000, 20 << 20][usize::from(first & 3)];
    let max_header = [0, 200, 4_000, 256 << 10][usize::from(first >> 2 & 3)];
    let capacity = if first & 16 == 0 { 64 << 10 } else { 13 };
    let options = Options {
        limits: Limits {
            max_body,
            max_header,
        },
        check_digests: first & 32 == 0,
    };
    let mut reader = Reader::with_options(BufReader::with_capacity(capacity, file), options);
    let (mut events, mut last, mut bodies) = (0_usize, 0, 0_usize);
    while let Some(event) = reader.next_event().expect("a slice has no errors") {
        events += 1;
        let offset = match &event {
            Event::Record(record) => {
                assert!(record.body.len() as u64 <= max_body);
                bodies += record.body.len();
                record.offset
            }
            Event::Damage(damage) => {
                assert!(damage.lost_bytes <= file.len() as u64);
                assert!(!damage.detail.is_empty());
                damage.offset
            }
        };
        assert!(offset <= file.len() as u64);
        assert!(offset >= last, "offsets go back from {last} to {offset}");
        last = offset;
        // A compressed byte gives at most some 32,000 (zstd), and a record takes 25.
        assert!(events <= 16 + 4 * file.len() * 2000, "does not end");
    }
    assert!(reader.position() <= file.len() as u64);
    assert!(
        reader
            .next_event()
            .expect("a slice has no errors")
            .is_none()
    );
    std::hint::black_box(bodies);
});
