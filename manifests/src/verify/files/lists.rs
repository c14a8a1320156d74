//! A file against the two lists that have its digest: `SHA256SUMS` and the manifest.

use super::super::report::{Kind, Problem};
use super::{Checked, Item};
use crate::manifest::FILE as MANIFEST;
use crate::sign::SUMS;

/// From which lists a file's bytes differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) enum Differs {
    /// From none that names it.
    #[default]
    No,
    /// There are no bytes.
    Gone,
    /// From all that name it: most likely it is the file that changed.
    Everywhere,
    /// From the manifest, and not from `SHA256SUMS`.
    FromManifest,
    /// From `SHA256SUMS`, and not from the manifest: it is that line which is wrong.
    FromSums,
}

/// Compares length and digest of a file with both lists, and says once what differs.
pub(super) fn compare(item: &Item<'_>, checked: &mut Checked, found: &str) {
    let sums = item.listed.as_ref().and_then(Option::as_deref);
    let manifest = item.output.map(|output| output.sha256.as_str());
    let of_file = |what: String| Problem::of(&item.path, Kind::Bytes, what);
    let is = |stated: Option<&str>| stated.map(|stated| stated == found);
    let (sums_say, manifest_says) = (sums.unwrap_or_default(), manifest.unwrap_or_default());
    let (differs, problem) = match (is(sums), is(manifest)) {
        (None | Some(true), None | Some(true)) => (Differs::No, None),
        (Some(false), Some(true)) => {
            let path = &item.path;
            let what = format!(
                "it says that the SHA-256 of {path} is {sums_say}; found {found}, as the manifest says"
            );
            (Differs::FromSums, Some(Problem::of(SUMS, Kind::Sums, what)))
        }
        (Some(true), Some(false)) => {
            let what = format!(
                "its SHA-256 is {found}, as SHA256SUMS says; the manifest says {manifest_says}"
            );
            (Differs::FromManifest, Some(of_file(what).due_to(MANIFEST)))
        }
        (Some(false), None) => {
            let what = format!("its SHA-256 is {found}; SHA256SUMS says {sums_say}");
            (Differs::Everywhere, Some(of_file(what).due_to(SUMS)))
        }
        (None, Some(false)) => {
            let what = format!("its SHA-256 is {found}; the manifest says {manifest_says}");
            (Differs::Everywhere, Some(of_file(what)))
        }
        (Some(false), Some(false)) if sums == manifest => {
            let what =
                format!("its SHA-256 is {found}; SHA256SUMS and the manifest say {sums_say}");
            (Differs::Everywhere, Some(of_file(what)))
        }
        (Some(false), Some(false)) => {
            let what = format!(
                "its SHA-256 is {found}; SHA256SUMS says {sums_say}, the manifest {manifest_says}"
            );
            (Differs::Everywhere, Some(of_file(what)))
        }
    };
    checked.differs = differs;
    checked.problems.extend(problem);
    // A length that is another too is told with the digest.
    let of_length = item.output.filter(|output| output.bytes != checked.bytes);
    if let (Some(output), Differs::No | Differs::FromSums) = (of_length, differs) {
        let (found, stated) = (checked.bytes, output.bytes);
        let what = format!("it has {found} bytes; the manifest says {stated}");
        checked.problems.push(of_file(what).due_to(MANIFEST));
    } else if let (Some(output), Some(problem)) = (of_length, checked.problems.last_mut()) {
        let (found, stated) = (checked.bytes, output.bytes);
        problem.what += &format!("; it has {found} bytes, and should have {stated}");
    }
}
