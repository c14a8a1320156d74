#!/usr/bin/env python3
"""Writes a WARC of made-up pages in one language, for the workbench to have something to show.

  make_archive.py LANGUAGE PAGES OUT.warc

Pages are made of the sentences of the profile's own examples, in another order on each page: prose, lists,
short notes, pages that repeat themselves, pages of figures. The same arguments give the same bytes. Standard
library only.
"""
import datetime
import html
import os
import random
import re
import sys
import tomllib
import uuid

PROFILES = os.path.join(os.path.dirname(__file__), "..", "..", "langs", "profiles")


def sentences(code):
    with open(os.path.join(PROFILES, f"{code}.toml"), "rb") as file:
        examples = tomllib.load(file)["examples"]
    found = []
    for example in examples:
        if example["keep"]:
            for line in example["text"].splitlines():
                found += [s.strip() for s in re.split(r"(?<=[.!?]) ", line) if len(s.split()) >= 4]
    return sorted(set(found))


def paragraphs(random_, all_sentences):
    """The paragraphs of one page, and whether they are lines of a list."""
    kind = random_.random()
    take = lambda least, most: random_.sample(all_sentences, random_.randint(least, most))
    words = lambda count: " ".join(random_.choice(random_.choice(all_sentences).split()) for _ in range(count))
    if kind < 0.62:
        return [" ".join(take(2, 6)) for _ in range(random_.randint(2, 6))]
    if kind < 0.72:
        return [" ".join(take(1, 3))]
    if kind < 0.80:
        return [words(random_.randint(1, 4)) for _ in range(random_.randint(20, 60))] + take(1, 4)
    if kind < 0.86:
        again = take(1, 2)
        return [" ".join(take(2, 4))] + again * random_.randint(2, 6)
    if kind < 0.93:
        return [" ".join(take(2, 4))] + [
            f"{words(1)} {random_.randint(1, 999)} {random_.randint(1, 99)},{random_.randint(10, 99)}"
            for _ in range(random_.randint(10, 50))]
    return [" ".join(take(1, 2))[:-1] + "…" for _ in range(random_.randint(3, 9))] + take(1, 3)


def record(kind, fields, body, number):
    head = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{uuid.UUID(int=number)}>", **fields,
            "Content-Length": str(len(body))}
    text = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in head.items()) + "\r\n"
    return text.encode() + body + b"\r\n\r\n"


def main():
    code, pages, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    random_ = random.Random(code)
    all_sentences = sentences(code)
    start = datetime.datetime(2026, 1, 1)
    with open(out, "wb") as file:
        for number in range(pages):
            body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs(random_, all_sentences))
            page = f"<!doctype html><html><head><title>{number}</title></head><body><article>{body}</article></body></html>"
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
            date = (start + datetime.timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
            fields = {"WARC-Date": date, "WARC-Target-URI": f"https://site{number % 97}.example/{code}/{number}",
                      "Content-Type": "application/http; msgtype=response"}
            file.write(record("response", fields, answer, number + 1))


if __name__ == "__main__":
    main()
