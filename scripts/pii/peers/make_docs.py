"""Long clean documents for speed and false alarms: labelled sentences joined to paragraphs of about 5 kB.

`make_docs.py DATA OUT` reads `DATA/lid/train.tsv.zst` (label, text, source; prose of sources under free
licences) with the `zstd` command and `DATA/extraction/gold.jsonl` (main texts of real pages, labelled by hand;
`--no-pages` leaves them out). Languages are those of the labelled sets. One JSON line a document: `id`, `text`,
`language`. Lines are mixed by a hash of their place, so that each part of the file has all languages.
"""
import argparse
import hashlib
import json
import subprocess
import sys

import common

SIZE = 5000


def sentences(path):
    """`(label, text)` of each line of the wanted languages."""
    command = ["zstd", "-dcq", "--long=27", path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as read:
        for line in read.stdout:
            label, text, _source = line.rstrip("\n").split("\t")
            if label in common.TWO_LETTERS:
                yield label, text


def documents(lines):
    """Lines of one language joined, four or five a paragraph, until a document is long enough."""
    open_documents, counts = {}, {}
    for label, text in lines:
        parts = open_documents.setdefault(label, [])
        parts += [text, "\n" if len(parts) % 10 == 8 else " "]
        if sum(len(part.encode()) for part in parts) > SIZE:
            counts[label] = counts.get(label, 0) + 1
            yield {"id": f"{label}-{counts[label]}", "text": "".join(parts).strip(), "language": label}
            open_documents[label] = []


def pages(path):
    """Main texts of real pages in the wanted languages."""
    for row in common.rows(path):
        if row.get("lang") in common.LANGUAGES and row.get("text"):
            yield {"id": row["id"], "text": row["text"], "language": common.LANGUAGES[row["lang"]][0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--no-pages", action="store_true")
    arguments = parser.parse_args()
    made = list(documents(sentences(f"{arguments.data}/lid/train.tsv.zst")))
    if not arguments.no_pages:
        made += pages(f"{arguments.data}/extraction/gold.jsonl")
    made.sort(key=lambda row: hashlib.sha256(row["id"].encode()).digest())
    with open(arguments.out, "w", encoding="utf-8") as out:
        for row in made:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(made)} documents, {sum(len(row['text'].encode()) for row in made)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
