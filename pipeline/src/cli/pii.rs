use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tamis_filters::pii::{self, Query, Span, Surrogates, Tags};
use tamis_langs::{Named, Registry};

use super::{Ended, Files, lines};
use crate::error::{Error, Result};
use crate::stages::personal;
use crate::tools::{Form, text_field};
use crate::wrap::for_stderr;

/// Finds personal data: JSON lines {"id","text"[,"language"]} in,
/// {"id","spans":[{"start","end","kind"}]} out; start and end are UTF-8 bytes. A kind may have a
/// subtype behind a dot: national_id.PL_PESEL.
#[derive(Args)]
pub(super) struct Pii {
    #[command(flatten)]
    files: Files,
    /// Also give the text with placeholders, as "text"; spans point into the one that came in
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
        let own = self.language.as_deref();
        let own = own.map(|tag| {
            code(tag).ok_or_else(|| {
                Error::usage(
                    format!("`{tag}` is no language that we know"),
                    "name one by its ISO 639 code, as mlt, mt or mlt_Latn, or leave --language out",
                )
            })
        });
        let own = own.transpose()?;
        let here = Path::new("");
        let detector = personal::detector(here, self.secret_rules.as_deref())?;
        let skipped = detector
            .secret_rules()
            .map_or(&[][..], |rules| &rules.skipped);
        for rule in skipped {
            let told = for_stderr(&format!("warning: left out, {rule}"));
            let _ = writeln!(std::io::stderr(), "{told}");
        }
        let key = personal::key(here, self.surrogates.as_deref(), &Registry::default())?;
        lines::each(&self.files, Form::Json, |line, place| {
            let (id, text, rest) = text_field(line, place)?;
            // What is no language is none: then the words of all count.
            let language = match rest["language"].as_str() {
                Some(tag) => code(tag),
                None => own.clone(),
            };
            let query = Query {
                language: language.as_deref(),
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

/// Our code of a language, whatever it is called by: `cs`, `ces`, `cs-CZ`, `ces_Latn`.
fn code(tag: &str) -> Option<String> {
    let named = Named::of(tag)?;
    let language = tag.split('_').next().unwrap_or_default();
    let ours = language.len() == 3 && language.bytes().all(|b| b.is_ascii_lowercase());
    Some(match named {
        // As it stands: a language may have words of its own and be counted with another.
        _ if ours => tag.to_owned(),
        Named::Variant(code) => code.to_string(),
        Named::Language(language) => language.as_str().to_owned(),
        Named::Reject => return None,
    })
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
