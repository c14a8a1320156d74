//! The label sets of the models that are used for languages, each read whole.

use std::collections::BTreeMap;

use tamis_langs::{Identifier, LangCode, Named, Registry, label_names};

const SETS: [(&str, usize, &str); 4] = [
    ("openlid-v2", 200, include_str!("labels/openlid-v2.txt")),
    ("openlid-v3", 195, include_str!("labels/openlid-v3.txt")),
    ("glotlid-v3", 2102, include_str!("labels/glotlid-v3.txt")),
    ("lid176", 176, include_str!("labels/lid176.txt")),
];

/// Labels of the model beside those with a profile.
const OTHERS: &[&str] = &["epo_Latn", "lat_Latn", "ina_Latn"];

fn names(set: &str) -> BTreeMap<&'static str, Named> {
    let labels: Vec<&str> = SETS
        .iter()
        .filter(|(name, ..)| *name == set)
        .flat_map(|(.., text)| text.lines())
        .filter(|line| !line.starts_with('#'))
        .collect();
    // An error leaves the set empty, which `every_label_of_every_set_maps` counts.
    let names = label_names(&labels).unwrap_or_default();
    labels.into_iter().zip(names).collect()
}

fn ours() -> Vec<LangCode> {
    let mut ours: Vec<LangCode> = Registry::embedded()
        .iter()
        .map(|profile| profile.code)
        .chain(OTHERS.iter().filter_map(|code| code.parse().ok()))
        .collect();
    ours.sort_unstable();
    ours
}

/// `ces_Latn`; `srp` where the text tells the script; `oth`.
fn text(named: &Named) -> String {
    match named {
        Named::Variant(code) => code.to_string(),
        Named::Language(language) => language.to_string(),
        Named::Reject => "oth".to_owned(),
    }
}

#[test]
fn every_label_of_every_set_maps() {
    for (set, count, _) in SETS {
        let names = names(set);
        assert_eq!(names.len(), count, "{set}");
        for (label, name) in names {
            // With the label's own script, or the language's usual one, each gives a code.
            let code = name.in_script(None);
            assert_eq!(code.is_none(), name == Named::Reject, "{set}: {label}");
        }
    }
}

/// The labels of a set that give a code of ours on a text in its script.
fn labels_for(set: &str, code: LangCode) -> Vec<&'static str> {
    names(set)
        .into_iter()
        .filter(|(_, name)| name.in_script(Some(code.script())) == Some(code))
        .map(|(label, _)| label)
        .collect()
}

#[test]
fn sets_reach_every_language_of_ours_that_they_have_by_one_label() {
    let mut found = Vec::new();
    for (set, ..) in SETS {
        let mut none = vec![set.to_owned()];
        for code in ours() {
            match labels_for(set, code)[..] {
                [] => none.push(code.to_string()),
                [_] => {}
                // In Cyrillic, Serbo-Croatian is Serbian too.
                ["sh", "sr"] if set == "lid176" && code.as_str() == "srp_Cyrl" => {}
                ref several => panic!("{set}: {code} from {several:?}"),
            }
        }
        found.push(none.join(" "));
    }
    assert_eq!(
        found,
        [
            "openlid-v2 bre_Latn dsb_Latn fry_Latn hsb_Latn ina_Latn lat_Latn nds_Latn roh_Latn \
             sco_Latn sme_Latn srp_Latn",
            "openlid-v3 bre_Latn dsb_Latn fry_Latn hsb_Latn ina_Latn nds_Latn roh_Latn sco_Latn \
             sme_Latn",
            "glotlid-v3",
            "lid176 crh_Latn fao_Latn fur_Latn lij_Latn ltg_Latn sme_Latn szl_Latn",
        ]
    );
}

#[test]
fn our_own_codes_stay_themselves() {
    let ours = ours();
    assert_eq!(ours.len(), 68 + 3);
    let names = label_names(&ours).unwrap();
    let same: Vec<Named> = ours.into_iter().map(Named::Variant).collect();
    assert_eq!(names, same);
}

