//! The dataset card: `README.md` with the YAML head that `datasets.load_dataset` and the Hugging Face
//! Hub read (`datasetcard.md` of huggingface/hub-docs), and a page for people.
//!
//! **Configurations.** One for each language, `mlt_Latn`, and `default` with all of them: who asks for
//! the dataset without naming a language gets the dataset, in the proportions of its mix. The largest
//! language alone, which is the other thing `default` could be, would be a wrong corpus that nobody
//! notices.

mod body;
mod head;

use arrow_schema::Schema;

use crate::manifest::Manifest;
use crate::provider::Provider;

/// The file's name in a dataset.
pub const FILE: &str = "README.md";

/// The card of a dataset whose shards have that schema.
#[must_use]
pub fn render(manifest: &Manifest, provider: &Provider, schema: &Schema) -> String {
    let facts = super::Facts::of(manifest);
    let head = head::render(&facts, provider, schema);
    let body = body::render(&facts, provider, schema);
    format!("---\n{head}---\n\n{body}")
}
