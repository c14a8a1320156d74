#!/usr/bin/env python3
"""One identifier in a process of its own: `worker.py SYSTEM`, a JSON job on stdin, JSON on stdout.

The job has `splits` (name to texts) and `speed` (name to texts). Time is the CPU time of the whole
process, all threads, around the calls alone: the models are loaded before, and the first texts are
run once, so that what is built on first use does not count.
"""
import importlib.metadata
import json
import sys
import time

import systems

LEAST = 1.0  # seconds in all; the best of the passes counts, as other processes disturb the caches
WARM = 50


def seconds(identify, texts):
    """CPU seconds of the fastest pass over the texts."""
    passes = []
    while sum(passes) < LEAST:
        begin = time.process_time()
        for text in texts:
            identify(text)
        passes.append(time.process_time() - begin)
    return min(passes)


def main():
    kind = systems.IN_PYTHON[sys.argv[1]]
    system = kind()
    job = json.load(sys.stdin)
    for texts in job['speed'].values():
        for text in texts[:WARM]:
            system.identify(text)
    answer = {
        'version': importlib.metadata.version(kind.package),
        'codes': sorted(set(system.codes)),
        'serbian': kind.serbian,
        'splits': {name: [system.identify(text) for text in texts] for name, texts in job['splits'].items()},
        'speed': {name: seconds(system.identify, texts) for name, texts in job['speed'].items()},
    }
    json.dump(answer, sys.stdout)


if __name__ == '__main__':
    main()
