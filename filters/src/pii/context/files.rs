//! The files that are built in: one line a language.

macro_rules! files {
    ($($language:literal)+) => {
        &[$((
            concat!($language, ".toml"),
            include_str!(concat!("../../../pii/context/", $language, ".toml")),
        )),+]
    };
}

/// Names and texts. A test fails if a file of the folder is not named here.
pub(in crate::pii) const FILES: &[(&str, &str)] = files! {
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
