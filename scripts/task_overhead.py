#!/usr/bin/env python3
"""What dealing a run out as tasks costs: the CPU time of `tamis run` with one thread, against that of the same run as
elements of an array (`tamis task`), 1, 2 and 4 at a time, with one thread each. Standard library only.

    task_overhead.py TAMIS ARCHIVES.. [--turns 5] [--elements 1,2,4] [--one-core]
    task_overhead.py TAMIS --plan 100000

A turn is one run of each kind, in another order each time; ratios are within a turn. All datasets must be equal, byte
for byte. With `--plan` it makes so many archives that are links to one small file, and measures `tamis plan`.
"""

import argparse
import filecmp
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIG = """[run]
name = "overhead"
output = "out"
threads = 1
[sources.crawl]
type = "warc"
paths = ["in/*"]
[sinks.manifest]
cost = false
"""


def usage(children):
    """User and system seconds, and the peak memory in bytes, of processes that run to their end together."""
    seconds, memory = 0.0, 0
    for child in children:
        _, status, taken = os.wait4(child.pid, 0)
        if status:
            sys.exit(f"{child.args} failed")
        seconds += taken.ru_utime + taken.ru_stime
        memory = max(memory, taken.ru_maxrss * 1024)
    return seconds, memory


def start(folder, *words):
    command = [TAMIS, *(str(word) for word in words)]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def place(work, name):
    folder = work / name
    folder.mkdir()
    (folder / "in").symlink_to(work / "in")
    (folder / "tamis.toml").write_text(CONFIG)
    return folder


def by_run(folder):
    return usage([start(folder, "run", "tamis.toml")])[0]


def by_elements(folder, of, order):
    taken = 0.0
    for group in order:
        words = ["task", "tamis.toml", group, "--of", of, "--element"]
        taken += usage([start(folder, *words, element) for element in range(of)])[0]
    return taken


def tree(out):
    files = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    return sorted(path for path in files if path.parts[0] != ".tamis")


def same(one, other):
    a, b = one / "out", other / "out"
    if tree(a) != tree(b) or not all(filecmp.cmp(a / path, b / path, shallow=False) for path in tree(a)):
        sys.exit(f"the datasets of {one.name} and {other.name} differ")


def compare(work, turns, elements):
    place(work, "first")
    by_run(work / "first")
    order = json.loads((work / "first/out/.tamis/run.json").read_text())["order"]
    kinds = [0, *elements]
    seconds = {kind: [] for kind in kinds}
    for turn in range(turns):
        for kind in kinds[turn % len(kinds) :] + kinds[: turn % len(kinds)]:
            folder = place(work, f"turn-{turn}-{kind}")
            taken = by_elements(folder, kind, order) if kind else by_run(folder)
            seconds[kind].append(taken)
            same(work / "first", folder)
            shutil.rmtree(folder)
    size = sum(path.stat().st_size for path in (work / "in").iterdir())
    count = len(list((work / "in").iterdir()))
    print(f"{count} archives, {size / 1e6:.0f} MB, {turns} turns; CPU seconds, and the ratio to `tamis run` in its turn")
    print("| processes | CPU, median | ratio, median | least | most |\n|---|--:|--:|--:|--:|")
    for kind in kinds:
        ratios = sorted(one / base for one, base in zip(seconds[kind], seconds[0]))
        name = f"`tamis task`, {kind}" if kind else "`tamis run`"
        print(
            f"| {name} | {statistics.median(seconds[kind]):.1f} s | {statistics.median(ratios):.3f} "
            f"| {ratios[0]:.3f} | {ratios[-1]:.3f} |"
        )


def plan(work, number, turns):
    folder = work / "in"
    folder.mkdir()
    first = work / "one.warc"
    first.write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    for at in range(number):
        # A file takes so many links and no more.
        if at % 30000 == 0:
            first = folder / f"CRAWL-20260101000000-{at:06d}.warc"
            shutil.copy(work / "one.warc", first)
        else:
            os.link(first, folder / f"CRAWL-20260101000000-{at:06d}.warc")
    here = place(work, "plan")
    taken = [usage([start(here, "plan", "tamis.toml")]) for _ in range(turns)]
    seconds, memory = zip(*taken)
    print(
        f"{number} archives planned {turns} times: {statistics.median(seconds):.2f} s of CPU "
        f"({min(seconds):.2f} to {max(seconds):.2f}), {max(memory) / 1e6:.1f} MB of memory at most"
    )


def main():
    global TAMIS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tamis")
    parser.add_argument("archives", nargs="*")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--elements", default="1,2,4")
    parser.add_argument("--one-core", action="store_true", help="all on one core, so that they do not disturb each other")
    parser.add_argument("--plan", type=int, metavar="ARCHIVES")
    given = parser.parse_args()
    if given.one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="tamis-overhead-") as work:
        work = Path(work)
        TAMIS = shutil.copy(Path(given.tamis).resolve(), work / "tamis")
        if given.plan:
            plan(work, given.plan, given.turns)
            return
        (work / "in").mkdir()
        for path in given.archives:
            (work / "in" / Path(path).name).symlink_to(Path(path).resolve())
        compare(work, given.turns, [int(of) for of in given.elements.split(",")])


if __name__ == "__main__":
    main()
