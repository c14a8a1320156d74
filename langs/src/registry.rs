//! All variants and their resolved profiles.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use toml::Table;

use crate::check::{check_default, overlay, resolve};
use crate::digest::sha256_hex;
use crate::{Error, Profile};

/// Name and text of every file in `profiles/`, written by `build.rs`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/profiles.rs"));
const DEFAULT: &str = "default.toml";

/// The language variants with their profiles.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    entries: BTreeMap<String, Entry>,
    problems: Vec<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    profile: Profile,
    source: String,
    digest: String,
}

impl Registry {
    /// The profiles built into this binary.
    pub fn embedded() -> &'static Registry {
        static EMBEDDED: OnceLock<Registry> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut registry = Registry::default();
            match check_default(DEFAULT, embedded_default()) {
                Ok(parent) => registry.add_embedded(&parent),
                Err(error) => registry.problems.push(error.to_string()),
            }
            registry
        })
    }

    /// The embedded profiles with the `*.toml` files of a folder over them.
    ///
    /// A `default.toml` there is laid over the embedded one, for all variants; a file of another
    /// name replaces the embedded variant of that name, or adds one.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder cannot be read, [`Error::Profile`] for the first mistake.
    pub fn with_dir(dir: &Path) -> Result<Registry, Error> {
        let mut texts = BTreeMap::new();
        for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
            let path = entry.map_err(Error::io(dir))?.path();
            if path.extension().is_some_and(|ext| ext == "toml") {
                let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
                texts.insert(path, text);
            }
        }
        let mut registry = Registry::default();
        let mut parent = check_default(DEFAULT, embedded_default())?;
        let own_default = dir.join(DEFAULT);
        if let Some(text) = texts.remove(&own_default) {
            overlay(
                &mut parent,
                check_default(&own_default.to_string_lossy(), &text)?,
            );
        }
        registry.add_embedded(&parent);
        for (path, text) in &texts {
            let file = path.to_string_lossy();
            let profile = resolve(&file, text, &parent)?;
            registry.insert(profile, file.into_owned());
        }
        Ok(registry)
    }

    /// The profile of a variant, by [`LangCode`](crate::LangCode) or by its text.
    pub fn get(&self, code: impl AsRef<str>) -> Option<&Profile> {
        self.entries.get(code.as_ref()).map(|entry| &entry.profile)
    }

    /// All profiles, sorted by code.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.entries.values().map(|entry| &entry.profile)
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
            .map_or("", |entry| &entry.source)
    }

    /// What is wrong with embedded files that could not be used. Empty in any build that passed
    /// its tests.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    fn add_embedded(&mut self, parent: &Table) {
        for (file, text) in FILES.iter().filter(|(file, _)| *file != DEFAULT) {
            match resolve(file, text, parent) {
                Ok(profile) => self.insert(profile, format!("embedded:{file}")),
                Err(error) => self.problems.push(error.to_string()),
            }
        }
    }

    fn insert(&mut self, profile: Profile, source: String) {
        let digest = sha256_hex(profile.to_toml().as_bytes());
        self.entries.insert(
            profile.code.to_string(),
            Entry {
                profile,
                source,
                digest,
            },
        );
    }
}

fn embedded_default() -> &'static str {
    FILES
        .iter()
        .find(|(file, _)| *file == DEFAULT)
        .map_or("", |(_, text)| text)
}
