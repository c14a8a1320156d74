//! The script of a text, as ISO 15924 names it.

use whatlang::Script;

/// The script that most letters of the text are in, or `None` if no letter's script is known.
///
/// Kana counts as `Jpan` and Han as `Hani`; detection by `whatlang`, which counts letters by
/// Unicode range.
pub fn dominant_script(text: &str) -> Option<&'static str> {
    Some(match whatlang::detect_script(text)? {
        Script::Arabic => "Arab",
        Script::Armenian => "Armn",
        Script::Bengali => "Beng",
        Script::Cyrillic => "Cyrl",
        Script::Devanagari => "Deva",
        Script::Ethiopic => "Ethi",
        Script::Georgian => "Geor",
        Script::Greek => "Grek",
        Script::Gujarati => "Gujr",
        Script::Gurmukhi => "Guru",
        Script::Hangul => "Hang",
        Script::Hebrew => "Hebr",
        Script::Hiragana | Script::Katakana => "Jpan",
        Script::Kannada => "Knda",
        Script::Khmer => "Khmr",
        Script::Latin => "Latn",
        Script::Malayalam => "Mlym",
        Script::Mandarin => "Hani",
        Script::Myanmar => "Mymr",
        Script::Oriya => "Orya",
        Script::Sinhala => "Sinh",
        Script::Tamil => "Taml",
        Script::Telugu => "Telu",
        Script::Thai => "Thai",
    })
}

/// Whether a label's script can be the script of a text: unequal only among the alphabets that
/// never share a name, since Han, Kana and Hangul go by several (`Hans`, `Hant`, `Hani`, `Kore`).
pub(crate) fn agrees(label: &str, dominant: Option<&str>) -> bool {
    const PLAIN: &[&str] = &["Latn", "Cyrl", "Grek", "Geor", "Armn"];
    match (label.split_once('_'), dominant) {
        (Some((_, script)), Some(dominant)) => script == dominant || !(PLAIN.contains(&script)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(dominant_script("Здравейте, world"), Some("Cyrl"));
        assert_eq!(dominant_script("γεια"), Some("Grek"));
        assert_eq!(dominant_script("გამარჯობა"), Some("Geor"));
        assert_eq!(dominant_script("12 345 !"), None);
    }

    #[test]
    fn agreement() {
        assert!(agrees("ces_Latn", Some("Latn")));
        assert!(!agrees("bul_Cyrl", Some("Hani")));
        assert!(!agrees("srp_Cyrl", Some("Latn")));
        assert!(agrees("zho_Hant", Some("Hani")));
        assert!(agrees("oth", Some("Hani")));
        assert!(agrees("ces_Latn", None));
    }
}
