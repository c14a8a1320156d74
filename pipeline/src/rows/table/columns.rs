//! Columns by name, and their values as text, whatever they are encoded as.

use std::fmt::Write;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTemporalType, Date32Type, Date64Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};

use super::super::cells::{Cell, Role, Wanted};
use crate::config::suggest;
use crate::error::{Error, Result};

/// Where a wanted column is.
pub(super) struct Place {
    pub(super) role: Role,
    /// The names from the root down, more than one within structs.
    pub(super) path: Vec<String>,
    /// Its type.
    pub(super) kind: DataType,
}

/// Finds the wanted columns.
///
/// # Errors
/// When the text, or a column that somebody asked for, is not there or of an unusable type.
pub(super) fn find(schema: &Schema, wanted: &Wanted, path: &Path) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    for want in &wanted.columns {
        let needed = want.asked || want.role == Role::Text;
        match resolve(schema.fields(), &want.name) {
            Some((steps, field)) if usable(field.data_type(), want.role) => places.push(Place {
                role: want.role,
                path: steps.into_iter().map(str::to_string).collect(),
                kind: field.data_type().clone(),
            }),
            Some((_, field)) if needed => {
                return Err(Error::usage(
                    format!(
                        "the column `{}` of {} has the type {}",
                        want.name,
                        path.display(),
                        field.data_type()
                    ),
                    format!("name a column of {}", expected(want.role)),
                ));
            }
            None if needed => {
                let names: Vec<String> = names(schema.fields());
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                return Err(Error::usage(
                    format!("{} has no column `{}`", path.display(), want.name),
                    suggest(&want.name, &names),
                ));
            }
            _ => {}
        }
    }
    Ok(places)
}

/// A whole name counts before a path.
fn resolve<'a>(fields: &'a Fields, name: &'a str) -> Option<(Vec<&'a str>, &'a Field)> {
    if let Some(field) = fields.iter().find(|field| field.name() == name) {
        return Some((vec![name], field));
    }
    name.match_indices('.').find_map(|(dot, _)| {
        let (first, rest) = (&name[..dot], &name[dot + 1..]);
        let field = fields.iter().find(|field| field.name() == first)?;
        let DataType::Struct(below) = field.data_type() else {
            return None;
        };
        let (mut steps, field) = resolve(below, rest)?;
        steps.insert(0, first);
        Some((steps, field))
    })
}

/// All columns, and those within structs that are columns themselves, one level down.
fn names(fields: &Fields) -> Vec<String> {
    let below = |field: &Field| match field.data_type() {
        DataType::Struct(below) => below
            .iter()
            .map(|inner| format!("{}.{}", field.name(), inner.name()))
            .collect(),
        _ => vec![field.name().clone()],
    };
    fields.iter().flat_map(|field| below(field)).collect()
}

fn usable(kind: &DataType, role: Role) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => usable(values, role),
        _ if role == Role::Text || role == Role::Script => false,
        kind if kind.is_integer() => true,
        DataType::Float32 | DataType::Float64 => true,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) => role != Role::Score,
        DataType::FixedSizeBinary(_) => role == Role::Id,
        DataType::List(item) | DataType::LargeList(item) => {
            role == Role::Language && values(item.data_type()) == STRINGS
        }
        _ => false,
    }
}

const STRINGS: &str = "strings";

/// What the values of a type are, whatever they are encoded as.
pub(super) fn values(kind: &DataType) -> &'static str {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => STRINGS,
        DataType::Dictionary(_, of) => values(of),
        kind if kind.is_integer() => "whole numbers",
        kind if kind.is_floating() => "numbers",
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(_, _) => "dates",
        DataType::List(_) | DataType::LargeList(_) => "lists",
        _ => "bytes",
    }
}

fn expected(role: Role) -> &'static str {
    match role {
        Role::Text => "strings",
        Role::Score => "numbers",
        _ => "strings, numbers or dates",
    }
}

/// The values of a column in a batch.
pub(super) struct Values {
    array: ArrayRef,
    /// The structs around it, of which each may be null.
    above: Vec<ArrayRef>,
}

