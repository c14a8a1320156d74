//! Reservations of rights: all that a page and its site declare is recorded, and a policy decides.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::rights::{Evidences, Signal, Source, Unread};
use tamis_filters::{Removal, Verdict};
use tamis_langs::Named as Language;
use tamis_manifests::digest::sha256;
use tamis_manifests::manifest::Resource;
use tamis_manifests::rights::{Named, RobotsInput};

use super::patterns::expand;
use super::{
    BuildContext, Content, ForPartition, Item, MapStage, Partition, RightsDrop, RightsFound,
    RightsPolicy, Stage, StageKind, Work,
};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::rights::{
    Agents, Builder, Collector, Judge, RobotsFiles, Site, Sites, beside, load, read_warc, seconds,
};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "rights",
    about: "what pages and sites reserve, and a policy on it",
    section: Section::Stages,
    inputs: &[Slot::many(&[Port::Records])],
    output: Some(Port::Records),
    edge: Edge::Map,
    side: false,
    build,
};

/// Reads the archive of robots files that lies beside each archive of pages.
const BESIDE: &str = "beside";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// A shipped policy or a file.
    #[serde(default = "standard")]
    policy: String,
    /// A list of agents in place of the shipped one.
    agents: Option<PathBuf>,
    /// Archives and folders with what sites answered, or [`BESIDE`].
    #[serde(default)]
    robots: Robots,
}

fn standard() -> String {
    "standard".into()
}

#[derive(Deserialize, Default)]
#[serde(
    untagged,
    expecting = "expected \"beside\", a path, or a list of paths"
)]
enum Robots {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

/// The stage, for all partitions or for one.
#[derive(Clone)]
struct Rights {
    judge: Arc<Judge>,
    agents: Arc<Agents>,
    /// Whether each partition has an archive of robots files of its own.
    beside: bool,
    files: RobotsFiles,
    collector: Arc<Collector>,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let at = |key: &str, error: Error| match error {
        Error::Usage { message, help } => {
            let span = settings.span_of(key);
            let error = settings.source().error(span, message, "here", help);
            Error::from(error)
        }
        other => other,
    };
    let own = config.agents.map(|path| context.folder.join(path));
    let agents = Agents::load(own.as_deref()).map_err(|error| at("agents", error))?;
    let asked = own.is_some().then_some(&agents);
    let judge = Judge::load(&config.policy, &context.folder, asked);
    let judge = judge.map_err(|error| at("policy", error))?;
    let named = match config.robots {
        Robots::None => Vec::new(),
        Robots::One(one) => vec![one],
        Robots::Many(many) => many,
    };
    let (beside, named): (Vec<String>, Vec<String>) =
        named.into_iter().partition(|name| name == BESIDE);
    let files = robots_files(&named, &agents, context).map_err(|error| at("robots", error))?;
    let (judge, agents) = (Arc::new(judge), Arc::new(agents));
    let sites = Sites::new(vec![files.table.clone()]);
    Ok(Box::new(Rights {
        collector: Arc::new(Collector::new(sites, agents.clone())),
        judge,
        agents,
        beside: !beside.is_empty(),
        files,
    }))
}

/// Reads the archives and folders that the config names.
fn robots_files(named: &[String], agents: &Agents, context: &BuildContext) -> Result<RobotsFiles> {
    let mut files = BTreeSet::new();
    let mut folders = Vec::new();
    for name in named {
        let path = context.folder.join(name);
        if path.is_dir() {
            folders.push((name.trim_end_matches('/').to_owned(), path));
        } else {
            let found = expand(name, &context.folder);
            files.extend(found.map_err(|(message, help)| Error::usage(message, help))?);
        }
    }
    if files.is_empty() && folders.is_empty() {
        return Ok(RobotsFiles::default());
    }
    let read = load(&files, &folders, &context.folder, &agents.list)?;
    match read.inputs.iter().find(|input| input.answers == 0) {
        None => Ok(read),
        Some(empty) => Err(Error::usage(
            format!("{} holds no robots.txt and no tdmrep.json", empty.file_path),
            "name an archive with responses for /robots.txt, or a folder with HOST/robots.txt in it",
        )),
    }
}

impl Stage for Rights {
    fn identity(&self) -> Value {
        let digests = self.files.inputs.iter();
        let digests: String = digests
            .map(|input| format!("{}  {}\n", input.sha256, input.file_path))
            .collect();
        json!({
            "policy": self.judge.named, "agents": self.agents.named,
            "version": tamis_filters::rights::VERSION, "beside": self.beside,
            // Each file with its digest stands in the manifest under `rights`.
            "robots": (!digests.is_empty()).then(|| sha256(digests.as_bytes())),
        })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    fn resources(&self) -> Vec<Resource> {
        let resource = |kind: &str, named: &Named| Resource {
            kind: kind.into(),
            name: named.name.clone(),
            version: Some(named.version.clone()),
            sha256: Some(named.sha256.clone()),
        };
        vec![
            resource("policy", &self.judge.named),
            resource("agents", &self.agents.named),
        ]
    }
}

/// What of a document could not be read, each kind once.
fn unread(unread: &Unread) -> impl Iterator<Item = &'static str> {
    [
        ("json-ld", unread.json_ld),
        ("content-usage", unread.content_usage),
        ("content-signal", unread.content_signal),
        ("tdm-reservation", unread.tdm),
        ("unavailable-after", unread.date),
        ("link", unread.link),
        ("beyond", unread.beyond),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(kind, _)| kind)
}

impl MapStage for Rights {
    fn apply(&self, item: &mut Item) -> Verdict {
        let mut found = RightsFound::default();
        let mut evidence = Evidences::new();
        let site = Site::of(&item.document.url);
        if let Some(site) = &site {
            found.domain.clone_from(&site.domain);
            let time = seconds(&item.document.date);
            self.collector.site(site, time, &mut found, &mut evidence);
        }
        if let Some(response) = &item.response {
            self.collector.headers(&response.headers, &mut evidence);
        }
        // Parsed even where a header decides: another policy may ask what the page says itself.
        if let Some(Content::Page(page)) = item.content() {
            self.collector.page(page, &mut evidence);
            let declared = page.html_lang().and_then(Language::of);
            let declared = declared.and_then(|language| language.in_script(None));
            found.declared = declared.map_or_else(String::new, |code| code.to_string());
        }
        // What a row states; a page was asked above.
        if let Some(license) = &item.document.license {
            evidence.push(Signal::License, Source::Row, None, license);
        }
        found.unreadable.extend(unread(&evidence.unread));
        let drop = self.judge.decide(&evidence, &item.document.date);
        found.dropped = drop.as_ref().map(|drop| RightsDrop {
            reason: drop.reason,
            rule: drop.rule.clone(),
            signal: drop.signal.clone(),
        });
        item.document.rights = evidence.into_vec();
        item.rights = Some(Box::new(found));
        match drop {
            None => Verdict::Keep,
            Some(drop) => Verdict::Drop(Removal {
                reason: drop.reason,
                value: None,
                threshold: None,
                detail: Some(drop.detail),
            }),
        }
    }

