use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

// RFC 8410, section 10.3: a private key without and with its public key in it, and section 10.1, the
// public key.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";

#[test]
fn the_keys_of_the_specification() {
    let private = PrivateKey::from_pem(PRIVATE.as_bytes()).unwrap();
    let public = PublicKey::from_pem(PUBLIC.as_bytes()).unwrap();
    assert_eq!(private.public(), public);
    assert_eq!(private.to_pem().unwrap(), PRIVATE);
    assert_eq!(public.to_pem().unwrap(), PUBLIC);
    // `openssl pkey -pubin -outform DER | sha256sum`
    assert_eq!(
        public.id(),
        "a1e9156054e04fac899ae9f275132cdc07a5dbc4ea2c2ad3a1ffc6e0d253681f"
    );
}

#[test]
fn the_encoding_of_the_specification() {
    // DSSE protocol, "Test vectors".
    assert_eq!(
        pae("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
}

#[test]
fn what_is_no_key_is_named() {
    let rsa = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5PqMIOBCNpQkTHgKNpqlqz+XHW8o
t+kxJLmqj3p4qQ8f3nQZq8tSxbBZk0wJq3i7K5j2uH6Y1xvL4dPp9rQd2g==
-----END PUBLIC KEY-----
";
    let encrypted = PRIVATE.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let certificate = PUBLIC.replace("PUBLIC KEY", "CERTIFICATE");
    let short = PUBLIC.replace("MCow", "MCkw");
    let mut told = String::new();
    for (what, text) in [
        ("private", PRIVATE),
        ("public", PUBLIC),
        ("encrypted", &encrypted),
        ("certificate", &certificate),
        ("elliptic", rsa),
        ("damaged", &short),
        ("cut", &PUBLIC[..60]),
        ("empty", ""),
        ("text", "hello"),
    ] {
        let private = PrivateKey::from_pem(text.as_bytes()).map(|_| ());
        let public = PublicKey::from_pem(text.as_bytes()).map(|_| ());
        for (asked, answer) in [("private", private), ("public", public)] {
            let answer = answer.map_or_else(|error| error.to_string(), |()| "a key".into());
            let _ = writeln!(told, "{what} for {asked}: {answer}");
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_key_is_written_once_and_for_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let key = PrivateKey::generate().unwrap();
    key.write_new(&path).unwrap();
    key.public()
        .write_new(&folder.path().join("key.pub"))
        .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(PrivateKey::read(&path).unwrap().public(), key.public());
    let other = PrivateKey::generate().unwrap();
    assert_ne!(other.public().id(), key.public().id());
    assert!(matches!(other.write_new(&path), Err(SignError::Exists(_))));
    assert_eq!(PrivateKey::read(&path).unwrap().public(), key.public());
    assert!(!format!("{key:?}").contains(&key.to_pem().unwrap()[40..60]));
}

#[test]
fn a_signature_is_of_one_key_and_one_content() {
    let (a, b) = (
        PrivateKey::generate().unwrap(),
        PrivateKey::generate().unwrap(),
    );
    let mut envelope = Envelope::new(b"content");
    envelope.sign(b"content", &a);
    let none = envelope.verify(&b.public()).unwrap_err().to_string();
    assert!(none.contains("none of 1 signatures"), "{none}");
    envelope.sign(b"content", &b);
    envelope.sign(b"content", &a);
    assert_eq!(envelope.signatures.len(), 2);
    for key in [&a, &b] {
        assert_eq!(envelope.verify(&key.public()).unwrap(), b"content");
    }
    let mut other = envelope.clone();
    other.payload = Envelope::new(b"Content").payload;
    assert!(matches!(
        other.verify(&a.public()),
        Err(SignError::Wrong { .. })
    ));
    let mut other = envelope.clone();
    other.payload_type = "text/plain".into();
    assert!(matches!(
        other.verify(&a.public()),
        Err(SignError::PayloadType { .. })
    ));
    let mut other = envelope.clone();
    other.signatures[0].keyid = "x".into();
    let misnamed = [&a, &b].map(|key| other.verify(&key.public()));
    let wrong = |r: &Result<_, _>| matches!(r, Err(SignError::Misnamed { .. }));
    assert_eq!(misnamed.iter().filter(|r| wrong(r)).count(), 1);
}

proptest! {
    #[test]
    fn any_bytes_are_an_error_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(PrivateKey::from_pem(&bytes).is_err());
        prop_assert!(PublicKey::from_pem(&bytes).is_err());
        prop_assert!(Envelope::read(&bytes).is_err());
        prop_assert!(Statement::read(&bytes).is_err());
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(&bytes);
        for label in ["PRIVATE KEY", "PUBLIC KEY"] {
            let pem = format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
            let _ = PrivateKey::from_pem(pem.as_bytes());
            let _ = PublicKey::from_pem(pem.as_bytes());
        }
    }

    #[test]
    fn a_changed_envelope_does_not_verify(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let key = PrivateKey::from_pem(PRIVATE.as_bytes()).unwrap();
        let mut envelope = Envelope::new(br#"{"a":"some content"}"#);
        envelope.sign(br#"{"a":"some content"}"#, &key);
        let mut bytes = envelope.to_bytes().unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let read = Envelope::read(&bytes);
        let holds = read.is_ok_and(|read| read.verify(&key.public()).is_ok());
        prop_assert!(!holds, "{}", String::from_utf8_lossy(&bytes));
    }
}
