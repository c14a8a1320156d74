"""Archives that cannot be read, end early, change or vanish while a run is at work."""

import os
import shutil

from place import ARCHIVES, Place, fail, squeezed

# The archive that something happens to; others are larger.
ONE = "3.warc.gz"


def listed(done, place, name, why):
    """A run that has set an archive aside lists it, and the dataset says so."""
    said = squeezed(done.stdout + done.stderr)
    for words in [f"{name}, byte", why, "the same command tries"]:
        if squeezed(words) not in said:
            fail(f"the message does not have {words!r}:\n{done.stdout}\n{done.stderr}")
    place.tamis("verify", place.out)
    if name not in place.tamis("status", place.out).stdout:
        fail("tamis status does not name it")
    if not list((place.out / ".tamis/quarantine").glob("annotate-*.json")):
        fail("there is no note on it")


def mended(place, what):
    """Without the fault the same command ends with 0 and the bytes of an undisturbed run."""
    place.run()
    place.same(f"after {what}")
    if list((place.out / ".tamis/quarantine").glob("annotate-*.json")):
        fail(f"{what}: the note on it is still there")


def spoiled(name, rule):
    """A place of its own, whose archives lie on a file system that fails by this rule."""
    place = Place(name, copied=True)
    place.faulty(place.folder / "in", "in")
    place.rule(rule, name="in")
    return place


def test_unreadable_archive(_):
    """An error in the middle of an archive: tried again, set aside, read when it is well."""
    place = Place("unreadable", copied=True)
    place.faulty(place.folder / "in", "in")
    middle = os.path.getsize(place.folder / f"in/{ONE}") // 2
    place.rule({"op": "read", "path": ONE, "error": "EIO", "after": middle}, name="in")
    done = place.run(code=3)
    if done.stderr.count("trying again") != 2 or len(place.failures("in")) < 3:
        fail(f"not tried three times: {place.failures('in')}\n{done.stderr}")
    listed(done, place, ONE, "Input/output error")
    place.rule(name="in")
    mended(place, "an archive that could not be read")


def test_passing_read_error(_):
    """An error that is gone at the third attempt costs nothing."""
    place = spoiled("passing-read", {"op": "read", "path": ONE, "error": "EIO", "after": 1000, "times": 2})
    done = place.run()
    if done.stderr.count("trying again") != 2:
        fail(done.stderr)
    place.same("after an error that passes")


def test_too_many_unreadable(_):
    """More than `max_damaged` of the input: the run fails, and goes on when the disk is well."""
    place = spoiled("all-unreadable", {"op": "read", "path": "gz$", "error": "EIO", "after": 5000})
    said = squeezed(place.run(code=1).stderr)
    if squeezed("of the input's bytes could not be read") not in said or "max_damaged" not in said:
        fail(said)
    place.rule(name="in")
    mended(place, "a disk that could not be read")


def test_unreadable_at_open(_):
    """An archive that cannot even be opened any more once the run has begun."""
    # The plan opens each archive once.
    place = spoiled("unopened", {"op": "open", "path": ONE, "error": "EACCES", "skip": 1})
    listed(place.run(code=3), place, ONE, "Permission denied")
    place.rule(name="in")
    mended(place, "an archive that could not be opened")


def test_short_archive(_):
    """An archive that ends before the length that the plan has seen."""
    place = spoiled("short", {"op": "read", "path": ONE, "error": "SHORT", "after": 20000})
    listed(place.run(code=3), place, ONE, "changed while the run was at work")
    place.rule(name="in")
    mended(place, "an archive that ended early")


def while_at_work(name, change):
    """Changes an archive after the plan was made and before it is read."""
    place = Place(name, copied=True)
    path = place.folder / "in" / ONE
    child = place.start("run", "tamis.toml", "-t", "1")
    place.wait_for("the first record", lambda: place.records() >= 1 or child.poll() is not None)
    before = place.records()
    change(path)
    out, err = child.communicate()
    if before >= ARCHIVES - 1:
        fail(f"too late: {before} archives were read")
    child.stdout, child.stderr = out, err
    return place, path, child


def restore(path):
    shutil.copy(path.parent.parent.parent / "in" / path.name, path)


def test_truncated_archive(_):
    """An archive is cut short while the run is at work."""
    place, path, done = while_at_work("truncated", lambda path: os.truncate(path, os.path.getsize(path) // 2))
    if done.returncode != 3:
        fail(f"code {done.returncode}\n{done.stderr}")
    listed(done, place, ONE, "changed while the run was at work")
    restore(path)
    mended(place, "an archive that was cut short")


def test_growing_archive(_):
    """Somebody still writes to an archive."""

    def grow(path):
        with open(path, "ab") as file:
            file.write(b"\x1f\x8b\x08")

    place, path, done = while_at_work("growing", grow)
    if done.returncode != 3:
        fail(f"code {done.returncode}\n{done.stderr}")
    listed(done, place, ONE, "changed while the run was at work")
    restore(path)
    mended(place, "an archive that grew")


def test_deleted_archive(_):
    """An archive is deleted while the run is at work."""
    place, path, done = while_at_work("deleted", os.unlink)
    if done.returncode != 3:
        fail(f"code {done.returncode}\n{done.stderr}")
    listed(done, place, ONE, "No such file")
    restore(path)
    mended(place, "an archive that was deleted")


def test_replaced_archive(_):
    """Another archive of the same length takes its place: what was read is what the dataset says; the first one
    again gives the first bytes again."""

    def replace(path):
        data = bytearray(path.read_bytes())
        data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
        new = path.with_suffix(".new")
        new.write_bytes(data)
        new.rename(path)

    place, path, done = while_at_work("replaced", replace)
    if done.returncode not in (0, 3):
        fail(f"code {done.returncode}\n{done.stderr}")
    place.tamis("verify", place.out)
    restore(path)
    mended(place, "an archive that was replaced")


TESTS = [
    test_unreadable_archive,
    test_passing_read_error,
    test_too_many_unreadable,
    test_unreadable_at_open,
    test_short_archive,
    test_truncated_archive,
    test_growing_archive,
    test_deleted_archive,
    test_replaced_archive,
]
