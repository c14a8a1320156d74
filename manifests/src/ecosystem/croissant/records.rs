//! Record sets: the columns of a language's shards.

use arrow_schema::{DataType, Field, Schema};
use serde_json::{Map, Value, json};

use crate::ecosystem::{columns, languages};

/// The id of a language's set of files.
pub(super) fn file_set(language: &str) -> String {
    format!("{language}-shards")
}

/// The rows of a language.
pub(super) fn record_set(language: &str, schema: &Schema) -> Value {
    let fields = schema.fields().iter();
    let fields: Vec<Value> = fields.map(|column| field(language, column)).collect();
    json!({
        "@type": "cr:RecordSet",
        "@id": language,
        "name": language,
        "description": format!("Documents in {}, one a row.", languages::name(language)),
        "field": fields,
    })
}

fn field(language: &str, column: &Field) -> Value {
    let name = column.name();
    let id = format!("{language}/{name}");
    let mut out = named(&id, name, columns::about(name));
    match column.data_type() {
        DataType::Struct(fields) => {
            out.insert(
                "subField".to_owned(),
                parts(language, &id, name, fields.iter()),
            );
        }
        DataType::List(item) | DataType::LargeList(item) => {
            out.insert("isArray".to_owned(), json!(true));
            out.insert("arrayShape".to_owned(), json!("-1"));
            match item.data_type() {
                DataType::Struct(fields) => {
                    out.insert(
                        "subField".to_owned(),
                        parts(language, &id, name, fields.iter()),
                    );
                }
                scalar => {
                    out.insert("dataType".to_owned(), json!(kind(scalar)));
                    out.insert("source".to_owned(), source(language, name));
                }
            }
        }
        scalar => {
            out.insert("dataType".to_owned(), json!(kind(scalar)));
            out.insert("source".to_owned(), source(language, name));
        }
    }
    Value::Object(out)
}

fn named(id: &str, name: &str, about: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("@type".to_owned(), json!("cr:Field"));
    out.insert("@id".to_owned(), json!(id));
    out.insert("name".to_owned(), json!(name));
    if !about.is_empty() {
        out.insert("description".to_owned(), json!(about));
    }
    out
}

fn source(language: &str, column: &str) -> Value {
    json!({"fileSet": {"@id": file_set(language)}, "extract": {"column": column}})
}

/// The fields of a struct. What is nested deeper is not described.
fn parts<'a>(
    language: &str,
    id: &str,
    column: &str,
    fields: impl Iterator<Item = &'a std::sync::Arc<Field>>,
) -> Value {
    let parts = fields.map(|part| {
        let name = part.name();
        let mut out = named(&format!("{id}/{name}"), name, "");
        out.insert("dataType".to_owned(), json!(kind(part.data_type())));
        let mut source = source(language, column);
        source["transform"] = json!({"jsonPath": name});
        out.insert("source".to_owned(), source);
        Value::Object(out)
    });
    Value::Array(parts.collect())
}

/// The type of a scalar. Dates stay text: the date of a damaged record may be none.
fn kind(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Boolean => "sc:Boolean",
        other if other.is_integer() => "sc:Integer",
        other if other.is_floating() => "sc:Float",
        _ => "sc:Text",
    }
}
