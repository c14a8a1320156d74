//! What the words around a number say that it is.
//!
//! `filters/pii/context/<iso639-3>.toml` lists, for one language, words that stand near telephone
//! numbers, accounts, cards, addresses and personal numbers, and words (`[not]`) that make a number
//! something else: an order, a parcel, a book, a company, a version, a paragraph of a law, a count.
//! Of all such words around a number the nearest decides.

mod file;
mod files;
mod window;

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

pub(super) use file::File;
pub(super) use files::FILES;

/// What a word says about the number beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cue {
    /// A telephone number.
    Phone,
    /// A bank account.
    Account,
    /// A payment card.
    Card,
    /// An address on the Internet.
    Ip,
    /// A number of a person, of whatever kind.
    Identity,
    /// The identifier with this place in the list of identifiers.
    Identifier(u16),
    /// A version of a program.
    Version,
    /// Anything else that is no personal data: orders, books, companies, paragraphs, counts, prices.
    Other,
}

/// The nearest word that says something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near<'a> {
    /// What it says: several things, where several identifiers have one name.
    pub(super) cues: &'a [Cue],
    /// Characters between the word and the number.
    pub(super) distance: usize,
}

impl Near<'_> {
    /// Whether it says `cue`.
    pub(super) fn says(&self, cue: Cue) -> bool {
        self.cues.contains(&cue)
    }
}

/// The context words that count in documents of one language.
pub(super) struct Words {
    automaton: Option<AhoCorasick>,
    entries: Vec<Entry>,
    /// ISO 3166 codes of the countries whose national telephone numbers are expected, likeliest first.
    pub(super) regions: Vec<String>,
    /// How `@` is spelt out.
    pub(super) at: Vec<String>,
    /// How a full stop is spelt out.
    pub(super) dot: Vec<String>,
}

struct Entry {
    cues: Vec<Cue>,
    /// Letters of the pattern; what has two or fewer must stand right beside the number.
    letters: usize,
    /// The word may go on behind the pattern.
    open: bool,
}

/// One automaton a language is made, and asked about some hundred bytes a number: what is quick to build counts,
/// not what is quick to search.
fn automaton<'a>(patterns: impl Iterator<Item = &'a str>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::NoncontiguousNFA))
        .prefilter(false)
        .build(patterns)
        .ok()
}

/// A word after the number counts as if it were so many characters further away: what a number is
/// called stands before it in the languages of Europe more often than behind it.
const BEHIND: usize = 12;

impl Words {
    /// The words of `files`; `names` are those of identifiers.
    pub(super) fn new<'a>(
        files: impl Iterator<Item = &'a File> + Clone,
        names: impl Iterator<Item = (String, u16)>,
    ) -> Self {
        let mut of: HashMap<String, Vec<Cue>> = HashMap::new();
        let words = files.clone().flat_map(File::words);
        let words = words.map(|(word, cue)| (word.to_owned(), cue));
        let named = names.map(|(word, place)| (word, Cue::Identifier(place)));
        for (word, cue) in words.chain(named) {
            let cues = of.entry(window::normalised(&word)).or_default();
            if !cues.contains(&cue) {
                cues.push(cue);
            }
        }
        let mut patterns: Vec<(String, Vec<Cue>)> = of.into_iter().collect();
        patterns.sort_by(|a, b| a.0.cmp(&b.0));
        let entries = patterns.iter().map(|(pattern, cues)| Entry {
            cues: cues.clone(),
            letters: pattern.trim_matches(['*', ' ']).chars().count(),
            open: pattern.ends_with('*'),
        });
        let entries: Vec<Entry> = entries.collect();
        let searched = patterns
            .iter()
            .map(|(pattern, _)| pattern.trim_matches('*'));
        let mut all = Self {
            automaton: automaton(searched),
            entries,
            regions: Vec::new(),
            at: Vec::new(),
            dot: Vec::new(),
        };
        for file in files {
            for region in &file.phone_regions {
                if !all.regions.contains(region) {
                    all.regions.push(region.clone());
                }
            }
            all.at.extend(file.at.iter().cloned());
            all.dot.extend(file.dot.iter().cloned());
        }
        all
    }

    /// The word nearest to the number at `start..end` that says what it is.
    pub(super) fn near(&self, text: &str, start: usize, end: usize) -> Option<Near<'_>> {
        let before = window::before(text, start);
        let behind = window::behind(text, end);
        let mut best: Option<(usize, usize, &Entry)> = None;
        let mut take = |distance: usize, entry| {
            let entry: &Entry = entry;
            if entry.letters <= 2 && distance > 0 {
                return;
            }
            let better = best.is_none_or(|(d, letters, _)| {
                distance < d || (distance == d && entry.letters > letters)
            });
            if better {
                best = Some((distance, entry.letters, entry));
            }
        };
        for (entry, _, stop) in self.matches(&before) {
            take(before.get(stop..).map_or(0, |s| s.chars().count()), entry);
        }
        for (entry, from, _) in self.matches(&behind) {
            let distance = behind.get(..from).map_or(0, |s| s.chars().count());
            if entry.letters > 2 || distance == 0 {
                take(distance + BEHIND, entry);
            }
        }
        best.map(|(distance, _, entry)| Near {
            cues: &entry.cues,
            distance,
        })
    }

    /// Matches in a window: what, where its first word begins and where its last one ends.
    fn matches<'s, 'w>(
        &'s self,
        window: &'w str,
    ) -> impl Iterator<Item = (&'s Entry, usize, usize)> + use<'s, 'w> {
        let found = self
            .automaton
            .iter()
            .flat_map(move |automaton| automaton.find_overlapping_iter(window));
        found.filter_map(move |found| {
            let entry = self.entries.get(found.pattern().as_usize())?;
            let rest = window.get(found.end()..)?;
            let stop = match (window.get(..found.end())?.ends_with(' '), entry.open) {
                (true, _) => found.end() - 1,
                (false, true) => found.end() + rest.find(' ')?,
                (false, false) => return None,
            };
            Some((entry, found.start() + 1, stop + 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(toml: &str) -> Words {
        let file = File::parse("x.toml", toml).unwrap();
        Words::new(
            std::iter::once(&file),
            [("rodné číslo".to_owned(), 7)].into_iter(),
        )
    }

    #[test]
    fn the_nearest_word_decides() {
        let words = words(
            "language = \"ces\"\nphone = [\"tel\", \"telefon*\", \"*mobil*\", \"t\"]\n\
             [not]\norder = [\"objednávk*\", \"č obj\"]\nstatistics = [\"obyvatel*\"]",
        );
        let cue = |text: &str| {
            let start = text.find('5').unwrap();
            let end = start
                + text[start..]
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(text.len() - start);
            words.near(text, start, end).map(|near| near.cues[0])
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
        ] {
            assert_eq!(cue(text), want, "{text}");
        }
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
        }
    }
}
