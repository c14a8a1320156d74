use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tamis_filters::pii::{self, Query, Span, Surrogates, Tags};
use tamis_langs::Registry;

use super::{Ended, Files, lines};
use crate::error::Result;
use crate::stages::personal;
use crate::tools::{Form, text_field};

/// Finds personal data: JSON lines {"id","text"[,"language"]} in,
/// {"id","spans":[{"start","end","kind"}]} out; start and end are UTF-8 bytes. A kind may have a
/// subtype behind a dot: national_id.PL_PESEL.
#[derive(Args)]
pub(super) struct Pii {
    #[command(flatten)]
    files: Files,
    /// Also give the text with placeholders, as "text"
    #[arg(long)]
    redact: bool,
    /// With --redact: values of the same shape that are nobody's, drawn from the key in this file
    #[arg(long, value_name = "KEYFILE", requires = "redact")]
    surrogates: Option<PathBuf>,
    /// The language of texts that name none, as mlt or mlt_Latn: whose context words count
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Look for addresses that are spelt out, too: anna (at) firma (dot) cz
    #[arg(long)]
    spelled_out: bool,
    /// Further rules for secrets, in the form of gitleaks' configuration
    #[arg(long, value_name = "FILE")]
    secret_rules: Option<PathBuf>,
    /// What is written
    #[arg(long, value_enum, default_value_t = Output::Spans, conflicts_with = "redact")]
    format: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// One line a text, with the spans in bytes
    Spans,
    /// One line a value, in the form of OpenEuroLLM's tool: {"id","name","value","start_pos",
    /// "end_pos"}, positions in characters. The values themselves are in it
    Oellm,
}

/// Spans as JSON.
pub(super) fn spans(spans: &[Span]) -> Value {
    spans.iter().map(|span| json!(span)).collect()
}

impl Pii {
    pub(super) fn call(self) -> Result<Ended> {
        self.files.check()?;
        let here = Path::new("");
        let detector = personal::detector(here, self.secret_rules.as_deref())?;
        let skipped = detector
            .secret_rules()
            .map_or(&[][..], |rules| &rules.skipped);
        for rule in skipped {
            let _ = writeln!(std::io::stderr(), "warning: left out, {rule}");
        }
        let key = personal::key(here, self.surrogates.as_deref(), &Registry::default())?;
        lines::each(&self.files, Form::Json, |line, place| {
            let (id, text, rest) = text_field(line, place)?;
            let language = rest["language"].as_str().or(self.language.as_deref());
            let query = Query {
                language,
                spelled_out: self.spelled_out,
            };
            let found = detector.search(&text, query);
            if self.format == Output::Oellm {
                return Ok(oellm(&id, &text, &found));
            }
            let mut out = json!({ "id": id, "spans": spans(&found) });
            if self.redact {
                let detector = &detector;
                out["text"] = match &key {
                    Some(key) => pii::redact(&text, &found, &Surrogates { key, detector })
                        .0
                        .into(),
                    None => pii::redact(&text, &found, &Tags).0.into(),
                };
            }
            Ok(out.to_string())
        })
    }
}

/// A line for each value, without the last line end.
fn oellm(id: &Value, text: &str, spans: &[Span]) -> String {
    let (mut bytes, mut characters) = (0, 0);
    let mut place = |to: u32| {
        characters += text
            .get(bytes..to as usize)
            .map_or(0, |s| s.chars().count());
        bytes = to as usize;
        characters
    };
    let mut rows = Vec::with_capacity(spans.len());
    for span in spans {
        let (start, end) = (place(span.start), place(span.end));
        let value = text.get(span.start as usize..span.end as usize);
        let row = json!({
            "id": id, "name": span.label().to_uppercase(), "value": value,
            "start_pos": start, "end_pos": end,
        });
        rows.push(row.to_string());
    }
    rows.join("\n")
}
