#!/usr/bin/env python3
"""Leaves out of the training lines what a first model does not believe.

  clean.py --lines BINARY --model FIRST.ftz --labels LABELS.tsv --data DIR

DIR has lines.tsv of corpus.py; written is DIR/fit.tsv. Only web lines are looked at (source hplt), whose
labels are a machine's: English menus in pages of other languages, Frisian filed as Limburgish. A line
goes if a model that learned from it still gives its label at most HARDLY and another one, not of the
same close group, at least SURE. BINARY is the example `lid_lines` of tamis-langs. The same inputs give
the same file.
"""
import argparse
import collections
import os
import sys

from close import GROUPS, through

SURE, HARDLY = 0.8, 0.05
BATCH = 50_000


def doubted(label, found, group_of):
    close = sum(p for other, p in found.items() if group_of.get(other, other) == group_of.get(label, label))
    return close <= HARDLY and max(found.values(), default=0.0) >= SURE


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--lines", "--model", "--labels", "--data"):
        parser.add_argument(name, required=True)
    args = parser.parse_args()
    group_of = {label: group[0] for group in GROUPS for label in group}
    with open(args.labels, encoding="utf-8") as file:
        rejected = {line.split("\t")[0] for line in file if line.rstrip("\n").endswith("\tnoneuro")}
    gone, waiting = collections.Counter(), []
    with open(os.path.join(args.data, "lines.tsv"), encoding="utf-8") as lines, \
            open(os.path.join(args.data, "fit.tsv"), "w", encoding="utf-8") as out:

        def flush():
            rows = through(args.lines, args.model, [line.split("\t")[1] for line in waiting])
            for line, (_, _, found) in zip(waiting, rows):
                label = line.split("\t")[0]
                if doubted("oth" if label in rejected else label, found, group_of):
                    gone[label] += 1
                else:
                    out.write(line)
            waiting.clear()

        for line in lines:
            if line.rstrip("\n").split("\t")[2] == "hplt":
                waiting.append(line)
                if len(waiting) == BATCH:
                    flush()
            else:
                out.write(line)
        flush()
    print(f"{sum(gone.values())} web lines left out: "
          + ", ".join(f"{label} {n}" for label, n in gone.most_common(12)), file=sys.stderr)


if __name__ == "__main__":
    main()
