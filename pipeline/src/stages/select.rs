//! The verdict on each document: duplicates, repeated lines (which are cut), language score, profile.
//! Then personal data is replaced. Reads stored signals only, so a changed threshold runs this stage and what follows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::{Link, Member};
use tamis_filters::rules::decide;
use tamis_filters::{Removal, Verdict};
use tamis_langs::{LIMITS, Profile, Registry};
use tamis_manifests::digest::sha256;
use tamis_manifests::manifest::Resource;
use tamis_tokens::Tokens;

use super::cut::Cuts;
use super::personal::{Personal, actions};
use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::document::Document;
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "select",
    about: "duplicates, language score, profile; PII replaced",
    section: Section::Stages,
    inputs: &[
        Slot::one(&[Port::Annotated]),
        Slot::optional(&[Port::Clusters]),
        Slot::optional(&[Port::Repeats]),
    ],
    output: Some(Port::Selected),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Replace personal data by placeholders.
    #[serde(default = "yes")]
    redact: bool,
    /// A document of which more than this share would be cut as repeated lines is removed.
    #[serde(default = "max_cut")]
    max_cut: f64,
    /// Write the documents that the profile drops beside the dataset, with the reason.
    #[serde(default)]
    noisy: bool,
}

fn yes() -> bool {
    true
}

/// What has lost more than half of itself is a frame around little.
fn max_cut() -> f64 {
    0.5
}

struct Select {
    max_cut: f64,
    noisy: bool,
    registry: Arc<Registry>,
    tokens: Arc<Tokens>,
    /// Carries out what profiles say about personal data; not asked to with `redact = false`.
    personal: Option<Personal>,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let Config {
        redact,
        max_cut,
        noisy,
    } = settings.parse()?;
    if !(0.0..=1.0).contains(&max_cut) {
        return Err(Error::from(settings.source().error(
            settings.span_of("max_cut"),
            format!("max_cut = {max_cut} is not a share"),
            "not between 0 and 1",
            Some("the default is 0.5".into()),
        )));
    }
    let personal =
        redact.then(|| Personal::new(context.detector.clone(), context.surrogate_key.clone()));
    Ok(Box::new(Select {
        personal,
        max_cut,
        noisy,
        registry: context.registry.clone(),
        tokens: context.tokens.clone(),
    }))
}

impl Stage for Select {
    fn identity(&self) -> Value {
        let rules: Vec<Value> = LIMITS.iter().map(|r| json!([r.key, r.version])).collect();
        let profiles: serde_json::Map<String, Value> = self
            .registry
            .iter()
            .map(|p| {
                (
                    p.code.to_string(),
                    self.registry.digest(p.code.as_ref()).into(),
                )
            })
            .collect();
        json!({
            "redact": self.personal.as_ref().map_or(Value::Bool(false), Personal::identity), "max_cut": self.max_cut, "noisy": self.noisy, "rules": rules, "profiles": profiles,
            "tokens": self.tokens.identity(),
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    fn resources(&self) -> Vec<Resource> {
        let profile = |profile: &Profile| Resource {
            kind: "profile".into(),
            name: profile.code.to_string(),
            version: None,
            sha256: Some(self.registry.digest(profile.code.as_ref()).into()),
        };
        let (name, version, sha256) = self.tokens.resource();
        let tokenizer = Resource {
            kind: "tokenizer".into(),
            name,
            version,
            sha256: Some(sha256),
        };
        let profiles = self.registry.iter().map(profile);
        profiles.chain([tokenizer]).collect()
    }
}

impl MapStage for Select {
    fn apply(&self, item: &mut Item) -> Verdict {
        if let dropped @ Verdict::Drop(_) = self.among_duplicates(item) {
            return dropped;
        }
        let document = &mut item.document;
        let profile = self.registry.get(&document.language);
        let mut verdict = self.by_profile(document, profile);
        let personal = self.personal.as_ref().zip(profile);
        if let (Verdict::Keep, Some((personal, profile))) = (&verdict, personal) {
            verdict = personal.decide(document, profile);
        }
        // What is kept beside the dataset is read by people too.
        if verdict == Verdict::Keep || self.noisy {
            if let Some((personal, profile)) = personal {
                personal.edit(document, profile);
            }
            document.token_count = self.tokens.count(&document.text, &document.language);
            document.digest = sha256(document.text.as_bytes());
        }
        verdict
    }

    fn actions(&self, language: &str) -> BTreeMap<String, String> {
        let profile = self.registry.get(language);
        let personal = self.personal.as_ref().zip(profile);
        personal.map_or_else(BTreeMap::new, |(_, profile)| actions(profile))
    }

    /// Duplicates are no noise: what they say is in the dataset.
    fn keeps_aside(&self, reason: &str) -> bool {
        self.noisy && !reason.starts_with("dedup.") && reason != "select.no_profile"
    }
}

impl Select {
    /// Whether the document was chosen among its duplicates; lines that others have are cut.
    fn among_duplicates(&self, item: &mut Item) -> Verdict {
        match &mut item.cluster {
            Some(cluster) => {
                let member = &cluster.member;
                item.document.minhash_cluster_size = member.size;
                item.document.minhash_cluster_id = (member.best_id >> 64) as u64;
                if !member.kept {
                    return Verdict::Drop(duplicate(member));
                }
                item.document.minhash_cluster_dumps = std::mem::take(&mut cluster.dumps);
            }
            None => {
                let own = Some(item.document.dump.clone());
                let named = own.filter(|dump| !dump.is_empty());
                item.document.minhash_cluster_dumps = named.into_iter().collect();
            }
        }
        if !item.repeated.is_empty() {
            let cuts = Cuts::new(&item.document.text, &item.repeated);
            if cuts.share() > self.max_cut || cuts.leave_nothing() {
                return Verdict::Drop(Removal {
                    reason: "dedup.lines",
                    value: Some(cuts.share()),
                    threshold: Some(self.max_cut),
                    detail: Some(cuts.to_string()),
                });
            }
            item.cut = Some(cuts.count());
            cuts.apply(&mut item.document);
        }
        Verdict::Keep
    }

    /// What the profile of the document's language says.
    fn by_profile(&self, document: &Document, profile: Option<&Profile>) -> Verdict {
        let Some(profile) = profile else {
            return drop("select.no_profile", None, None);
        };
        let score = document.language_score;
        if score < profile.identify.threshold {
            let threshold = f64::from(profile.identify.threshold);
            return drop("identify.score", Some(f64::from(score)), Some(threshold));
        }
        let foreign = document.foreign_share();
        if let Some(most) = profile
            .identify
            .max_foreign_share
            .filter(|most| foreign > *most)
        {
            let (value, threshold) = (f64::from(foreign), f64::from(most));
            return drop("identify.foreign_share", Some(value), Some(threshold));
        }
        match &document.signals {
            Some(signals) => decide(signals, profile),
            None => drop("select.no_signals", None, None),
        }
    }
}

fn duplicate(member: &Member) -> Removal {
    Removal {
        reason: match member.link {
            Link::Near => "dedup.near",
            Link::Exact => "dedup.exact",
            Link::Url => "dedup.url",
        },
        value: Some(f64::from(member.similarity)),
        threshold: None,
        detail: Some(format!("{:032x}", member.best_id)),
    }
}

fn drop(reason: &'static str, value: Option<f64>, threshold: Option<f64>) -> Verdict {
    Verdict::Drop(Removal {
        reason,
        value,
        threshold,
        detail: None,
    })
}
