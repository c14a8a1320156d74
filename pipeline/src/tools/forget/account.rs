//! What a takedown changes in the account: ledger, domains, counts, trees, history.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;

use tamis_manifests::digest::sha256;
use tamis_manifests::domains::{DomainReader, DomainTree, DomainWriter, FILE as DOMAINS};
use tamis_manifests::manifest::{Manifest, Mix, Output, Takedown, Tree, Trees, Version};
use tamis_manifests::merkle::Root;
use tamis_manifests::{LedgerWriter, Removed};

use super::matching::{Asked, Request};
use crate::document::Document;
use crate::domain;
use crate::error::{Error, Result};
use crate::io::{OutFile, Staged, parquet_failed};

/// The stage that stands in the ledger.
const STAGE: &str = "forget";

/// Documents that go.
#[derive(Default)]
pub(super) struct Gone {
    ids: HashSet<u128>,
    documents: Vec<One>,
    by: BTreeMap<&'static str, u64>,
    rows: u64,
    languages: BTreeMap<String, OfLanguage>,
}

#[derive(Default)]
struct OfLanguage {
    all: Less,
    sources: BTreeMap<String, Less>,
    personal: BTreeMap<String, u64>,
}

/// What a mix has less.
#[derive(Default)]
struct Less {
    documents: u64,
    rows: u64,
    tokens: u64,
    documents_held_out: u64,
    tokens_held_out: u64,
}

impl Less {
    fn row(&mut self, tokens: u64, held_out: bool) {
        self.rows += 1;
        self.tokens += tokens;
        if held_out {
            self.documents_held_out += 1;
            self.tokens_held_out += tokens;
        }
    }

    fn take_from(&self, mix: &mut Mix) {
        for (sum, less) in [
            (&mut mix.documents_given, self.documents),
            (&mut mix.rows_given, self.rows),
            (&mut mix.tokens_given, self.tokens),
            (&mut mix.documents_held_out, self.documents_held_out),
            (&mut mix.tokens_held_out, self.tokens_held_out),
        ] {
            *sum = sum.saturating_sub(less);
        }
    }
}

/// What of a document the account needs.
struct One {
    id: String,
    /// Only its digest goes into the ledger.
    url: String,
    language: String,
    file_path: String,
    offset: u64,
    asked: Asked,
    bytes: u64,
    tokens: u64,
}

impl Gone {
    /// A row that goes, of a shard of documents that are held out or of one of the mix.
    pub(super) fn add(&mut self, document: &Document, asked: Asked, held_out: bool) {
        self.rows += 1;
        let of = self.languages.entry(document.language.clone()).or_default();
        let source = of.sources.entry(document.source.clone()).or_default();
        let tokens = u64::from(document.token_count);
        of.all.row(tokens, held_out);
        source.row(tokens, held_out);
        if !self.ids.insert(document.id_number()) {
            return;
        }
        of.all.documents += 1;
        source.documents += 1;
        for span in &document.pii {
            *of.personal.entry(span.label()).or_default() += 1;
        }
        *self.by.entry(asked.as_str()).or_default() += 1;
        self.documents.push(One {
            id: document.id.clone(),
            url: document.url.clone(),
            language: document.language.clone(),
            file_path: document.file_path.clone(),
            offset: document.offset,
            asked,
            bytes: document.text.len() as u64,
            tokens: document.token_count.into(),
        });
    }

    /// A request for the same documents by their ids.
    pub(super) fn as_request(&self) -> Request {
        let mut request = Request::default();
        for one in &self.documents {
            // An id that is none asks for nothing, and stands in no other file.
            let _ = request.add(Asked::Id, &one.id);
        }
        request
    }

    pub(super) fn documents(&self) -> u64 {
        self.documents.len() as u64
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn by(&self) -> &BTreeMap<&'static str, u64> {
        &self.by
    }
}

/// Writes ledger and domains anew, and brings the manifest up to date.
pub(super) fn update(
    manifest: &mut Manifest,
    before: &[u8],
    gone: &Gone,
    takedown: &Takedown,
    staged: &Staged<'_>,
) -> Result<()> {
    manifest.history.push(Version {
        manifest_sha256: sha256(before),
        trees: manifest.trees.clone(),
        takedown: takedown.clone(),
    });
    if !gone.documents.is_empty() {
        let entry = ledger(manifest, gone, takedown, staged)?;
        manifest.outputs.push(entry);
        manifest.outputs.sort_by(|a, b| a.path.cmp(&b.path));
        mix(manifest, gone);
    }
    let domains = domains(manifest, gone, staged)?;
    manifest.trees = Trees {
        kept: manifest.tree_over("shard"),
        removed: manifest.tree_over("ledger"),
        domains,
    };
    Ok(())
}

