//! Formats that are told by their first bytes.

/// How much of a file is looked at to tell its format: room for an ARC record line with a long URL.
pub(crate) const FIRST_LINE: usize = 4096;

/// Names the format that the first bytes of a file belong to, if it is known but not read.
pub(crate) fn unsupported(bytes: &[u8]) -> Option<&'static str> {
    // The xz and LZ4 ("Legacy frame") format descriptions, the WACZ container's ZIP.
    const KNOWN: [(&[u8], &str); 3] = [
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], "xz compression"),
        (
            &[0x02, 0x21, 0x4c, 0x18],
            "LZ4 compression in its legacy format",
        ),
        (
            b"PK\x03\x04",
            "a ZIP file; if it is a WACZ, unpack its archive/ folder",
        ),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|&(_, name)| name)
}
