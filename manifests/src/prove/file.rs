//! The file of a proof.

use super::error::ProofError;
use super::proof::{FORMAT, Proof};

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// JSON that is none, fields that are unknown or missing, another format.
    pub fn read(bytes: &[u8]) -> Result<Self, ProofError> {
        let proof: Self = serde_json::from_slice(bytes).map_err(ProofError::Json)?;
        if proof.format != FORMAT {
            return Err(ProofError::Format(proof.format));
        }
        Ok(proof)
    }

    /// The bytes of the file: JSON for people, with a line break at its end.
    ///
    /// # Errors
    /// None that is known of; the encoder's.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
