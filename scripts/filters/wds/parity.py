#!/usr/bin/env python3
"""Compares sub-scores with those of the reference.

Usage: parity.py REFERENCE TEXTS OURS

REFERENCE is a checkout of github.com/pablop16n/web-docs-scorer (commit 743d131). TEXTS has one
`{"id","text","language"}` a line, and may have `"parts": [[start, end, own], …]`, which then both
sides were given. OURS has one `{"id", "score", "language", …}` a line, or the same under "scores",
or under "signals" with names that begin with `wds_`. Prints a table.
"""

import json
import sys

from reference import SUBSCORES, Reference

NOISY = 0.5
EQUAL = 1e-3


def rows(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield str(row["id"]), row


def ours(row):
    if "signals" in row:
        signals = row["signals"]
        return {name: signals.get("wds" if name == "score" else f"wds_{name}", signals.get(f"wds_{name}")) for name in SUBSCORES}
    return row.get("scores", row)


def main():
    reference = Reference(sys.argv[1])
    texts = dict(rows(sys.argv[2]))
    pairs = []
    for identity, row in rows(sys.argv[3]):
        text = texts.get(identity)
        if text is None:
            continue
        theirs = reference.scores(text["text"], text["language"], text.get("parts", []))
        pairs.append((theirs, ours(row), identity))
    print(f"{len(pairs)} documents\n")
    print(f"{'sub-score':<16} {'equal':>8} {'max diff':>10} {'mean diff':>10}  furthest")
    for name in SUBSCORES:
        found = [(abs(a[name] - b[name]), i) for a, b, i in pairs if a[name] is not None and b.get(name) is not None]
        if not found:
            print(f"{name:<16} none")
            continue
        furthest = max(found)
        equal = sum(d <= EQUAL for d, _ in found) / len(found)
        mean = sum(d for d, _ in found) / len(found)
        print(f"{name:<16} {equal:8.2%} {furthest[0]:10.6f} {mean:10.6f}  {furthest[1] if furthest[0] > EQUAL else ''}")
        missing = len(pairs) - len(found)
        if missing:
            print(f"{'':<16} {missing} not a number on one side")
    same = sum((a["score"] < NOISY) == (b["score"] < NOISY) for a, b, _ in pairs)
    noisy = sum(a["score"] < NOISY for a, _, _ in pairs)
    print(f"\nsame side of {NOISY}: {same} of {len(pairs)} ({noisy} noisy by the reference)")


if __name__ == "__main__":
    main()
