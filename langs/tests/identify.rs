//! The embedded model on sentences written for this test, its reject class, and damaged models.

use std::sync::OnceLock;

use tamis_langs::{Error, Hints, Identifier, REJECT, Registry, UNDETERMINED};

const SENTENCES: &[(&str, &str)] = &[
    (
        "bul_Cyrl",
        "Вчера следобед отидохме с децата на пазара, за да купим хляб и пресни плодове.",
    ),
    (
        "ces_Latn",
        "Včera odpoledne jsme šli s dětmi na trh, abychom koupili chleba a čerstvé ovoce.",
    ),
    (
        "dan_Latn",
        "I går eftermiddags gik vi på markedet med børnene for at købe brød og frisk frugt.",
    ),
    (
        "deu_Latn",
        "Gestern Nachmittag gingen wir mit den Kindern auf den Markt, um Brot zu kaufen.",
    ),
    (
        "ell_Grek",
        "Χθες το απόγευμα πήγαμε με τα παιδιά στην αγορά για να αγοράσουμε ψωμί.",
    ),
    (
        "eng_Latn",
        "Yesterday afternoon we went to the market with the children to buy some bread.",
    ),
    (
        "est_Latn",
        "Eile pärastlõunal käisime lastega turul, et osta leiba ja värskeid puuvilju.",
    ),
    (
        "fin_Latn",
        "Eilen iltapäivällä menimme lasten kanssa torille ostamaan leipää ja hedelmiä.",
    ),
    (
        "fra_Latn",
        "Hier après-midi, nous sommes allés au marché avec les enfants pour acheter du pain.",
    ),
    (
        "gle_Latn",
        "Tráthnóna inné chuamar go dtí an margadh leis na páistí chun arán a cheannach.",
    ),
    (
        "hrv_Latn",
        "Jučer poslijepodne otišli smo s djecom na tržnicu kako bismo kupili kruh i voće.",
    ),
    (
        "hun_Latn",
        "Tegnap délután a gyerekekkel a piacra mentünk, hogy kenyeret és gyümölcsöt vegyünk.",
    ),
    (
        "ita_Latn",
        "Ieri pomeriggio siamo andati al mercato con i bambini per comprare il pane.",
    ),
    (
        "lav_Latn",
        "Vakar pēcpusdienā mēs ar bērniem gājām uz tirgu nopirkt maizi un svaigus augļus.",
    ),
    (
        "lit_Latn",
        "Vakar po pietų su vaikais ėjome į turgų nusipirkti duonos ir šviežių vaisių.",
    ),
    (
        "mlt_Latn",
        "Ilbieraħ wara nofsinhar morna s-suq mat-tfal biex nixtru l-ħobż u l-frott.",
    ),
    (
        "nld_Latn",
        "Gistermiddag gingen we met de kinderen naar de markt om brood en fruit te kopen.",
    ),
    (
        "pol_Latn",
        "Wczoraj po południu poszliśmy z dziećmi na targ, żeby kupić chleb i owoce.",
    ),
    (
        "por_Latn",
        "Ontem à tarde fomos ao mercado com as crianças para comprar pão e fruta fresca.",
    ),
    (
        "ron_Latn",
        "Ieri după-amiază am mers cu copiii la piață ca să cumpărăm pâine și fructe.",
    ),
    (
        "slk_Latn",
        "Včera popoludní sme išli s deťmi na trh, aby sme kúpili chlieb a čerstvé ovocie.",
    ),
    (
        "slv_Latn",
        "Včeraj popoldne smo šli z otroki na tržnico, da bi kupili kruh in sveže sadje.",
    ),
    (
        "spa_Latn",
        "Ayer por la tarde fuimos al mercado con los niños para comprar pan y fruta.",
    ),
    (
        "swe_Latn",
        "I går eftermiddag gick vi till torget med barnen för att köpa bröd och frukt.",
    ),
    (
        "cat_Latn",
        "Ahir a la tarda vam anar al mercat amb els nens per comprar pa i fruita fresca.",
    ),
    (
        "eus_Latn",
        "Atzo arratsaldean haurrekin azokara joan ginen ogia eta fruta erostera.",
    ),
    (
        "glg_Latn",
        "Onte pola tarde fomos ao mercado cos nenos para mercar pan e froita fresca.",
    ),
    (
        "isl_Latn",
        "Í gær síðdegis fórum við á markaðinn með börnunum til að kaupa brauð og ávexti.",
    ),
    (
        "kat_Geor",
        "გუშინ ნაშუადღევს ბავშვებთან ერთად ბაზარში წავედით პურისა და ხილის საყიდლად.",
    ),
    (
        "mkd_Cyrl",
        "Вчера попладне отидовме со децата на пазар за да купиме леб и свежо овошје.",
    ),
    (
        "nno_Latn",
        "I går ettermiddag gjekk vi til marknaden med borna for å kjøpe brød og frukt.",
    ),
    (
        "sqi_Latn",
        "Dje pasdite shkuam në treg me fëmijët për të blerë bukë dhe fruta të freskëta.",
    ),
    (
        "srp_Cyrl",
        "Јуче поподне смо отишли са децом на пијацу да купимо хлеб и свеже воће.",
    ),
    (
        "tur_Latn",
        "Dün öğleden sonra çocuklarla birlikte ekmek ve meyve almak için pazara gittik.",
    ),
    (
        "ukr_Cyrl",
        "Учора після обіду ми пішли з дітьми на ринок, щоб купити хліба та свіжих фруктів.",
    ),
    (
        "cym_Latn",
        "Prynhawn ddoe aethom i'r farchnad gyda'r plant i brynu bara a ffrwythau ffres.",
    ),
    (
        "ltz_Latn",
        "Gëschter de Mëtteg si mir mat de Kanner op de Maart gaang, fir Brout ze kafen.",
    ),
];

