//! What the words around a number say that it is.
//!
//! `filters/pii/context/<iso639-3>.toml` lists, for one language, words that stand near telephone
//! numbers, accounts, cards, addresses and personal numbers, and words (`[not]`) that make a number
//! something else: an order, a parcel, a book, a company, a version, a paragraph of a law, a count.
//! Of all such words around a number the nearest decides.

mod cue;
mod file;
mod files;
mod lexicon;
mod window;

use std::cmp::Reverse;
use std::sync::OnceLock;

pub(super) use cue::{Cue, Near};
pub(super) use file::File;
pub(super) use files::{file, languages};
pub(super) use lexicon::Lexicon;
use lexicon::{Entry, Match};

/// A word after the number counts as if it were so many characters further away: what a number is
/// called stands before it in the languages of Europe more often than behind it.
const BEHIND: usize = 12;

/// The context words that count in documents of one language, beside those that count in all.
pub(super) struct Words {
    files: Vec<&'static File>,
    /// Of the files, made when a number is met that it is asked about.
    own: OnceLock<Lexicon>,
    /// ISO 3166 codes of the countries whose national telephone numbers are expected, likeliest first.
    pub(super) regions: Vec<String>,
    /// How `@` is spelt out.
    pub(super) at: Vec<String>,
    /// How a full stop is spelt out.
    pub(super) dot: Vec<String>,
}

impl Words {
    /// The words of `files`. Of `all` only the telephone regions and what spells out addresses: its words
    /// are in the common lexicon.
    pub(super) fn new(files: Vec<&'static File>, all: Option<&'static File>) -> Self {
        let (mut regions, mut at, mut dot) = (Vec::new(), Vec::new(), Vec::new());
        for file in files.iter().copied().chain(all) {
            for region in &file.phone_regions {
                if !regions.contains(region) {
                    regions.push(region.clone());
                }
            }
            at.extend(file.at.iter().cloned());
            dot.extend(file.dot.iter().cloned());
        }
        Self {
            files,
            own: OnceLock::new(),
            regions,
            at,
            dot,
        }
    }

    /// The word nearest to the number at `start..end` that says what it is; `common` are words of all
    /// languages, the same at each call.
    pub(super) fn near<'a>(
        &'a self,
        common: &'a Lexicon,
        text: &str,
        start: usize,
        end: usize,
    ) -> Option<Near<'a>> {
        let own = self.own.get_or_init(|| {
            let words = self.files.iter().flat_map(|file| file.words());
            Lexicon::new(words, Some(common))
        });
        let before = window::before(text, start);
        let behind = window::behind(text, end);
        let mut best: Option<(_, &Entry)> = None;
        let mut take = |distance: usize, is_behind: bool, found: Match<'a>| {
            let entry = found.entry;
            if entry.letters <= 2 && distance > 0 {
                return;
            }
            let rank = (distance, Reverse(entry.letters), is_behind, found.place);
            if best.is_none_or(|(other, _)| rank < other) {
                best = Some((rank, entry));
            }
        };
        // What is in both is met in the own lexicon first, where it says what it does in both.
        for lexicon in [own, common] {
            for found in lexicon.matches(&before) {
                let between = before.get(found.stop..).map_or(0, |s| s.chars().count());
                take(between, false, found);
            }
            for found in lexicon.matches(&behind) {
                let between = behind.get(..found.from).map_or(0, |s| s.chars().count());
                take(between + BEHIND, true, found);
            }
        }
        best.map(|((distance, ..), entry)| Near {
            cues: &entry.cues,
            distance,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::files::FILES;
    use super::*;

    fn words(toml: &str) -> (Words, Lexicon) {
        let file: &'static File = Box::leak(Box::new(File::parse("x.toml", toml).unwrap()));
        let common = [
            ("rodné číslo", Cue::Identifier(7)),
            ("č obj", Cue::Identifier(8)),
            ("telefo*", Cue::Card),
        ];
        (
            Words::new(vec![file], None),
            Lexicon::new(common.into_iter(), None),
        )
    }

    #[test]
    fn the_nearest_word_decides() {
        let (words, common) = words(
            "language = \"ces\"\nphone = [\"tel\", \"telefon*\", \"*mobil*\", \"t\"]\n\
             [not]\norder = [\"objednávk*\", \"č obj\"]\nstatistics = [\"obyvatel*\"]",
        );
        let cue = |text: &str| {
            let start = text.find('5').unwrap();
            let end = start
                + text[start..]
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(text.len() - start);
            words
                .near(&common, text, start, end)
                .map(|near| near.cues[0])
        };
        for (text, want) in [
            ("Tel.: 555", Some(Cue::Phone)),
            ("TELEFONNÍ číslo 555", Some(Cue::Phone)),
            ("služební automobil: 555", Some(Cue::Phone)),
            ("telka 555", None),
            ("motel 555", None),
            ("t. 555", Some(Cue::Phone)),
            ("t jako 555", None),
            ("Telefon pro objednávku 555", Some(Cue::Other)),
            ("Objednávky na tel. 555", Some(Cue::Phone)),
            ("č. obj. 555", Some(Cue::Other)),
            ("má 555 obyvatel", Some(Cue::Other)),
            (
                "R O D N É, rodné\u{a0}číslo (555)",
                Some(Cue::Identifier(7)),
            ),
            ("Tel.\n555", Some(Cue::Phone)),
            ("Tel.\nNovák 555", None),
            ("<PHONE> 555", None),
            // Of two words that are as near, the longer one.
            ("Telefony 555", Some(Cue::Phone)),
            ("Telefo 555", Some(Cue::Card)),
        ] {
            assert_eq!(cue(text), want, "{text}");
        }
        // What is in both lists says what both say.
        let near = words.near(&common, "č. obj. 555", 9, 12).unwrap();
        assert!(near.says(Cue::Other) && near.says(Cue::Identifier(8)));
    }

    #[test]
    fn every_file_is_built_in_and_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pii/context");
        let mut on_disk: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        on_disk.sort();
        let known: Vec<&str> = FILES.iter().map(|&(name, _)| name).collect();
        assert_eq!(on_disk, known);
        for (name, text) in FILES {
            let file = File::parse(name, text).unwrap();
            assert_eq!(*name, format!("{}.toml", file.language));
            assert_eq!(super::file(&file.language).unwrap().language, file.language);
        }
    }
}
