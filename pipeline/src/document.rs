//! The document and its one Arrow schema, used on disk between stages and in the output.
//!
//! Column names are those that readers of this field already expect (FineWeb-2 first); offsets are
//! UTF-8 bytes.

mod dumps;
mod languages;
mod metadata;
pub(crate) mod rights;
mod spans;
mod table;

use tamis_filters::pii;
use tamis_filters::rights::Evidence;
use tamis_filters::signals::Signals;
use tamis_langs::REJECT;
use tamis_manifests::merkle::KeptLeaf;

pub use languages::LanguagePart;
pub use metadata::PageMetadata;
pub use table::{from_batch, schema, to_batch};

/// One extracted text with its metadata.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The main text, one block a line.
    pub text: String,
    /// Hex, 32 digits: XXH3-128 of file name, WARC-Record-ID, URL and date; independent of the text.
    pub id: String,
    /// Name of the crawl, from the source's settings.
    pub dump: String,
    /// WARC-Target-URI.
    pub url: String,
    /// WARC-Date.
    pub date: String,
    /// The input file, relative to the config or to what all inputs have in common.
    pub file_path: String,
    /// Byte offset of the record (or of its gzip member) in that file.
    pub offset: u64,
    /// WARC-Record-ID without angle brackets.
    pub record_id: String,
    /// `ces_Latn`; empty before `identify`.
    pub language: String,
    /// Probability of `language`, 0..1.
    pub language_score: f32,
    /// The best few labels with their probabilities.
    pub top_langs: Vec<(String, f32)>,
    /// The text in runs of one language each, from its start to its end; empty before `identify`.
    pub seg_langs: Vec<LanguagePart>,
    /// `html@lang` as the page has it.
    pub html_lang: Option<String>,
    /// SPDX identifier of a licence: that which the page links with `rel=license` or the row states, else
    /// that of its source.
    pub license: Option<String>,
    /// Id of the duplicate cluster: the first 8 bytes of the kept document's id; 0 = not clustered.
    pub minhash_cluster_id: u64,
    /// Documents in that cluster, this one included; 1 = no near-duplicate was found.
    pub minhash_cluster_size: u32,
    /// Names of the crawls of that cluster's documents, sorted; before `select`, and where it is the only
    /// document and has no `dump`, empty.
    pub minhash_cluster_dumps: Vec<String>,
    /// Measured signals, in the order of `tamis_filters::signals::SIGNALS`.
    pub signals: Option<Signals>,
    /// Personal data found (before `select`) or its placeholders (after).
    pub pii: Vec<pii::Span>,
    /// Tokens, counted or estimated (`tokenizer` in `[run]`); 0 before `select`.
    pub token_count: u32,
    /// SHA-256 of `text` in hex; empty before `select`.
    pub digest: String,
    /// The main text as Markdown, where `extract` was asked for it.
    pub markdown: Option<String>,
    /// What the page says about itself, where `extract` was asked for it.
    pub metadata: Option<Box<PageMetadata>>,
    /// What was declared about the rights in it, wherever it was declared.
    pub rights: Vec<Evidence>,
    /// Name of the config's table `[sources.NAME]` that brought it in.
    pub source: String,
}

impl Document {
    /// The language without its script, `ces`.
    #[must_use]
    pub fn iso639_3(&self) -> &str {
        self.language.split('_').next().unwrap_or_default()
    }

    /// The script alone, `Latn`.
    #[must_use]
    pub fn script(&self) -> &str {
        self.language
            .split_once('_')
            .map_or("", |(_, script)| script)
    }

    /// The id as a number; ids that are not hex count as 0.
    #[must_use]
    pub fn id_number(&self) -> u128 {
        u128::from_str_radix(&self.id, 16).unwrap_or(0)
    }

    /// What stands for it in the tree of its shard.
    #[must_use]
    pub fn leaf(&self) -> KeptLeaf<'_> {
        KeptLeaf {
            digest: &self.digest,
            id: &self.id,
            language: &self.language,
            record_id: &self.record_id,
            url: &self.url,
        }
    }

    /// Rough size in memory, bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        let markdown = self.markdown.as_ref().map_or(0, String::len);
        let metadata = if self.metadata.is_some() { 4096 } else { 0 };
        let spans = self.pii.len() * size_of::<pii::Span>()
            + self.seg_langs.len() * (size_of::<LanguagePart>() + 8);
        let rights = rights::size(&self.rights);
        self.text.len() + markdown + metadata + spans + rights + self.url.len() + 512
    }

    /// Share of the text's bytes that are in other languages than the document; what was trimmed
    /// away does not count.
    #[must_use]
    pub fn foreign_share(&self) -> f32 {
        let mut foreign = 0;
        for part in self.seg_langs.iter().filter(|part| self.is_foreign(part)) {
            foreign += u64::from(part.end.saturating_sub(part.start));
        }
        if foreign == 0 {
            return 0.0;
        }
        (foreign as f64 / self.text.len().max(1) as f64) as f32
    }

    /// Whether a part is in another language. What is in none that is known may be code or a list
    /// of names, which belong to a text.
    #[must_use]
    pub fn is_foreign(&self, part: &LanguagePart) -> bool {
        part.language != self.language && part.language != REJECT
    }
}
