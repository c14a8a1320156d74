//! What counts in documents of one language, made when the first of them comes.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use rlibphonenumber::Region;

use super::context::{self, Cue, Lexicon, Words};
use super::identifiers::Identifiers;

/// The language of words that count in all.
const ALL: &str = "mul";

/// Words that count in all languages, and what identifiers are called.
pub(super) static COMMON: LazyLock<Lexicon> = LazyLock::new(|| {
    let names: Vec<(String, u16)> = Identifiers::embedded().names().collect();
    let names = names
        .iter()
        .map(|(word, place)| (word.as_str(), Cue::Identifier(*place)));
    let words = context::file(ALL).into_iter().flat_map(|all| all.words());
    Lexicon::new(words.chain(names), None)
});

/// What counts in documents of one language.
pub(super) struct Language {
    pub(super) words: Words,
    pub(super) regions: Vec<Region>,
}

impl Language {
    fn new(words: Words) -> Self {
        let regions = words.regions.iter().filter_map(|code| code.parse().ok());
        Self {
            regions: regions.collect(),
            words,
        }
    }
}

/// All languages.
pub(super) struct Languages {
    own: HashMap<&'static str, OnceLock<Language>>,
    /// For documents whose language is unknown or has no file.
    any: OnceLock<Language>,
}

impl Languages {
    pub(super) fn new() -> Self {
        Self {
            own: context::languages()
                .map(|code| (code, OnceLock::new()))
                .collect(),
            any: OnceLock::new(),
        }
    }

    /// What counts in documents of the language with this ISO 639-3 code.
    pub(super) fn get(&self, code: Option<&str>) -> &Language {
        let Some((code, cell)) = code.and_then(|code| self.own.get_key_value(code)) else {
            return self.any.get_or_init(|| {
                let files = context::languages().filter_map(context::file);
                Language::new(Words::new(files.collect(), None))
            });
        };
        cell.get_or_init(|| {
            let own = context::file(code);
            let like = own.iter().flat_map(|file| &file.like);
            let like = like.filter_map(|code| context::file(code));
            let files = own.into_iter().chain(like).collect();
            Language::new(Words::new(files, context::file(ALL)))
        })
    }
}
