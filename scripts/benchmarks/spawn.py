"""Runs one command and prints its cost as JSON: `spawn.py LOG STDIN DISCARD COMMAND...`. Called by measure.py.

A program of its own, and a small one: a child's peak memory begins with what the process that starts it holds.
"""
import ctypes
import json
import os
import resource
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def reap():
    """Waits for what the command left behind, so that its time is counted."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def main():
    log, source, discard, *command = sys.argv[1:]
    # Processes whose parent ends become children of this one (Linux).
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(source, os.O_RDONLY), 0)
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(out, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY) if discard == 'discard' else out, 1)
        try:
            os.execvp(command[0], command)
        except OSError as error:
            os.write(2, f'{command[0]}: {error.strerror}\n'.encode())
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - began
    reap()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({'code': os.waitstatus_to_exitcode(status), 'cpu': used.ru_utime + used.ru_stime, 'wall': wall,
                      'peak': max(used.ru_maxrss, usage.ru_maxrss) * 1024}))


main()
