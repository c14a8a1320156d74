//! The dataset card: `README.md` with the YAML head that `datasets.load_dataset` reads, one
//! configuration for each language.

use std::fmt::Write as _;

use crate::manifest::Manifest;

/// The card of a dataset.
#[must_use]
pub fn render(manifest: &Manifest) -> String {
    let mut out = String::from("---\n");
    let mut languages: Vec<&str> = manifest
        .mix
        .iter()
        .filter(|(_, mix)| mix.rows_given > 0)
        .map(|(language, _)| language.as_str())
        .collect();
    languages.sort_unstable();
    if !languages.is_empty() {
        out.push_str("language:\n");
        let mut codes: Vec<&str> = languages
            .iter()
            .filter_map(|language| language.split('_').next())
            .collect();
        codes.dedup();
        for code in codes {
            let _ = writeln!(out, "- {code}");
        }
        out.push_str("configs:\n");
        for language in &languages {
            let _ = writeln!(out, "- config_name: {language}");
            let _ = writeln!(out, "  data_files:\n  - split: train");
            let _ = writeln!(out, "    path: data/{language}/train-*.parquet");
        }
    }
    let _ = writeln!(out, "---\n\n# {}\n", manifest.name);
    let _ = writeln!(
        out,
        "Made by {} {} from {} input file{}. `manifest.json` says what went in, what was removed \
         and why; `removed/` lists every document that is not here.\n",
        manifest.code.name,
        manifest.code.version,
        manifest.inputs.len(),
        if manifest.inputs.len() == 1 { "" } else { "s" },
    );
    out.push_str("| language | documents | rows | tokens (estimate) |\n|---|---:|---:|---:|\n");
    for (language, mix) in &manifest.mix {
        let _ = writeln!(
            out,
            "| {language} | {} | {} | {} |",
            mix.documents_given, mix.rows_given, mix.tokens_given
        );
    }
    out
}
