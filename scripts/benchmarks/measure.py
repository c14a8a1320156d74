"""A command's cost: CPU seconds, user and system, of it and of all that it started; peak memory.

Seconds of CPU and not of the wall, as other processes share the machine. A process that its parent leaves
behind counts too. Peak memory is the largest resident set of any single process of the tree (10 MiB at least: spawn.py).
"""
import json
import os
import pathlib
import subprocess
import sys

SPAWN = pathlib.Path(__file__).resolve().parent / 'spawn.py'
# One thread each where a library would take all: figures are those of a core.
ONE_THREAD = {name: '1' for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS',
                                     'RAYON_NUM_THREADS', 'POLARS_MAX_THREADS')}
OFFLINE = {'HF_HUB_OFFLINE': '1', 'TOKENIZERS_PARALLELISM': 'false', 'PYTHONUTF8': '1'}


class Failed(Exception):
    """A command that could not be run, or ended with an error."""


def run(command, log, stdin=None, ok=(0,), discard=False):
    """Runs a command to its end: {"cpu", "wall", "peak"} in seconds and bytes. What it prints goes to `log`;
    with `discard` what it writes to standard output is thrown away."""
    spawn = [sys.executable, '-S', '-E', SPAWN, log, stdin or os.devnull, 'discard' if discard else 'keep', *command]
    done = subprocess.run([str(part) for part in spawn], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True,
                          env={**os.environ, **ONE_THREAD, **OFFLINE})
    cost = json.loads(done.stdout)
    if cost.pop('code') not in ok:
        lines = pathlib.Path(log).read_text(errors='replace').strip().splitlines()
        raise Failed(lines[-1] if lines else 'it ended with an error and printed nothing')
    return cost
