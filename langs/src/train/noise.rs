//! Made-up text in no language: code, markup, addresses, keys, lists, placeholder Latin.

use std::sync::LazyLock;

use super::random::Random;

type Words = LazyLock<Vec<&'static str>>;

static KEYWORDS: Words = LazyLock::new(|| {
    "int void char const static return if else for while do switch case break continue struct \
     enum class public private protected new delete this self super def lambda import from as \
     with yield async await try catch except finally raise throw throws function var let fn \
     impl pub mut use mod match func package interface extends implements null nil none true \
     false undefined typeof instanceof printf println console log std cout endl include \
     define ifdef endif select where insert into values update join inner left group order by \
     limit varchar integer primary key echo sudo grep awk sed chmod mkdir git commit npm \
     install pip cargo docker apt get curl https localhost args argv argc main len range \
     print str bool float double string list dict tuple array vector map push pop append size \
     length index foreach require module exports document window getelementbyid \
     addeventlistener innerhtml queryselector json parse stringify xml utf ascii sizeof \
     malloc free template typename namespace using override virtual final"
        .split(' ')
        .collect()
});
static MARKUP: Words = LazyLock::new(|| {
    "div span href src img alt ul li ol table tr td tbody thead html head body script style \
     link rel stylesheet meta charset viewport content width height px em rem margin padding \
     border radius color rgba background display flex grid block inline none absolute \
     relative position top left right bottom font family sans serif arial helvetica bold \
     hover onclick id class data aria label role button input type submit nav footer header \
     svg path fill stroke xmlns www org com net php asp js css png jpg webp gif pdf zip nbsp \
     amp quot lt gt iframe webkit transform transition opacity index overflow hidden auto \
     media screen max min utm source campaign gtag datalayer jquery ajax cookie"
        .split(' ')
        .collect()
});
static BRANDS: Words = LazyLock::new(|| {
    "Facebook Twitter Instagram YouTube LinkedIn Pinterest WhatsApp Telegram TikTok RSS PDF \
     PNG USB HDMI WLAN Wi-Fi GPS LED LCD SSD iPhone iPad Samsung Galaxy Sony Canon Nikon \
     Bosch Siemens Audi BMW Volvo Toyota Yamaha Android iOS Windows Linux Google Amazon eBay \
     PayPal Visa Mastercard Klarna DHL UPS XS XL XXL EUR USD GBP CHF MHz GHz GB TB kWh mm cm \
     kg ml OK FAQ WordPress"
        .split(' ')
        .collect()
});
static LANGUAGE_NAMES: Words = LazyLock::new(|| {
    "English Deutsch Français Español Italiano Português Nederlands Polski Čeština Slovenčina \
     Slovenščina Hrvatski Srpski Српски Bosanski Magyar Română Български Ελληνικά Türkçe \
     Русский Українська Suomi Svenska Dansk Norsk Íslenska Eesti Latviešu Lietuvių Malti \
     Gaeilge Cymraeg Català Euskara Galego Shqip Македонски ქართული Հայերեն עברית العربية 中文 \
     日本語 한국어 ไทย Tiếng Việt Bahasa Indonesia हिन्दी"
        .split(' ')
        .collect()
});
static LOREM: Words = LazyLock::new(|| {
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt \
     ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco \
     laboris nisi aliquip ex ea commodo consequat duis aute irure in reprehenderit voluptate \
     velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat non \
     proident sunt culpa qui officia deserunt mollit anim id est laborum"
        .split(' ')
        .collect()
});

/// One line of a kind chosen at random.
pub(super) fn line(random: &mut Random) -> String {
    match random.below(7) {
        0 => code(random),
        1 => words(random, &MARKUP, 4, 30),
        2 => words(random, &BRANDS, 3, 15),
        3 => words(random, &LANGUAGE_NAMES, 4, 20),
        4 => words(random, &LOREM, 4, 25),
        5 => address(random),
        _ => keys(random),
    }
}

fn words(random: &mut Random, list: &[&str], least: usize, most: usize) -> String {
    let mut out = String::new();
    for _ in 0..least + random.below(most - least + 1) {
        out.push_str(random.pick(list));
        out.push(' ');
    }
    out
}

fn code(random: &mut Random) -> String {
    let mut out = String::new();
    for _ in 0..4 + random.below(20) {
        match random.below(4) {
            0 => out.push_str(&letters(random, 1, 3)),
            1 => {
                out.push_str(random.pick(&KEYWORDS));
                out.push_str(random.pick(&["_", "", "."]));
                out.push_str(random.pick(&KEYWORDS));
            }
            _ => out.push_str(random.pick(&KEYWORDS)),
        }
        out.push_str(random.pick(&[" ", "(", ") { ", " = ", "; ", "->", ".", ", "]));
    }
    out
}

fn address(random: &mut Random) -> String {
    let mut out = String::new();
    for _ in 0..1 + random.below(4) {
        out.push_str(random.pick(&["https://www.", "http://", "https://", "ftp://", "www."]));
        out.push_str(&letters(random, 3, 12));
        out.push('.');
        out.push_str(random.pick(&["com", "org", "net", "io", "eu", "info", "de", "fr", "co.uk"]));
        for _ in 0..random.below(4) {
            out.push('/');
            out.push_str(&letters(random, 2, 10));
        }
        out.push_str(random.pick(&[" ", ".html ", ".php?id=12 ", ".pdf ", "/?utm_source=rss "]));
    }
    out
}

/// Runs of letters as in hashes, base64 and product numbers.
fn keys(random: &mut Random) -> String {
    let mut out = String::new();
    let hex = random.chance(0.4);
    for _ in 0..2 + random.below(10) {
        for _ in 0..2 + random.below(14) {
            if hex {
                out.push_str(random.pick(&["a", "b", "c", "d", "e", "f", "0", "3", "7", "9"]));
            } else {
                out.push_str(&letters(random, 1, 3));
            }
        }
        out.push(' ');
    }
    out
}

fn letters(random: &mut Random, least: usize, most: usize) -> String {
    const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    let count = least + random.below(most - least + 1);
    let letter = |at: usize| ALPHABET.get(at).copied().map_or('x', char::from);
    (0..count)
        .map(|_| letter(random.below(ALPHABET.len())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_seeded_and_varied() {
        let make = |seed| {
            let mut random = Random::new(seed);
            (0..100).map(|_| line(&mut random)).collect::<Vec<_>>()
        };
        assert_eq!(make(3), make(3));
        assert_ne!(make(3), make(4));
        let lines: std::collections::BTreeSet<_> = make(3).into_iter().collect();
        assert!(lines.len() > 95);
    }
}
