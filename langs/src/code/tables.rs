//! The tables of codes in `data/codes`, searched where they lie in the binary: nothing is built at
//! start, since the identifier must load in milliseconds.

/// ISO 639-1 to ISO 639-3.
pub(super) const TWO_LETTERS: &str = include_str!("../../data/codes/iso639-1.tsv");
/// Other data's ISO 639 codes to ours.
pub(super) const ALIASES: &str = include_str!("../../data/codes/aliases.tsv");
/// Other data's scripts and whole codes to ours.
pub(super) const VARIANTS: &str = include_str!("../../data/codes/variants.tsv");
/// Language and region to the variant that they tell together.
pub(super) const REGIONS: &str = include_str!("../../data/codes/regions.tsv");
/// Whole tags that no rule reads rightly.
pub(super) const TAGS: &str = include_str!("../../data/codes/tags.tsv");
/// What bare codes mean to Wikipedia where that is not what ISO 639 says.
pub(super) const WIKIPEDIA: &str = include_str!("../../data/codes/wikipedia.tsv");

const SCRIPTS_OF: &str = include_str!("../../data/codes/scripts.tsv");
const LANGUAGES: &str = include_str!("../../data/codes/iso639-3.txt");
const SCRIPTS: &str = include_str!("../../data/codes/iso15924.txt");

/// The second column of the row that begins with `key`.
pub(super) fn lookup(table: &'static str, key: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let before = table.as_bytes().get(low..low.midpoint(high))?;
        let start = low
            + before
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1);
        let line = table.get(start..)?.lines().next()?;
        // A line of comment at the head has no column and sorts before every code.
        let (name, rest) = line.split_once('\t').unwrap_or((line, ""));
        match name.cmp(key) {
            std::cmp::Ordering::Equal => return rest.split('\t').next(),
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// Whether it is an ISO 639-3 code, or one of the few others that models use as such.
pub(super) fn is_language(code: &str) -> bool {
    code.len() == 3 && has_record(LANGUAGES, code)
}

/// Whether it is an ISO 15924 code of a script.
pub(super) fn is_script(code: &str) -> bool {
    code.len() == 4 && has_record(SCRIPTS, code)
}

/// Searches records of one length, each followed by one byte of space.
fn has_record(table: &str, record: &str) -> bool {
    let width = record.len();
    let (mut low, mut high) = (0, table.len() / (width + 1));
    while low < high {
        let middle = low.midpoint(high);
        let at = middle * (width + 1);
        match table.get(at..at + width).map(|found| found.cmp(record)) {
            Some(std::cmp::Ordering::Less) => low = middle + 1,
            Some(std::cmp::Ordering::Greater) => high = middle,
            Some(std::cmp::Ordering::Equal) => return true,
            None => return false,
        }
    }
    false
}

/// The scripts that a language is written in, the usual one first; none if they are not known.
pub(super) fn scripts_of(language: &str) -> impl Iterator<Item = &'static str> + Clone {
    lookup(SCRIPTS_OF, language)
        .unwrap_or_default()
        .split_ascii_whitespace()
}

/// Every variant whose script is known, `ces_Latn`, in the order of its code.
pub(super) fn known_variants() -> impl Iterator<Item = String> {
    SCRIPTS_OF
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(language, scripts)| {
            scripts
                .split_ascii_whitespace()
                .map(move |script| format!("{language}_{script}"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &'static str) -> Vec<(&'static str, &'static str)> {
        table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once('\t').unwrap())
            .collect()
    }

    #[test]
    fn tables_are_sorted_and_every_row_is_found() {
        let all = [
            TWO_LETTERS,
            ALIASES,
            VARIANTS,
            REGIONS,
            TAGS,
            WIKIPEDIA,
            SCRIPTS_OF,
        ];
        for table in all {
            let rows = rows(table);
            assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
            for (key, rest) in rows {
                assert_eq!(lookup(table, key), rest.split('\t').next(), "{key}");
            }
            for absent in ["", "#", "zzzz", "a", "zz\tz"] {
                assert_eq!(lookup(table, absent), None, "{absent:?}");
            }
        }
    }

    #[test]
    fn code_lists_are_sorted_whole_and_found() {
        for (table, width, least) in [(LANGUAGES, 3, 7_900), (SCRIPTS, 4, 200)] {
            let codes: Vec<&str> = table.split_ascii_whitespace().collect();
            assert!(codes.len() >= least);
            assert_eq!(table.len(), codes.len() * (width + 1));
            assert!(codes.is_sorted_by(|a, b| a < b));
            assert!(codes.iter().all(|code| has_record(table, code)));
        }
        for not in ["xyz", "oth", "und", "zxx", "", "es", "engl", "ENG", "é"] {
            assert!(!is_language(not), "{not}");
        }
        for not in ["Abcd", "latn", "Zyyy", "Zxxx", "", "Lat"] {
            assert!(!is_script(not), "{not}");
        }
    }

    #[test]
    fn what_the_tables_lead_to_is_valid() {
        for (key, rest) in rows(TWO_LETTERS) {
            let code = rest.split('\t').next().unwrap();
            assert!(key.len() == 2 && is_language(code), "{key}");
        }
        assert_eq!(rows(TWO_LETTERS).len(), 184 + 6, "ISO 639-1, deprecated");
        for (key, rest) in rows(ALIASES).into_iter().chain(rows(WIKIPEDIA)) {
            let code = rest.split('\t').next().unwrap();
            assert!(is_language(code), "{key}");
            assert_eq!(
                lookup(ALIASES, code),
                None,
                "{key}: aliases are not chained"
            );
        }
        for (key, scripts) in rows(SCRIPTS_OF) {
            assert!(is_language(key), "{key}");
            assert_eq!(lookup(ALIASES, key), None, "{key}: scripts of our codes");
            assert!(scripts.split(' ').all(is_script), "{key}");
        }
    }
}
