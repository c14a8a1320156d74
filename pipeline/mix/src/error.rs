//! What can go wrong, said so that a reader knows what to do.

/// An error of this crate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A line of a datamix file is wrong.
    #[error("{file}:{line}: {message}; {help}")]
    Line {
        /// The name of the file, as the caller gave it.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
        /// What was expected, and what to do.
        help: String,
    },
    /// A datamix file is wrong as a whole.
    #[error("{file}: {message}; {help}")]
    File {
        /// The name of the file, as the caller gave it.
        file: String,
        /// What is wrong.
        message: String,
        /// What was expected, and what to do.
        help: String,
    },
    /// A setting is out of its range, or does not go with another one.
    #[error("`{key}`: {message}; {help}")]
    Setting {
        /// The setting, as the fields are named: `exponent`, `languages.mlt_Latn.floor`.
        key: String,
        /// What is wrong.
        message: String,
        /// What was expected, and what to do.
        help: String,
    },
    /// A part is not written as `source/language`.
    #[error(
        "`{found}` is no part of a mix; write the source, a slash and the language: `web/mlt_Latn`"
    )]
    Part {
        /// What was found.
        found: String,
    },
}

impl Error {
    pub(crate) fn setting(key: impl Into<String>, message: String, help: &str) -> Self {
        Self::Setting {
            key: key.into(),
            message,
            help: help.into(),
        }
    }
}
