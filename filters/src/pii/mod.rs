//! Personal data: finding it, and what is done with it.
//!
//! [`Detector::find`] gives typed spans. Every check looks at a bounded stretch and validates what it
//! finds (checksums, lengths, numbering plans, address ranges), so the time is linear in the length of
//! the text; where that says too little, a word beside the value has to say what it is
//! (`context`). Where two values overlap the longer one wins. The rules are data, in `filters/pii/`:
//! a country or a language is added there.
//!
//! [`decide`] and [`redact`] carry out what a profile asks for.

mod card;
mod context;
mod crypto;
mod detector;
mod email;
mod fold;
mod hit;
mod iban;
pub mod identifiers;
mod ip;
mod kind;
mod languages;
mod national;
mod phone;
mod redact;
mod rules;
mod scan;
mod secret;
mod spelled;
mod surrogate;
mod text;

pub use detector::{Detector, Query, SecretRules, SecretRulesError};
pub use kind::{Kind, Span, Subtype, UnknownKind};
pub use redact::{Actions, Replace, Surrogates, Tags, action, decide, redact};
pub use surrogate::{Key, ShortKey};

/// Rises when the same text would give other spans.
pub const VERSION: u16 = 3;

/// Finds personal data with the rules that are built in: [`Detector::find`] of [`Detector::embedded`].
pub fn find(text: &str, language: Option<&str>) -> Vec<Span> {
    Detector::embedded().find(text, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values found in a text of unknown language.
    pub(super) fn values(text: &str) -> Vec<&str> {
        in_language(text, None)
    }

    pub(super) fn in_language<'a>(text: &'a str, language: Option<&str>) -> Vec<&'a str> {
        find(text, language)
            .iter()
            .map(|s| &text[s.start as usize..s.end as usize])
            .collect()
    }

    #[test]
    fn the_longer_of_two_values_wins() {
        // The account's digits are no card, and the address has an address inside.
        assert_eq!(
            values("GB29 NWBK 6016 1331 9268 19"),
            ["GB29 NWBK 6016 1331 9268 19"]
        );
        assert_eq!(values("142.45.198.66@firma.cz"), ["142.45.198.66@firma.cz"]);
        assert_eq!(values("a@b.cz@firma.cz"), ["a@b.cz"]);
    }

    #[test]
    fn a_value_that_its_neighbour_hid_is_found_too() {
        let text = "12.24.19.41.x@firma.cz 8.31.2.33.4111111111111111";
        let (once, _) = redact(text, &find(text, None), &Tags);
        assert_eq!(find(&once, None), []);
    }

    #[test]
    fn a_number_is_not_found_inside_another() {
        for text in [
            "DE89 3704 0044 0532 0130 01",
            "1 234 567 890",
            "tel: 3.14159265358979",
            "FR76 3000 6000 0112 3456 7890 188",
        ] {
            assert_eq!(in_language(text, Some("deu")), [""; 0], "{text}");
        }
        assert_eq!(
            in_language("seit 2024 030 123456 78", Some("deu")),
            ["030 123456 78"]
        );
    }

    #[test]
    fn opening_hours_are_no_telephone_number() {
        for (text, language, want) in [
            (
                "Puhelinpalvelu arkisin 8.30-19.30, p. 040 774 8343",
                "fin",
                "040 774 8343",
            ),
            ("Telefon 08.00 – 13.00: 08-674 74 03", "swe", "08-674 74 03"),
        ] {
            assert_eq!(in_language(text, Some(language)), [want]);
        }
    }

    #[test]
    fn other_digits_and_spaces_are_read_too() {
        let text = "Tel.\u{a0}+420\u{202f}603\u{202f}123\u{202f}4\u{ad}56 a ４１１１ １１１１ １１１１ １１１１, anna＠firma.cz";
        assert_eq!(
            values(text),
            [
                "+420\u{202f}603\u{202f}123\u{202f}4\u{ad}56",
                "４１１１ １１１１ １１１１ １１１１",
                "anna＠firma.cz"
            ]
        );
    }
}