impl Values {
    /// # Errors
    /// When the batch does not have the column, although the schema does.
    pub(super) fn of(batch: &RecordBatch, place: &Place, path: &Path) -> Result<Self> {
        let missing = || {
            let name = place.path.join(".");
            Error::run(format!("cannot find `{name}` in {}", path.display()))
        };
        let mut steps = place.path.iter();
        let first = steps.next().and_then(|name| batch.column_by_name(name));
        let mut array = first.ok_or_else(missing)?.clone();
        let mut above = Vec::new();
        for name in steps {
            let inner = array
                .as_struct_opt()
                .and_then(|array| array.column_by_name(name));
            let inner = inner.ok_or_else(missing)?.clone();
            above.push(std::mem::replace(&mut array, inner));
        }
        if let Some(dictionary) = array.as_any_dictionary_opt() {
            let plain = arrow_select::take::take(dictionary.values(), dictionary.keys(), None);
            array = plain
                .map_err(|error| Error::run(format!("cannot read {}: {error}", path.display())))?;
        }
        Ok(Self { array, above })
    }

    /// Whether there is nothing in a row.
    pub(super) fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row) || self.above.iter().any(|array| array.is_null(row))
    }

    pub(super) fn cell(&self, row: usize) -> Cell {
        if self.is_null(row) {
            return Cell::Other("null");
        }
        // Of a list the first value.
        let list = match self.array.data_type() {
            DataType::List(_) => Some(self.array.as_list::<i32>().value(row)),
            DataType::LargeList(_) => Some(self.array.as_list::<i64>().value(row)),
            _ => None,
        };
        match list {
            Some(list) if list.is_empty() || list.is_null(0) => Cell::Other("a list"),
            Some(list) => value(&list, 0),
            None => value(&self.array, row),
        }
    }
}

/// The value of a row that is not null.
fn value(array: &ArrayRef, row: usize) -> Cell {
    match array.data_type() {
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row).into()),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(row).into()),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(row).into()),
        DataType::Int8 => number::<Int8Type>(array, row),
        DataType::Int16 => number::<Int16Type>(array, row),
        DataType::Int32 => number::<Int32Type>(array, row),
        DataType::Int64 => number::<Int64Type>(array, row),
        DataType::UInt8 => number::<UInt8Type>(array, row),
        DataType::UInt16 => number::<UInt16Type>(array, row),
        DataType::UInt32 => number::<UInt32Type>(array, row),
        DataType::UInt64 => number::<UInt64Type>(array, row),
        DataType::Float32 => number::<Float32Type>(array, row),
        DataType::Float64 => number::<Float64Type>(array, row),
        DataType::Date32 => date::<Date32Type>(array, row),
        DataType::Date64 => date::<Date64Type>(array, row),
        DataType::Timestamp(unit, zone) => {
            let zone = if zone.is_some() { "Z" } else { "" };
            match unit {
                TimeUnit::Second => time::<TimestampSecondType>(array, row, zone),
                TimeUnit::Millisecond => time::<TimestampMillisecondType>(array, row, zone),
                TimeUnit::Microsecond => time::<TimestampMicrosecondType>(array, row, zone),
                TimeUnit::Nanosecond => time::<TimestampNanosecondType>(array, row, zone),
            }
        }
        DataType::FixedSizeBinary(_) => {
            let mut hex = String::new();
            for byte in array.as_fixed_size_binary().value(row) {
                let _ = write!(hex, "{byte:02x}");
            }
            Cell::Text(hex)
        }
        _ => Cell::Other("of another type"),
    }
}

fn number<T: ArrowPrimitiveType<Native: std::fmt::Display>>(array: &ArrayRef, row: usize) -> Cell {
    Cell::Number(array.as_primitive::<T>().value(row).to_string())
}

fn date<T: ArrowTemporalType>(array: &ArrayRef, row: usize) -> Cell
where
    i64: From<T::Native>,
{
    match array.as_primitive::<T>().value_as_date(row) {
        Some(date) => Cell::Text(format!("{date:?}")),
        None => Cell::Other("a date out of range"),
    }
}

/// Values with a time zone are in UTC.
fn time<T: ArrowTemporalType>(array: &ArrayRef, row: usize, zone: &str) -> Cell
where
    i64: From<T::Native>,
{
    match array.as_primitive::<T>().value_as_datetime(row) {
        Some(time) => Cell::Text(format!("{time:?}{zone}")),
        None => Cell::Other("a time out of range"),
    }
}
