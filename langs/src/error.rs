//! What can go wrong here, each with what a person needs to put it right.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A mistake in a profile file.
    #[error("{file}:{line}:{column}: {message}{}", hint(.nearest))]
    Profile {
        /// The file as the caller named it.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The key at fault with its section, `quality.min_words`, where one is.
        key: Option<String>,
        /// The valid key or word that was most likely meant.
        nearest: Option<String>,
        /// What is wrong and what was expected.
        message: String,
        /// The whole text of the file, and the bytes of it that are wrong.
        text: Arc<str>,
        /// See `text`.
        span: Range<usize>,
    },
    /// A language code of another form than `ces_Latn`.
    #[error(
        "`{code}` is no language code: expected an ISO 639-3 code, `_` and an ISO 15924 script, \
         as in `ces_Latn`"
    )]
    Code {
        /// The text that was given.
        code: String,
    },
    /// Labels of a model that stand for no language that we know.
    #[error(
        "{} no language code that we know: expected labels such as `ces_Latn` or `cs`",
        labels(.unknown, *.more)
    )]
    Labels {
        /// The first few, sorted.
        unknown: Vec<UnknownLabel>,
        /// How many there are besides.
        more: usize,
    },
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A model file that cannot be used.
    #[error("{model}: {message}")]
    Model {
        /// The path, or `embedded model`.
        model: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// Training options or training data that give no model.
    #[error("training: {0}")]
    Train(String),
}

/// A label that stands for no language that we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLabel {
    /// The label without `__label__`, cut at 40 characters.
    pub label: String,
    /// The known code that it most likely meant.
    pub nearest: Option<String>,
}

fn labels(unknown: &[UnknownLabel], more: usize) -> String {
    let mut text = String::new();
    for (at, UnknownLabel { label, nearest }) in unknown.iter().enumerate() {
        if at > 0 {
            let last = at + 1 == unknown.len() && more == 0;
            text.push_str(if last { " and " } else { ", " });
        }
        text.push_str(&format!("`{label}`"));
        if let Some(nearest) = nearest {
            text.push_str(&format!(" (nearest: `{nearest}`)"));
        }
    }
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text + if unknown.len() + more == 1 {
        " is"
    } else {
        " are each"
    }
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }
}
