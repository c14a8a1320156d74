"""Reads the dataset card with the readers that people use, and compares it with manifest.json.

    readers/bin/python tests/readers/card.py DATASET

The head must be YAML that huggingface_hub takes, every configuration must load with `datasets` and
have the rows that the head promises, and the features in the head must be those of the files.
Nothing is downloaded.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

CACHE = tempfile.TemporaryDirectory(prefix="tamis-card-")
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
import huggingface_hub  # noqa: E402
import yaml  # noqa: E402

failed = 0


def check(what, fine, detail=""):
    """Prints a check that fails."""
    global failed
    if not fine:
        failed += 1
        print(f"FAILED {what}: {detail}" if detail else f"FAILED {what}")


def strings(value, where="head"):
    """Nothing in the head was read as a date, a boolean or a number but the sizes."""
    if isinstance(value, dict):
        for key, one in value.items():
            strings(one, f"{where}.{key}")
    elif isinstance(value, list):
        for one in value:
            strings(one, where)
    else:
        sizes = ("num_bytes", "num_examples", "download_size", "dataset_size")
        wanted = int if where.endswith(sizes) else str
        check(where, type(value) is wanted, repr(value))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: card.py DATASET")
    root = Path(sys.argv[1]).resolve()
    text = (root / "README.md").read_text(encoding="utf-8")
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    data = huggingface_hub.DatasetCard(text).data.to_dict()
    head = yaml.safe_load(text.split("---\n")[1])
    strings(head)
    check("both readers see one head", {key: head[key] for key in data} == data, data)

    given = sorted(code for code, mix in manifest["mix"].items() if mix["rows_given"])
    languages = sorted({code.split("_")[0] for code in given})
    check("languages", head.get("language", []) == languages, head.get("language"))
    names = [config["config_name"] for config in head.get("configs", [])]
    check("configurations", names == (["default", *given] if given else []), names)
    info = {one["config_name"]: one for one in head.get("dataset_info", [])}
    check("sizes of each configuration", list(info) == names, list(info))
    shards = [output for output in manifest["outputs"] if output["kind"] == "shard"]
    for name in names:
        own = [shard for shard in shards if name in ("default", shard["language"])]
        rows = sum(shard["rows"] for shard in own)
        splits = {one["name"]: one["num_examples"] for one in info[name]["splits"]}
        promised = sum(splits.values())
        check(f"{name}: rows in the head", promised == rows, f"{promised}, not {rows}")
        size = sum(shard["bytes"] for shard in own)
        check(f"{name}: download_size", info[name]["download_size"] == size, size)
        # Sizes are compared with the head by `datasets` itself, which raises where they differ.
        loaded = datasets.load_dataset(
            str(root), name, verification_mode="all_checks", cache_dir=CACHE.name
        )
        found = {split: loaded[split].num_rows for split in loaded}
        check(f"{name}: rows of each split", found == splits, f"{found}, not {splits}")
    if given:
        whole = datasets.load_dataset(str(root), streaming=True)
        rows = (row for split in whole.values() for row in split)
        found = {f"{row['language']}_{row['language_script']}" for row in rows}
        check("without a name, all languages", found == set(given), found)
        files = sorted(map(str, root.glob("data/*/*.parquet")))
        plain = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=CACHE.name)
        features = datasets.Features._from_yaml_list(info["default"]["features"])
        check("features of the head and of the files", features == plain.features, features)
    print(f"card of {root.name}: {len(names)} configurations, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
