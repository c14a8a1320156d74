//! A record and the fields of it that a reader of the web wants.

use crate::Headers;

/// One WARC record, whole and with a body of the length that its header states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where the record starts in the file, in bytes: the member (gzip member, zstd or LZ4 frame,
    /// bzip2 stream) that holds its beginning, or the record itself in a plain file. Records of one
    /// member share its offset.
    pub offset: u64,
    /// The version of the first line, `1.0` for `WARC/1.0`; `ARC/1.0` or `ARC/2.0` for a record of
    /// an ARC file.
    pub version: String,
    /// The WARC header fields. For an ARC record those that say what its line says: WARC-Type,
    /// WARC-Target-URI, WARC-Date, WARC-IP-Address, Content-Type and Content-Length, but no
    /// WARC-Record-ID.
    pub headers: Headers,
    /// The block of the record: Content-Length bytes.
    pub body: Vec<u8>,
}

/// WARC-Type (ISO 28500:2017, 5.5), compared without case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordType {
    /// About the records that follow: the crawl, its operator, its software.
    Warcinfo,
    /// What the crawler sent.
    Request,
    /// What the server answered, with its protocol headers.
    Response,
    /// About another record.
    Metadata,
    /// A resource without protocol headers.
    Resource,
    /// A page whose content stands in an earlier record.
    Revisit,
    /// Another form of a record's content, such as the text of WET files.
    Conversion,
    /// A further segment of a record.
    Continuation,
    /// None of these, or no WARC-Type.
    Other,
}

impl RecordType {
    /// The name as WARC-Type has it; `other` for [`RecordType::Other`].
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warcinfo => "warcinfo",
            Self::Request => "request",
            Self::Response => "response",
            Self::Metadata => "metadata",
            Self::Resource => "resource",
            Self::Revisit => "revisit",
            Self::Conversion => "conversion",
            Self::Continuation => "continuation",
            Self::Other => "other",
        }
    }
}

impl Record {
    /// The type of the record.
    #[must_use]
    pub fn record_type(&self) -> RecordType {
        use RecordType as T;
        const NAMES: [(&str, RecordType); 8] = [
            ("response", T::Response),
            ("request", T::Request),
            ("metadata", T::Metadata),
            ("warcinfo", T::Warcinfo),
            ("resource", T::Resource),
            ("revisit", T::Revisit),
            ("conversion", T::Conversion),
            ("continuation", T::Continuation),
        ];
        let name = self.headers.get("WARC-Type").unwrap_or_default();
        let found = NAMES.iter().find(|(n, _)| name.eq_ignore_ascii_case(n));
        found.map_or(T::Other, |&(_, kind)| kind)
    }

    /// WARC-Record-ID without its angle brackets.
    #[must_use]
    pub fn record_id(&self) -> Option<&str> {
        self.headers.get("WARC-Record-ID").map(unbracket)
    }

    /// WARC-Target-URI, without the angle brackets that some writers put around it (the grammar of
    /// WARC/1.0 asked for them by mistake).
    #[must_use]
    pub fn target_uri(&self) -> Option<&str> {
        target_uri(&self.headers)
    }

    /// WARC-Date, as written.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.headers.get("WARC-Date")
    }

    /// WARC-Refers-To without its angle brackets: the record that a `conversion` was made from, or
    /// that a `revisit` or `metadata` record is about.
    #[must_use]
    pub fn refers_to(&self) -> Option<&str> {
        self.headers.get("WARC-Refers-To").map(unbracket)
    }

    /// WARC-Identified-Content-Language: the languages that the crawler found, codes of ISO 639-3
    /// with commas between, the main one first. Common Crawl puts it into WET files and the
    /// metadata records of WARC files.
    #[must_use]
    pub fn content_language(&self) -> Option<&str> {
        self.headers.get("WARC-Identified-Content-Language")
    }

    /// Content-Type of the record's block: lower case, without parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let value = self.headers.get("Content-Type")?;
        let kind = value.split(';').next().unwrap_or_default().trim();
        (!kind.is_empty()).then(|| kind.to_ascii_lowercase())
    }

    /// WARC-Identified-Payload-Type: the media type that the crawler found in the bytes.
    #[must_use]
    pub fn payload_type(&self) -> Option<&str> {
        self.headers.get("WARC-Identified-Payload-Type")
    }

    /// WARC-Truncated: why the crawler stored a shortened body (`length`, `time`, `disconnect`,
    /// `unspecified`).
    #[must_use]
    pub fn truncated(&self) -> Option<&str> {
        self.headers.get("WARC-Truncated")
    }
}

pub(crate) fn target_uri(headers: &Headers) -> Option<&str> {
    headers.get("WARC-Target-URI").map(unbracket)
}

fn unbracket(value: &str) -> &str {
    let value = value.trim();
    value
        .strip_prefix('<')
        .and_then(|v| v.strip_suffix('>'))
        .unwrap_or(value)
}
