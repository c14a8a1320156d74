//! The robots files that a config names, read once for the whole run.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tamis_filters::rights::AgentList;
use tamis_manifests::rights::RobotsInput;

use super::{Builder, Table, read_folder, read_warc};
use crate::error::Result;
use crate::stages::{Partition, name_files};

/// What the files of a config gave.
#[derive(Debug, Default, Clone)]
pub struct RobotsFiles {
    /// What sites answered.
    pub table: Arc<Table>,
    /// The files and folders, in the order of their names.
    pub inputs: Vec<RobotsInput>,
}

/// Reads archives and folders into one table, as far as they speak to `agents`. Of two answers of
/// one second the one of the later name counts.
///
/// # Errors
/// When one of them cannot be read.
pub fn load(
    files: &BTreeSet<std::path::PathBuf>,
    folders: &[(String, std::path::PathBuf)],
    folder: &Path,
    agents: &AgentList,
) -> Result<RobotsFiles> {
    let mut builder = Builder::new()?;
    let mut inputs = Vec::new();
    for (name, path) in folders {
        inputs.push(read_folder(path, name, agents, &mut builder)?);
    }
    for Partition {
        file_path, place, ..
    } in name_files(files, folder, "")?
    {
        inputs.push(read_warc(place.shown(), &file_path, agents, &mut builder)?);
    }
    inputs.sort();
    Ok(RobotsFiles {
        table: Arc::new(builder.finish()?),
        inputs,
    })
}
