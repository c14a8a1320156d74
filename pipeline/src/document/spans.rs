//! Where personal data stands in a document, and its column.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder, UInt32Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, Fields};
use tamis_filters::pii;

fn fields() -> Fields {
    vec![
        Field::new("kind", DataType::Utf8, false),
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
    ]
    .into()
}

fn item() -> Field {
    Field::new("item", DataType::Struct(fields()), false)
}

/// The column `pii`.
pub(super) fn field() -> Field {
    Field::new("pii", DataType::List(Arc::new(item())), false)
}

/// Its values.
pub(super) fn column<'a>(rows: impl Iterator<Item = &'a [pii::Span]>) -> ArrayRef {
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields(), 0)).with_field(item());
    for spans in rows {
        let rows = list.values();
        for span in spans {
            if let Some(kind) = rows.field_builder::<StringBuilder>(0) {
                kind.append_value(span.label());
            }
            if let Some(start) = rows.field_builder::<UInt32Builder>(1) {
                start.append_value(span.start);
            }
            if let Some(end) = rows.field_builder::<UInt32Builder>(2) {
                end.append_value(span.end);
            }
            rows.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

/// One row of it.
pub(super) fn read(list: &ArrayRef) -> Vec<pii::Span> {
    let rows = list.as_struct();
    let kind = rows.column(0).as_string::<i32>();
    let start = rows.column(1).as_primitive::<UInt32Type>();
    let end = rows.column(2).as_primitive::<UInt32Type>();
    (0..rows.len())
        .filter_map(|i| {
            let (kind, subtype) = pii::Span::parse_label(kind.value(i)).ok()?;
            Some(pii::Span {
                kind,
                subtype,
                start: start.value(i),
                end: end.value(i),
            })
        })
        .collect()
}
