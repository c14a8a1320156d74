//! What follows from what. One wrong byte makes a digest wrong, and with it rows, counts, a domain, the
//! description that repeats the digest: that is one problem, and the rest are its consequences.

use std::collections::BTreeSet;

use super::report::{Kind, Problem};
use crate::manifest::FILE;
use crate::sign::SUMS;

/// Notes on each problem the file that explains it, if one does. `changed` are the files whose bytes are not
/// those that the lists name, or that are not there. Until here, `follows` of a problem says which other file it
/// would follow from, or, with a `/` at its end, one in which folder.
pub(super) fn settle(problems: &mut [Problem], mut changed: BTreeSet<String>) {
    let of_list = |p: &Problem| p.is_of(SUMS) && matches!(p.kind, Kind::Sums | Kind::Signature);
    if problems.iter().any(of_list) {
        changed.insert(SUMS.to_owned());
    }
    for problem in &mut *problems {
        let asked = problem.follows.take();
        let own = problem
            .file
            .clone()
            .filter(|file| changed.contains(file) && !is_first(problem.kind));
        let asked = asked.and_then(|asked| among(&changed, &asked));
        let manifest = || {
            let compared = is_compared(problem.kind) && changed.contains(FILE);
            compared.then(|| FILE.to_owned())
        };
        problem.follows = own.or(asked).or_else(manifest);
    }
    // A file of which nothing is told but what would follow from it, and then what follows from a file of which
    // nothing is told at all: those are problems of their own.
    let told = causes(problems);
    for problem in &mut *problems {
        let own = problem.follows.is_some() && problem.follows == problem.file;
        problem
            .follows
            .take_if(|file| own && !told.contains(file.as_str()));
    }
    let told = causes(problems);
    for problem in &mut *problems {
        problem
            .follows
            .take_if(|file| !told.contains(file.as_str()));
    }
}

/// Files with a problem that follows from no other.
fn causes(problems: &[Problem]) -> BTreeSet<String> {
    let causes = problems.iter().filter(|problem| problem.follows.is_none());
    causes.filter_map(|problem| problem.file.clone()).collect()
}

/// What is wrong with the bytes of a file, and not with what they say.
fn is_first(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Path | Kind::Missing | Kind::Extra | Kind::Sums | Kind::Bytes
    )
}

/// What is found by comparing with the manifest.
fn is_compared(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Rows | Kind::Root | Kind::Counts | Kind::Domains | Kind::Signature
    )
}

/// The file, or the first one in the folder.
fn among(changed: &BTreeSet<String>, asked: &str) -> Option<String> {
    if !asked.ends_with('/') {
        return changed.get(asked).cloned();
    }
    let from = changed.range(asked.to_owned()..).next();
    from.filter(|file| file.starts_with(asked)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(problems: &[Problem], changed: &[&str]) -> Vec<Option<String>> {
        let mut problems = problems.to_vec();
        settle(
            &mut problems,
            changed.iter().map(|p| (*p).to_owned()).collect(),
        );
        problems
            .into_iter()
            .map(|problem| problem.follows)
            .collect()
    }

    #[test]
    fn a_wrong_shard_explains_what_is_counted_over_it() {
        let shard = "data/mlt_Latn/train-00000-of-00001.parquet";
        let digest = Problem::of(shard, Kind::Bytes, "digest");
        let rows = Problem::of(shard, Kind::Rows, "rows");
        let mix = Problem::of(FILE, Kind::Counts, "mix").due_to("data/mlt_Latn/");
        let other = Problem::of(FILE, Kind::Counts, "mix").due_to("data/ces_Latn/");
        let all = [digest, rows, mix, other];
        let follows = Some(shard.to_owned());
        assert_eq!(
            settled(&all, &[shard]),
            [None, follows.clone(), follows, None]
        );
        assert_eq!(settled(&all, &[]), [None, None, None, None]);
        // What explains it has to be told itself, and if that is by what would follow from it.
        let follows = Some(shard.to_owned());
        assert_eq!(settled(&all[1..], &[shard]), [None, follows, None]);
        assert_eq!(settled(&all[2..], &[shard]), [None, None]);
    }

    #[test]
    fn a_wrong_manifest_explains_what_is_compared_with_it() {
        let shard = "data/mlt_Latn/train-00000-of-00001.parquet";
        let all = [
            Problem::of(FILE, Kind::Bytes, "digest"),
            Problem::of(FILE, Kind::Manifest, "it cannot be read"),
            Problem::of(shard, Kind::Bytes, "the manifest says another digest").due_to(FILE),
            Problem::of(shard, Kind::Root, "root"),
            Problem::of("counts.json", Kind::Counts, "documents"),
            Problem::of("README.md", Kind::Bytes, "digest").due_to(SUMS),
        ];
        let told = settled(&all, &[FILE, "README.md"]);
        let follows = Some(FILE.to_owned());
        assert_eq!(told[..1], [None]);
        assert!(told[1..5].iter().all(|told| *told == follows), "{told:?}");
        assert_eq!(told[5], None);
    }

    #[test]
    fn a_wrong_list_of_digests_explains_what_differs_from_it() {
        let all = [
            Problem::of(SUMS, Kind::Signature, "the statement says another digest").due_to(FILE),
            Problem::of("README.md", Kind::Bytes, "SHA256SUMS says another digest").due_to(SUMS),
            Problem::of("READNE.md", Kind::Missing, "it is not there").due_to(SUMS),
        ];
        let told = settled(&all, &["README.md", "READNE.md"]);
        let follows = Some(SUMS.to_owned());
        assert_eq!(told, [None, follows.clone(), follows]);
        // With a list that is as it was signed, it is the files.
        assert_eq!(
            settled(&all[1..], &["README.md", "READNE.md"]),
            [None, None]
        );
    }
}
