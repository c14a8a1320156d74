//! The chunked transfer coding (RFC 9112, 7.1).

use std::borrow::Cow;

use crate::headers::split_line;

/// Undoes the chunks. A body that is not chunked stays as it is; one whose framing breaks is
/// decoded up to there and the rest kept as it stands.
pub(super) fn decode<'a>(body: Cow<'a, [u8]>, notes: &mut Vec<String>) -> Cow<'a, [u8]> {
    if body.is_empty() {
        return body;
    }
    let mut out = Vec::with_capacity(body.len());
    let mut rest = &*body;
    let mut any = false;
    loop {
        let at = body.len() - rest.len();
        let (line, data) = split_line(rest);
        let Some(size) = size(line) else {
            if !any {
                notes.push("chunked is declared, the body is not chunked".to_owned());
                return body;
            }
            let missing = rest.is_empty();
            let what = if missing {
                "has no last chunk and ends"
            } else {
                "is broken"
            };
            notes.push(format!("chunked framing {what} at byte {at}"));
            out.extend_from_slice(rest);
            break;
        };
        if size == 0 {
            // Trailer fields may follow; they are not a part of the body.
            break;
        }
        any = true;
        if size > data.len() {
            notes.push(format!(
                "chunked framing ends inside the chunk at byte {at}"
            ));
            out.extend_from_slice(data);
            break;
        }
        let (chunk, after) = data.split_at(size);
        out.extend_from_slice(chunk);
        rest = after
            .strip_prefix(b"\r\n")
            .or(after.strip_prefix(b"\n"))
            .unwrap_or(after);
    }
    Cow::Owned(out)
}

/// The number in a chunk-size line: hexadecimal, before any `;extension`.
fn size(line: &[u8]) -> Option<usize> {
    let number = line.split(|&b| b == b';').next()?.trim_ascii();
    if number.is_empty() || number.len() > 16 || !number.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let text = std::str::from_utf8(number).ok()?;
    // More than the machine can address is more than the body holds.
    Some(
        u64::from_str_radix(text, 16)
            .ok()?
            .try_into()
            .unwrap_or(usize::MAX),
    )
}
