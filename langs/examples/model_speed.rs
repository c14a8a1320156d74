//! How fast a model is read and asked, on one thread: the arguments are its path and that of a text
//! with one sentence a line. Figures are means, in CPU time of the thread where the system
//! tells that (Linux), so that other work on the machine weighs less.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tamis_langs::{FormatError, Model, Scratch};

const ENOUGH: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(path), Some(text)) = (args.next(), args.next()) else {
        return Err("give a model's path and a text's".into());
    };
    let text = fs::read_to_string(text)?;
    let lines: Vec<&str> = text.lines().collect();
    let bytes = fs::read(&path)?;
    let from_memory = |bytes: &[u8]| Model::read(bytes, bytes.len() as u64);
    let load = mean(|| from_memory(&bytes).map(drop))?;
    let load_file = mean(|| {
        let file = File::open(&path).map_err(|source| FormatError::Io {
            at: 0,
            what: "the file",
            source,
        })?;
        Model::read(BufReader::with_capacity(1 << 16, file), bytes.len() as u64).map(drop)
    })?;
    let model = from_memory(&bytes)?;

    let mut scratch = Scratch::default();
    let mut sum = vec![0.0; model.dim()];
    let mut probabilities = Vec::new();
    let mut features = 0;
    let adding = mean(|| {
        features = 0;
        for line in &lines {
            sum.fill(0.0);
            features += model.add(line, true, &mut sum, &mut scratch);
        }
        Ok(())
    })?;
    let mut greatest = 0.0_f32;
    let predicting = mean(|| {
        for line in &lines {
            sum.fill(0.0);
            let features = model.add(line, true, &mut sum, &mut scratch).max(1);
            sum.iter_mut().for_each(|sum| *sum /= features as f32);
            model.probabilities(&sum, &mut probabilities);
            greatest = probabilities.iter().copied().fold(greatest, f32::max);
        }
        Ok(())
    })?;

    let mut out = io::stdout().lock();
    let rate = |count: usize, time: Duration| count as f64 / time.as_secs_f64();
    writeln!(out, "{:?}", model.info())?;
    writeln!(out, "load, from memory: {:.1} ms", load.as_secs_f64() * 1e3)?;
    writeln!(
        out,
        "load, from file: {:.1} ms",
        load_file.as_secs_f64() * 1e3
    )?;
    writeln!(
        out,
        "features: {:.1} MB/s ({} bytes, {:.2} features a byte)",
        rate(text.len(), adding) / 1e6,
        text.len(),
        features as f64 / text.len() as f64
    )?;
    writeln!(
        out,
        "with probabilities: {:.1} MB/s, {:.0} sentences/s of {:.0} bytes (greatest {greatest:.3})",
        rate(text.len(), predicting) / 1e6,
        rate(lines.len(), predicting),
        text.len() as f64 / lines.len() as f64
    )?;
    Ok(())
}

/// The mean time of a run, over runs that take a second together.
fn mean(mut run: impl FnMut() -> Result<(), FormatError>) -> Result<Duration, FormatError> {
    run()?;
    let begin = now();
    let mut runs = 0;
    loop {
        run()?;
        runs += 1;
        let passed = now() - begin;
        // Linux counts CPU time by ticks of some milliseconds: single runs cannot be timed.
        if passed > ENOUGH {
            return Ok(passed / runs);
        }
    }
}

/// CPU time of this thread, or else time since the first call.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|stat| stat.split(' ').next()?.parse().ok())
        .map_or_else(|| START.elapsed(), Duration::from_nanos)
}
