#!/usr/bin/env python3
"""Runs that are killed over and over, in little memory, with any number of threads: the dataset is always the same.

    soak.py TAMIS [--seconds 1800] [--memory 2G] [--seed N] [ARCHIVE..]

First one undisturbed run with each number of threads. Then, until the time is up: a new run with a number of threads by
chance at each start, killed (kill -9 or SIGTERM) after a time by chance, until it has come to its end; after each the
files are those of the first run, byte for byte, and `tamis verify` passes. Without archives: the small ones of
test_faults.py. With --memory (root; version 1 or 2 of control groups) all of it may use so much and no swap, and a run
that the kernel kills for want of memory has failed. Prints a line of JSON for each run.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from place import Failed, Place, Setting, archives, clean, fail, kill

THREADS = (1, 2, 4, 8, 16, 32, 64)
# A run that is killed this often without an end does not go on where it stopped.
MOST_KILLS = 200


class Group:
    """A control group with a limit of memory, in which all that it starts lives; without a limit none is needed."""

    def __init__(self, limit):
        self.folder = None
        if not limit:
            return
        root = Path("/sys/fs/cgroup")
        self.old = (root / "memory").is_dir()
        self.folder = (root / "memory" if self.old else root) / f"tamis-soak-{os.getpid()}"
        self.folder.mkdir()
        self.say("memory.limit_in_bytes" if self.old else "memory.max", limit)
        swap = self.folder / ("memory.memsw.limit_in_bytes" if self.old else "memory.swap.max")
        if swap.exists():
            swap.write_text(limit if self.old else "0")

    def say(self, name, what):
        (self.folder / name).write_text(what)

    def prefix(self):
        """Words before a command that is to live in the group."""
        if not self.folder:
            return []
        return ["sh", "-ec", 'echo $$ > "$1"; shift; exec "$@"', "sh", self.folder / "cgroup.procs"]

    def killed(self):
        """How many processes the kernel has killed here for want of memory."""
        if not self.folder:
            return 0
        text = (self.folder / ("memory.oom_control" if self.old else "memory.events")).read_text()
        return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill "))

    def end(self):
        if self.folder:
            self.folder.rmdir()


def peak(child):
    """Waits for a process; its code and the most memory that it had, in MiB."""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, round(used.ru_maxrss / 1024)


def start(place, group, threads):
    log = open(place.folder / "stderr.txt", "w")
    words = [*group.prefix(), Setting.tamis, "run", "tamis.toml", "--threads", threads]
    child = subprocess.Popen([str(word) for word in words], cwd=place.folder, stdout=subprocess.DEVNULL, stderr=log)
    Setting.children.append(child)
    return child


def ended(place, code):
    if code != 0:
        fail(f"code {code}\n{(place.folder / 'stderr.txt').read_text()[-3000:]}")


def undisturbed(group, threads):
    """One run to its end; how long it took."""
    place = Place("plain" if threads == THREADS[0] else f"threads-{threads}")
    clock = time.time()
    code, most = peak(start(place, group, threads))
    ended(place, code)
    place.same(f"{threads} threads")
    took = time.time() - clock
    print(json.dumps({"threads": threads, "seconds": round(took, 1), "peak_mib": most}), flush=True)
    return took


def killed(group, number, longest, chance):
    """One run that is killed until it has come to its end; how often that was."""
    place = Place(f"soak-{number}")
    kills, by_chance, most = 0, [], 0
    while True:
        threads = chance.choice(THREADS)
        child = start(place, group, threads)
        by_chance.append(threads)
        # As often early as late, and sometimes so late that it gets through.
        wait = min(chance.expovariate(3 / longest), 2 * longest)
        until = time.time() + wait
        while time.time() < until and os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            time.sleep(0.005)
        over = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        if not over:
            child.send_signal(signal.SIGKILL if chance.random() < 0.8 else signal.SIGTERM)
        code, here = peak(child)
        most = max(most, here)
        if over or code == 0:
            ended(place, code)
            break
        kills += 1
        if kills == MOST_KILLS:
            fail(f"killed {kills} times, and not at its end")
    place.same(f"after {kills} kills")
    print(json.dumps({"run": number, "kills": kills, "threads": by_chance, "peak_mib": most}), flush=True)
    shutil.rmtree(place.folder)
    return kills


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tamis", type=Path)
    parser.add_argument("archives", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--memory", help="a limit, as 2G")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_intermixed_args()
    chance = random.Random(args.seed)
    Setting.work = Path(tempfile.mkdtemp(prefix="tamis-soak-"))
    Setting.tamis = shutil.copy(args.tamis.resolve(), Setting.work / "tamis")
    group = Group(args.memory)
    runs = kills = 0
    try:
        if args.archives:
            (Setting.work / "in").mkdir()
            for number, path in enumerate(args.archives):
                (Setting.work / f"in/{number}.warc.gz").symlink_to(path.resolve())
        else:
            archives(Setting.work / "in")
        longest = max([undisturbed(group, threads) for threads in THREADS][1:])
        for threads in THREADS[1:]:
            shutil.rmtree(Setting.work / f"threads-{threads}")
        until = time.time() + args.seconds
        while time.time() < until:
            kills += killed(group, runs, longest, chance)
            runs += 1
            if group.killed():
                fail(f"the kernel killed {group.killed()} for want of memory")
    except Failed as why:
        sys.exit(f"failed after {runs} runs and {kills} kills: {why}")
    finally:
        for child in Setting.children:
            if child.returncode is None:
                kill(child)
        Setting.children.clear()
        clean()
        group.end()
        if "TAMIS_KEEP" not in os.environ:
            shutil.rmtree(Setting.work, ignore_errors=True)
    print(json.dumps({"runs": runs, "kills": kills, "seed": args.seed, "memory": args.memory}))


if __name__ == "__main__":
    main()
