#!/usr/bin/env python3
"""The figures of the model card, docs/src/linguist/model-figures.md.

  card.py --tamis BINARY --dev DEV.tsv[.zst] --splits DIR --labels LABELS.tsv --thresholds TSV
          --train FIT.tsv --out MD

DIR has the splits that scripts/langs/peers/splits.py made of the development lines. Per label:
training lines by source, precision, recall, F1 and false-positive rate on sentences and documents,
the least score of its profile; then the confusions, and how well scores are calibrated. Labels of
the group noneuro count as the reject class. The same inputs give the same page.
"""
import argparse
import collections
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peers"))
from splits import BREAK, read  # noqa: E402

# Text as the web has it: machine-labelled web lines, interface strings, menus around documents.
WEB = {"hplt", "vpn", "etherpad", "www"}
BINS = 10
# Bosnian, Croatian and Serbian in Latin script: what a page of each would say of itself.
HARD = {"bos_Latn": ("ba", "bs"), "hrv_Latn": ("hr", "hr"), "srp_Latn": ("rs", "sr")}
# Lines of a document of theirs, and most documents of one label and source.
HARD_LINES, HARD_DOCUMENTS = 8, 60


def identify(tamis, rows, hints=False):
    def line(at, label, text):
        row = {"id": at, "text": text.replace(BREAK, "\n")}
        if hints:
            domain, lang = HARD[label]
            row |= {"url": f"https://page.{domain}/", "html_lang": lang}
        return json.dumps(row) + "\n"

    lines = "".join(line(at, label, text) for at, (label, text, _) in enumerate(rows))
    done = subprocess.run([tamis, "identify", "-"], input=lines.encode(), stdout=subprocess.PIPE,
                          check=True)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(found) == len(rows)
    return found


def hard_documents(dev):
    """Documents of successive lines of HARD as (label, text, source), by a seeded choice."""
    by = collections.defaultdict(list)
    for label, text, source in read(dev):
        if label in HARD:
            by[label, source.removeprefix("translit_")].append(text)
    rng = random.Random(2)
    return [(label, BREAK.join(rng.sample(lines, HARD_LINES)), source)
            for (label, source), lines in sorted(by.items()) if len(lines) > HARD_LINES
            for _ in range(min(HARD_DOCUMENTS, len(lines)))]


def figures(gold, said, labels):
    """label -> (texts, precision, recall, F1, false-positive rate)."""
    texts, right, called = collections.Counter(gold), collections.Counter(), collections.Counter(said)
    for truth, guess in zip(gold, said):
        right[truth] += truth == guess
    out = {}
    for label in labels:
        if texts[label]:
            precision = right[label] / called[label] if called[label] else 0.0
            recall = right[label] / texts[label]
            f1 = 2 * right[label] / (texts[label] + called[label])
            out[label] = (texts[label], precision, recall, f1,
                          (called[label] - right[label]) / (len(gold) - texts[label]))
    return out


