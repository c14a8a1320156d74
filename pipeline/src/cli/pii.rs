use clap::Args;
use serde_json::{Value, json};
use tamis_filters::pii::{self, Span};

use super::{Ended, Files, lines};
use crate::error::Result;
use crate::tools::{Form, text_field};

/// Finds personal data: JSON lines {"id","text"} in, {"id","spans":[{"start","end","kind"}]} out;
/// start and end are UTF-8 bytes.
#[derive(Args)]
pub(super) struct Pii {
    #[command(flatten)]
    files: Files,
    /// Also give the text with placeholders, as "text"
    #[arg(long)]
    redact: bool,
}

/// Spans as JSON.
pub(super) fn spans(spans: &[Span]) -> Value {
    spans
        .iter()
        .map(|s| json!({ "start": s.start, "end": s.end, "kind": s.kind.as_str() }))
        .collect()
}

impl Pii {
    pub(super) fn call(self) -> Result<Ended> {
        self.files.check()?;
        lines::each(&self.files, Form::Json, |line, place| {
            let (id, text, _) = text_field(line, place)?;
            let found = pii::find(&text);
            let mut out = json!({ "id": id, "spans": spans(&found) });
            if self.redact {
                out["text"] = pii::redact(&text, &found).0.into();
            }
            Ok(out.to_string())
        })
    }
}
