//! Any bytes as what signing reads. The first byte picks: an envelope, a public key, a private key, or a
//! statement that is signed here and then changed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_manifests::sign::{Envelope, PrivateKey, PublicKey, Statement};

/// RFC 8410, section 10.3.
const PRIVATE: &[u8] = b"-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
static KEY: LazyLock<PublicKey> = LazyLock::new(|| PrivateKey::from_pem(PRIVATE).unwrap().public());

fn envelope(bytes: &[u8]) {
    let Ok(envelope) = Envelope::read(bytes) else {
        return;
    };
    let again = Envelope::read(&envelope.to_bytes().unwrap()).unwrap();
    assert_eq!(again, envelope);
    // Nobody can sign with a key that is not in the input.
    assert!(envelope.verify(&KEY).is_err());
    if let Ok(payload) = envelope.payload() {
        assert_eq!(Envelope::new(&payload).payload().unwrap(), payload);
        statement(&payload);
    }
}

fn statement(bytes: &[u8]) {
    if let Ok(statement) = Statement::read(bytes) {
        let _ = (statement.dataset(), statement.digest_of("manifest.json"));
        let written = statement.to_bytes().unwrap();
        assert_eq!(
            Statement::read(&written).unwrap().to_bytes().unwrap(),
            written
        );
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else {
        return;
    };
    match first {
        b'e' => envelope(bytes),
        b's' => statement(bytes),
        b'k' => {
            if let Ok(key) = PublicKey::from_pem(bytes) {
                let again = PublicKey::from_pem(key.to_pem().unwrap().as_bytes()).unwrap();
                assert_eq!(again.id(), key.id());
                assert!(!key.verifies(b"nobody signed this", &bytes[..bytes.len().min(64)]));
            }
        }
        b'p' => {
            if let Ok(key) = PrivateKey::from_pem(bytes) {
                let again = PrivateKey::from_pem(key.to_pem().unwrap().as_bytes()).unwrap();
                assert_eq!(again.public(), key.public());
            }
        }
        _ => {}
    }
});
