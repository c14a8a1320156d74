//! What can go wrong, and what it is decided by.

use http::Method;

/// What goes wrong with one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    None,
    /// Another answer, and nothing is done.
    Status(u16),
    /// The same, with seconds in `Retry-After`.
    Later(u16, u64),
    /// The request is done, but its answer lost.
    Lost,
    /// So many bytes of the body, and the connection ends.
    Cut(usize),
    /// So many bytes of the body, and a header that says this is right.
    Short(usize),
    /// The body, and more of it than was asked for.
    Long,
    /// Another `ETag`.
    Etag(String),
    /// No `ETag`, as many servers of the web have none.
    NoEtag,
    /// A `Content-Range` with `*` for the length, as RFC 9110 allows.
    NoTotal,
    /// No answer at all.
    Silence,
    /// Half of the body, and then nothing.
    Stall,
    /// So long before the answer.
    Slow(u64),
    /// A body in pieces of so many bytes, with no length told.
    Pieces(usize),
}

/// What a fault is decided by.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Requests before this one.
    pub index: usize,
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub range: Option<String>,
}
