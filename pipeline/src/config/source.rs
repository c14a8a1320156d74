//! The text of a config, and mistakes that point into it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{ConfigError, Error, Result};

/// The text of a config and where it stood.
#[derive(Debug)]
pub struct Source {
    /// The file as it was named by the caller.
    pub path: PathBuf,
    /// The whole text.
    pub text: Arc<str>,
}

impl Source {
    /// Reads a config file.
    ///
    /// # Errors
    /// `Usage` when the file cannot be read.
    pub fn read(path: &Path) -> Result<Arc<Self>> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::usage(
                format!("cannot read the config {}: {error}", path.display()),
                "name a TOML file; `tamis init` writes one to start from",
            )
        })?;
        Ok(Self::new(path, &text))
    }

    /// A text that stands for the file `path`.
    #[must_use]
    pub fn new(path: &Path, text: &str) -> Arc<Self> {
        Arc::new(Self {
            path: path.to_path_buf(),
            text: Arc::from(text),
        })
    }

    /// A mistake at `span`.
    pub fn error(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: Option<String>,
    ) -> ConfigError {
        ConfigError {
            path: self.path.display().to_string(),
            text: self.text.clone(),
            span,
            message: message.into(),
            label: label.into(),
            help,
        }
    }

    /// The folder that relative paths in the config start from.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    }
}
