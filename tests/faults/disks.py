"""Disks that are full, have no room for another file, are mounted to be read only, or fail."""

import json
import os
import re

from place import CONFIG, Place, fail, squeezed

# Shares of what the output takes: where each disk is full.
SHARES = [0.01, 0.08, 0.2, 0.35, 0.5, 0.65, 0.8, 0.93]
INODES = [4, 9, 14, 22, 40, 70]

# Groups and files that are written when they run: none of them may be lost or half there.
WRITTEN = [
    ("annotate", ".tamis/lock$"),
    ("annotate", ".tamis/[.]?README.txt"),
    ("annotate", ".tamis/[.]?run.json"),
    ("annotate", ".tamis/elements/run.json"),
    ("annotate", ".tamis/work/annotate/.*parquet"),
    ("annotate", ".tamis/work/annotate/.*bands"),
    ("annotate", "removed/.annotate"),
    ("annotate", ".tamis/records/annotate"),
    ("exact", ".tamis/work/exact"),
    ("buckets", ".tamis/work/buckets"),
    ("clusters", ".tamis/work/clusters"),
    ("select", ".tamis/work/select"),
    ("select", ".tamis/records/select"),
    ("collate", ".tamis/work/collate"),
    ("emit", "data/"),
    ("manifest", "[.]?manifest.json"),
    ("manifest", "[.]?README.md"),
    ("manifest", "[.]?(report.html|counts.json)"),
    ("manifest", ".tamis/records/manifest"),
]


def last_stage(stderr):
    """The group at which a run was."""
    name = "start"
    for line in stderr.splitlines():
        if line.startswith('{"') and json.loads(line)["event"] == "start":
            name = json.loads(line)["stage"]
    return name


def told(done, path, help_):
    """A run that failed has named the file and said what to do."""
    said = squeezed(done.stderr)
    for words in [path, help_]:
        if squeezed(words) not in said:
            fail(f"the message does not have {words!r}:\n{done.stderr[-2000:]}")


def size(out):
    return sum(path.stat().st_blocks * 512 for path in out.rglob("*"))


def test_full_disk(plain):
    """A disk of many sizes: the run ends with 1 and says where; with more space it goes on to the same bytes."""
    total = size(plain.out)
    stages = set()
    for share in SHARES:
        place = Place(f"full-{share}")
        place.tmpfs(f"size={max(int(total * share), 8192)}")
        done = place.run(code=1)
        told(done, "No space left on device", "finished tasks are kept")
        told(done, str(place.out.relative_to(place.folder)), "")
        stages.add(last_stage(done.stderr))
        place.whole(f"a disk of {share} of what is needed")
        # Nothing has changed: the same end.
        place.run(code=1)
        place.remount(f"size={total * 4}")
        place.run()
        place.same(f"after a disk of {share} of what is needed")
    if len(stages) < 4:
        fail(f"the disk was full in these stages only: {stages}")
    return f"in {', '.join(sorted(stages))}"


def test_no_more_files(_):
    """A disk with room for so many files."""
    stages = set()
    for number in INODES:
        place = Place(f"files-{number}")
        place.tmpfs(f"size=1g,nr_inodes={number}")
        done = place.run(code=1)
        told(done, "No space left on device", "finished tasks are kept")
        stages.add(last_stage(done.stderr))
        place.whole(f"a disk for {number} files")
        place.remount("nr_inodes=100000")
        place.run()
        place.same(f"after a disk for {number} files")
    return f"in {', '.join(sorted(stages))}"


def test_read_only(_):
    """An output folder that may not be written to, from the start or in the middle."""
    place = Place("read-only")
    place.tmpfs("size=1g")
    place.remount("ro")
    told(place.run(code=2), "Read-only file system", "name a folder")
    place.remount("rw")
    place.run("--until", "buckets")
    place.remount("ro")
    told(place.run(code=1), "Read-only file system", "make it writable")
    place.remount("rw")
    place.run()
    place.same("after a read-only disk")


def named(failure):
    """What a message has to name: the folder of many files, or the file, by its final name."""
    folder, name = os.path.split(failure.split(" ")[1])
    if folder in ("out", "out/.tamis", "out/.tamis/elements"):
        return re.sub(r"^\.(.*)\.[0-9a-f]{8}\.tmp$", r"\1", name)
    return folder


def every_place(error, help_, name, places, op="write", **rule):
    """A fault at each place: the run ends with 1, names the file, and goes on to the same bytes without it."""
    for number, (group, path) in enumerate(places):
        place = Place(f"{name}-{number}")
        if group == "annotate":
            place.out.mkdir()
        else:
            place.begun(group)
        place.faulty()
        place.rule({"op": op, "path": f"out/{path}", "error": error, **rule})
        done = place.run(code=None)
        what = f"{error} of {op} at {path}"
        if not place.failures():
            fail(f"{what}: it never happened")
        if done.returncode != 1:
            fail(f"{what}: code {done.returncode}\n{done.stderr[-2000:]}")
        names = [named(line) for line in place.failures()]
        told(done, next((name for name in names if squeezed(name) in squeezed(done.stderr)), names[0]), help_)
        place.rule()
        place.whole(what)
        place.run()
        place.same(f"after {what}")


