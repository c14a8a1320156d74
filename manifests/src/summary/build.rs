//! The summary from the manifest, the provider and the domains.

use std::collections::BTreeMap;

use super::general::near_bound;
use super::processing::protocol;
use super::{
    CrawlPart, Crawled, Crawler, Data, Document, DomainList, FORMAT, General, Illegal,
    LanguageLine, ModelPart, Other, OtherPart, PersonalKind, PrivatePart, Processing, ProviderPart,
    PublicDatasetPart, PublicPart, Reason, Revision, RightsApplied, RightsPart, Signal, Sources,
    Summary, SyntheticPart, TextRange, TextSize, UserPart,
};
use crate::ecosystem::{Facts, LanguageFacts, SourceFacts, facts, languages};
use crate::manifest::{DomainSize, Manifest, Resource};
use crate::provider::{Answer, Missing, Provider, SourceKind};
use crate::{digest, rights};

impl Summary {
    /// The summary of a dataset. `domains` are those of `domains.parquet`, summed over languages, by
    /// `bytes_read`, most first, then by name; a tenth of [`Domains::read`] is taken.
    ///
    /// [`Domains::read`]: crate::manifest::Domains::read
    ///
    /// # Errors
    /// A number in the manifest that JSON cannot hold.
    pub fn new(
        manifest: &Manifest,
        provider: &Provider,
        domains: impl IntoIterator<Item = DomainSize>,
    ) -> Result<Self, serde_json::Error> {
        let facts = Facts::of(manifest);
        let list = &manifest.domains;
        // The questions are looked for in the value before the domains are in it: they may be many.
        let none = DomainList::new(list.read, &list.suffix_list, []);
        let mut summary = Self {
            format: FORMAT.to_owned(),
            dataset: manifest.name.clone(),
            manifest_sha256: digest::sha256(&manifest.to_bytes()?),
            document: document(manifest, provider),
            general: General {
                provider: provider_part(provider),
                model: ModelPart {
                    names: Answer::of("model.names", provider.model.names.clone()),
                    dependencies: text("model.dependencies", &provider.model.dependencies),
                    placed_on_market: text(
                        "model.placed_on_market",
                        &provider.model.placed_on_market,
                    ),
                },
                data: data(&facts, provider),
            },
            sources: sources(&facts, provider, none),
            processing: processing(&facts, provider),
            missing: Vec::new(),
        };
        summary.missing = open_questions(&serde_json::to_value(&summary)?);
        summary.sources.crawled.domains = DomainList::new(list.read, &list.suffix_list, domains);
        Ok(summary)
    }
}

fn text(key: &str, given: &Option<String>) -> Answer<String> {
    Answer::of(key, given.clone())
}

/// Every question in the value, by key.
fn open_questions(value: &serde_json::Value) -> Vec<Missing> {
    let mut found = BTreeMap::new();
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            serde_json::Value::Array(list) => left.extend(list),
            serde_json::Value::Object(fields) => {
                match serde_json::from_value::<Missing>(value.clone()) {
                    Ok(missing) => {
                        found.insert(missing.missing.clone(), missing);
                    }
                    Err(_) => left.extend(fields.values()),
                }
            }
            _ => {}
        }
    }
    found.into_values().collect()
}

fn document(manifest: &Manifest, provider: &Provider) -> Document {
    let said = &provider.summary;
    let revisions = manifest.history.iter().map(|version| Revision {
        date: facts::day(&version.takedown.date).to_owned(),
        documents: version.takedown.documents,
        reason: version.takedown.reason.clone(),
        manifest_sha256: version.manifest_sha256.clone(),
    });
    Document {
        version: text("summary.version", &said.version),
        updated: text("summary.updated", &said.updated),
        url: text("summary.url", &said.url),
        versions_url: text("summary.versions_url", &said.versions_url),
        changes: text("summary.changes", &said.changes),
        revisions: revisions.collect(),
    }
}