const REJECTED: &[&str] = &[
    "fn main() { let args: Vec<String> = std::env::args().collect(); println!(\"{}\", args.len()); }",
    "if (document.querySelector('div.nav') !== null) { return window.localStorage.getItem(key); }",
    "昨天下午我们和孩子们一起去市场买面包和新鲜的水果。",
    "昨日の午後、私たちは子供たちと一緒に市場へ行きました。",
    "ذهبنا أمس بعد الظهر إلى السوق مع الأطفال لشراء الخبز والفواكه.",
    "कल दोपहर हम बच्चों के साथ रोटी और फल खरीदने बाज़ार गए।",
    "Chiều hôm qua chúng tôi đã đi chợ với các con để mua bánh mì và trái cây.",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.",
];

#[expect(clippy::expect_used, reason = "a test without its model has failed")]
fn model() -> &'static Identifier {
    static MODEL: OnceLock<Identifier> = OnceLock::new();
    MODEL.get_or_init(|| Identifier::embedded().expect("the embedded model loads"))
}

#[test]
fn knows_a_plain_sentence_of_each_language() {
    for (code, text) in SENTENCES {
        let found = model().identify(text);
        assert_eq!(found.label, *code, "{text}: {:?}", found.top);
        assert!(found.score >= 0.5, "{code}: {}", found.score);
        assert!(found.top.len() <= 3 && found.top.is_sorted_by(|a, b| a.1 >= b.1));
        assert_eq!(found.top.first(), Some(&(found.label, found.score)));
    }
}

#[test]
fn rejects_other_languages_and_no_language() {
    for text in REJECTED {
        let found = model().identify(text);
        assert_eq!(found.label, REJECT, "{text}: {:?}", found.top);
    }
}

#[test]
fn a_text_without_letters_is_undetermined() {
    for text in ["", " \n\t", "12 345,67 + 89 % = ???", "★★★☆☆ → 4/5"] {
        let found = model().document(text, &Hints::default());
        let whole = &found.whole;
        assert_eq!(
            (whole.label.as_str(), whole.score),
            (UNDETERMINED, 0.0),
            "{text:?}"
        );
        assert!(whole.top.is_empty() && whole.script.is_none());
        assert_eq!(found.segments.len(), usize::from(!text.is_empty()));
    }
}

#[test]
fn every_profile_has_a_label() {
    let labels = model().labels();
    assert!(labels.iter().any(|label| label == REJECT));
    for profile in Registry::embedded().iter() {
        let code = profile.code.to_string();
        assert!(labels.contains(&code), "{code} has no label");
    }
    // Known, so that they are not taken for their neighbours, but without a profile so far.
    let profile = |label: &&String| Registry::embedded().get(label).is_none();
    let others: Vec<&String> = labels.iter().filter(profile).collect();
    assert_eq!(others, ["epo_Latn", "ina_Latn", "lat_Latn", REJECT]);
    assert_eq!(model().digest().len(), 64);
}

#[test]
fn a_label_in_another_script_is_passed_over() {
    // A fragment leaves the model unsure, so that without the rule other scripts get into the top.
    for (code, text) in SENTENCES {
        let script = code.rsplit('_').next();
        for (label, _) in model().identify(&text[..text.floor_char_boundary(12)]).top {
            assert!(
                label == REJECT || label.rsplit('_').next() == script,
                "{text}: {label}"
            );
        }
    }
}

