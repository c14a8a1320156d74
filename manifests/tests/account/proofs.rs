//! Proofs that are made, checked here and by the script of the docs, and changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use tamis_manifests::prove::{Claim, Proof, ProveError, Rests, Subject, check_proof, prove};
use tamis_manifests::sign::{PrivateKey, sign};

use crate::dataset::{Dataset, Row, removed};

fn signed() -> (Dataset, PrivateKey) {
    let dataset = Dataset::new();
    let key = PrivateKey::generate().unwrap();
    sign(dataset.root(), &key).unwrap();
    (dataset, key)
}

/// Proofs of every kind.
fn all(dataset: &Dataset) -> Vec<Proof> {
    let subjects = [
        Subject::Id(Row::new(3, "mlt_Latn").id),
        Subject::Url(Row::new(8, "mlt_Latn").url),
        Subject::Id(removed()[3].id.clone()),
        Subject::Url(removed()[0].url.clone()),
        Subject::Domain("site2.example".into()),
        Subject::Domain("www.elsewhere.example".into()),
        Subject::Domain("192.0.2.1".into()),
        Subject::Domain("a.b.c.d".into()),
    ];
    let proofs = subjects
        .iter()
        .flat_map(|s| prove(dataset.root(), s).unwrap());
    proofs.collect()
}

#[test]
fn proofs_of_every_kind_hold() {
    let (dataset, key) = signed();
    let proofs = all(&dataset);
    let claims: Vec<Claim> = proofs.iter().map(|proof| proof.claim).collect();
    use Claim::{Absent, Kept, Present, Removed};
    // The document that stands in two rows has two proofs.
    assert_eq!(
        claims,
        [
            Kept, Kept, Kept, Removed, Removed, Present, Absent, Absent, Absent
        ]
    );
    for proof in &proofs {
        let again = Proof::read(&proof.to_bytes().unwrap()).unwrap();
        assert_eq!(again, *proof);
        let checked = check_proof(proof, &[key.public()], None).unwrap();
        assert_eq!(
            checked.rests,
            [Rests::Signature(vec![key.public().id().to_owned()])]
        );
        let checked = check_proof(proof, &[], Some(&proof.root)).unwrap();
        assert_eq!(checked.rests, [Rests::Root]);
        let alone = check_proof(proof, &[], None).unwrap();
        assert!(matches!(alone.rests[..], [Rests::Nothing(ref ids)] if ids.len() == 1));
        let other = PrivateKey::generate().unwrap().public();
        assert!(check_proof(proof, &[other], None).is_err());
        assert!(check_proof(proof, &[], Some(&"0".repeat(64))).is_err());
        let unsigned = Proof {
            envelope: None,
            ..proof.clone()
        };
        assert!(check_proof(&unsigned, &[key.public()], None).is_err());
        assert_eq!(
            check_proof(&unsigned, &[], None).unwrap().rests,
            [Rests::Nothing(vec![])]
        );
    }
    let checked = check_proof(&proofs[3], &[], None).unwrap();
    assert_eq!(checked.removed.as_ref(), Some(&removed()[3]));
    assert_eq!(
        check_proof(&proofs[5], &[], None).unwrap().documents,
        Some(4)
    );
    insta::assert_snapshot!(
        "kept",
        String::from_utf8(
            Proof {
                envelope: None,
                ..proofs[1].clone()
            }
            .to_bytes()
            .unwrap()
        )
        .unwrap()
    );
    insta::assert_snapshot!(
        "absent",
        String::from_utf8(
            Proof {
                envelope: None,
                ..proofs[6].clone()
            }
            .to_bytes()
            .unwrap()
        )
        .unwrap()
    );
}

