//! The statement that is signed: an in-toto statement, version 1, whose predicate is a SLSA
//! provenance, version 1, made from the manifest alone: who has the manifest can make it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::SignError;
use super::names::SUMS;
use crate::canonical;
use crate::manifest::{self, Manifest, Output};

/// in-toto attestation framework, "Statement layer specification", version 1.
const TYPE: &str = "https://in-toto.io/Statement/v1";

/// SLSA, "Build: Provenance", version 1.
const PREDICATE: &str = "https://slsa.dev/provenance/v1";

/// What `externalParameters` and `internalParameters` mean.
const BUILD_TYPE: &str =
    "https://github.com/tamis-corpus/tamis/blob/main/docs/src/auditor/verify.md#build-type";

/// Who builds: the program.
const BUILDER: &str = "https://github.com/tamis-corpus/tamis";

/// An in-toto statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// The type of statement.
    #[serde(rename = "_type")]
    pub kind: String,
    /// What it is about.
    pub subject: Vec<Subject>,
    /// The type of predicate.
    pub predicate_type: String,
    /// What it says.
    pub predicate: Value,
}

/// A thing with a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `manifest.json`, `SHA256SUMS`, `merkle/kept`, `merkle/removed` or `merkle/domains`.
    pub name: String,
    /// `sha256`, hex: of the file, or the root of the tree.
    pub digest: BTreeMap<String, String>,
}

fn subject(name: &str, sha256: &str) -> Subject {
    Subject {
        name: name.to_owned(),
        digest: BTreeMap::from([("sha256".to_owned(), sha256.to_owned())]),
    }
}

/// A ResourceDescriptor (in-toto attestation framework) by name.
fn descriptor(name: &str, sha256: Option<&str>, annotations: Value) -> Value {
    let mut made = json!({ "name": name, "annotations": annotations });
    if let Some(sha256) = sha256 {
        made["digest"] = json!({ "sha256": sha256 });
    }
    made
}

impl Statement {
    /// The statement about a dataset, from its manifest and the digests (hex) of `manifest.json` and
    /// `SHA256SUMS`.
    #[must_use]
    pub fn of(manifest: &Manifest, manifest_sha256: &str, sums_sha256: &str) -> Self {
        let trees = &manifest.trees;
        Self {
            kind: TYPE.to_owned(),
            subject: vec![
                subject(manifest::FILE, manifest_sha256),
                subject(SUMS, sums_sha256),
                subject("merkle/kept", &trees.kept.root),
                subject("merkle/removed", &trees.removed.root),
                subject("merkle/domains", &trees.domains.root),
            ],
            predicate_type: PREDICATE.to_owned(),
            predicate: json!({
                "buildDefinition": {
                    "buildType": BUILD_TYPE,
                    "externalParameters": external(manifest),
                    "internalParameters": internal(manifest),
                    "resolvedDependencies": dependencies(manifest),
                },
                "runDetails": details(manifest),
            }),
        }
    }

    /// Reads a statement.
    ///
    /// # Errors
    /// JSON that is none, fields that are missing, another type of statement or predicate.
    pub fn read(bytes: &[u8]) -> Result<Self, SignError> {
        let statement: Self = serde_json::from_slice(bytes)
            .map_err(|error| SignError::Statement(error.to_string()))?;
        for (what, found, expected) in [
            ("statement", &statement.kind, TYPE),
            ("predicate", &statement.predicate_type, PREDICATE),
        ] {
            if found != expected {
                return Err(SignError::Statement(format!(
                    "the {what} is of the type `{found}`; expected `{expected}`"
                )));
            }
        }
        Ok(statement)
    }

    /// Canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// A number that JSON cannot hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut value = serde_json::to_value(self)?;
        canonical::make_exact(&mut value);
        canonical::to_bytes(&value)
    }

    /// The dataset's name.
    #[must_use]
    pub fn dataset(&self) -> Option<&str> {
        let name = "/buildDefinition/internalParameters/dataset";
        self.predicate.pointer(name)?.as_str()
    }

    /// The SHA-256 (hex) of a subject.
    #[must_use]
    pub fn digest_of(&self, name: &str) -> Option<&str> {
        let subject = self.subject.iter().find(|subject| subject.name == name)?;
        subject.digest.get("sha256").map(String::as_str)
    }
}

/// What the one who ran it decided: the resolved settings, and the config itself where the manifest
/// has it.
fn external(manifest: &Manifest) -> Value {
    let mut external = json!({ "name": manifest.name, "stages": manifest.stages });
    if !manifest.config.is_empty() {
        external["config"] = json!(manifest.config);
    }
    external
}

fn internal(manifest: &Manifest) -> Value {
    json!({
        "dataset": manifest.name,
        "run": manifest.run.id,
        // As text: a JSON reader whose numbers are doubles would change it.
        "seed": manifest.run.seed.to_string(),
        "compiler": manifest.code.compiler,
        "target": manifest.code.target,
    })
}

fn dependencies(manifest: &Manifest) -> Vec<Value> {
    let inputs = manifest.inputs.iter().map(|input| {
        let about = json!({ "source": input.source, "dump": input.dump, "bytes": input.bytes });
        let mut made = descriptor(&input.file_path, Some(&input.sha256), about);
        made["uri"] = json!(input.file_path);
        made
    });
    let resources = manifest.resources.iter().map(|resource| {
        let name = format!("{}/{}", resource.kind, resource.name);
        let mut about = Map::from_iter([("kind".to_owned(), json!(resource.kind))]);
        if let Some(version) = &resource.version {
            about.insert("version".to_owned(), json!(version));
        }
        let mut made = descriptor(&name, resource.sha256.as_deref(), about.into());
        made["uri"] = json!(name);
        made
    });
    inputs.chain(resources).collect()
}

fn details(manifest: &Manifest) -> Value {
    let code = &manifest.code;
    let mut built_from = Vec::new();
    if let Some(commit) = &code.commit {
        built_from.push(json!({
            "uri": format!("git+{BUILDER}@{commit}"),
            "digest": { "gitCommit": commit },
            "annotations": { "modified": code.modified },
        }));
    }
    for (name, sha256) in [
        ("Cargo.lock", &code.lock_sha256),
        ("tamis", &code.binary_sha256),
    ] {
        if let Some(sha256) = sha256 {
            built_from.push(json!({ "name": name, "digest": { "sha256": sha256 } }));
        }
    }
    let mut builder = json!({ "id": BUILDER, "version": { (code.name.as_str()): code.version } });
    if !built_from.is_empty() {
        builder["builderDependencies"] = built_from.into();
    }
    let mut metadata = json!({ "invocationId": manifest.run.id });
    if let Some(cost) = &manifest.cost {
        metadata["startedOn"] = json!(cost.started);
        metadata["finishedOn"] = json!(cost.finished);
    }
    let beside = |output: &&Output| output.kind != "shard";
    let byproducts: Vec<Value> = manifest
        .outputs
        .iter()
        .filter(beside)
        .map(|o| descriptor(&o.path, Some(&o.sha256), json!({ "kind": o.kind })))
        .collect();
    json!({ "builder": builder, "metadata": metadata, "byproducts": byproducts })
}
