//! HPLT 4.0 and OpenEuroLLM's flag mix in figures.

use std::collections::BTreeMap;

use tamis_mix::{Part, Supply};

use super::even;

/// Language variants; billions of tokens in the clean part of HPLT 4.0 (`counts` of OpenEuroLLM's
/// training-data-collection, its own tokenizer of 256,000 pieces); and billions of tokens, of all sources,
/// in a run of 15 trillion of its flag mix (fractions of `datamix.txt` times that), 2026.
pub(crate) const FLAG: &[(&str, f64, f64)] = &[
    ("spa_Latn", 1067.6, 590.0),
    ("fra_Latn", 974.5, 511.0),
    ("deu_Latn", 934.6, 487.0),
    ("por_Latn", 329.0, 193.0),
    ("ita_Latn", 290.0, 168.0),
    ("pol_Latn", 232.0, 126.0),
    ("nld_Latn", 171.0, 95.0),
    ("tur_Latn", 156.0, 77.0),
    ("ell_Grek", 103.0, 54.0),
    ("swe_Latn", 98.0, 55.0),
    ("ces_Latn", 98.0, 72.0),
    ("hun_Latn", 93.0, 56.0),
    ("ron_Latn", 88.0, 50.0),
    ("ukr_Cyrl", 85.0, 52.0),
    ("fin_Latn", 58.0, 38.0),
    ("dan_Latn", 54.0, 31.0),
    ("bul_Cyrl", 47.0, 26.0),
    ("slk_Latn", 35.0, 25.0),
    ("nob_Latn", 35.0, 24.0),
    ("lit_Latn", 24.0, 11.0),
    ("cat_Latn", 21.0, 18.0),
    ("lvs_Latn", 19.5, 7.4),
    ("hrv_Latn", 19.0, 17.0),
    ("slv_Latn", 18.0, 16.0),
    ("ekk_Latn", 17.7, 10.1),
    ("als_Latn", 11.0, 7.9),
    ("srp_Cyrl", 9.4, 11.4),
    ("bos_Latn", 7.2, 10.6),
    ("mkd_Cyrl", 5.2, 6.5),
    ("isl_Latn", 4.3, 6.6),
    ("glg_Latn", 3.0, 5.4),
    ("eus_Latn", 2.8, 5.8),
    ("nno_Latn", 1.2, 3.9),
    ("srp_Latn", 1.0, 2.6),
    ("gle_Latn", 1.0, 3.8),
    ("mlt_Latn", 0.97, 4.0),
    ("ltg_Latn", 0.02, 0.1),
];

/// A supply of as many tokens as HPLT 4.0 has, in documents of 1,000 tokens.
pub(crate) fn supply() -> BTreeMap<Part, Supply> {
    FLAG.iter()
        .map(|(language, available, _)| {
            let tokens = (available * 1e9).round() as u64;
            (Part::new("hplt", *language), even(tokens / 1000, tokens))
        })
        .collect()
}
