#!/usr/bin/env python3
"""Compares the records that tamis, warcio and fastwarc read.

    cargo build --release -p tamis-warc --example warcls
    python3 scripts/compare_warc.py FOLDER... --warcls target/release/examples/warcls [--all]

Needs `pip install warcio fastwarc`. Prints a Markdown table of file, records read by each, and
tamis's damages; only the files where the numbers differ, unless --all is given. A reader that ends
with an error has it behind its number. Exit code 0 if the comparison ran, whatever it found.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator


def with_warcio(path: Path) -> tuple[int, str]:
    n = 0
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                record.content_stream().read()
                n += 1
    except Exception as error:  # any fault of the file is a result here
        return n, f"{type(error).__name__}"
    return n, ""


def with_fastwarc(path: Path) -> tuple[int, str]:
    n = 0
    try:
        with path.open("rb") as file:
            for record in FastIterator(file, parse_http=False):
                record.reader.read()
                n += 1
                if n > 1_000_000:
                    return n, "does not end"
    except Exception as error:
        return n, f"{type(error).__name__}"
    return n, ""


def with_tamis(warcls: str, path: Path) -> tuple[int, str]:
    run = subprocess.run([warcls, "-q", str(path)], capture_output=True, text=True, check=True)
    fields = run.stdout.strip().split("\t")
    values = dict(field.split("=", 1) for field in fields[1:] if "=" in field)
    return int(values["records"]), values["damage"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--warcls", required=True, help="the example binary of tamis-warc")
    parser.add_argument("--all", action="store_true", help="print the files that agree, too")
    args = parser.parse_args()

    files = [p for folder in args.folders for p in sorted(folder.iterdir())
             if p.is_file() and p.suffix != ".md"]
    totals = {"tamis": 0, "warcio": 0, "fastwarc": 0}
    same = {"warcio": 0, "fastwarc": 0}
    print("| file | tamis | warcio | fastwarc | tamis reports |")
    print("|---|---|---|---|---|")
    for path in files:
        ours, damage = with_tamis(args.warcls, path)
        theirs = {"warcio": with_warcio(path), "fastwarc": with_fastwarc(path)}
        totals["tamis"] += ours
        cells = []
        for name, (n, error) in theirs.items():
            totals[name] += n
            same[name] += n == ours
            mark = "" if n == ours else " **≠**"
            cells.append(f"{n}{' ' + error if error else ''}{mark}")
        if args.all or any(n != ours for n, _ in theirs.values()):
            print(f"| {path.name} | {ours} | {' | '.join(cells)} | {damage or '-'} |")
    print(f"\n{len(files)} files; records: " + ", ".join(f"{k} {v}" for k, v in totals.items()))
    print("the same number as tamis: " + ", ".join(f"{k} {v} files" for k, v in same.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
