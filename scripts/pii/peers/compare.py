"""Runs the peers, and tamis where a program is given, over labelled rows and long clean documents, and prints
one Markdown table. How it is run stands in README.md."""
import argparse
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import common

HERE = pathlib.Path(__file__).resolve().parent
SYSTEMS = (
    ("datatrove PIIFormatter", "run_datatrove.py", ()),
    ("scrubadub, locale of the language", "run_scrubadub.py", ()),
    ("Presidio, its phone regions", "run_presidio.py", ("--phones", "default")),
    ("Presidio, phone regions of the language", "run_presidio.py", ("--phones", "language")),
    ("stdnum (all 45) + libphonenumber", "run_validators.py", ("--ids", "all")),
    ("stdnum (of the language) + libphonenumber", "run_validators.py", ("--ids", "language")),
)


def load_scorer(path):
    """The scorer as a module: `score(rows, predictions)`."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(script, options, source, python=sys.executable):
    """One runner over one file, on one thread: predictions by id, and its timing."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "spans.jsonl")
        one = {name: "1" for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
        command = [python, str(HERE / script), source, out, *options]
        done = subprocess.run(command, env=os.environ | one, stdout=subprocess.PIPE, text=True, check=True)
        timing = json.loads(done.stdout.strip().splitlines()[-1])
        return {row["id"]: row["spans"] for row in common.rows(out)}, timing


def first_documents(path, chars, folder):
    """A file of the first documents that have so many characters together."""
    first = os.path.join(folder, "documents.jsonl")
    with open(path, encoding="utf-8") as lines, open(first, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(line)
            chars -= len(json.loads(line)["text"])
            if chars <= 0:
                break
    return first


def speed(timing):
    """Characters a second, as text with three digits."""
    per_second = timing["chars"] / timing["seconds"]
    return f"{per_second / 1e6:.3g} M" if per_second >= 1e4 else f"{per_second / 1e3:.3g} k"


def measure(system, arguments, scorer, gold, documents):
    """All figures of one system."""
    name, script, options = system
    # A program is too fast for one round of the sentences.
    often = ("--repeat", "50") if script == "run_tamis.py" else ()
    answers, sentences = run(script, [*often, *options], arguments.gold)
    result, _ = scorer.score(gold, answers)
    languages = {k: v["f1"] for k, v in result["by"]["lang"].items() if v["tp"] + v["fn"]}
    lowest = min(languages, key=lambda k: (languages[k], k))
    figures = {"system": name, "score": result, "lowest": (lowest, languages[lowest]), "sentences": sentences}
    if documents:
        found, figures["documents"] = run(script, options, documents)
        spans = sum(len(spans) for spans in found.values())
        figures["per_million"] = 1e6 * spans / figures["documents"]["chars"]
        if script == "run_tamis.py":
            # Too fast for the few; the speed comes from all of them.
            _, figures["documents"] = run(script, options, arguments.docs)
    return figures


def line(figures):
    score = figures["score"]
    overlap, exact = score["overlap"]["micro"], score["exact"]["micro"]
    cells = [figures["system"], *(f"{overlap[k]:.3f}" for k in ("p", "r", "f1")), f"{exact['f1']:.3f}",
             f"{score['leak']:.3f}", f"{score['neg_fp']:.3f}", f"{figures['lowest'][1]:.3f} ({figures['lowest'][0]})",
             speed(figures["sentences"])]
    if "documents" in figures:
        cells += [speed(figures["documents"]), f"{figures['per_million']:.1f}"]
    return cells


def types_line(figures):
    """F1 of each type by overlap."""
    types = figures["score"]["overlap"]["types"]
    return [figures["system"], *(f"{types[t]['f1']:.3f}" if t in types else "–" for t in common.TYPES)]


def table(head, lines):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for cells in lines:
        print("| " + " | ".join(cells) + " |")


def arguments_of_the_call():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", required=True, help="labelled rows")
    parser.add_argument("--scorer", required=True, help="score_pii.py")
    parser.add_argument("--docs", help="long clean documents: speed, and spans in a million characters")
    parser.add_argument("--chars", type=float, default=3e6, help="as many characters of the documents for each peer")
    parser.add_argument("--tamis", help="the program")
    parser.add_argument("--only", help="systems whose names have one of these words, by comma")
    parser.add_argument("--types", action="store_true", help="a second table: F1 of each type")
    parser.add_argument("--json", help="all figures")
    words, rest = common.behind_dashes(sys.argv[1:])
    arguments = parser.parse_args(words)
    arguments.rest = ["--", *rest] if rest else []
    return arguments


def main():
    arguments = arguments_of_the_call()
    systems = list(SYSTEMS)
    if arguments.tamis:
        options = ["--binary", arguments.tamis]
        systems.append(("tamis", "run_tamis.py", options + arguments.rest))
    if arguments.only:
        words = arguments.only.split(",")
        systems = [system for system in systems if any(word in system[0] for word in words)]
    scorer, gold = load_scorer(arguments.scorer), common.rows(arguments.gold)
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        documents = first_documents(arguments.docs, arguments.chars, folder) if arguments.docs else None
        for system in systems:
            try:
                measured.append(measure(system, arguments, scorer, gold, documents))
            except subprocess.CalledProcessError as error:
                print(f"{system[0]} could not run: {error}", file=sys.stderr)
    head = ["system", "P", "R", "F1", "exact F1", "leak", "neg_fp", "lowest F1", "chars/s sentences"]
    if arguments.docs:
        head += ["chars/s documents", "spans / M chars"]
    table(head, [line(figures) for figures in measured])
    if arguments.types:
        print()
        table(["F1", *common.TYPES], [types_line(figures) for figures in measured])
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as out:
            json.dump(measured, out, indent=1, ensure_ascii=False)
            out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
