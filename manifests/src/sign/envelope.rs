//! The envelope of DSSE, version 1: a content, its type, and signatures over both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::error::SignError;
use super::key::{PrivateKey, PublicKey};
use super::names::PAYLOAD_TYPE;
use crate::canonical;

/// A DSSE envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The content, Base64.
    pub payload: String,
    /// Its type.
    pub payload_type: String,
    /// Signatures, one for each key.
    pub signatures: Vec<Signature>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The id of its key: a hint, which nothing is trusted for.
    #[serde(default)]
    pub keyid: String,
    /// The signature, Base64.
    pub sig: String,
}

/// What is signed: the pre-authentication encoding (DSSE protocol, version 1.0.2, "Signature
/// definition"), in which a content cannot be taken for one of another type.
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    [head.as_bytes(), payload].concat()
}

impl Envelope {
    /// An envelope without signatures.
    #[must_use]
    pub fn new(payload: &[u8]) -> Self {
        Self {
            payload: STANDARD.encode(payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: Vec::new(),
        }
    }

    /// Reads an envelope. Fields that are unknown are passed over, as DSSE asks for.
    ///
    /// # Errors
    /// JSON that is none, fields that are missing.
    pub fn read(bytes: &[u8]) -> Result<Self, SignError> {
        serde_json::from_slice(bytes).map_err(SignError::Envelope)
    }

    /// Canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// None that is known of; the encoder's.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        canonical::to_bytes(self)
    }

    /// The content.
    ///
    /// # Errors
    /// Content of another type; Base64 that is none.
    pub fn payload(&self) -> Result<Vec<u8>, SignError> {
        if self.payload_type != PAYLOAD_TYPE {
            return Err(SignError::PayloadType {
                found: self.payload_type.clone(),
            });
        }
        STANDARD
            .decode(&self.payload)
            .map_err(|_| SignError::Base64 { what: "payload" })
    }

    /// Adds the signature of a key, in place of an older one by it. Sorted by key id.
    pub(super) fn sign(&mut self, payload: &[u8], key: &PrivateKey) {
        let keyid = key.public().id().to_owned();
        let sig = STANDARD.encode(key.sign(&pae(&self.payload_type, payload)));
        self.signatures.retain(|signature| signature.keyid != keyid);
        self.signatures.push(Signature { keyid, sig });
        self.signatures.sort_by(|a, b| a.keyid.cmp(&b.keyid));
    }

    /// Checks that a key signed the content, and gives the content.
    ///
    /// # Errors
    /// Content of another type; no signature by the key; one that names it and does not hold.
    pub fn verify(&self, key: &PublicKey) -> Result<Vec<u8>, SignError> {
        let payload = self.payload()?;
        let message = pae(&self.payload_type, &payload);
        // DSSE: a key id is a hint, so every signature is tried.
        let by_key = self.signatures.iter().find(|signature| {
            let sig = STANDARD.decode(&signature.sig);
            sig.is_ok_and(|sig| key.verifies(&message, &sig))
        });
        match by_key {
            Some(signature) if signature.keyid == key.id() => Ok(payload),
            Some(signature) => Err(SignError::Misnamed {
                key: key.id().to_owned(),
                named: signature.keyid.clone(),
            }),
            None if self.key_ids().any(|id| id == key.id()) => Err(SignError::Wrong {
                key: key.id().to_owned(),
            }),
            None => Err(SignError::NotBy {
                key: key.id().to_owned(),
                count: self.signatures.len(),
                named: self.key_ids().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// The key ids that signatures name.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().map(|s| s.keyid.as_str())
    }
}