#[test]
fn of_a_long_line_start_and_middle_are_read() {
    let (_, czech) = SENTENCES[1];
    let page = format!("{czech} ").repeat(60);
    let plain = model().identify(&page);
    assert_eq!(plain.label, "ces_Latn");
    // The same number of bytes, so that the middle stays where it was.
    let kept = page.floor_char_boundary(page.len() * 3 / 4);
    let tail = page[..kept].to_owned() + &"Ω".repeat((page.len() - kept) / 2);
    assert_eq!(tail.len() / 2, page.len() / 2);
    assert_eq!(model().identify(&tail), plain);
    // Of many lines all are.
    let lines = page.replace(". ", ".\n") + &"Ω".repeat(page.len());
    assert_ne!(
        model().identify(&lines),
        model().identify(&page.replace(". ", ".\n"))
    );
}

#[test]
fn a_line_of_many_megabytes_is_answered_at_once() {
    let (_, czech) = SENTENCES[1];
    let line = format!("{czech} ").repeat((20 << 20) / czech.len());
    assert_eq!(model().identify(&line).label, "ces_Latn");
    // Without a space there is one word of any length.
    assert!(!model().identify(&"ž".repeat(10 << 20)).label.is_empty());
}

#[test]
fn parts_in_other_languages_are_told_apart() {
    let line = |code: &str| {
        let (_, text) = SENTENCES.iter().find(|(known, _)| *known == code).unwrap();
        format!("{text} {text}\n")
    };
    let (maltese, english) = (line("mlt_Latn").repeat(3), line("eng_Latn"));
    let text = maltese.clone() + &english + &maltese;
    let found = model().document(&text, &Hints::default());
    assert_eq!(found.whole.label, "mlt_Latn");
    let parts: Vec<_> = found
        .segments
        .iter()
        .map(|part| (part.label.as_str(), &text[part.start..part.end]))
        .collect();
    assert_eq!(
        parts,
        [
            ("mlt_Latn", maltese.as_str()),
            ("eng_Latn", english.as_str()),
            ("mlt_Latn", maltese.as_str())
        ]
    );
    let shares = found.shares();
    assert_eq!((shares[0].0, shares[1].0), ("mlt_Latn", "eng_Latn"));
    assert!((shares[0].1 + shares[1].1 - 1.0).abs() < 1e-6);
    // The score is about the share, and the language of most of the text is its own.
    assert!((found.whole.score - shares[0].1).abs() < 0.1, "{found:?}");
    // So it is in a long document, of which not all is read.
    let long = maltese.trim_end().replace('\n', " ").repeat(2) + "\n";
    let foreign = english.trim_end().repeat(4) + "\n";
    let text = long.repeat(8) + &foreign.repeat(4) + &long.repeat(2);
    let found = model().document(&text, &Hints::default());
    let share = (10 * long.len()) as f32 / text.len() as f32;
    assert_eq!(found.whole.label, "mlt_Latn");
    assert!(
        share > 0.6 && (found.whole.score - share).abs() < 0.05,
        "{share} {found:?}"
    );
    assert!((found.shares()[0].1 - share).abs() < 1e-3, "{found:?}");
    let turned = model().document(&(english.repeat(4) + &maltese), &Hints::default());
    assert_eq!(turned.whole.label, "eng_Latn");
    // Close languages do not break a text up.
    let close = line("ces_Latn").repeat(3) + &line("slk_Latn");
    assert_eq!(
        model().document(&close, &Hints::default()).segments.len(),
        1
    );
}

#[test]
fn threads_agree() {
    let expected: Vec<_> = SENTENCES
        .iter()
        .map(|(_, text)| model().identify(text))
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for ((_, text), expected) in SENTENCES.iter().zip(&expected) {
                    assert_eq!(model().identify(text), *expected);
                }
            });
        }
    });
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("model.ftz");
    assert!(matches!(
        Identifier::from_path(&path),
        Err(Error::Io { .. })
    ));
    for bytes in [&b""[..], b"hello", &[0; 64]] {
        std::fs::write(&path, bytes).unwrap();
        assert!(
            matches!(Identifier::from_path(&path), Err(Error::Model { .. })),
            "{bytes:?}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_strings_never_panic(text in proptest::collection::vec(proptest::char::any(), 0..400)) {
        let text: String = text.into_iter().collect();
        let found = model().identify(&text);
        proptest::prop_assert!((0.0..=1.0).contains(&found.score));
        proptest::prop_assert_eq!(model().identify(&text), found);
    }
}

proptest::proptest! {
    #[test]
    fn segments_cover_the_text(
        picks in proptest::collection::vec((0..SENTENCES.len() + 2, 1_usize..4), 0..12),
    ) {
        let mut text = String::new();
        for (pick, times) in picks {
            let line = match SENTENCES.get(pick) {
                Some((_, line)) => line,
                None if pick == SENTENCES.len() => "",
                None => "12.50 €",
            };
            for _ in 0..times {
                text.push_str(line);
                text.push('\n');
            }
        }
        let found = model().document(&text, &Hints::default());
        let mut at = 0;
        for part in &found.segments {
            proptest::prop_assert_eq!(part.start, at);
            proptest::prop_assert!(part.end > at && text.is_char_boundary(part.end));
            proptest::prop_assert!((0.0..=1.0001).contains(&part.score));
            at = part.end;
        }
        proptest::prop_assert_eq!(at, text.len());
    }
}

