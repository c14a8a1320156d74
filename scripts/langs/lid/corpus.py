#!/usr/bin/env python3
"""The lines that the identification model is trained on, and those it is fitted and judged on.

  corpus.py --train TSV[.zst].. --out DIR

Reads `label<TAB>text<TAB>source` and writes to DIR
  lines.tsv what the model and the tables of close groups learn from, before clean.py
  held.tsv  one line in ten by its hash, kept from all of that, for calibration and thresholds

What is done to the lines (each with its reason in the code): sources that are known to be
mislabelled are left out; web lines labelled Bosnian that are plainly ekavian are left out; Serbian
in Cyrillic is added in Latin script; Serbian is added as Bosnian with its yat put right
(bosnian.py). The same inputs give the same files. Standard library only, and the `zstd` command.
"""
import argparse
import os
import subprocess
import sys
import zlib

import bosnian

# 63 % of these lines hold letters that Slovenian does not have: they are Slovak (docs/src/linguist/model-card.md).
MISLABELLED = {("slv_Latn", "tatoeba")}
# Letters that a language does not have, and another one that is filed under its label does: Kashubian
# and Sorbian under Silesian. Two of them in a line, and it joins the reject class.
FOREIGN_LETTERS = {"szl_Latn": set("ëòùě")}
HELD = 10


def read(path):
    """Lines of a TSV as (label, text, source)."""
    command = ["zstd", "-dcq", "--long=31", path] if path.endswith(".zst") else ["cat", path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    for line in process.stdout:
        fields = line.decode("utf-8").rstrip("\n").split("\t")
        if len(fields) == 3:
            yield fields
    if process.wait():
        raise SystemExit(f"cannot read {path}")


def held(text):
    """Whether a line is held out: by its text alone, so that every build holds out the same."""
    return zlib.crc32(text.lower().encode()) % HELD == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    slavic = []
    counts = {"fit": 0, "held": 0, "left out": 0, "made": 0, "rejected": 0}
    with open(os.path.join(args.out, "lines.tsv"), "w", encoding="utf-8") as fit, \
            open(os.path.join(args.out, "held.tsv"), "w", encoding="utf-8") as out:
        for path in args.train:
            for label, text, source in read(path):
                if (label, source) in MISLABELLED:
                    counts["left out"] += 1
                elif label in bosnian.LABELS:
                    slavic.append((label, text, source))
                else:
                    letters = FOREIGN_LETTERS.get(label, ())
                    if sum(char in letters for char in text.lower()) > 1:
                        counts["rejected"] += 1
                        label = "oth"
                    is_held = held(text)
                    (out if is_held else fit).write(f"{label}\t{text}\t{source}\n")
                    counts["held" if is_held else "fit"] += 1
        lexicon = bosnian.Lexicon((label, text) for label, text, _ in slavic if not held(text))
        for label, text, source in slavic:
            if label == "bos_Latn" and source == "hplt" and lexicon.ekavian(text):
                counts["left out"] += 1
                continue
            is_held = held(text)
            (out if is_held else fit).write(f"{label}\t{text}\t{source}\n")
            counts["held" if is_held else "fit"] += 1
        # Made lines of held-out ones would let them in by the back door.
        for label, text, source in bosnian.made(slavic, lexicon):
            if not held(text):
                fit.write(f"{label}\t{text}\t{source}\n")
                counts["made"] += 1
    print(f"{len(lexicon.pairs)} words with two forms of yat", file=sys.stderr)
    print(", ".join(f"{name} {count}" for name, count in counts.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
