//! How fast texts are identified, on one thread: the arguments are a text with one sentence a line
//! and, unless it is the embedded one, a model. Figures are means, in CPU time of the thread
//! where the system tells that (Linux), so that other work on the machine weighs less.

use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tamis_langs::{Error, Hints, Identifier};

const ENOUGH: Duration = Duration::from_secs(1);
/// Bytes of a document that is made of successive lines, as much text as a page has.
const DOCUMENT: usize = 4_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let text = std::fs::read_to_string(args.next().ok_or("give a text's path")?)?;
    let model = args.next();
    let load = || match &model {
        Some(path) => Identifier::from_path(Path::new(path)),
        None => Identifier::embedded(),
    };
    // Once, as a process does it: tables are read at the first call.
    let started = now();
    let identifier = load()?;
    let loading = now().saturating_sub(started);
    let lines: Vec<&str> = text.lines().collect();
    let mut documents = vec![String::new()];
    for line in &lines {
        if let Some(document) = documents.last_mut() {
            document.push_str(line);
            document.push('\n');
            if document.len() >= DOCUMENT {
                documents.push(String::new());
            }
        }
    }
    let hints = Hints::default();
    let sentences = mean(|| {
        lines
            .iter()
            .map(|line| identifier.identify(line).label.len())
            .sum()
    })?;
    let pages = mean(|| {
        let find = |text: &String| identifier.document(text, &hints).segments.len();
        documents.iter().map(find).sum()
    })?;

    let mut out = io::stdout().lock();
    let rate = |count: usize, time: Duration| count as f64 / time.as_secs_f64();
    writeln!(out, "loaded in {:.1} ms", loading.as_secs_f64() * 1e3)?;
    writeln!(
        out,
        "{:.0} sentences/s of {} bytes, {:.1} MB/s",
        rate(lines.len(), sentences),
        text.len() / lines.len().max(1),
        rate(text.len(), sentences) / 1e6
    )?;
    writeln!(
        out,
        "{:.0} documents/s of {} bytes, {:.1} MB/s",
        rate(documents.len(), pages),
        text.len() / documents.len(),
        rate(text.len(), pages) / 1e6
    )?;
    if let Some(memory) = most_memory() {
        writeln!(
            out,
            "{memory} at most in memory, the text and its documents included"
        )?;
    }
    Ok(())
}

/// Mean time of a call, over at least [`ENOUGH`].
fn mean(mut work: impl FnMut() -> usize) -> Result<Duration, Error> {
    let mut calls = 0;
    let started = now();
    loop {
        std::hint::black_box(work());
        calls += 1;
        let past = now().saturating_sub(started);
        if past >= ENOUGH {
            return Ok(past / calls);
        }
    }
}

/// CPU time of this thread, or time where the system does not tell.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let cpu = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ')
            .next()?
            .parse()
            .ok()
            .map(Duration::from_nanos)
    };
    cpu().unwrap_or_else(|| START.elapsed())
}

fn most_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
