//! Which files of a crawl have most of some languages.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

use xxhash_rust::xxh3::xxh3_64;

use super::table::Table;
use super::{CommonCrawl, Kind};
use crate::error::Result;

/// Columns of the index: ISO 639-3 codes with commas between them, the first the document's most, and the
/// name of the WARC file.
/// <https://github.com/commoncrawl/cc-index-table/blob/main/src/main/resources/schema/cc-index-schema-flat.json>
const COLUMNS: [&str; 2] = ["content_languages", "warc_filename"];
/// Files of the index that are read at a time.
const READERS: usize = 4;

/// Pages by file and language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    /// The languages asked for, ISO 639-3: `mlt`.
    pub wanted: Vec<String>,
    /// WARC files by name.
    pub files: BTreeMap<String, FileCount>,
}

/// Pages of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCount {
    /// All that were counted.
    pub pages: u64,
    /// Of each language asked for, in that order. A page counts for its first language.
    pub wanted: Vec<u64>,
}

impl FileCount {
    /// Pages of any language asked for.
    #[must_use]
    pub fn all_wanted(&self) -> u64 {
        self.wanted.iter().sum()
    }
}

impl Languages {
    /// Files with their pages of the languages asked for, most first, and files of as many by name. Those
    /// without a page are left out.
    #[must_use]
    pub fn best(&self) -> Vec<(&str, u64)> {
        let files = self.files.iter();
        let files = files.map(|(name, count)| (name.as_str(), count.all_wanted()));
        let mut files: Vec<_> = files.filter(|(_, pages)| *pages > 0).collect();
        files.sort_by_key(|(_, pages)| std::cmp::Reverse(*pages));
        files
    }

    fn add(&mut self, other: Self) {
        for (name, count) in other.files {
            let mine = self.files.entry(name).or_insert_with(|| FileCount {
                pages: 0,
                wanted: vec![0; count.wanted.len()],
            });
            mine.pages += count.pages;
            let sums = mine.wanted.iter_mut().zip(&count.wanted);
            sums.for_each(|(mine, more)| *mine += more);
        }
    }
}

/// The name of the WET file with the text of a WARC file, `None` for a name of another layout.
#[must_use]
pub fn wet_name(warc: &str) -> Option<String> {
    let (folder, file) = warc.rsplit_once("/warc/")?;
    let file = file.strip_suffix(".warc.gz")?;
    Some(format!("{folder}/wet/{file}.warc.wet.gz"))
}

impl CommonCrawl {
    /// Counts the pages of some languages (ISO 639-3) by WARC file, from the columnar index. Of each of its
    /// files, one row group of `every` is read, and of that two columns. The index is sorted by the hosts'
    /// domains, so that row groups from all over it are a fairer sample than the first ones; 1 reads all.
    /// `progress` is told files done, and of how many.
    ///
    /// # Errors
    /// If the index cannot be had or read.
    pub fn languages(
        &self,
        crawl: &str,
        wanted: &[&str],
        every: u64,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Languages> {
        let names = self.files(crawl, Kind::Table)?;
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let work = || -> Result<HashMap<String, FileCount>> {
            let mut counted = Counting::new(wanted);
            while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                let read = self.count(name, every.max(1), &mut counted);
                if read.is_err() {
                    next.store(names.len(), Ordering::Relaxed);
                }
                read?;
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, names.len());
            }
            Ok(counted.files)
        };
        let mut all = Languages {
            wanted: wanted.iter().map(|&language| language.to_owned()).collect(),
            files: BTreeMap::new(),
        };
        std::thread::scope(|scope| {
            let workers = READERS.min(names.len());
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                let files = worker
                    .join()
                    .unwrap_or_else(|_| Err(crate::stores::stopped()))?;
                all.add(Languages {
                    wanted: Vec::new(),
                    files: files.into_iter().collect(),
                });
            }
            Ok(all)
        })
    }

    fn count(&self, name: &str, every: u64, counting: &mut Counting<'_>) -> Result<()> {
        let table = Table::open(&self.stores, self.at(name))?;
        // Each file begins at another row group, or the first of all would always be taken.
        let first = xxh3_64(name.as_bytes()) % every;
        for group in 0..table.row_groups() {
            if (group as u64 + first).is_multiple_of(every) {
                table.two_columns(group, COLUMNS, |languages, file| {
                    counting.page(languages, file);
                })?;
            }
        }
        Ok(())
    }
}

struct Counting<'a> {
    wanted: &'a [&'a str],
    files: HashMap<String, FileCount>,
}

impl<'a> Counting<'a> {
    fn new(wanted: &'a [&'a str]) -> Self {
        Self {
            wanted,
            files: HashMap::new(),
        }
    }

    fn page(&mut self, languages: &str, file: &str) {
        let first = languages.split(',').next().unwrap_or_default();
        let language = self.wanted.iter().position(|wanted| *wanted == first);
        if !self.files.contains_key(file) {
            let count = FileCount {
                pages: 0,
                wanted: vec![0; self.wanted.len()],
            };
            self.files.insert(file.to_owned(), count);
        }
        if let Some(count) = self.files.get_mut(file) {
            count.pages += 1;
            if let Some(language) = language {
                count.wanted[language] += 1;
            }
        }
    }
}
