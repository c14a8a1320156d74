//! Accounts in files: zstd, one line of JSON for the small part, then one for each domain and
//! language, sorted by SHA-256 of the domain. Files merge line by line, whatever their number.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Sizes, Tally};
use crate::merkle::{Hash, domain_hash};

/// Files read at once; more of them are merged in several rounds.
const FAN_IN: usize = 128;

/// zstd's level: these files are read once.
const LEVEL: i32 = 1;

/// An account that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// A file cannot be opened, read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{}, line {line}: {source}", .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The line, the first being 1.
        line: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> AccountError {
    let path = path.to_path_buf();
    move |source| AccountError::Io {
        path: path.clone(),
        source,
    }
}

type Row = (String, String, Sizes);

#[derive(Serialize, Deserialize)]
struct Line(String, String, u64, u64, u64, u64, u64, u64);

fn to_line((domain, language, sizes): Row) -> Line {
    let Sizes {
        documents_read,
        bytes_read,
        tokens_read,
        documents,
        bytes,
        tokens,
    } = sizes;
    Line(
        domain,
        language,
        documents_read,
        bytes_read,
        tokens_read,
        documents,
        bytes,
        tokens,
    )
}

fn from_line(line: Line) -> Row {
    let sizes = Sizes {
        documents_read: line.2,
        bytes_read: line.3,
        tokens_read: line.4,
        documents: line.5,
        bytes: line.6,
        tokens: line.7,
    };
    (line.0, line.1, sizes)
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes a tally; gives the inner writer and the number of rows of domains.
///
/// # Errors
/// Those of the writer.
pub fn write<W: Write>(mut tally: Tally, out: W) -> std::io::Result<(W, u64)> {
    let mut rows: Vec<(Hash, Row)> = std::mem::take(&mut tally.domains)
        .into_iter()
        .map(|((domain, language), sizes)| (domain_hash(&domain), (domain, language, sizes)))
        .collect();
    rows.sort_unstable_by(|a, b| (&a.0, &a.1.1).cmp(&(&b.0, &b.1.1)));
    let count = rows.len() as u64;
    let mut out = zstd::Encoder::new(out, LEVEL)?;
    write_line(&mut out, &tally)?;
    for (_, row) in rows {
        write_line(&mut out, &to_line(row))?;
    }
    Ok((out.finish()?, count))
}

/// Reads an account: the tally at once, the domains one by one.
pub struct AccountReader {
    /// The small part.
    pub tally: Tally,
    lines: Lines,
}

struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    line: u64,
    text: String,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, AccountError> {
        let file = File::open(path).map_err(io(path))?;
        let decoder = zstd::Decoder::new(file).map_err(io(path))?;
        Ok(Self {
            path: path.to_path_buf(),
            reader: Box::new(BufReader::with_capacity(1 << 14, decoder)),
            line: 0,
            text: String::new(),
        })
    }

    fn next<T: for<'de> Deserialize<'de>>(&mut self) -> Result<Option<T>, AccountError> {
        self.text.clear();
        let read = self.reader.by_ref().read_line(&mut self.text);
        if read.map_err(io(&self.path))? == 0 {
            return Ok(None);
        }
        self.line += 1;
        match serde_json::from_str(&self.text) {
            Ok(value) => Ok(Some(value)),
            Err(source) => Err(AccountError::Json {
                path: self.path.clone(),
                line: self.line,
                source,
            }),
        }
    }
}

impl AccountReader {
    /// Opens a file that [`write()`] has made.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> Result<Self, AccountError> {
        let mut lines = Lines::open(path)?;
        let tally = lines.next()?.unwrap_or_default();
        Ok(Self { tally, lines })
    }

    fn next_row(&mut self) -> Result<Option<Row>, AccountError> {
        Ok(self.lines.next::<Line>()?.map(from_line))
    }
}

/// Rows of several accounts as one: each domain and language once, in order.
pub struct Domains {
    readers: Vec<AccountReader>,
    heads: BinaryHeap<Reverse<Head>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    hash: Hash,
    language: String,
    reader: usize,
    domain: String,
    sizes: Counted,
}

