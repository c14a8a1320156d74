//! What is kept of a `robots.txt`: the lines that rule.

use tamis_filters::rights::MAX_ROBOTS;

/// The same without comments, empty lines and sitemaps, none of which change what it means
/// (RFC 9309, 2.2: `#` starts a comment; a line that is no rule and no group ends no group). On
/// average they are half of the file.
pub fn reduce(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.get(..MAX_ROBOTS).unwrap_or(bytes);
    // UTF-16, or no text: nobody knows where its lines end.
    if bytes.contains(&0) {
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
        let rule = line.split(|byte| *byte == b'#').next().unwrap_or_default();
        let rule = rule.trim_ascii();
        let sitemap = rule
            .get(..8)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"sitemap:"));
        if rule.is_empty() || sitemap {
            continue;
        }
        out.extend_from_slice(rule);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::reduce;

    #[test]
    fn only_rules_are_left() {
        let text =
            b"# hi\r\n\r\nUser-agent: *  # all\r\n  Disallow: /a \rSiteMap: http://x/\nAllow:\n#";
        assert_eq!(reduce(text), b"User-agent: *\nDisallow: /a\nAllow:\n");
        assert_eq!(reduce(b""), b"");
        assert_eq!(reduce(b"a\0#b"), b"a\0#b");
        assert_eq!(reduce(&vec![b'a'; 600_000]).len(), 500 * 1024 + 1);
    }
}
