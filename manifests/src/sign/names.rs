//! Names that others look for.

/// The envelope's name in a dataset.
pub const FILE: &str = "manifest.intoto.json";

/// The name of the list of digests in a dataset.
pub const SUMS: &str = "SHA256SUMS";

/// The type of content: an in-toto statement (in-toto attestation framework, "Envelope").
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
