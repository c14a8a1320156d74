//! Any bytes as an HTTP response: it parses or not, and no body grows over its limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_warc::http::Response;

fuzz_target!(|data: &[u8]| {
    let Some((&first, block)) = data.split_first() else {
        return;
    };
    let max = [0, 100, 10_000, 1 << 20][usize::from(first & 3)];
    // Half of the inputs get a status line that is right, and a coding by the other bits.
    let coding = ["gzip", "deflate", "br", "zstd"][usize::from(first >> 2 & 3)];
    let chunked = if first & 16 == 0 {
        ""
    } else {
        "Transfer-Encoding: chunked\r\n"
    };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n{chunked}\r\n");
    let whole = if first & 32 == 0 {
        block.to_vec()
    } else {
        [head.as_bytes(), block].concat()
    };
    if let Ok(response) = Response::parse(&whole, max) {
        assert!((100..1000).contains(&response.status));
        // What is not decoded stays as it is.
        assert!(response.body.len() as u64 <= max.max(whole.len() as u64));
        let _ = response.media_type();
    }
});
