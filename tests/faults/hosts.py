"""Several processes on one output folder: two runs, elements that are killed, hosts that die or freeze, with locks that
hold everywhere, on one node only, or not at all."""

import json
import os
import random
import signal
import time

from place import LONGEST, Place, Setting, fail, host, kill, needs_root, squeezed

KILLS = 6
SEED = int(os.environ.get("TAMIS_TEST_SEED", time.time_ns() % 2**32))


def sign(place, name="run.json"):
    """What a process says of itself, once it does."""
    path = place.out / ".tamis/elements" / name

    def there():
        try:
            return json.loads(path.read_text())["state"] == "at-work"
        except (OSError, ValueError):
            return False

    place.wait_for("a sign of life", there)
    return json.loads(path.read_text())


def at_work(place, name="run.json", records=1):
    """The sign of a process that has done some tasks."""
    found = sign(place, name)
    place.wait_for("records", lambda: place.records() >= records)
    return found


def refused(done, who):
    """A process was refused: code 2, with the other's number and host, and since when."""
    if isinstance(done, tuple):
        code, said = done
    else:
        code, said = done.returncode, done.stderr
    said = squeezed(said)
    words = ["another tamis is at work", "since 20", "UTC", "wait until"]
    missing = [w for w in words if squeezed(w) not in said]
    names = [f"process {one['pid']} on {one['host']}" for one in (who if isinstance(who, list) else [who])]
    if not any(squeezed(name) in said for name in names):
        missing += names
    if code != 2 or missing:
        fail(f"code {code}, without {missing}:\n{said}")


def beat(place, seconds, name="run.json"):
    """Makes a dead process one that would have given signs so often: nobody wants to wait here."""
    path = place.out / ".tamis/elements" / name
    found = json.loads(path.read_text())
    found["beat"] = seconds
    path.write_text(json.dumps(found))


def test_two_runs(_):
    """A second run on a folder is refused and says who is there; so is one of another host, and an element."""
    place = Place("two-runs")
    first = place.start("run", "tamis.toml", "-t", "1")
    who = at_work(place)
    os.kill(first.pid, signal.SIGSTOP)
    refused(place.run(code=None), who)
    refused(place.tamis("task", "tamis.toml", "annotate", "--element", "0", "--of", "2", code=None), who)
    if os.geteuid() == 0:
        other = place.start("run", "tamis.toml", prefix=host("elsewhere", place.folder, another_system=False))
        _, said = other.communicate()
        refused((other.returncode, said), who)
    os.kill(first.pid, signal.SIGCONT)
    if first.wait(LONGEST) != 0:
        fail(first.stderr.read())
    place.same("two runs")


def test_run_beside_elements(_):
    """Elements share a folder; a run beside them is refused."""
    place = Place("beside")
    words = ["task", "tamis.toml", "annotate", "-t", "1", "--heartbeat", "1", "--of", "2", "--element"]
    both = [place.start(*words, str(i)) for i in range(2)]
    who = [at_work(place, f"annotate/0000{i}.json", 0) for i in range(2)]
    for child in both:
        os.kill(child.pid, signal.SIGSTOP)
    refused(place.run(code=None), who)
    for child in both:
        os.kill(child.pid, signal.SIGCONT)
    for child in both:
        if child.wait(LONGEST) != 0:
            fail(child.stderr.read())
    place.run()
    place.same("elements, and then a run")


def test_killed_in_a_namespace(_):
    """A run of a container that was killed: the lock says at once that it is gone."""
    place = Place("container")
    first = place.start("run", "tamis.toml", "-t", "1", prefix=host("container", place.folder, another_system=False))
    at_work(place)
    kill(first)
    clock = time.time()
    said = place.run().stderr
    if "watching" in said:
        fail(f"{time.time() - clock:.0f} s of waiting for a process whose lock is gone\n{said}")
    place.same("after a container that was killed")


def two_mounts(name, **more):
    """One folder as two hosts see it, each through a mount of its own, with locks of its own or none."""
    needs_root()
    place = Place(name)
    place.out.mkdir()
    place.faulty(**more)
    other = Place(f"{name}-other")
    (other.folder / "disk.behind").symlink_to(place.folder / "disk.behind")
    other.faulty(**more)
    return place, other


