#!/usr/bin/env python3
"""Writes the numbers of HPLT's document score: filters/src/signals/wds/data/tables.tsv.

Usage: tables.py REFERENCE [OUT]

REFERENCE is a checkout of github.com/pablop16n/web-docs-scorer. Needs scipy, pandas, joblib,
zstandard and docopt, which the reference needs too. Only numbers are taken: ranges of characters,
the thresholds that the reference derives from its medians, and points of its curves.
"""

import sys
import unicodedata
from pathlib import Path

COMMIT = "743d131"
# The steepest side of informativeness loses 0.14 a point: this is 0.0003 of the sub-score.
TOLERANCE = 0.002
CLASSES = {"SPACES": "space", "PUNCTUATION_CHARS": "punctuation", "SINGULAR_CHARS": "singular", "NUMBERS": "number"}


def simplify(ys, tolerance):
    """Indices of a polyline through `ys` (at 0, 1, 2, …) that is nowhere further than `tolerance` away."""
    kept, start = [0], 0
    while start < len(ys) - 1:
        low, high, best = float("-inf"), float("inf"), start + 1
        for i in range(start + 1, len(ys)):
            run = i - start
            slope = (ys[i] - ys[start]) / run
            if low <= slope <= high:
                best = i
            low = max(low, slope - tolerance / run)
            high = min(high, slope + tolerance / run)
            if low > high:
                break
        kept.append(best)
        start = best
    return kept


def number(x):
    x = float(x)
    return str(int(x)) if x == int(x) else repr(x)


def main():
    reference = Path(sys.argv[1])
    here = Path(__file__).resolve().parents[3]
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else here / "filters/src/signals/wds/data/tables.tsv"
    sys.path.insert(0, str(reference / "src"))
    import json

    from docscorer import DocumentScorer

    scorer = DocumentScorer()
    config, information = scorer.config, scorer.info_scorer
    rows = [
        "# Numbers of HPLT's document score, written by scripts/filters/wds/tables.py.",
        f"# From github.com/pablop16n/web-docs-scorer, commit {COMMIT}, version 1.3.0, (c) Prompsit Language",
        "# Engineering, GPL-3.0; numbers only, none of its code.",
        "# class, its characters (first and last, hexadecimal); one character may be in several.",
    ]
    patterns = json.loads(Path(config.char_patterns_config).read_text())
    for name, ours in CLASSES.items():
        for block in patterns[name]:
            first, last = (int(x, 16) for x in block.split("-"))
            rows.append(f"{ours}\t{first:04X}\t{last:04X}")

    rows.append(f"# Decimal digits (Nd) of Unicode {unicodedata.unidata_version}, the same form.")
    digits = [c for c in range(0x110000) if unicodedata.category(chr(c)) == "Nd"]
    first = last = digits[0]
    for c in [*digits[1:], 0x110000]:
        if c != last + 1:
            rows.append(f"digit\t{first:04X}\t{last:04X}")
            first = c
        last = c

    rows.append("# Curve of each group of scripts: bytes, percent saved by zstd that is expected of them; the")
    rows.append(f"# reference's function at every whole number of bytes, within {TOLERANCE} of a point.")
    for group, cap in information.OUTSIDERS_FIX.items():
        ys = [float(y) for y in information.functions[group](range(1, cap + 1))]
        assert all(y == y for y in ys)
        for i in simplify(ys, TOLERANCE):
            rows.append(f"curve\t{group[-1]}\t{i + 1}\t{ys[i]:.4f}")
    rows.append("# Scripts of the groups; others are of group A.")
    for script, group in sorted(information.GROUPS.items()):
        rows.append(f"script\t{script}\t{group[-1]}")

    rows.append("# Thresholds: language and script, or script alone, or `standard` for the rest; punctuation percent")
    rows.append("# (too many, too few, half bad, wanted at least and at most, 1 = may be without), singular characters")
    rows.append("# percent (wanted, half bad, bad, most), numbers percent (wanted, most), letters of a menu entry and")
    rows.append("# of a long segment (from, to).")
    for key in sorted(config.modeled_punctuation | {"standard": 0}):
        values = [
            *config.PUNCTUATION_PERCENT_BAD[key],
            config.PUNCTUATION_PERCENT_SEMIBAD[key],
            config.PUNCTUATION_PERCENT_DESIRED_MIN[key],
            config.PUNCTUATION_PERCENT_DESIRED_MAX[key],
            int(key in config.no_punctuation_exception_list),
            config.SINGULAR_CHARS_PERCENT_DESIRED[key],
            config.SINGULAR_CHARS_PERCENT_SEMIBAD[key],
            config.SINGULAR_CHARS_PERCENT_BAD[key],
            config.SINGULAR_CHARS_PERCENT_MAX[key],
            config.NUMBERS_PERCENT_DESIRED[key],
            config.NUMBERS_PERCENT_MAX[key],
            config.MENUS_AVERAGE_LENGTH[key],
            config.LONG_TEXT_MIN[key],
            config.LONG_TEXT_MAX[key],
        ]
        rows.append("\t".join(["language", key, *map(number, values)]))
    out.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
