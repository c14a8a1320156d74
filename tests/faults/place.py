"""What every test of faults needs: a folder with a small config and archives, the dataset of an undisturbed run to
compare with, disks that can be full or fail, and machines that are no other machines."""

import filecmp
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ARCHIVES = 5
# Until something happens that must happen.
LONGEST = 300

CONFIG = """[run]
name = "faults"
output = "disk/out"
threads = 2
max_damaged = 0.7
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


class Failed(Exception):
    """A test has failed."""


class NotRun(Exception):
    """A part could not be run here."""


class Setting:
    """The binary and the folder of this call."""

    tamis = ""
    work = Path()
    mounts: list = []
    children: list = []


def fail(why):
    raise Failed(why)


def run(*command, code=0, **more):
    """Runs a command to its end, which must be as expected; `None` takes any."""
    done = subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False, **more)
    if code is not None and done.returncode != code:
        fail(f"{command}: code {done.returncode}, expected {code}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done


def needs(*tools):
    """Tools without which a part is not run."""
    for tool in tools:
        if not shutil.which(tool):
            raise NotRun(f"{tool} is not installed")


def squeezed(text):
    """A message without what a terminal's width has put into it."""
    return re.sub(r"[\s│]+", "", text)


def archives(folder):
    """Small archives of different sizes, of the demo's and of one that is made."""
    folder.mkdir()
    demo = [(ROOT / f"demo/demo-0000{i}.warc.gz").read_bytes() for i in (0, 1)]
    for i in range(ARCHIVES - 1):
        (folder / f"{i}.warc.gz").write_bytes(demo[i % 2] * (ARCHIVES - 1 - i))
    made = folder / "made.warc"
    run(sys.executable, ROOT / "tests/workbench/make_archive.py", "mlt_Latn", 150, made)
    run("gzip", "-n", made)


