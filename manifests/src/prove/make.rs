//! Making proofs from a dataset.

use std::path::Path;

use super::error::ProveError;
use super::proof::{Claim, FORMAT, Inclusion, Place, Proof, Subject};
use crate::digest::hex;
use crate::manifest::Output;
use crate::merkle::{DomainLeaf, FileLeaf, Hash, KeptLeaf, Paths, Root, domain_hash, leaf_hash};
use crate::sign::{Envelope, FILE as ENVELOPE};
use crate::table::{Table, guarded, integers, natural, texts, wrong};
use crate::verify::ledger::{COLUMNS, leaves};
use crate::why::{Dataset, Document, Found, refused};

/// Proves what a dataset says of a document or a domain: one proof for each row of the document, one
/// of a domain. Reads the files in which the document is, once.
///
/// # Errors
/// No such document; a dataset that is damaged; see [`ProveError`].
pub fn prove(dataset: &Path, subject: &Subject) -> Result<Vec<Proof>, ProveError> {
    let dataset = Dataset::open(dataset)?;
    let envelope = match dataset.folder.read(ENVELOPE) {
        Ok(bytes) => Some(Envelope::read(&bytes)?),
        Err(why) if why.is_missing() => None,
        Err(why) => return Err(refused(ENVELOPE)(why).into()),
    };
    let base = |claim, root: &str| Proof {
        format: FORMAT.to_owned(),
        claim,
        dataset: dataset.manifest.name.clone(),
        subject: subject.clone(),
        row: None,
        file: None,
        domains: Vec::new(),
        root: root.to_owned(),
        envelope: envelope.clone(),
    };
    let (document, name) = match subject {
        Subject::Id(id) => (Document::Id(id), format!("the id {id}")),
        Subject::Url(url) => (Document::Url(url), format!("the URL {url}")),
        Subject::Domain(name) => {
            let (claim, domains) = domain(&dataset, name)?;
            let mut proof = base(claim, &dataset.manifest.trees.domains.root);
            proof.domains = domains;
            return Ok(vec![proof]);
        }
    };
    let found = dataset.find(document)?;
    if found.is_empty() {
        return Err(ProveError::NotFound(name));
    }
    let mut proofs = Vec::new();
    let place = |found: &Found| match found {
        Found::Kept { path, row, .. } | Found::Removed { path, row, .. } => (path.clone(), *row),
    };
    let places: Vec<(String, u64)> = found.iter().map(place).collect();
    for of_file in places.chunk_by(|a, b| a.0 == b.0) {
        let Some((path, _)) = of_file.first() else {
            continue;
        };
        let Some(output) = dataset.manifest.outputs.iter().find(|o| o.path == *path) else {
            continue;
        };
        let rows: Vec<u64> = of_file.iter().map(|(_, row)| *row).collect();
        let (claim, tree) = match output.kind.as_str() {
            "ledger" => (Claim::Removed, &dataset.manifest.trees.removed),
            _ => (Claim::Kept, &dataset.manifest.trees.kept),
        };
        let file = file(&dataset, output, &tree.root)?;
        for row in self::rows(&dataset, output, &rows)? {
            let mut proof = base(claim, &tree.root);
            proof.row = Some(row);
            proof.file = Some(file.clone());
            proofs.push(proof);
        }
    }
    Ok(proofs)
}

fn hexes(path: Vec<Hash>) -> Vec<String> {
    path.iter().map(|hash| hex(hash)).collect()
}

