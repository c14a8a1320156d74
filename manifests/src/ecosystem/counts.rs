//! `counts.json`: the keys that the training data catalogue of OpenEuroLLM has for each dataset and
//! language (its `DATASET-INGESTION.md`, section 4).

use arrow_schema::Schema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::Size;
use super::{Facts, LanguageFacts};
use crate::manifest::Manifest;

/// The file's name in a dataset and in the folder of each language.
pub const FILE: &str = "counts.json";

/// The counts of a dataset or of one language of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetCounts {
    /// Shards: entries of `outputs` of kind `shard`.
    pub files: u64,
    /// Their bytes on disk.
    pub bytes: u64,
    /// Their rows, repeats counted.
    pub documents: u64,
    /// Lines of text; null where a shard does not say.
    pub segments: Option<u64>,
    /// `tokens_given` of the mix.
    pub tokens: u64,
    /// Unicode scalar values of text; null where a shard does not say.
    pub characters: Option<u64>,
    /// Seconds of all tasks of the run, one after another (`cost.total.task_seconds`); null where the
    /// manifest has no cost, and for one language.
    pub time: Option<f64>,
    /// Rows that could not be counted. A row that cannot be written fails the run, so there are none.
    pub errors: u64,
    /// How tokens were counted: [`Manifest::tokenizer`].
    pub tokenizer: String,
    /// The columns.
    pub keys: Keys,
}

/// The columns of a shard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Those that every row has.
    pub required: Vec<String>,
    /// Those that may be null.
    pub optional: Vec<String>,
}

/// The whole dataset.
#[must_use]
pub fn whole(manifest: &Manifest, schema: &Schema) -> DatasetCounts {
    let facts = Facts::of(manifest);
    let tokens = facts.sum(|mix| mix.tokens_given);
    let mut counts = of(manifest, facts.size(), tokens, schema);
    counts.time = manifest.cost.as_ref().map(|cost| cost.total.task_seconds);
    counts
}

/// Each language with rows, by code; the file of each is `counts/<code>.json`.
#[must_use]
pub fn languages(manifest: &Manifest, schema: &Schema) -> Vec<(String, DatasetCounts)> {
    let facts = Facts::of(manifest);
    let one = |language: &LanguageFacts<'_>| {
        let counts = of(manifest, language.size, language.mix.tokens_given, schema);
        (language.code.to_owned(), counts)
    };
    facts.languages.iter().map(one).collect()
}

impl DatasetCounts {
    /// The text of the file.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn of(manifest: &Manifest, size: Size, tokens: u64, schema: &Schema) -> DatasetCounts {
    let names = |optional: bool| {
        let fields = schema.fields().iter();
        let fields = fields.filter(move |field| field.is_nullable() == optional);
        fields.map(|field| field.name().clone()).collect()
    };
    DatasetCounts {
        files: size.files,
        bytes: size.bytes,
        documents: size.rows,
        segments: size.segments,
        tokens,
        characters: size.characters,
        time: None,
        errors: 0,
        tokenizer: manifest.tokenizer.clone(),
        keys: Keys {
            required: names(false),
            optional: names(true),
        },
    }
}
