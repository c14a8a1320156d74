//! Charset, HTML, main text.

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_extract::{Exhausted, MarkdownOptions, Mode, Page, mojibake};
use tamis_filters::{Removal, Verdict, rights};

use super::source::admit;
use super::{BuildContext, Content, Item, MapStage, Stage, StageKind, Work, markdown};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::document::PageMetadata;
use crate::error::Result;

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "extract",
    about: "charset, HTML, main text in one parse",
    section: Section::Stages,
    inputs: &[Slot::many(&[Port::Records])],
    output: Some(Port::Documents),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    mode: ModeName,
    #[serde(default)]
    markdown: bool,
    #[serde(default)]
    emphasis: bool,
    #[serde(default)]
    metadata: bool,
}

/// How much of a page to keep, as configs and the command line call it.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum ModeName {
    /// The main text, as clean as can be
    #[default]
    Main,
    /// The main text and what may belong to it
    Recall,
    /// All text that the page shows
    AllText,
}

impl ModeName {
    fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Recall => "recall",
            Self::AllText => "all-text",
        }
    }

    fn mode(self) -> Mode {
        match self {
            Self::Main => Mode::Main,
            Self::Recall => Mode::Recall,
            Self::AllText => Mode::AllText,
        }
    }
}

/// What to take out of pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extract {
    /// How much of a page is its text.
    pub mode: ModeName,
    /// Whether the text is wanted as Markdown beside plain.
    pub markdown: bool,
    /// Whether the Markdown marks emphasis.
    pub emphasis: bool,
    /// Whether what the page says about itself is wanted.
    pub metadata: bool,
}

fn build(settings: &Settings<'_>, _: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    Ok(Box::new(Extract {
        mode: config.mode,
        markdown: config.markdown,
        emphasis: config.emphasis,
        metadata: config.metadata,
    }))
}

impl Stage for Extract {
    fn identity(&self) -> Value {
        json!({
            "version": tamis_extract::VERSION, "mode": self.mode.name(), "markdown": self.markdown,
            "emphasis": self.emphasis, "metadata": self.metadata,
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }
}

impl MapStage for Extract {
    fn apply(&self, item: &mut Item) -> Verdict {
        match item.take_content() {
            Some(Content::Page(page)) => {
                if let Some(exhausted) = page.exhausted() {
                    return drop_exhausted(&exhausted);
                }
                self.page(&page, item);
            }
            Some(Content::Text(text)) => item.document.text = lines(&text),
            Some(Content::Extracted(text)) => item.document.text = text,
            Some(Content::Markdown(text)) => {
                item.document.text = markdown::text(&text);
                item.document.markdown = self.markdown.then_some(text);
            }
            None => {}
        }
        if item.document.license.is_none() {
            item.document.license = item.license.as_deref().map(str::to_string);
        }
        if item.document.text.trim().is_empty() {
            return Verdict::Drop(Removal {
                reason: "extract.empty",
                value: Some(0.0),
                threshold: Some(1.0),
                detail: None,
            });
        }
        Verdict::Keep
    }
}

impl Extract {
    /// Takes a record through the source's first look and extraction, outside of a run.
    pub fn record(&self, item: &mut Item) -> Verdict {
        match admit(item) {
            Verdict::Drop(removal) => Verdict::Drop(removal),
            _ => self.apply(item),
        }
    }

    /// Moves what is wanted of a page into its document.
    pub fn page(&self, page: &Page<'_>, item: &mut Item) {
        let document = &mut item.document;
        let kept = page.kept(self.mode.mode());
        // Double encoding that is spelled in character references shows only now.
        let mended = |text: String| {
            let repaired = mojibake::repair(&text);
            match repaired.count {
                0 => (text, 0),
                count => (repaired.text.into_owned(), count),
            }
        };
        let (text, repaired) = mended(kept.text());
        document.text = text;
        if self.markdown {
            let emphasis = self.emphasis;
            document.markdown = Some(mended(kept.markdown(&MarkdownOptions { emphasis })).0);
        }
        document.html_lang = page.html_lang().map(str::to_string);
        item.og_locale = page.og_locale();
        document.license = page.license_links().find_map(rights::license);
        if self.metadata {
            document.metadata = Some(Box::new(PageMetadata::from(page.metadata())));
        }
        item.characters.repaired = item.characters.repaired.saturating_add(repaired);
    }
}

/// A page that took more work than a page may: read in part, so not kept.
fn drop_exhausted(exhausted: &Exhausted) -> Verdict {
    Verdict::Drop(Removal {
        reason: "extract.budget",
        value: Some(exhausted.count as f64),
        threshold: Some(exhausted.most as f64),
        detail: Some(exhausted.what.into()),
    })
}

/// The lines of a plain text that hold something, without the white space around them.
fn lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
