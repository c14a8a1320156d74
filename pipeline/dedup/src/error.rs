//! What can go wrong, said so that a reader knows what to do.

use crate::DocKey;

/// An error of this crate. Readers and writers do not know the names of their files: the caller adds
/// them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter is out of its range.
    #[error("MinHash parameter `{name}` is {found}, but must be {expected}")]
    Params {
        /// The parameter's name, as in the config.
        name: &'static str,
        /// The value that was given.
        found: String,
        /// The range that is allowed.
        expected: &'static str,
    },
    /// A file could not be opened, as the caller found.
    #[error("a file cannot be opened: {0}")]
    Open(#[from] std::io::Error),
    /// Reading or writing failed.
    #[error("input/output failed at byte {offset}: {source}")]
    Io {
        /// Bytes read or written before it.
        offset: u64,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// The file ends too early: its writer did not finish, or a copy was cut short.
    #[error(
        "the file ends at byte {offset}, in the middle of its {what}: it was cut short, make it anew"
    )]
    Truncated {
        /// Where the bytes end.
        offset: u64,
        /// What was being read.
        what: &'static str,
    },
    /// The bytes are not what was written, or not of this format.
    #[error("the file is damaged at byte {offset}: {what}; make it anew")]
    Corrupt {
        /// Where the damaged part begins.
        offset: u64,
        /// What is wrong there.
        what: String,
    },
    /// The file has another format version.
    #[error("the file has format version {found}, but this program reads version {expected}")]
    Version {
        /// The version in the file.
        found: u32,
        /// The version of this program.
        expected: u32,
    },
    /// Two files were made in ways that cannot be compared.
    #[error(
        "signatures that differ in `{field}` cannot be compared ({a} and {b}): \
         sign all inputs anew with one setting and one version"
    )]
    Mixed {
        /// What differs.
        field: &'static str,
        /// The value in the first.
        a: String,
        /// The value in the second.
        b: String,
    },
    /// An error in a file that was opened by its path.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong.
        #[source]
        source: Box<Error>,
    },
    /// A temporary file of a sort could not be made, written or read.
    #[error("a temporary file in {} failed at byte {offset}: {source}", folder.display())]
    Spill {
        /// Where it is.
        folder: std::path::PathBuf,
        /// Bytes written or read before it.
        offset: u64,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// A record that does not belong where it comes.
    #[error("record {record} is out of order or of another width")]
    Order {
        /// Its number in the file, from 0.
        record: u64,
    },
    /// A file of another partition or task than its name or place says.
    #[error("the file belongs to partition {found}, not {expected}: were files renamed?")]
    Part {
        /// The number in the file.
        found: u32,
        /// The number that was expected.
        expected: u32,
    },
    /// A signature has not as many slots as the parameters say.
    #[error("the signature of row {row} has {found} slots, but the parameters give {expected}")]
    SignatureLength {
        /// Whose signature it is.
        row: u32,
        /// Its slots.
        found: usize,
        /// `bands * rows + checks`.
        expected: usize,
    },
    /// The same document came twice.
    #[error("document {key} came twice: was a file given twice?")]
    Twice {
        /// The document.
        key: DocKey,
    },
    /// A file names a document that is not among those of the run.
    #[error("document {key} is not among the signatures: do the files come from different runs?")]
    Unknown {
        /// The document.
        key: DocKey,
    },
    /// A pair does not fit the others.
    #[error("a pair of document {key} is not sound: {what}")]
    Pair {
        /// A document of the pair.
        key: DocKey,
        /// What is wrong with it.
        what: &'static str,
    },
    /// More documents than one partition can hold.
    #[error("more than {limit} documents in one partition: split the input")]
    TooMany {
        /// The limit.
        limit: u64,
    },
}

impl Error {
    /// The system's error, if it is one: a full disk, say.
    #[must_use]
    pub fn io(&self) -> Option<&std::io::Error> {
        match self {
            Self::Open(source) | Self::Io { source, .. } | Self::Spill { source, .. } => {
                Some(source)
            }
            Self::File { source, .. } => source.io(),
            _ => None,
        }
    }
}
