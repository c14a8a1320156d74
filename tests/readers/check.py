"""Loads a dataset that tamis made with the readers that people use, and compares what they see.

    python3 -m venv readers && readers/bin/pip install -r tests/readers/requirements.txt
    tamis run demo/tamis.toml
    readers/bin/python tests/readers/check.py demo/out

Every reader must find the rows, columns and texts of manifest.json and of the other readers, for
every configuration that the card names. Nothing is downloaded.
"""

import hashlib
import json
import os
import re
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
import pyarrow.dataset  # noqa: E402
import pyarrow.parquet  # noqa: E402

# Columns that readers of FineWeb-2 and HPLT corpora look for.
EXPECTED = {
    "text", "id", "dump", "url", "date", "file_path", "language", "language_script",
    "language_score", "top_langs", "seg_langs", "minhash_cluster_size", "minhash_cluster_dumps", "record_id", "signals", "pii", "digest",
    "source",
}  # fmt: skip
COMPARED = ["id", "url", "text", "language", "language_script"]

passed = 0
failed = 0


def check(what, fine, detail=""):
    """Counts a check and prints the ones that fail."""
    global passed, failed
    if fine:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {detail}" if detail else f"FAILED {what}")


def configs(card):
    """Name and path pattern of every configuration in the head of the card."""
    head = card.split("---\n")[1]
    return re.findall(r"- config_name: (\S+)\n  data_files:\n  - split: train\n    path: (\S+)", head)


def rows_of(table):
    """The compared columns of an Arrow table as tuples, in the order of the files."""
    return list(zip(*(table.column(name).to_pylist() for name in COMPARED), strict=True))


def readers(root, name, pattern):
    """For each reader: its columns and rows of one configuration."""
    files = sorted(root.glob(pattern))
    paths = [str(path) for path in files]
    arrow = pyarrow.dataset.dataset(paths, format="parquet").to_table()
    yield "pyarrow", arrow.column_names, rows_of(arrow)

    frame = polars.read_parquet(paths)
    yield "polars", frame.columns, frame.select(COMPARED).rows()
    lazy = polars.scan_parquet(paths).select(COMPARED).collect()
    yield "polars, lazy", frame.columns, lazy.rows()

    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        found = connection.execute("SELECT * FROM read_parquet(?)", [paths])
        columns = [column[0] for column in found.description]
        places = [columns.index(column) for column in COMPARED]
        rows = [tuple(row[place] for place in places) for row in found.fetchall()]
    yield "duckdb", columns, rows

    loaded = datasets.load_dataset(str(root), name, split="train", cache_dir=CACHE.name)
    rows = [tuple(row[column] for column in COMPARED) for row in loaded]
    yield "datasets", loaded.column_names, rows
    stream = datasets.load_dataset(str(root), name, split="train", streaming=True)
    rows = [tuple(row[column] for column in COMPARED) for row in stream]
    yield "datasets, streamed", list(stream.features), rows


def check_configuration(root, manifest, name, pattern):
    shards = [o for o in manifest["outputs"] if o["kind"] == "shard" and o["language"] == name]
    on_disk = {str(path.relative_to(root)) for path in root.glob(pattern)}
    check(f"{name}: shards", on_disk == {shard["path"] for shard in shards}, on_disk)
    expected = sum(shard["rows"] for shard in shards)
    check(f"{name}: the mix", manifest["mix"][name]["rows_given"] == expected, expected)
    first = None
    for reader, columns, rows in readers(root, name, pattern):
        what = f"{name}, {reader}"
        check(f"{what}: rows", len(rows) == expected, f"{len(rows)}, not {expected}")
        check(f"{what}: columns", EXPECTED <= set(columns), EXPECTED - set(columns))
        if first is None:
            first = (columns, rows)
            codes = {f"{row[3]}_{row[4]}" for row in rows}
            check(f"{what}: language", codes == {name}, codes)
            check(f"{what}: texts", all(row[2].strip() for row in rows), "an empty text")
        else:
            check(f"{what}: same columns", columns == first[0], columns)
            check(f"{what}: same rows", rows == first[1], "other values or another order")


def check_rows(root):
    """What holds for every row, whichever reader gives it."""
    table = pyarrow.dataset.dataset(sorted(map(str, root.glob("data/*/*.parquet")))).to_table()
    digests = zip(table["text"].to_pylist(), table["digest"].to_pylist(), strict=True)
    wrong = sum(hashlib.sha256(text.encode()).hexdigest() != digest for text, digest in digests)
    check("digest of each text", wrong == 0, f"{wrong} are wrong")
    texts = dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
    check("one text for each id", len(set(texts.values())) == len(texts), "a text stands twice")
    wrong = 0
    for text, spans in zip(table["text"].to_pylist(), table["pii"].to_pylist(), strict=True):
        for span in spans or []:
            found = text.encode()[span["start"] : span["end"]]
            wrong += not found or b"@" in found
    check("each span covers a placeholder", wrong == 0, f"{wrong} do not")
    wrong = 0
    for text, parts in zip(table["text"].to_pylist(), table["seg_langs"].to_pylist(), strict=True):
        at = 0
        for part in parts:
            wrong += part["start"] != at or part["end"] < at
            at = part["end"]
        wrong += at != len(text.encode())
    check("the languages of parts cover each text", wrong == 0, f"{wrong} do not")
    bad = sum(not isinstance(json.loads(top), list | dict) for top in table["top_langs"].to_pylist())
    check("top_langs is JSON", bad == 0)


def check_ledger(root, manifest):
    files = sorted(map(str, root.glob("removed/*.parquet")))
    expected = sum(o["rows"] for o in manifest["outputs"] if o["kind"] == "ledger")
    check("ledger, pyarrow", pyarrow.dataset.dataset(files).count_rows() == expected, expected)
    check("ledger, polars", polars.read_parquet(files).height == expected, expected)
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT stage, language, reason, count(*) FROM read_parquet(?) GROUP BY ALL", [files]
        ).fetchall()
    counted = {
        (stage, language, reason, n)
        for stage, languages in manifest["counts"].items()
        for language, flow in languages.items()
        for reason, n in flow.get("removed", {}).items()
    }
    check("ledger, duckdb: counts by reason", set(found) == counted, set(found) ^ counted)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: check.py DATASET")
    root = Path(sys.argv[1]).resolve()
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    # `default` is all languages together: tests/readers/card.py looks at it.
    named = configs((root / "README.md").read_text(encoding="utf-8"))
    given = sorted(language for language, mix in manifest["mix"].items() if mix["rows_given"])
    languages = [(name, pattern) for name, pattern in named if name != "default"]
    check("the card names each language", sorted(name for name, _ in languages) == given, named)
    found = sorted(datasets.get_dataset_config_names(str(root)))
    check("datasets finds each configuration", found == sorted([*given, "default"]), found)
    for name, pattern in languages:
        try:
            check_configuration(root, manifest, name, pattern)
        except Exception as error:  # A reader that fails is a result, not the end of the check.
            check(name, False, f"{type(error).__name__}: {error}")
    check_rows(root)
    check_ledger(root, manifest)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