/// The leaf of a file in the tree of files of its kind.
fn file(dataset: &Dataset, output: &Output, stated: &str) -> Result<Inclusion, ProveError> {
    let of_kind = |other: &&Output| other.kind == output.kind;
    let files: Vec<&Output> = dataset.manifest.outputs.iter().filter(of_kind).collect();
    let index = files.iter().position(|other| other.path == output.path);
    let index = index.unwrap_or_default() as u64;
    let mut root = Root::default();
    let mut paths = Paths::new(files.len() as u64, [index]);
    for file in &files {
        let leaf = FileLeaf::of(file).hash();
        root.push(leaf);
        if let Some(paths) = &mut paths {
            paths.push(leaf);
        }
    }
    if root.hex() != stated {
        return Err(ProveError::Root("the tree of files".to_owned()));
    }
    let leaf = crate::canonical::to_string(&FileLeaf::of(output)).unwrap_or_default();
    let path = paths.map(Paths::finish).unwrap_or_default().pop();
    Ok(Inclusion {
        leaf,
        index,
        size: files.len() as u64,
        path: hexes(path.unwrap_or_default()),
    })
}

/// The leaves of some rows (ascending) of a file, in its tree.
fn rows(dataset: &Dataset, output: &Output, rows: &[u64]) -> Result<Vec<Inclusion>, ProveError> {
    let file = dataset
        .folder
        .file(&output.path)
        .map_err(refused(&output.path))?;
    let mut tree = Growing::default();
    let work = || {
        let table = Table::open(file)?;
        tree.paths = Paths::new(table.rows, rows.iter().copied());
        tree.size = table.rows;
        if output.kind == "ledger" {
            for batch in table.read(&COLUMNS)? {
                leaves(&batch.map_err(|error| wrong(&error))?, |leaf| {
                    tree.push(leaf.data(), rows);
                })?;
            }
        } else {
            kept(table, output, |leaf| tree.push(leaf.data(), rows))?;
        }
        Ok(())
    };
    guarded(work).map_err(|why| ProveError::File {
        path: output.path.clone().into(),
        why,
    })?;
    if Some(tree.root.hex()) != output.root {
        return Err(ProveError::Root(output.path.clone()));
    }
    let size = tree.size;
    let paths = tree.paths.map(Paths::finish).unwrap_or_default();
    let inclusion = |(((index, leaf), path), size): (((u64, String), Vec<Hash>), u64)| Inclusion {
        leaf,
        index,
        size,
        path: hexes(path),
    };
    let sizes = std::iter::repeat(size);
    Ok(tree
        .wanted
        .into_iter()
        .zip(paths)
        .zip(sizes)
        .map(inclusion)
        .collect())
}

#[derive(Default)]
struct Growing {
    root: Root,
    size: u64,
    paths: Option<Paths>,
    wanted: Vec<(u64, String)>,
}

impl Growing {
    fn push(&mut self, data: Vec<u8>, rows: &[u64]) {
        let hash = leaf_hash(&data);
        let index = self.root.leaves();
        self.root.push(hash);
        if let Some(paths) = &mut self.paths {
            paths.push(hash);
        }
        if rows.binary_search(&index).is_ok() {
            let text = String::from_utf8_lossy(&data).into_owned();
            self.wanted.push((index, text));
        }
    }
}

