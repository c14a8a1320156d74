//! Where a document is.

use tamis_manifests::Removed;
use tamis_manifests::manifest::{Takedown, Version};
use tamis_manifests::why::{Document, Found, why};

use crate::dataset::{Dataset, Row, removed, shards};

fn places(dataset: &Dataset, document: Document<'_>) -> Vec<(String, u64)> {
    let found = why(dataset.root(), document).unwrap();
    let place = |found: Found| match found {
        Found::Kept { path, row, .. } | Found::Removed { path, row, .. } => (path, row),
    };
    found.into_iter().map(place).collect()
}

#[test]
fn every_row_is_found_by_id_and_url() {
    let dataset = Dataset::new();
    for (path, rows) in shards() {
        for (n, row) in (0..).zip(&rows) {
            for document in [Document::Id(&row.id), Document::Url(&row.url)] {
                assert!(
                    places(&dataset, document).contains(&(path.to_owned(), n)),
                    "{path} {n}"
                );
            }
        }
    }
    let twice = Row::new(8, "mlt_Latn");
    assert_eq!(places(&dataset, Document::Id(&twice.id)).len(), 2);
    for row in removed() {
        for document in [Document::Id(&row.id), Document::Url(&row.url)] {
            let found = why(dataset.root(), document).unwrap();
            assert!(matches!(&found[..], [Found::Removed { removed, .. }] if *removed == row));
        }
    }
    assert_eq!(places(&dataset, Document::Id("none")), []);
}

#[test]
fn what_was_taken_down_is_found_by_the_url_that_the_ledger_does_not_have() {
    let mut dataset = Dataset::new();
    let url = "https://gone.example/x";
    let row = |n: u32, url: &str| Removed {
        id: format!("{n:032x}"),
        stage: "forget".into(),
        reason: "forget.url".into(),
        detail: Some(format!(
            "sha256 of the URL {}",
            tamis_manifests::digest::sha256(url.as_bytes())
        )),
        ..Removed::default()
    };
    let rows = [row(1, "https://gone.example/y"), row(2, url)];
    dataset.write_ledger("removed/forget-00000.parquet", &rows);
    dataset.manifest.history.push(Version {
        takedown: Takedown {
            documents: 2,
            ..Takedown::default()
        },
        ..Version::default()
    });
    dataset.seal();
    let found = places(&dataset, Document::Url(url));
    assert_eq!(found, [("removed/forget-00000.parquet".to_owned(), 1)]);
    let subject = tamis_manifests::prove::Subject::Url(url.into());
    let proof = tamis_manifests::prove::prove(dataset.root(), &subject)
        .unwrap()
        .remove(0);
    assert!(tamis_manifests::prove::check_proof(&proof, &[], None).is_ok());
}

#[test]
fn a_damaged_file_is_named() {
    let dataset = Dataset::new();
    std::fs::write(
        dataset.path("removed/select-00000.parquet"),
        "PAR1 and nothing else",
    )
    .unwrap();
    let error = why(dataset.root(), Document::Id("x"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("removed/select-00000.parquet: it cannot be read as Parquet"),
        "{error}"
    );
}

#[test]
fn an_empty_id_or_url_names_no_document() {
    let dataset = Dataset::new();
    for (document, what) in [(Document::Id(""), "id"), (Document::Url(""), "URL")] {
        let error = why(dataset.root(), document).unwrap_err().to_string();
        assert_eq!(error, format!("an empty {what} names no document"));
    }
}