    fn beside(&self, partition: &Partition) -> Option<PathBuf> {
        let path = partition.place.path().filter(|_| partition.archive)?;
        self.beside.then(|| beside(path))
    }

    fn for_partition(&self, partition: &Partition) -> Result<Option<ForPartition>> {
        if self.beside && partition.archive && partition.place.is_stored() {
            return Err(Error::usage(
                format!("{} has nothing beside it that is read", partition.file_path),
                "robots = \"beside\" looks on a disk: copy the robots archives there and name them in `robots`",
            ));
        }
        let Some(path) = MapStage::beside(self, partition) else {
            return Ok(None);
        };
        let name = beside(partition.file_path.as_ref());
        let name = name.to_string_lossy().replace('\\', "/");
        let mut builder = Builder::new()?;
        let file = if path.is_file() {
            read_warc(&path, &name, &self.agents.list, &mut builder)?
        } else {
            RobotsInput {
                file_path: name,
                missing: true,
                ..RobotsInput::default()
            }
        };
        let sites = Sites::new(vec![Arc::new(builder.finish()?), self.files.table.clone()]);
        let collector = Arc::new(Collector::new(sites, self.agents.clone()));
        let stage = Box::new(Self {
            collector,
            ..self.clone()
        });
        Ok(Some(ForPartition { stage, file }))
    }

    fn rights(&self) -> Option<RightsPolicy> {
        Some(RightsPolicy {
            policy: self.judge.named.clone(),
            agents: self.agents.named.clone(),
            robots: self.files.inputs.clone(),
        })
    }
}