fn mix(manifest: &mut Manifest, gone: &Gone) {
    for (language, of) in &gone.languages {
        if let Some(mix) = manifest.mix.get_mut(language) {
            of.all.take_from(mix);
            for (source, less) in &of.sources {
                if let Some(mix) = mix.sources.get_mut(source) {
                    less.take_from(mix);
                }
            }
        }
        let Some(kinds) = manifest.personal_data.get_mut(language) else {
            continue;
        };
        for (kind, places) in &of.personal {
            if let Some(count) = kinds.kinds.get_mut(kind) {
                count.handled = count.handled.saturating_sub(*places);
            }
        }
    }
}

/// A row for each document, without its URL: whoever knows that can make its digest.
fn ledger(
    manifest: &Manifest,
    gone: &Gone,
    takedown: &Takedown,
    staged: &Staged<'_>,
) -> Result<Output> {
    let number = manifest.history.len().saturating_sub(1);
    let path = format!("removed/{STAGE}-{number:05}.parquet");
    let to = staged.place(&path);
    let failed = parquet_failed(&to, "write");
    let mut writer = LedgerWriter::new(OutFile::create(&to)?).map_err(&failed)?;
    let mut root = Root::default();
    for one in &gone.documents {
        let row = Removed {
            id: one.id.clone(),
            url: String::new(),
            language: one.language.clone(),
            stage: STAGE.into(),
            reason: one.asked.reason().into(),
            value: None,
            threshold: None,
            file_path: one.file_path.clone(),
            offset: one.offset,
            detail: Some(format!(
                "sha256 of the URL {}; {}; {}",
                sha256(one.url.as_bytes()),
                takedown.date,
                takedown.reason
            )),
        };
        root.push(row.hash());
        writer.push(row).map_err(&failed)?;
    }
    let synced = writer.finish().map_err(&failed)?.sync()?;
    synced.publish()?;
    Ok(Output {
        path,
        kind: "ledger".into(),
        bytes: synced.bytes,
        sha256: synced.sha256,
        rows: root.leaves(),
        root: Some(root.hex()),
        ..Output::default()
    })
}

/// The table of domains without what went.
fn domains(manifest: &mut Manifest, gone: &Gone, staged: &Staged<'_>) -> Result<Tree> {
    let mut less: HashMap<(String, &str), (u64, u64, u64)> = HashMap::new();
    for one in &gone.documents {
        let key = (domain::of_text(&one.url), one.language.as_str());
        let sum = less.entry(key).or_default();
        sum.0 += 1;
        sum.1 += one.bytes;
        sum.2 += one.tokens;
    }
    let from = staged.root().join(DOMAINS);
    let file = File::open(&from).map_err(Error::io(&from, "open"))?;
    let to = staged.place(DOMAINS);
    let (read, write) = (parquet_failed(&from, "read"), parquet_failed(&to, "write"));
    let mut writer = DomainWriter::new(OutFile::create(&to)?).map_err(&write)?;
    let mut tree = DomainTree::default();
    for rows in DomainReader::open(file).map_err(&read)? {
        for mut row in rows.map_err(&read)? {
            let key = (row.domain.clone(), row.language.as_str());
            if let Some((documents, bytes, tokens)) = less.get(&key) {
                let sizes = &mut row.sizes;
                sizes.documents = sizes.documents.saturating_sub(*documents);
                sizes.bytes = sizes.bytes.saturating_sub(*bytes);
                sizes.tokens = sizes.tokens.saturating_sub(*tokens);
            }
            tree.row(&row.domain, row.sizes.documents);
            writer.push(row).map_err(&write)?;
        }
    }
    let (out, rows) = writer.finish().map_err(&write)?;
    let synced = out.sync()?;
    synced.publish()?;
    if let Some(entry) = manifest.outputs.iter_mut().find(|o| o.path == DOMAINS) {
        (entry.bytes, entry.sha256, entry.rows) = (synced.bytes, synced.sha256, rows);
    }
    for top in &mut manifest.domains.top {
        for ((domain, _), (documents, bytes, tokens)) in &less {
            if *domain == top.domain {
                top.documents = top.documents.saturating_sub(*documents);
                top.bytes = top.bytes.saturating_sub(*bytes);
                top.tokens = top.tokens.saturating_sub(*tokens);
            }
        }
    }
    let tree = tree.finish();
    manifest.domains.kept = tree.leaves;
    Ok(tree)
}
