//! From a row of somebody's corpus to a document.

use tamis_filters::rights::license;
use tamis_langs::Named;

use crate::document::Document;
use crate::rows::Row;
use crate::stages::{Content, Item, Partition, document_id};

/// What the config says about rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rules {
    /// Ids of 32 hex digits stay.
    pub(super) keep_ids: bool,
    /// A stated language is the language.
    pub(super) trust_language: bool,
}

/// A document of the row, with its text to be passed on as it is.
pub(super) fn document(row: Row, rules: Rules, partition: &Partition) -> Box<Item> {
    let own_id = if row.own_id { row.id.as_str() } else { "" };
    let url = row.url.unwrap_or_default();
    let date = row.date.unwrap_or_default();
    let kept = kept_id(own_id).filter(|_| rules.keep_ids);
    let has_kept = kept.is_some();
    let id = match kept {
        Some(id) => id,
        // The number tells rows of one id apart, the id the same rows in another version of the file.
        None => {
            let named = format!("{}\t{own_id}", row.number);
            document_id(&partition.id_name, &named, &url, &date)
        }
    };
    let stated = row.language.filter(|_| rules.trust_language);
    Box::new(Item {
        document: Document {
            id,
            dump: partition.dump.clone(),
            file_path: partition.file_path.clone(),
            offset: row.offset,
            minhash_cluster_size: 1,
            record_id: own_id.to_string(),
            license: row.license.as_deref().and_then(stated_license),
            url,
            date,
            ..Document::default()
        },
        content: Some(Content::Extracted(row.text)),
        kept_id: has_kept,
        stated: stated.as_deref().and_then(code),
        ..Item::default()
    })
}

/// An id that can stay: 32 hex digits, in small letters.
fn kept_id(id: &str) -> Option<String> {
    let hex = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| id.to_ascii_lowercase())
}

/// A licence by its address, or as it is written.
fn stated_license(stated: &str) -> Option<String> {
    let stated = stated.trim();
    license(stated).or_else(|| Some(stated.to_string()).filter(|text| !text.is_empty()))
}

/// Our label for a stated language; none for what is no code, or no language.
fn code(stated: &str) -> Option<String> {
    let named = Named::of(stated.trim())?;
    named.in_script(None).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition(file_path: &str) -> Partition {
        Partition {
            file_path: file_path.into(),
            id_name: file_path.into(),
            place: std::path::PathBuf::from(file_path).into(),
            bytes: 1,
            dump: "d".into(),
            archive: false,
            members: Vec::new(),
        }
    }

    fn row(number: u32, id: &str) -> Row {
        Row {
            number,
            own_id: !id.is_empty(),
            id: id.into(),
            text: "A text.".into(),
            ..Row::default()
        }
    }

    const KEEP: Rules = Rules {
        keep_ids: true,
        trust_language: true,
    };

    #[test]
    fn ids_differ_between_files_rows_and_versions() {
        let (a, b) = (partition("a.jsonl"), partition("b.jsonl"));
        let id = |row, partition| document(row, Rules::default(), partition).document.id;
        let mut ids = vec![
            id(row(0, ""), &a),
            id(row(1, ""), &a),
            id(row(0, ""), &b),
            id(row(0, "x"), &a),
            id(row(1, "x"), &a),
            id(row(0, "x"), &b),
        ];
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 6);
        assert!(ids.iter().all(|id| kept_id(id).as_deref() == Some(id)));
    }

    #[test]
    fn an_id_of_hex_is_kept_where_that_is_asked_for() {
        let hex = "00112233445566778899AABBCCDDEEFF";
        let of = |id, rules| document(row(3, id), rules, &partition("a")).document;
        assert_eq!(of(hex, KEEP).id, hex.to_ascii_lowercase());
        assert_ne!(of(hex, Rules::default()).id, hex.to_ascii_lowercase());
        assert_eq!(of(hex, Rules::default()).record_id, hex);
        assert_ne!(of("<urn:uuid:1>", KEEP).id, "<urn:uuid:1>");
        assert_eq!(of("<urn:uuid:1>", KEEP).record_id, "<urn:uuid:1>");
        assert_eq!(of("", KEEP).record_id, "");
    }

    #[test]
    fn a_stated_language_is_normalised_where_it_is_trusted() {
        let of = |language: &str, rules| {
            let row = Row {
                language: Some(language.into()),
                ..row(0, "")
            };
            document(row, rules, &partition("a")).stated
        };
        for (stated, label) in [
            ("ces_Latn", "ces_Latn"),
            ("cs", "ces_Latn"),
            ("ekk_Latn", "est_Latn"),
            ("mlt", "mlt_Latn"),
        ] {
            assert_eq!(of(stated, KEEP).as_deref(), Some(label), "{stated}");
        }
        assert_eq!(of("English", KEEP), None);
        assert_eq!(of("und", KEEP), None);
        assert_eq!(of("ces_Latn", Rules::default()), None);
    }

    #[test]
    fn a_licence_is_read_by_its_address() {
        let of = |license: &str| {
            let row = Row {
                license: Some(license.into()),
                ..row(0, "")
            };
            document(row, KEEP, &partition("a")).document.license
        };
        let by = of("https://creativecommons.org/licenses/by/4.0/");
        assert_eq!(by.as_deref(), Some("CC-BY-4.0"));
        assert_eq!(of(" Public Domain ").as_deref(), Some("Public Domain"));
        assert_eq!(of("  "), None);
    }
}
