//! The script of a text, as ISO 15924 names it.

use whatlang::Script;

/// The script that most letters of the text are in, or `None` if no letter's script is known.
///
/// Kana counts as `Jpan` and Han as `Hani`; detection by `whatlang`, which counts letters by
/// Unicode range.
pub fn dominant_script(text: &str) -> Option<&'static str> {
    // Nearly all text in Latin letters, at a glance: UTF-8 up to U+024F, where all letters are Latin.
    if text.bytes().all(|byte| byte < 0xca) {
        return text.chars().any(char::is_alphabetic).then_some("Latn");
    }
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

/// The script that a text in the label's language is in, where it is one of the alphabets that never
/// share a name: Han, Kana and Hangul go by several (`Hans`, `Hant`, `Hani`, `Kore`).
pub(crate) fn plain_script(label: &str) -> Option<&'static str> {
    const PLAIN: &[&str] = &["Latn", "Cyrl", "Grek", "Geor", "Armn"];
    let (_, script) = label.split_once('_')?;
    PLAIN.iter().copied().find(|plain| *plain == script)
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
        assert_eq!(dominant_script("plain words"), Some("Latn"));
    }

    #[test]
    fn scripts_of_labels() {
        assert_eq!(plain_script("ces_Latn"), Some("Latn"));
        assert_eq!(plain_script("bul_Cyrl"), Some("Cyrl"));
        assert_eq!(plain_script("zho_Hant"), None);
        assert_eq!(plain_script("oth"), None);
    }
}
