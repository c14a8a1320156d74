//! `domains.parquet`, its tree, and the domains with most text.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tamis_manifests::account;
use tamis_manifests::domains::{DomainTree, DomainWriter, FILE, Row};
use tamis_manifests::manifest::{DomainSize, Domains, Tree};

use crate::error::{Error, Result};
use crate::io::parquet_failed;
use crate::run::{FileEntry, TaskContext};

/// Domains that the manifest names.
const TOP: usize = 100;

/// Writes the file; gives what the manifest says about domains, the tree over those that have
/// documents in the shards, and the file.
pub(super) fn write_domains(
    task: &mut TaskContext<'_>,
    mut domains: account::Domains,
) -> Result<(Domains, Tree, FileEntry)> {
    let path = task.output_path(FILE);
    let failed = parquet_failed(&path, "write");
    let mut writer = DomainWriter::new(task.create(&path)?).map_err(&failed)?;
    let mut all = Gathered::default();
    let mut current = DomainSize::default();
    let mut any = false;
    let read = |error: account::AccountError| Error::run(error.to_string());
    while let Some((domain, language, sizes)) = domains.next_row().map_err(read)? {
        if any && domain != current.domain {
            all.add(std::mem::take(&mut current));
        }
        any = true;
        current.domain.clone_from(&domain);
        sizes.add_to(&mut current);
        all.tree.row(&domain, sizes.documents);
        let row = Row {
            domain,
            language,
            sizes,
        };
        writer.push(row).map_err(&failed)?;
    }
    if any {
        all.add(current);
    }
    let (out, rows) = writer.finish().map_err(&failed)?;
    task.add_to_dataset(out, "domains", rows)?;
    let file = task.last_written()?.clone();
    let (domains, tree) = all.finish();
    Ok((domains, tree, file))
}

#[derive(Default)]
struct Gathered {
    domains: Domains,
    tree: DomainTree,
    /// The first by size; the last of them is on top.
    top: BinaryHeap<Reverse<(u64, Reverse<String>, Boxed)>>,
}

/// Carried along; never decides an order.
struct Boxed(DomainSize);

impl PartialEq for Boxed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Boxed {}

impl PartialOrd for Boxed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Boxed {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl Gathered {
    fn add(&mut self, domain: DomainSize) {
        self.domains.kept += u64::from(domain.documents > 0);
        if domain.domain.is_empty() {
            // Documents without a host: they have a leaf in the tree, and no place in a list of domains.
            return;
        }
        self.domains.read += u64::from(domain.documents_read > 0);
        let name = Reverse(domain.domain.clone());
        self.top
            .push(Reverse((domain.bytes_read, name, Boxed(domain))));
        if self.top.len() > TOP {
            self.top.pop();
        }
    }

    fn finish(mut self) -> (Domains, Tree) {
        let top = std::mem::take(&mut self.top).into_sorted_vec();
        self.domains.top = top
            .into_iter()
            .map(|Reverse((_, _, Boxed(domain)))| domain)
            .collect();
        (self.domains, self.tree.finish())
    }
}
