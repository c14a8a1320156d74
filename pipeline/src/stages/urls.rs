//! Lists of unwanted URLs, which the user names: what is on one is not even parsed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filters::url::{ListBuilder, SUFFIX_LIST, UrlList, UrlLists, VERSION};
use tamis_filters::{Removal, Verdict};
use tamis_manifests::digest::sha256;
use tamis_manifests::manifest::Resource;

use super::{BuildContext, Item, MapStage, Stage, StageKind, Work};
use crate::config::{Section, Settings};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "urls",
    about: "lists of unwanted domains, pages and words",
    section: Section::Stages,
    inputs: &[Slot::many(&[Port::Records])],
    output: Some(Port::Records),
    edge: Edge::Map,
    side: false,
    build,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Name of each list and where it is.
    lists: BTreeMap<String, ListPaths>,
}

/// Where a list is.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a path, or a table of the paths `domains`, `urls` and `words`"
)]
enum ListPaths {
    /// A folder with `domains` and `urls` in it (a category of UT1), or a file of domains.
    One(PathBuf),
    /// Each file by what is in it.
    Each(EachPath),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EachPath {
    domains: Option<PathBuf>,
    urls: Option<PathBuf>,
    words: Option<PathBuf>,
}

struct Urls {
    lists: UrlLists,
    /// The reason of each list, by its name.
    reasons: BTreeMap<String, &'static str>,
    identity: Value,
    /// Name of each file as the manifest has it, and its digest.
    digests: Vec<(String, String)>,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let wrong = |message: String, help: &str| {
        let span = settings.span_of("lists");
        Error::from(
            settings
                .source()
                .error(span, message, "in this table", Some(help.into())),
        )
    };
    let mut lists = Vec::new();
    let mut reasons = BTreeMap::new();
    let mut identity = serde_json::Map::new();
    let mut named = Vec::new();
    for (name, paths) in &config.lists {
        if name.is_empty()
            || !name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        {
            return Err(wrong(
                format!("`{name}` is no name for a list"),
                "use letters, digits, `_` and `-`: it is part of the reason in the ledger",
            ));
        }
        let files = files(&context.folder, paths);
        if files.is_empty() {
            return Err(wrong(
                format!("the list `{name}` has no file"),
                "name a folder that has a file `domains` or `urls`, a file of domains, or a table \
                 of domains, urls and words",
            ));
        }
        let (list, digests) = read(name, &files).map_err(|(path, error)| {
            wrong(
                format!("the list `{name}`: cannot read {}: {error}", path.display()),
                "paths start at the config's folder",
            )
        })?;
        let entries = list.entries();
        if entries.domains + entries.urls + entries.words == 0 {
            let first = list.problems().first.first();
            let first = first.map_or_else(String::new, |problem| format!(": {problem}"));
            return Err(wrong(
                format!("the list `{name}` has no entry{first}"),
                "a line of `domains` is a host, of `urls` a host and path, of `words` a word",
            ));
        }
        let one = digests.len() == 1;
        named.extend(digests.iter().enumerate().map(|(i, digest)| {
            let name = if one {
                name.clone()
            } else {
                format!("{name}, file {}", i + 1)
            };
            (name, digest.clone())
        }));
        identity.insert(
            name.clone(),
            json!({
                "files": digests, "entries": entries, "bad_lines": list.problems().count,
            }),
        );
        // A list's name is known for as long as the program runs, and there are few lists.
        let reason: &'static str = Box::leak(format!("url.{name}").into_boxed_str());
        reasons.insert(name.clone(), reason);
        lists.push(list);
    }
    Ok(Box::new(Urls {
        lists: UrlLists::new(lists),
        reasons,
        identity: Value::Object(identity),
        digests: named,
    }))
}

/// What a file of a list holds.
#[derive(Clone, Copy)]
enum Holds {
    Domains,
    Urls,
    Words,
}

fn files(folder: &Path, paths: &ListPaths) -> Vec<(Holds, PathBuf)> {
    match paths {
        ListPaths::One(path) => {
            let path = folder.join(path);
            if !path.is_dir() {
                return vec![(Holds::Domains, path)];
            }
            let both = [(Holds::Domains, "domains"), (Holds::Urls, "urls")];
            both.map(|(holds, name)| (holds, path.join(name)))
                .into_iter()
                .filter(|(_, path)| path.is_file())
                .collect()
        }
        ListPaths::Each(EachPath {
            domains,
            urls,
            words,
        }) => [
            (Holds::Domains, domains),
            (Holds::Urls, urls),
            (Holds::Words, words),
        ]
        .into_iter()
        .filter_map(|(holds, path)| Some((holds, folder.join(path.as_ref()?))))
        .collect(),
    }
}

type ReadFailed = (PathBuf, Error);

fn read(name: &str, files: &[(Holds, PathBuf)]) -> Result<(UrlList, Vec<String>), ReadFailed> {
    let mut builder = ListBuilder::new(name);
    let mut digests = Vec::new();
    for (holds, path) in files {
        let mut bytes = Vec::new();
        crate::io::open(path)
            .and_then(|mut reader| {
                std::io::Read::read_to_end(&mut reader, &mut bytes).map_err(Error::io(path, "read"))
            })
            .map_err(|error| (path.clone(), error))?;
        digests.push(sha256(&bytes));
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        match holds {
            Holds::Domains => builder.domains(&file, &bytes),
            Holds::Urls => builder.urls(&file, &bytes),
            Holds::Words => builder.words(&file, &bytes),
        };
    }
    Ok((builder.finish(), digests))
}

impl Stage for Urls {
    fn identity(&self) -> Value {
        json!({ "lists": self.identity, "version": VERSION, "suffixes": SUFFIX_LIST })
    }

    fn work(&self) -> Work<'_> {
        Work::Map(self)
    }

    fn resources(&self) -> Vec<Resource> {
        let resource = |(name, sha256): &(String, String)| Resource {
            kind: "list".into(),
            name: name.clone(),
            version: None,
            sha256: Some(sha256.clone()),
        };
        self.digests.iter().map(resource).collect()
    }
}

impl MapStage for Urls {
    fn apply(&self, item: &mut Item) -> Verdict {
        match self.lists.find(&item.document.url) {
            None => Verdict::Keep,
            Some(hit) => Verdict::Drop(Removal {
                reason: self.reasons.get(hit.list).copied().unwrap_or("url.listed"),
                value: None,
                threshold: None,
                detail: Some(hit.entry),
            }),
        }
    }
}
