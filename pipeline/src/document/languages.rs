//! The languages of a document's parts, and their column.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder, UInt32Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, Fields};

/// A run of whole lines in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguagePart {
    /// `mlt_Latn`, `oth` or `und`.
    pub language: String,
    /// Where it starts in the text, in UTF-8 bytes.
    pub start: u32,
    /// Where it ends, exclusive; equal to `start` where it was trimmed away.
    pub end: u32,
    /// Bytes that were trimmed away, 0 for a part that is there.
    pub trimmed: u32,
}

fn fields() -> Fields {
    vec![
        Field::new("language", DataType::Utf8, false),
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
        Field::new("trimmed", DataType::UInt32, false),
    ]
    .into()
}

fn item() -> Field {
    Field::new("item", DataType::Struct(fields()), false)
}

/// The column `seg_langs`.
pub(super) fn field() -> Field {
    Field::new("seg_langs", DataType::List(Arc::new(item())), false)
}

/// Its values.
pub(super) fn column<'a>(rows: impl Iterator<Item = &'a [LanguagePart]>) -> ArrayRef {
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields(), 0)).with_field(item());
    for parts in rows {
        let rows = list.values();
        for part in parts {
            if let Some(language) = rows.field_builder::<StringBuilder>(0) {
                language.append_value(&part.language);
            }
            for (at, value) in [part.start, part.end, part.trimmed].into_iter().enumerate() {
                if let Some(number) = rows.field_builder::<UInt32Builder>(at + 1) {
                    number.append_value(value);
                }
            }
            rows.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

/// One row of it.
pub(super) fn read(list: &ArrayRef) -> Vec<LanguagePart> {
    let rows = list.as_struct();
    let language = rows.column(0).as_string::<i32>();
    let numbers = [1, 2, 3].map(|at| rows.column(at).as_primitive::<UInt32Type>());
    (0..rows.len())
        .map(|row| LanguagePart {
            language: language.value(row).to_string(),
            start: numbers[0].value(row),
            end: numbers[1].value(row),
            trimmed: numbers[2].value(row),
        })
        .collect()
}
