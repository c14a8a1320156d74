//! Ed25519 keys (RFC 8032) in the files that openssl reads and writes: the private key as PKCS#8
//! (RFC 5958, RFC 8410 section 7), the public key as SubjectPublicKeyInfo (RFC 8410 section 4),
//! both as PEM (RFC 7468).

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem;
use ed25519_dalek::pkcs8::spki::{EncodePublicKey, SubjectPublicKeyInfoRef};
use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes, PrivateKeyInfoRef};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use super::error::{KeyError, SignError, failed};
use crate::digest::sha256;

const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// No key file is longer: read no more of a file that is something else.
const LONGEST: u64 = 1 << 16;

/// A private key. It is wiped from memory when it is dropped, and shown nowhere.
pub struct PrivateKey(SigningKey);

/// A public key with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: String,
}

/// The label and content of a PEM text.
fn decode(text: &[u8]) -> Result<(&str, Vec<u8>), KeyError> {
    let (label, der) = pem::decode_vec(text).map_err(|_| KeyError::Pem)?;
    Ok((label, der))
}

/// What a PEM text of another kind is.
fn other(label: &str) -> KeyError {
    match label {
        PRIVATE => KeyError::IsPrivate,
        PUBLIC => KeyError::IsPublic,
        "ENCRYPTED PRIVATE KEY" => KeyError::Encrypted,
        other => KeyError::Label(other.to_owned()),
    }
}

/// The object identifier of Ed25519 (RFC 8410, section 3).
const ED25519: &str = "1.3.101.112";

fn read(path: &Path) -> Result<Vec<u8>, SignError> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(failed("read", path))?;
    Ok(bytes)
}

impl PrivateKey {
    /// A new key, from the system's random numbers.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        let mut secret = [0u8; 32];
        getrandom::fill(&mut secret).map_err(|error| KeyError::Random(error.to_string()))?;
        let key = SigningKey::from_bytes(&secret);
        secret.fill(0);
        Ok(Self(key))
    }

    /// Reads PKCS#8 PEM, with or without the public key in it.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let (label, der) = decode(text)?;
        if label != PRIVATE {
            return Err(other(label));
        }
        let info = PrivateKeyInfoRef::try_from(der.as_slice())
            .map_err(|error| KeyError::Damaged(error.to_string()))?;
        let algorithm = info.algorithm.oid.to_string();
        if algorithm != ED25519 {
            return Err(KeyError::Algorithm(algorithm));
        }
        SigningKey::try_from(info)
            .map(Self)
            .map_err(|error| KeyError::Damaged(error.to_string()))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read; see [`KeyError`].
    pub fn read(path: &Path) -> Result<Self, SignError> {
        Self::from_pem(&read(path)?).map_err(|source| SignError::Key {
            path: path.to_path_buf(),
            source,
        })
    }

    /// PKCS#8 PEM, version 1: openssl 3.0 reads no other.
    ///
    /// # Errors
    /// None that is known of; the encoder's.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let pair = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None,
        };
        pair.to_pkcs8_pem(pem::LineEnding::LF)
            .map(|text| text.to_string())
            .map_err(|error| KeyError::Damaged(error.to_string()))
    }

    /// Writes the key to a new file that only its owner can read (mode 0600).
    ///
    /// # Errors
    /// A file that is there already, or that cannot be written.
    pub fn write_new(&self, path: &Path) -> Result<(), SignError> {
        let pem = self.to_pem().map_err(|source| SignError::Key {
            path: path.to_path_buf(),
            source,
        })?;
        write_new(path, &pem, true)
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::from(self.0.verifying_key())
    }

    /// The 64 bytes of the signature of a message.
    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey of {}", self.public().id)
    }
}

/// The 44 bytes of a public key as SubjectPublicKeyInfo: SEQUENCE { SEQUENCE { 1.3.101.112 },
/// BIT STRING } (RFC 8410, section 4).
fn der(key: &VerifyingKey) -> Vec<u8> {
    let head = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    [&head[..], key.as_bytes()].concat()
}

impl From<VerifyingKey> for PublicKey {
    fn from(key: VerifyingKey) -> Self {
        let id = sha256(&der(&key));
        Self { key, id }
    }
}

impl PublicKey {
    /// Reads SubjectPublicKeyInfo PEM.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let (label, der) = decode(text)?;
        if label != PUBLIC {
            return Err(other(label));
        }
        let info = SubjectPublicKeyInfoRef::try_from(der.as_slice())
            .map_err(|error| KeyError::Damaged(error.to_string()))?;
        let algorithm = info.algorithm.oid.to_string();
        if algorithm != ED25519 {
            return Err(KeyError::Algorithm(algorithm));
        }
        let key =
            VerifyingKey::try_from(info).map_err(|error| KeyError::Damaged(error.to_string()))?;
        if key.is_weak() {
            return Err(KeyError::Damaged(
                "it is a point of small order, of which anything is a signature".into(),
            ));
        }
        Ok(Self::from(key))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read; see [`KeyError`].
    pub fn read(path: &Path) -> Result<Self, SignError> {
        Self::from_pem(&read(path)?).map_err(|source| SignError::Key {
            path: path.to_path_buf(),
            source,
        })
    }

    /// SubjectPublicKeyInfo PEM.
    ///
    /// # Errors
    /// None that is known of; the encoder's.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.key
            .to_public_key_pem(pem::LineEnding::LF)
            .map_err(|error| KeyError::Damaged(error.to_string()))
    }

    /// Writes the key to a new file.
    ///
    /// # Errors
    /// A file that is there already, or that cannot be written.
    pub fn write_new(&self, path: &Path) -> Result<(), SignError> {
        let pem = self.to_pem().map_err(|source| SignError::Key {
            path: path.to_path_buf(),
            source,
        })?;
        write_new(path, &pem, false)
    }

    /// Its id: SHA-256 (hex) of the DER of its SubjectPublicKeyInfo, as
    /// `openssl pkey -pubin -outform DER | sha256sum` gives it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether these 64 bytes are the signature of a message by this key, by the strict rules of
    /// RFC 8032, section 5.1.7, and without keys of small order.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

fn write_new(path: &Path, text: &str, secret: bool) -> Result<(), SignError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if secret { 0o600 } else { 0o644 });
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => SignError::Exists(path.to_path_buf()),
        _ => failed("write", path)(error),
    })?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed("write", path))
}