fn provider_part(provider: &Provider) -> ProviderPart {
    let said = &provider.provider;
    ProviderPart {
        name: text("provider.name", &said.name),
        contact: text("provider.contact", &said.contact),
        address: text("provider.address", &said.address),
        country: text("provider.country", &said.country),
        sme: Answer::of("provider.sme", said.sme),
        representative: said.representative.clone(),
    }
}

fn data(facts: &Facts<'_>, provider: &Provider) -> Data {
    let said = &provider.training;
    let tokens = facts.sum(|mix| mix.tokens_given);
    let size = facts.size();
    let line = |language: &LanguageFacts<'_>| LanguageLine {
        code: language.code.to_owned(),
        name: languages::name(language.code),
        documents: language.mix.documents_given,
        tokens: language.mix.tokens_given,
    };
    let lines = |official: bool| {
        let all = facts.languages.iter();
        let of = all.filter(move |language| languages::is_official(language.code) == official);
        of.map(line).collect::<Vec<_>>()
    };
    let eu_languages = lines(true);
    // By name, since a language may have another code: `ekk` is Estonian as `est` is.
    let has = |code: &str| {
        eu_languages
            .iter()
            .any(|line| match languages::iso639_3(&line.code) {
                "ekk" => code == "est",
                "lvs" => code == "lav",
                language => language == code,
            })
    };
    let absent = languages::official().filter(|(code, _)| !has(code));
    Data {
        text: TextSize {
            range: TextRange::of(tokens),
            tokens,
            tokenizer: facts.manifest.tokenizer.clone(),
            near_bound: near_bound(tokens),
            documents: facts.sum(|mix| mix.documents_given),
            rows: size.rows,
            bytes: size.text_bytes,
        },
        content: Answer::of("training.content", said.content.clone()),
        other_modalities: text("training.other_modalities", &said.other_modalities),
        latest_acquisition: facts
            .dates()
            .1
            .and_then(|date| date.get(..7))
            .map(str::to_owned),
        continues: Answer::of("training.continues", said.continues),
        eu_languages_absent: absent.map(|(_, name)| name.to_owned()).collect(),
        eu_languages,
        other_languages: lines(false),
        characteristics: text("training.characteristics", &said.characteristics),
    }
}

fn sources(facts: &Facts<'_>, provider: &Provider, domains: DomainList) -> Sources {
    let crawls: Vec<CrawlPart> = facts.sources.iter().map(|s| crawl(s, provider)).collect();
    let of = |kind: Option<SourceKind>| {
        let same = crawls
            .iter()
            .filter(move |crawl| crawl.kind.given().copied() == kind);
        same.cloned().collect::<Vec<_>>()
    };
    let public = &provider.public_datasets;
    let list = public.list.iter().enumerate().map(|(i, one)| {
        let key = |name: &str| format!("public_datasets.list[{i}].{name}");
        PublicDatasetPart {
            name: text(&key("name"), &one.name),
            url: text(&key("url"), &one.url),
            description: text(&key("description"), &one.description),
        }
    });
    // Whoever lists public datasets uses them.
    let used = public.used.or((!public.list.is_empty()).then_some(true));
    let (private, user) = (&provider.private_data, &provider.user_data);
    let (synthetic, other) = (&provider.synthetic_data, &provider.other_sources);
    Sources {
        public: PublicPart {
            crawls: of(Some(SourceKind::PublicDataset)),
            used: Answer::of("public_datasets.used", used),
            list: list.collect(),
            description: public.description.clone(),
        },
        private: PrivatePart {
            licensed: Answer::of("private_data.licensed", private.licensed),
            licensed_description: private.licensed_description.clone(),
            other: Answer::of("private_data.other", private.other),
            other_description: private.other_description.clone(),
        },
        crawled: Crawled {
            crawls: of(Some(SourceKind::Crawled)),
            undecided: of(None),
            domains,
        },
        user: UserPart {
            interactions: Answer::of("user_data.interactions", user.interactions),
            services: Answer::of("user_data.services", user.services),
            description: user.description.clone(),
        },
        synthetic: SyntheticPart {
            used: Answer::of("synthetic_data.used", synthetic.used),
            models: synthetic.models.clone(),
            description: synthetic.description.clone(),
        },
        other: OtherPart {
            used: Answer::of("other_sources.used", other.used),
            description: other.description.clone(),
        },
    }
}

