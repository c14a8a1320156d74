//! The YAML head of the card.

use std::fmt::Write as _;

use arrow_schema::{DataType, Field, Schema};

use crate::ecosystem::escape::yaml;
use crate::ecosystem::facts::Size;
use crate::ecosystem::{Facts, languages};
use crate::provider::Provider;

/// Licences that the Hub knows, by SPDX identifier in lower case, and what it calls them.
const LICENCES: &[(&str, &str)] = &[
    ("apache-2.0", "apache-2.0"),
    ("mit", "mit"),
    ("bsd-3-clause", "bsd-3-clause"),
    ("cc0-1.0", "cc0-1.0"),
    ("cc-by-2.0", "cc-by-2.0"),
    ("cc-by-3.0", "cc-by-3.0"),
    ("cc-by-4.0", "cc-by-4.0"),
    ("cc-by-sa-3.0", "cc-by-sa-3.0"),
    ("cc-by-sa-4.0", "cc-by-sa-4.0"),
    ("cc-by-nc-4.0", "cc-by-nc-4.0"),
    ("cc-by-nc-sa-4.0", "cc-by-nc-sa-4.0"),
    ("cc-by-nc-nd-4.0", "cc-by-nc-nd-4.0"),
    ("cc-by-nd-4.0", "cc-by-nd-4.0"),
    ("odc-by-1.0", "odc-by"),
    ("odbl-1.0", "odbl"),
    ("pddl-1.0", "pddl"),
    ("cdla-permissive-2.0", "cdla-permissive-2.0"),
    ("gpl-3.0-only", "gpl-3.0"),
    ("eupl-1.1", "eupl-1.1"),
];

pub(super) fn render(facts: &Facts<'_>, provider: &Provider, schema: &Schema) -> String {
    let mut out = String::new();
    let mut codes: Vec<&str> = facts
        .languages
        .iter()
        .map(|language| languages::iso639_3(language.code))
        .collect();
    codes.dedup();
    let multilinguality = match codes.len() {
        0 => None,
        1 => Some("monolingual"),
        _ => Some("multilingual"),
    };
    list(&mut out, "language", codes.into_iter());
    licence(&mut out, provider);
    let title = provider
        .dataset
        .title
        .as_deref()
        .unwrap_or(&facts.manifest.name);
    let _ = writeln!(out, "pretty_name: {}", yaml(title));
    list(
        &mut out,
        "size_categories",
        std::iter::once(size_category(facts.size().rows)),
    );
    list(
        &mut out,
        "task_categories",
        std::iter::once("text-generation"),
    );
    list(
        &mut out,
        "annotations_creators",
        std::iter::once("no-annotation"),
    );
    list(&mut out, "language_creators", std::iter::once("found"));
    list(&mut out, "multilinguality", multilinguality.into_iter());
    list(&mut out, "source_datasets", std::iter::once("original"));
    let own = ["pretraining", "web", "tamis"];
    let tags = provider.dataset.tags.iter().flatten().map(String::as_str);
    list(&mut out, "tags", own.into_iter().chain(tags));
    if !facts.languages.is_empty() {
        configs(&mut out, facts);
        info(&mut out, facts, schema);
    }
    out
}

fn list<'a>(out: &mut String, key: &str, values: impl Iterator<Item = &'a str>) {
    for (i, value) in values.enumerate() {
        if i == 0 {
            let _ = writeln!(out, "{key}:");
        }
        let _ = writeln!(out, "- {}", yaml(value));
    }
}

/// No licence is given where the provider names none: that the texts are of others is no licence.
fn licence(out: &mut String, provider: &Provider) {
    let Some(named) = &provider.dataset.license else {
        return;
    };
    let key = named.to_ascii_lowercase();
    if let Some((_, hub)) = LICENCES.iter().find(|(spdx, _)| *spdx == key) {
        let _ = writeln!(out, "license: {}", yaml(hub));
        return;
    }
    let _ = writeln!(out, "license: other\nlicense_name: {}", yaml(named));
    if let Some(url) = &provider.dataset.license_url {
        let _ = writeln!(out, "license_link: {}", yaml(url));
    }
}

