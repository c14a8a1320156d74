"""Reads the JSON lines and the shards of a dataset with the readers that people use, and compares.

    readers/bin/python tests/readers/lines.py out [--frames]

The dataset was made with `[sinks.emit] jsonl = true`: every shard has a file of JSON lines beside it.
Every reader must find the ids and texts of the shards, in their order, in all zstd frames of a file; with --frames, some file must have several.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

CACHE = tempfile.TemporaryDirectory(prefix="tamis-readers-")
# These must stand before `datasets` is imported.
os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_DATASETS_OFFLINE="1",
    HF_HOME=CACHE.name,
    HF_DATASETS_CACHE=CACHE.name,
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_DATASETS_DISABLE_PROGRESS_BARS="1",
)

import datasets  # noqa: E402
import duckdb  # noqa: E402
import polars  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.json  # noqa: E402
import pyarrow.parquet  # noqa: E402
import zstandard  # noqa: E402
from datatrove.pipeline.readers import JsonlReader, ParquetReader  # noqa: E402
from loguru import logger  # noqa: E402

logger.remove()
passed = failed = 0


def check(what, fine, detail=""):
    """Counts a check and prints the ones that fail."""
    global passed, failed
    if fine:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {str(detail)[:500]}")


def unpacked(path):
    """The bytes of a file of several zstd frames."""
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()


def lines_of(path):
    """For each reader: the ids and texts of one file of JSON lines."""
    rows = [json.loads(line) for line in unpacked(path).splitlines()]
    yield "json", [(row["id"], row["text"]) for row in rows]
    stream = pyarrow.CompressedInputStream(pyarrow.OSFile(str(path)), "zstd")
    options = pyarrow.json.ReadOptions(block_size=64 << 20)
    table = pyarrow.json.read_json(stream, read_options=options)
    yield "pyarrow", list(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
    frame = polars.read_ndjson(unpacked(path), infer_schema_length=None)
    yield "polars", frame.select("id", "text").rows()
    yield "duckdb", duckdb.sql(
        f"select id, text from read_json('{path}', format = 'newline_delimited', compression = 'zstd', "
        "maximum_object_size = 67108864)"
    ).fetchall()
    loaded = datasets.load_dataset(
        "json", data_files=str(path), split="train", cache_dir=tempfile.mkdtemp(dir=CACHE.name)
    )
    yield "datasets", list(zip(loaded["id"], loaded["text"], strict=True))
    reader = JsonlReader(str(path.parent), glob_pattern=path.name, compression="zstd")
    yield "datatrove", [(document.id, document.text) for document in reader.run()]


def main():
    root = Path(sys.argv[1])
    shards = sorted(root.glob("data/*/*.parquet"))
    check("there are shards", len(shards) > 1)
    frames = 0
    for shard in shards:
        table = pyarrow.parquet.read_table(shard, columns=["id", "text"])
        rows = list(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
        name = shard.relative_to(root / "data")
        reader = ParquetReader(str(shard.parent), glob_pattern=shard.name)
        found = [(document.id, document.text) for document in reader.run()]
        check(f"{name}, datatrove", found == rows, found)
        lines = root / "jsonl" / name.with_suffix(".jsonl.zst")
        frames += lines.read_bytes().count(zstandard.FRAME_HEADER)
        for who, found in lines_of(lines):
            check(f"{name}, JSON lines, {who}", found == rows, f"{len(found)} rows of {len(rows)}")
    if len(sys.argv) > 2:
        check("a file has several frames", frames > len(shards), f"{frames} frames")
    print(f"JSON lines of {root.name}: {len(shards)} shards, {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
