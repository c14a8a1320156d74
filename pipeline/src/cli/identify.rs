use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use tamis_langs::{Document, Hints, Identifier};

use super::{Ended, Files, lines};
use crate::error::Result;
use crate::stages::load_identifier;
use crate::tools::{Form, text_field};

/// Names the language of each text: JSON lines {"id","text"} in, {"id","language","score","top",
/// "script"} out. The fields "url", "html_lang" and "og_locale" help with close languages where they
/// are there. `oth` is the reject class, `und` a text without letters.
#[derive(Args)]
pub(super) struct Identify {
    #[command(flatten)]
    files: Files,
    /// One text a line in, `label<TAB>score` a line out
    #[arg(long)]
    lines: bool,
    /// Add the parts of each text by language, and each language's share of the bytes
    #[arg(long, conflicts_with = "lines")]
    segments: bool,
    /// Say why, for people: the model's opinion, the words that decided, the hints
    #[arg(long, conflicts_with = "segments")]
    explain: bool,
    /// Another fastText model (.bin or .ftz), instead of the embedded one
    #[arg(long)]
    model: Option<PathBuf>,
    /// A second model: adds its label as "second", and whether it agrees
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["lines", "explain"])]
    agree: Option<PathBuf>,
}

/// The best labels with their scores, as a JSON object would lose their order.
fn top(top: &[(String, f32)]) -> Value {
    top.iter()
        .map(|(label, score)| json!([label, score]))
        .collect()
}

/// What a line says about its text's origin.
fn hints(rest: &Value) -> Hints<'_> {
    Hints {
        url: rest["url"].as_str(),
        html_lang: rest["html_lang"].as_str(),
        og_locale: rest["og_locale"].as_str(),
    }
}

impl Identify {
    pub(super) fn call(self) -> Result<Ended> {
        self.files.check()?;
        let identifier = load_identifier(self.model.as_deref())?;
        if self.lines {
            return lines::each(&self.files, Form::Plain, |line, _| {
                if self.explain {
                    let told = identifier.explain(line, &Hints::default());
                    return Ok(format!("{told}  text       {}\n", start(line)));
                }
                let found = identifier.identify(line);
                Ok(format!("{}\t{:.4}", found.label, found.score))
            });
        }
        let second = match &self.agree {
            Some(path) => Some(load_identifier(Some(path))?),
            None => None,
        };
        lines::each(&self.files, Form::Json, |line, place| {
            let (id, text, rest) = text_field(line, place)?;
            let hints = hints(&rest);
            if self.explain {
                let told = identifier.explain(&text, &hints);
                let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                return Ok(format!("{id}: {told}  text       {}\n", start(&text)));
            }
            let found = identifier.document(&text, &hints);
            let whole = &found.whole;
            let mut out = json!({
                "id": id, "language": whole.label, "score": whole.score, "top": top(&whole.top),
                "script": whole.script,
            });
            if self.segments {
                add_segments(&mut out, &found);
            }
            if let Some(second) = &second {
                add_second(&mut out, &whole.label, &identifier, second, &text);
            }
            Ok(out.to_string())
        })
    }
}

fn add_segments(out: &mut Value, found: &Document) {
    let segment = |part: &tamis_langs::Segment| {
        json!({
            "start": part.start, "end": part.end, "language": part.label, "score": part.score,
        })
    };
    out["segments"] = found.segments.iter().map(segment).collect();
    out["shares"] = top(&found
        .shares()
        .iter()
        .map(|(label, share)| ((*label).to_owned(), *share))
        .collect::<Vec<_>>());
}

/// `agrees` is null where one of the two models has no label for what the other says.
fn add_second(
    out: &mut Value,
    label: &String,
    first: &Identifier,
    second: &Identifier,
    text: &str,
) {
    let other = second.identify(text).label;
    let both = second.labels().contains(label) && first.labels().contains(&other);
    out["agrees"] = match other == *label {
        false if !both => Value::Null,
        agrees => agrees.into(),
    };
    out["second"] = other.into();
}

/// The start of a text, on one line.
fn start(text: &str) -> String {
    const MOST: usize = 64;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
