//! Every key of the provider's TOML with the question that it answers: the template, the marks of
//! what is missing and the documentation are made from this one list.

/// A key and what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Its place, `provider.name`; `[]` follows the name of a list of tables, `sources[].dump`.
    pub key: &'static str,
    /// What has to be said.
    pub ask: &'static str,
    /// A value, as TOML.
    pub example: &'static str,
}

const fn q(key: &'static str, ask: &'static str, example: &'static str) -> Question {
    Question { key, ask, example }
}

const TEXT: &str = "\"\"";
const LIST: &str = "[]";
const NO: &str = "false";
const DATE: &str = "\"2026-09-01\"";
const URL: &str = "\"https://example.org/\"";

/// All questions, in the order of the template.
pub const QUESTIONS: &[Question] = &[
    q("provider.name", "the name of the provider", TEXT),
    q(
        "provider.contact",
        "how to reach the provider: an e-mail address, a form",
        TEXT,
    ),
    q("provider.address", "the provider's postal address", TEXT),
    q(
        "provider.country",
        "the country of the provider's seat",
        TEXT,
    ),
    q(
        "provider.sme",
        "whether the provider is a small or medium-sized enterprise (Recommendation 2003/361/EC): the \
         shorter list of domains is enough then",
        NO,
    ),
    q(
        "provider.representative.name",
        "the authorised representative in the Union, if the provider is not established there",
        TEXT,
    ),
    q(
        "provider.representative.contact",
        "how to reach the representative",
        TEXT,
    ),
    q(
        "model.names",
        "the models trained on this dataset, each with its version",
        LIST,
    ),
    q(
        "model.dependencies",
        "the models that these were made from, with links to their summaries; \"none\" if there are none",
        TEXT,
    ),
    q(
        "model.placed_on_market",
        "the day on which the models were placed on the market of the Union",
        DATE,
    ),
    q(
        "training.content",
        "the types of content of the text: news, encyclopaedias, forums, public administration, …",
        LIST,
    ),
    q(
        "training.other_modalities",
        "images, audio and video that the models were trained on, with their sizes; \"none\" if text only",
        TEXT,
    ),
    q(
        "training.continues",
        "whether the models are trained on with data that is newer than this dataset",
        NO,
    ),
    q(
        "training.characteristics",
        "what else marks the data as a whole: regions, groups of people, periods",
        TEXT,
    ),
    q("dataset.title", "the dataset's name for people", TEXT),
    q(
        "dataset.description",
        "what the dataset is, in a paragraph",
        TEXT,
    ),
    q(
        "dataset.version",
        "the dataset's version, MAJOR.MINOR.PATCH",
        "\"1.0.0\"",
    ),
    q(
        "dataset.license",
        "the licence of the dataset, best as an SPDX identifier",
        "\"ODC-By-1.0\"",
    ),
    q("dataset.license_url", "where the licence can be read", URL),
    q("dataset.homepage", "where the dataset is", URL),
    q(
        "dataset.citation",
        "how to cite the dataset, best as BibTeX",
        TEXT,
    ),
    q(
        "dataset.published",
        "the day on which the dataset was published",
        DATE,
    ),
    q("dataset.creators", "who made the dataset", LIST),
    q("dataset.maintainers", "who looks after the dataset", LIST),
    q("dataset.funding", "who paid for the dataset", TEXT),
    q("dataset.purpose", "what the dataset was made for", TEXT),
    q(
        "dataset.intended_uses",
        "what the dataset is good for",
        LIST,
    ),
    q(
        "dataset.not_intended_uses",
        "what the dataset must not be used for",
        LIST,
    ),
    q(
        "dataset.limitations",
        "known limitations beside those that the run states",
        LIST,
    ),
    q("dataset.biases", "known biases", LIST),
    q(
        "dataset.social_impact",
        "what the dataset may do to people, for better or worse",
        TEXT,
    ),
    q(
        "dataset.maintenance",
        "how the dataset is kept up: how often, by whom, what becomes of old versions",
        TEXT,
    ),
    q(
        "dataset.takedown",
        "where to ask that a document be taken down",
        TEXT,
    ),
    q("dataset.tags", "more tags for the dataset card", LIST),
    q(
        "summary.version",
        "the version of the public summary",
        "\"1.0\"",
    ),
    q(
        "summary.updated",
        "the day on which the public summary was last changed",
        DATE,
    ),
    q(
        "summary.url",
        "where the authoritative copy of the public summary is",
        URL,
    ),
    q(
        "summary.versions_url",
        "where all versions of the public summary are",
        URL,
    ),
    q(
        "summary.changes",
        "what changed in the public summary since its last version",
        TEXT,
    ),
    q(
        "policy.copyright_url",
        "where the copyright policy is (AI Act, Article 53(1)(c))",
        URL,
    ),
    q(
        "policy.code_of_practice",
        "whether the provider signed the General-Purpose AI Code of Practice",
        NO,
    ),
    q(
        "policy.measures",
        "measures for reservations of rights beside those that the run applied, before and while data \
         was collected",
        TEXT,
    ),
    q(
        "policy.complaints",
        "where rightsholders can complain",
        TEXT,
    ),
    q(
        "illegal_content.measures",
        "measures against illegal content beside the lists that the run applied",
        TEXT,
    ),
    q(
        "sources[].dump",
        "the crawl, as dump in the run's config names it",
        TEXT,
    ),
    q(
        "sources[].source",
        "the source, as the run's config names it; for crawls without dump",
        TEXT,
    ),
    q(
        "sources[].kind",
        "\"public-dataset\" for what others collected and give to everybody (section 2.1), \"crawled\" for \
         what the provider collected or had collected (section 2.3)",
        "\"public-dataset\"",
    ),
    q("sources[].name", "its name for people", TEXT),
    q("sources[].url", "where it is", URL),
    q("sources[].license", "its terms of use", TEXT),
    q(
        "sources[].description",
        "what kinds of sites and content it has",
        TEXT,
    ),
    q(
        "sources[].crawler",
        "the crawler, by the name that it gives itself",
        TEXT,
    ),
    q("sources[].purpose", "what the crawler collects for", TEXT),
    q(
        "sources[].behaviour",
        "what the crawler does with robots.txt, captchas and paywalls",
        TEXT,
    ),
    q(
        "public_datasets.used",
        "whether other public datasets are used beside this one",
        NO,
    ),
    q(
        "public_datasets.description",
        "those that are too small to be listed, in words",
        TEXT,
    ),
    q("public_datasets.list[].name", "a large one: its name", TEXT),
    q("public_datasets.list[].url", "where it is", URL),
    q("public_datasets.list[].description", "what is in it", TEXT),
    q(
        "private_data.licensed",
        "whether rightsholders licensed data for training",
        NO,
    ),
    q(
        "private_data.licensed_description",
        "what that data is",
        TEXT,
    ),
    q(
        "private_data.other",
        "whether other third parties gave private datasets",
        NO,
    ),
    q("private_data.other_description", "what they are", TEXT),
    q(
        "user_data.interactions",
        "whether what users said to the model is used",
        NO,
    ),
    q(
        "user_data.services",
        "whether data of the provider's other services is used",
        NO,
    ),
    q(
        "user_data.description",
        "which services, and what data",
        TEXT,
    ),
    q(
        "synthetic_data.used",
        "whether data that models wrote is used",
        NO,
    ),
    q(
        "synthetic_data.models",
        "the models that wrote it, with links to their summaries",
        LIST,
    ),
    q("synthetic_data.description", "what that data is", TEXT),
    q(
        "other_sources.used",
        "whether data of any other origin is used",
        NO,
    ),
    q("other_sources.description", "what it is", TEXT),
];

/// What the key asks for. The number of a block in a list makes no difference: `sources[2].kind`.
pub(super) fn ask(key: &str) -> &'static str {
    let mut name = String::new();
    let mut inside = false;
    for c in key.chars() {
        inside &= c != ']';
        if !inside {
            name.push(c);
        }
        inside |= c == '[';
    }
    let found = QUESTIONS.iter().find(|question| question.key == name);
    found.map_or("", |question| question.ask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_of_a_block() {
        assert_eq!(ask("sources[12].url"), "where it is");
        assert!(ask("sources[12].kind").contains("section 2.1"));
        assert!(QUESTIONS.iter().all(|q| !ask(q.key).is_empty()));
    }
}