def test_dead_host(_):
    """A host dies with a run on it, and no lock tells: its sign is watched for a while, then the run goes on."""
    for number, options in enumerate(({}, {"flock": "none"})):
        place, other = two_mounts(f"dead-{number}", **options)
        first = other.start("run", "tamis.toml", "-t", "1", prefix=host("dead-host", other.folder))
        who = at_work(other)
        kill(first)
        beat(other, 1.5)
        clock = time.time()
        done = place.run()
        took = time.time() - clock
        for words in [f"process {who['pid']} on dead-host", "watching for"]:
            if words not in done.stderr:
                fail(f"the message does not have {words!r}: {done.stderr}")
        if took < 4:
            fail(f"a sign of another host was believed to be dead after {took:.1f} s")
        place.same("after a host that died")


def test_rebooted(_):
    """A machine that was started again knows that nothing of before is at work."""
    place = Place("rebooted")
    # On a disk of this machine alone the lock would tell it too.
    place.out.mkdir()
    place.faulty(flock="none")
    first = place.start("run", "tamis.toml", "-t", "1")
    at_work(place)
    kill(first)
    path = place.out / ".tamis/elements/run.json"
    before = json.loads(path.read_text())
    if not before["machine"]:
        return "this machine has no /etc/machine-id"
    before["boot"] = "another boot"
    path.write_text(json.dumps(before))
    if "watching" in place.run().stderr:
        fail("it waits for a process of an earlier boot")
    place.same("after a boot")
    return None


def test_silent_host(_):
    """Nobody can know in a reasonable time: the message says what to do."""
    place, other = two_mounts("silent")
    first = other.start("run", "tamis.toml", "-t", "1", prefix=host("silent-host", other.folder))
    at_work(other)
    kill(first)
    beat(other, 3600.0)
    done = place.run(code=2)
    for words in ["silent-host", "if it is gone for certain, delete", "elements/run.json"]:
        if squeezed(words) not in squeezed(done.stderr):
            fail(f"the message does not have {words!r}: {done.stderr}")
    (place.out / ".tamis/elements/run.json").unlink()
    place.run()
    place.same("after a sign was deleted")


def test_living_host(_):
    """A run of another host is at work where locks hold on one node only: refused, however wrong its clock is."""
    for number, clock in enumerate([0, -86400 * 400, 86400 * 400]):
        place, other = two_mounts(f"living-{number}", clock=0)
        if clock:
            # The other's file system says so of the times of its files.
            Setting.mounts.remove(other.disk)
            os.system(f"umount -l {other.disk}")
            other.faulty(clock=clock)
        words = ["task", "tamis.toml", "annotate", "-t", "1", "--heartbeat", "1", "--of", "1", "--element", "0"]
        first = other.start(*words, prefix=host("living-host", other.folder))
        who = at_work(other, "annotate/00000.json", 0)
        refused(place.run(code=None), who)
        if first.wait(LONGEST) != 0:
            fail(first.stderr.read())
        place.run()
        place.same(f"a living host whose clock is {clock} s ahead")


def test_at_the_same_time(_):
    """Two hosts without any lock start at the same moment: never two of them at work."""
    for number in range(3):
        place, other = two_mounts(f"moment-{number}", flock="none")
        both = [
            one.start("run", "tamis.toml", prefix=host(f"host-{i}", one.folder)) for i, one in enumerate((place, other))
        ]
        codes = []
        for child in both:
            _, said = child.communicate()
            codes.append(child.returncode)
            if child.returncode not in (0, 2) or child.returncode == 2 and "another tamis" not in said:
                fail(f"code {child.returncode}\n{said}")
        if codes.count(0) > 1:
            # The second has started when the first was done, which is no fault; both at once is.
            spans = place.tamis("status", "--json", place.out).stdout
            if json.loads(spans)["processes"]:
                fail(f"both have run: {codes}")
        place.run()
        place.same("two at the same time")


