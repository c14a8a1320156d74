use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use tamis_langs::Identifier;

use super::{Ended, Files, lines};
use crate::error::{Error, Result};
use crate::tools::{Form, text_field};

/// Names the language of each text: JSON lines {"id","text"} in, {"id","language","score","top"}
/// out. `oth` is the reject class.
#[derive(Args)]
pub(super) struct Identify {
    #[command(flatten)]
    files: Files,
    /// One text a line in, `label<TAB>score` a line out
    #[arg(long)]
    lines: bool,
    /// Another fastText model (softmax), instead of the embedded one
    #[arg(long)]
    model: Option<PathBuf>,
}

/// The model that a command asks for.
pub(super) fn identifier(model: Option<&PathBuf>) -> Result<Identifier> {
    match model {
        Some(path) => Identifier::from_path(path),
        None => Identifier::embedded(),
    }
    .map_err(|error| Error::usage(error.to_string(), "name a softmax fastText model"))
}

/// The best labels with their scores, as a JSON object would lose their order.
pub(super) fn top(top: &[(String, f32)]) -> serde_json::Value {
    top.iter()
        .map(|(label, score)| json!([label, score]))
        .collect()
}

impl Identify {
    pub(super) fn call(self) -> Result<Ended> {
        self.files.check()?;
        let identifier = identifier(self.model.as_ref())?;
        if self.lines {
            return lines::each(&self.files, Form::Plain, |line, _| {
                let found = identifier.identify(line);
                Ok(format!("{}\t{:.4}", found.label, found.score))
            });
        }
        lines::each(&self.files, Form::Json, |line, place| {
            let (id, text, _) = text_field(line, place)?;
            let found = identifier.identify(&text);
            Ok(json!({
                "id": id, "language": found.label, "score": found.score, "top": top(&found.top),
            })
            .to_string())
        })
    }
}
