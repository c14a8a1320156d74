//! Where does a WARC record begin, when the lengths cannot be trusted?

use memchr::memmem;

/// What a search for the beginning of a record found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hit {
    /// A record seems to begin at this index.
    At(usize),
    /// It may begin at this index; the bytes end too early to tell.
    Perhaps(usize),
    /// None begins here.
    No,
}

/// Looks for a `WARC/x.y` line that is followed by a field named `WARC-…` or `Content-…`, from
/// index `from`.
///
/// It may begin anywhere, even without a line end before it, since whatever damaged the record
/// before may have taken that too; what only looks like a record (a page about web archives that
/// shows one) then fails at its length. `after_blank` asks for a blank line before it, where a body
/// is believed to be whole and the question is whether it holds records.
pub(crate) fn find_record(bytes: &[u8], from: usize, after_blank: bool) -> Hit {
    let Some(rest) = bytes.get(from..) else {
        return Hit::No;
    };
    for at in memmem::find_iter(rest, b"WARC/") {
        let (before, start) = bytes.split_at(from + at);
        if after_blank && !before.ends_with(b"\n\n") && !before.ends_with(b"\n\r\n") {
            continue;
        }
        match begins_record(start) {
            Some(true) => return Hit::At(from + at),
            Some(false) => {}
            None => return Hit::Perhaps(from + at),
        }
    }
    Hit::No
}

/// Whether `bytes` begin with a version line and a field; `None` when they end before it is clear.
fn begins_record(bytes: &[u8]) -> Option<bool> {
    let mut rest = bytes.get(5..)?;
    for stop in [b".".as_slice(), b"\n"] {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 3 {
            return if rest.is_empty() { None } else { Some(false) };
        }
        rest = rest.get(digits..)?;
        if stop == b"\n" {
            rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        }
        match rest.strip_prefix(stop) {
            Some(after) => rest = after,
            None => return if rest.is_empty() { None } else { Some(false) },
        }
    }
    let named = |name: &[u8]| {
        let n = name.len().min(rest.len());
        let same = rest
            .get(..n)
            .is_some_and(|r| r.eq_ignore_ascii_case(name.get(..n).unwrap_or(r)));
        (same, n == name.len())
    };
    match (named(b"WARC-"), named(b"Content-")) {
        ((true, true), _) | (_, (true, true)) => Some(true),
        ((true, false), _) | (_, (true, false)) => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_only_what_looks_like_a_record() {
        let f = |s: &str, blank| find_record(s.as_bytes(), 0, blank);
        assert_eq!(f("x\nWARC/1.0\r\nWARC-Type: a", false), Hit::At(2));
        assert_eq!(f("x\nWARC/1.0\nwarc-type: a", false), Hit::At(2));
        assert_eq!(f("x\nWARC/1.0\r\nWARC-Type: a", true), Hit::No);
        assert_eq!(
            f("x\r\n\r\nWARC/1.1\r\ncontent-length: 1", true),
            Hit::At(5)
        );
        assert_eq!(f("x WARC/1.0\r\nWARC-Type: a", false), Hit::At(2));
        assert_eq!(f("x\nWARC/1.0 is a version\nWARC-Type: a", false), Hit::No);
        assert_eq!(f("x\nWARC/1.0\n<p>", false), Hit::No);
        assert_eq!(
            f("\n\nWARC/1.0\n<p>\n\nWARC/1.0\nWARC-T", true),
            Hit::At(16)
        );
    }

    #[test]
    fn waits_for_the_rest() {
        let whole = b"\n\nWARC/1.0\r\nWARC-";
        for end in 7..whole.len() {
            assert_eq!(
                find_record(&whole[..end], 1, true),
                Hit::Perhaps(2),
                "{end}"
            );
        }
        assert_eq!(find_record(whole, 1, true), Hit::At(2));
    }
}
