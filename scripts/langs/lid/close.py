#!/usr/bin/env python3
"""Fits the tables of close groups, langs/close/<group>.tsv.

  close.py --data DIR --lines BINARY --model LID.ftz --calibration LID.toml --out langs/close

DIR has fit.tsv and held.tsv of corpus.py; BINARY is the example `lid_lines` of tamis-langs.

For each group of GROUPS a logistic regression is fitted on pseudo-documents of 1, 2, 4 and 10 lines
of one label and source: features are words, beginnings and endings, min(count, 3) / sqrt(words), as
langs/src/identify/close says. Before that each is multiplied by how far its use in one label is
from that in the others (S. Wang, C. Manning, "Baselines and bigrams", 2012): a rare word that only
one language has keeps its weight, which the penalty on weights would otherwise take. The features that move documents most are kept and fitted again. Then
three numbers are fitted on held-out pseudo-documents: the weight of the model's own (calibrated)
opinion, the scale of the table, and a bias a label. The same inputs give the same tables.
"""
import argparse
import collections
import os
import random
import subprocess
import tomllib

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

# Group: features kept. Where one language is thin or weakly labelled, more of them would be noise.
GROUPS = {
    ("bos_Latn", "hrv_Latn", "srp_Latn"): 2000,
    ("dan_Latn", "nno_Latn", "nob_Latn"): 1200,
    ("ces_Latn", "slk_Latn"): 600,
    ("ast_Latn", "glg_Latn", "por_Latn", "spa_Latn"): 1200,
    ("bul_Cyrl", "mkd_Cyrl"): 600,
    ("cat_Latn", "oci_Latn"): 600,
    ("gla_Latn", "gle_Latn"): 600,
    ("fry_Latn", "nds_Latn", "nld_Latn"): 800,
    ("pol_Latn", "szl_Latn"): 600,
    ("eng_Latn", "sco_Latn"): 600,
    ("lav_Latn", "ltg_Latn"): 600,
}
LENGTHS = (1, 2, 4, 10)
# Lines of one label and source that are used; a source of fewer is used up to MOST_REPEATS times.
MOST_LINES, MOST_REPEATS = 4000, 3
LEAST_DOCUMENTS = 8
MOST_USES = 3
ENDINGS, BEGINNINGS = (2, 3, 4, 5), (3, 4, 5, 6)
# Interface strings repeat the names and subjects of one product: they would teach those. Not so where
# a label has little else, and the others of its group have such strings as well.
LEFT_OUT = {"etherpad", "vpn"}
ALL_SOURCES = {"eng_Latn", "sco_Latn"}
# Weight of a label against others of its group, where equal weights would be absurd: for each page in
# Scots the web has thousands in English.
RARE = {"sco_Latn": 0.05}
# A feature counts if it was seen under so many labels and sources.
LEAST_SOURCES = 2
STRENGTH = 0.5
# Uses that every label is given of every feature, where features are weighed before they are fitted.
SMOOTHING = 1.0
LEAST_SHARE = 1e-6


def read(path):
    """Lines by label and source, in the order of the file."""
    lines = collections.defaultdict(list)
    wanted = {label for group in GROUPS for label in group}
    with open(path, encoding="utf-8") as file:
        for line in file:
            label, text, source = line.rstrip("\n").split("\t")
            if label in wanted:
                lines[label, source].append(text)
    return lines


def through(binary, model, texts):
    """(normal form, letters, {label: probability}) of each text; lines of a text joined by \\v."""
    joined = "\n".join(text.replace("\n", " ") for text in texts) + "\n"
    command = [binary] + ([model] if model else [])
    done = subprocess.run(command, input=joined.encode(), stdout=subprocess.PIPE, check=True)
    rows = []
    for line in done.stdout.decode().split("\n")[:-1]:
        normal, letters, pairs = line.split("\t")
        found = dict(pair.rsplit(":", 1) for pair in pairs.split())
        rows.append((normal, int(letters), {label: float(p) for label, p in found.items()}))
    assert len(rows) == len(texts)
    return rows


