//! Any bytes as the file of a source, whose kind the first byte picks: all of its documents are read, and
//! each is looked at.
#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::config::{Config, Source};
use tamis::dag::Graph;
use tamis::stages::{Incoming, Work};

/// Kind and the end of a name.
const KINDS: [(&str, &str); 7] = [
    ("warc", "warc"),
    ("jsonl", "jsonl"),
    ("text", "txt"),
    ("text", "md"),
    ("text", "html"),
    ("warc", "warc.gz"),
    ("jsonl", "jsonl.zst"),
];

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// A graph that only reads, with the file `a.ENDING`.
fn graph(kind: &str, ending: &str) -> Option<Graph> {
    let text = format!(
        "[run]\nname = \"n\"\noutput = \"out\"\n[sources.s]\ntype = \"{kind}\"\npaths = [\"a.{ending}\"]\n"
    );
    let source = Source::new(&FOLDER.path().join("tamis.toml"), &text);
    match Graph::build(Config::parse(&source).unwrap()) {
        Ok(graph) => Some(graph),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&first, data)) = data.split_first() else {
        return;
    };
    let (kind, ending) = KINDS[usize::from(first) % KINDS.len()];
    fs::write(FOLDER.path().join(format!("a.{ending}")), data).unwrap();
    let Some(graph) = graph(kind, ending) else {
        return;
    };
    let sources = graph
        .nodes
        .iter()
        .filter(|node| !node.stage.partitions().is_empty());
    for node in sources {
        let Work::Source(source) = node.stage.work() else {
            continue;
        };
        for partition in node.stage.partitions() {
            let Ok(mut stream) = source.open(partition) else {
                continue;
            };
            let mut whole = true;
            loop {
                match stream.next_batch() {
                    Ok(Some(batch)) => {
                        for incoming in batch.incoming {
                            match incoming {
                                Incoming::Item(mut item) => drop(source.admit(&mut item)),
                                Incoming::Damage(damaged) => assert!(!damaged.detail.is_empty()),
                            }
                        }
                    }
                    Ok(None) => break,
                    Err(error) => {
                        assert!(!error.to_string().is_empty());
                        whole = false;
                        break;
                    }
                }
            }
            if whole && let Ok(read) = stream.finish() {
                assert_eq!(
                    read.iter().map(|file| file.bytes).sum::<u64>(),
                    data.len() as u64
                );
            }
        }
    }
});
