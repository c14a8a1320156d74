#!/usr/bin/env python3
"""Faults of disks, files, hosts and clocks, for real: after each of them the finished dataset is byte for byte the
undisturbed one, and `tamis verify` passes.

    test_faults.py TAMIS [NAME..]    all tests, or those whose names begin so

Needs root (mounts, namespaces), /dev/fuse and the package faketime. What cannot be run here is named, and counts as
failed unless TAMIS_FAULTS_PARTIAL is set. What fails is tried once more. TAMIS_KEEP keeps the folders.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import clocks
import disks
import files
import hosts
from place import Failed, NotRun, Place, Setting, archives, clean


def attempt(test, plain):
    """Runs a test, says how it ended, and takes away what it left: None, NotRun or Failed."""
    name, clock = test.__name__, time.time()
    try:
        said = test(plain)
        print(f"{name}: passed in {time.time() - clock:.0f} s{f' ({said})' if said else ''}", flush=True)
        return None
    except NotRun as why:
        print(f"{name}: NOT RUN: {why}", flush=True)
        return NotRun
    except Failed as why:
        print(f"{name}: FAILED: {why}", file=sys.stderr, flush=True)
        return Failed
    finally:
        clean()
        if "TAMIS_KEEP" not in os.environ:
            for folder in Setting.work.iterdir():
                if folder.name not in ("in", "plain", "tamis"):
                    shutil.rmtree(folder, ignore_errors=True)


def main():
    names = tuple(sys.argv[2:]) or ("test_",)
    Setting.work = Path(tempfile.mkdtemp(prefix="tamis-faults-"))
    # A binary that is built again meanwhile would be another one, and the manifest names it.
    Setting.tamis = shutil.copy(Path(sys.argv[1]).resolve(), Setting.work / "tamis")
    failed, not_run = [], []
    try:
        archives(Setting.work / "in")
        plain = Place("plain")
        plain.run()
        plain.same("the undisturbed run")
        for test in disks.TESTS + files.TESTS + clocks.TESTS + hosts.TESTS:
            name = test.__name__
            if not name.startswith(names):
                continue
            ended = attempt(test, plain)
            if ended is Failed:
                # Kills and clocks hit a busy machine at other moments than they mean to.
                print(f"{name}: once more", file=sys.stderr, flush=True)
                ended = attempt(test, plain)
            if ended is Failed:
                failed.append(name)
            elif ended is NotRun:
                not_run.append(name)
    finally:
        clean()
        if "TAMIS_KEEP" not in os.environ:
            shutil.rmtree(Setting.work, ignore_errors=True)
    if not_run and "TAMIS_FAULTS_PARTIAL" not in os.environ:
        print(f"not run: {', '.join(not_run)}; TAMIS_FAULTS_PARTIAL=1 allows it", file=sys.stderr)
        failed += not_run
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