def test_frozen_host(_):
    """A host freezes, another goes on, the first one wakes: it ends."""
    place, other = two_mounts("frozen")
    first = other.start("run", "tamis.toml", "-t", "1", prefix=host("frozen-host", other.folder))
    at_work(other)
    inner = int(os.popen(f"pgrep -P {first.pid}").read().split()[0])
    os.kill(inner, signal.SIGSTOP)
    beat(other, 1.5)
    # Its own beat is 30 s: only who was frozen for longer than that must look.
    second = place.start("run", "tamis.toml", "-t", "1")
    place.wait_for("the second at work", lambda: json.loads(sign_text(place))["host"] != "frozen-host")
    time.sleep(1)
    os.kill(second.pid, signal.SIGSTOP)
    time.sleep(30)
    os.kill(inner, signal.SIGCONT)
    _, said = first.communicate()
    if first.returncode != 1 or "another one has taken the folder" not in said:
        fail(f"the frozen one: code {first.returncode}\n{said}")
    os.kill(second.pid, signal.SIGCONT)
    _, said = second.communicate()
    if second.returncode != 0:
        fail(f"the second one: code {second.returncode}\n{said}")
    place.same("after a frozen host")


def sign_text(place):
    path = place.out / ".tamis/elements/run.json"
    try:
        text = path.read_text()
        json.loads(text)
        return text
    except (OSError, ValueError):
        return '{"host": "frozen-host"}'


def groups(plain):
    return json.loads((plain.out / ".tamis/run.json").read_text())["order"]


def test_kill_one(plain):
    """kill -9 of the one process of a run, at random moments."""
    chance = random.Random(SEED)
    place = Place("kill-1")
    killed = 0
    for _ in range(KILLS):
        child = place.start("run", "tamis.toml")
        time.sleep(chance.uniform(0.05, 2.5))
        killed += child.poll() is None
        kill(child)
        place.whole("kill -9")
    place.run()
    place.same("kill -9 of the one process")
    return f"{killed} kills, seed {SEED}"


def test_kill_elements(plain):
    """kill -9 of elements that share the tasks, at random moments; each is started again, as Slurm does."""
    told = []
    for of in (2, 4):
        chance = random.Random(SEED + of)
        place = Place(f"kill-{of}")
        killed = 0
        for name in groups(plain):
            words = ["task", "tamis.toml", name, "-t", "1", "--heartbeat", "0.5", "--of", of, "--element"]
            children = {i: place.start(*words, i) for i in range(of)}
            left = KILLS if name == "annotate" else 2
            while children:
                time.sleep(chance.uniform(0.02, 0.4))
                if left:
                    left -= 1
                    i = chance.choice(list(children))
                    killed += children[i].poll() is None
                    kill(children[i])
                    children[i] = place.start(*words, i)
                for i, child in list(children.items()):
                    code = child.poll()
                    if code == 75:
                        children[i] = place.start(*words, i)
                    elif code not in (None, 0):
                        fail(f"{name} {i}: code {code}\n{child.stderr.read()}")
                    elif code == 0:
                        del children[i]
        place.run()
        place.same(f"kill -9 of {of} elements")
        told.append(f"{killed} kills of {of}")
    return f"{', '.join(told)}, seed {SEED}"


def test_dealt_nothing(_):
    """An element that was dealt nothing leaves the end of the run to the one that has the task, while that lives."""
    place = Place("nothing")
    words = ["task", "tamis.toml", "manifest", "--of", "2", "--element"]
    place.begun("manifest")
    place.tamis(*words, "0")
    path = place.out / ".tamis/elements/manifest/00000.json"
    living = json.loads(path.read_text())
    living.update(state="at-work", pid=os.getpid())
    path.write_text(json.dumps(living))
    done = place.tamis(*words, "1")
    if "dataset" in done.stdout:
        fail(f"it ends the run beside another: {done.stdout}")
    # It has not lived to end the run: another one does.
    living.update(pid=2**22 + 1)
    path.write_text(json.dumps(living))
    done = place.tamis(*words, "1")
    if "dataset" not in done.stdout and "nothing to do" not in done.stdout:
        fail(f"the end is left to nobody: {done.stdout}")
    place.same("the end by an element without tasks")


TESTS = [
    test_two_runs,
    test_run_beside_elements,
    test_killed_in_a_namespace,
    test_dead_host,
    test_rebooted,
    test_silent_host,
    test_living_host,
    test_at_the_same_time,
    test_frozen_host,
    test_kill_one,
    test_kill_elements,
    test_dealt_nothing,
]
