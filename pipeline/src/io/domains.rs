//! Domains in the files of `rights/`: how many documents of each there are, and how many were dropped.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::PathBuf;

use arrow_array::cast::AsArray;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tamis_manifests::rights::{DomainCount, Domains};
use xxhash_rust::xxh3::xxh3_64;

use super::parquet_failed;
use crate::error::{Error, Result};

/// Counts the rows of some files by domain; memory grows with the number of domains that have
/// evidence, by some 20 bytes each. Two domains of one XXH3-64 would be counted as one.
///
/// # Errors
/// When a file cannot be read.
pub fn domains(files: &[PathBuf], most: usize) -> Result<Domains> {
    let mut counts: HashMap<u64, (u32, u32)> = HashMap::new();
    each_domain(files, |domain, dropped| {
        let count = counts.entry(xxh3_64(domain.as_bytes())).or_default();
        count.0 = count.0.saturating_add(1);
        count.1 = count.1.saturating_add(u32::from(dropped));
    })?;
    // Those that may be among the first: at least as much as the last of the first.
    let order = |(documents, dropped): (u32, u32)| (dropped, documents);
    let mut first: Vec<(u32, u32)> = counts.values().map(|count| order(*count)).collect();
    let least = match most.checked_sub(1) {
        Some(last) if last < first.len() => {
            let (_, least, _) = first.select_nth_unstable_by_key(last, |count| Reverse(*count));
            Some(*least)
        }
        _ => first.iter().min().copied(),
    };
    drop(first);
    let mut named: BTreeSet<String> = BTreeSet::new();
    // Of those with as much as the last of the first, the first names.
    let mut equal: BTreeSet<String> = BTreeSet::new();
    if let Some(least) = least.filter(|_| most > 0) {
        each_domain(files, |domain, _| {
            let count = counts.get(&xxh3_64(domain.as_bytes())).copied();
            match count.map(|count| order(count).cmp(&least)) {
                Some(Ordering::Greater) if !named.contains(domain) => {
                    named.insert(domain.to_owned());
                }
                Some(Ordering::Equal) if !equal.contains(domain) => {
                    equal.insert(domain.to_owned());
                    if equal.len() > most {
                        equal.pop_last();
                    }
                }
                _ => {}
            }
        })?;
    }
    let mut top: Vec<DomainCount> = named
        .into_iter()
        .chain(equal)
        .filter_map(|domain| {
            let (documents, dropped) = counts.get(&xxh3_64(domain.as_bytes()))?;
            Some(DomainCount {
                domain,
                documents: u64::from(*documents),
                dropped: u64::from(*dropped),
            })
        })
        .collect();
    top.sort_by(|a, b| {
        (b.dropped, b.documents, &a.domain).cmp(&(a.dropped, a.documents, &b.domain))
    });
    top.truncate(most);
    Ok(Domains {
        total: counts.len() as u64,
        dropped: counts.values().filter(|count| count.1 > 0).count() as u64,
        top,
    })
}

fn each_domain(files: &[PathBuf], mut look: impl FnMut(&str, bool)) -> Result<()> {
    for path in files {
        let file = File::open(path).map_err(Error::io(path, "open"))?;
        let fail = parquet_failed(path, "read");
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&fail)?;
        // `domain` and `verdict`.
        let columns = ProjectionMask::roots(builder.parquet_schema(), [2, 6]);
        let reader = builder.with_projection(columns).build().map_err(&fail)?;
        for batch in reader {
            let batch = batch
                .map_err(|error| Error::run(format!("cannot read {}: {error}", path.display())))?;
            let (domain, verdict) = (batch.column(0), batch.column(1));
            let (domain, verdict) = (domain.as_string::<i32>(), verdict.as_string::<i32>());
            for row in 0..batch.num_rows() {
                look(domain.value(row), verdict.value(row) == "drop");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::rights::tests::{row, written};

    #[test]
    fn domains_are_those_that_lost_most() {
        let folder = tempfile::tempdir().unwrap();
        let mut rows = Vec::new();
        for (domain, kept, dropped) in [
            ("c", 1, 0),
            ("b", 1, 0),
            ("a", 1, 0),
            ("z", 0, 1),
            ("y", 5, 1),
            ("x", 9, 0),
        ] {
            rows.extend((0..kept).map(|n| row(n, domain, "keep")));
            rows.extend((0..dropped).map(|n| row(n, domain, "drop")));
        }
        let half = rows.split_off(9);
        let files = [
            written(folder.path(), "x-00000.parquet", &rows),
            written(folder.path(), "x-00001.parquet", &half),
        ];
        let top = |most: usize| -> Vec<String> {
            let found = domains(&files, most).unwrap();
            assert_eq!((found.total, found.dropped), (6, 2));
            found.top.into_iter().map(|count| count.domain).collect()
        };
        assert_eq!(top(0), Vec::<String>::new());
        assert_eq!(top(1), ["y"]);
        assert_eq!(top(4), ["y", "z", "x", "a"]);
        assert_eq!(top(5), ["y", "z", "x", "a", "b"]);
        assert_eq!(top(9), ["y", "z", "x", "a", "b", "c"]);
    }
}
