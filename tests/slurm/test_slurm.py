#!/usr/bin/env python3
"""A run as arrays of Slurm jobs, on a real cluster of three nodes on this machine (scripts/slurm-dev): the
dataset is byte for byte that of `tamis run`, undisturbed and after every kind of fault.

    test_slurm.py TAMIS [NAME..]    all tests, or those whose names are given
"""

import filecmp
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DEV = ROOT / "scripts/slurm-dev"
NODES = 3
ARCHIVES = 6
# One archive takes a while: there has to be something to disturb.
COPIES = 25
LONGEST = 600
# Behind the names of folders when a test is run again.
AGAIN = ""

CONFIG = """[run]
name = "slurm"
output = "out"
max_damaged = 0.5
[sources.crawl]
type = "warc"
paths = ["in/*.warc.gz"]
[stages.buckets]
tasks = 3
[sinks.emit]
shard_bytes = 65536
[sinks.manifest]
cost = false
"""

SLURM = """[slurm]
partition = "dev"
time = "10"
cpus_per_task = 2
grace = 20
heartbeat = 1.0
"""


def run(*command, check=0, cwd=None):
    """Runs a command to its end, which must be as expected."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, text=True, capture_output=True)
    if check is not None and done.returncode != check:
        fail(f"{command}: code {done.returncode}, expected {check}\n{done.stdout}\n{done.stderr}")
    return done


def fail(why):
    """Ends the tests."""
    print(f"FAILED: {why}", file=sys.stderr)
    places = sorted(Path(WORK).glob("*/tamis.toml"), key=lambda path: path.stat().st_mtime)
    for log in sorted(places[-1].parent.glob("out/.tamis/slurm/logs/*")) if places else []:
        print(f"--- {log.name}\n{log.read_text()[-1000:]}", file=sys.stderr)
    sys.exit(1)


def place(name, more=SLURM):
    """A folder with a config and the archives, which are made once."""
    folder = Path(WORK) / (name + AGAIN)
    folder.mkdir()
    (folder / "in").symlink_to(Path(WORK) / "in")
    (folder / "tamis.toml").write_text(CONFIG + more)
    return folder


def archives():
    """Archives of different sizes from those of the demo."""
    folder = Path(WORK) / "in"
    folder.mkdir()
    demo = [(ROOT / f"demo/demo-0000{i}.warc.gz").read_bytes() for i in (0, 1)]
    for i in range(ARCHIVES):
        (folder / f"{i}.warc.gz").write_bytes(demo[i % 2] * (COPIES - i))


def tree(out):
    """Every file of a dataset."""
    files = (p.relative_to(out) for p in out.rglob("*") if p.is_file())
    return sorted(str(p) for p in files if not str(p).startswith(".tamis/"))


def same(out, what):
    """The dataset is that of the undisturbed run, verifies, and nothing is left behind."""
    expected = Path(WORK) / "plain/out"
    if tree(out) != tree(expected):
        fail(f"{what}: other files: {set(tree(out)) ^ set(tree(expected))}")
    differ = [f for f in tree(out) if not filecmp.cmp(out / f, expected / f, shallow=False)]
    if differ:
        fail(f"{what}: these files differ: {differ}")
    left = [str(p) for p in out.rglob(".*.tmp")]
    if left:
        fail(f"{what}: left behind: {left}")
    run(TAMIS, "verify", out)


def queue():
    """Jobs in the queue: id, state, name."""
    rows = run("squeue", "--noheader", "--array", "--format=%i %T %j").stdout.split("\n")
    return [row.split() for row in rows if row]


def wait():
    """Until the queue is empty."""
    clock = time.time()
    while queue():
        if time.time() - clock > LONGEST:
            fail(f"the queue does not empty: {queue()}")
        time.sleep(0.3)


def submit(folder, *more):
    """Submits a run."""
    said = run(TAMIS, "slurm", "tamis.toml", "--submit", *more, cwd=folder).stdout
    if any(len(line) > 80 for line in said.split("\n") if "/" not in line):
        fail(f"wider than 80 columns:\n{said}")
    return said


def signs(folder, group="annotate"):
    """What the elements of a group say of themselves."""
    found = {}
    for path in (folder / "out/.tamis/elements" / group).glob("*.json"):
        try:
            found[path.stem] = json.loads(path.read_text())
        except ValueError:
            pass
    return found


def at_work(folder, group="annotate"):
    """An element of a group that is at a task, once there is one."""
    clock = time.time()
    while time.time() - clock < LONGEST:
        for sign in signs(folder, group).values():
            if sign["state"] == "at-work" and sign["at_work"]:
                return sign
        time.sleep(0.02)
        if time.time() - clock > 10 and not queue():
            break
    fail(f"no element of {group} was seen at work")


def records(folder, group="annotate"):
    """Tasks of a group that are done."""
    return len(list((folder / f"out/.tamis/records/{group}").glob("[0-9]*.json")))


def test_undisturbed():
    """The same bytes."""
    folder = place("undisturbed")
    submit(folder)
    wait()
    same(folder / "out", "undisturbed")
    # Elements that start early take tasks of those that have not, which may then run them too.
    done = sum(sign["done"] for sign in signs(folder).values())
    if not ARCHIVES <= done <= 2 * ARCHIVES:
        fail(f"{done} tasks were run for {ARCHIVES} archives")
    status = run(TAMIS, "status", "out", cwd=folder).stdout
    if "complete" not in status or f"{ARCHIVES}/{ARCHIVES}" not in status:
        fail(status)
    json.loads(run(TAMIS, "status", "out", "--json", cwd=folder).stdout)


def test_two_elements():
    """Fewer elements than archives, in an array that runs one element at a time."""
    folder = place("two", SLURM + "array_limit = 2\nnodes = 1\n")
    submit(folder)
    wait()
    same(folder / "out", "two elements")


def test_jobs_limit():
    """No more jobs than allowed are in the queue; a small one submits the rest."""
    folder = place("limit", SLURM + "jobs_limit = 6\n")
    submit(folder)
    most = 0
    clock = time.time()
    while jobs := queue():
        most = max(most, len(jobs))
        if time.time() - clock > LONGEST:
            fail(f"the queue does not empty: {jobs}")
        time.sleep(0.1)
    if most > 6:
        fail(f"{most} jobs in the queue")
    same(folder / "out", "jobs limit")


def test_kill_element():
    """kill -9 of the program of an element."""
    folder = place("kill")
    submit(folder)
    for _ in range(2):
        sign = at_work(folder)
        try:
            os.kill(sign["pid"], signal.SIGKILL)
        except ProcessLookupError:
            pass
        time.sleep(0.5)
    wait()
    same(folder / "out", "kill -9 of an element")


def test_kill_slurmd():
    """kill -9 of a node's daemon and of all that it runs."""
    folder = place("slurmd")
    submit(folder)
    sign = at_work(folder)
    state = Path(os.environ["SLURM_CONF"]).parent
    node = sign["host"]
    daemon = int((state / f"{node}.pid").read_text())
    os.kill(daemon, signal.SIGKILL)
    os.kill(sign["pid"], signal.SIGKILL)
    time.sleep(12)
    run(DEV, "node", node)
    wait()
    same(folder / "out", "kill -9 of slurmd")


