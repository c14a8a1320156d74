use std::path::PathBuf;

use clap::Args;
use tamis_manifests::provider::Provider;

use super::{Ended, print};
use crate::error::{Error, Result};

const TEMPLATE: &str = include_str!("init.toml");

/// Writes a commented config to start from, or the questions that only the provider of a dataset can
/// answer.
#[derive(Args)]
pub(super) struct Init {
    /// The file to write; `-` prints it; tamis.toml or provider.toml when left out
    path: Option<PathBuf>,
    /// The provider's file instead: licence, contact, model, crawler and more
    #[arg(long)]
    provider: bool,
}

impl Init {
    pub(super) fn call(self) -> Result<Ended> {
        let (name, text) = if self.provider {
            ("provider.toml", Provider::template())
        } else {
            ("tamis.toml", TEMPLATE.to_owned())
        };
        let path = self.path.unwrap_or_else(|| name.into());
        if path.as_os_str() == "-" {
            print(&text)?;
            return Ok(Ended::Done);
        }
        if path.exists() {
            return Err(Error::usage(
                format!("{} is there already", path.display()),
                "name another file, or delete this one",
            ));
        }
        crate::io::write_atomically(&path, text.as_bytes())?;
        let name = path.display();
        print(&if self.provider {
            format!(
                "wrote {name}; answer what you can, then name it in the config:\n\
                 [sinks.manifest]\nprovider = \"{name}\"\n"
            )
        } else {
            format!("wrote {name}; edit its paths, then: tamis plan {name}\n")
        })?;
        Ok(Ended::Done)
    }
}
