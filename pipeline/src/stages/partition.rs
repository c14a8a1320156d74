//! What a source gives one task to read.

use crate::input::Place;

/// One input file, or several small ones that are read in one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The name that the dataset uses.
    pub file_path: String,
    /// The part of it that goes into document ids: the file's own name, wherever that tells the
    /// files of a source apart.
    pub id_name: String,
    /// Where it is.
    pub place: Place,
    /// Its length.
    pub bytes: u64,
    /// The crawl that it is of; empty where none was named.
    pub dump: String,
    /// It is a web archive, beside which there may be others.
    pub archive: bool,
    /// The files of it, in order, where it is not one file itself.
    pub members: Vec<Member>,
}

/// One of the files of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name that the dataset uses.
    pub file_path: String,
    /// Where it is.
    pub place: Place,
    /// Its length.
    pub bytes: u64,
}

/// A file of a partition.
#[derive(Debug, Clone, Copy)]
pub struct PartitionFile<'a> {
    /// The name that the dataset uses.
    pub file_path: &'a str,
    /// Where it is.
    pub place: &'a Place,
    /// Its length.
    pub bytes: u64,
}

impl Partition {
    /// Its files, in the order in which they are read.
    pub fn files(&self) -> impl Iterator<Item = PartitionFile<'_>> {
        let own = self.members.is_empty().then_some(PartitionFile {
            file_path: &self.file_path,
            place: &self.place,
            bytes: self.bytes,
        });
        let members = self.members.iter().map(|member| PartitionFile {
            file_path: &member.file_path,
            place: &member.place,
            bytes: member.bytes,
        });
        own.into_iter().chain(members)
    }

    /// The file of this name, if it has one. Members are in the order of their names.
    #[must_use]
    pub fn file(&self, file_path: &str) -> Option<PartitionFile<'_>> {
        if self.members.is_empty() {
            return self.files().find(|file| file.file_path == file_path);
        }
        let order = |member: &Member| member.file_path.as_str().cmp(file_path);
        let at = self.members.binary_search_by(order).ok()?;
        self.files().nth(at)
    }
}