class Place:
    """A folder with the config, the archives as links, and a folder `disk` for the output."""

    def __init__(self, name, config=CONFIG, copied=False):
        self.folder = Setting.work / name
        self.folder.mkdir()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        self.out = self.disk / "out"
        self.rules = self.folder / "rules.json"
        inputs = Setting.work / "in"
        if copied:
            shutil.copytree(inputs, self.folder / "in")
        else:
            (self.folder / "in").symlink_to(inputs)
        (self.folder / "tamis.toml").write_text(config)

    def tamis(self, *words, code=0, **more):
        return run(Setting.tamis, *words, code=code, cwd=self.folder, **more)

    def run(self, *more, code=0, **how):
        return self.tamis("run", "tamis.toml", *more, code=code, **how)

    def start(self, *words, prefix=(), **more):
        """Starts a process and goes on."""
        command = [*prefix, Setting.tamis, *words]
        child = subprocess.Popen([str(c) for c in command], cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, **more)  # fmt: skip
        Setting.children.append(child)
        return child

    def records(self, group="annotate"):
        return len(list((self.out / f".tamis/records/{group}").glob("[0-9]*.json")))

    def wait_for(self, what, check):
        clock = time.time()
        while not check():
            if time.time() - clock > LONGEST:
                fail(f"waited for {what}, in vain")
            time.sleep(0.01)

    def same(self, what):
        """The dataset is that of the undisturbed run, verifies, and nothing is left behind."""
        expected = Setting.work / "plain/disk/out"
        found, wanted = tree(self.out), tree(expected)
        if found != wanted:
            fail(f"{what}: other files: {set(found) ^ set(wanted)}")
        differ = [f for f in wanted if not filecmp.cmp(self.out / f, expected / f, shallow=False)]
        if differ:
            fail(f"{what}: these files differ: {differ}")
        left = [str(p) for p in self.out.rglob(".*.tmp")]
        if left:
            fail(f"{what}: left behind: {left}")
        self.tamis("verify", self.out)

    def whole(self, what):
        """What has its final name is what the undisturbed run has under this name."""
        expected = Setting.work / "plain/disk/out"
        for name in tree(self.out, ("data/", "removed/", ".tamis/work/")):
            if not filecmp.cmp(self.out / name, expected / name, shallow=False):
                fail(f"{what}: {name} has its final name and is not whole")

    def begun(self, group):
        """The output as it was in the undisturbed run when this group began, on a disk of any kind."""
        plain = Setting.work / "plain/disk/out"
        shutil.copytree(plain, self.out)
        order = json.loads((plain / ".tamis/run.json").read_text())["order"]
        for name in order[order.index(group) :]:
            for path in [self.out / f".tamis/records/{name}", self.out / f".tamis/work/{name}"]:
                shutil.rmtree(path, ignore_errors=True)
            for path in (self.out / "removed").glob(f"{name}-*"):
                path.unlink()
        if "emit" in order[order.index(group) :]:
            shutil.rmtree(self.out / "data", ignore_errors=True)
        for path in self.out.iterdir():
            if path.is_file():
                path.unlink()

    # Disks

    def tmpfs(self, options):
        needs_root()
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", self.disk)
        Setting.mounts.append(self.disk)

    def remount(self, options):
        run("mount", "-o", f"remount,{options}", self.disk)

    def faulty(self, at=None, name="disk", **more):
        """Mounts a file system with faults over a folder; what lies in it is in `NAME.behind`."""
        needs_root()
        if not Path("/dev/fuse").exists():
            raise NotRun("there is no /dev/fuse")
        at = at or self.disk
        behind = self.folder / f"{name}.behind"
        if not behind.exists():
            shutil.copytree(at, behind, symlinks=False)
        rules = self.rules if name == "disk" else self.folder / f"{name}.json"
        rules.write_text("[]")
        options = [word for key, value in more.items() for word in (f"--{key}", str(value))]
        child = subprocess.Popen([sys.executable, HERE / "faulty.py", behind, at, rules, *options])
        Setting.children.append(child)
        self.wait_for("a mount", lambda: os.path.ismount(at) or child.poll() is not None)
        if child.poll() is not None:
            raise NotRun("a file system in user space cannot be mounted")
        Setting.mounts.append(at)

    def rule(self, *rules, name="disk"):
        """Says what fails from here on."""
        path = self.rules if name == "disk" else self.folder / f"{name}.json"
        new = path.with_suffix(".new")
        new.write_text(json.dumps(rules))
        new.rename(path)

    def failures(self, name="disk"):
        """What has failed so far."""
        log = Path(f"{self.rules if name == 'disk' else self.folder / f'{name}.json'}.log")
        return log.read_text().splitlines() if log.exists() else []


def needs_root():
    if os.geteuid() != 0:
        raise NotRun("it needs root")


def tree(out, below=("",)):
    """Files of a dataset, or those below some folders."""
    files = (str(p.relative_to(out)) for p in out.rglob("*") if p.is_file() and not p.name.endswith(".tmp"))
    hidden = any(folder.startswith(".tamis") for folder in below)
    return sorted(f for f in files if f.startswith(tuple(below)) and (hidden or not f.startswith(".tamis/")))


def host(name, folder, another_system=True):
    """Words before a command that is to run on another host: with another name, its own processes, and, as far as
    tamis can see, another system. The processes die with the first of them."""
    needs_root()
    needs("unshare")
    boot = folder / f"{name}.boot"
    boot.write_text(f"{name}-boot-id\n")
    machine = folder / f"{name}.machine"
    machine.write_text(f"{name}-machine\n")
    script = 'hostname "$1"; shift 3; exec "$@"'
    if another_system:
        script = 'mount --bind "$2" /proc/sys/kernel/random/boot_id; [ ! -e /etc/machine-id ] || mount --bind "$3" /etc/machine-id; ' + script
    return ["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-ec", script, "sh",
            name, boot, machine]  # fmt: skip


def kill(child):
    """kill -9, whatever has become of it."""
    try:
        os.kill(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait()


def clean():
    """Ends what was started, unmounts what was mounted."""
    for child in Setting.children:
        if child.poll() is None and "faulty.py" not in str(child.args):
            kill(child)
    for mount in reversed(Setting.mounts):
        subprocess.run(["umount", "-l", mount], check=False, stderr=subprocess.DEVNULL)
    for child in Setting.children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            kill(child)
    Setting.mounts.clear()
    Setting.children.clear()
