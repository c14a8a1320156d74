//! Shapes of values: classes of ASCII characters with counts, and literals, in a row.
//!
//! A part takes as many characters as it may; there is no going back, so reading a shape takes at
//! most as many steps as it is long.

/// One part of a shape.
#[derive(Debug, Clone)]
enum Part {
    Literal(Vec<u8>),
    Run(Class, usize, usize),
}

/// A set of ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    /// Hexadecimal digits.
    Hex,
    /// Capital letters and digits.
    Upper36,
    /// Capital letters and the digits 2 to 7 (RFC 4648).
    Base32,
    /// Letters and digits.
    Base62,
    /// Letters, digits and hyphens.
    Tail62,
    /// Letters, digits and `_`.
    Word,
    /// Letters, digits, `+`, `/` and padding (RFC 4648).
    Base64,
    /// Letters, digits, `-` and `_` (RFC 4648).
    Url64,
    /// The same with padding and dots.
    Url64Pad,
    /// Letters, digits, `-`, `_`, `.` and `~`.
    Azure,
}

impl Class {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "digit" => Self::Digit,
            "hex" => Self::Hex,
            "upper36" => Self::Upper36,
            "base32" => Self::Base32,
            "base62" => Self::Base62,
            "tail62" => Self::Tail62,
            "word" => Self::Word,
            "base64" => Self::Base64,
            "url64" => Self::Url64,
            "url64pad" => Self::Url64Pad,
            "azure" => Self::Azure,
            _ => return None,
        })
    }

    fn has(self, b: u8) -> bool {
        let word = b.is_ascii_alphanumeric();
        match self {
            Self::Digit => b.is_ascii_digit(),
            Self::Hex => b.is_ascii_hexdigit(),
            Self::Upper36 => b.is_ascii_uppercase() || b.is_ascii_digit(),
            Self::Base32 => b.is_ascii_uppercase() || matches!(b, b'2'..=b'7'),
            Self::Base62 => word,
            Self::Tail62 => word || b == b'-',
            Self::Word => word || b == b'_',
            Self::Base64 => word || matches!(b, b'+' | b'/' | b'='),
            Self::Url64 => word || matches!(b, b'-' | b'_'),
            Self::Url64Pad => word || matches!(b, b'-' | b'_' | b'=' | b'.'),
            Self::Azure => word || matches!(b, b'-' | b'_' | b'.' | b'~'),
        }
    }
}

/// Parts in a row.
#[derive(Debug, Clone)]
pub(super) struct Shape(Vec<Part>);

impl Shape {
    /// Reads a shape as the data file writes it; none where a part is not understood.
    pub(super) fn parse(spelt: &str) -> Option<Self> {
        spelt
            .split_ascii_whitespace()
            .map(Part::parse)
            .collect::<Option<_>>()
            .map(Self)
    }

    /// How many bytes the shape takes from the beginning of `bytes`; none where it does not fit,
    /// or where the last run would go on.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        for part in &self.0 {
            let rest = bytes.get(at..)?;
            at += match part {
                Part::Literal(literal) => rest.starts_with(literal).then_some(literal.len())?,
                Part::Run(class, least, most) => {
                    let run = rest.iter().take(*most);
                    let n = run.take_while(|b| class.has(**b)).count();
                    // A full stop after the value is punctuation.
                    let stop = n > *least && rest.get(n - 1) == Some(&b'.');
                    let n = n - usize::from(stop);
                    (n >= *least).then_some(n)?
                }
            };
        }
        let goes_on = match (self.0.last(), bytes.get(at)) {
            (Some(Part::Run(class, ..)), Some(next)) => class.has(*next) && *next != b'.',
            _ => false,
        };
        (!goes_on).then_some(at)
    }

    /// How many bytes the shape, one run, takes from the end of `bytes`.
    pub(super) fn length_back(&self, bytes: &[u8]) -> Option<usize> {
        let [Part::Run(class, least, most)] = self.0[..] else {
            return None;
        };
        let n = bytes
            .iter()
            .rev()
            .take(most)
            .take_while(|b| class.has(**b))
            .count();
        (n >= least).then_some(n)
    }
}

impl Part {
    fn parse(spelt: &str) -> Option<Self> {
        if let Some(literal) = spelt.strip_prefix('\'') {
            return Some(Self::Literal(
                literal.strip_suffix('\'')?.as_bytes().to_vec(),
            ));
        }
        let (class, count) = spelt.split_once(':')?;
        let (least, most) = count.split_once('-').unwrap_or((count, count));
        Some(Self::Run(
            Class::named(class)?,
            least.parse().ok()?,
            most.parse().ok()?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn lengths() {
        let shape = Shape::parse("digit:2-3 '-' base62:4").unwrap();
        for (text, want) in [
            ("12-ab3d", Some(7)),
            ("123-ab3d-", Some(8)),
            ("1234-ab3d", None),
            ("12-ab3", None),
            ("12-ab3de", None),
            ("12_ab3d", None),
            ("", None),
        ] {
            assert_eq!(shape.length(text.as_bytes()), want, "{text}");
        }
        let lead = Shape::parse("digit:2-3").unwrap();
        assert_eq!(lead.length_back(b"ab1234"), Some(3));
        assert_eq!(lead.length_back(b"ab1"), None);
        for wrong in ["digit", "digit:x", "letters:3", "'a"] {
            assert!(Shape::parse(wrong).is_none(), "{wrong}");
        }
    }
}
