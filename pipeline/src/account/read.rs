//! What the rendered files need beside the manifest: the largest domains, and a few removals.

use std::fs::File;
use std::path::{Path, PathBuf};

use tamis_manifests::domains::DomainReader;
use tamis_manifests::ledger::LedgerReader;
use tamis_manifests::manifest::DomainSize;
use tamis_manifests::report::Samples;

use crate::error::{Error, Result};
use crate::io::parquet_failed;

/// Removals shown for each reason.
const SAMPLES: usize = 12;

/// Rows of each part of the ledger, and parts, that are looked at for them.
const SAMPLE_ROWS: usize = 4096;
const SAMPLE_PARTS: usize = 64;

/// Most domains that are listed in full.
const MOST_DOMAINS: usize = 1_000_000;

/// The largest share of domains that anyone asks for: 10 %.
fn wanted(domains: usize) -> usize {
    domains.div_ceil(10).min(MOST_DOMAINS)
}

/// The tenth of the domains with most text read, largest first; of equals the first by name.
///
/// # Errors
/// When the file cannot be read.
pub fn largest_domains(path: &Path) -> Result<Vec<DomainSize>> {
    let mut sizes = Vec::new();
    each_domain(path, |domain| {
        if is_read(&domain) {
            sizes.push(domain.bytes_read);
        }
    })?;
    let wanted = wanted(sizes.len());
    let Some(last) = wanted.checked_sub(1) else {
        return Ok(Vec::new());
    };
    let (_, least, _) = sizes.select_nth_unstable_by(last, |a, b| b.cmp(a));
    let least = *least;
    drop(sizes);
    let mut largest = Vec::new();
    each_domain(path, |domain| {
        if is_read(&domain) && domain.bytes_read >= least {
            largest.push(domain);
        }
    })?;
    largest.sort_by(|a, b| (b.bytes_read, &a.domain).cmp(&(a.bytes_read, &b.domain)));
    largest.truncate(wanted);
    Ok(largest)
}

/// Documents without a host, which stand in the table under an empty name, are of no domain.
fn is_read(domain: &DomainSize) -> bool {
    domain.documents_read > 0 && !domain.domain.is_empty()
}

/// Domains of the table, each with all its languages.
fn each_domain(path: &Path, mut each: impl FnMut(DomainSize)) -> Result<()> {
    let failed = parquet_failed(path, "read");
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let mut current: Option<DomainSize> = None;
    for rows in DomainReader::open(file).map_err(&failed)? {
        for row in rows.map_err(&failed)? {
            match &mut current {
                Some(domain) if domain.domain == row.domain => row.sizes.add_to(domain),
                _ => {
                    let mut domain = DomainSize {
                        domain: row.domain,
                        ..DomainSize::default()
                    };
                    row.sizes.add_to(&mut domain);
                    if let Some(ended) = current.replace(domain) {
                        each(ended);
                    }
                }
            }
        }
    }
    if let Some(ended) = current {
        each(ended);
    }
    Ok(())
}

/// A few removals of each reason, from the beginning of some parts of the ledger: no step reads all
/// of it again.
///
/// # Errors
/// When a file cannot be read.
pub fn samples(parts: impl Iterator<Item = PathBuf>) -> Result<Samples> {
    let mut samples = Samples::new(SAMPLES);
    for path in parts.take(SAMPLE_PARTS) {
        let failed = parquet_failed(&path, "read");
        let file = File::open(&path).map_err(Error::io(&path, "open"))?;
        let mut seen = 0;
        for rows in LedgerReader::open(file).map_err(&failed)? {
            let rows = rows.map_err(&failed)?;
            rows.iter().for_each(|row| samples.push(row));
            seen += rows.len();
            if seen >= SAMPLE_ROWS {
                break;
            }
        }
    }
    Ok(samples)
}
