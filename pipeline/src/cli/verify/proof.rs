//! A proof, without the dataset.

use std::fmt::Write as _;
use std::path::Path;

use tamis_manifests::prove::{Checked, Claim, Proof, Rests, Subject, check_proof};
use tamis_manifests::sign::PublicKey;

use crate::error::{Error, Result};

/// What a proof says, if it holds; else what does not.
pub(super) fn check(path: &Path, keys: &[PublicKey], root: Option<&str>) -> Result<(bool, String)> {
    let bytes = std::fs::read(path).map_err(|error| {
        Error::usage(
            format!("cannot read {}: {error}", path.display()),
            "`tamis prove` makes a proof",
        )
    })?;
    let proof = Proof::read(&bytes).map_err(|error| {
        Error::usage(
            format!("{}: {error}", path.display()),
            "`tamis prove` makes a proof",
        )
    })?;
    Ok(match check_proof(&proof, keys, root) {
        Ok(checked) => (true, told(&checked)),
        Err(error) => (false, format!("the proof does not hold: {error}\n")),
    })
}

fn told(checked: &Checked) -> String {
    let mut out = String::new();
    let subject = match &checked.subject {
        Subject::Id(id) => format!("the document {id}"),
        Subject::Url(url) => format!("the document {url}"),
        Subject::Domain(domain) => format!("the domain {domain}"),
    };
    let claim = match checked.claim {
        Claim::Kept => "is in the dataset",
        Claim::Removed => "was removed from the dataset",
        Claim::Present => "has documents in the dataset",
        Claim::Absent => "has no document in the dataset",
    };
    let _ = writeln!(out, "{subject} {claim} {}", checked.dataset);
    if let Some(removed) = &checked.removed {
        let _ = write!(out, "by {} ({})", removed.reason, removed.stage);
        if let Some(value) = removed.value {
            let _ = write!(out, ": {value}");
        }
        if let Some(threshold) = removed.threshold {
            let _ = write!(out, ", the bound is {threshold}");
        }
        out.push('\n');
    }
    if let Some((language, digest)) = &checked.kept {
        let _ = writeln!(out, "language {language}, SHA-256 of its text {digest}");
    }
    if let (Some(file), Some(row)) = (&checked.file, checked.row) {
        let _ = writeln!(out, "{}, row {row} of {} (from 0)", file.path, file.rows);
    }
    if let Some(documents) = checked.documents {
        let _ = writeln!(out, "documents {documents}");
    }
    let _ = writeln!(out, "root {}", checked.root);
    for rests in &checked.rests {
        match rests {
            Rests::Signature(keys) => keys.iter().for_each(|key| {
                let _ = writeln!(out, "the root is signed by {key}");
            }),
            Rests::Root => out.push_str("the root is the one that you gave\n"),
            Rests::Nothing(named) => {
                out.push_str("nobody vouches for the root: give a public key with --key, or the root with --root\n");
                for key in named {
                    let _ = writeln!(out, "(a signature by {key} was not checked)");
                }
            }
        }
    }
    out
}
