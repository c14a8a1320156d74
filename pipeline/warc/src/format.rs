//! Formats that are told by their first bytes and not read.

/// How much of a file is looked at to tell its format: room for an ARC record line with a long URL.
pub(crate) const FIRST_LINE: usize = 4096;

/// Names the format that the first bytes of a file belong to, if it is known but not read.
pub(crate) fn unsupported(bytes: &[u8]) -> Option<&'static str> {
    // RFC 8878, 3.1.1; the bzip2, LZ4 frame and xz format descriptions.
    const KNOWN: [(&[u8], &str); 4] = [
        (&[0x28, 0xb5, 0x2f, 0xfd], "zstd compression"),
        (b"BZh", "bzip2 compression"),
        (&[0x04, 0x22, 0x4d, 0x18], "LZ4 compression"),
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], "xz compression"),
    ];
    // A skippable frame (RFC 8878, 3.1.2), where WARC.zst keeps its dictionary.
    if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = bytes {
        return Some("zstd compression");
    }
    if is_arc(bytes) {
        return Some("an ARC file");
    }
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|&(_, name)| name)
}

/// Whether a file begins with an ARC version block or a record line: URL, IP address, a date of 14
/// digits, media type and length, with five more fields before the length in version 2.
pub(crate) fn is_arc(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"filedesc:") {
        return true;
    }
    let line = crate::headers::split_line(bytes).0;
    let fields: Vec<&[u8]> = line.split(|&b| b == b' ').take(11).collect();
    let digits =
        |f: Option<&&[u8]>| f.is_some_and(|f| !f.is_empty() && f.iter().all(u8::is_ascii_digit));
    matches!(fields.len(), 5 | 10)
        && digits(fields.get(2))
        && fields.get(2).is_some_and(|f| f.len() == 14)
        && digits(fields.last())
}
