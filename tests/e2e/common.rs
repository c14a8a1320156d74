//! Starting the binary, a folder with the demo in it, and readers for what a run leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

/// The binary under test.
pub(crate) const TAMIS: &str = env!("CARGO_BIN_EXE_tamis");

/// The archives of the demo.
pub(crate) const ARCHIVES: [&str; 2] = ["demo-00000.warc.gz", "demo-00001.warc.gz"];

/// A file of the demo.
pub(crate) fn demo_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../demo")
        .join(name)
}

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The JSON lines on stderr with this `event`.
    pub(crate) fn events(&self, event: &str) -> Vec<Value> {
        self.err
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|line| line["event"] == event)
            .collect()
    }

    /// For every group that had something to do: its name, tasks already done, all tasks.
    pub(crate) fn started(&self) -> Vec<(String, u64, u64)> {
        let field = |line: &Value, key: &str| line[key].as_u64().unwrap();
        self.events("start")
            .iter()
            .map(|line| {
                let stage = line["stage"].as_str().unwrap().to_string();
                (stage, field(line, "done"), field(line, "tasks"))
            })
            .collect()
    }

    /// Names of the groups that had something to do.
    pub(crate) fn stages(&self) -> Vec<String> {
        self.started()
            .into_iter()
            .map(|(stage, _, _)| stage)
            .collect()
    }

    /// Ends the test when the exit code is another one.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.out,
            self.err
        );
        self
    }
}

/// The binary with its arguments, in `folder`, away from the terminal and its width.
pub(crate) fn command<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Command {
    let mut command = Command::new(TAMIS);
    command
        .current_dir(folder)
        .args(args)
        .env_remove("COLUMNS")
        .env("NO_COLOR", "1");
    command
}

/// Runs the binary to its end.
pub(crate) fn tamis<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Ran {
    fed(folder, args, b"")
}

/// Runs the binary to its end with `input` on stdin.
pub(crate) fn fed<S: AsRef<OsStr>>(folder: &Path, args: &[S], input: &[u8]) -> Ran {
    let mut child = command(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A child that refuses its call closes stdin early, which is no mistake here.
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A temporary folder with the archives of the demo and a config `tamis.toml`.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// With a config of its own.
    pub(crate) fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ARCHIVES {
            fs::copy(demo_file(name), folder.path().join(name)).unwrap();
        }
        let place = Self { folder };
        place.write("tamis.toml", config);
        place
    }

    /// With the demo's config, and `more` at its end.
    pub(crate) fn demo(more: &str) -> Self {
        let config = fs::read_to_string(demo_file("tamis.toml")).unwrap();
        Self::new(&format!("{config}\n{more}"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.join("out")
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn tamis<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        tamis(self.path(), args)
    }

    /// `tamis run tamis.toml`, which must end well.
    #[track_caller]
    pub(crate) fn run(&self) -> Ran {
        self.tamis(&["run", "tamis.toml"]).expect(0)
    }

    /// The dataset: every file below `out` but for what lies in `.tamis`.
    pub(crate) fn dataset(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.out())
    }
}

/// A mix that gives every kept document once.
pub(crate) const ALL_ONCE: &str = "[stages.balance]\nmethod = \"proportional\"\n";

/// Paths below `root` of all files whose path fits, in order.
pub(crate) fn files(root: &Path, fits: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_string();
            if fits(&name) {
                found.insert(name);
            }
        }
    }
    found
}

/// Every file of a dataset with its bytes.
pub(crate) fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files(root, &|name| !name.starts_with(".tamis/"))
        .into_iter()
        .map(|name| {
            let bytes = fs::read(root.join(&name)).unwrap();
            (name, bytes)
        })
        .collect()
}

/// Compares two datasets; says which files differ instead of printing their bytes.
#[track_caller]
pub(crate) fn same(
    expected: &BTreeMap<String, Vec<u8>>,
    found: &BTreeMap<String, Vec<u8>>,
    what: &str,
) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert!(
        expected.contains_key("manifest.json"),
        "{what}: no manifest to compare with"
    );
    let (expected, found) = (&without_cost(expected), &without_cost(found));
    assert_eq!(names(expected), names(found), "{what}: other files");
    let differ: Vec<&String> = expected
        .iter()
        .filter(|(name, bytes)| found[*name] != **bytes)
        .map(|(n, _)| n)
        .collect();
    assert!(differ.is_empty(), "{what}: these files differ: {differ:?}");
}

