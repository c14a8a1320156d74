//! Any bytes with any hints decode, and any text can be looked through for double encoding.
//!
//! The first two bytes choose the hints, the rest is the page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_extract::charset::{Hints, decode, decode_owned};
use tamis_extract::mojibake::repair;

const LABELS: [Option<&str>; 12] = [
    None,
    Some("utf-8"),
    Some("\"ISO-8859-1\""),
    Some("windows-1251"),
    Some("iso-8859-2"),
    Some("iso-2022-jp"),
    Some("gb18030"),
    Some("utf-16"),
    Some("x-user-defined"),
    Some("hz-gb-2312"),
    Some("klingon"),
    Some(""),
];
const TLDS: [Option<&str>; 6] = [
    None,
    Some("pl"),
    Some("gr"),
    Some("xn--p1ai"),
    Some("ÖÖ."),
    Some(""),
];

fuzz_target!(|data: &[u8]| {
    let [label, tld, page @ ..] = data else {
        return;
    };
    let hints = Hints {
        http: LABELS[usize::from(*label) % LABELS.len()],
        tld: TLDS[usize::from(*tld) % TLDS.len()],
    };
    let decoded = decode(page, &hints);
    assert!(encoding_rs::Encoding::for_label(decoded.encoding.as_bytes()).is_some());
    let marks = decoded.text.matches('\u{FFFD}').count();
    assert!(
        decoded.replaced as usize <= marks,
        "counted more than there are"
    );
    assert!(
        decoded.text.len() <= page.len() * 3,
        "a byte gives three at most"
    );
    assert_eq!(decode(page, &hints), decoded, "not the same twice");
    assert_eq!(decode_owned(page.to_vec(), &hints), decoded);
    if std::str::from_utf8(page).is_ok() && decoded.encoding == "UTF-8" {
        assert_eq!(decoded.replaced, 0);
    }
    look_through(&decoded.text);
    look_through(&String::from_utf8_lossy(page));
});

fn look_through(text: &str) {
    let once = repair(text);
    assert_eq!(once.count == 0, once.text == text);
    assert!(once.text.len() + once.count as usize <= text.len());
    // Markup is neither touched nor made.
    let ascii = |text: &str| text.bytes().filter(u8::is_ascii).collect::<Vec<_>>();
    assert_eq!(ascii(&once.text), ascii(text));
    // Layers beyond the limit of a call come off in the next; that ends.
    let mut text = once.text.into_owned();
    let mut left = 64;
    while left > 0 {
        let next = repair(&text);
        if next.count == 0 {
            return;
        }
        text = next.text.into_owned();
        left -= 1;
    }
    panic!("no end of repairs");
}
