//! The rows of shards.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::slice::ParallelSliceMut;
use sha2::{Digest as _, Sha256};

use super::domains::{Domains, Sizes};
use super::lock;
use super::report::{Kind, Problem};
use crate::manifest::{Manifest, Output};
use crate::merkle::{KeptLeaf, Leaves, Root};
use crate::table::{Table, small_integers, texts};

/// A row, as far as counting different documents needs it: 28 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    id: [u32; 4],
    domain: u32,
    tokens: u32,
    bytes: u32,
}

/// What is known of a language while its shards are read. Its rows are let go once the last shard is
/// read, and shards come language by language: memory holds the rows of few languages.
#[derive(Default)]
struct Language {
    left: AtomicUsize,
    broken: AtomicBool,
    rows: Mutex<Vec<Row>>,
}

/// All languages.
pub(super) struct Shards<'m> {
    manifest: &'m Manifest,
    domains: Option<&'m Domains>,
    languages: BTreeMap<&'m str, Language>,
    texts: bool,
}

fn language(output: &Output) -> &str {
    output.language.as_deref().unwrap_or("und")
}

/// What is summed over the rows of one shard.
#[derive(Default)]
struct Sums {
    leaves: Leaves,
    rows: Vec<Row>,
    bytes: u64,
    characters: u64,
    segments: u64,
    problems: Vec<String>,
}

/// Rows of one shard that are named in messages.
const NAMED: usize = 3;

impl Sums {
    fn wrong_row(&mut self, what: impl FnOnce(u64) -> String) {
        if self.problems.len() <= NAMED {
            let row = self.leaves.count();
            self.problems.push(if self.problems.len() == NAMED {
                format!("row {row} and perhaps more: like that")
            } else {
                what(row)
            });
        }
    }
}

/// What each byte is as a digit of lower-case hex; 255 where it is none.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

/// An id of 32 lower-case hex digits.
fn id(text: &str) -> Option<[u32; 4]> {
    let digits: &[u8; 32] = text.as_bytes().try_into().ok()?;
    let mut id = [0; 4];
    // No branch for each digit: which one it is cannot be foreseen.
    let mut all = 0;
    for (part, digits) in id.iter_mut().zip(digits.as_chunks::<8>().0) {
        for digit in digits {
            let digit = DIGITS[usize::from(*digit)];
            all |= digit;
            *part = *part << 4 | u32::from(digit & 15);
        }
    }
    (all < 16).then_some(id)
}

impl<'m> Shards<'m> {
    pub(super) fn new(manifest: &'m Manifest, domains: Option<&'m Domains>, texts: bool) -> Self {
        let mut languages: BTreeMap<&str, Language> = BTreeMap::new();
        for shard in manifest.outputs.iter().filter(|o| o.kind == "shard") {
            languages
                .entry(language(shard))
                .or_default()
                .left
                .fetch_add(1, Ordering::Relaxed);
        }
        Self {
            manifest,
            domains,
            languages,
            texts,
        }
    }

    /// Reads a shard, or notes that it cannot be read; gives its rows and what is wrong.
    pub(super) fn check(&self, output: &Output, file: Option<File>) -> (u64, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut count = 0;
        let read = file.map(|file| crate::table::guarded(|| self.read(output, file)));
        let rows = match read {
            Some(Ok(mut sums)) => {
                let root = std::mem::take(&mut sums.leaves).finish();
                count = root.leaves();
                problems = self.compare(output, &mut sums, &root);
                Some(sums.rows)
            }
            Some(Err(why)) => {
                problems.push(Problem::of(&output.path, Kind::Unreadable, why));
                None
            }
            None => None,
        };
        problems.extend(self.finish(language(output), rows));
        (count, problems)
    }

    fn read(&self, output: &Output, file: File) -> Result<Sums, String> {
        let mut columns = vec![
            "id",
            "url",
            "record_id",
            "language",
            "language_script",
            "digest",
            "token_count",
        ];
        if self.texts {
            columns.push("text");
        }
        let table = Table::open(file)?;
        let batches = if self.texts {
            table.read_batches(&columns, 256)?
        } else {
            table.read(&columns)?
        };
        let mut sums = Sums::default();
        let named = language(output);
        let (code, script) = named.split_once('_').unwrap_or((named, ""));
        for batch in batches {
            let batch = batch.map_err(|error| crate::table::wrong(&error))?;
            let column = |name: &str| texts(&batch, name);
            let (ids, urls, digests) = (column("id")?, column("url")?, column("digest")?);
            let (codes, scripts) = (column("language")?, column("language_script")?);
            let records = column("record_id")?;
            let tokens = small_integers(&batch, "token_count")?;
            let bodies = self.texts.then(|| column("text")).transpose()?;
            for row in 0..batch.num_rows() {
                let (found, writing) = (codes.value(row), scripts.value(row));
                if (found, writing) != (code, script) {
                    sums.wrong_row(|n| {
                        format!("row {n} is in `{found}_{writing}`; expected `{named}`")
                    });
                }
                let mut bytes = 0;
                if let Some(bodies) = bodies {
                    let text = bodies.value(row);
                    bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
                    sums.text(text, digests.value(row));
                }
                match id(ids.value(row)) {
                    Some(id) => sums.rows.push(Row {
                        id,
                        domain: self
                            .domains
                            .map_or(0, |domains| domains.of(urls.value(row))),
                        tokens: u32::try_from(tokens.value(row)).unwrap_or(0),
                        bytes,
                    }),
                    None => sums.wrong_row(|n| {
                        format!(
                            "row {n} has the id `{}`; expected 32 hex digits",
                            ids.value(row)
                        )
                    }),
                }
                let leaf = KeptLeaf {
                    digest: digests.value(row),
                    id: ids.value(row),
                    language: named,
                    record_id: records.value(row),
                    url: urls.value(row),
                };
                sums.leaves.push(|data| leaf.write(data));
            }
        }
        Ok(sums)
    }

