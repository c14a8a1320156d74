//! Proofs made of the leaves and hashes of a true tree, numbered and put together in any way: none shows
//! that a domain is absent that is there, and none that one is there that is not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_manifests::canonical;
use tamis_manifests::digest::hex;
use tamis_manifests::merkle::{DomainLeaf, Hash, Root, audit_path, domain_hash};
use tamis_manifests::prove::{Claim, FORMAT, Inclusion, Place, Proof, Subject, check_proof};

/// A byte for each question; none are left at the end.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn next(&mut self) -> usize {
        self.0.next().copied().unwrap_or_default().into()
    }

    fn below(&mut self, end: usize) -> usize {
        self.next() % end.max(1)
    }
}

/// Suffix, domains, and a name below one of them.
fn name(number: usize) -> String {
    match number % 12 {
        11 => "test".into(),
        10 => "a.d0.test".into(),
        number => format!("d{number}.test"),
    }
}

fn leaf(bytes: &mut Bytes<'_>, leaves: &[DomainLeaf], hashes: &[Hash]) -> Inclusion {
    let at = bytes.below(leaves.len());
    let mut path = audit_path(at as u64, hashes).unwrap();
    // What else the tree has for hashes: a path that is cut short, longer, or another leaf's.
    match bytes.below(6) {
        0 => drop(path.pop()),
        1 if !path.is_empty() => drop(path.remove(0)),
        2 => path.push(hashes[bytes.below(hashes.len())]),
        3 => path = audit_path(bytes.below(hashes.len()) as u64, hashes).unwrap(),
        _ => {}
    }
    let mut numbers = (at as u64, leaves.len() as u64);
    match bytes.below(6) {
        0 => numbers = (bytes.next() as u64 % 20, bytes.next() as u64 % 20),
        1 => numbers = (u64::MAX, u64::MAX),
        2 => numbers.1 = u64::MAX,
        _ => {}
    }
    Inclusion {
        leaf: canonical::to_string(&leaves[at]).unwrap(),
        index: numbers.0,
        size: numbers.1,
        path: path.iter().map(|hash| hex(hash)).collect(),
    }
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes(data.iter());
    let mask = bytes.next() | bytes.next() << 8;
    let mut there: Vec<String> = (0..10).filter(|at| mask >> at & 1 == 1).map(name).collect();
    if there.is_empty() {
        return;
    }
    there.sort_by_key(|name| domain_hash(name));
    let leaves: Vec<DomainLeaf> = there.iter().map(|name| DomainLeaf::new(name, 3)).collect();
    let hashes: Vec<Hash> = leaves.iter().map(DomainLeaf::hash).collect();
    let mut root = Root::default();
    root.push_all(&hashes);

    let asked = name(bytes.next());
    let claim = [Claim::Absent, Claim::Present][bytes.below(2)];
    let above = std::iter::successors(Some(&*asked), |name| Some(name.split_once('.')?.1));
    let mut domains: Vec<Place> = Vec::new();
    for domain in above {
        let count = bytes.below(4);
        let leaves = (0..count).map(|_| leaf(&mut bytes, &leaves, &hashes));
        domains.push(Place {
            domain: domain.into(),
            leaves: leaves.collect(),
        });
    }
    if claim == Claim::Present {
        domains.truncate(1);
    }
    let proof = Proof {
        format: FORMAT.into(),
        claim,
        dataset: "d".into(),
        subject: Subject::Domain(asked.clone()),
        row: None,
        file: None,
        domains,
        root: root.hex(),
        envelope: None,
    };
    if check_proof(&proof, &[], Some(&root.hex())).is_ok() {
        let above = |name: &String| asked == *name || asked.ends_with(&format!(".{name}"));
        assert_eq!(
            there.iter().any(above),
            claim == Claim::Present,
            "{proof:?}"
        );
    }
});
