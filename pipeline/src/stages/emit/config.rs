//! `[sinks.emit]`.

use serde::{Deserialize, Serialize};

use crate::config::Settings;
use crate::error::{Error, Result};
use crate::stages::BuildContext;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    shard_bytes: Option<u64>,
    #[serde(default)]
    shard_rows: Option<u64>,
    #[serde(default = "compression_level")]
    compression_level: i32,
    #[serde(default)]
    jsonl: bool,
    #[serde(default)]
    columns: Columns,
    #[serde(default)]
    interleave: bool,
}

/// What makes a shard full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Size {
    /// UTF-8 bytes of text.
    Bytes(u64),
    /// Rows.
    Rows(u64),
}

impl Size {
    /// The number of shards of even size for so much of a language, at least one.
    pub(super) fn shards(self, bytes: u64, rows: u64) -> u64 {
        match self {
            Self::Bytes(of_one) => bytes.div_ceil(of_one),
            Self::Rows(of_one) => rows.div_ceil(of_one),
        }
        .max(1)
    }
}

/// Names of fields in JSON lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) enum Columns {
    /// Those of FineWeb-2 and of the Parquet shards.
    #[default]
    #[serde(rename = "fineweb-2")]
    FineWeb2,
    /// Those of HPLT 4.0.
    #[serde(rename = "hplt-v4")]
    Hplt4,
}

/// What shards are asked to be.
pub(super) struct Emit {
    pub(super) size: Size,
    pub(super) compression_level: i32,
    /// JSON lines beside each shard, with these names.
    pub(super) jsonl: Option<Columns>,
    /// The rows of all languages once more, shuffled together.
    pub(super) interleave: bool,
    pub(super) seed: u64,
}

/// UTF-8 bytes of text in a shard; a task holds one shard in memory.
const SHARD_BYTES: u64 = 128 << 20;

/// zstd's own default.
fn compression_level() -> i32 {
    3
}

/// Builds the sink from its table.
pub(super) fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Emit> {
    let config: Config = settings.parse()?;
    let wrong = |key: &str, message: String, help: Option<&str>| {
        let (source, span) = (settings.source(), settings.span_of(key));
        let help = help.map(str::to_owned);
        Error::from(source.error(span, message, "out of range", help))
    };
    let size = match (config.shard_bytes, config.shard_rows) {
        (Some(_), Some(_)) => {
            return Err(wrong(
                "shard_rows",
                "shards have a size in bytes or in rows, not both".into(),
                Some("leave one of the two keys out"),
            ));
        }
        (None, Some(rows)) if (1..=50_000_000).contains(&rows) => Size::Rows(rows),
        (None, Some(rows)) => {
            let message = format!("shard_rows = {rows} is not between 1 and 50 million");
            let help = "a task holds the texts of one shard in memory";
            return Err(wrong("shard_rows", message, Some(help)));
        }
        (bytes, None) => {
            let bytes = bytes.unwrap_or(SHARD_BYTES);
            if !(1 << 16..=1 << 31).contains(&bytes) {
                let message = format!("shard_bytes = {bytes} is not between 64 KiB and 2 GiB");
                return Err(wrong("shard_bytes", message, None));
            }
            Size::Bytes(bytes)
        }
    };
    let level = config.compression_level;
    if !(1..=22).contains(&level) {
        let message = format!("zstd has no level {level}; its levels are 1 to 22");
        return Err(wrong("compression_level", message, None));
    }
    if config.columns == Columns::Hplt4 && !config.jsonl {
        return Err(wrong(
            "columns",
            "the columns of HPLT are those of its JSON lines".into(),
            Some("write jsonl = true as well; Parquet shards keep FineWeb-2's names"),
        ));
    }
    Ok(Emit {
        size,
        compression_level: level,
        jsonl: config.jsonl.then_some(config.columns),
        interleave: config.interleave,
        seed: context.seed,
    })
}