def test_full_at_every_place(_):
    """No space for each kind of file."""
    every_place("ENOSPC", "free some space there", "space", [w for w in WRITTEN if "lock" not in w[1]])
    every_place("ENOSPC", "free some space there", "create", WRITTEN[:1] + WRITTEN[-1:], op="create")


def test_quota(_):
    """A quota that is used up."""
    places = [("annotate", ".tamis/work/annotate"), ("emit", "data/"), ("manifest", ".tamis/records/manifest")]
    every_place("EDQUOT", "your quota", "quota", places, after=16)


def test_failing_writes(_):
    """A disk that fails to write, to sync or to rename."""
    places = [("annotate", ".tamis/work/annotate"), ("buckets", ".tamis/records/buckets"), ("emit", "data/"),
              ("manifest", "[.]?manifest.json")]  # fmt: skip
    for op in ("write", "fsync", "rename"):
        every_place("EIO", "dmesg", f"fails-{op}", places, op=op)


def test_passing_write_error(_):
    """A write that fails once is tried again."""
    place = Place("passing")
    place.faulty()
    place.rule(
        {"op": "write", "path": "work/annotate/.00001.parquet", "error": "EIO", "times": 1},
        {"op": "fsync", "path": "work/buckets/", "error": "EIO", "times": 1},
        {"op": "rename", "path": "data/", "error": "EIO", "times": 1},
        {"op": "rename", "path": "records/select/", "error": "EIO", "times": 1},
    )
    said = place.run().stderr
    if said.count("trying again") != 4 or len(place.failures()) != 4:
        fail(f"tried again {said.count('trying again')} times after {place.failures()}:\n{said}")
    place.rule()
    place.same("after errors that pass")


def test_failing_reads(_):
    """Files between stages that cannot be read, or end early: tried again, then the run ends and names one; without
    the fault it goes on."""
    files = [
        ("exact", "work/annotate/00000.keys"),
        ("buckets", "work/annotate/00001.bands"),
        ("verify", "work/annotate/00000.sig"),
        ("select", "work/annotate/00001.parquet"),
        ("select", "work/clusters/"),
        ("collate", "work/select/00002.parquet"),
        ("emit", "work/collate/"),
        ("manifest", "data/.*parquet"),
        ("manifest", "removed/.*parquet"),
    ]
    for number, (group, path) in enumerate(files):
        for error, after in [("EIO", 40), ("SHORT", 60)]:
            place = Place(f"reads-{number}-{error}")
            place.begun(group)
            place.faulty()
            # Each file is read once to see that it is what its record says, and then by the task.
            once = 0 if path.startswith(("data", "removed")) and group == "emit" else 1
            rule = {"op": "read", "path": f"out/(.tamis/)?{path}", "error": error, "after": after, "skip": once}
            place.rule(rule)
            done = place.run(code=None)
            what = f"{error} at {path}"
            if not place.failures():
                fail(f"{what}: it never happened")
            if done.returncode == 0:
                # What is wrong may be told only when the file is hashed, and then it is made anew.
                place.rule()
                place.run()
                place.same(f"after {what}")
                continue
            if done.returncode != 1:
                fail(f"{what}: code {done.returncode}\n{done.stderr[-2000:]}")
            names = [os.path.basename(line.split(" ")[1]) for line in place.failures()]
            told(done, next((name for name in names if name in squeezed(done.stderr)), names[0]), "the same command")
            tried = done.stderr.count("trying again")
            if error == "EIO" and tried < 2:
                fail(f"{what}: tried again {tried} times\n{done.stderr}")
            place.rule()
            place.whole(what)
            place.run()
            place.same(f"after {what}")


def test_failing_records(_):
    """Completion records that cannot be read count as none; without the description of the run nothing is done."""
    place = Place("records", CONFIG)
    place.begun("manifest")
    place.faulty()
    place.rule({"op": "read", "path": "records/select/00001.json", "error": "EIO", "times": 1})
    place.run()
    if not place.failures():
        fail("the record was not read")
    place.rule()
    place.same("after a record that could not be read")
    place.rule({"op": "read", "path": ".tamis/run.json", "error": "EIO"})
    told(place.run(code=1), "run.json", "dmesg")
    place.rule()
    place.run()
    place.same("after a description that could not be read")


TESTS = [
    test_full_disk,
    test_no_more_files,
    test_read_only,
    test_full_at_every_place,
    test_quota,
    test_failing_writes,
    test_passing_write_error,
    test_failing_reads,
    test_failing_records,
]
