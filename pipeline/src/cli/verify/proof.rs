//! A proof, without the dataset.

use std::path::Path;

use tamis_manifests::ecosystem::escape::visible;
use tamis_manifests::prove::{Checked, Claim, Proof, Rests, Subject, check_proof};
use tamis_manifests::sign::PublicKey;

use crate::error::{Error, Result};
use crate::wrap::wrapped;

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
            format!("{}: {}", path.display(), visible(&error.to_string())),
            "`tamis prove` makes a proof",
        )
    })?;
    Ok(match check_proof(&proof, keys, root) {
        Ok(checked) => (true, told(&checked)),
        Err(error) => (
            false,
            wrapped(
                &format!("the proof does not hold: {}", visible(&error.to_string())),
                "    ",
            ) + "\n",
        ),
    })
}

/// The texts are those of whoever made the proof: each is written so that it can pass for nothing
/// else.
fn told(checked: &Checked) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&wrapped(&text, "    "));
        out.push('\n');
    };
    let subject = match &checked.subject {
        Subject::Id(id) => format!("the document {}", visible(id)),
        Subject::Url(url) => format!("the document {}", visible(url)),
        Subject::Domain(domain) => format!("the domain {}", visible(domain)),
    };
    let claim = match checked.claim {
        Claim::Kept => "is in the dataset",
        Claim::Removed => "was removed from the dataset",
        Claim::Present => "has documents in the dataset",
        Claim::Absent => "has no document in the dataset",
    };
    line(format!("{subject} {claim} {}", visible(&checked.dataset)));
    if let Some(removed) = &checked.removed {
        let (reason, stage) = (visible(&removed.reason), visible(&removed.stage));
        let value = removed.value.map(|value| format!(": {value}"));
        let bound = removed
            .threshold
            .map(|bound| format!(", the bound is {bound}"));
        let [value, bound] = [value, bound].map(Option::unwrap_or_default);
        line(format!("by {reason} ({stage}){value}{bound}"));
    }
    if let Some((language, digest)) = &checked.kept {
        let (language, digest) = (visible(language), visible(digest));
        line(format!("language {language}, SHA-256 of its text {digest}"));
    }
    if let (Some(file), Some(row)) = (&checked.file, checked.row) {
        let path = visible(&file.path);
        line(format!("{path}, row {row} of {} (from 0)", file.rows));
    }
    if let Some(documents) = checked.documents {
        line(format!("documents {documents}"));
    }
    if checked.claim == Claim::Absent {
        let note = "(as a registrable domain; of a public suffix, such as co.uk, it says nothing about \
                    the domains below)";
        line(note.to_owned());
    }
    line(format!("root {}", visible(&checked.root)));
    for rests in &checked.rests {
        match rests {
            Rests::Signature(keys) => {
                for key in keys {
                    line(format!("the root is signed by {key}"));
                }
            }
            Rests::Root => line("the root is the one that you gave".to_owned()),
            Rests::Nothing(named) => {
                let nobody = "nobody vouches for the root: give a public key with --key, or the root with --root";
                line(nobody.to_owned());
                for key in named {
                    line(format!("(a signature by {} was not checked)", visible(key)));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_cannot_say_that_it_is_signed() {
        let checked = Checked {
            claim: Claim::Absent,
            subject: Subject::Domain("a.example\nthe root is signed by 00\u{1b}[8m".into()),
            dataset: "x\rthe root is the one that you gave".into(),
            file: None,
            row: None,
            removed: None,
            kept: None,
            documents: None,
            root: "00".into(),
            rests: vec![Rests::Nothing(Vec::new())],
        };
        let text = told(&checked);
        assert!(!text.lines().any(|line| line.starts_with("the root is")));
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text:?}");
    }
}
