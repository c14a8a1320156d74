//! Any text as the lists that users write: files of a source (`@list`), what a mix has (`--available`),
//! what is to be taken down. Lines that lead out of an empty folder are passed over.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::ConfigError;
use tamis::Error;
use tamis::config::{Config, Source};
use tamis::dag::{Graph, Plan};
use tamis::tools::forget::{Asked, Request};
use tamis::tools::mix;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "a b c\n").unwrap();
    folder
});

fn graph(pattern: &str) -> Result<Graph, Error> {
    let text = format!(
        "[run]\nname = \"n\"\noutput = \"out\"\n[sources.web]\ntype = \"text\"\npaths = [\"{pattern}\"]\n"
    );
    let source = Source::new(&FOLDER.path().join("tamis.toml"), &text);
    Graph::build(Config::parse(&source)?)
}

static PLAN: LazyLock<Plan> = LazyLock::new(|| Plan::new(graph("a.txt").unwrap()));

fuzz_target!(|text: &str| {
    fs::write(FOLDER.path().join("list"), text).unwrap();
    if !["/", "..", "@"].iter().any(|part| text.contains(part)) {
        match graph("@list") {
            Ok(graph) => assert!(
                graph
                    .nodes
                    .iter()
                    .any(|node| node.stage.partitions().len() == 1)
            ),
            Err(Error::Config(error)) => {
                let error: ConfigError = *error;
                assert!(error.text.get(error.span.clone()).is_some());
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    match mix::of_numbers(&PLAN, &FOLDER.path().join("list")) {
        Ok(mix) => drop(mix.ranked()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let mut request = Request::default();
    for line in text.lines() {
        for asked in [Asked::Id, Asked::Url, Asked::Domain, Asked::EmailDomain] {
            if let Err(message) = request.add(asked, line) {
                assert!(!message.is_empty());
            }
        }
    }
    assert!(request.is_empty() || !request.unmet().is_empty());
});
