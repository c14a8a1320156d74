use std::path::PathBuf;

use clap::Args;
use tamis_manifests::ecosystem::escape::visible;
use tamis_manifests::prove::{Claim, Proof, ProveError, Subject, prove};

use super::{Ended, print};
use crate::error::{Error, Result};
use crate::io::write_atomically;

/// Proves something of a dataset in a file that is checked without the dataset: that a document is
/// in it, that one was removed and by which rule, or that nothing of a domain is in it. Exit code 1: there
/// is no such document, of which alone nothing can be proven.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("subject").required(true)))]
pub(super) struct Prove {
    /// The dataset's folder
    dataset: PathBuf,
    /// A document, by its id
    #[arg(long, value_name = "ID", group = "subject")]
    id: Option<String>,
    /// A document, by its URL
    #[arg(long, value_name = "URL", group = "subject")]
    url: Option<String>,
    /// A registrable domain: whether documents of it are in the dataset
    #[arg(long, value_name = "DOMAIN", group = "subject")]
    domain: Option<String>,
    /// The proof's file; a document that stands in several places gives several, numbered
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

impl Prove {
    pub(super) fn call(self) -> Result<Ended> {
        let subject = match (self.id, self.url, self.domain) {
            (Some(id), _, _) => Subject::Id(id.trim().to_ascii_lowercase()),
            (_, Some(url), _) => Subject::Url(url),
            (_, _, domain) => Subject::Domain(domain.unwrap_or_default()),
        };
        let proofs = prove(&self.dataset, &subject).map_err(wrong)?;
        if proofs.is_empty() {
            return Err(Error::run_help(
                "no such document is in this dataset, nor among what was removed from it",
                "that nothing of a whole domain is in it can be proven with --domain",
            ));
        }
        let count = proofs.len();
        for (index, proof) in proofs.iter().enumerate() {
            let bytes = proof
                .to_bytes()
                .map_err(|error| Error::run(format!("cannot write the proof: {error}")))?;
            let Some(path) = &self.output else {
                print(&String::from_utf8_lossy(&bytes))?;
                continue;
            };
            let path = numbered(path, index, count);
            write_atomically(&path, &bytes)?;
            print(&format!("{}: {}\n", path.display(), told(proof)))?;
        }
        Ok(Ended::Done)
    }
}

fn wrong(error: ProveError) -> Error {
    let told = visible(&error.to_string());
    match error {
        // The call is right; as for `tamis why`, a script can tell this from a folder that is no dataset.
        ProveError::NotFound(_) => Error::run(told),
        _ => Error::usage(
            told,
            "name the folder of a dataset, and an id, URL or domain",
        ),
    }
}

/// `proof.json`, then `proof-2.json`.
fn numbered(path: &std::path::Path, index: usize, count: usize) -> PathBuf {
    if index == 0 || count == 1 {
        return path.to_path_buf();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path
        .extension()
        .map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    path.with_file_name(format!("{stem}-{}{ending}", index + 1))
}

fn told(proof: &Proof) -> &'static str {
    match proof.claim {
        Claim::Kept => "the document is in the dataset",
        Claim::Removed => "the document was removed",
        Claim::Present => "documents of the domain are in the dataset",
        Claim::Absent => "no document of the domain is in the dataset",
    }
}
