//! Archives that were given up: tried as often as the config allows, then set aside with the reason, so
//! that one broken file does not hold a run. What the dataset says of them is one row in the ledger, with
//! the reason `source.unreadable`; what a person needs to mend them is in `.tamis/quarantine`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::layout::Layout;
use crate::dag::Plan;
use crate::error::{Error, Result};
use crate::io::write_atomically;

/// An archive that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The dataset's name for it.
    pub file_path: String,
    /// Its length.
    pub bytes: u64,
    /// How far it was read, bytes.
    pub offset: u64,
    /// What happened at last.
    pub error: String,
    /// How often it was tried.
    pub attempts: u32,
}

impl Quarantined {
    /// Writes it down for people. `place` is its group's name and its task.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, layout: &Layout, place: (&str, usize)) -> Result<()> {
        let mut note = json!(self);
        note["task"] = json!([place.0, place.1]);
        note["host"] = json!(super::signs::host());
        note["log"] = json!(std::env::var("TAMIS_LOG").ok());
        let bytes = serde_json::to_vec_pretty(&note)
            .map_err(|error| Error::run(format!("cannot write what was given up: {error}")))?;
        write_atomically(&path(layout, place), &bytes)
    }
}

/// Forgets what was written of a task that is done after all.
///
/// # Errors
/// When the file cannot be deleted.
pub(super) fn forget(layout: &Layout, place: (&str, usize)) -> Result<()> {
    let path = path(layout, place);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(&path, "delete")(error))
        }
        _ => Ok(()),
    }
}

fn path(layout: &Layout, (group, task): (&str, usize)) -> PathBuf {
    layout.quarantine().join(format!("{group}-{task:05}.json"))
}

/// All that is given up now, in the order of names.
#[must_use]
pub fn quarantined(layout: &Layout) -> Vec<Quarantined> {
    let entries = std::fs::read_dir(layout.quarantine());
    let files = entries.into_iter().flatten().filter_map(Result::ok);
    let files = files.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let read = |path: PathBuf| serde_json::from_slice(&std::fs::read(path).ok()?).ok();
    let mut all: Vec<Quarantined> = files.filter_map(|entry| read(entry.path())).collect();
    all.sort_by(|a, b| a.file_path.cmp(&b.file_path));
    all
}

/// Ends the run when more of the input is given up than the config allows.
///
/// # Errors
/// `Run`, with the share and the first of them.
pub(super) fn check(plan: &Plan, layout: &Layout) -> Result<()> {
    let given_up = quarantined(layout);
    let lost: u64 = given_up.iter().map(|one| one.bytes).sum();
    let all: u64 = plan
        .graph
        .nodes
        .iter()
        .flat_map(|node| node.stage.partitions())
        .map(|partition| partition.bytes)
        .sum();
    let most = plan.graph.run.max_damaged;
    // An archive without bytes is one of which nothing can be lost.
    if lost as f64 <= most * all as f64 {
        return Ok(());
    }
    let first = given_up.first().map_or_else(String::new, |one| {
        format!(", the first of them {}: {}", one.file_path, one.error)
    });
    Err(Error::run_help(
        format!(
            "{} with {:.1} % of the input's bytes could not be read{first}",
            super::counted(given_up.len() as u64, "archive"),
            100.0 * lost as f64 / all.max(1) as f64
        ),
        format!(
            "mend them and start the same command again, or allow more: `max_damaged` in [run] is {most}"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Source};
    use crate::dag::Graph;

    #[test]
    fn too_much_that_is_given_up_ends_the_run() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.warc", "b.warc"] {
            std::fs::write(folder.path().join(name), vec![b'x'; 1000]).unwrap();
        }
        let text = "[run]\nname = \"q\"\noutput = \"out\"\nmax_damaged = 0.05\n\
                    [sources.a]\ntype = \"warc\"\npaths = [\"*.warc\"]\n";
        let source = Source::new(&folder.path().join("c.toml"), text);
        let plan = Plan::new(Graph::build(Config::parse(&source).unwrap()).unwrap());
        let layout = Layout::new(folder.path().join("out"));
        check(&plan, &layout).unwrap();
        let mut one = Quarantined {
            file_path: "a.warc".into(),
            bytes: 100,
            offset: 0,
            error: "Input/output error".into(),
            attempts: 3,
        };
        one.write(&layout, ("annotate", 0)).unwrap();
        check(&plan, &layout).unwrap();
        one.bytes = 101;
        one.write(&layout, ("annotate", 0)).unwrap();
        let error = check(&plan, &layout).unwrap_err().to_string();
        assert!(error.contains("1 archive with 5.0 %"), "{error}");
        forget(&layout, ("annotate", 0)).unwrap();
        check(&plan, &layout).unwrap();
        assert_eq!(quarantined(&layout), []);
    }
}
