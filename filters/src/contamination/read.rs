//! Files of benchmarks.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ContaminationError;

/// An item of a benchmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line or row in the file, from 1; of a paragraph the first line.
    pub line: u32,
    /// Its texts: question, answers, and so on.
    pub texts: Vec<String>,
}

/// What an item of a plain text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A line.
    #[default]
    Line,
    /// Lines up to a blank one.
    Paragraph,
}

/// Reads JSON Lines: a JSON object a line, whose texts are taken from some fields, or, where none is
/// named, from all. A field is named by its keys with dots between: `choices.text`; arrays on the way are
/// gone through. A line may also be a text alone.
///
/// # Errors
/// Lines that are not JSON or no items, fields that no line has, and files that are not UTF-8.
pub fn jsonl(file: &str, bytes: &[u8], fields: &[String]) -> Result<Vec<Row>, ContaminationError> {
    let mut rows = Vec::new();
    let mut found = vec![false; fields.len()];
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (number, line) in lines(file, bytes)? {
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = serde_json::from_str(line).map_err(|error| {
            let message = error.to_string();
            ContaminationError::Json {
                file: file.to_owned(),
                line: number,
                column: error.column(),
                // The place is said already.
                message: message
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            }
        })?;
        let mut texts = Vec::new();
        match &value {
            Value::String(text) => texts.push(text.clone()),
            Value::Object(object) if fields.is_empty() => {
                object.values().for_each(|value| all(value, &mut texts));
            }
            Value::Object(object) => {
                for (field, found) in fields.iter().zip(&mut found) {
                    let before = texts.len();
                    chosen(&value, field, &mut texts);
                    *found |= texts.len() > before;
                }
                if found.contains(&false) && known.len() < 50 {
                    known.extend(object.keys().map(|key| format!("`{key}`")));
                }
            }
            other => {
                return Err(ContaminationError::NotAnItem {
                    file: file.to_owned(),
                    line: number,
                    found: name(other),
                });
            }
        }
        texts.retain(|text| !text.trim().is_empty());
        rows.push(Row {
            line: number,
            texts,
        });
    }
    // A file of texts alone has no fields.
    let missing = fields.iter().zip(&found).find(|(_, found)| !**found);
    match missing {
        Some((field, _)) if !known.is_empty() => Err(ContaminationError::NoField {
            file: file.to_owned(),
            field: field.clone(),
            known: known.into_iter().collect::<Vec<_>>().join(", "),
        }),
        _ => Ok(rows),
    }
}

/// Reads a plain text.
///
/// # Errors
/// A file that is not UTF-8.
pub fn text(file: &str, bytes: &[u8], unit: Unit) -> Result<Vec<Row>, ContaminationError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open = false;
    for (line, text) in lines(file, bytes)? {
        let text = text.trim();
        if text.is_empty() {
            open = false;
            continue;
        }
        match rows.last_mut() {
            Some(row) if open => {
                for before in &mut row.texts {
                    before.push('\n');
                    before.push_str(text);
                }
            }
            _ => rows.push(Row {
                line,
                texts: vec![text.to_owned()],
            }),
        }
        open = unit == Unit::Paragraph;
    }
    Ok(rows)
}

/// Lines and their numbers, from 1; a byte order mark is no part of the first.
fn lines<'b>(
    file: &str,
    bytes: &'b [u8],
) -> Result<impl Iterator<Item = (u32, &'b str)>, ContaminationError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        ContaminationError::Utf8 {
            file: file.to_owned(),
            line: memchr::memchr_iter(b'\n', before).count() as u32 + 1,
        }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok((1..).zip(text.split('\n')))
}

/// All texts in a value.
fn all(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| all(value, texts)),
        Value::Object(object) => object.values().for_each(|value| all(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The texts of a field.
fn chosen(value: &Value, field: &str, texts: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| chosen(value, field, texts)),
        Value::Object(object) => {
            // A key may have a dot in it.
            if let Some(value) = object.get(field) {
                return all(value, texts);
            }
            for (dot, _) in field.match_indices('.') {
                let (key, rest) = (field.get(..dot), field.get(dot + 1..));
                if let (Some(value), Some(rest)) = (key.and_then(|key| object.get(key)), rest) {
                    return chosen(value, rest, texts);
                }
            }
        }
        _ => {}
    }
}

fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, fields: &[&str]) -> Result<Vec<(u32, String)>, String> {
        let fields: Vec<String> = fields.iter().map(|&field| field.to_owned()).collect();
        let rows = jsonl("b.jsonl", text.as_bytes(), &fields).map_err(|e| e.to_string())?;
        Ok(rows
            .into_iter()
            .map(|row| (row.line, row.texts.join("|")))
            .collect())
    }

    #[test]
    fn texts_of_json_lines() {
        let text = "\u{feff}{\"q\": \"one\", \"n\": 3, \"c\": {\"text\": [\"a\", \"b\"], \"x.y\": \"z\"}}\r\n\n\
                    {\"q\": null, \"c\": {\"text\": []}}\n\"alone\"";
        let of = |fields: &[&str]| {
            let texts: Vec<_> = read(text, fields)
                .unwrap()
                .into_iter()
                .map(|row| row.1)
                .collect();
            texts
        };
        assert_eq!(of(&["q"]), ["one", "", "alone"]);
        assert_eq!(of(&["c.text", "q"]), ["a|b|one", "", "alone"]);
        assert_eq!(of(&["c.x.y"]), ["z", "", "alone"]);
        let mut all: Vec<char> = of(&[])[0].chars().filter(|c| *c != '|').collect();
        all.sort_unstable();
        assert_eq!(all, ['a', 'b', 'e', 'n', 'o', 'z']);
        let lines: Vec<u32> = read(text, &[])
            .unwrap()
            .into_iter()
            .map(|row| row.0)
            .collect();
        assert_eq!(lines, [1, 3, 4]);
    }

    #[test]
    fn mistakes_say_where_and_what_to_do() {
        insta::assert_snapshot!(
            [
                read("{\"q\": \"one\"}\n{\"q\": one}", &[]).unwrap_err(),
                read("{\"q\": \"one\"}\n\n[1]", &[]).unwrap_err(),
                read("{\"q\": \"one\", \"n\": 3}\n{\"answer\": \"two\"}", &["question"]).unwrap_err(),
                jsonl("b.jsonl", b"\"a\"\n\"\xff\"", &[]).unwrap_err().to_string(),
            ]
            .join("\n"),
            @r"
        b.jsonl, line 2, column 7: expected value; a JSON Lines file has one JSON object a line
        b.jsonl, line 3: an array, where a JSON object with the texts of an item (or one text) was expected
        b.jsonl: no line has a text in the field `question`; there are `answer`, `n`, `q`
        b.jsonl, line 2: not UTF-8, which benchmark files have to be; `iconv -t UTF-8` converts them
        "
        );
    }

    #[test]
    fn texts_by_line_and_by_paragraph() {
        let of = |unit| {
            let rows = text("b.txt", b"\n one\r\ntwo\n \n\nthree\n", unit).unwrap();
            let rows: Vec<_> = rows
                .into_iter()
                .map(|row| (row.line, row.texts.concat()))
                .collect();
            rows
        };
        let row = |line, text: &str| (line, text.to_owned());
        assert_eq!(
            of(Unit::Line),
            [row(2, "one"), row(3, "two"), row(6, "three")]
        );
        assert_eq!(of(Unit::Paragraph), [row(2, "one\ntwo"), row(6, "three")]);
    }
}