fn crawl(source: &SourceFacts<'_>, provider: &Provider) -> CrawlPart {
    let said = provider.crawl_of(source.one).cloned().unwrap_or_default();
    let key = |name: &str| format!("sources[{}].{name}", source.name());
    let records = source
        .records
        .iter()
        .map(|(kind, n)| ((*kind).to_owned(), *n));
    let crawler = Crawler {
        name: text(&key("crawler"), &said.crawler),
        purpose: text(&key("purpose"), &said.purpose),
        behaviour: text(&key("behaviour"), &said.behaviour),
    };
    CrawlPart {
        dump: source.one.dump.clone(),
        source: source.one.source.clone(),
        kind: Answer::of(&key("kind"), said.kind),
        name: text(&key("name"), &said.name),
        url: text(&key("url"), &said.url),
        description: text(&key("description"), &said.description),
        license: said.license.clone(),
        crawler: (said.kind != Some(SourceKind::PublicDataset)).then_some(crawler),
        files: source.files,
        bytes: source.bytes,
        records: records.collect(),
        first_date: source.first_date.map(str::to_owned),
        last_date: source.last_date.map(str::to_owned),
    }
}

fn processing(facts: &Facts<'_>, provider: &Provider) -> Processing {
    let manifest = facts.manifest;
    let policy = &provider.policy;
    let reason = |(reason, documents): &(&str, u64)| Reason {
        reason: (*reason).to_owned(),
        documents: *documents,
    };
    let by_list = facts
        .removed
        .iter()
        .filter(|(reason, _)| facts::family(reason) == "url");
    let mut families: BTreeMap<&str, u64> = BTreeMap::new();
    for (reason, n) in &facts.removed {
        *families.entry(facts::family(reason)).or_default() += n;
    }
    let resources = |kinds: &[&str]| {
        let of = manifest
            .resources
            .iter()
            .filter(|one| kinds.contains(&one.kind.as_str()));
        of.cloned().collect::<Vec<Resource>>()
    };
    let personal = facts::personal(manifest)
        .into_iter()
        .map(|kind| PersonalKind {
            kind: kind.name.to_owned(),
            found: kind.count.found,
            handled: kind.count.handled,
            actions: kind.actions.into_iter().map(str::to_owned).collect(),
        });
    Processing {
        rights: RightsPart {
            applied: manifest.rights.as_ref().map(applied),
            code_of_practice: Answer::of("policy.code_of_practice", policy.code_of_practice),
            copyright_url: text("policy.copyright_url", &policy.copyright_url),
            measures: text("policy.measures", &policy.measures),
            complaints: text("policy.complaints", &policy.complaints),
        },
        illegal: Illegal {
            lists: resources(&["list"]),
            removed: by_list.map(reason).collect(),
            measures: text(
                "illegal_content.measures",
                &provider.illegal_content.measures,
            ),
        },
        other: Other {
            personal_data: personal.collect(),
            removed: families
                .iter()
                .map(|(family, n)| reason(&(*family, *n)))
                .collect(),
            resources: resources(&["model", "profile"]),
        },
    }
}

fn applied(rights: &rights::Rights) -> RightsApplied {
    let counts = &rights.counts;
    let signals = counts.signals.iter().map(|(signal, count)| Signal {
        signal: signal.clone(),
        protocol: protocol(signal).to_owned(),
        documents: count.documents,
        removed: count.dropped,
    });
    let rules = counts.rules.iter().map(|(rule, documents)| Reason {
        reason: rule.clone(),
        documents: *documents,
    });
    RightsApplied {
        policy: rights.policy.clone(),
        agents: rights.agents.clone(),
        documents: counts.documents,
        with_robots: counts.with_robots,
        with_evidence: counts.with_evidence,
        removed: counts.dropped,
        signals: signals.collect(),
        rules: rules.collect(),
    }
}
