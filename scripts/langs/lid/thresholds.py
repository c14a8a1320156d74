#!/usr/bin/env python3
"""Finds each variant's least score, langs/models/thresholds.tsv, from a precision to be reached.

  thresholds.py --data DIR --dev DEV.tsv[.zst] --sizes FINEWEB2.json --tamis BINARY --out TSV

Pseudo-documents of 1 to 4 lines of one label and source, at least 200 characters together, of held.tsv
(corpus.py) and of the development lines, are identified: shorter and so harder than most pages. A threshold t of a label l has the precision

  share(l) * kept(l, l, t) / sum over k of share(k) * kept(k, l, t)

where kept(k, l, t) is the part of the documents of label k that are called l with a score of at least
t, and share(k) is how often language k is on the web, since a rare language drowns in the errors of
a frequent one: documents of FineWeb-2 before its filters (SIZES, `documents` and
`documents_removed`). English, which is not in it, gets what HPLT v3 has of it for each document
that is not English (17.97 of 29.47 thousand million); the reject class, as much as all others but
English together, a guess; Bosnian, Croatian and Serbian in Latin script a third of their sum each, since
those figures come from a model that did not tell them apart. The least t of GRID that reaches TARGET is taken; where none does, the
one of greatest precision. Errors rarer than one in the documents of a label are not seen, so
precision in the field is lower. The same inputs give the same file.
"""
import argparse
import collections
import json
import os
import random
import subprocess

from corpus import read

# Below 0.5 other languages together are likelier.
GRID = [round(0.50 + 0.05 * step, 2) for step in range(10)]
# What is asked of a label; of those that are told apart by a few words only, less.
TARGET, CLOSE_TARGET = 0.99, 0.80
HARD = {"bos_Latn", "hrv_Latn", "srp_Latn"}
LENGTHS, LEAST_LETTERS = (1, 4), 200
# Documents of one label and source.
MOST = 120
ENGLISH_FOR_OTHERS = 17.97 / (29.47 - 17.97)
# Labels whose web lines are known to be wrong in part: only their other sources count, if they have any.
NOISY = {"bos_Latn", "hrv_Latn", "lim_Latn"}
# Slovak; Franco-Provençal; Kashubian and Sorbian (corpus.py), and Sorbian called so is no error.
WRONG = {("slv_Latn", "tatoeba"), ("oci_Latn", "udhr"), ("oth", "hplt")}


def documents(paths):
    by = collections.defaultdict(list)
    for path in paths:
        for label, text, source in read(path):
            if (label, source) not in WRONG and not (label in NOISY and source == "hplt"):
                by[label, source].append(text)
    rng = random.Random(1)
    for (label, source), lines in sorted(by.items()):
        lines = sorted(set(lines))
        rng.shuffle(lines)
        for _ in range(MOST):
            length = rng.randint(*LENGTHS)
            if len(lines) < length:
                break
            text = "\n".join(lines[:length])
            lines = lines[length:]
            if len(text) >= LEAST_LETTERS:
                yield label, text


def shares(path, labels):
    with open(path, encoding="utf-8") as file:
        languages = json.load(file)["languages"]
    web = {}
    for entry in languages.values():
        size = entry.get("fineweb2_size") or {}
        if size.get("documents"):
            code = entry["glotlid_label"]
            code = {"ekk_Latn": "est_Latn", "lvs_Latn": "lav_Latn", "als_Latn": "sqi_Latn"}.get(code, code)
            web[code] = size["documents"] + size.get("documents_removed", 0)
    out = {label: web.get(label, 0) for label in labels}
    others = sum(out.values())
    least = min(size for size in out.values() if size)
    # A language that FineWeb-2 has no figure of is taken to be as rare as its rarest.
    out = {label: size or least for label, size in out.items()}
    out["eng_Latn"] = others * ENGLISH_FOR_OTHERS
    out["oth"] = others
    for label in HARD:
        out[label] = sum(web.get(other, 0) for other in HARD) / len(HARD)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--dev", "--sizes", "--tamis", "--out"):
        parser.add_argument(name, required=True)
    args = parser.parse_args()
    made = list(documents([os.path.join(args.data, "held.tsv"), args.dev]))
    lines = "".join(json.dumps({"id": at, "text": text}) + "\n" for at, (_, text) in enumerate(made))
    done = subprocess.run([args.tamis, "identify", "-"], input=lines.encode(),
                          stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    labels = sorted({row["language"] for row in found} | {label for label, _ in made})
    here = os.path.dirname(os.path.abspath(__file__))
    known = {name.removesuffix(".toml") for name in os.listdir(os.path.join(here, "../../../langs/profiles"))}
    known.discard("default")
    gold = [label if label in known else "oth" for label, _ in made]
    share = shares(args.sizes, [label for label in labels if label in known])
    count = collections.Counter(gold)
    with open(args.out, "w", encoding="utf-8") as file:
        file.write("# Written by scripts/langs/lid/thresholds.py, which says how.\n"
                   "# label\tthreshold\ttarget\tprecision\trecall\tdocuments\n")
        for label in sorted(known):
            if not count[label]:
                continue
            target = CLOSE_TARGET if label in HARD else TARGET
            best = None
            for t in GRID:
                weights = collections.Counter()
                for row, truth in zip(found, gold):
                    if row["language"] == label and row["score"] >= t:
                        weights[truth] += share[truth] / count[truth]
                kept = sum(weights.values())
                precision = weights[label] / kept if kept else 0.0
                recall = weights[label] / share[label]
                if best is None or precision > best[1] + 1e-9:
                    best = t, precision, recall
                if precision >= target:
                    break
            t, precision, recall = best
            file.write(f"{label}\t{t:.2f}\t{target}\t{precision:.4f}\t{recall:.4f}\t{count[label]}\n")


if __name__ == "__main__":
    main()