def calibration(gold, found):
    """(expected calibration error, [(texts, mean score, share right)])."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for truth, row in zip(gold, found):
        at = min(BINS - 1, int(row["score"] * BINS))
        bins[at][0] += 1
        bins[at][1] += row["score"]
        bins[at][2] += row["language"] == truth
    all_texts = sum(n for n, _, _ in bins)
    error = sum(abs(score - right) for _, score, right in bins) / all_texts
    return error, [(n, score / n, right / n) for n, score, right in bins if n]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--tamis", "--dev", "--splits", "--labels", "--thresholds", "--train", "--out"):
        parser.add_argument(name, required=True)
    args = parser.parse_args()
    groups = {}
    with open(args.labels, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                label, group = line.rstrip("\n").split("\t")
                groups[label] = group
    labels = sorted(label for label, group in groups.items() if group != "noneuro") + ["oth"]
    scored = {label for label, group in groups.items() if group in ("eu24", "oellm", "extra")}
    name = lambda label: label if label in labels else "oth"
    thresholds = {}
    with open(args.thresholds, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                fields = line.split("\t")
                thresholds[fields[0]] = fields[1]
    sources = collections.defaultdict(collections.Counter)
    with open(args.train, encoding="utf-8") as file:
        for line in file:
            label, _, source = line.rstrip("\n").split("\t")
            sources[name(label)][source] += 1

    out = ["<!-- Written by scripts/langs/lid/card.py: change that, not this. -->", "",
           "# Figures of the identification model", "",
           "On the development lines, which the model never saw, as `scripts/langs/peers/splits.py`",
           "cuts and joins them; without the Occitan lines of the declaration of human rights, which",
           "are Franco-Provençal. Most come from the sources that the model learned from: expect less",
           "elsewhere. The [card](model-card.md) says what it is and what it is not.", ""]
    results = {}
    for split in ("sentences", "short", "paragraphs", "documents"):
        rows = read(os.path.join(args.splits, split + ".tsv"))
        found = identify(args.tamis, rows)
        gold = [name(label) for label, _, _ in rows]
        said = [name(row["language"]) for row in found]
        results[split] = rows, found, gold, figures(gold, said, labels)
    out += ["## All labels", "",
            "| split | texts | macro-F1, scored labels | without bos, hrv, srp_Latn | all labels | accuracy | mean false-positive rate, without those |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    hard = {"bos_Latn", "hrv_Latn", "srp_Latn"}
    for split, (rows, found, gold, table) in results.items():
        mean = lambda wanted, at: (lambda values: sum(values) / len(values))(
            [table[label][at] for label in table if label in wanted])
        right = sum(truth == name(row["language"]) for truth, row in zip(gold, found)) / len(gold)
        out.append(f"| {split} | {len(gold)} | {mean(scored, 3):.4f} | {mean(scored - hard, 3):.4f} | "
                   f"{mean(set(labels), 3):.4f} | {right:.4f} | {mean(scored - hard, 4):.1e} |")
    out += ["", "Scored labels: the 24 official languages of the EU, those of candidate and associated",
            "countries, and co-official ones; dev has 53 of the 54, all but Scots.", "",
            "## Each label", "",
            "P: precision, R: recall, FPR: false-positive rate. Least score: that of the profile.", "",
            "| label | trained on (lines) | sentences | P | R | F1 | FPR | documents | P | R | F1 | least score |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    sentences, documents = results["sentences"][3], results["documents"][3]
    for label in labels:
        used = ", ".join(f"{source} {n}" for source, n in sources[label].most_common())
        cells = []
        for table, wide in ((sentences, True), (documents, False)):
            if label in table:
                n, p, r, f1, fpr = table[label]
                cells += [str(n), f"{p:.3f}", f"{r:.3f}", f"{f1:.3f}"] + ([f"{fpr:.0e}"] if wide else [])
            else:
                cells += ["0"] + ["–"] * (4 if wide else 3)
        out.append(f"| {label} | {used} | " + " | ".join(cells) + f" | {thresholds.get(label, '–')} |")
    rows = hard_documents(args.dev)
    out += ["", "## Bosnian, Croatian and Serbian in documents", "",
            f"Documents of {HARD_LINES} development lines of one source, which repeat lines; `udhr` and `parlasent`",
            "are sources that nothing was learned from. Hints: the country's domain and `html@lang`.", "",
            "| | documents | F1 bos | F1 hrv | F1 srp |", "| --- | ---: | ---: | ---: | ---: |"]
    for hints in (False, True):
        said = [row["language"] for row in identify(args.tamis, rows, hints)]
        for title, sources in (("all sources", None), ("udhr, parlasent", ("udhr", "parlasent"))):
            at = [n for n, row in enumerate(rows) if sources is None or row[2] in sources]
            table = figures([rows[n][0] for n in at], [said[n] for n in at], HARD)
            cells = " | ".join(f"{table[label][3]:.3f}" for label in HARD)
            out.append(f"| {title}{', with hints' if hints else ''} | {len(at)} | {cells} |")
    out += ["", "## Confusions", "", "| split | is | called | texts | of its texts |",
            "| --- | --- | --- | ---: | ---: |"]
    for split in ("sentences", "documents"):
        _, found, gold, table = results[split]
        pairs = collections.Counter((truth, name(row["language"])) for truth, row in zip(gold, found)
                                    if truth != name(row["language"]))
        for (truth, guess), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:15]:
            out.append(f"| {split} | {truth} | {guess} | {n} | {n / table[truth][0]:.1%} |")
    out += ["", "## Calibration", "",
            "Of texts with about a score, how many are right. Expected calibration error: the mean",
            "distance of the two over ten bins of scores, by texts. Web: machine-labelled web lines",
            "and interface strings, of whose labels some are wrong themselves.", "",
            "| texts | expected calibration error | mean score → right, per bin (texts) |",
            "| --- | ---: | --- |"]
    for title, split, wanted in (("sentences, web", "sentences", WEB), ("short, web", "short", WEB),
                                 ("documents, web", "documents", WEB), ("sentences, all", "sentences", None),
                                 ("documents, all", "documents", None)):
        rows, found, gold, _ = results[split]
        chosen = [at for at, row in enumerate(rows) if wanted is None or row[2] in wanted]
        said = [dict(found[at], language=name(found[at]["language"])) for at in chosen]
        error, bins = calibration([gold[at] for at in chosen], said)
        told = ", ".join(f"{score:.2f} → {right:.2f} ({n})" for n, score, right in bins)
        out.append(f"| {title} | {error:.4f} | {told} |")
    with open(args.out, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")
    print("\n".join(line for line in out if line.startswith(("| split", "| sent", "| short", "| para",
                                                             "| docu", "| bos", "| hrv", "| srp"))))


if __name__ == "__main__":
    main()
