use super::*;
use proptest::prelude::*;

#[test]
fn letters_fold_and_scripts_do_not_merge() {
    assert_eq!(
        words("L'Été, à São-Paulo!"),
        ["l", "été", "à", "são", "paulo"]
    );
    assert_eq!(words("ΟΔΟΣ οδός"), ["οδοσ", "οδόσ"]);
    assert_eq!(words("Йод йод иод"), ["йод", "йод", "иод"]);
    // Latin, Greek and Cyrillic letters that look alike.
    assert_eq!(words("A Α А"), ["a", "α", "а"]);
    assert_eq!(words("ქართული ᲥᲐᲠᲗᲣᲚᲘ"), ["ქართული", "ქართული"]);
    assert_eq!(
        words("Straße ŁÓDŹ Iğdır İzmir"),
        ["straße", "łódź", "iğdır", "i\u{307}zmir"]
    );
}

#[test]
fn numbers_fold() {
    assert_eq!(
        words("12.03.2024 5m² ٣ ½"),
        ["00", "00", "0000", "0m0", "0", "0"]
    );
}

#[test]
fn marks_stay_and_compose() {
    assert_eq!(words("e\u{301}te\u{301}"), words("été"));
    assert_eq!(words("\u{1f71}"), words("\u{3ac}"));
    assert_eq!(words("за\u{301}мок замо\u{301}к").len(), 2);
    assert_ne!(words("за\u{301}мок"), words("замок"));
    assert!(words("\u{301} ❤\u{fe0f}").is_empty());
}

#[test]
fn what_is_not_seen_does_not_split() {
    assert_eq!(
        words("Bundes\u{ad}tag Dona\u{200d}u"),
        ["bundestag", "donau"]
    );
}

#[test]
fn scripts_without_spaces_give_characters() {
    assert_eq!(words("我们在2024年"), ["我", "们", "在", "0000", "年"]);
    assert_eq!(
        words("日本語のテスト、です"),
        ["日", "本", "語", "の", "テ", "ス", "ト", "で", "す"]
    );
    assert_eq!(words("か\u{3099}が"), ["が", "が"]);
    assert_eq!(
        words("ภาษาไทย น้ำ ๑๒"),
        ["ภ", "า", "ษ", "า", "ไ", "ท", "ย", "น้", "ำ", "00"]
    );
    assert_eq!(words("ខ្មែរ ລາວ"), ["ខ្", "មែ", "រ", "ລ", "າ", "ວ"]);
    assert_eq!(words("བོད་ཡིག"), ["བོ", "ད", "ཡི", "ག"]);
    assert_eq!(words("မြန်မာ"), ["မြ", "န်", "မာ"]);
    // Compatibility ideographs are in form C, half-width kana and ideographs of plane 2 stay.
    assert_eq!(
        words("\u{f900}ｱｲ\u{20000}\u{20001}x"),
        ["豈", "ｱ", "ｲ", "\u{20000}", "\u{20001}", "x"]
    );
    // Hangul has spaces.
    assert_eq!(words("한국어 텍스트는"), ["한국어", "텍스트는"]);
    assert_eq!(words("ABC漢字def"), ["abc", "漢", "字", "def"]);
    assert_eq!(words("漢\u{200d}\u{fe00}字"), ["漢", "字"]);
}

/// The first and the last letter of each block, and neighbours that are not of them.
#[test]
fn blocks_of_scripts_without_spaces() {
    let alone = "กໟཀཬကႎកៜᥐᥭᦀᦫᨠᨬᬅᭋ々ぁヿㄅㆿㇰㇿ㐀䶿一鿿ꀀꒌꦄꦲꧠꧾꩠꩺꪀꫂ豈龎ｦﾝ\u{11700}\u{17000}\u{18b00}\u{1b000}\
                 \u{1b170}\u{20000}\u{2fa1d}\u{323af}";
    for c in alone.chars() {
        assert_eq!(words(&format!("{c}{c}")).len(), 2, "{c} {:x}", c as u32);
    }
    let joined = "ෆᄀሀᎠᐁᠠᤀᮃᯀᰀㄱㆎꓐꨀꩀꬁ가힣ﾠￜﬀﹰＡｚ𐀀";
    for c in joined.chars() {
        assert_eq!(words(&format!("{c}{c}")).len(), 1, "{c} {:x}", c as u32);
    }
}

