//! Any bytes as a proof; behind the last NUL a root that it is checked against.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_manifests::prove::{Claim, Proof, Rests, check_proof};
use tamis_manifests::sign::PublicKey;

/// RFC 8410, section 10.1.
const PUBLIC: &[u8] = b"-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";
static KEY: LazyLock<PublicKey> = LazyLock::new(|| PublicKey::from_pem(PUBLIC).unwrap());

fuzz_target!(|data: &[u8]| {
    let split = data.iter().rposition(|&b| b == 0);
    let (file, root) = match split {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..])),
        None => (data, "".into()),
    };
    let Ok(proof) = Proof::read(file) else { return };
    // Written and read again, it is the same.
    assert_eq!(Proof::read(&proof.to_bytes().unwrap()).unwrap(), proof);
    let alone = check_proof(&proof, &[], None);
    if let Ok(checked) = &alone {
        assert!(matches!(&*checked.rests, [Rests::Nothing(_)]));
        let of_document = matches!(checked.claim, Claim::Kept | Claim::Removed);
        assert_eq!(checked.row.is_some(), of_document);
        assert!(
            checked
                .row
                .is_none_or(|row| row < checked.file.as_ref().unwrap().rows)
        );
    }
    match check_proof(&proof, &[], Some(&root)) {
        Ok(checked) => assert!(alone.is_ok() && *checked.root == *root),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    // Nobody here has signed with this key.
    assert!(check_proof(&proof, std::slice::from_ref(&*KEY), None).is_err());
});
