//! What verifying a dataset gives.

use std::collections::BTreeMap;

/// What a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `manifest.json` itself.
    Manifest,
    /// A path or link that leads out of the dataset; what it leads to was not opened.
    Path,
    /// A file that is not there.
    Missing,
    /// A file that no list names.
    Extra,
    /// The list of digests.
    Sums,
    /// Bytes that are not those that were listed.
    Bytes,
    /// A file that cannot be read.
    Unreadable,
    /// Rows: their number, language, ids, texts.
    Rows,
    /// The root of a Merkle tree.
    Root,
    /// Counts that do not agree with the files or with one another.
    Counts,
    /// A description of the dataset for other programs that does not agree with its files.
    Description,
    /// The table of domains.
    Domains,
    /// The signature and what it covers.
    Signature,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file below the dataset's folder, where it is one.
    pub file: Option<String>,
    /// What it is about.
    pub kind: Kind,
    /// What was expected and what was found: a sentence without the file's name and a full stop.
    pub what: String,
    /// The file that it follows from: one whose own problem, with its bytes, explains this one.
    pub follows: Option<String>,
}

impl Problem {
    pub(super) fn of(file: &str, kind: Kind, what: impl Into<String>) -> Self {
        Self {
            file: Some(file.to_owned()),
            kind,
            what: what.into(),
            follows: None,
        }
    }

    /// That it follows from this file, or from one in this folder (with `/`), should one of them be changed.
    pub(super) fn due_to(mut self, file: &str) -> Self {
        self.follows = Some(file.to_owned());
        self
    }

    pub(super) fn is_of(&self, file: &str) -> bool {
        self.file.as_deref() == Some(file)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Whether a dataset is signed, and what that was checked with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Signed {
    /// It has no signature.
    #[default]
    No,
    /// It has signatures that name these keys, and no key was given to check them.
    Unchecked(Vec<String>),
    /// Signatures by these keys hold (ids, as [`crate::sign::PublicKey::id`] has them).
    By(Vec<String>),
    /// A key was given, and its signature does not hold: see the problems.
    Wrong,
}

/// What verifying found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The dataset's name, where its manifest can be read.
    pub name: Option<String>,
    /// SHA-256 (hex) of `manifest.json`, where there is one.
    pub manifest_sha256: Option<String>,
    /// All that is wrong, sorted by file.
    pub problems: Vec<Problem>,
    /// Files whose bytes were hashed.
    pub files: u64,
    /// Their length.
    pub bytes: u64,
    /// Rows of shards and ledgers that were read.
    pub rows: u64,
    /// Whether it is signed.
    pub signed: Signed,
    /// Every text was hashed again, not only the files that they are in.
    pub texts: bool,
    /// Files that an interrupted write left, `.NAME.tmp`; no part of the dataset.
    pub leftovers: Vec<String>,
    /// What hubs, `git` and desktops lay into the folder, `.gitattributes`; no part of the dataset.
    pub beside: Vec<String>,
}

impl Report {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty()
    }

    /// Each problem that follows from no other, with those that follow from its file, once.
    #[must_use]
    pub fn by_cause(&self) -> Vec<(&Problem, Vec<&Problem>)> {
        let mut of_file: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
        for problem in &self.problems {
            if let Some(file) = &problem.follows {
                of_file.entry(file).or_default().push(problem);
            }
        }
        let causes = self.problems.iter().filter(|p| p.follows.is_none());
        causes
            .map(|cause| {
                let file = cause.file.as_deref().unwrap_or_default();
                (cause, of_file.remove(file).unwrap_or_default())
            })
            .collect()
    }
}
