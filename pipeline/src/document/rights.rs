//! What was declared about the rights in a document, and its column.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray};
use arrow_schema::{DataType, Field, Fields};
use tamis_filters::rights::Evidence;

/// Rough size in memory, bytes.
pub(crate) fn size(evidence: &[Evidence]) -> usize {
    let one = |one: &Evidence| {
        size_of::<Evidence>() + one.value.len() + one.scope.as_ref().map_or(0, String::len)
    };
    evidence.iter().map(one).sum()
}

/// A scope may be missing: the declaration is for everybody then.
fn fields() -> Fields {
    [
        ("signal", false),
        ("scope", true),
        ("value", false),
        ("source", false),
    ]
    .into_iter()
    .map(|(name, missing)| Field::new(name, DataType::Utf8, missing))
    .collect()
}

fn item() -> Field {
    Field::new("item", DataType::Struct(fields()), false)
}

/// The column `rights`.
pub(crate) fn field() -> Field {
    Field::new("rights", DataType::List(Arc::new(item())), false)
}

/// Its values.
pub(crate) fn column<'a>(rows: impl Iterator<Item = &'a [Evidence]>) -> ArrayRef {
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields(), 0)).with_field(item());
    for row in rows {
        let items = list.values();
        for evidence in row {
            let parts = [
                Some(evidence.signal.as_str()),
                evidence.scope.as_deref(),
                Some(evidence.value.as_str()),
                Some(evidence.source.as_str()),
            ];
            for (at, part) in parts.into_iter().enumerate() {
                if let Some(column) = items.field_builder::<StringBuilder>(at) {
                    column.append_option(part);
                }
            }
            items.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

/// One row of it. A signal or source that this version does not know is left out: only files of
/// another version have one.
pub(crate) fn read(lists: &ListArray, row: usize) -> Vec<Evidence> {
    let list = lists.value(row);
    let items = list.as_struct();
    let columns = [0, 1, 2, 3].map(|at| items.column(at).as_string::<i32>());
    (0..items.len())
        .filter_map(|item| {
            let [signal, scope, value, source] =
                columns.map(|column| column.is_valid(item).then(|| column.value(item)));
            Some(Evidence {
                signal: signal?.parse().ok()?,
                scope: scope.map(str::to_owned),
                value: value?.to_owned(),
                source: source?.parse().ok()?,
            })
        })
        .collect()
}