def documents(lines, group, rng, glue):
    """Pseudo-documents (text, label number, weight, label and source)."""
    out = []
    for (label, source), texts in sorted(lines.items()):
        if label not in group or (source in LEFT_OUT and label not in ALL_SOURCES):
            continue
        texts = sorted(texts)
        rng.shuffle(texts)
        texts = texts[:MOST_LINES]
        for length in LENGTHS:
            wanted = len(texts) // length
            if len(texts) >= length:
                wanted = max(wanted, min(len(texts), 40))
            for number in range(wanted):
                if number < len(texts) // length:
                    chosen = texts[number * length:(number + 1) * length]
                else:
                    chosen = rng.sample(texts, length)
                out.append((glue.join(chosen), group.index(label), length ** 0.5, (label, source)))
    return out


def features(normal):
    words = normal.split(" ") if normal else []
    counts = collections.Counter()
    for word in words:
        counts[word] += 1
        letters = len(word)
        for n in ENDINGS:
            if letters > n + 1:
                counts["-" + word[-n:]] += 1
        for n in BEGINNINGS:
            if letters > n + 1:
                counts[word[:n] + "-"] += 1
    scale = max(1, len(words)) ** 0.5
    return {feature: min(uses, MOST_USES) / scale for feature, uses in counts.items()}


def matrix(rows, places):
    data, row_of, column_of = [], [], []
    for number, row in enumerate(rows):
        for feature, value in row.items():
            place = places.get(feature)
            if place is not None:
                data.append(value)
                row_of.append(number)
                column_of.append(place)
    return csr_matrix((data, (row_of, column_of)), shape=(len(rows), len(places)))


def balanced(labels, weights, count):
    """Weights that give every label the same sum."""
    weights = np.asarray(weights, dtype=float).copy()
    for label in range(count):
        mine = labels == label
        if mine.any():
            weights[mine] *= len(labels) / count / weights[mine].sum()
    return weights


def regression(x, y, weights, count):
    model = LogisticRegression(C=STRENGTH, max_iter=300).fit(x, y, weights)
    if count == 2:
        return np.vstack([-model.coef_[0] / 2, model.coef_[0] / 2])
    return model.coef_ - model.coef_.mean(axis=0)


def contrast(x, y, weights, count):
    """For each feature the greatest |ln| of its share of a label's documents over that of the others."""
    present = (x > 0).astype(float)
    shares = []
    for label in range(count):
        mine = weights * (y == label)
        shares.append(np.asarray(present.multiply(mine[:, None]).sum(axis=0)).ravel() / mine.sum())
    shares = np.array(shares)
    least = SMOOTHING * count / len(y)
    others = (shares.sum(axis=0) - shares) / (count - 1)
    return np.abs(np.log(shares + least) - np.log(others + least)).max(axis=0)


def table(rows, sources, y, weights, group, keep):
    """feature -> weights, the most telling first."""
    seen, places = collections.Counter(), collections.defaultdict(set)
    for row, source in zip(rows, sources):
        seen.update(row.keys())
        for feature in row:
            places[feature].add(source)
    names = sorted(feature for feature, n in seen.items()
                   if n >= LEAST_DOCUMENTS and len(places[feature]) >= LEAST_SOURCES)
    places = {feature: place for place, feature in enumerate(names)}
    x = matrix(rows, places)
    scale = contrast(x, y, weights, len(group))
    x = x @ diags(scale)
    coefficients = regression(x, y, weights, len(group))
    # How far a feature drives documents apart, over the documents that have it.
    moved = (coefficients.max(axis=0) - coefficients.min(axis=0)) * np.sqrt(
        np.asarray(x.multiply(x).T.dot(weights)).ravel())
    chosen = sorted(sorted(range(len(names)), key=lambda place: (-moved[place], names[place]))[:keep])
    places = {names[place]: at for at, place in enumerate(chosen)}
    coefficients = regression(x[:, chosen], y, weights, len(group)) * scale[chosen]
    order = sorted(places, key=lambda feature: (-np.ptp(coefficients[:, places[feature]]), feature))
    return {feature: coefficients[:, places[feature]] for feature in order}


def sharpen(probabilities, letters, sharpness):
    """Calibrated as langs/src/identify/calibration.rs does it."""
    lengths, powers = zip(*sharpness)
    power = float(np.interp(np.log(max(letters, 1)), np.log(lengths), powers))
    out = {label: p ** power for label, p in probabilities.items()}
    total = sum(out.values())
    return {label: p / total for label, p in out.items()} if total else out


def opinions(rows, group, sharpness):
    """ln of each label's share of the group."""
    out = np.empty((len(rows), len(group)))
    for number, (_, letters, found) in enumerate(rows):
        found = sharpen(found, letters, sharpness)
        shares = np.array([found.get(label, 0.0) for label in group])
        total = shares.sum()
        out[number] = np.log(np.maximum(shares / total, LEAST_SHARE)) if total else 0.0
    return out


