//! Words that tell a version number from an IPv4 address.

/// Beginnings of the word "version" in the languages of Europe, and of its like, lower-cased. They
/// are long enough to leave German's "versichern" and "verzichten" alone.
const STEMS: [&str; 31] = [
    "versio",
    "versió",
    "versij",
    "versiu",
    "versã",
    "versao",
    "versjon",
    "verze",
    "verzia",
    "verzie",
    "verziu",
    "verzií",
    "verzij",
    "verzió",
    "verżjon",
    "wersj",
    "верси",
    "версі",
    "верзи",
    "bertsio",
    "έκδοσ",
    "εκδοσ",
    "ვერსი",
    "sürüm",
    "útgáf",
    "različic",
    "inačic",
    "leagan",
    "firmware",
    "release",
    "versie",
];

/// Forms that count only as a whole: "ver. 1.2.3.4", "v. 1.2.3.4", "OID 1.2.3.4".
const WHOLE: [&str; 5] = ["ver", "v.", "oid", "verzi", "verzí"];

/// True when the word after byte `at` says that a version number stands before it, as in Turkish
/// or Hungarian.
pub(super) fn stands_after(text: &str, at: usize) -> bool {
    let tail = text.get(at..).unwrap_or_default();
    let word = tail.trim_start_matches([' ', '\u{a0}']).chars().take(24);
    let word: String = word
        .take_while(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    STEMS.iter().any(|stem| word.starts_with(stem))
}

/// True when the word before byte `at` says that a version number follows.
pub(super) fn stands_before(text: &str, at: usize) -> bool {
    let head = text
        .get(..at)
        .unwrap_or_default()
        .trim_end_matches([' ', ':', '=', '\u{a0}', '#']);
    // Enough for the longest of the words; a longer word is none of them.
    let word = head
        .char_indices()
        .rev()
        .take(24)
        .take_while(|&(_, c)| c.is_alphanumeric() || c == '.');
    let Some((start, _)) = word.last() else {
        return false;
    };
    let word = head.get(start..).unwrap_or_default().to_lowercase();
    WHOLE.contains(&word.as_str())
        || WHOLE.contains(&word.trim_end_matches('.'))
        || STEMS.iter().any(|stem| word.starts_with(stem))
}