/// A dataset without what differs from run to run: where the manifest tells what the run took, that
/// part of it, and the files that are made from it.
fn without_cost(tree: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut tree = tree.clone();
    let manifest = tree.get("manifest.json");
    let Some(mut manifest) = manifest.and_then(|m| serde_json::from_slice::<Value>(m).ok()) else {
        return tree;
    };
    let Some(object) = manifest.as_object_mut() else {
        return tree;
    };
    if object.remove("cost").is_some() {
        object.remove("environment");
        let data = ["data/", "removed/", "rights/", "noisy/"];
        let of_data = |name: &str| {
            let data = data.iter().any(|folder| name.starts_with(folder));
            data && name.ends_with(".parquet") || name == "domains.parquet"
        };
        tree.retain(|name, _| of_data(name));
        tree.insert("manifest.json".into(), manifest.to_string().into_bytes());
    }
    tree
}

/// The files of a dataset that are made from its manifest.
pub(crate) fn made_of_manifest(name: &str) -> bool {
    !name.ends_with(".parquet")
}

/// All batches of a Parquet file, which must open and hold as many rows as its footer says.
pub(crate) fn parquet(path: &Path) -> Vec<RecordBatch> {
    let file = File::open(path).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let said = builder.metadata().file_metadata().num_rows();
    let batches: Vec<RecordBatch> = builder
        .build()
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(i64::try_from(rows).unwrap(), said, "{}", path.display());
    batches
}

fn text(batch: &RecordBatch, column: &str, row: usize) -> String {
    batch
        .column_by_name(column)
        .unwrap()
        .as_string::<i32>()
        .value(row)
        .to_string()
}

/// A row of `data/`.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) url: String,
    pub(crate) id: String,
    pub(crate) text: String,
    /// The folder that it lies in.
    pub(crate) language: String,
}

/// All rows of `data/`.
pub(crate) fn kept(out: &Path) -> Vec<Kept> {
    let mut rows = Vec::new();
    for name in files(out, &|name| name.starts_with("data/")) {
        let language = name.split('/').nth(1).unwrap().to_string();
        for batch in parquet(&out.join(&name)) {
            rows.extend((0..batch.num_rows()).map(|row| {
                let column = |column| text(&batch, column, row);
                assert_eq!(
                    language,
                    format!("{}_{}", column("language"), column("language_script"))
                );
                Kept {
                    url: column("url"),
                    id: column("id"),
                    text: column("text"),
                    language: language.clone(),
                }
            }));
        }
    }
    rows
}

/// A row of the ledger.
#[derive(Debug)]
pub(crate) struct Removed {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) language: String,
    pub(crate) stage: String,
    pub(crate) reason: String,
    pub(crate) value: Option<f64>,
    pub(crate) threshold: Option<f64>,
    pub(crate) file_path: String,
    pub(crate) offset: i64,
}

/// All rows of `removed/`.
pub(crate) fn removed(out: &Path) -> Vec<Removed> {
    let mut rows = Vec::new();
    for name in files(out, &|name| name.starts_with("removed/")) {
        for batch in parquet(&out.join(&name)) {
            let number = |column: &str, row: usize| {
                let array = batch
                    .column_by_name(column)
                    .unwrap()
                    .as_primitive::<Float64Type>();
                array.is_valid(row).then(|| array.value(row))
            };
            let offset = batch
                .column_by_name("offset")
                .unwrap()
                .as_primitive::<Int64Type>();
            rows.extend((0..batch.num_rows()).map(|row| Removed {
                id: text(&batch, "id", row),
                url: text(&batch, "url", row),
                language: text(&batch, "language", row),
                stage: text(&batch, "stage", row),
                reason: text(&batch, "reason", row),
                value: number("value", row),
                threshold: number("threshold", row),
                file_path: text(&batch, "file_path", row),
                offset: offset.value(row),
            }));
        }
    }
    rows
}

/// The manifest of a dataset.
pub(crate) fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

/// The built-in profile of a language with another `min_words`.
pub(crate) fn profile(code: &str, min_words: u32) -> String {
    let shown = tamis(Path::new("."), &["langs", "show", code])
        .expect(0)
        .out;
    let mut lines: Vec<&str> = shown
        .lines()
        .filter(|line| !line.starts_with("min_words "))
        .collect();
    let at = lines.iter().position(|line| *line == "[quality]").unwrap();
    let line = format!("min_words = {min_words}");
    lines.insert(at + 1, &line);
    lines.join("\n") + "\n"
}

/// Random numbers that a seed repeats (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// A seed from `TAMIS_TEST_SEED`, or from the clock; printed, so that a failure can be repeated.
pub(crate) fn seed(test: &str) -> u64 {
    let seed = std::env::var("TAMIS_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        u64::from(now.subsec_nanos()) ^ now.as_secs()
    });
    println!("{test}: seed {seed}; to repeat: TAMIS_TEST_SEED={seed}");
    seed
}

/// A text without the lines of the commands that only builds with the feature `stats` have.
pub(crate) fn without_stats(text: &str) -> String {
    let only = |line: &&str| !line.starts_with("  tune ");
    let mut kept = text.lines().filter(only).collect::<Vec<_>>().join("\n");
    if text.ends_with('\n') {
        kept.push('\n');
    }
    kept
}