def test_slurmd_gone_but_not_its_jobs():
    """A daemon dies, its job lives on: Slurm starts the element again beside itself."""
    folder = place("twice")
    submit(folder)
    sign = at_work(folder)
    state = Path(os.environ["SLURM_CONF"]).parent
    os.kill(int((state / f"{sign['host']}.pid").read_text()), signal.SIGKILL)
    time.sleep(12)
    run(DEV, "node", sign["host"])
    wait()
    same(folder / "out", "an element twice")


def test_frozen_element():
    """An element that does not move is lost for the others, and ends at once when it wakes."""
    folder = place("frozen")
    submit(folder)
    sign = at_work(folder)
    os.kill(sign["pid"], signal.SIGSTOP)
    clock = time.time()
    while records(folder) < ARCHIVES and time.time() - clock < 90:
        time.sleep(0.2)
    done = records(folder)
    # It is four signs of life behind before it counts as lost, which the others need not wait for.
    status = run(TAMIS, "status", "out", cwd=folder).stdout
    while "1 lost" not in status and time.time() - clock < 120:
        time.sleep(0.5)
        status = run(TAMIS, "status", "out", cwd=folder).stdout
    os.kill(sign["pid"], signal.SIGCONT)
    if done < ARCHIVES:
        fail(f"{done} of {ARCHIVES} tasks done while an element is frozen\n{status}")
    if "1 lost" not in status:
        fail(f"nobody is lost:\n{status}")
    wait()
    same(folder / "out", "a frozen element")


