//! All variants and their resolved profiles.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::check::Checker;
use crate::digest::sha256_hex;
use crate::file::{ALL, DEFAULT, File, stem};
use crate::inherit::{Files, Resolved};
use crate::origin::{Origin, Place};
use crate::{Error, Profile};

/// Name and text of every file in `profiles/`, written by `build.rs`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/profiles.rs"));

/// The language variants with their profiles.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    entries: BTreeMap<String, Entry>,
    problems: Vec<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    resolved: Resolved,
    file: File,
    digest: String,
}

impl Files {
    /// The files of this binary.
    pub(crate) fn built_in() -> Self {
        let file = |(name, text): &(&str, &str)| {
            let file = File {
                name: format!("embedded:{name}"),
                text: (*text).into(),
            };
            (stem(name).to_owned(), file)
        };
        Self {
            built_in: FILES.iter().map(file).collect(),
            own: BTreeMap::new(),
            default: OnceLock::new(),
        }
    }
}

impl Registry {
    /// The profiles built into this binary.
    pub fn embedded() -> &'static Registry {
        static EMBEDDED: OnceLock<Registry> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut registry = Registry::default();
            let files = Files::built_in();
            for stem in files.stems() {
                if let Err(error) = registry.insert(&files, stem) {
                    registry.problems.push(error.to_string());
                }
            }
            registry
        })
    }

    /// The text of the built-in `default.toml`.
    pub fn default_toml() -> &'static str {
        let name = format!("{DEFAULT}.toml");
        FILES
            .iter()
            .find(|(file, _)| *file == name)
            .map_or("", |(_, text)| text)
    }

    /// The embedded profiles with the `*.toml` files of a folder over them.
    ///
    /// A `default.toml` there is laid over the embedded one, for all variants, and does not change what a
    /// variant's own file sets; an `all.toml` is laid over the embedded files of all variants as well. A file
    /// of another name replaces the embedded variant of that name, or adds one.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder cannot be read, [`Error::Profile`] for the first mistake.
    pub fn with_dir(dir: &Path) -> Result<Registry, Error> {
        let mut files = Files::built_in();
        for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
            let path = entry.map_err(Error::io(dir))?.path();
            if path.extension().is_some_and(|ext| ext == "toml") {
                // What editors and systems lay beside a file: `.#mlt_Latn.toml`, `._mlt_Latn.toml`.
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                if stem.starts_with('.') {
                    continue;
                }
                let name = path.to_string_lossy().into_owned();
                let text = text_of(&name, fs::read(&path).map_err(Error::io(&path))?)?;
                // All of the name counts, so that `mlt_Latn.old.toml` is not taken for `mlt_Latn.toml`.
                let stem = stem.into_owned();
                files.own.insert(stem, File { name, text });
            }
        }
        let mut registry = Registry::default();
        // The user's own files first, so that a mistake in one is told before what follows from it.
        let own: Vec<&str> = files
            .own
            .keys()
            .map(String::as_str)
            .filter(|stem| ![DEFAULT, ALL].contains(stem))
            .collect();
        for stem in own.into_iter().chain(files.stems()) {
            if registry.get(stem).is_none() {
                registry.insert(&files, stem)?;
            }
        }
        Ok(registry)
    }

    /// The profile of a variant, by [`LangCode`](crate::LangCode) or by its text.
    pub fn get(&self, code: impl AsRef<str>) -> Option<&Profile> {
        self.entries
            .get(code.as_ref())
            .map(|entry| &entry.resolved.profile)
    }

    /// All profiles, sorted by code.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.entries.values().map(|entry| &entry.resolved.profile)
    }

    /// Number of variants.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no variant at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Lower-case hexadecimal SHA-256 of the resolved profile as [`Profile::to_toml`] writes it;
    /// empty for an unknown code.
    pub fn digest(&self, code: impl AsRef<str>) -> &str {
        self.entries
            .get(code.as_ref())
            .map_or("", |entry| &entry.digest)
    }

    /// Where a profile came from: a path, or `embedded:ces_Latn.toml`; empty for an unknown code.
    pub fn source(&self, code: impl AsRef<str>) -> &str {
        self.entries
            .get(code.as_ref())
            .map_or("", |entry| &entry.file.name)
    }

    /// What is wrong with embedded files that could not be used. Empty in any build that passed
    /// its tests.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// The TOML of a variant's own file, as its author wrote it; empty for an unknown code.
    pub fn text(&self, code: impl AsRef<str>) -> &str {
        self.entries
            .get(code.as_ref())
            .map_or("", |entry| &entry.file.text)
    }

    /// Where a value of a variant was set, by section and key: `quality.min_words`. None for an
    /// unknown code or key.
    pub fn origin(&self, code: impl AsRef<str>, key: &str) -> Option<&Origin> {
        self.entries
            .get(code.as_ref())?
            .resolved
            .origins
            .values
            .get(key)
    }

    /// Where the examples of a variant stand, in their order; empty for an unknown code.
    pub fn example_places(&self, code: impl AsRef<str>) -> &[Place] {
        self.entries
            .get(code.as_ref())
            .map_or(&[], |entry| &entry.resolved.origins.examples)
    }

    fn insert(&mut self, files: &Files, stem: &str) -> Result<(), Error> {
        let (Some(file), Some(resolved)) = (files.get(stem), files.resolve(stem)?) else {
            return Ok(());
        };
        let code = resolved.profile.code.to_string();
        if code != stem {
            // A copy of a profile must not take its place unseen.
            let message = format!("`code` is `{code}`, so the file must be named `{code}.toml`");
            return Err(Checker::new(file).at_key("code", message));
        }
        let entry = Entry {
            digest: sha256_hex(resolved.profile.to_toml().as_bytes()),
            resolved,
            file: file.clone(),
        };
        self.entries.insert(code, entry);
        Ok(())
    }
}

/// The text of a file, or the place at which it is none.
fn text_of(name: &str, bytes: Vec<u8>) -> Result<Arc<str>, Error> {
    String::from_utf8(bytes).map(Arc::from).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let file = File {
            name: name.to_owned(),
            text: String::from_utf8_lossy(error.as_bytes()).into(),
        };
        let message = "this is no UTF-8: save the file in that encoding".to_owned();
        Checker::new(&file).error(
            &(at..at + char::REPLACEMENT_CHARACTER.len_utf8()),
            None,
            None,
            message,
        )
    })
}

/// Checks the text of a variant's profile, fills in what it leaves out from `default` (the text of
/// `default.toml`) or from the built-in profile that it extends, and gives the resolved profile.
///
/// `file` is the name for messages; if its stem is a language code, `code` must equal it.
///
/// # Errors
/// [`Error::Profile`] with line, column, key and the nearest valid key.
pub fn check_toml(file: &str, text: &str, default: &str) -> Result<Profile, Error> {
    let mut files = Files::built_in();
    let name = |stem: &str| format!("{stem}.toml");
    let default = File {
        name: name(DEFAULT),
        text: default.into(),
    };
    files.built_in.insert(DEFAULT.to_owned(), default);
    let stem = stem(file).to_owned();
    let own = File {
        name: file.to_owned(),
        text: text.into(),
    };
    files.own.insert(stem.clone(), own);
    match files.resolve(&stem)? {
        Some(resolved) => Ok(resolved.profile),
        // It was put there just above.
        None => Err(Error::Train(format!("{file}: no such profile"))),
    }
}