/// The rules, without tables, windows or bits.
fn plain(text: &str) -> Vec<String> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let mut words = vec![String::new()];
    let mut alone = false;
    for c in text.chars() {
        let last = words.last_mut().unwrap();
        if "\u{ad}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c)
            || ('\u{fe00}'..='\u{fe0f}').contains(&c)
        {
            continue;
        }
        if is_combining_mark(c) {
            if !last.is_empty() {
                last.push(c);
            }
            continue;
        }
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let folded: String = if c.is_numeric() && !c.is_alphabetic() {
            "0".into()
        } else {
            c.to_lowercase().to_string().replace('ς', "σ")
        };
        let unspaced = rules::is_unspaced(folded.chars().next().unwrap());
        if unspaced || alone {
            words.push(String::new());
        }
        words.last_mut().unwrap().push_str(&folded);
        alone = unspaced;
    }
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .map(|word| word.nfc().collect())
        .collect()
}

fn collect(feed: impl FnOnce(&mut Each<&mut dyn FnMut(&[u8])>)) -> Vec<String> {
    let mut words = Vec::new();
    feed(&mut Each(&mut |word| {
        words.push(String::from_utf8(word.to_vec()).unwrap())
    }));
    words
}

/// Texts of many shapes, up to some windows long.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[a-z]{1,12} ",
        "[ -~]{0,70}",
        "[a-zA-ZÀ-ÿĀ-ſ]{1,20}[ ,.]",
        "[а-яА-ЯёЁ]{1,20}[ –“]",
        "[Α-Ωα-ωςάἀ]{1,20} ",
        "[\\u{80}-\\u{31ff} a-zA-Z0-9]{0,40}",
        "[\\u{300}-\\u{345}\\u{900}-\\u{97f}a-c ]{0,20}",
        "[\\u{e00}-\\u{f9f}\\u{1000}-\\u{109f} ]{0,20}",
        "[\\u{1100}-\\u{11ff}가-힣]{0,10}",
        "[\\u{3040}-\\u{30ff}\\u{4e00}-\\u{4fff}\\u{ff00}-\\u{ffef} ]{0,40}",
        "[\\u{ad}\\u{200b}-\\u{200f}\\u{fe0f}a ]{0,6}",
        "[\\u{591}-\\u{5c7}\\u{5d0}-\\u{5ea}\\u{64b}-\\u{652}]{0,12}",
        "[a-zé]{100,300}",
        "\\PC{0,40}",
        any::<String>(),
    ];
    proptest::collection::vec((pieces, 1usize..12), 0..8).prop_map(|pieces| {
        pieces
            .iter()
            .map(|(piece, times)| piece.repeat(*times))
            .collect()
    })
}

proptest! {
    #[test]
    fn every_way_agrees_with_the_rules(text in texts()) {
        let expected = plain(&text);
        let mut scratch = Scratch::default();
        for _ in 0..2 {
            prop_assert_eq!(&collect(|sink| feed(&text, &mut scratch, sink)), &expected);
            prop_assert_eq!(&collect(|sink| feed_portable(&text, &mut scratch, sink)), &expected);
        }
    }

    #[test]
    fn words_are_their_own_words(text in texts()) {
        for word in words(&text) {
            prop_assert_eq!(words(&word), vec![word.clone()]);
        }
    }
}

#[test]
fn every_character_follows_the_rules() {
    let mut scratch = Scratch::default();
    // No letter has been assigned above, nor between the two.
    for c in ('\0'..'\u{33500}').chain('\u{e0000}'..'\u{e0200}') {
        for text in [
            format!("{c}"),
            format!("Ab{c}Cd"),
            format!("е\u{301}{c} {c}\u{301}{c}"),
        ] {
            let expected = plain(&text);
            assert_eq!(
                collect(|sink| feed(&text, &mut scratch, sink)),
                expected,
                "{text:?}"
            );
            let portable = collect(|sink| feed_portable(&text, &mut scratch, sink));
            assert_eq!(portable, expected, "{text:?}");
        }
    }
}

#[test]
fn long_words_and_long_stretches_are_whole() {
    for letter in ["a", "é", "ж", "ა", "한", "й\u{306}"] {
        for repeats in [1, 63, 64, 65, 129, 130, 131, 5000] {
            let text = format!("Uno {0} dos {0}, {0}", letter.repeat(repeats));
            assert_eq!(words(&text), plain(&text), "{letter} {repeats}");
        }
    }
    let text = "漢字かな".repeat(3000);
    assert_eq!(words(&text).len(), 12_000);
}
