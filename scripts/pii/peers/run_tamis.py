"""tamis itself: `tamis pii INPUT -o OUT`, its byte offsets turned into code points and its kinds into types.

`--binary` is the program. What stands behind `--` goes to it as it is, as in `run_tamis.py IN OUT --binary
target/release/tamis -- --redact`. The seconds are CPU time of the process less that for a file of one row.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

import common

# Kinds that are not a type in capitals; what stands behind a dot is a subtype.
KINDS = {"CARD": "CREDIT_CARD", "WALLET": "CRYPTO", "ID": "NATIONAL_ID", "IPV4": "IP", "IPV6": "IP"}


def kind_of(name):
    """The scorer's type of a kind such as `email` or `national_id.cz_rc`; None for what it does not know."""
    upper = name.split(".")[0].upper()
    found = KINDS.get(upper, upper)
    return found if found in common.TYPES else None


def to_code_points(text, offsets):
    """Byte offsets of `text` in UTF-8 as code points. One inside of a character counts as at its start."""
    if text.isascii():
        return {offset: offset for offset in offsets}
    raw = text.encode()
    found, last, points = {}, 0, 0
    for offset in sorted(set(offsets)):
        # Each code point has one byte that is not a continuation (10xxxxxx); count those in between.
        points += sum((byte & 0xC0) != 0x80 for byte in raw[last:offset])
        last = offset
        inside = offset < len(raw) and (raw[offset] & 0xC0) == 0x80
        found[offset] = points - 1 if inside else points
    return found


def run(binary, rows, out, rest):
    """Runs the program over rows; CPU seconds. A language that is unknown is left to the program."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", delete=False) as handed:
        for number, row in enumerate(rows):
            line = {"id": str(number), "text": row["text"], "language": common.label(row)}
            if line["language"] is None:
                del line["language"]
            handed.write(json.dumps(line, ensure_ascii=False) + "\n")
    try:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([binary, "pii", handed.name, "-o", out, *rest], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    finally:
        os.unlink(handed.name)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--repeat", type=int, default=1, help="give the rows so often, to measure short files")
    words, rest = common.behind_dashes(sys.argv[1:])
    arguments = parser.parse_args(words)
    rows = common.rows(arguments.input)
    unknown = {}
    with tempfile.TemporaryDirectory() as folder:
        start = run(arguments.binary, rows[:1], os.path.join(folder, "one.jsonl"), rest)
        answers = os.path.join(folder, "all.jsonl")
        seconds = run(arguments.binary, rows * arguments.repeat, answers, rest) - start
        with open(arguments.output, "w", encoding="utf-8") as out:
            for answer in common.rows(answers)[: len(rows)]:
                row = rows[int(answer["id"])]
                places = to_code_points(row["text"], [s[end] for s in answer["spans"] for end in ("start", "end")])
                spans = []
                for span in answer["spans"]:
                    kind = kind_of(span["kind"])
                    if kind is None:
                        unknown[span["kind"]] = unknown.get(span["kind"], 0) + 1
                        continue
                    spans.append({"start": places[span["start"]], "end": places[span["end"]], "type": kind,
                                  "kind": span["kind"]})
                out.write(json.dumps({"id": row["id"], "spans": spans}) + "\n")
    if unknown:
        print(f"kinds that the scorer does not know, left out: {unknown}", file=sys.stderr)
    chars = arguments.repeat * sum(len(row["text"]) for row in rows)
    print(json.dumps({"chars": chars, "seconds": round(max(seconds, 1e-3), 4)}))


if __name__ == "__main__":
    sys.exit(main())
