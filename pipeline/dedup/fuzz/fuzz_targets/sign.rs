//! Any text is signed, and so are its normalised words, alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_dedup::words::words;
use tamis_dedup::{Family, Params, Scratch, Signer};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut scratch = Scratch::default();
    let plain = words(&text).join(" ");
    for family in [Family::Classic, Family::Fss] {
        let signer = Signer::new(Params {
            bands: 3,
            rows: 5,
            family,
            ..Params::default()
        })
        .unwrap();
        let signed = signer.sign(&text, &mut scratch);
        assert_eq!(signed, signer.sign(&plain, &mut scratch));
        assert_eq!(signed.is_some(), !plain.is_empty());
        let set = signer.shingle_set(&text, &mut scratch);
        assert!(set.is_sorted() && set.is_empty() == plain.is_empty());
    }
});
