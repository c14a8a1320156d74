//! Section 2: where the data comes from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DomainList;
use crate::provider::{Answer, SourceKind};

/// Section 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Section 2.1.
    pub public: PublicPart,
    /// Section 2.2.
    pub private: PrivatePart,
    /// Section 2.3.
    pub crawled: Crawled,
    /// Section 2.4.
    pub user: UserPart,
    /// Section 2.5.
    pub synthetic: SyntheticPart,
    /// Section 2.6.
    pub other: OtherPart,
}

/// Section 2.1: public datasets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicPart {
    /// Crawls of this dataset that the provider took as published by others.
    pub crawls: Vec<CrawlPart>,
    /// Whether other public datasets are used.
    pub used: Answer<bool>,
    /// The large ones.
    pub list: Vec<PublicDatasetPart>,
    /// The others, in words; null where the provider says nothing of them.
    pub description: Option<String>,
}

/// A public dataset beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicDatasetPart {
    /// Its name.
    pub name: Answer<String>,
    /// Where it is.
    pub url: Answer<String>,
    /// What is in it.
    pub description: Answer<String>,
}

/// A crawl that this dataset was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrawlPart {
    /// The crawl's name in the run.
    pub dump: String,
    /// The source's name in the run.
    pub source: String,
    /// Which section it belongs to.
    pub kind: Answer<SourceKind>,
    /// Its name for people.
    pub name: Answer<String>,
    /// Where it is.
    pub url: Answer<String>,
    /// What is in it.
    pub description: Answer<String>,
    /// Its terms of use; null where the provider does not say.
    pub license: Option<String>,
    /// The crawler; null of a public dataset.
    pub crawler: Option<Crawler>,
    /// Archives read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Their records by type.
    pub records: BTreeMap<String, u64>,
    /// The earliest date of a document, RFC 3339; null where none has a date.
    pub first_date: Option<String>,
    /// The latest one.
    pub last_date: Option<String>,
}

/// A crawler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crawler {
    /// The name that it gives itself.
    pub name: Answer<String>,
    /// What it collects for.
    pub purpose: Answer<String>,
    /// What it does with robots.txt, captchas and paywalls.
    pub behaviour: Answer<String>,
}

/// Section 2.2: private datasets of third parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrivatePart {
    /// Section 2.2.1: whether rightsholders licensed data.
    pub licensed: Answer<bool>,
    /// What it is.
    pub licensed_description: Option<String>,
    /// Section 2.2.2: whether others gave datasets.
    pub other: Answer<bool>,
    /// What they are.
    pub other_description: Option<String>,
}

/// Section 2.3: crawled data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crawled {
    /// Crawls by or for the provider.
    pub crawls: Vec<CrawlPart>,
    /// Crawls of which the provider has not said whether they belong here or to section 2.1.
    pub undecided: Vec<CrawlPart>,
    /// The domains, over all crawls of either section.
    pub domains: DomainList,
}

/// Section 2.4: data of users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPart {
    /// Whether what users said to the model is used.
    pub interactions: Answer<bool>,
    /// Whether data of other services is used.
    pub services: Answer<bool>,
    /// Which.
    pub description: Option<String>,
}

/// Section 2.5: synthetic data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SyntheticPart {
    /// Whether there is any.
    pub used: Answer<bool>,
    /// The models that wrote it.
    pub models: Option<Vec<String>>,
    /// What it is.
    pub description: Option<String>,
}

/// Section 2.6: anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherPart {
    /// Whether there is any.
    pub used: Answer<bool>,
    /// What it is.
    pub description: Option<String>,
}
