//! Checking a proof, from the proof alone.

use super::error::ProofError;
use super::proof::{Claim, FORMAT, Inclusion, Place, Proof, Subject};
use crate::digest::{hex, sha256};
use crate::ledger::Removed;
use crate::merkle::{DomainLeaf, FileLeaf, Hash, leaf_hash, root_of_path};
use crate::sign::{PublicKey, Statement};
use crate::verify::sums::is_digest;
use crate::why::is_of_url;

/// What a proof that holds rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rests {
    /// Signatures by the keys with these ids.
    Signature(Vec<String>),
    /// A root that was given by hand.
    Root,
    /// Nothing but itself: anyone can make a tree and a root. The key ids that its envelope names, if
    /// it has one that was not checked.
    Nothing(Vec<String>),
}

/// A proof that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What it says.
    pub claim: Claim,
    /// What it says it of.
    pub subject: Subject,
    /// The dataset's name.
    pub dataset: String,
    /// The file that has the document.
    pub file: Option<FileLeaf>,
    /// The number of its row in that file, from 0.
    pub row: Option<u64>,
    /// How the document was removed.
    pub removed: Option<Removed>,
    /// Language of a kept document, and SHA-256 (hex) of its text.
    pub kept: Option<(String, String)>,
    /// Documents of a domain that is present.
    pub documents: Option<u64>,
    /// The root (hex) of the tree.
    pub root: String,
    /// What all of this rests on; more than one thing where both a key and a root were given.
    pub rests: Vec<Rests>,
}

/// Checks a proof. Every key must have signed; a root, if given, must be the proof's.
///
/// # Errors
/// The first thing that does not hold.
pub fn check_proof(
    proof: &Proof,
    keys: &[PublicKey],
    root: Option<&str>,
) -> Result<Checked, ProofError> {
    if proof.format != FORMAT {
        return Err(ProofError::Format(proof.format.clone()));
    }
    let mut checked = Checked {
        claim: proof.claim,
        subject: proof.subject.clone(),
        dataset: proof.dataset.clone(),
        file: None,
        row: None,
        removed: None,
        kept: None,
        documents: None,
        root: proof.root.clone(),
        rests: Vec::new(),
    };
    match proof.claim {
        Claim::Kept | Claim::Removed => document(proof, &mut checked)?,
        Claim::Present | Claim::Absent => domain(proof, &mut checked)?,
    }
    checked.rests = rests(proof, keys, root)?;
    Ok(checked)
}

fn shape(proof: &Proof, what: &'static str) -> ProofError {
    ProofError::Shape {
        claim: proof.claim,
        what,
    }
}

fn bytes(text: &str) -> Option<Hash> {
    if !is_digest(text) {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(hash)
}

/// The root that a leaf's path leads to.
fn root_of(inclusion: &Inclusion) -> Option<String> {
    let path: Option<Vec<Hash>> = inclusion.path.iter().map(|hash| bytes(hash)).collect();
    let leaf = leaf_hash(inclusion.leaf.as_bytes());
    let root = root_of_path(leaf, inclusion.index, inclusion.size, &path?)?;
    Some(hex(&root))
}

fn leads_to(what: &'static str, inclusion: &Inclusion, expected: &str) -> Result<(), ProofError> {
    let found = root_of(inclusion).unwrap_or_else(|| "none".to_owned());
    if found == expected {
        return Ok(());
    }
    Err(ProofError::Path {
        what,
        found,
        expected: expected.to_owned(),
    })
}

fn leaf<'a, T: serde::Deserialize<'a>>(inclusion: &'a Inclusion) -> Result<T, ProofError> {
    serde_json::from_str(&inclusion.leaf).map_err(|error| ProofError::Leaf(error.to_string()))
}

fn document(proof: &Proof, checked: &mut Checked) -> Result<(), ProofError> {
    let (Some(row), Some(file)) = (&proof.row, &proof.file) else {
        return Err(shape(proof, "no row or no file"));
    };
    if !proof.domains.is_empty() {
        return Err(shape(proof, "domains"));
    }
    let of_file: FileLeaf = leaf(file)?;
    leads_to("row", row, &of_file.root)?;
    leads_to("file", file, &proof.root)?;
    if row.size != of_file.rows {
        let what = format!(
            "{} has {} rows, not {}",
            of_file.path, of_file.rows, row.size
        );
        return Err(ProofError::Leaf(what));
    }
    let right = if proof.claim == Claim::Kept {
        let kept: KeptLeaf = leaf(row)?;
        let right = match &proof.subject {
            Subject::Id(id) => kept.id == *id,
            Subject::Url(url) => kept.url == *url,
            Subject::Domain(_) => false,
        };
        checked.kept = Some((kept.language, kept.digest));
        right
    } else {
        let removed: Removed = leaf(row)?;
        let right = match &proof.subject {
            Subject::Id(id) => removed.id == *id,
            Subject::Url(url) => {
                let digest = sha256(url.as_bytes());
                is_of_url(&removed.leaf(), url, Some(&digest))
            }
            Subject::Domain(_) => false,
        };
        checked.removed = Some(removed);
        right
    };
    if !right {
        return Err(ProofError::Leaf(row.leaf.clone()));
    }
    checked.file = Some(of_file);
    checked.row = Some(row.index);
    Ok(())
}

/// As [`crate::merkle::KeptLeaf`], which cannot borrow texts with escapes.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptLeaf {
    digest: String,
    id: String,
    language: String,
    #[serde(rename = "record_id")]
    _record_id: String,
    url: String,
}

