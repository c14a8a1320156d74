use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;

use super::*;

fn hashes(count: usize) -> Vec<Hash> {
    (0..count).map(|i| leaf_hash(&i.to_le_bytes())).collect()
}

// The vectors that Certificate Transparency's own log implementation is tested with: roots over the
// first leaves of this list.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hex: &str) -> Vec<u8> {
    let pair = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(pair).collect()
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    let mut root = Root::default();
    assert_eq!(root.hex(), ROOTS[0]);
    for (leaf, expected) in LEAVES.iter().zip(&ROOTS[1..]) {
        root.push(leaf_hash(&bytes(leaf)));
        assert_eq!(root.hex(), *expected);
    }
}

#[test]
fn every_leaf_of_every_small_tree_is_proven_and_no_other() {
    for size in 1..40usize {
        let leaves = hashes(size);
        let mut root = Root::default();
        leaves.iter().for_each(|leaf| root.push(*leaf));
        for index in 0..size as u64 {
            let path = audit_path(index, &leaves).unwrap();
            assert!(path.len() <= size.next_power_of_two().ilog2() as usize);
            for (at, leaf) in leaves.iter().enumerate() {
                let proven = root_of_path(*leaf, index, size as u64, &path) == Some(root.hash());
                assert_eq!(proven, at as u64 == index, "{size} {index} {at}");
            }
        }
        assert!(audit_path(size as u64, &leaves).is_none());
        assert!(root_of_path(leaves[0], size as u64, size as u64, &[]).is_none());
    }
}

proptest! {
    #[test]
    fn roots_and_paths_are_those_of_another_implementation(
        data in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 1..70),
        at in any::<prop::sample::Index>(),
    ) {
        let mut theirs = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
        let mut root = Root::default();
        for leaf in &data {
            theirs.push(leaf.clone());
            root.push(leaf_hash(leaf));
        }
        let their_root = theirs.root().as_bytes().to_vec();
        prop_assert_eq!(root.hash().to_vec(), their_root);
        let index = at.index(data.len());
        let leaves: Vec<Hash> = data.iter().map(|leaf| leaf_hash(leaf)).collect();
        let path = audit_path(index as u64, &leaves).unwrap().concat();
        prop_assert_eq!(&path, &theirs.prove_inclusion(index).as_bytes().to_vec());
    }

    #[test]
    fn a_changed_path_leads_elsewhere(
        size in 2usize..200, at in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(), bit in 0u8..8,
    ) {
        let leaves = hashes(size);
        let index = at.index(size) as u64;
        let mut path = audit_path(index, &leaves).unwrap();
        let right = root_of_path(leaves[index as usize], index, size as u64, &path);
        let changed = which.index(path.len());
        path[changed][usize::from(bit)] ^= 1 << bit;
        prop_assert_ne!(root_of_path(leaves[index as usize], index, size as u64, &path), right);
        path.pop();
        prop_assert_ne!(root_of_path(leaves[index as usize], index, size as u64, &path), right);
    }
}
