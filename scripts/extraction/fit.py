#!/usr/bin/env python3
"""Fits the weights of the main-text classifier: pipeline/extract/data/main_text.txt.

    fit.py --shared ../shared --blocks PROGRAM [--folds 5 [--predictions FILE]] [--write FILE]

PROGRAM is the example `blocks` of tamis-extract (`cargo build --release -p tamis-extract
--example blocks`), which writes every block of the pages with its features. Blocks are labelled by
the share of their words that the gold text holds (labels.py); pages of which only phrases are
known label the blocks that hold those. Every page weighs the same, whatever its length, since the
score is a mean over pages. With --folds the pages are divided by domain, each part is scored by
weights fitted to the others, and the figures are printed: no page is scored by weights that saw a
page of its domain; --predictions writes the texts so made, for peers.py --cv. --write fits to all pages. Needs lightgbm and numpy (fit-requirements.txt).
Deterministic: same pages, same program, same versions give the same file.
"""

import argparse
import hashlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict

import lightgbm
import numpy

import labels

# The leaves of shallow, many trees: fitted by cross-validation over domains, not to the whole.
PARAMETERS = dict(
    objective="cross_entropy", learning_rate=0.06, num_leaves=31, max_depth=8, min_data_in_leaf=50,
    feature_fraction=0.25, bagging_fraction=0.8, bagging_freq=1, lambda_l2=5, max_bin=127, seed=1,
    deterministic=True, force_row_wise=True, verbose=-1)
TREES = 300
# Boilerplate of a page counts at most this many times its gold text: a page that is all menu
# teaches no more than another.
MOST_BOILERPLATE = 1.5
# What a page counts beside one with gold text, when it has the output of a tool, or phrases.
TOOL, PHRASES = 0.5, 1.5
# When a block is settled: see `ROUND` and `SETTLED` in pipeline/extract/src/forest/mod.rs.
ROUND, SETTLED = 16, 2.0
# The page's threshold: see `decide` in pipeline/extract/src/select.rs.
PRECISION, LOWEST, HIGHEST = 1.4, 0.2, 0.65