fn kept(table: Table, output: &Output, mut each: impl FnMut(KeptLeaf<'_>)) -> Result<(), String> {
    for batch in table.read(&["id", "url", "record_id", "digest"])? {
        let batch = batch.map_err(|error| wrong(&error))?;
        let column = |name: &str| texts(&batch, name);
        let (ids, urls) = (column("id")?, column("url")?);
        let (records, digests) = (column("record_id")?, column("digest")?);
        for row in 0..batch.num_rows() {
            each(KeptLeaf {
                digest: digests.value(row),
                id: ids.value(row),
                language: output.language.as_deref().unwrap_or("und"),
                record_id: records.value(row),
                url: urls.value(row),
            });
        }
    }
    Ok(())
}

/// A name and every name that it is below, the longest first.
fn with_parents(name: &str) -> Vec<&str> {
    let parents = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    std::iter::once(name).chain(parents).collect()
}

/// A domain as it is written in the table of domains.
fn normal(name: &str) -> Option<String> {
    let plain = !name.contains(['/', '?', '#', '@']) && !name.contains("://");
    let host = url::Host::parse(name).ok().filter(|_| plain)?;
    let text = host.to_string();
    let text = text.trim_end_matches('.');
    (!text.is_empty()).then(|| text.to_owned())
}

fn domain(dataset: &Dataset, name: &str) -> Result<(Claim, Vec<Place>), ProveError> {
    let not = || ProveError::NotADomain(name.to_owned());
    let name = normal(name).ok_or_else(not)?;
    let path = crate::verify::DOMAINS;
    let file = dataset.folder.file(path).map_err(refused(path))?;
    let (leaves, below) =
        guarded(|| domain_leaves(file, &name)).map_err(|why| ProveError::File {
            path: path.into(),
            why,
        })?;
    let mut root = Root::default();
    leaves.iter().for_each(|(_, leaf)| root.push(leaf.hash()));
    if root.hex() != dataset.manifest.trees.domains.root {
        return Err(ProveError::Root(path.to_owned()));
    }
    let at = |name: &str| leaves.binary_search_by_key(&domain_hash(name), |(hash, _)| *hash);
    // An address has no domain above it.
    let names = match url::Host::parse(&name) {
        Ok(url::Host::Domain(_)) => with_parents(&name),
        _ => vec![name.as_str()],
    };
    let mut places = Vec::new();
    for (above, name) in names.into_iter().enumerate() {
        let beside: Vec<u64> = match at(name) {
            Ok(index) if above == 0 => vec![index as u64],
            Ok(_) => {
                return Err(ProveError::Below {
                    parent: name.to_owned(),
                });
            }
            Err(after) => {
                let before = after.checked_sub(1);
                let after = Some(after).filter(|after| *after < leaves.len());
                before.into_iter().chain(after).map(|i| i as u64).collect()
            }
        };
        let mut paths = Paths::new(leaves.len() as u64, beside.iter().copied());
        if let Some(paths) = &mut paths {
            leaves.iter().for_each(|(_, leaf)| paths.push(leaf.hash()));
        }
        let paths = paths.map(Paths::finish).unwrap_or_default();
        let inclusions = beside.iter().zip(paths).filter_map(|(index, path)| {
            let (_, leaf) = leaves.get(usize::try_from(*index).ok()?)?;
            Some(Inclusion {
                leaf: crate::canonical::to_string(leaf).ok()?,
                index: *index,
                size: leaves.len() as u64,
                path: hexes(path),
            })
        });
        let place = Place {
            domain: name.to_owned(),
            leaves: inclusions.collect(),
        };
        if at(name).is_ok() {
            return Ok((Claim::Present, vec![place]));
        }
        places.push(place);
    }
    if let Some(below) = below {
        return Err(ProveError::Above { below });
    }
    Ok((Claim::Absent, places))
}

/// Leaves with the hashes of their domains.
type Leaves = Vec<(Hash, DomainLeaf)>;

/// The leaves of domains with documents, in the order of the table; and the first of those domains
/// that is below `name`, if one is.
fn domain_leaves(file: std::fs::File, name: &str) -> Result<(Leaves, Option<String>), String> {
    let mut leaves = Leaves::new();
    let mut below = None;
    for batch in Table::open(file)?.read(&["domain", "documents"])? {
        let batch = batch.map_err(|error| wrong(&error))?;
        let (names, documents) = (texts(&batch, "domain")?, integers(&batch, "documents")?);
        for row in 0..batch.num_rows() {
            let documents = natural(documents.value(row), "documents")?;
            if documents == 0 {
                continue;
            }
            let rest = names.value(row).strip_suffix(name);
            if below.is_none() && rest.is_some_and(|rest| rest.ends_with('.')) {
                below = Some(names.value(row).to_owned());
            }
            let hash = domain_hash(names.value(row));
            match leaves.last_mut() {
                Some((last, leaf)) if *last == hash => leaf.documents += documents,
                _ => leaves.push((hash, DomainLeaf::new(names.value(row), documents))),
            }
        }
    }
    Ok((leaves, below))
}
