//! An S3 server.

use s3s::service::S3ServiceBuilder;
use tamis_store::{Settings, Stores};
use tempfile::TempDir;

use crate::quick;
use crate::server::{Behind, Server};

/// An S3 server over a folder, with a bucket `data`.
pub struct S3 {
    pub server: Server,
    pub root: TempDir,
}

impl S3 {
    pub fn start() -> Self {
        Self::with_key(None)
    }

    /// With a key and its secret, requests must be signed.
    pub fn with_key(key: Option<(&str, &str)>) -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("data")).unwrap();
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root.path()).unwrap());
        if let Some((key, secret)) = key {
            service.set_auth(s3s::auth::SimpleAuth::from_single(key, secret));
        }
        Self {
            server: Server::start(Behind::S3(service.build()), None),
            root,
        }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Stores without a limit that a test would feel.
    pub fn settings(&self) -> Settings {
        Settings {
            endpoint: Some(self.endpoint()),
            ..quick()
        }
    }

    pub fn stores(&self) -> Stores {
        Stores::new(self.settings()).unwrap()
    }

    /// Names of everything that the server has of unfinished uploads.
    pub fn leftovers(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.root.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains("upload")).collect()
    }
}
