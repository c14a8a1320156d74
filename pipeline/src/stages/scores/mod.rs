//! Scores from elsewhere: files of ids and numbers, sorted on disk so that `join` finds those of a
//! document without holding them.

mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_dedup::sort::{Budget, Sorter, Source as _};
use tamis_filters::signals::JOINED;
use toml::Spanned;

use super::patterns::expand;
use super::{BuildContext, Stage, StageKind, TaskStage, Work};
use crate::config::{Section, Settings, suggest};
use crate::dag::{Edge, Port, Slot};
use crate::error::{Error, Result};
use crate::io::store_failed;
use crate::rows::{Columns, RowReader};
use crate::run::{Inputs, TaskContext};

pub(crate) use file::Scores;
use file::{Head, WIDTH, key, record};

/// The kind.
pub(super) static KIND: StageKind = StageKind {
    name: "scores",
    about: "scores from elsewhere, sorted by id",
    section: Section::Stages,
    inputs: NO_INPUTS,
    output: Some(Port::Scores),
    edge: Edge::Gather,
    side: false,
    build,
};

const NO_INPUTS: &[Slot] = &[];

/// Bytes of memory for sorting; more goes through files.
const MEMORY: usize = 256 << 20;

/// Where scores are, by the signal that they become.
type Config = BTreeMap<String, Spanned<Source>>;

/// Where the scores of one signal are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    files: Vec<String>,
    #[serde(default = "id")]
    id: String,
    score: String,
    /// What a document counts as that has none.
    missing: f32,
}

fn id() -> String {
    "id".into()
}

/// The scores of one signal.
struct Signal {
    /// Its place among [`JOINED`].
    slot: u8,
    files: Vec<PathBuf>,
    id: String,
    score: String,
    missing: f32,
}

struct ScoreFiles {
    signals: Vec<Signal>,
}

fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Box<dyn Stage>> {
    let config: Config = settings.parse()?;
    let wrong = |span, message: String, help: String| {
        let source = settings.source();
        Error::from(source.error(span, message, "here", Some(help)))
    };
    let mut signals = Vec::new();
    for (name, source) in config {
        let span = source.span();
        let slot = JOINED.iter().position(|joined| *joined == name);
        let slot = slot
            .and_then(|slot| u8::try_from(slot).ok())
            .ok_or_else(|| {
                let message = format!("`{name}` is no signal for scores from elsewhere");
                wrong(span.clone(), message, suggest(&name, &JOINED))
            })?;
        let source = source.into_inner();
        if !source.missing.is_finite() {
            let help = "a document without a score counts as this number: give one".into();
            return Err(wrong(span, format!("{name}: missing is no number"), help));
        }
        let mut files = BTreeSet::new();
        for pattern in &source.files {
            let found = expand(pattern, &context.folder);
            files.extend(found.map_err(|(message, help)| wrong(span.clone(), message, help))?);
        }
        signals.push(Signal {
            slot,
            files: files.into_iter().collect(),
            id: source.id,
            score: source.score,
            missing: source.missing,
        });
    }
    if signals.is_empty() {
        let help = format!(
            "name one: [stages.scores.{}] with `files`, `score` and `missing`",
            JOINED[0]
        );
        return Err(wrong(0..0, "this stage has no scores".into(), help));
    }
    Ok(Box::new(ScoreFiles { signals }))
}

impl Stage for ScoreFiles {
    fn identity(&self) -> Value {
        let one = |signal: &Signal| {
            let files = signal.files.iter().map(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let bytes = std::fs::metadata(path).map_or(0, |meta| meta.len());
                json!([name, bytes])
            });
            let name = JOINED.get(usize::from(signal.slot)).copied();
            let settings = json!({
                "files": files.collect::<Vec<_>>(), "id": signal.id, "score": signal.score,
                "missing": signal.missing,
            });
            (name.unwrap_or_default().to_owned(), settings)
        };
        Value::Object(self.signals.iter().map(one).collect())
    }

    fn work(&self) -> Work<'_> {
        Work::Task(self)
    }
}

impl TaskStage for ScoreFiles {
    fn fixed_count(&self) -> Option<usize> {
        Some(1)
    }

    fn count(&self, _: &Inputs) -> Result<usize> {
        Ok(1)
    }

    fn run(&self, task: &mut TaskContext<'_>) -> Result<()> {
        let path = task.work_path("scores");
        let failed = || store_failed(&path, "write");
        let mut sorter = Sorter::new(WIDTH, &Budget::new(&task.work_folder()?, MEMORY));
        for signal in &self.signals {
            for file in &signal.files {
                each(file, signal, &mut |id, score| {
                    sorter
                        .push(&record(key(id), signal.slot, score))
                        .map_err(failed())
                })?;
            }
        }
        let sorted = sorter.finish().map_err(failed())?;
        let mut head = Head::default();
        for signal in &self.signals {
            head.missing[usize::from(signal.slot)] = Some(signal.missing);
        }
        let mut out = file::Writer::new(task.create(&path)?, &path, &head)?;
        let mut rows = sorted.iter().map_err(failed())?;
        while let Some(row) = rows.next().map_err(failed())? {
            if let Some((key, slot)) = out.push(row)? {
                return Err(self.twice(key, slot)?);
            }
        }
        let (out, rows) = out.finish()?;
        task.data = json!({ "scores": rows });
        task.add_work(out, rows)
    }
}

/// Every id and score of a file.
fn each(
    file: &std::path::Path,
    signal: &Signal,
    take: &mut dyn FnMut(&str, f32) -> Result<()>,
) -> Result<()> {
    let columns = Columns {
        text: signal.id.clone(),
        score: Some(signal.score.clone()),
        ..Columns::default()
    };
    let mut reader = RowReader::open(file, &columns)?;
    while let Some(rows) = reader.batch()? {
        for row in rows {
            let row = row.map_err(|problem| {
                Error::run_help(
                    problem.to_string(),
                    "every row of scores needs an id and a number",
                )
            })?;
            let score = row.score.filter(|score| score.is_finite()).ok_or_else(|| {
                let message = format!(
                    "{}: the row of {} has no finite number in `{}`",
                    file.display(),
                    row.text,
                    signal.score
                );
                Error::run_help(message, "leave rows out that have no score")
            })?;
            take(&row.text, score as f32)?;
        }
    }
    Ok(())
}

impl ScoreFiles {
    /// The error for an id that has two scores: which one, and in what files.
    fn twice(&self, twice: u128, slot: u8) -> Result<Error> {
        let mut places: BTreeSet<(String, String)> = BTreeSet::new();
        let signals = self.signals.iter().filter(|signal| signal.slot == slot);
        for signal in signals {
            for file in &signal.files {
                each(file, signal, &mut |id, score| {
                    if key(id) == twice {
                        let name = file.display().to_string();
                        places.insert((id.to_owned(), format!("{score} in {name}")));
                    }
                    Ok(())
                })?;
            }
        }
        let id = places.first().map_or("", |(id, _)| id.as_str());
        let scores: Vec<&str> = places.iter().map(|(_, score)| score.as_str()).collect();
        Ok(Error::run_help(
            format!("the id {id} has several scores: {}", scores.join(", ")),
            "leave one score for each id: of which of them should the signal be?",
        ))
    }
}
