//! The crawls of a document's duplicates, and their column.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray};
use arrow_schema::{DataType, Field};

fn item() -> Field {
    Field::new("item", DataType::Utf8, false)
}

pub(super) fn field() -> Field {
    let list = DataType::List(Arc::new(item()));
    Field::new("minhash_cluster_dumps", list, false)
}

pub(super) fn column<'a>(rows: impl Iterator<Item = &'a [String]>) -> ArrayRef {
    let mut lists = ListBuilder::new(StringBuilder::new()).with_field(item());
    for dumps in rows {
        for dump in dumps {
            lists.values().append_value(dump);
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}

pub(super) fn read(lists: &ListArray, row: usize) -> Vec<String> {
    let list = lists.value(row);
    let names = list.as_string::<i32>();
    (0..names.len())
        .map(|i| names.value(i).to_string())
        .collect()
}
