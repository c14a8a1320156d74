//! The tables and keys of the provider's TOML.

use serde::{Deserialize, Serialize};

/// All that the provider says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Provider {
    /// Who it is.
    pub provider: ProviderFacts,
    /// The models that are trained on the dataset.
    pub model: ModelFacts,
    /// Their training.
    pub training: Training,
    /// The dataset as a publication.
    pub dataset: DatasetFacts,
    /// The public summary as a document.
    pub summary: SummaryFacts,
    /// Rights of others.
    pub policy: Policy,
    /// What is illegal.
    pub illegal_content: Illegal,
    /// Crawls that the dataset was made from, one block each.
    pub sources: Vec<Crawl>,
    /// Public datasets beside this one (section 2.1 of the summary).
    pub public_datasets: PublicDatasets,
    /// Private datasets of third parties (section 2.2).
    pub private_data: PrivateData,
    /// Data of users (section 2.4).
    pub user_data: UserData,
    /// Synthetic data (section 2.5).
    pub synthetic_data: SyntheticData,
    /// Anything else (section 2.6).
    pub other_sources: OtherSources,
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $field: Option<$kind>,)*
        }
    };
}

table! {
    /// Who the provider is.
    ProviderFacts {
        /// Its name.
        name: String,
        /// How to reach it.
        contact: String,
        /// Postal address.
        address: String,
        /// The country of its seat.
        country: String,
        /// Whether it is a small or medium-sized enterprise.
        sme: bool,
        /// Its representative in the Union.
        representative: Representative,
    }
}

table! {
    /// The authorised representative of a provider outside of the Union (AI Act, Article 54).
    Representative {
        /// Its name.
        name: String,
        /// How to reach it.
        contact: String,
    }
}

table! {
    /// The models.
    ModelFacts {
        /// Names with versions.
        names: Vec<String>,
        /// Models that they are made from.
        dependencies: String,
        /// When they were placed on the market of the Union, `2026-09-01`.
        placed_on_market: String,
    }
}

table! {
    /// The training of the models.
    Training {
        /// Types of content of the text.
        content: Vec<String>,
        /// Images, audio, video and their sizes.
        other_modalities: String,
        /// Whether it goes on with new data.
        continues: bool,
        /// Anything else that marks the data as a whole.
        characteristics: String,
    }
}

table! {
    /// The dataset as a publication.
    DatasetFacts {
        /// The name for people.
        title: String,
        /// One paragraph.
        description: String,
        /// `MAJOR.MINOR.PATCH`.
        version: String,
        /// An SPDX identifier, or a name.
        license: String,
        /// Where the licence can be read.
        license_url: String,
        /// Where the dataset is.
        homepage: String,
        /// How to cite it, best as BibTeX.
        citation: String,
        /// When it was published, `2026-09-01`.
        published: String,
        /// Who made it.
        creators: Vec<String>,
        /// Who looks after it.
        maintainers: Vec<String>,
        /// Who paid for it.
        funding: String,
        /// What it was made for.
        purpose: String,
        /// What it is good for.
        intended_uses: Vec<String>,
        /// What it must not be used for.
        not_intended_uses: Vec<String>,
        /// Known limitations.
        limitations: Vec<String>,
        /// Known biases.
        biases: Vec<String>,
        /// What it does to people.
        social_impact: String,
        /// How it is kept up.
        maintenance: String,
        /// Where to ask that a document be taken down.
        takedown: String,
        /// Tags of the dataset card.
        tags: Vec<String>,
    }
}

table! {
    /// The public summary as a document.
    SummaryFacts {
        /// Its version.
        version: String,
        /// When it was last changed, `2026-09-01`.
        updated: String,
        /// Where the authoritative copy is.
        url: String,
        /// Where all versions of it are.
        versions_url: String,
        /// What changed since the last version.
        changes: String,
    }
}

table! {
    /// Rights of others.
    Policy {
        /// Where the copyright policy is.
        copyright_url: String,
        /// Whether the Code of Practice was signed.
        code_of_practice: bool,
        /// What is done beside what the run did.
        measures: String,
        /// Where rightsholders complain.
        complaints: String,
    }
}

table! {
    /// What is illegal.
    Illegal {
        /// What is done against it beside what the run did.
        measures: String,
    }
}

table! {
    /// What the provider says of a crawl.
    Crawl {
        /// The crawl's name, as the run's config has it in `dump`.
        dump: String,
        /// The source, as the run's config names it.
        source: String,
        /// A public dataset, or crawled by or for the provider.
        kind: SourceKind,
        /// Its name for people.
        name: String,
        /// Where it is.
        url: String,
        /// Its terms of use.
        license: String,
        /// What is in it.
        description: String,
        /// The crawler, with the name that it gives itself.
        crawler: String,
        /// What the crawler collects for.
        purpose: String,
        /// What the crawler does with robots.txt, captchas and paywalls.
        behaviour: String,
    }
}

/// Which section of the summary a crawl belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Somebody else collected it and gives it to everybody: section 2.1.
    PublicDataset,
    /// The provider collected it, or had it collected: section 2.3.
    Crawled,
}

/// Public datasets beside this one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PublicDatasets {
    /// Whether there are any.
    pub used: Option<bool>,
    /// In words, those that are not in `list`.
    pub description: Option<String>,
    /// One block each.
    pub list: Vec<PublicDataset>,
}

table! {
    /// One public dataset.
    PublicDataset {
        /// Its name.
        name: String,
        /// Where it is.
        url: String,
        /// What is in it.
        description: String,
    }
}

table! {
    /// Private datasets of third parties.
    PrivateData {
        /// Whether rightsholders licensed any.
        licensed: bool,
        /// What they hold.
        licensed_description: String,
        /// Whether others gave any.
        other: bool,
        /// What they hold.
        other_description: String,
    }
}

table! {
    /// Data of users.
    UserData {
        /// Whether what users said to the model is used.
        interactions: bool,
        /// Whether data of other services of the provider is used.
        services: bool,
        /// Which services.
        description: String,
    }
}

table! {
    /// Data that models wrote.
    SyntheticData {
        /// Whether there is any.
        used: bool,
        /// The models that wrote it.
        models: Vec<String>,
        /// What it is.
        description: String,
    }
}

table! {
    /// Anything else.
    OtherSources {
        /// Whether there is any.
        used: bool,
        /// What it is.
        description: String,
    }
}