def test_warned():
    """Ahead of a time limit an element ends what it has begun, is queued again and goes on."""
    # One task after another, so that some are left to begin; and again, should all have begun.
    slow = SLURM.replace("cpus_per_task = 2", "cpus_per_task = 1") + "array_limit = 1\n"
    for attempt in range(4):
        folder = place(f"warned-{attempt}", slow)
        submit(folder)
        at_work(folder)
        job = next(job for job in queue() if job[2].endswith("-annotate"))
        run("scancel", "--signal=USR1", "--batch", job[0], check=None)
        wait()
        same(folder / "out", "warned")
        log = (folder / "out/.tamis/slurm/logs/annotate.log").read_text()
        if "ended with 75: queued again" in log:
            return
    fail(f"not queued again:\n{log}")


def test_run_goes_on():
    """`tamis run` continues what Slurm began; while that is at work, it is refused."""
    folder = place("goes-on", SLURM + "array_limit = 2\nnodes = 1\n")
    submit(folder)
    at_work(folder)
    refused = run(TAMIS, "run", "tamis.toml", cwd=folder, check=2).stderr
    if "Slurm run" not in " ".join(refused.split()):
        fail(f"not a clear message: {refused}")
    while records(folder) < 2:
        time.sleep(0.05)
    run("scancel", "--user=root")
    wait()
    before = records(folder)
    if before == ARCHIVES:
        fail("too late: every archive was read")
    said = run(TAMIS, "run", "tamis.toml", cwd=folder).stderr
    first = json.loads(said.split("\n")[0])
    if first["done"] < before:
        fail(f"tasks were done again: {first}, {before} records")
    same(folder / "out", "tamis run after Slurm")


def test_slurm_goes_on():
    """Slurm continues what `tamis run` began; elements are refused while that is at work."""
    folder = place("begun")
    child = subprocess.Popen(
        [TAMIS, "run", "tamis.toml", "-t", "1"], cwd=folder, stderr=subprocess.DEVNULL
    )
    while records(folder) < 2:
        time.sleep(0.05)
    task = run(TAMIS, "task", "tamis.toml", "annotate", "0", cwd=folder, check=2).stderr
    if "another tamis is at work" not in " ".join(task.split()):
        fail(task)
    child.send_signal(signal.SIGTERM)
    if child.wait(60) != 1:
        fail(f"SIGTERM: code {child.returncode}")
    if records(folder) == ARCHIVES:
        fail("too late: every archive was read")
    submit(folder)
    wait()
    same(folder / "out", "Slurm after tamis run")


def test_by_hand():
    """One task by its number; a group that cannot begin yet."""
    folder = place("hand")
    said = run(TAMIS, "task", "tamis.toml", "select", "0", cwd=folder, check=2).stderr
    if "cannot begin" not in said:
        fail(said)
    run(TAMIS, "task", "tamis.toml", "annotate", "4", cwd=folder)
    if records(folder) != 1:
        fail("one task makes one record")
    run(TAMIS, "task", "tamis.toml", "annotate", str(ARCHIVES), cwd=folder, check=2)
    run(TAMIS, "run", "tamis.toml", cwd=folder)
    same(folder / "out", "by hand")


def cluster():
    """Starts the cluster."""
    lines = run(DEV, "up", NODES).stdout
    os.environ["SLURM_CONF"] = lines.strip().split("=", 1)[1]


def once_more(test):
    """Runs a test, and again on a new cluster if it fails: a fault that comes too early or too late, on a machine
    that is busy with other work, says nothing. What fails twice has failed."""
    global AGAIN
    try:
        test()
        return ""
    except SystemExit:
        subprocess.run([DEV, "down"], check=False)
        cluster()
        AGAIN = "-again"
        test()
        AGAIN = ""
        return ", the second time"


def main():
    """Starts the cluster and runs the tests."""
    if os.geteuid() != 0:
        print("skipped: a Slurm cluster on one machine needs root")
        return
    cluster()
    archives()
    run(TAMIS, "run", "tamis.toml", cwd=place("plain", ""))
    names = sys.argv[2:]
    tests = {name: test for name, test in globals().items() if name.startswith("test_")}
    for name, test in tests.items():
        if not names or name in names:
            clock = time.time()
            which = once_more(test)
            print(f"{name}: passed in {time.time() - clock:.0f} s{which}", flush=True)


if __name__ == "__main__":
    TAMIS = str(Path(sys.argv[1]).resolve())
    WORK = tempfile.mkdtemp(prefix="tamis-slurm-")
    try:
        main()
    finally:
        if "TAMIS_KEEP" not in os.environ:
            if os.geteuid() == 0:
                subprocess.run([DEV, "down"], check=False)
            shutil.rmtree(WORK, ignore_errors=True)
