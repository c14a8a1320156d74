#!/usr/bin/env python3
"""A file system with faults: what lies in a folder, seen through a mount that fails where it is told to.

    faulty.py FOLDER MOUNT RULES [--flock none] [--clock SECONDS]

It speaks the protocol of /dev/fuse (linux/fuse.h) and needs root and Linux, no library. RULES is a JSON file, read
again whenever it changes: a list of rules, of which the first that fits fails the operation.

    {"op": "read",      open, create, read, write, fsync, rename, unlink, mkdir, list
     "path": "regex",   searched in the path below the folder
     "error": "EIO",    or "SHORT": a read finds the end of the file there
     "after": 4096,     reads and writes below this offset go through
     "skip": 2,         so often it fits without failing, counted by open or create for each file
     "times": 1}        so often it fails at most

What failed is appended to RULES.log, a line each. Locks (flock) hold within one mount, as on file systems with locks
of one node; with `--flock none` there are none. With `--clock` files are as old as a machine whose clock is so many
seconds ahead says. Names and attributes are never cached, so that two mounts of one folder see each other.
"""

import ctypes
import errno
import json
import os
import re
import stat
import struct
import sys
import time

HEADER = struct.Struct("<IIQQIIIHH")
ANSWER = struct.Struct("<IiQ")
ATTR = struct.Struct("<6Q10I")
OPENED = struct.Struct("<QII")
DIRECT_IO = 1
BIG_WRITES, FLOCK_LOCKS = 1 << 5, 1 << 10
SIZE, MODE, MTIME, MTIME_NOW = 8, 1, 32, 256
MAX_WRITE = 1 << 17

NAMES = {
    1: "lookup", 2: "forget", 3: "getattr", 4: "setattr", 5: "readlink", 9: "mkdir", 10: "unlink", 11: "rmdir",
    12: "rename", 14: "open", 15: "read", 16: "write", 17: "statfs", 18: "release", 20: "fsync", 25: "flush",
    26: "init", 27: "opendir", 28: "readdir", 29: "release", 30: "flush", 32: "lock", 33: "lock", 34: "flush",
    35: "create", 42: "forget", 45: "rename2",
}  # fmt: skip


class Rules:
    """Which operations fail, as a file says that may change at any time."""

    def __init__(self, path):
        self.path, self.seen, self.rules, self.count = path, None, [], 0
        self.log = open(path + ".log", "a", buffering=1, encoding="utf-8")

    def fits(self, op, path, file=None):
        """The rule for an operation, if it is to fail."""
        found = os.stat(self.path)
        if self.seen != (found.st_mtime_ns, found.st_ino):
            self.seen = (found.st_mtime_ns, found.st_ino)
            with open(self.path, encoding="utf-8") as rules:
                self.rules = json.load(rules)
            for rule in self.rules:
                self.count += 1
                rule["serial"] = self.count
        for rule in self.rules:
            # How often a file was opened is counted for each rule, and each file that is open knows its number.
            if op in ("open", "create") and re.search(rule["path"], path):
                opened = rule.setdefault("opened", {})
                opened[path] = opened.get(path, 0) + 1
                if file is not None:
                    file.setdefault("number", {})[rule["serial"]] = opened[path]
        for rule in self.rules:
            if rule["op"] != op or not re.search(rule["path"], path) or rule.get("times") == 0:
                continue
            number = rule.get("opened", {}).get(path, 1)
            if file is not None:
                number = file.get("number", {}).get(rule["serial"], number)
            if number > rule.get("skip", 0):
                return rule
        return None

    def fail(self, rule, op, path):
        """Notes a failure and gives its number; 0 where it is only an early end."""
        if "times" in rule:
            rule["times"] -= 1
        self.log.write(f"{op} {path} {rule['error']}\n")
        return getattr(errno, rule["error"], 0)

    def check(self, op, path, file=None):
        """Fails an operation that is to fail as a whole."""
        rule = self.fits(op, path, file)
        if rule:
            raise OSError(self.fail(rule, op, path), op)