def read_jsonl(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load(shared, program, scorer):
    """Pages with their blocks, labels and rows, and the matrix of features."""
    data = os.path.join(shared, "data", "extraction")
    with tempfile.TemporaryDirectory() as work:
        out = os.path.join(work, "blocks")
        subprocess.run([program, os.path.join(data, "pages"), out], check=True)
        with open(out + ".names", encoding="utf-8") as names:
            names = names.read().split("\n")
        rows = numpy.fromfile(out + ".f32", dtype=numpy.float32).reshape(-1, len(names))
        texts = read_jsonl(out + ".jsonl")
    gold = {page["id"]: page for page in read_jsonl(os.path.join(data, "gold.jsonl"))}
    phrases = {page["id"]: page for page in read_jsonl(os.path.join(data, "gold_segments.jsonl"))}
    pages, start = [], 0
    for page in texts:
        blocks = [scorer.tokens(text) for text in page["blocks"]]
        rows_here = slice(start, start + len(blocks))
        start += len(blocks)
        words = numpy.array([len(block) for block in blocks], dtype=numpy.float64)
        found = dict(id=page["id"], groups=page["groups"], texts=page["blocks"], blocks=blocks, words=words, rows=rows_here)
        known = gold.get(page["id"])
        if known and known.get("coverage", 1) >= 0.5:
            wanted = scorer.tokens(known["text"])
            matched = numpy.array(labels.align(blocks, wanted), dtype=numpy.float64)
            found.update(kind=known["gold"], domain=known["domain"], gold=wanted, language=known["lang"],
                         label=matched / numpy.maximum(words, 1), type=known["page_type"])
        elif page["id"] in phrases:
            known = phrases[page["id"]]
            found.update(kind="phrases", domain=known.get("domain", page["id"]), language=known["lang"],
                         wanted=known["with"], unwanted=known["without"], type="phrases",
                         label=labels.by_phrases(page["blocks"], known["with"], known["without"]))
        else:
            continue
        pages.append(found)
    return pages, rows, names


def examples(page):
    """Row numbers, labels and weights of a page's blocks; the weights sum up to about one."""
    first, words = page["rows"].start, page["words"]
    if page["kind"] == "phrases":
        known = [b for b, label in enumerate(page["label"]) if label is not None and words[b] > 0]
        weights = numpy.full(len(known), PHRASES / max(1, len(known)))
        return first + numpy.array(known, dtype=int), numpy.array([page["label"][b] for b in known]), weights
    label = page["label"]
    weights = words / max(len(page["gold"]), 20)
    boilerplate = (weights * (1 - label)).sum()
    weights = numpy.where(label < 0.5, weights * min(1, MOST_BOILERPLATE / max(boilerplate, 1e-6)), weights)
    known = words > 0
    weights = weights + 0.2 / max(1, known.sum())
    if page["kind"] == "tool":
        weights = weights * TOOL
    chosen = numpy.nonzero(known)[0]
    return first + chosen, label[chosen], weights[chosen]


def fit(pages, rows, threads):
    parts = [part for part in map(examples, pages) if len(part[0])]
    at, label, weight = (numpy.concatenate(column) for column in zip(*parts))
    data = lightgbm.Dataset(rows[at], label=label, weight=weight * len(weight) / weight.sum())
    return lightgbm.train(dict(PARAMETERS, num_threads=threads), data, TREES)


def chances_of(model, rows):
    """The rule of forest/mod.rs: what is settled after a round of trees is certain."""
    scores, open_rows = numpy.zeros(len(rows)), numpy.arange(len(rows))
    for start in range(0, model.num_trees(), ROUND):
        if not len(open_rows):
            break
        scores[open_rows] += model.predict(
            rows[open_rows], raw_score=True, start_iteration=start, num_iteration=ROUND)
        settled = numpy.abs(scores[open_rows]) > SETTLED
        scores[open_rows[settled]] *= numpy.inf
        open_rows = open_rows[~settled]
    return 1 / (1 + numpy.exp(-scores))


def even_out(page, chances):
    """The rule of select.rs: what belongs together is kept together."""
    chances, words, start = chances.copy(), numpy.maximum(page["words"], 1), 0
    for group, cells in itertools.groupby(page["groups"]):
        cells = slice(start, start + len(list(cells)))
        start = cells.stop
        if group is not None:
            chances[cells] = (chances[cells] * words[cells]).sum() / words[cells].sum()
    return chances


def decide(words, chances, lean=PRECISION):
    """The rule of select.rs."""
    order = numpy.argsort(-chances, kind="stable")
    taken, hits = numpy.cumsum(words[order]), numpy.cumsum((words * chances)[order])
    wanted = hits[-1] if len(hits) else 0
    best = (2 * hits / numpy.maximum(taken + wanted, 1)).max() if len(hits) else 0
    threshold = min(max(lean * best / 2, LOWEST), HIGHEST)
    return chances >= min(threshold, chances.max()) if len(chances) else chances > 1


def report(pages, chances, scorer):
    groups, phrases = defaultdict(list), [0, 0, 0, 0]
    for page in pages:
        if page["kind"] == "tool":
            continue
        kept = decide(numpy.maximum(page["words"], 1), even_out(page, chances[page["rows"]]))
        if page["kind"] == "phrases":
            text = " ".join("\n".join(t for t, keep in zip(page["texts"], kept) if keep).split())
            for number, wanted in ((0, page["wanted"]), (2, page["unwanted"])):
                phrases[number] += sum(" ".join(phrase.split()) in text for phrase in wanted)
                phrases[number + 1] += len(wanted)
            continue
        words = [word for block, keep in zip(page["blocks"], kept) if keep for word in block]
        score = scorer.prf(scorer.shingles(page["gold"], 4), scorer.shingles(words, 4))
        for group in ("all", "language " + page["language"], "type " + page["type"]):
            groups[group].append(score)
    print("%-22s %5s  %6s %6s %6s" % ("group", "pages", "P", "R", "F1"))
    for group, scores in sorted(groups.items(), key=lambda item: (item[0][:4], -len(item[1]))):
        if len(scores) >= 10:
            precision, recall, f1 = (scorer.mean(column) for column in zip(*scores))
            print("%-22s %5d  %6.4f %6.4f %6.4f" % (group, len(scores), precision, recall, f1))
    print("phrases: %.3f of %d wanted found, %.3f of %d unwanted leaked" % (
        phrases[0] / max(1, phrases[1]), phrases[1], phrases[2] / max(1, phrases[3]), phrases[3]))


def number(value):
    """The shortest decimal that reads back as the same 32-bit float."""
    if value and abs(value) < 1e-30:
        return "%g" % value
    return numpy.format_float_positional(numpy.float32(value), unique=True, trim="-")


def not_above(threshold):
    """The largest 32-bit float that is not above a 64-bit threshold."""
    if abs(threshold) < 1e-30:
        # Where lightgbm parts the numbers at zero.
        return 0.0 if threshold > 0 else -1e-35
    value = numpy.float32(threshold)
    if float(value) > threshold:
        value = numpy.nextafter(value, numpy.float32(-numpy.inf), dtype=numpy.float32)
    return value


def tree(node, names):
    if "leaf_value" in node:
        return "%.4g" % node["leaf_value"]
    return "(%s <= %s %s %s)" % (
        names[node["split_feature"]], number(not_above(node["threshold"])),
        tree(node["left_child"], names), tree(node["right_child"], names))


def write(model, names, pages, path):
    lines = [
        "# Weights of the main-text classifier; made by scripts/extraction/fit.py, not by hand.",
        "# Fitted to %d pages of %d domains (collections under MIT, Apache-2.0, CC-BY-4.0 and GPL-3.0" % (
            len(pages), len({page["domain"] for page in pages})),
        "# repositories, named in docs/src/engineer/extraction.md); holds numbers only, no text of theirs.",
        "# lightgbm %s, %d trees. One tree a line: (feature <= threshold yes no); leaves are log-odds." % (
            lightgbm.__version__, model.num_trees()),
    ]
    lines += [tree(found["tree_structure"], names) for found in model.dump_model()["tree_info"]]
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, help="the folder that holds data/extraction and tools/")
    parser.add_argument("--blocks", required=True, help="the built example `blocks`")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over that many parts")
    parser.add_argument("--predictions", help="write the texts of the cross-validation here, as JSON lines")
    parser.add_argument("--write", help="fit to all pages and write the weights here")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    sys.path.insert(0, os.path.join(asked.shared, "tools"))
    import score_extraction as scorer
    pages, rows, names = load(asked.shared, asked.blocks, scorer)
    print("%d pages, %d blocks, %d features" % (len(pages), len(rows), len(names)), flush=True)
    if asked.folds:
        chances = numpy.zeros(len(rows))
        for part in range(asked.folds):
            def held_out(page):
                digest = hashlib.sha1(("cv:" + page["domain"]).encode()).hexdigest()
                return int(digest, 16) % asked.folds == part
            model = fit([page for page in pages if not held_out(page)], rows, asked.threads)
            at = numpy.concatenate([numpy.arange(page["rows"].start, page["rows"].stop)
                                    for page in filter(held_out, pages)])
            chances[at] = chances_of(model, rows[at])
            print("part %d of %d fitted" % (part + 1, asked.folds), flush=True)
        report(pages, chances, scorer)
        if asked.predictions:
            with open(asked.predictions, "w", encoding="utf-8") as out:
                for page in pages:
                    kept = decide(numpy.maximum(page["words"], 1), even_out(page, chances[page["rows"]]))
                    text = "\n".join(text for text, keep in zip(page["texts"], kept) if keep)
                    out.write(json.dumps({"id": page["id"], "text": text}, ensure_ascii=False) + "\n")
    if asked.write:
        write(fit(pages, rows, asked.threads), names, pages, asked.write)


if __name__ == "__main__":
    main()