    fn compare(&self, output: &Output, sums: &mut Sums, root: &Root) -> Vec<Problem> {
        let wrong = |kind, what: String| Problem::of(&output.path, kind, what);
        let mut problems: Vec<Problem> = sums
            .problems
            .drain(..)
            .map(|what| wrong(Kind::Rows, what))
            .collect();
        problems.extend(rows_and_root(output, root));
        let texts = [
            ("bytes of text", output.text_bytes, sums.bytes),
            ("characters", output.characters, sums.characters),
            ("segments", output.segments, sums.segments),
        ];
        for (what, stated, found) in texts.into_iter().filter(|_| self.texts) {
            if stated.is_some_and(|stated| stated != found) {
                let stated = stated.unwrap_or(0);
                let what = format!("the manifest says {stated} {what}, its texts have {found}");
                problems.push(wrong(Kind::Counts, what));
            }
        }
        problems
    }

    /// Takes the rows of a shard; those of its language are counted after the last one.
    fn finish(&self, name: &str, rows: Option<Vec<Row>>) -> Vec<Problem> {
        let Some(of) = self.languages.get(name) else {
            return Vec::new();
        };
        match rows {
            Some(rows) => lock(&of.rows).extend(rows),
            None => of.broken.store(true, Ordering::SeqCst),
        }
        if of.left.fetch_sub(1, Ordering::SeqCst) > 1 || of.broken.load(Ordering::SeqCst) {
            return Vec::new();
        }
        let rows = std::mem::take(&mut *lock(&of.rows));
        self.count(name, rows)
    }

    fn count(&self, name: &str, mut rows: Vec<Row>) -> Vec<Problem> {
        let folder = format!("data/{name}/");
        let manifest =
            |what| Problem::of(crate::manifest::FILE, Kind::Counts, what).due_to(&folder);
        let mut problems = Vec::new();
        let (given, tokens) = (
            rows.len() as u64,
            rows.iter().map(|r| u64::from(r.tokens)).sum(),
        );
        rows.par_sort_unstable();
        // A document that is given several times is the same each time.
        let differ = |rows: &[Row]| matches!(rows, [a, b] if a.id == b.id && a != b);
        if let Some([row, _]) = rows.windows(2).find(|rows| differ(rows)) {
            let id: String = row.id.iter().map(|part| format!("{part:08x}")).collect();
            let what = format!("rows with the id {id} differ in domain or tokens");
            let problem = Problem::of(&format!("data/{name}"), Kind::Rows, what);
            problems.push(problem.due_to(&folder));
        }
        rows.dedup_by_key(|row| row.id);
        if let Some(mix) = self.manifest.mix.get(name) {
            for (what, stated, found) in [
                ("documents_given", mix.documents_given, rows.len() as u64),
                ("rows_given", mix.rows_given, given),
                ("tokens_given", mix.tokens_given, tokens),
            ] {
                if stated != found {
                    problems.push(manifest(format!(
                        "mix, {what} of {name}: the manifest says {stated}, the shards have {found}"
                    )));
                }
            }
        }
        if let Some(domains) = self.domains {
            let mut held = Sizes::default();
            for row in &rows {
                let sum = held.entry(row.domain).or_default();
                sum.documents += 1;
                sum.tokens += u64::from(row.tokens);
                sum.bytes += u64::from(row.bytes);
            }
            let wrong = domains.compare(name, &held, self.texts).into_iter();
            let file = crate::verify::DOMAINS;
            let wrong = wrong.map(|what| Problem::of(file, Kind::Domains, what).due_to(&folder));
            problems.extend(wrong);
        }
        problems
    }

    /// Languages that have no shards, and so were never counted.
    pub(super) fn without_shards(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mixed = self.manifest.mix.keys().map(String::as_str);
        let listed = self.domains.into_iter().flat_map(Domains::languages);
        let names: std::collections::BTreeSet<&str> = mixed.chain(listed).collect();
        for name in names {
            if !self.languages.contains_key(name) {
                problems.extend(self.count(name, Vec::new()));
            }
        }
        problems
    }
}

impl Sums {
    fn text(&mut self, text: &str, digest: &str) {
        self.bytes += text.len() as u64;
        self.characters += text.chars().count() as u64;
        self.segments += text.lines().filter(|line| !line.is_empty()).count() as u64;
        if crate::digest::hex(&Sha256::digest(text)) != digest {
            self.wrong_row(|n| format!("row {n}: its text has not the digest that is beside it"));
        }
    }
}

/// Compares number of rows and root of a file with what the manifest says.
pub(super) fn rows_and_root(output: &Output, root: &Root) -> Vec<Problem> {
    let mut problems = Vec::new();
    if root.leaves() != output.rows {
        let what = format!(
            "it has {} rows; the manifest says {}",
            root.leaves(),
            output.rows
        );
        problems.push(Problem::of(&output.path, Kind::Rows, what));
    }
    let found = root.hex();
    if output.root.as_deref() != Some(found.as_str()) {
        let stated = output.root.as_deref().unwrap_or("nothing");
        let what = format!("the root over its rows is {found}; the manifest says {stated}");
        problems.push(Problem::of(&output.path, Kind::Root, what));
    }
    problems
}
