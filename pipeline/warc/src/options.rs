//! What a caller may set.

/// Bounds on what a reader holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body that is read, in bytes; 20 MiB by default. A larger one is passed over as
    /// [`DamageKind::TooLarge`](crate::DamageKind::TooLarge) and never held. A reader's own memory
    /// is at most some twice this, and for zstd the window that the frames ask for (128 MiB at
    /// most) and the dictionary.
    pub max_body: u64,
    /// The longest record header, in bytes; 256 KiB by default.
    pub max_header: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body: 20 * 1024 * 1024,
            max_header: 256 * 1024,
        }
    }
}

/// What a reader does beside reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Bounds on what it holds.
    pub limits: Limits,
    /// Whether WARC-Block-Digest and WARC-Payload-Digest are checked. A record that has not the
    /// digest that it states is given all the same, and a
    /// [`DamageKind::BadDigest`](crate::DamageKind::BadDigest) follows it. Off by default: hashing
    /// costs about as much as reading.
    pub check_digests: bool,
}
