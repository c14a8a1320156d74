//! The embedded model on sentences written for this test, its reject class, and damaged models.

use std::sync::OnceLock;

use tamis_langs::{Error, Identifier, REJECT, Registry};

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
    for text in ["", " \n\t", "12 345,67 + 89 % = ???", "★★★☆☆ → 4/5"] {
        let found = model().identify(text);
        assert_eq!(
            (found.label.as_str(), found.score),
            (REJECT, 0.0),
            "{text:?}"
        );
        assert!(found.top.is_empty());
    }
}

#[test]
fn every_profile_has_a_label_and_every_label_a_profile() {
    let labels = model().labels();
    assert!(labels.iter().any(|label| label == REJECT));
    for profile in Registry::embedded().iter() {
        assert!(
            labels.contains(&profile.code.to_string()),
            "{} has no label",
            profile.code
        );
    }
    for label in labels.iter().filter(|label| *label != REJECT) {
        assert!(
            Registry::embedded().get(label).is_some(),
            "{label} has no profile"
        );
    }
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
fn reads_the_start_and_the_middle_only() {
    let (_, czech) = SENTENCES[1];
    let page = format!("{czech} ").repeat(60);
    let plain = model().identify(&page);
    assert_eq!(plain.label, "ces_Latn");
    // The same number of bytes, so that the middle stays where it was.
    let kept = page.floor_char_boundary(page.len() * 3 / 4);
    let tail = page[..kept].to_owned() + &"Ω".repeat((page.len() - kept) / 2);
    assert_eq!(tail.len() / 2, page.len() / 2);
    assert_eq!(model().identify(&tail), plain);
    // The same start with German in the middle is another answer.
    let (_, german) = SENTENCES[3];
    let mixed = page.clone() + &format!("{german} ").repeat(60) + &page;
    let mixed = model().identify(&mixed);
    assert!(mixed.score < plain.score, "{mixed:?} {plain:?}");
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

#[test]
fn quantised_hierarchical_softmax_is_refused() {
    use fasttext::args::{Args, LossName};
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("train.txt");
    let lines = "__label__ces_Latn příliš žluťoučký kůň\n__label__est_Latn jäääär ja õueaiamaa\n";
    std::fs::write(&text, lines.repeat(200)).unwrap();
    for (loss, quantised, refused) in [
        (LossName::HierarchicalSoftmax, true, true),
        (LossName::HierarchicalSoftmax, false, false),
        (LossName::Softmax, true, false),
    ] {
        let mut args = Args::new();
        args.apply_supervised_defaults();
        args.input = text.clone();
        args.loss = loss;
        (args.dim, args.bucket, args.minn, args.maxn, args.thread) = (4, 1_000, 2, 4, 1);
        let mut model = fasttext::FastText::train(args.clone()).unwrap();
        if quantised {
            model.quantize(&args).unwrap();
        }
        let path = dir.path().join("model");
        model.save_model(&path).unwrap();
        match Identifier::from_path(&path) {
            Err(Error::Model { message, .. }) => {
                assert!(
                    refused && message.contains("hierarchical softmax"),
                    "{message}"
                );
            }
            Err(other) => panic!("{other}"),
            Ok(_) => assert!(!refused, "{loss:?}"),
        }
    }
}