def stack(own, said, y, weights):
    """(weight of the model, scale of the table, bias a label) of least loss."""
    count = own.shape[1]

    def loss(values):
        logits = values[0] * own + values[1] * said + values[2:]
        logits = logits - logits.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(logits).sum(axis=1))
        picked = logits[np.arange(len(y)), y]
        # A pull towards "half the model, the table as it is, no bias" of one document a label.
        pull = (values[0] - 0.5) ** 2 + (values[1] - 1) ** 2 + (values[2:] ** 2).sum()
        return (weights * (log_sum - picked)).sum() + count * pull

    # Held-out lines of a thin label are few and of one kind: the model is never nearly set aside.
    bounds = [(0.5, 2.0), (0.2, 1.5)] + [(-1.0, 1.0)] * count
    found = minimize(loss, np.array([0.5, 1.0] + [0.0] * count), method="L-BFGS-B", bounds=bounds)
    return found.x[0], found.x[1], found.x[2:] - found.x[2:].mean()


def write(path, group, weights, model, bias, counted, accuracy):
    number = lambda value: f"{value:.2f}".replace("-0.00", "0.00")
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            "# Which words, beginnings (mje-) and endings (-irati) speak for which language of a close\n"
            "# group. Written by scripts/langs/lid/close.py; how it is used: langs/src/identify/close.\n"
            "# A greater number speaks more strongly; the most telling features come first.\n"
            f"# Learned from lines: {counted}.\n"
            f"# Right on held-out pseudo-documents of 1 to 10 lines: {accuracy}.\n"
            "# Sources and licences of the lines: docs/src/linguist/model-card.md.\n")
        file.write("@labels\t" + "\t".join(group) + "\n")
        file.write(f"@model\t{number(model)}\n@bias\t" + "\t".join(map(number, bias)) + "\n")
        for feature, row in weights.items():
            if np.ptp(row) >= 0.05:
                file.write(feature + "\t" + "\t".join(map(number, row)) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--lines", "--model", "--calibration", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--group", help="only the group that has this label")
    args = parser.parse_args()
    fit = read(os.path.join(args.data, "fit.tsv"))
    held = read(os.path.join(args.data, "held.tsv"))
    with open(args.calibration, "rb") as file:
        sharpness = tomllib.load(file)["sharpness"]
    for group, keep in GROUPS.items():
        if args.group and args.group not in group:
            continue
        rng = random.Random(1)
        made = documents(fit, group, rng, " ")
        rows = [features(normal) for normal, _, _ in
                through(args.lines, None, [made_of[0] for made_of in made])]
        y = np.array([label for _, label, _, _ in made])
        weights = balanced(y, [weight for _, _, weight, _ in made], len(group))
        learned = table(rows, [source for _, _, _, source in made], y, weights, group, keep)
        places = {feature: at for at, feature in enumerate(learned)}
        coefficients = np.array(list(learned.values()))
        tests = documents(held, group, rng, "\v")
        found = through(args.lines, args.model, [made_of[0] for made_of in tests])
        said = matrix([features(normal) for normal, _, _ in found], places) @ coefficients
        own = opinions(found, group, sharpness)
        y = np.array([label for _, label, _, _ in tests])
        weights = balanced(y, [1.0] * len(y), len(group))
        weights *= np.array([RARE.get(label, 1.0) for label in group])[y]
        model, scale, bias = stack(own, said, y, weights)
        learned = {feature: row * scale for feature, row in learned.items()}
        logits = model * own + scale * said + bias
        right = lambda logits, label: (logits.argmax(axis=1) == y)[y == label].mean()
        accuracy = ", ".join(f"{label} {right(logits, at):.3f} (the model alone {right(own, at):.3f})"
                             for at, label in enumerate(group))
        lines = collections.Counter()
        for (label, _), texts in fit.items():
            lines[label] += len(texts)
        counted = ", ".join(f"{label} {lines[label]}" for label in group)
        name = "_".join(label.split("_")[0] for label in group) + ".tsv"
        write(os.path.join(args.out, name), group, learned, model, bias, counted, accuracy)
        print(f"{name}: {len(learned)} features, model {model:.2f}, table {scale:.2f}; {accuracy}",
              flush=True)


if __name__ == "__main__":
    main()
