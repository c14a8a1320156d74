#!/usr/bin/env python3
"""Fits the calibration of the embedded model, langs/models/lid.toml.

  calibrate.py --data DIR --lines BINARY --model LID.ftz --pages GOLD.jsonl.. --out LID.toml

`sharpness`: temperature scaling with one temperature a text length, on held-out lines (held.tsv of
corpus.py) cut to a few words, as they are, and joined to documents. What is minimised is the mean
negative log-likelihood over labels of equal weight, where labels of a close group count as one:
dividing those is the second step's work (close.py).

`hints`: how often declarations and country domains are right, counted on PAGES, lines of JSON with
`lang` (ISO 639-1, the language of the text), `lang_decl` (html@lang) and `url`. English ones are left
out, since templates declare English by default and English stands under every domain. Only a bound
is learned there, from pages of few languages; in close groups templates are copied across borders
more often. So both count at most what `most` says: text that speaks 20 to 1 against them wins.
The same inputs give the same file.
"""
import argparse
import collections
import json
import math
import os
import random
from urllib.parse import urlsplit

import numpy as np
from scipy.optimize import minimize

from close import GROUPS, through

# Letters at which a temperature is fitted.
KNOTS = (6, 12, 25, 50, 100, 250, 700, 2500)
# Lines of one label that are used, and interface strings, which are what short texts are on the web.
MOST_LINES = 250
INTERFACE = {"vpn", "etherpad", "www", "www_sco"}
# Web lines whose labels are a machine's and known to be wrong in part (docs/src/linguist/model-card.md).
NOISY = {"bos_Latn", "hrv_Latn", "lim_Latn", "vec_Latn", "srd_Latn", "grn_Latn", "zsm_Latn"}
MOST_ODDS = 20
# Held-out lines are cleaner than the web: no text is made surer than 1.5 would.
POWERS = (0.2, 1.5)
SMOOTH = 0.003


def texts(path):
    """Pseudo-texts (text, label) of all lengths."""
    by = collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            label, text, source = line.rstrip("\n").split("\t")
            if not (source == "hplt" and label in NOISY):
                by[label, source].append(text)
    rng = random.Random(1)
    out = []
    for (label, source), lines in sorted(by.items()):
        lines = sorted(lines)
        rng.shuffle(lines)
        lines = lines[:MOST_LINES]
        for line in lines:
            words = line.split()
            for wanted in (rng.randint(1, 2), rng.randint(3, 5), rng.randint(6, 10)):
                if len(words) > wanted:
                    first = rng.randrange(len(words) - wanted + 1)
                    out.append((" ".join(words[first:first + wanted]), label))
            out.append((line, label))
        for length in (2, 4, 10, 25):
            if source not in INTERFACE:
                for first in range(0, len(lines) - length + 1, length):
                    out.append(("\v".join(lines[first:first + length]), label))
    return out


def sharpness(rows, labels):
    group_of = {label: group[0] for group in GROUPS for label in group}
    merged, gold, letters = [], [], []
    known = {label for _, _, found in rows for label in found}
    for (_, count, found), label in zip(rows, labels):
        label = label if label in known else "oth"
        if count and found:
            merged.append(found)
            gold.append(group_of.get(label, label))
            letters.append(count)
    names = sorted({group_of.get(label, label) for label in known})
    place = {name: at for at, name in enumerate(names)}
    # Members are raised to the power one by one, as in use, and added up by group after that.
    members = sorted(known)
    to_group = np.zeros((len(members), len(names)))
    for at, label in enumerate(members):
        to_group[at, place[group_of.get(label, label)]] = 1
    logs = np.full((len(merged), len(members)), -np.inf)
    where = {label: at for at, label in enumerate(members)}
    for number, found in enumerate(merged):
        for label, p in found.items():
            logs[number, where[label]] = math.log(p)
    y = np.array([place[label] for label in gold])
    count = collections.Counter(gold)
    weights = np.array([1 / count[label] for label in gold])
    weights /= weights.sum()
    at = np.log(np.maximum(letters, 1))
    knots = np.log(KNOTS)

    def loss(powers):
        power = np.interp(at, knots, powers)[:, None]
        raised = np.exp(np.where(np.isfinite(logs), logs * power, -np.inf)) @ to_group
        picked = raised[np.arange(len(y)), y] / raised.sum(axis=1)
        # One text in a thousand may be labelled wrongly: without that, such would decide.
        fit = -(weights * np.log(0.999 * picked + 0.001 / len(names))).sum()
        # Neighbours differ little: long texts are nearly all right, and would ask for any sharpness.
        return fit + SMOOTH * (np.diff(powers) ** 2).sum()

    found = minimize(loss, np.ones(len(KNOTS)), method="L-BFGS-B", bounds=[POWERS] * len(KNOTS))
    print(f"{len(y)} texts, loss {loss(np.ones(len(KNOTS))):.4f} before, {found.fun:.4f} after")
    return [(length, round(float(power), 3)) for length, power in zip(KNOTS, found.x)]


