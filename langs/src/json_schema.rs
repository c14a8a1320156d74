//! The form of a profile as a JSON Schema, from which editors complete and check TOML.

use serde_json::{Map, Value, json};

use crate::limits::LIMITS;
use crate::schema::{EXAMPLE, EXAMPLES, Key, Kind, SECTIONS, TOP};

/// The JSON Schema (draft 2020-12) of a profile, made from the same list that profiles are checked
/// against. Pretty-printed, with a line feed at its end; the same text for the same version.
#[must_use]
pub fn json_schema() -> String {
    let mut properties = properties(TOP);
    for section in SECTIONS.iter() {
        let value = json!({
            "type": "object",
            "description": section.doc,
            "additionalProperties": false,
            "properties": self::properties(&section.keys),
        });
        properties.insert(section.name.to_owned(), value);
    }
    let mut example = self::properties(EXAMPLE);
    let reasons: Vec<&str> = LIMITS.iter().map(|def| def.key).collect();
    if let Some(reason) = example.get_mut("reason").and_then(Value::as_object_mut) {
        reason.insert("enum".to_owned(), json!(reasons));
    }
    properties.insert(
        EXAMPLES.to_owned(),
        json!({
            "type": "array",
            "description": "texts with the verdict that the profile must give them",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["text", "keep"],
                "properties": example,
            },
        }),
    );
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tamis language profile",
        "description": "What tamis knows about one language variant. What a file leaves out comes \
            from the profile that it extends, by default default.toml. A bound is a number, or \
            false for off.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    // A `Value` always has a text.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn properties(keys: &[Key]) -> Map<String, Value> {
    let property = |key: &Key| {
        let mut value = of_kind(key.kind);
        if let Some(object) = value.as_object_mut() {
            object.insert("description".to_owned(), key.doc.into());
        }
        (key.name.to_owned(), value)
    };
    keys.iter().map(property).collect()
}

fn of_kind(kind: Kind) -> Value {
    let off = json!({ "const": false, "description": "off" });
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Kind::Limit => json!({ "anyOf": [{ "type": "number", "minimum": 0 }, off] }),
        Kind::Repeats => {
            json!({ "anyOf": [{ "type": "number", "minimum": 1, "maximum": 1000 }, off] })
        }
        Kind::ShareLimit => {
            json!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1 }, off] })
        }
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Codes => json!({
            "type": "array",
            "uniqueItems": true,
            "items": { "type": "string", "pattern": "^[a-z]{3}_[A-Z][a-z]{3}$" },
        }),
        Kind::OneOf(words) => {
            json!({ "type": "string", "enum": words })
        }
    }
}
