//! What said which encoding a page is in.

/// How the encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A byte order mark.
    Bom,
    /// The HTTP `Content-Type` header.
    Http,
    /// A `meta` element in the first bytes.
    Meta,
    /// An XML declaration, and no `meta` element.
    Xml,
    /// The bytes are valid UTF-8, or nearly, and no declaration says so.
    Utf8,
    /// Guessed from the bytes.
    Detected,
}

impl Source {
    /// The name used in records and reports: `bom`, `http`, `meta`, `xml`, `utf8`, `detected`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bom => "bom",
            Self::Http => "http",
            Self::Meta => "meta",
            Self::Xml => "xml",
            Self::Utf8 => "utf8",
            Self::Detected => "detected",
        }
    }
}
