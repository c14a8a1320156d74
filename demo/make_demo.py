#!/usr/bin/env python3
"""Build the demo: two WARC.gz files and expected.json, from pages/.

    python3 demo/make_demo.py            write the three files
    python3 demo/make_demo.py --check    build in memory and compare with what is there

Python 3.9 or newer, standard library only. The same bytes come out on every run and machine.
"""

import argparse
import hashlib
import json
import re
import sys
import zlib
from pathlib import Path

from maker import warc
from maker.cases import all_pages
from maker.page import PAGES, variant
from maker.templates import BY_NAME

HERE = Path(__file__).resolve().parent


def chrome():
    """The strings around the articles: language -> name -> string."""
    lines = [line for line in (PAGES / "chrome.tsv").read_text(encoding="utf-8").splitlines()
             if line and not line.startswith("#")]
    names = lines[0].split("\t")[1:]
    rows = (line.split("\t") for line in lines[1:])
    table = {row[0]: dict(zip(names, row[1:])) for row in rows}
    return table


def related(page, pages):
    """Links to other articles of the same language, or of all where there is none."""
    titles = {}
    for other in pages:
        if other.title and other.outcome == "keep" and other.text != page.text:
            titles.setdefault(other.lang, []).append((f"/{other.text.split('/')[-1]}", other.title))
    own = titles.get(page.lang, [])
    if page.template == "listing":
        return own * 4
    return (own + titles["eng"])[:4]


def html(page, pages, strings):
    around = strings.get(page.lang, strings["eng"])
    if not page.title:
        page.title = around["home"]
    return BY_NAME[page.template](page, around, related(page, pages))


def shingles(page):
    """The set of word 5-grams, lower case, of the text proper."""
    words = re.findall(r"\w+", " ".join(page.paragraphs).lower())
    return {tuple(words[at:at + 5]) for at in range(len(words) - 4)}


def mod97(iban):
    """ISO 13616: the check number of an IBAN; 1 if it is valid."""
    bare = iban.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97


def luhn(number):
    """ISO/IEC 7812-1, annex B: whether the check digit fits."""
    digits = [int(c) for c in reversed(number) if c.isdigit()]
    return (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


def check_personal(page):
    """What the page claims to be personal data has to pass its own checksum, and the rest not."""
    for kind, text in page.gone:
        assert kind != "iban" or mod97(text) == 1, text
        assert kind != "card" or luhn(text), text
    for text in page.stay:
        assert not re.match(r"[A-Z]{2}\d\d ", text) or mod97(text) != 1, text
        digits = re.sub(r"[ -]", "", text)
        assert not (digits.isdigit() and len(digits) >= 12 and luhn(digits)), text


def proof(page):
    """The sentence that shows best whether the decoding was right.

    Signs beyond Latin-1 weigh most: they tell windows-1252 from ISO-8859-1. Then those that stand
    elsewhere, or not at all, in windows-1250, the likeliest mistake in the other direction.
    """
    def weight(c):
        if ord(c) < 128:
            return 0
        here, there = c.encode("cp1252", "ignore"), c.encode("cp1250", "ignore")
        return 500 * (ord(c) > 255) + 30 * (here != there) + 1


    sentences = re.findall(r"[^.!?。।]+[.!?。।]", " ".join(page.paragraphs))
    return max(sentences, default="", key=lambda s: sum(map(weight, s))).strip()


def entry(page, name, first):
    """What expected.json says about one page."""
    out = {"url": page.url, "file": name, "kind": page.kind, "language": variant(page.lang),
           "outcome": page.outcome}
    if page.outcome in ("drop", "skip", "damaged"):
        out["stage"] = page.stage
    if page.reason:
        out["reason"] = page.reason
    if page.text:
        out["source"] = f"pages/{page.text}.txt"
        out["words"] = len(" ".join(page.paragraphs).split())
    if page.group:
        out["group"] = page.group
        if page is not first:
            a, b = shingles(first), shingles(page)
            out["jaccard"] = round(len(a & b) / len(a | b), 4)
    if page.kind == "charset":
        out["charset"] = {"codec": page.charset, "http": page.http_charset or None,
                          "meta": page.meta or None, "bom": page.bom}
    if page.outcome in ("keep", "one-of-group") and page.kind != "pii":
        out["text_has"] = proof(page)
    if page.gone:
        out["gone"] = [{"kind": kind, "text": text} for kind, text in page.gone]
        out["stay"] = page.stay
    return out


def build():
    """All three files: name -> bytes."""
    pages, strings = all_pages(), chrome()
    writers = [warc.Writer(f"demo-{n:05}.warc.gz", "2026-03-01T00:00:00Z") for n in (0, 1)]
    harms = {"flip": warc.flip_bits, "cut": warc.cut, "": None}
    listed, firsts, bodies = [], {}, {}
    for number, page in enumerate(pages):
        check_personal(page)
        writer = writers[page.file]
        body = bodies[page.url] = page.payload("" if page.raw else html(page, pages, strings))
        writer.exchange(number, page, page.http(body, number), body, harms[page.harm])
        if not page.edits:
            firsts.setdefault(page.group, page)
    for page in pages:
        assert page.copy_of is None or bodies[page.url] == bodies[page.copy_of.url], page.url
        listed.append(entry(page, writers[page.file].name, firsts.get(page.group)))
    files = {w.name: w.bytes() for w in writers}
    summary = {}
    for item in listed:
        summary[item["outcome"]] = summary.get(item["outcome"], 0) + 1
    expected = {
        "about": "What a run over the demo should do with each page; README.md explains the fields.",
        "dump": "TAMIS-DEMO-2026",
        "files": [{"name": w.name, "bytes": len(files[w.name]), "records": w.counts,
                   "sha256": hashlib.sha256(files[w.name]).hexdigest()} for w in writers],
        "outcomes": summary, "pages": listed}
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    files["expected.json"] = text.encode("utf-8")
    return files, writers


def check_members(writers):
    """Every member must unpack but the two that are damaged, and those two must not."""
    for writer in writers:
        bad = 0
        for member in writer.members:
            try:
                unpack = zlib.decompressobj(wbits=31)
                unpack.decompress(member)
                bad += not unpack.eof
            except zlib.error:
                bad += 1
        assert bad == writer.counts.get("damaged", 0) == 1, (writer.name, bad)


def main():
    ask = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    ask.add_argument("--check", action="store_true", help="compare, write nothing")
    check = ask.parse_args().check
    files, writers = build()
    check_members(writers)
    differ = [name for name, data in files.items()
              if not (HERE / name).exists() or (HERE / name).read_bytes() != data]
    if check and differ:
        sys.exit(f"not what make_demo.py builds: {', '.join(differ)}")
    if not check:
        for name, data in files.items():
            (HERE / name).write_bytes(data)
    for name, data in files.items():
        print(f"{name}: {len(data)} bytes{', as built' if check else ''}")


if __name__ == "__main__":
    main()
