//! What a page says about itself, and its column.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, Field, Fields};

/// What a page says about itself; see `tamis_extract::Metadata` for where each field comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct PageMetadata {
    /// The headline, without the name of the site.
    pub title: Option<String>,
    /// Names, with `; ` between.
    pub author: Option<String>,
    /// ISO 8601 where the reading is certain, else as written.
    pub date_published: Option<String>,
    /// The same, of the last change.
    pub date_modified: Option<String>,
    /// `link rel=canonical`, else `og:url`.
    pub canonical_url: Option<String>,
    /// The name of the site.
    pub site_name: Option<String>,
    /// A summary by the page's author.
    pub description: Option<String>,
    /// `og:locale` as written.
    pub og_locale: Option<String>,
    /// `og:type` in lower case.
    pub kind: Option<String>,
}

/// The fields of [`PageMetadata`], in the order of [`PageMetadata::values`].
const METADATA: [&str; 9] = [
    "title",
    "author",
    "date_published",
    "date_modified",
    "canonical_url",
    "site_name",
    "description",
    "og_locale",
    "kind",
];

impl PageMetadata {
    fn values(&mut self) -> [&mut Option<String>; METADATA.len()] {
        [
            &mut self.title,
            &mut self.author,
            &mut self.date_published,
            &mut self.date_modified,
            &mut self.canonical_url,
            &mut self.site_name,
            &mut self.description,
            &mut self.og_locale,
            &mut self.kind,
        ]
    }

    /// Every value that is there, for those who have to change it.
    pub fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        self.values().into_iter().flatten()
    }
}

impl From<tamis_extract::Metadata> for PageMetadata {
    fn from(page: tamis_extract::Metadata) -> Self {
        Self {
            title: page.title,
            author: (!page.authors.is_empty()).then(|| page.authors.join("; ")),
            date_published: page.date_published,
            date_modified: page.date_modified,
            canonical_url: page.canonical_url,
            site_name: page.site_name,
            description: page.description,
            og_locale: page.og_locale,
            kind: page.kind,
        }
    }
}

/// The fields of the column `metadata`.
pub(super) fn fields() -> Fields {
    METADATA
        .iter()
        .map(|name| Field::new(*name, DataType::Utf8, true))
        .collect()
}

/// Its values.
pub(super) fn column<'a>(rows: impl Iterator<Item = Option<&'a PageMetadata>>) -> StructArray {
    let mut columns: Vec<StringBuilder> = METADATA.iter().map(|_| StringBuilder::new()).collect();
    let mut valid = Vec::new();
    for row in rows {
        let mut metadata = row.cloned().unwrap_or_default();
        valid.push(row.is_some());
        for (builder, value) in columns.iter_mut().zip(metadata.values()) {
            builder.append_option(value.as_deref());
        }
    }
    let columns = columns.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
    StructArray::new(fields(), columns.collect(), Some(valid.into()))
}

/// One row of it.
pub(super) fn read(column: &StructArray, row: usize) -> Option<Box<PageMetadata>> {
    if !column.is_valid(row) {
        return None;
    }
    let mut metadata = PageMetadata::default();
    for (value, texts) in metadata.values().into_iter().zip(column.columns()) {
        let texts = texts.as_string::<i32>();
        *value = texts.is_valid(row).then(|| texts.value(row).to_string());
    }
    Some(Box::new(metadata))
}
