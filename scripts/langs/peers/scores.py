"""Macro-F1, over all scored labels and like for like."""
import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from codes import OTHER, SCORED, UNDECIDED


def macro(gold, predicted, labels):
    """Mean F1 over those of `labels` that `gold` has, and how many these are.

    Everything outside of `labels` is one class that is not in the mean. An undecided answer is a
    miss for its label and a false alarm for none.
    """
    chosen = set(labels)
    right, missed, false = (collections.Counter() for _ in range(3))
    for true, said in zip(gold, predicted, strict=True):
        true = true if true in chosen else OTHER
        said = said if said in chosen or said == UNDECIDED else OTHER
        if true == said:
            right[true] += 1
        else:
            missed[true] += 1
            false[said] += 1
    there = [name for name in labels if right[name] + missed[name]]
    f1 = [2 * right[name] / (2 * right[name] + missed[name] + false[name]) for name in there]
    return (sum(f1) / len(f1) if f1 else 0.0), len(there)


def alike(gold, predicted, labels):
    """The same over the lines whose label is one of `labels` alone."""
    chosen = set(labels)
    pairs = [pair for pair in zip(gold, predicted, strict=True) if pair[0] in chosen]
    return macro([true for true, _ in pairs], [said for _, said in pairs], labels)


def outside(scorer, gold, predicted, labels=SCORED):
    """The macro-F1 of the shared scorer, over the same labels."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ('gold.tsv', 'said.tsv', 'out.json')]
        for path, lines in zip(paths, (gold, predicted)):
            path.write_text(''.join(f'{line}\t\n' for line in lines), encoding='utf-8')
        command = [sys.executable, scorer, *paths[:2], '--core', ','.join(labels), '--json', paths[2]]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        return json.loads(paths[2].read_text())['macro_f1']