COUNTRIES = {"de": "de", "at": "de", "pl": "pl", "gr": "el", "ru": "ru", "fr": "fr", "es": "es",
             "it": "it", "pt": "pt", "br": "pt", "cz": "cs", "nl": "nl", "tr": "tr", "jp": "ja",
             "kr": "ko", "cn": "zh", "tw": "zh", "ua": "uk", "dk": "da", "no": "no", "ro": "ro"}
THREE = {"deu": "de", "rus": "ru", "zho": "zh", "spa": "es", "fra": "fr", "por": "pt", "ces": "cs",
         "jpn": "ja", "tur": "tr", "kor": "ko", "ron": "ro", "arb": "ar", "nb": "no"}


def hints(paths):
    declared, country = [0, 0], [0, 0]
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                page = json.loads(line)
                lang = page.get("lang")
                tag = (page.get("lang_decl") or "").lower().replace("_", "-").split("-")[0]
                tag = THREE.get(tag, tag)
                if lang and tag and tag not in ("en", "eng") and tag.isalpha() and len(tag) == 2:
                    declared[lang == tag] += 1
                host = urlsplit(page.get("url") or "").hostname or ""
                of = COUNTRIES.get(host.rsplit(".", 1)[-1])
                if lang and lang != "en" and of:
                    country[lang == of] += 1
    odds = lambda pair: math.log((pair[1] + 1) / (pair[0] + 1))
    most = math.log(MOST_ODDS)
    print(f"declarations right {declared[1]}, wrong {declared[0]}; domains right {country[1]}, "
          f"wrong {country[0]}")
    # Three quarters of the bound for a hint alone, so that two that agree say more than one.
    alone = 0.75 * most
    return {"declared": min(odds(declared), alone), "tld": min(odds(country), alone), "most": most,
            "counted": (declared, country)}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--lines", "--model", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--pages", nargs="+", required=True)
    args = parser.parse_args()
    made = texts(os.path.join(args.data, "held.tsv"))
    rows = through(args.lines, args.model, [text for text, _ in made])
    powers = sharpness(rows, [label for _, label in made])
    strength = hints(args.pages)
    (wrong, right), (foreign, own) = strength["counted"]
    with open(args.out, "w", encoding="utf-8") as file:
        file.write(
            "# Written by scripts/langs/lid/calibrate.py, which says how; used by\n"
            "# langs/src/identify/calibration.rs.\n\n"
            f"# Letters and power, fitted on {len(made)} held-out texts.\n"
            "sharpness = [" + ", ".join(f"[{a}, {b}]" for a, b in powers) + "]\n\n"
            "# Logarithms of odds. Counted on pages of known language: declarations other than\n"
            f"# English right {right}, wrong {wrong}; country domains right {own}, wrong {foreign}.\n"
            f"# Bounded so that text which speaks {MOST_ODDS} to 1 against all of them wins.\n[hints]\n")
        for name in ("declared", "tld", "most"):
            file.write(f"{name} = {strength[name]:.3f}\n")


if __name__ == "__main__":
    main()