fn domain(proof: &Proof, checked: &mut Checked) -> Result<(), ProofError> {
    let Subject::Domain(name) = &proof.subject else {
        return Err(shape(proof, "a document as its subject"));
    };
    if proof.row.is_some() || proof.file.is_some() {
        return Err(shape(proof, "a row or a file"));
    }
    let Some(first) = proof.domains.first() else {
        return Err(shape(proof, "no domains"));
    };
    let expected = url::Host::parse(name).map(|host| host.to_string());
    let expected = expected.map_err(|error| ProofError::Leaf(format!("{name}: {error}")))?;
    let expected = expected.trim_end_matches('.');
    if first.domain != expected {
        return Err(ProofError::Leaf(format!(
            "it is of `{}`, not of `{expected}`",
            first.domain
        )));
    }
    if proof.claim == Claim::Present {
        let [only] = first.leaves.as_slice() else {
            return Err(shape(proof, "more or less than one leaf"));
        };
        leads_to("domain", only, &proof.root)?;
        let leaf: DomainLeaf = leaf(only)?;
        if leaf.domain != sha256(first.domain.as_bytes()) || leaf.documents == 0 {
            return Err(ProofError::Leaf(only.leaf.clone()));
        }
        checked.documents = Some(leaf.documents);
        return Ok(());
    }
    // Every name that it is below has to be absent too.
    let mut names = proof.domains.iter();
    let mut rest = Some(expected);
    let address = !matches!(url::Host::parse(expected), Ok(url::Host::Domain(_)));
    while let Some(name) = rest {
        let place = names.next().filter(|place| place.domain == name);
        absent(
            proof,
            place.ok_or_else(|| shape(proof, "not every domain above it"))?,
        )?;
        rest = name
            .split_once('.')
            .map(|(_, rest)| rest)
            .filter(|_| !address);
    }
    match names.next() {
        Some(_) => Err(shape(proof, "domains that are not above it")),
        None => Ok(()),
    }
}

/// Two leaves side by side whose hashes are on both sides of the domain's. Their numbers and the size
/// of the tree need no trust: a path that leads to the root fixes which way it turns at each node,
/// and so whether two leaves are neighbours, or one is the first or the last.
fn absent(proof: &Proof, place: &Place) -> Result<(), ProofError> {
    let wrong = |why| ProofError::Neighbours {
        domain: place.domain.clone(),
        why,
    };
    let own = sha256(place.domain.as_bytes());
    let mut leaves = Vec::new();
    for inclusion in &place.leaves {
        leads_to("domain", inclusion, &proof.root)?;
        let leaf: DomainLeaf = leaf(inclusion)?;
        if !is_digest(&leaf.domain) {
            return Err(ProofError::Leaf(inclusion.leaf.clone()));
        }
        leaves.push((inclusion, leaf.domain));
    }
    match leaves.as_slice() {
        [] if proof.root == sha256(b"") => Ok(()),
        [] => Err(wrong("the tree has leaves, and none is shown")),
        [(one, hash)] if one.index == 0 && own < *hash => Ok(()),
        [(one, hash)] if one.index.checked_add(1) == Some(one.size) && *hash < own => Ok(()),
        [_] => Err(wrong(
            "the leaf is neither the first one after it nor the last one before it",
        )),
        [(a, before), (b, after)] => {
            if a.size != b.size || a.index.checked_add(1) != Some(b.index) {
                Err(wrong("the two leaves are not side by side"))
            } else if *before < own && own < *after {
                Ok(())
            } else {
                Err(wrong("it is not between the two leaves"))
            }
        }
        _ => Err(wrong("more than two leaves are shown")),
    }
}

fn rests(proof: &Proof, keys: &[PublicKey], root: Option<&str>) -> Result<Vec<Rests>, ProofError> {
    let mut rests = Vec::new();
    if let Some(given) = root {
        if given != proof.root {
            return Err(ProofError::NotTheRoot {
                given: given.to_owned(),
                found: proof.root.clone(),
            });
        }
        rests.push(Rests::Root);
    }
    let Some(envelope) = &proof.envelope else {
        if !keys.is_empty() {
            return Err(ProofError::NotSigned);
        }
        if rests.is_empty() {
            rests.push(Rests::Nothing(Vec::new()));
        }
        return Ok(rests);
    };
    let statement = Statement::read(&envelope.payload()?)?;
    let tree = proof.claim.tree();
    let stated = statement.digest_of(tree).unwrap_or("nothing");
    if stated != proof.root {
        return Err(ProofError::OtherRoot {
            tree,
            stated: stated.to_owned(),
            found: proof.root.clone(),
        });
    }
    let named = statement.dataset().unwrap_or_default();
    if named != proof.dataset {
        return Err(ProofError::Name {
            stated: named.to_owned(),
            found: proof.dataset.clone(),
        });
    }
    for key in keys {
        envelope.verify(key)?;
    }
    if !keys.is_empty() {
        let ids = keys.iter().map(|key| key.id().to_owned()).collect();
        rests.push(Rests::Signature(ids));
    } else if rests.is_empty() {
        rests.push(Rests::Nothing(
            envelope.key_ids().map(str::to_owned).collect(),
        ));
    }
    Ok(rests)
}
