//! Named fields, as WARC and HTTP/1 headers write them.

use std::fmt;

/// The fields of a WARC record or an HTTP message: in order, repeated names kept.
///
/// Names compare without case. A value that was folded over several lines (RFC 9112, 5.2) is one
/// value with single spaces at the folds. Bytes that are not UTF-8 are read as ISO 8859-1, so no
/// byte is lost. A line that has no colon and folds nothing is left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    // One string for all fields: a record has some fifteen, and a string each costs more time than
    // the parse itself.
    text: String,
    fields: Vec<Field>,
}

/// Byte ranges into [`Headers::text`].
#[derive(Clone, Copy, PartialEq, Eq)]
struct Field {
    name: (usize, usize),
    value: (usize, usize),
}

impl Headers {
    /// Reads header lines (without the start line), each ended by CRLF or LF, up to the end of
    /// `block` or its first empty line.
    pub(crate) fn parse(block: &[u8]) -> Self {
        let mut headers = Self {
            text: String::with_capacity(block.len()),
            fields: Vec::with_capacity(16),
        };
        let mut rest = block;
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            rest = after;
            if line.is_empty() {
                break;
            }
            headers.push_line(line);
        }
        headers
    }

    fn push_line(&mut self, line: &[u8]) {
        if matches!(line.first(), Some(b' ' | b'\t'))
            && let Some(field) = self.fields.last_mut()
        {
            let more = line.trim_ascii();
            // The last field's value is always the end of the text.
            if !more.is_empty() {
                if field.value.0 < field.value.1 {
                    self.text.push(' ');
                }
                push_text(&mut self.text, more);
                field.value.1 = self.text.len();
            }
            return;
        }
        let Some(colon) = memchr::memchr(b':', line) else {
            return;
        };
        let (name, value) = line.split_at(colon);
        let name = self.push(name.trim_ascii());
        let value = self.push(value.get(1..).unwrap_or_default().trim_ascii());
        self.fields.push(Field { name, value });
    }

    fn push(&mut self, bytes: &[u8]) -> (usize, usize) {
        let start = self.text.len();
        push_text(&mut self.text, bytes);
        (start, self.text.len())
    }

    fn slice(&self, (start, end): (usize, usize)) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The value of the first field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).next()
    }

    /// The values of all fields of that name, in order.
    pub fn get_all<'h>(&'h self, name: &str) -> impl Iterator<Item = &'h str> {
        self.iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// All fields as (name, value), in order, names as they were written.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter {
            headers: self,
            next: 0,
        }
    }

    /// The number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// Splits off the first line, without its CRLF or LF.
pub(crate) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match memchr::memchr(b'\n', bytes) {
        Some(at) => (
            bytes.get(..at).unwrap_or_default(),
            bytes.get(at + 1..).unwrap_or_default(),
        ),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

fn push_text(text: &mut String, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(s) => text.push_str(s),
        Err(_) => text.extend(bytes.iter().map(|&b| char::from(b))),
    }
}

/// Iterates over the fields of [`Headers`] as (name, value).
#[derive(Clone)]
pub struct Iter<'a> {
    headers: &'a Headers,
    next: usize,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let field = self.headers.fields.get(self.next)?;
        self.next += 1;
        Some((
            self.headers.slice(field.name),
            self.headers.slice(field.value),
        ))
    }
}

impl<'a> IntoIterator for &'a Headers {
    type Item = (&'a str, &'a str);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_case_and_repeats() {
        let h = Headers::parse(b"A: 1\r\nb:2\nA :3\r\n\r\nC: not a field\r\n");
        assert_eq!(
            h.iter().collect::<Vec<_>>(),
            [("A", "1"), ("b", "2"), ("A", "3")]
        );
        assert_eq!(h.get("a"), Some("1"));
        assert_eq!(h.get_all("a").collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!(h.get("c"), None);
    }

    #[test]
    fn folds_odd_bytes_and_bad_lines() {
        let h = Headers::parse(
            b" lost\r\nA: 1\r\n\t2 \r\n  3\r\nno colon\r\nB:\r\n x\r\nC: \xe9:\xff\r\nD: \xc3\xa9",
        );
        let want = [("A", "1 2 3"), ("B", "x"), ("C", "é:ÿ"), ("D", "é")];
        assert_eq!(h.iter().collect::<Vec<_>>(), want);
    }
}
