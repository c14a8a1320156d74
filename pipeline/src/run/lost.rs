//! How much of the input may be given up.

use super::counted;
use super::layout::Layout;
use super::quarantine::quarantined;
use crate::dag::Plan;
use crate::error::{Error, Result};

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
            counted(given_up.len() as u64, "archive"),
            100.0 * lost as f64 / all.max(1) as f64
        ),
        format!(
            "mend them and start the same command again, or allow more: `max_damaged` in [run] is {most}"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::quarantine::{self, Quarantined};
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
        quarantine::forget(&layout, ("annotate", 0)).unwrap();
        check(&plan, &layout).unwrap();
        assert_eq!(quarantined(&layout), []);
    }
}
