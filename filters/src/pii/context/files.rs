//! The files that are built in: one line a language. Each is read when it is first asked for.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::File;

macro_rules! files {
    ($($language:literal)+) => {
        &[$((
            concat!($language, ".toml"),
            include_str!(concat!("../../../pii/context/", $language, ".toml")),
        )),+]
    };
}

/// Names and texts, sorted. A test fails if a file of the folder is not named here.
pub(super) const FILES: &[(&str, &str)] = files! {
    "ast"
    "bel"
    "bos"
    "bre"
    "bul"
    "cat"
    "ces"
    "cnr"
    "cym"
    "dan"
    "deu"
    "ell"
    "eng"
    "est"
    "eus"
    "fao"
    "fin"
    "fra"
    "fry"
    "fur"
    "gla"
    "gle"
    "glg"
    "hrv"
    "hun"
    "isl"
    "ita"
    "kat"
    "lav"
    "lit"
    "ltz"
    "mkd"
    "mlt"
    "mul"
    "nld"
    "nno"
    "nob"
    "oci"
    "pol"
    "por"
    "ron"
    "rus"
    "slk"
    "slv"
    "spa"
    "sqi"
    "srp"
    "swe"
    "tur"
    "ukr"
};

/// What was read of each file, by language.
static READ: LazyLock<HashMap<&'static str, OnceLock<Option<File>>>> =
    LazyLock::new(|| languages().map(|code| (code, OnceLock::new())).collect());

/// The languages that have a file, sorted.
pub(in crate::pii) fn languages() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(name, _)| name.strip_suffix(".toml"))
}

/// The file of a language.
pub(in crate::pii) fn file(language: &str) -> Option<&'static File> {
    let read = || {
        let (name, text) = FILES
            .iter()
            .find(|(name, _)| name.strip_suffix(".toml") == Some(language))?;
        // Tests read every file that is built in; nothing here can fail for a user.
        let file = File::parse(name, text).ok()?;
        (file.language == language).then_some(file)
    };
    READ.get(language)?.get_or_init(read).as_ref()
}
