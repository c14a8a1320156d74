//! The texts that profiles are made from.

use std::sync::Arc;

/// The stem of the file that everything starts from.
pub(crate) const DEFAULT: &str = "default";

/// The stem of the file of a user's own that is laid over every built-in profile.
pub(crate) const ALL: &str = "all";

/// A profile's text under the name that messages call it by.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: Arc<str>,
}

/// The name of a file without folders and without what follows its first dot.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split('.').next().unwrap_or(name)
}
