use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use tamis_manifests::ecosystem::escape::visible;
use tamis_manifests::why::{Document, Found, spellings, why};

use super::{Ended, print};
use crate::error::{Error, Result};

/// Tells where a document is in a dataset, or by which rule, value and threshold it went. Exit code 0:
/// it is in it or was removed from it; 1: neither.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("document").required(true)))]
pub(super) struct Why {
    /// The dataset's folder
    dataset: PathBuf,
    /// The document's URL, as it stands in the dataset
    #[arg(long, value_name = "URL", group = "document")]
    url: Option<String>,
    /// The document's id
    #[arg(long, value_name = "ID", group = "document")]
    id: Option<String>,
    /// JSON lines, one for each place
    #[arg(long)]
    json: bool,
}

impl Why {
    pub(super) fn call(self) -> Result<Ended> {
        // Ids have small letters; people copy them in either case.
        let id = self.id.as_deref().map(|id| id.trim().to_ascii_lowercase());
        let document = match (&id, &self.url) {
            (Some(id), _) => Document::Id(id),
            (None, url) => Document::Url(url.as_deref().unwrap_or_default()),
        };
        let look = |document: Document<'_>| {
            why(&self.dataset, document).map_err(|error| {
                Error::usage(
                    visible(&error.to_string()),
                    "name the folder of a dataset, and an id or URL",
                )
            })
        };
        let mut found = look(document)?;
        let mut head = "";
        if let (true, false, Document::Url(url)) = (found.is_empty(), self.json, document) {
            for spelling in spellings(url) {
                found.extend(look(Document::Url(&spelling))?);
            }
            head = match found.is_empty() {
                true => NOWHERE,
                false => "not under that URL, but under one that differs from it little:\n",
            };
        } else if found.is_empty() && !self.json {
            head = NOT_THERE;
        }
        let told = found.iter().map(|found| {
            if self.json {
                as_json(found)
            } else {
                as_text(found)
            }
        });
        let text: String = std::iter::once(head.to_owned()).chain(told).collect();
        print(&text)?;
        // A script must not take "nowhere" for an answer, nor for a folder that is no dataset (2).
        Ok(match found.is_empty() {
            true => Ended::Failed,
            false => Ended::Done,
        })
    }
}

const NOT_THERE: &str = "not in this dataset, and not among what was removed from it\n";

const NOWHERE: &str = "not in this dataset, and not among what was removed from it\n\
    (nor with the other of http and https, with or without www. and a slash at\n\
    the end)\n";

/// A number as it was measured: most are of 32 bits, and 0.85 is not 0.8500000238418579.
fn number(value: f64) -> String {
    let narrow = value as f32;
    if f64::from(narrow).to_bits() == value.to_bits() {
        narrow.to_string()
    } else {
        value.to_string()
    }
}

fn as_json(found: &Found) -> String {
    let value = match found {
        Found::Kept { path, row, kept } => json!({
            "found": "kept", "path": path, "row": row, "id": kept.id, "url": kept.url,
            "language": kept.language, "record_id": kept.record_id, "digest": kept.digest,
        }),
        Found::Removed { path, row, removed } => json!({
            "found": "removed", "path": path, "row": row, "id": removed.id, "url": removed.url,
            "language": removed.language, "stage": removed.stage, "reason": removed.reason,
            "value": removed.value, "threshold": removed.threshold,
            "file_path": removed.file_path, "offset": removed.offset, "detail": removed.detail,
        }),
    };
    format!("{value}\n")
}

fn as_text(found: &Found) -> String {
    let mut out = String::new();
    match found {
        Found::Kept { path, row, kept } => {
            let _ = writeln!(out, "kept      {}", visible(&kept.url));
            let _ = writeln!(out, "  id      {}", visible(&kept.id));
            let _ = writeln!(
                out,
                "  in      {}, row {row} (from 0), {}",
                visible(path),
                visible(&kept.language)
            );
        }
        Found::Removed { path, row, removed } => {
            let url = match removed.url.as_str() {
                "" => "(its URL is not told)".to_owned(),
                url => visible(url),
            };
            let _ = writeln!(out, "removed   {url}");
            let _ = writeln!(out, "  id      {}", visible(&removed.id));
            let bound = match (removed.value, removed.threshold) {
                (Some(value), Some(threshold)) => {
                    format!(": {}, the bound is {}", number(value), number(threshold))
                }
                (Some(value), None) => format!(": {}", number(value)),
                _ => String::new(),
            };
            let _ = writeln!(out, "  by      {}{bound}", visible(&removed.reason));
            if let Some(detail) = &removed.detail {
                let _ = writeln!(out, "          {}", visible(detail));
            }
            let (stage, language) = (visible(&removed.stage), visible(&removed.language));
            let _ = writeln!(out, "  stage   {stage}, {language}");
            let _ = writeln!(
                out,
                "  from    {}, byte {}",
                visible(&removed.file_path),
                removed.offset
            );
            let _ = writeln!(out, "  in      {}, row {row} (from 0)", visible(path));
        }
    }
    out
}