fn size_category(rows: u64) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        10_000_000..100_000_000 => "10M<n<100M",
        100_000_000..1_000_000_000 => "100M<n<1B",
        1_000_000_000..10_000_000_000 => "1B<n<10B",
        10_000_000_000..100_000_000_000 => "10B<n<100B",
        100_000_000_000..1_000_000_000_000 => "100B<n<1T",
        _ => "n>1T",
    }
}

fn configs(out: &mut String, facts: &Facts<'_>) {
    out.push_str("configs:\n");
    let mut one = |name: &str, folder: &str, size: Size, held_out: Size| {
        let _ = writeln!(out, "- config_name: {}\n  data_files:", yaml(name));
        for (split, _) in splits(size, held_out) {
            let pattern = format!("data/{folder}/{split}-*.parquet");
            let _ = writeln!(out, "  - split: {split}\n    path: {}", yaml(&pattern));
        }
    };
    one("default", "*", facts.size(), facts.held_out());
    for language in &facts.languages {
        one(
            language.code,
            language.code,
            language.size,
            language.held_out,
        );
    }
}

/// The splits that have rows, and their sizes.
fn splits(all: Size, held_out: Size) -> Vec<(&'static str, Size)> {
    let train = all.without(held_out);
    let splits = [("train", train), ("validation", held_out)];
    splits
        .into_iter()
        .filter(|(_, size)| size.rows > 0)
        .collect()
}

/// Sizes of each configuration; the features of `default` stand for all, since a reader takes those of
/// a language from its Parquet files. `num_bytes` are the bytes of text: of the other columns, only
/// what they take on disk is known.
fn info(out: &mut String, facts: &Facts<'_>, schema: &Schema) {
    out.push_str("dataset_info:\n");
    let mut one = |name: &str, size: Size, held_out: Size, schema: Option<&Schema>| {
        let bytes = size.text_bytes.unwrap_or(size.bytes);
        let _ = writeln!(out, "- config_name: {}", yaml(name));
        if let Some(schema) = schema {
            out.push_str("  features:\n");
            for field in schema.fields() {
                feature(out, field, 2);
            }
        }
        out.push_str("  splits:\n");
        for (split, size) in splits(size, held_out) {
            let bytes = size.text_bytes.unwrap_or(size.bytes);
            let _ = writeln!(out, "  - name: {split}\n    num_bytes: {bytes}");
            let _ = writeln!(out, "    num_examples: {}", size.rows);
        }
        let _ = writeln!(
            out,
            "  download_size: {}\n  dataset_size: {bytes}",
            size.bytes
        );
    };
    one("default", facts.size(), facts.held_out(), Some(schema));
    for language in &facts.languages {
        one(language.code, language.size, language.held_out, None);
    }
}

/// A field as `datasets.Features` has it in YAML.
fn feature(out: &mut String, field: &Field, indent: usize) {
    let space = " ".repeat(indent);
    let _ = writeln!(out, "{space}- name: {}", yaml(field.name()));
    kind(out, field.data_type(), indent + 2);
}

fn kind(out: &mut String, data_type: &DataType, indent: usize) {
    let space = " ".repeat(indent);
    match data_type {
        DataType::Struct(fields) => {
            let _ = writeln!(out, "{space}struct:");
            for field in fields {
                feature(out, field, indent);
            }
        }
        DataType::List(item) | DataType::LargeList(item) => match item.data_type() {
            DataType::Struct(fields) => {
                let _ = writeln!(out, "{space}list:");
                for field in fields {
                    feature(out, field, indent);
                }
            }
            inner => {
                let _ = writeln!(out, "{space}list: {}", scalar(inner));
            }
        },
        other => {
            let _ = writeln!(out, "{space}dtype: {}", scalar(other));
        }
    }
}

/// The name of a scalar type in `datasets`.
fn scalar(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 => "string".to_owned(),
        DataType::LargeUtf8 => "large_string".to_owned(),
        DataType::Boolean => "bool".to_owned(),
        other => other.to_string().to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_categories_at_their_bounds() {
        let names = [
            0,
            999,
            1_000,
            999_999,
            1_000_000,
            999_999_999,
            1_000_000_000,
            u64::MAX,
        ];
        let expected = [
            "n<1K",
            "n<1K",
            "1K<n<10K",
            "100K<n<1M",
            "1M<n<10M",
            "100M<n<1B",
            "1B<n<10B",
            "n>1T",
        ];
        assert_eq!(names.map(size_category), expected);
    }
}
