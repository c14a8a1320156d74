use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};
use tamis_filters::Verdict;
use tamis_filters::pii::Detector;
use tamis_filters::rules::decide;
use tamis_filters::signals::SIGNALS;

use super::{Ended, Files, langs, lines, pii};
use crate::document::Document;
use crate::error::Result;
use crate::stages::{Annotator, Characters, load_identifier};
use crate::tools::{Form, text_field};

/// Measures each text: JSON lines {"id","text"[,"language"]} in,
/// {"id","language","score","signals","pii","verdict"} out. The verdict is what the language's
/// profile says: "keep", or the reason, value and threshold of the first rule that it breaks.
#[derive(Args)]
pub(super) struct Annotate {
    #[command(flatten)]
    files: Files,
    /// Another fastText model (.bin or .ftz), instead of the embedded one
    #[arg(long)]
    model: Option<PathBuf>,
    /// A fastText model of quality (.bin or .ftz), for the signal quality_score
    #[arg(long, value_name = "MODEL")]
    quality_model: Option<PathBuf>,
    /// Its label of good texts, where it is none of the usual ones
    #[arg(long, value_name = "LABEL", requires = "quality_model")]
    quality_label: Option<String>,
    /// A folder with profiles that add to or replace the built-in ones
    #[arg(long, value_name = "DIR")]
    profiles: Option<PathBuf>,
}

impl Annotate {
    pub(super) fn call(self) -> Result<Ended> {
        self.files.check()?;
        let identifier = load_identifier(self.model.as_deref())?;
        let registry = Arc::new(langs::registry(self.profiles.as_deref())?);
        let mut annotator = Annotator::new(registry.clone(), Arc::new(Detector::new()));
        if let Some(path) = &self.quality_model {
            annotator = annotator.with_quality_model(path, self.quality_label.as_deref())?;
        }
        lines::each(&self.files, Form::Json, |line, place| {
            let (id, text, rest) = text_field(line, place)?;
            let mut document = Document {
                text,
                ..Document::default()
            };
            match rest["language"].as_str() {
                Some(language) => {
                    document.language = language.to_string();
                    document.language_score = 1.0;
                }
                None => {
                    let found = identifier.identify(&document.text);
                    document.language = found.label;
                    document.language_score = found.score;
                }
            }
            annotator.annotate(&mut document, Characters::default());
            let mut signals = Map::new();
            let mut verdict = Value::Null;
            if let (Some(measured), Some(profile)) =
                (&document.signals, registry.get(&document.language))
            {
                let values = SIGNALS.iter().zip(measured.values());
                signals.extend(values.map(|(s, v)| (s.name.to_string(), json!(v))));
                verdict = match decide(measured, profile) {
                    Verdict::Drop(removal) => json!({
                        "reason": removal.reason, "value": removal.value,
                        "threshold": removal.threshold,
                    }),
                    _ => "keep".into(),
                };
            }
            Ok(json!({
                "id": id, "language": document.language, "score": document.language_score,
                "signals": signals, "pii": pii::spans(&document.pii), "verdict": verdict,
            })
            .to_string())
        })
    }
}
