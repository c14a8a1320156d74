//! Looks for files in stores and on the web before a run.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tamis_store::{Entry, Location, Stores};

use super::Reach;

/// What is wrong with one of the locations, and what to do.
type Advice = (String, String);

/// What locations and patterns in stores mean, sorted, each once; as many are asked for at a time as there may be
/// connections.
///
/// # Errors
/// The first that is not there or cannot be asked for, by its place in `texts`.
pub(crate) fn find(texts: &[String], reach: &Reach) -> Result<Vec<Entry>, (usize, Advice)> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let stores = reach.stores().map_err(|error| (0, told(&error)))?;
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = || -> Result<Vec<Entry>, (usize, Advice)> {
        let mut found = Vec::new();
        // Those that have begun are ended, so that the first that fails is the same one each time.
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(at) else {
                break;
            };
            let entries = meant(text, stores).map_err(|advice| (at, advice));
            found.extend(entries.inspect_err(|_| failed.store(true, Ordering::Relaxed))?);
        }
        Ok(found)
    };
    let threads = stores.settings().connections.min(texts.len());
    let ended: Vec<Result<Vec<Entry>, _>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended = threads.into_iter().map(|thread| {
            let panicked = "asking the store was broken off";
            let panicked = |_| Err((0, (panicked.into(), "start again".into())));
            thread.join().unwrap_or_else(panicked)
        });
        ended.collect()
    });
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for ended in ended {
        match ended {
            Ok(entries) => found.extend(entries),
            Err(failed) => wrong.push(failed),
        }
    }
    if let Some(first) = wrong.into_iter().min() {
        return Err(first);
    }
    // By the whole location: two files may differ by their queries alone, `?file=a` and `?file=b`.
    found.sort_by(|a, b| a.location.cmp(&b.location));
    found.dedup_by(|a, b| a.location == b.location);
    Ok(found)
}

fn told(error: &dyn fmt::Display) -> Advice {
    let help = "check the location, the table [stores], and the keys in the environment";
    (error.to_string(), help.to_string())
}

/// The files that one location or pattern means.
fn meant(text: &str, stores: &Stores) -> Result<Vec<Entry>, Advice> {
    let location = Location::parse(text).map_err(|error| told(&error))?;
    let mut entries = stores.glob(&location).map_err(|error| told(&error))?;
    if entries.is_empty() {
        return Err((
            format!("nothing in the store matches `{location}`"),
            "check the pattern; `**` goes down into folders".into(),
        ));
    }
    for entry in entries.iter_mut().filter(|entry| entry.etag.is_none()) {
        entry.etag = mark(stores, &entry.location).map_err(|error| told(&error))?;
    }
    Ok(entries)
}

/// What an object is known by where a listing does not have it: its ETag, or when it was written.
fn mark(stores: &Stores, location: &Location) -> tamis_store::Result<Option<String>> {
    let stat = stores.stat(location)?;
    let written = stat.modified.map(|time| time.to_rfc3339());
    Ok(stat.etag.or(written))
}
