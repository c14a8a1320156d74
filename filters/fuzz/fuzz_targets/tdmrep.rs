//! Any bytes as a `/.well-known/tdmrep.json`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::rights::{Evidences, TdmRep};

fuzz_target!(|data: &[u8]| {
    let Ok(read) = TdmRep::parse(data) else {
        return;
    };
    for path in ["/", "/a/b.html?c=d", "https://x.eu/*$"] {
        let mut out = Evidences::new();
        read.evidence(path, &mut out);
        assert!(out.len() <= 2);
        assert!(read.rules() > 0 || out.is_empty());
    }
});