/// Paragraphs with words that only one of the three has, and the other two's names for it.
const CROATIAN: &str = "Tijekom tjedna u zagrebačkom kazalištu otvorena je izložba o povijesti vlaka. \
    Tko je želio, mogao je točno u podne vidjeti i nogometaše. Tvrtka će u siječnju uvesti novi posao.";
const SERBIAN: &str = "Tokom nedelje u beogradskom pozorištu otvorena je izložba o istoriji voza. \
    Ko je želeo, mogao je tačno u podne da vidi i fudbalere. Preduzeće će u januaru da uvede nov posao.";

#[test]
fn words_outweigh_addresses_and_declarations() {
    let hints = |url, lang| Hints {
        url: Some(url),
        html_lang: Some(lang),
        og_locale: Some(lang),
    };
    let croatian = hints("https://novine.hr/", "hr");
    let serbian = hints("https://novine.rs/", "sr-Latn");
    for hint in [&croatian, &serbian, &Hints::default()] {
        assert_eq!(model().document(CROATIAN, hint).whole.label, "hrv_Latn");
        assert_eq!(model().document(SERBIAN, hint).whole.label, "srp_Latn");
    }
    // Where the words say nothing, they tip the scales.
    let neutral = "To je dobro. Sada imamo mnogo novih knjiga i mapa.";
    let of = |hint| model().document(neutral, hint).whole.label;
    assert_eq!(
        (of(&croatian).as_str(), of(&serbian).as_str()),
        ("hrv_Latn", "srp_Latn")
    );
    // They say nothing beyond the group.
    let (_, czech) = SENTENCES[1];
    assert_eq!(
        model().document(czech, &croatian),
        model().document(czech, &Hints::default())
    );
}

#[test]
fn reasons_are_told() {
    let hints = Hints {
        html_lang: Some("hr"),
        ..Hints::default()
    };
    let told = model().explain(CROATIAN, &hints);
    assert_eq!(told.document, model().document(CROATIAN, &hints));
    let decision = told.decision.as_ref().unwrap();
    assert_eq!(decision.labels, ["bos_Latn", "hrv_Latn", "srp_Latn"]);
    assert!(decision.hints[1] > 0.0 && decision.hints[0] == 0.0);
    let croatian = |said: &&tamis_langs::Evidence| said.weights[1] > said.weights[2];
    assert!(decision.evidence.iter().take(8).filter(croatian).count() >= 6);
    let text = told.to_string();
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

/// What `identify` says of one line is what the model itself says, pairs of words included.
#[test]
fn one_line_is_asked_as_the_model_is() {
    use fasttext::args::{Args, LossName};
    use tamis_langs::{Model, Scratch};
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("train.txt");
    let lines = "__label__ces_Latn příliš žluťoučký kůň úpěl\n__label__est_Latn jäääär ja õueaiamaa öö\n\
        __label__fin_Latn yö ja päivä talossa\n";
    std::fs::write(&text, lines.repeat(100)).unwrap();
    for word_ngrams in [1, 2, 3] {
        let mut args = Args::new();
        args.apply_supervised_defaults();
        args.input = text.clone();
        args.loss = LossName::Softmax;
        (args.dim, args.bucket, args.minn, args.maxn, args.thread) = (8, 1_000, 2, 4, 1);
        args.word_ngrams = word_ngrams;
        let path = dir.path().join("model.bin");
        fasttext::FastText::train(args)
            .unwrap()
            .save_model(&path)
            .unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let model = Model::read(&bytes[..], bytes.len() as u64).unwrap();
        let identifier = Identifier::from_path(&path).unwrap();
        for line in ["kůň ja yö talossa", "öö příliš úpěl kůň", "päivä"] {
            let mut sum = vec![0.0; model.dim()];
            let features = model.add(line, true, &mut sum, &mut Scratch::default());
            sum.iter_mut().for_each(|sum| *sum /= features as f32);
            let mut all = Vec::new();
            model.probabilities(&sum, &mut all);
            for (label, p) in identifier.identify(line).top {
                let at = model
                    .labels()
                    .iter()
                    .position(|known| known.ends_with(&label))
                    .unwrap();
                assert!(
                    (all[at] - p).abs() < 1e-5,
                    "{word_ngrams} {line}: {label} {p} {}",
                    all[at]
                );
            }
        }
    }
}
