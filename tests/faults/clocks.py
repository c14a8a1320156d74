"""Clocks that jump or differ: nothing of a dataset depends on the time of day, and nobody is taken for dead for it.
The clock is that of one process, moved with libfaketime (the package faketime of Debian)."""

import glob
import os
import random
import subprocess
import time

from hosts import groups
from place import LONGEST, NotRun, Place, Setting, fail

HOUR, YEAR = 3600, 365 * 86400


def library():
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob.glob("/usr/lib*/faketime/libfaketimeMT.so.1")
    if not found:
        raise NotRun("libfaketime is not installed")
    return found[0]


def moved(seconds=None, file=None):
    """The environment of a process whose clock is so many seconds ahead, or as a file says that may change."""
    how = {"FAKETIME": f"{seconds:+d}"} if file is None else {"FAKETIME_TIMESTAMP_FILE": str(file)}
    # Real clocks that jump change neither the time since the boot nor the times of files.
    more = {"LD_PRELOAD": library(), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1", "FAKETIME_NO_CACHE": "1"}  # fmt: skip
    return {**os.environ, **more, **how}


def checked():
    """Makes sure that the binary's clock can be moved at all: a static one's cannot."""
    said = subprocess.run([Setting.tamis, "--version"], env={**moved(0), "LD_DEBUG": "libs"}, text=True,
                          capture_output=True, check=False)  # fmt: skip
    if "faketime" not in said.stderr:
        raise NotRun("the clock of a static binary cannot be moved")


def started(place):
    """When the process that has run last says that it was started."""
    from hosts import sign_text

    import json

    return json.loads(sign_text(place))["started"]


def test_jumping_clock(_):
    """The clock jumps by hours and years while a run is at work."""
    checked()
    chance = random.Random(7)
    place = Place("jumping")
    clock = place.folder / "clock"
    clock.write_text("+0")
    child = place.start("run", "tamis.toml", env=moved(file=clock))
    jumps = 0
    while child.poll() is None:
        time.sleep(0.1)
        new = clock.with_suffix(".new")
        new.write_text(f"{chance.choice([HOUR, -HOUR, 30 * HOUR, YEAR, -YEAR, 20 * YEAR, -20 * YEAR]):+d}")
        new.rename(clock)
        jumps += 1
    if child.returncode != 0:
        fail(child.stderr.read())
    place.same("a clock that jumps")
    return f"{jumps} jumps"


def test_clock_between_starts(_):
    """Years back, years ahead, between one start and the next."""
    checked()
    place = Place("between")
    place.run("--until", "exact", env=moved(-5 * YEAR))
    if abs(time.time() - 5 * YEAR - started(place)) > HOUR:
        fail("the clock was not moved")
    place.run("--until", "select", env=moved(20 * YEAR))
    place.run(env=moved(-3 * HOUR))
    place.same("other times at each start")
    said = place.run(env=moved(YEAR)).stdout
    if "nothing to do" not in said:
        fail(said)
    place.same("another year")


def test_killed_with_another_clock(_):
    """A run whose clock was years ahead is killed: nobody waits for years."""
    checked()
    for seconds in (10 * YEAR, -10 * YEAR):
        place = Place(f"ahead{seconds:+d}")
        child = place.start("run", "tamis.toml", "-t", "1", env=moved(seconds))
        place.wait_for("a record", lambda: place.records() >= 1 or child.poll() is not None)
        child.kill()
        child.wait()
        clock = time.time()
        place.run()
        if time.time() - clock > 60:
            fail("waited for a process that is gone")
        place.same("after a run with another clock")


def test_elements_with_other_clocks(plain):
    """Elements whose clocks are hours and years apart share the work."""
    checked()
    place = Place("apart")
    for name in groups(plain):
        words = ["task", "tamis.toml", name, "-t", "1", "--heartbeat", "0.5", "--of", "3", "--element"]
        children = [
            place.start(*words, str(i), env=moved(ahead)) for i, ahead in enumerate([3 * HOUR, -2 * YEAR, 11 * YEAR])
        ]
        for child in children:
            if child.wait(LONGEST) != 0:
                fail(f"{name}: code {child.returncode}\n{child.stderr.read()}")
    place.same("elements with other clocks")


TESTS = [
    test_jumping_clock,
    test_clock_between_starts,
    test_killed_with_another_clock,
    test_elements_with_other_clocks,
]
