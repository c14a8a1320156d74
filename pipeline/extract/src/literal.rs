//! Tables of characters written as text.

/// The `N` characters of a text, worked out by the compiler; it refuses another number.
pub(crate) const fn chars<const N: usize>(text: &str) -> [char; N] {
    let bytes = text.as_bytes();
    let mut out = ['\0'; N];
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        let lead = bytes[at] as u32;
        let (length, bits) = match lead {
            0..0x80 => (1, lead),
            0x80..0xE0 => (2, lead & 0x1F),
            0xE0..0xF0 => (3, lead & 0x0F),
            _ => (4, lead & 0x07),
        };
        let mut value = bits;
        let mut next = 1;
        while next < length {
            value = value << 6 | (bytes[at + next] & 0x3F) as u32;
            next += 1;
        }
        if let Some(value) = char::from_u32(value) {
            out[count] = value;
        }
        at += length;
        count += 1;
    }
    assert!(count == N, "the number of characters");
    out
}