#[test]
fn our_model_has_our_codes() {
    let identifier = Identifier::embedded().unwrap();
    for (label, name) in identifier
        .labels()
        .iter()
        .zip(label_names(identifier.labels()).unwrap())
    {
        assert_eq!(text(&name), *label);
    }
}

#[test]
fn traps() {
    for (set, label, ours) in [
        ("openlid-v2", "ekk_Latn", "est_Latn"),
        ("openlid-v2", "lvs_Latn", "lav_Latn"),
        ("openlid-v2", "als_Latn", "sqi_Latn"),
        ("openlid-v2", "cmn_Hant", "zho_Hant"),
        ("openlid-v2", "fil_Latn", "tgl_Latn"),
        ("openlid-v2", "gug_Latn", "grn_Latn"),
        ("openlid-v2", "prs_Arab", "pes_Arab"),
        ("openlid-v2", "arz_Arab", "arz_Arab"),
        ("openlid-v3", "ara_Arab", "arb_Arab"),
        ("openlid-v3", "fas_Arab", "pes_Arab"),
        ("openlid-v3", "srp_Latn", "srp_Latn"),
        ("openlid-v3", "zxx_Zxxx", "oth"),
        ("glotlid-v3", "als_Latn", "sqi_Latn"),
        ("glotlid-v3", "aln_Latn", "aln_Latn"),
        ("glotlid-v3", "gsw_Latn", "gsw_Latn"),
        ("glotlid-v3", "cmn_Hani", "zho_Hani"),
        ("glotlid-v3", "cnr_Latn", "cnr_Latn"),
        ("glotlid-v3", "und_Xsux", "oth"),
        ("glotlid-v3", "zxx_Latn", "oth"),
        ("glotlid-v3", "nah_Latn", "nah_Latn"),
        ("lid176", "als", "gsw_Latn"),
        ("lid176", "sq", "sqi_Latn"),
        ("lid176", "no", "nob_Latn"),
        ("lid176", "nn", "nno_Latn"),
        ("lid176", "sh", "hbs"),
        ("lid176", "sr", "srp"),
        ("lid176", "hr", "hrv_Latn"),
        ("lid176", "bs", "bos_Latn"),
        ("lid176", "zh", "zho"),
        ("lid176", "yue", "yue"),
        ("lid176", "ku", "kmr"),
        ("lid176", "ckb", "ckb_Arab"),
        ("lid176", "bh", "bho_Deva"),
        ("lid176", "eml", "eml_Latn"),
        ("lid176", "et", "est_Latn"),
        ("lid176", "lv", "lav_Latn"),
        ("lid176", "yi", "ydd_Hebr"),
        ("lid176", "uz", "uzn"),
        ("lid176", "az", "azj"),
    ] {
        assert_eq!(
            text(&names(set).get(label).copied().expect(label)),
            ours,
            "{set}: {label}"
        );
    }
}

#[test]
fn sets_that_tell_our_neighbours_apart_keep_them_apart() {
    for (set, labels) in [
        (
            "openlid-v3",
            &["bos_Latn", "hrv_Latn", "srp_Latn", "srp_Cyrl"][..],
        ),
        ("openlid-v3", &["nob_Latn", "nno_Latn", "dan_Latn"]),
        ("openlid-v2", &["lvs_Latn", "ltg_Latn"]),
        ("glotlid-v3", &["ekk_Latn", "vro_Latn"]),
        ("glotlid-v3", &["als_Latn", "aln_Latn"]),
        ("lid176", &["sh", "sr", "hr", "bs"]),
    ] {
        let names = names(set);
        let mut codes: Vec<String> = labels
            .iter()
            .map(|label| text(names.get(label).expect(label)))
            .collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), labels.len(), "{set}: {labels:?}");
    }
}
