use std::path::PathBuf;

use clap::Args;
use tamis_dedup::{Family, Params, THRESHOLD};

use super::lines::problems;
use super::{Ended, print};
use crate::error::{Error, Result};
use crate::rows::Columns;
use crate::run::{Progress, counted};
use crate::stages::{Order, Scope};
use crate::tools::{Dedup as Work, dedup};

/// Removes duplicates from JSON lines or Parquet files, keeping all columns: documents of the same
/// words, and by MinHash those of nearly the same. Writes DIR/kept/ (a file for each input, in its
/// format), DIR/removed.jsonl ({"id","kept","reason","similarity","cluster_size"}) and
/// DIR/dedup.json. Only `text` has to be there; `id`, `language` and the others are used where they
/// are.
#[derive(Args)]
pub(super) struct Dedup {
    /// Input files; `-` is standard input; gzip, zstd and Parquet are recognised
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Output folder
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Compare with the documents of this index too, and add the kept ones to it; it is made if it
    /// is not there
    #[arg(long, value_name = "INDEX")]
    against: Option<PathBuf>,
    /// Documents that are compared: those of one language, all, or those of one language and source
    #[arg(long, value_enum, default_value_t)]
    scope: Scope,
    /// Of documents of one URL, keep the newest (by the column for the date)
    #[arg(long)]
    urls: bool,
    /// Which of several duplicates is kept, most important first: quality (--score-column), length,
    /// date (the earliest); with a `-` before it the other way round
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "quality,length,date",
        allow_hyphen_values = true
    )]
    best: Vec<String>,
    /// LSH bands
    #[arg(long, default_value_t = Params::default().bands)]
    bands: u16,
    /// MinHash values in a band
    #[arg(long, default_value_t = Params::default().rows)]
    rows: u16,
    /// MinHash values beside those of the bands, to verify by
    #[arg(long, default_value_t = Params::default().checks)]
    checks: u16,
    /// Words in a shingle
    #[arg(long, default_value_t = Params::default().shingle)]
    shingle: u16,
    /// How signatures are made
    #[arg(long, value_parser = family, default_value = "classic")]
    family: Family,
    /// Estimated Jaccard similarity from which two documents are duplicates
    #[arg(long, default_value_t = THRESHOLD)]
    threshold: f32,
    /// Compare the sets of shingles themselves, not signatures alone: no estimate, more disk
    #[arg(long)]
    exact: bool,
    /// Seed of the hash family
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Memory for sorting in MiB, of all threads together; what does not fit goes through files in
    /// the output folder
    #[arg(long, default_value_t = 1024, value_name = "MIB")]
    memory: usize,
    /// Threads; 0 takes every core
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Write the kept documents without the columns minhash_cluster_id, _size and _dumps
    #[arg(long)]
    plain: bool,
    /// Column of the text; a dot goes into objects: `content.text`
    #[arg(long, default_value = "text", value_name = "NAME")]
    text_column: String,
    /// Column of the id
    #[arg(long, default_value = "id", value_name = "NAME")]
    id_column: String,
    /// Column of the language
    #[arg(long, default_value = "language", value_name = "NAME")]
    language_column: String,
    /// Column of the URL
    #[arg(long, default_value = "url", value_name = "NAME")]
    url_column: String,
    /// Column of the date
    #[arg(long, default_value = "date", value_name = "NAME")]
    date_column: String,
    /// Column of the crawl's name
    #[arg(long, default_value = "dump", value_name = "NAME")]
    dump_column: String,
    /// Column of the source's name
    #[arg(long, default_value = "source", value_name = "NAME")]
    source_column: String,
    /// Column of a quality score from 0 to 1
    #[arg(long, value_name = "NAME")]
    score_column: Option<String>,
}

fn family(name: &str) -> std::result::Result<Family, String> {
    let value = serde_json::Value::from(name);
    serde_json::from_value(value).map_err(|error| error.to_string())
}

impl Dedup {
    pub(super) fn call(self) -> Result<Ended> {
        if !(0.0..=1.0).contains(&self.threshold) {
            return Err(Error::usage(
                format!("the threshold {} is not a similarity", self.threshold),
                "give a number between 0 and 1",
            ));
        }
        if !(16..=1 << 24).contains(&self.memory) {
            return Err(Error::usage(
                format!("{} MiB of memory are too few or too many", self.memory),
                "give 16 or more; the default is 1024",
            ));
        }
        let best =
            Order::of_columns(&self.best).map_err(|(message, help)| Error::usage(message, help))?;
        let threads = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            threads => threads,
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| Error::run(format!("cannot start {threads} threads: {error}")))?;
        let work = Work {
            inputs: self.inputs,
            folder: self.output,
            columns: Columns {
                text: self.text_column,
                id: self.id_column,
                language: self.language_column,
                url: self.url_column,
                date: self.date_column,
                dump: self.dump_column,
                source: self.source_column,
                score: self.score_column,
            },
            added: !self.plain,
            params: Params {
                bands: self.bands,
                rows: self.rows,
                checks: self.checks,
                shingle: self.shingle,
                family: self.family,
                seed: self.seed,
            },
            scope: self.scope,
            urls: self.urls,
            best,
            threshold: self.threshold,
            exact: self.exact,
            against: self.against,
            memory: self.memory << 20,
            threads,
        };
        let done = pool.install(|| dedup(&work, &Progress::stderr()))?;
        let removed: Vec<String> = done
            .removed
            .iter()
            .map(|(reason, count)| format!("{reason} {count}"))
            .collect();
        let mut text = format!(
            "{}, {} kept, {} removed",
            counted(done.documents, "document"),
            done.kept,
            done.documents - done.kept
        );
        if !removed.is_empty() {
            text += &format!(" ({})", removed.join(", "));
        }
        if let (Some(index), Some(path)) = (done.index, &work.against) {
            text += &format!("; {index} in {}", path.display());
        }
        print(&format!("{text}; see {}\n", work.folder.display()))?;
        Ok(problems(&done.bad, "row", "rows"))
    }
}
