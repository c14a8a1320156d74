//! The last resort: what the bytes themselves say.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// Bytes fed to the detector. Frequencies settle long before this, and it is the slow step.
const SAMPLE: usize = 64 * 1024;

/// Guesses a legacy encoding; never UTF-8, which was ruled out before.
///
/// Most pages open with kilobytes of ASCII markup, so the sample starts shortly before the
/// first byte that tells anything.
pub(super) fn guess(bytes: &[u8], tld: Option<&str>) -> &'static Encoding {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let start = first.saturating_sub(256);
    let end = bytes.len().min(start + SAMPLE);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(start..end).unwrap_or_default(), true);
    // The detector refuses, by panicking, a TLD that is not lower-case ASCII without a dot.
    let tld = tld.map(str::to_ascii_lowercase).filter(|label| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    detector.guess(tld.as_deref().map(str::as_bytes), Utf8Detection::Deny)
}
