//! Where a run keeps its documents with their signals, before anything was decided.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::layout::Layout;
use super::run_file::RunFile;
use crate::error::{Error, Result};

/// The digest of the profile by which the run in `root` decided about a language, where it says one: in its own
/// notes, or, where those are gone or somebody else made the dataset, in the manifest.
#[must_use]
pub fn profile_digest(root: &Path, code: &str) -> Option<String> {
    let digest = |settings: &Value| {
        let digest = settings.get("profiles")?.get(code)?;
        digest.as_str().map(str::to_owned)
    };
    let own = || {
        let text = std::fs::read_to_string(Layout::new(root.to_path_buf()).run_file()).ok()?;
        let run: RunFile = serde_json::from_str(&text).ok()?;
        let nodes = run.identity.get("nodes")?.as_object()?;
        let select = nodes
            .values()
            .find(|node| node.get("type").is_some_and(|kind| kind == "select"))?;
        digest(select.get("settings")?)
    };
    let told = || {
        let bytes = std::fs::read(root.join(tamis_manifests::manifest::FILE)).ok()?;
        let manifest = tamis_manifests::Manifest::read(&bytes).ok()?;
        let select = manifest
            .stages
            .iter()
            .find(|stage| stage.kind == "select")?;
        digest(&select.settings)
    };
    own().or_else(told)
}

/// The folder of the Parquet files that `annotate` wrote in a run's output folder.
///
/// # Errors
/// When `root` is no run's output folder, or the run has not kept or not yet made these files.
pub fn annotated_folder(root: &Path) -> Result<PathBuf> {
    let layout = Layout::new(root.to_path_buf());
    let file = layout.run_file();
    let text = std::fs::read_to_string(&file).map_err(|_| {
        Error::usage(
            format!(
                "{} is no run's output folder: it has no .tamis/run.json",
                root.display()
            ),
            "name the folder that `[run] output` names in the config",
        )
    })?;
    let run: RunFile = serde_json::from_str(&text).map_err(|error| {
        Error::usage(
            format!("{}: {error}", file.display()),
            "it was written by another version: run the config again with this one",
        )
    })?;
    let nodes = run
        .identity
        .get("nodes")
        .and_then(|nodes| nodes.as_object());
    // Scores from elsewhere come to those that were measured.
    let of = |wanted: &str| {
        let is = |node: &serde_json::Value| node.get("type").is_some_and(|kind| kind == wanted);
        nodes.and_then(|nodes| nodes.iter().find(|(_, node)| is(node)))
    };
    let node = of("join").or_else(|| of("annotate"));
    let Some((name, _)) = node else {
        return Err(Error::usage(
            format!("the run in {} measures no signals", root.display()),
            "give its config a stage of the type `annotate`",
        ));
    };
    let folder = layout.work().join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    let (what, help) = if run.cleaned {
        (
            "has deleted its files between stages, and the stored signals with them",
            "run its config again with `keep_work = true`, the default",
        )
    } else if run.order.iter().any(|group| group == name) {
        (
            "has not measured any document yet",
            "wait for the first tasks, or start the same command again",
        )
    } else {
        (
            "decides in the same pass in which it measures, and keeps no signals of what it drops",
            "leave the deduplication in its config, so that `select` is a pass of its own",
        )
    };
    Err(Error::usage(
        format!("the run in {} {what}", root.display()),
        help,
    ))
}
