//! `rust-peers PEER DECODED LIST OUT`: one extractor over the pages `DECODED/<id>.html` named in
//! `LIST` (id, tab, language), predictions as JSON lines to `OUT`, timing to `OUT.time.json`.
//!
//! Time is the CPU time of the extracting thread around the call alone. A page that takes more
//! than 20 s of wall time counts as an empty text and is left out of the time: its thread is
//! abandoned and the pages after it go to a new one.

use std::fs;
use std::io::Write;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use cpu_time::ThreadTime;
use dom_smoothie::{Config, Readability, TextMode};

type Extract = fn(&str) -> Option<String>;
type Done = (Option<String>, Duration);
type Error = Box<dyn std::error::Error>;

const CAP: Duration = Duration::from_secs(20);
/// Both peers recurse over the tree.
const STACK: usize = 1 << 30;

fn rs_trafilatura(html: &str) -> Option<String> {
    let options = rs_trafilatura::Options {
        include_comments: false,
        ..Default::default()
    };
    let result = rs_trafilatura::extract_with_options(html, &options);
    result.ok().map(|found| found.content_text)
}

fn readability(html: &str, text_mode: TextMode) -> Option<String> {
    let config = Config {
        text_mode,
        ..Default::default()
    };
    let article = Readability::new(html, None, Some(config))
        .ok()?
        .parse()
        .ok()?;
    Some(article.text_content.to_string())
}

fn dom_smoothie(html: &str) -> Option<String> {
    readability(html, TextMode::Formatted)
}

fn dom_smoothie_raw(html: &str) -> Option<String> {
    readability(html, TextMode::Raw)
}

fn worker(extract: Extract, paths: Vec<PathBuf>) -> Result<Receiver<Done>, Error> {
    let (sender, receiver) = channel();
    thread::Builder::new().stack_size(STACK).spawn(move || {
        for path in paths {
            let html = fs::read_to_string(path).unwrap_or_default();
            let start = ThreadTime::now();
            let text = catch_unwind(|| extract(&html)).ok().flatten();
            if sender.send((text, start.elapsed())).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}

fn main() -> Result<(), Error> {
    let args: Vec<_> = std::env::args().collect();
    let [_, peer, decoded, list, out] = args.as_slice() else {
        return Err("usage: rust-peers PEER DECODED LIST OUT".into());
    };
    let extract: Extract = match peer.as_str() {
        "rs-trafilatura" => rs_trafilatura,
        "dom_smoothie" => dom_smoothie,
        "dom_smoothie-raw" => dom_smoothie_raw,
        _ => return Err("rs-trafilatura, dom_smoothie or dom_smoothie-raw".into()),
    };
    std::panic::set_hook(Box::new(|_| {}));
    let listed = fs::read_to_string(list)?;
    let ids: Vec<_> = listed
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    let paths: Vec<_> = ids
        .iter()
        .map(|id| Path::new(decoded).join(format!("{id}.html")))
        .collect();

    let mut sink = std::io::BufWriter::new(fs::File::create(out)?);
    let mut results = worker(extract, paths.clone())?;
    let (mut total, mut errors, mut capped, mut slowest) = (Duration::ZERO, 0, vec![], vec![]);
    for (index, id) in ids.iter().enumerate() {
        let text = match results.recv_timeout(CAP) {
            Ok((text, took)) => {
                total += took;
                slowest.push((took.as_secs_f64(), *id));
                text
            }
            Err(RecvTimeoutError::Timeout) => {
                capped.push(*id);
                results = worker(extract, paths.iter().skip(index + 1).cloned().collect())?;
                Some(String::new())
            }
            Err(RecvTimeoutError::Disconnected) => return Err("the worker ended early".into()),
        };
        errors += usize::from(text.is_none());
        let line = serde_json::json!({ "id": id, "text": text.unwrap_or_default() });
        writeln!(sink, "{line}")?;
    }
    sink.flush()?;
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    slowest.truncate(3);
    let report = serde_json::json!({
        "cpu_seconds": total.as_secs_f64(), "errors": errors, "capped": capped, "slowest": slowest,
    });
    fs::write(format!("{out}.time.json"), report.to_string())?;
    // Not joined: an abandoned thread may still be at work.
    std::process::exit(0);
}
