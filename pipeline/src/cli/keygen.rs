use std::path::PathBuf;

use clap::Args;
use tamis_manifests::sign::PrivateKey;

use super::{Ended, print};
use crate::error::{Error, Result};

/// Makes a pair of Ed25519 keys: NAME.pem, the private one, which nobody else may read, and
/// NAME.pub.pem, which you publish. Both are what openssl reads.
#[derive(Args)]
pub(super) struct Keygen {
    /// Where the keys go, without the ending
    #[arg(value_name = "NAME")]
    name: PathBuf,
}

impl Keygen {
    pub(super) fn call(self) -> Result<Ended> {
        let with = |ending: &str| {
            let mut path = self.name.clone().into_os_string();
            path.push(ending);
            PathBuf::from(path)
        };
        let (private, public) = (with(".pem"), with(".pub.pem"));
        let failed = |error: tamis_manifests::sign::SignError| {
            Error::usage(error.to_string(), "name a file that is not there yet")
        };
        // Neither is written where the other one could not be.
        if public.exists() {
            return Err(Error::usage(
                format!("{} is there already", public.display()),
                "name a file that is not there yet",
            ));
        }
        let key = PrivateKey::generate().map_err(|error| Error::run(error.to_string()))?;
        key.write_new(&private).map_err(failed)?;
        let key = key.public();
        key.write_new(&public).map_err(failed)?;
        print(&format!(
            "private key  {}\npublic key   {}\nkey id       {}\n",
            private.display(),
            public.display(),
            key.id()
        ))?;
        Ok(Ended::Done)
    }
}