/// Sizes beside a key: two heads never compare as far as this.
#[derive(PartialEq, Eq)]
struct Counted(Sizes);

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Counted {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl Domains {
    fn new(mut readers: Vec<AccountReader>) -> Result<Self, AccountError> {
        let mut heads = BinaryHeap::new();
        for (index, reader) in readers.iter_mut().enumerate() {
            heads.extend(head(index, reader)?.map(Reverse));
        }
        Ok(Self { readers, heads })
    }

    /// The next domain and language.
    ///
    /// # Errors
    /// When a file cannot be read further.
    pub fn next_row(&mut self) -> Result<Option<(String, String, Sizes)>, AccountError> {
        let mut row: Option<(Hash, Row)> = None;
        while let Some(Reverse(first)) = self.heads.peek() {
            let other = row.as_ref().is_some_and(|(hash, (_, language, _))| {
                (hash, language) != (&first.hash, &first.language)
            });
            if other {
                break;
            }
            let Some(Reverse(first)) = self.heads.pop() else {
                break;
            };
            match &mut row {
                Some((_, (_, _, sizes))) => sizes.add(&first.sizes.0),
                none => *none = Some((first.hash, (first.domain, first.language, first.sizes.0))),
            }
            if let Some(reader) = self.readers.get_mut(first.reader) {
                self.heads.extend(head(first.reader, reader)?.map(Reverse));
            }
        }
        Ok(row.map(|(_, row)| row))
    }
}

fn head(index: usize, reader: &mut AccountReader) -> Result<Option<Head>, AccountError> {
    Ok(reader.next_row()?.map(|(domain, language, sizes)| Head {
        hash: domain_hash(&domain),
        language,
        reader: index,
        domain,
        sizes: Counted(sizes),
    }))
}

/// Merges accounts: the sum of the tallies, and the domains one by one. More than a hundred or so
/// files go through files in `folder`, which holds what is in it at the end of the call until the
/// domains are read.
///
/// # Errors
/// When a file cannot be read or written.
pub fn merge(files: &[PathBuf], folder: &Path) -> Result<(Tally, Domains), AccountError> {
    let mut tally = Tally::default();
    let mut files = files.to_vec();
    let mut first_round = true;
    let mut made = 0;
    while files.len() > FAN_IN {
        let mut merged = Vec::new();
        for part in files.chunks(FAN_IN) {
            let (of_part, domains) = open(part)?;
            if first_round {
                tally.merge(of_part);
            }
            let path = folder.join(format!("merge-{made:05}.account.zst"));
            made += 1;
            write_merged(domains, &path)?;
            merged.push(path);
        }
        first_round = false;
        files = merged;
    }
    let (of_rest, domains) = open(&files)?;
    if first_round {
        tally.merge(of_rest);
    }
    Ok((tally, domains))
}

fn open(files: &[PathBuf]) -> Result<(Tally, Domains), AccountError> {
    let mut tally = Tally::default();
    let mut readers = Vec::with_capacity(files.len());
    for path in files {
        let mut reader = AccountReader::open(path)?;
        tally.merge(std::mem::take(&mut reader.tally));
        readers.push(reader);
    }
    Ok((tally, Domains::new(readers)?))
}

fn write_merged(mut domains: Domains, path: &Path) -> Result<(), AccountError> {
    let file = File::create(path).map_err(io(path))?;
    let mut out = zstd::Encoder::new(BufWriter::new(file), LEVEL).map_err(io(path))?;
    write_line(&mut out, &Tally::default()).map_err(io(path))?;
    while let Some(row) = domains.next_row()? {
        write_line(&mut out, &to_line(row)).map_err(io(path))?;
    }
    let mut out = out.finish().map_err(io(path))?;
    out.flush().map_err(io(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path, count: usize) -> Vec<PathBuf> {
        (0..count)
            .map(|i| {
                let mut tally = Tally::default();
                tally.cluster("mlt_Latn", 2);
                for domain in [i % 7, i % 11, 100] {
                    let name = format!("d{domain}.example");
                    tally.domain(name.clone(), "mlt_Latn", &Sizes::read(10, 3));
                    tally.domain(name, "gle_Latn", &Sizes::kept(i as u64, 1));
                }
                let path = folder.join(format!("{i:05}.account.zst"));
                let (_, rows) = write(tally, File::create(&path).unwrap()).unwrap();
                assert!(rows >= 4);
                path
            })
            .collect()
    }

    fn all(mut domains: Domains) -> Vec<Row> {
        std::iter::from_fn(|| domains.next_row().unwrap()).collect()
    }

    #[test]
    fn many_files_merge_to_what_few_give() {
        let folder = tempfile::tempdir().unwrap();
        let count = FAN_IN * 2 + 3;
        let files = files(folder.path(), count);
        let (tally, domains) = merge(&files, folder.path()).unwrap();
        assert_eq!(tally.clusters["mlt_Latn"][&2], count as u64);
        let rows = all(domains);
        // Seven, eleven, and the hundredth; of the eleven seven are the same.
        assert_eq!(rows.len(), 12 * 2);
        let keys: Vec<_> = rows
            .iter()
            .map(|r| (domain_hash(&r.0), r.1.clone()))
            .collect();
        assert!(keys.is_sorted());
        let read: u64 = rows.iter().map(|row| row.2.documents_read).sum();
        assert_eq!(read, 3 * count as u64);
        let bytes: u64 = rows.iter().map(|row| row.2.bytes).sum();
        assert_eq!(bytes, 3 * (count * (count - 1) / 2) as u64);
        let mut shuffled = files;
        shuffled.reverse();
        let (again, domains) = merge(&shuffled, folder.path()).unwrap();
        assert_eq!((again, all(domains)), (tally, rows));
    }

    #[test]
    fn damage_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let mut out = zstd::Encoder::new(File::create(&path).unwrap(), 1).unwrap();
        write_line(&mut out, &Tally::default()).unwrap();
        out.write_all(b"[\"a\",3]\n").unwrap();
        out.finish().unwrap();
        let error = merge(std::slice::from_ref(&path), folder.path())
            .err()
            .unwrap();
        assert!(error.to_string().contains("x, line 2: "), "{error}");
        std::fs::write(&path, b"no zstd").unwrap();
        assert!(merge(&[path], folder.path()).is_err());
    }
}
