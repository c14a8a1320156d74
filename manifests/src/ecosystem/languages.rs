//! Names of languages, and which of them are official languages of the European Union.

/// The 24 official languages of the institutions of the Union (Regulation No 1 of 1958, Article 1, as
/// amended), by ISO 639-3; for Estonian and Latvian the macrolanguage's code, which profiles use.
const OFFICIAL: &[(&str, &str)] = &[
    ("bul", "Bulgarian"),
    ("ces", "Czech"),
    ("dan", "Danish"),
    ("deu", "German"),
    ("ell", "Greek"),
    ("eng", "English"),
    ("est", "Estonian"),
    ("fin", "Finnish"),
    ("fra", "French"),
    ("gle", "Irish"),
    ("hrv", "Croatian"),
    ("hun", "Hungarian"),
    ("ita", "Italian"),
    ("lav", "Latvian"),
    ("lit", "Lithuanian"),
    ("mlt", "Maltese"),
    ("nld", "Dutch"),
    ("pol", "Polish"),
    ("por", "Portuguese"),
    ("ron", "Romanian"),
    ("slk", "Slovak"),
    ("slv", "Slovenian"),
    ("spa", "Spanish"),
    ("swe", "Swedish"),
];

/// Other languages that corpora of Europe have, by ISO 639-3.
const OTHERS: &[(&str, &str)] = &[
    ("als", "Albanian (Tosk)"),
    ("ast", "Asturian"),
    ("bak", "Bashkir"),
    ("bel", "Belarusian"),
    ("bos", "Bosnian"),
    ("bre", "Breton"),
    ("cat", "Catalan"),
    ("crh", "Crimean Tatar"),
    ("cym", "Welsh"),
    ("dsb", "Lower Sorbian"),
    ("eus", "Basque"),
    ("fao", "Faroese"),
    ("fry", "West Frisian"),
    ("fur", "Friulian"),
    ("gla", "Scottish Gaelic"),
    ("glg", "Galician"),
    ("hsb", "Upper Sorbian"),
    ("hye", "Armenian"),
    ("isl", "Icelandic"),
    ("kat", "Georgian"),
    ("lij", "Ligurian"),
    ("lim", "Limburgish"),
    ("lmo", "Lombard"),
    ("ltg", "Latgalian"),
    ("ltz", "Luxembourgish"),
    ("mkd", "Macedonian"),
    ("nds", "Low German"),
    ("nno", "Norwegian Nynorsk"),
    ("nob", "Norwegian Bokmål"),
    ("oci", "Occitan"),
    ("roh", "Romansh"),
    ("rus", "Russian"),
    ("scn", "Sicilian"),
    ("sco", "Scots"),
    ("sme", "Northern Sami"),
    ("sqi", "Albanian"),
    ("srd", "Sardinian"),
    ("srp", "Serbian"),
    ("szl", "Silesian"),
    ("tat", "Tatar"),
    ("tur", "Turkish"),
    ("ukr", "Ukrainian"),
    ("vec", "Venetian"),
    ("ydd", "Eastern Yiddish"),
];

/// The language without its script: `mlt` of `mlt_Latn`.
#[must_use]
pub fn iso639_3(code: &str) -> &str {
    code.split('_').next().unwrap_or(code)
}

/// The language's name in English, or its code where this list does not have it. `mlt_Latn` and
/// `mlt` are the same; of Serbian the script is named too.
#[must_use]
pub fn name(code: &str) -> String {
    let language = iso639_3(code);
    let mut all = OFFICIAL.iter().chain(OTHERS);
    let Some((_, name)) = all.find(|(known, _)| *known == language) else {
        return code.to_owned();
    };
    match code {
        "srp_Cyrl" => format!("{name} (Cyrillic)"),
        "srp_Latn" => format!("{name} (Latin)"),
        _ => (*name).to_owned(),
    }
}

/// Whether it is an official language of the Union.
#[must_use]
pub fn is_official(code: &str) -> bool {
    let language = match iso639_3(code) {
        "ekk" => "est",
        "lvs" => "lav",
        language => language,
    };
    OFFICIAL.iter().any(|(known, _)| *known == language)
}

/// All official languages of the Union: code and name, by code.
pub fn official() -> impl Iterator<Item = (&'static str, &'static str)> {
    OFFICIAL.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(official().count(), 24);
        assert!(is_official("mlt_Latn") && is_official("ekk") && !is_official("cat_Latn"));
        assert_eq!(name("mlt_Latn"), "Maltese");
        assert_eq!(name("srp_Latn"), "Serbian (Latin)");
        assert_eq!(name("xxx_Zzzz"), "xxx_Zzzz");
    }
}