class FileSystem:
    """The operations: each takes the node and the bytes of a request, and gives those of the answer."""

    def __init__(self, folder, rules, flock, clock):
        self.folder, self.rules, self.flock, self.clock = folder, rules, flock, clock
        self.places = {1: None}
        self.numbers = {}
        self.files = {}
        self.next = 2

    # Nodes

    def inner(self, node):
        """The path of a node below the folder."""
        parts = []
        while node != 1:
            node, name = self.places[node] or (1, "?gone")
            parts.append(name)
        return "/".join(reversed(parts))

    def outer(self, node):
        return os.path.join(self.folder, self.inner(node))

    def number(self, parent, name):
        place = (parent, name)
        if place not in self.numbers:
            self.numbers[place] = self.next
            self.places[self.next] = place
            self.next += 1
        return self.numbers[place]

    def forget_name(self, place):
        node = self.numbers.pop(place, None)
        if node:
            self.places[node] = None

    def status(self, node):
        if node != 1 and self.places[node] is None:
            # It has no name any more, and is open.
            for file in self.files.values():
                if file["node"] == node:
                    return os.fstat(file["fd"])
        return os.lstat(self.outer(node))

    def attributes(self, node):
        s = self.status(node)
        times = [s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns]
        seconds, rest = [t // 10**9 for t in times], [t % 10**9 for t in times]
        return ATTR.pack(
            node, s.st_size, s.st_blocks, *seconds, *rest, s.st_mode, s.st_nlink, s.st_uid, s.st_gid, 0, 4096, 0
        )  # fmt: skip

    def entry(self, parent, name):
        node = self.number(parent, name)
        try:
            return struct.pack("<4Q2I", node, 0, 0, 0, 0, 0) + self.attributes(node)
        except FileNotFoundError:
            self.forget_name((parent, name))
            raise

    def join(self, parent, name):
        return f"{self.inner(parent)}/{name}".lstrip("/")

    def date(self, fd):
        """The time of change of what was just written, by this machine's clock."""
        if self.clock:
            now = time.time_ns() + int(self.clock * 1e9)
            os.utime(fd, ns=(now, now))

    # Operations

    def init(self, _, body):
        major, minor, ahead, flags = struct.unpack_from("<4I", body)
        wanted = BIG_WRITES | (FLOCK_LOCKS if self.flock == "none" else 0)
        return struct.pack("<4I2HIIHHII6I", 7, min(minor, 31), ahead, flags & wanted, 16, 12, MAX_WRITE, 1, 0, 0, 0, 0,
                           *[0] * 6)  # fmt: skip

    def lookup(self, node, body):
        return self.entry(node, body.split(b"\0")[0].decode())

    def getattr(self, node, _):
        return struct.pack("<QII", 0, 0, 0) + self.attributes(node)

    def setattr(self, node, body):
        valid, _, handle, size = struct.unpack_from("<IIQQ", body)
        mode = struct.unpack_from("<I", body, 68)[0]
        path = self.files[handle]["fd"] if valid & 64 else self.outer(node)
        if valid & MODE:
            os.chmod(path, stat.S_IMODE(mode))
        if valid & SIZE:
            self.rules.check("write", self.inner(node))
            os.truncate(path, size)
            self.date(path)
        if valid & MTIME and not valid & MTIME_NOW:
            seconds, rest = struct.unpack_from("<Q", body, 40)[0], struct.unpack_from("<I", body, 60)[0]
            when = seconds * 10**9 + rest
            os.utime(path, ns=(when, when))
        return self.getattr(node, body)

    def readlink(self, node, _):
        return os.readlink(self.outer(node)).encode()

    def mkdir(self, node, body):
        mode = struct.unpack_from("<I", body)[0]
        name = body[8:].split(b"\0")[0].decode()
        self.rules.check("mkdir", self.join(node, name))
        os.mkdir(os.path.join(self.outer(node), name), stat.S_IMODE(mode))
        return self.entry(node, name)

    def unlink(self, node, body):
        name = body.split(b"\0")[0].decode()
        self.rules.check("unlink", self.join(node, name))
        os.unlink(os.path.join(self.outer(node), name))
        self.forget_name((node, name))
        return b""

    def rmdir(self, node, body):
        name = body.split(b"\0")[0].decode()
        os.rmdir(os.path.join(self.outer(node), name))
        self.forget_name((node, name))
        return b""

    def rename(self, node, body, skip=8):
        folder = struct.unpack_from("<Q", body)[0]
        old, new = (name.decode() for name in body[skip:].split(b"\0")[:2])
        self.rules.check("rename", self.join(folder, new))
        os.rename(os.path.join(self.outer(node), old), os.path.join(self.outer(folder), new))
        self.forget_name((folder, new))
        moved = self.numbers.pop((node, old), None)
        if moved:
            self.numbers[(folder, new)] = moved
            self.places[moved] = (folder, new)
        return b""

    def rename2(self, node, body):
        return self.rename(node, body, 16)

    def opened(self, node, fd, op):
        file = {"fd": fd, "node": node}
        try:
            self.rules.check(op, self.inner(node), file)
        except OSError:
            os.close(fd)
            raise
        self.files[fd] = file
        return OPENED.pack(fd, DIRECT_IO, 0)

    def open(self, node, body):
        flags = struct.unpack_from("<I", body)[0]
        keep = os.O_RDONLY | os.O_WRONLY | os.O_RDWR | os.O_TRUNC
        return self.opened(node, os.open(self.outer(node), flags & keep), "open")

    def create(self, node, body):
        flags, mode = struct.unpack_from("<2I", body)
        name = body[16:].split(b"\0")[0].decode()
        self.rules.check("create", self.join(node, name))
        keep = os.O_RDWR | os.O_WRONLY | os.O_EXCL | os.O_TRUNC
        fd = os.open(os.path.join(self.outer(node), name), flags & keep | os.O_CREAT, stat.S_IMODE(mode))
        self.date(fd)
        return self.entry(node, name) + self.opened(self.number(node, name), fd, "open")

    def read(self, node, body):
        handle, offset, size = struct.unpack_from("<QQI", body)
        file = self.files[handle]
        rule = self.rules.fits("read", self.inner(node), file)
        if rule:
            after = rule.get("after", 0)
            if offset >= after:
                number = self.rules.fail(rule, "read", self.inner(node))
                if number:
                    raise OSError(number, "read")
                return b""
            size = min(size, after - offset)
        return os.pread(file["fd"], size, offset)

    def write(self, node, body):
        handle, offset, size = struct.unpack_from("<QQI", body)
        file = self.files[handle]
        rule = self.rules.fits("write", self.inner(node), file)
        if rule:
            after = rule.get("after", 0)
            if offset >= after:
                raise OSError(self.rules.fail(rule, "write", self.inner(node)), "write")
            size = min(size, after - offset)
        written = os.pwrite(file["fd"], body[40 : 40 + size], offset)
        self.date(file["fd"])
        return struct.pack("<II", written, 0)

    def statfs(self, _, __):
        s = os.statvfs(self.folder)
        return struct.pack("<5Q4I6I", s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree, s.f_bsize, 255,
                           s.f_frsize, 0, *[0] * 6)  # fmt: skip

    def release(self, _, body):
        file = self.files.pop(struct.unpack_from("<Q", body)[0], None)
        if file and "fd" in file:
            os.close(file["fd"])
        return b""

    def fsync(self, node, body):
        handle = struct.unpack_from("<Q", body)[0]
        self.rules.check("fsync", self.inner(node), self.files[handle])
        return b""

    def flush(self, _, __):
        return b""

    def lock(self, _, __):
        raise OSError(errno.ENOSYS, "lock")

    def opendir(self, node, _):
        self.rules.check("list", self.inner(node))
        # A handle of its own, and what was there when it was opened.
        handle = os.open("/dev/null", os.O_RDONLY)
        names = [(".", stat.S_IFDIR), ("..", stat.S_IFDIR)]
        with os.scandir(self.outer(node)) as entries:
            names += [(e.name, stat.S_IFMT(e.stat(follow_symlinks=False).st_mode)) for e in entries]
        self.files[handle] = {"fd": handle, "node": 0, "names": names}
        return OPENED.pack(handle, 0, 0)

    def readdir(self, _, body):
        handle, offset, size = struct.unpack_from("<QQI", body)
        out = b""
        for i, (name, mode) in list(enumerate(self.files[handle]["names"]))[offset:]:
            name = name.encode()
            one = struct.pack("<QQII", i + 2, i + 1, len(name), mode >> 12) + name
            one += b"\0" * (-len(one) % 8)
            if len(out) + len(one) > size:
                break
            out += one
        return out


def serve(device, files):
    """Answers requests until the mount is gone."""
    while True:
        try:
            request = os.read(device, MAX_WRITE + 4096)
        except OSError as error:
            if error.errno in (errno.EINTR, errno.ENOENT, errno.EAGAIN):
                continue
            return
        _, code, unique, node = HEADER.unpack_from(request)[:4]
        name = NAMES.get(code)
        if name == "forget":
            continue
        failed, out = 0, b""
        try:
            if name is None:
                raise OSError(errno.ENOSYS, "unknown")
            out = getattr(files, name)(node, request[HEADER.size :])
        except OSError as error:
            failed = error.errno or errno.EIO
        try:
            os.write(device, ANSWER.pack(ANSWER.size + len(out), -failed, unique) + out)
        except OSError as error:
            # Who asked was killed.
            if error.errno != errno.ENOENT:
                raise


def main():
    folder, mount, rules = (os.path.abspath(path) for path in sys.argv[1:4])
    more = dict(zip(sys.argv[4::2], sys.argv[5::2]))
    device = os.open("/dev/fuse", os.O_RDWR)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={device},rootmode=40755,user_id=0,group_id=0,allow_other"
    if libc.mount(b"faulty", mount.encode(), b"fuse.faulty", 6, options.encode()):
        sys.exit(f"cannot mount {mount}: {os.strerror(ctypes.get_errno())}")
    os.umask(0)
    files = FileSystem(folder, Rules(rules), more.get("--flock"), float(more.get("--clock", 0)))
    serve(device, files)


if __name__ == "__main__":
    main()
