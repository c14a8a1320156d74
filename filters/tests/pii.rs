//! Properties of finding and redacting.

#![allow(clippy::unwrap_used)]

mod common;

use common::profile;
use proptest::prelude::*;
use tamis_filters::Verdict;
use tamis_filters::pii::{Kind, Span, Subtype, Tags, decide, find, redact};

/// Pieces of values and of what stands around them, to be glued together at random.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "jan@firma.cz",
            "@",
            ".",
            ":",
            "::",
            " ",
            "-",
            "–",
            "4111 1111 1111 1111",
            "4111111111111111",
            "3782 822463 10005",
            "GB29NWBK60161331926819",
            "GB29 NWBK 6016 1331 9268 19",
            "142.45.198.66",
            "2a03:c22:85ed:1fa6::feed",
            "1111",
            "IP ",
            "+420 603 123 456",
            "603 123 456",
            "030 379635",
            "tel. ",
            "objednávka ",
            "85061511234",
            "850615/1230",
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "\u{ad}",
            "４",
            "version ",
            "v",
            "x",
            "é",
            "<EMAIL>",
            "<",
            ">",
            "\u{a0}",
            "12",
            "0",
            ",",
            "\n",
        ])
        .prop_map(str::to_owned),
        "[0-9a-f:.@ -]{1,12}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let spans = find(text, None);
    let mut end = 0;
    for span in &spans {
        prop_assert!(
            span.start >= end && span.end > span.start,
            "{:?} in {:?}",
            spans,
            text
        );
        prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
        end = span.end;
    }
    let (once, placed) = redact(text, &spans, &Tags);
    prop_assert_eq!(placed.len(), spans.len());
    for (span, place) in spans.iter().zip(&placed) {
        prop_assert_eq!(span.kind, place.kind);
        let shown = once.get(place.start as usize..place.end as usize);
        prop_assert_eq!(shown, Some(span.kind.placeholder()));
    }
    prop_assert_eq!(find(&once, None), vec![], "{:?} became {:?}", text, once);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn glued_values_are_found_apart_and_redacted_for_good(text in pieces()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_searched(text in any::<String>()) {
        check(&text)?;
    }
}

/// What is found when a text is searched in pieces of `size` bytes, each with `AROUND` bytes of its
/// surroundings: the values that begin in the piece itself.
fn in_pieces(text: &str, size: usize) -> Vec<Span> {
    const AROUND: usize = 256;
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = floor(start + size);
        let (from, to) = (floor(start.saturating_sub(AROUND)), floor(end + AROUND));
        let spans = find(&text[from..to], Some("ces")).into_iter();
        let moved = spans.map(|span| Span {
            start: span.start + from as u32,
            end: span.end + from as u32,
            ..span
        });
        found.extend(moved.filter(|s| (start..end).contains(&(s.start as usize))));
        start = end;
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn pieces_of_a_text_give_the_same(
        sentences in prop::collection::vec(prop::sample::select(SENTENCES.to_vec()), 1..60),
        size in 16..700_usize,
    ) {
        let text = sentences.concat();
        prop_assert_eq!(in_pieces(&text, size), find(&text, Some("ces")));
    }
}

/// Sentences with values, look-alikes and prose; all of one line, or the end of one.
const SENTENCES: [&str; 10] = [
    "Volejte paní Novákovou na 603 123 456 nebo pište na eva.novak@firma.cz. ",
    "Objednávka č. 8506151234 byla odeslána dne 12. 3. 2024, cena 1 234 567 Kč. ",
    "Účet CZ65 0800 0000 1920 0014 5399, variabilní symbol 20240012. ",
    "Rodné číslo 850615/1234 stálo ve smlouvě, ISBN 978-80-200-1234-5 v knize.\n",
    "Karta 4111 1111 1111 1111 a adresa 142.45.198.66 byly v záznamu; verze 12.24.19.41 ne. ",
    "Starý most přes řeku je od bouře zavřený a lidé musejí na trh chodit hodinu pěšky. ",
    "Žluťoučký kůň úpěl ďábelské ódy – a nikdo ho neslyšel.\n\n",
    "Tel.:\n+420 603 123 456\nFax:\n+420 226 289 599\n",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq a 0x52908400098527886E0F7030069857D2E4169EE7 ",
    "IP 2a01:9ed:8587:7ebf::1, DE89 3704 0044 0532 0130 01 je překlep. ",
];

#[test]
fn a_long_run_of_triggers_takes_linear_time() {
    for piece in [
        "@",
        "a@",
        "1.",
        "1:",
        "4111 ",
        "4111111111111111 ",
        "GB29 ",
        "a@b.",
        "::",
        "a.b@c.de@",
        "AKIA",
        "eyJ-",
        "sk-",
        "a=",
        "://a:",
        "-----BEGIN PRIVATE KEY-----",
        "password=",
        "0x0x",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz",
        "tel. 603 ",
        "+420 ",
        "(0",
        "1 2 3 ",
        "850615/",
    ] {
        let text = piece.repeat(400_000 / piece.len());
        let start = std::time::Instant::now();
        find(&text, None);
        // A hundredth of what a quadratic search would take, and plenty for a busy machine.
        assert!(start.elapsed().as_secs() < 20, "{piece}");
    }
}

#[test]
fn the_profile_says_what_is_edited() {
    let span = |kind, start| Span {
        kind,
        subtype: Subtype::NONE,
        start,
        end: start + 1,
    };
    let spans = [span(Kind::Email, 0), span(Kind::Iban, 2), span(Kind::Ip, 4)];
    let profile = profile("");
    assert_eq!(
        decide("a b c", &spans, &profile),
        Verdict::Edit(vec![spans[0], spans[2]])
    );
    assert_eq!(decide("a b c", &spans[1..2], &profile), Verdict::Keep);
}
