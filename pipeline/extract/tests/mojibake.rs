//! Double-encoded text comes back whole, and clean text is left alone.

use std::borrow::Cow;

use encoding_rs::{
    Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1257,
};
use proptest::prelude::*;
use tamis_extract::mojibake::repair;

const ALL: [&Encoding; 7] = [
    WINDOWS_1252,
    WINDOWS_1250,
    ISO_8859_2,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1257,
];

/// What a reader gets who takes UTF-8 for another encoding. Open bytes stand for controls.
fn misread(text: &str, encoding: &'static Encoding) -> String {
    text.bytes()
        .map(|byte| {
            let bytes = [byte];
            match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
                Some(char) => char.into_owned(),
                None => char::from(byte).to_string(),
            }
        })
        .collect()
}

/// One sentence a language, all letters that matter inside of words.
const SENTENCES: [&str; 14] = [
    "Voilà le café où l’élève a reçu la pièce “Être”… – c’est très bien.",
    "Die Straße führt über schöne Hügel; das Mädchen hört „Öl“.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Zażółć gęślą jaźń, źdźbło i ćma.",
    "Árvíztűrő tükörfúrógép – és még több.",
    "São Paulo não é só coração, açúcar e pães.",
    "El niño soñó con un pingüino en la montaña.",
    "Acum însă, trebuie să îi și dăm învățătură.",
    "Trīs žagari šķērsoja ceļu pēc pusnakts.",
    "Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų arbūzą.",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "Щастя й здоров’я їхній ґаздині, хлопці.",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.",
    "Pijamalı hasta yağız şoföre çabucak güvendi.",
];

#[test]
fn windows_1252_comes_back_from_any_depth() {
    for text in SENTENCES {
        let mut damaged = text.to_owned();
        for depth in 1..=4 {
            damaged = misread(&damaged, WINDOWS_1252);
            let got = repair(&damaged);
            assert_eq!(got.text, text, "depth {depth}");
            assert!(got.count >= depth);
        }
    }
}

#[test]
fn every_other_encoding_comes_back_or_is_left() {
    // Windows-1250 and ISO 8859-2 differ in a few letters that a line need not have: such a line
    // is left as it is.
    let mut left = Vec::new();
    for encoding in ALL {
        for text in SENTENCES {
            let damaged = misread(text, encoding);
            let got = repair(&damaged);
            if got.text == damaged {
                left.push((encoding.name(), text));
            } else {
                assert_eq!(got.text, text, "{}", encoding.name());
            }
        }
    }
    assert!(left.len() <= 2, "{left:?}");
}

#[test]
fn single_sequences_that_are_certain() {
    for (damaged, meant, count) in [
        ("cafÃ©", "café", 1),
        ("Ã©tÃ©", "été", 2),
        ("Å¡kola", "škola", 1),
        ("Ã–l", "Öl", 1),
        ("donâ€™t", "don’t", 1),
        ("20â‚¬", "20€", 1),
        ("10Â°C", "10°C", 1),
        ("Â© 2020", "© 2020", 1),
        ("Published:Â\u{A0}Monday", "Published:\u{A0}Monday", 1),
        ("voilÃ\u{A0} tout", "voilà tout", 1),
        ("dÃ\u{AD}a", "día", 1),
        ("Ä\u{8D}lovek", "človek", 1),
        ("OGÃ“LNE", "OGÓLNE", 1),
        ("ï»¿text", "\u{FEFF}text", 1),
        ("thatï¿½s", "that\u{FFFD}s", 1),
        ("ðŸ˜Š", "😊", 1),
        ("È™i", "și", 1),
        ("eÌ\u{81}tudes", "e\u{301}tudes", 1),
        ("CopyrightВ© x", "Copyright© x", 1),
        ("сказал: вЂ“ Да", "сказал: – Да", 1),
        ("в„– 5", "№ 5", 1),
        (
            "<b title=\"fÃ¼r\">Ã¼ber</b>",
            "<b title=\"für\">über</b>",
            2,
        ),
    ] {
        let got = repair(damaged);
        assert_eq!((got.text.as_ref(), got.count), (meant, count), "{damaged}");
    }
}

#[test]
fn clean_text_that_holds_such_pairs_is_left_alone() {
    for clean in [
        "",
        "« MANHû, “AMANHÔ, IRMÃ…, IRMÖ, MAÇÙ",
        "NÃO, SÃO, MAÇÃS, CORAÇÃO©",
        "BYĆ”, PIĆ… JEŚĆ–",
        "TÄSSÄ”, ISÄ… HYVÄ™ JÄÄ–",
        "SJØ” PÅ… ÅÅ»",
        "5 Å±1, 3 Å², 2 Å·s, 3\u{A0}Å\u{A0}thick",
        "Ø±0.5 mm, 10×°",
        "Ăştia sunt, CASĂ”, LĂŞAŢI, MĂŞTI",
        "« Â », «Â», “Â”",
        "CAFɮ, CITTÙ",
        "RĪGĀ”, RĪGĀ», Eirā€",
        "В\u{A0}Москве, «В», В…, С… Р»",
        "при в’їзді, слово…», слов„–»",
        "Х—ХІ вв., ХVІ",
        "рейс С–Р– и",
        "HalloВій",
        "Срџба, Љубав и Ђаво",
        "ΞΈΝΟΙ, Ο», Ξ…",
        "日本語、漢字。",
        "Tiếng Việt: Ư, Ơ, Â, Ă",
        "naïve façade, coöperate — “fine” … €5 ™",
        "A Ä Å Ö",
    ] {
        let got = repair(clean);
        assert_eq!(got.text, clean);
        assert!(matches!(got.text, Cow::Borrowed(_)));
    }
}

#[test]
fn a_doubtful_sequence_goes_along_only_with_others_of_its_run() {
    // "Ä™" is doubtful behind a capital.
    assert_eq!(repair("BÄ™ cafÃ©").text, "Bę café");
    assert_eq!(repair("BÄ™\ncafÃ©").text, "BÄ™\ncafé");
    assert_eq!(repair("<i>BÄ™</i>cafÃ©").text, "<i>BÄ™</i>café");
    // The run holds an "é" that is well as it is.
    assert_eq!(repair("BÄ™ é cafÃ©").text, "BÄ™ é café");
}

#[test]
fn a_tie_between_encodings_waits_for_evidence() {
    let tie = "Ingen mĂĄ";
    assert_eq!(repair(tie).count, 0);
    let certain = misread("Příliš žluťoučký", WINDOWS_1250);
    assert_eq!(
        repair(&format!("{certain}\n{tie}")).text,
        "Příliš žluťoučký\nIngen må"
    );
}

#[test]
fn time_is_linear_in_hostile_text() {
    // Quadratic work would take minutes here.
    for piece in ["Ã", "Ã©", "Ã\u{A0}", "â€", "Рџ", "<Ã©", "aÃ©Ő"] {
        let text = piece.repeat(50_000);
        assert!(repair(&text).text.len() <= text.len());
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        let got = repair(&text);
        prop_assert_eq!(got.count == 0, got.text == text);
        prop_assert!(got.text.len() <= text.len());
    }

    #[test]
    fn markup_is_neither_made_nor_touched(text in "[<>&\"a-zÂ-Ïâ€™“”…©\u{80}-\u{BF}]{0,80}") {
        let ascii = |text: &str| text.bytes().filter(u8::is_ascii).collect::<Vec<_>>();
        prop_assert_eq!(ascii(&repair(&text).text), ascii(&text));
    }
}