#[test]
fn what_cannot_be_proven_is_refused() {
    let (dataset, _) = signed();
    let mut told = String::new();
    for subject in [
        Subject::Id("f".repeat(32)),
        Subject::Url("https://nowhere.example/".into()),
        Subject::Domain("www.site2.example".into()),
        Subject::Domain("https://site2.example/".into()),
        Subject::Domain("example".into()),
        Subject::Domain(String::new()),
    ] {
        let error: ProveError = prove(dataset.root(), &subject).unwrap_err();
        told += &format!("{subject:?}: {error}\n");
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_empty_tree_has_no_domain() {
    let mut dataset = Dataset::new();
    dataset.write_domains(&[]);
    dataset.seal();
    let proof = prove(dataset.root(), &Subject::Domain("a.example".into()))
        .unwrap()
        .remove(0);
    assert!(proof.domains.iter().all(|place| place.leaves.is_empty()));
    assert!(check_proof(&proof, &[], None).is_ok());
    let root = Dataset::new().manifest.trees.domains.root;
    assert!(check_proof(&Proof { root, ..proof }, &[], None).is_err());
}

#[test]
fn a_tree_of_one_domain_is_enough_on_both_sides() {
    let rows = vec![Row::new(1, "mlt_Latn")];
    let path = "data/mlt_Latn/train-00000-of-00001.parquet";
    let dataset = Dataset::of(&[(path, rows)], &removed());
    let file = dataset.path("proof.json");
    for n in 0..8 {
        let subject = Subject::Domain(format!("other{n}"));
        let proof = prove(dataset.root(), &subject).unwrap().remove(0);
        assert_eq!(proof.domains[0].leaves.len(), 1);
        assert!(check_proof(&proof, &[], None).is_ok(), "{n}");
        fs::write(&file, proof.to_bytes().unwrap()).unwrap();
        if let Some((holds, told)) = python(&[file.to_str().unwrap()]) {
            assert!(holds, "{n}: {told}");
        }
    }
}

#[test]
fn a_changed_proof_does_not_hold() {
    let (dataset, key) = signed();
    let proofs = all(&dataset);
    for (n, proof) in proofs.iter().enumerate() {
        let holds = |change: &dyn Fn(&mut Proof)| {
            let mut changed = proof.clone();
            change(&mut changed);
            changed != *proof && check_proof(&changed, &[key.public()], None).is_ok()
        };
        let claims = [Claim::Kept, Claim::Removed, Claim::Present, Claim::Absent];
        for claim in claims {
            assert!(!holds(&|p| p.claim = claim), "{n} {claim:?}");
        }
        assert!(!holds(&|p| p.dataset.push('x')), "{n}");
        assert!(!holds(&|p| p.root = "0".repeat(64)), "{n}");
        for subject in [
            Subject::Id("0".repeat(32)),
            Subject::Url("https://other.example".into()),
            Subject::Domain("site3.example".into()),
            Subject::Domain("site2.example".into()),
        ] {
            assert!(!holds(&|p| p.subject = subject.clone()), "{n} {subject:?}");
        }
        for which in 0..2 {
            let steps = |p: &mut Proof, change: &dyn Fn(&mut tamis_manifests::prove::Inclusion)| {
                let step = if which == 0 { &mut p.row } else { &mut p.file };
                step.iter_mut().for_each(change);
                p.domains
                    .iter_mut()
                    .flat_map(|place| &mut place.leaves)
                    .for_each(change);
            };
            assert!(
                !holds(&|p| steps(p, &|s| s.leaf = s.leaf.replacen('e', "f", 1))),
                "{n}"
            );
            assert!(!holds(&|p| steps(p, &|s| s.path.clear())), "{n}");
            assert!(
                !holds(&|p| steps(p, &|s| s.path.push("0".repeat(64)))),
                "{n}"
            );
        }
        assert!(
            !holds(&|p| p.domains.iter_mut().for_each(|place| {
                place.leaves.pop();
            })),
            "{n}"
        );
        assert!(
            !holds(&|p| {
                p.domains.pop();
            }),
            "{n}"
        );
    }
}

#[test]
fn neighbours_that_are_none_are_refused() {
    let (dataset, _) = signed();
    let place = |name: &str| {
        let subject = Subject::Domain(name.into());
        prove(dataset.root(), &subject).unwrap().remove(0).domains[0].leaves[0].clone()
    };
    let mut absent = prove(dataset.root(), &Subject::Domain("x".into()))
        .unwrap()
        .remove(0);
    let mut sites: Vec<_> = (0..5).map(|n| place(&format!("site{n}.example"))).collect();
    sites.sort_by_key(|leaf| leaf.index);
    let holds = |leaves: Vec<tamis_manifests::prove::Inclusion>, proof: &mut Proof| {
        proof.domains[0].leaves = leaves;
        check_proof(proof, &[], None).is_ok()
    };
    let mut count = 0;
    for a in 0..5 {
        count += usize::from(holds(vec![sites[a].clone()], &mut absent));
        for b in 0..5 {
            count += usize::from(holds(vec![sites[a].clone(), sites[b].clone()], &mut absent));
        }
    }
    assert_eq!(count, 1);
}

#[test]
fn a_proof_has_about_32_bytes_for_each_level() {
    let rows: Vec<Row> = (0..5000).map(|n| Row::new(n, "mlt_Latn")).collect();
    let dataset = Dataset::of(
        &[("data/mlt_Latn/train-00000-of-00001.parquet", rows)],
        &removed(),
    );
    let proof = prove(dataset.root(), &Subject::Id(Row::new(1234, "mlt_Latn").id))
        .unwrap()
        .remove(0);
    let row = proof.row.unwrap();
    // log2(5000) = 12.3, one file only.
    assert_eq!((row.path.len(), row.size), (13, 5000));
    assert_eq!(proof.file.unwrap().path.len(), 0);
    assert_eq!(
        row.path.iter().map(|hash| hash.len() / 2).sum::<usize>(),
        13 * 32
    );
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/auditor/check_proof.py")
}

/// Whether the script says yes, and what; none where there is no Python.
fn python(args: &[&str]) -> Option<(bool, String)> {
    let run = Command::new("python3")
        .arg(script())
        .args(args)
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    Some((run.status.success(), told))
}

/// The script of the docs, which shares no line with the program.
#[test]
fn the_script_of_the_docs_agrees() {
    let lines = fs::read_to_string(script()).unwrap().lines().count();
    assert!(lines <= 60, "{lines} lines");
    if python(&["--help"]).is_none() {
        eprintln!("no python3 here: the script is not run");
        return;
    }
    let (dataset, key) = signed();
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("key.pub");
    key.public().write_new(&public).unwrap();
    let import = ["-c", "import cryptography"];
    let with_key = Command::new("python3")
        .args(import)
        .output()
        .unwrap()
        .status
        .success();
    for (n, proof) in all(&dataset).iter().enumerate() {
        let path = folder.path().join(format!("{n}.json"));
        let run = |proof: &Proof, args: &[&str]| {
            fs::write(&path, proof.to_bytes().unwrap()).unwrap();
            python(&[&[path.to_str().unwrap()], args].concat()).unwrap()
        };
        let (holds, told) = run(proof, &["--root", &proof.root]);
        assert!(
            holds && told.contains("rests on: the root given"),
            "{n}: {told}"
        );
        assert!(run(proof, &[]).1.contains("nothing but the proof itself"));
        assert!(!run(proof, &["--root", &"0".repeat(64)]).0);
        if with_key {
            let (holds, told) = run(proof, &["--key", public.to_str().unwrap()]);
            assert!(
                holds && told.contains("rests on: the signature"),
                "{n}: {told}"
            );
        }
        let mut changed = proof.clone();
        let steps = [&mut changed.row, &mut changed.file].into_iter().flatten();
        let leaves = changed
            .domains
            .iter_mut()
            .flat_map(|place| &mut place.leaves);
        steps
            .chain(leaves)
            .for_each(|step| step.leaf = step.leaf.replacen('e', "f", 1));
        assert!(!run(&changed, &[]).0, "{n}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_no_proof(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Proof::read(&bytes).is_err());
    }

    #[test]
    fn any_steps_are_checked_without_a_panic(
        index in any::<u64>(), size in any::<u64>(), leaf in ".{0,20}",
        path in prop::collection::vec("[0-9a-fé]{0,66}", 0..5), claim in 0usize..4, name in ".{0,9}",
    ) {
        let claim = [Claim::Kept, Claim::Removed, Claim::Present, Claim::Absent][claim];
        let step = tamis_manifests::prove::Inclusion { leaf, index, size, path };
        let place = tamis_manifests::prove::Place { domain: name.clone(), leaves: vec![step.clone()] };
        for subject in [Subject::Url(name.clone()), Subject::Domain(name.clone())] {
            let proof = Proof {
                format: tamis_manifests::prove::FORMAT.into(), claim, dataset: String::new(), subject,
                row: Some(step.clone()), file: Some(step.clone()), domains: vec![],
                root: "0".repeat(64), envelope: None,
            };
            prop_assert!(check_proof(&proof, &[], None).is_err());
            let proof = Proof { row: None, file: None, domains: vec![place.clone()], ..proof };
            prop_assert!(check_proof(&proof, &[], None).is_err());
        }
    }
}
