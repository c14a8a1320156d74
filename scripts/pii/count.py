"""Counts the values that are found in unlabelled text, and shows some of them to be judged by eye.

    zstd -dc TEXTS.tsv.zst | python3 scripts/pii/count.py [--show 150]

reads lines of a language (`mlt_Latn`), a tab and a text; those in a language with a list of context words,
`filters/pii/context/`, are searched by the example `pii_jsonl` (`cargo build --release -p tamis-filters
--example pii_jsonl`; another path to it is the environment's PII_JSONL). What is shown is drawn by the hash of
text and place, so that it stays the same while the detector does. Values go to the screen and nowhere else.
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", type=int, default=0, help="how many values to show in their surroundings")
    args = parser.parse_args()
    known = {path.stem for path in ROOT.glob("filters/pii/context/*.toml")} - {"mul"}
    rows = []
    for line in sys.stdin:
        language, text = line.rstrip("\n").split("\t")[:2]
        if language.split("_")[0] in known:
            rows.append((language, text))
    program = os.environ.get("PII_JSONL", ROOT / "target/release/examples/pii_jsonl")
    with tempfile.TemporaryFile("w+") as asked:
        for at, (language, text) in enumerate(rows):
            asked.write(json.dumps({"id": at, "language": language, "text": text}) + "\n")
        asked.seek(0)
        said = subprocess.run([program], stdin=asked, capture_output=True, text=True, check=True).stdout
    kinds, found = collections.Counter(), []
    for line in said.splitlines():
        row = json.loads(line)
        for span in row["spans"]:
            kinds[span["type"].lower()] += 1
            place = f"{row['id']} {span['start']}"
            draw = hashlib.sha256((rows[row["id"]][1] + place).encode()).hexdigest()
            found.append((draw, row["id"], span))
    languages = {language for language, _ in rows}
    characters = sum(len(text) for _, text in rows)
    print(f"{len(rows)} texts, {characters} characters, {len(languages)} languages, {len(found)} values")
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    for _, at, span in sorted(found, key=lambda one: one[0])[: args.show]:
        language, text = rows[at]
        data = text.encode()
        before = data[max(0, span["start"] - 60) : span["start"]].decode(errors="ignore")
        value = data[span["start"] : span["end"]].decode()
        after = data[span["end"] : span["end"] + 25].decode(errors="ignore")
        print(f"{language} {span['type'].lower()}.{span['subtype']}: {before}[[{value}]]{after}")


main()
