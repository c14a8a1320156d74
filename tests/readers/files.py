"""Checks counts.json, SHA256SUMS and the public summary of a dataset against its files.

    readers/bin/python tests/readers/files.py DATASET

Counts are counted again from the Parquet files; the three forms of the summary must agree, and its
list of domains must be what domains.parquet gives. SHA256SUMS is checked with `sha256sum -c`.
"""

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet

failed = 0

KEYS = {
    "files", "bytes", "documents", "segments", "tokens", "characters", "time", "errors",
    "tokenizer", "keys",
}  # fmt: skip
VOID = {"meta", "br", "link", "img", "hr", "input"}


def check(what, fine, detail=""):
    """Prints a check that fails."""
    global failed
    if not fine:
        failed += 1
        print(f"FAILED {what}: {detail}" if detail else f"FAILED {what}")


def check_counts(root, name, pattern):
    counts = json.loads((root / name).read_text(encoding="utf-8"))
    where = name
    check(f"{where}: keys", set(counts) == KEYS, set(counts) ^ KEYS)
    files = sorted(root.glob(pattern))
    check(f"{where}: files", counts["files"] == len(files), len(files))
    size = sum(file.stat().st_size for file in files)
    check(f"{where}: bytes", counts["bytes"] == size, size)
    texts, tokens, columns = [], 0, None
    for file in files:
        table = pyarrow.parquet.read_table(file)
        texts += table["text"].to_pylist()
        tokens += sum(table["token_count"].to_pylist())
        columns = {field.name: field.nullable for field in table.schema}
    check(f"{where}: documents", counts["documents"] == len(texts), len(texts))
    check(f"{where}: tokens", counts["tokens"] == tokens, tokens)
    if counts["characters"] is not None:
        characters = sum(map(len, texts))
        check(f"{where}: characters", counts["characters"] == characters, characters)
    if columns is not None:
        for key, nullable in (("required", False), ("optional", True)):
            expected = [name for name, null in columns.items() if null == nullable]
            check(f"{where}: {key}", counts["keys"][key] == expected, expected)


class Page(HTMLParser):
    """Whether every element is closed, and what the page loads or runs."""

    def __init__(self):
        super().__init__()
        self.open, self.bad, self.ids, self.anchors, self.headings = [], [], set(), set(), []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "iframe", "object", "embed", "link", "img", "form", "base"):
            self.bad.append(tag)
        self.bad += [name for name in attributes if name.startswith("on") or name in ("src", "style")]
        if "id" in attributes:
            if attributes["id"] in self.ids:
                self.bad.append(f"id {attributes['id']} twice")
            self.ids.add(attributes["id"])
        target = attributes.get("href", "")
        if target.startswith("#"):
            self.anchors.add(target[1:])
        elif target and not target.startswith(("https://", "http://")):
            self.bad.append(target)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(f"</{tag}>")


def check_summary(root):
    summary = json.loads((root / "public-summary.json").read_text(encoding="utf-8"))
    domains = summary["sources"]["crawled"]["domains"]
    path = root / "domains.parquet"
    if path.exists():
        sizes = {}
        for row in pyarrow.parquet.read_table(path).to_pylist():
            if row["documents_read"]:
                sizes[row["domain"]] = sizes.get(row["domain"], 0) + row["bytes_read"]
        top = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[: -(-len(sizes) // 10)]
        listed = [(line["domain"], line["bytes"]) for line in domains["domains"]]
        check("summary: domains read", domains["read"] == len(sizes), len(sizes))
        check("summary: the top 10 % of domains", listed == top, top[:3])
    text = (root / "public-summary.md").read_text(encoding="utf-8")
    html = (root / "public-summary.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(html)
    page.close()
    check("summary: HTML", not page.bad and not page.open, page.bad + page.open)
    check("summary: anchors", page.anchors <= page.ids, page.anchors - page.ids)
    steps = zip(page.headings, page.headings[1:], strict=False)
    check("summary: order of headings", all(next <= one + 1 for one, next in steps))
    check("summary: one title", page.headings.count(1) == 1)
    check("summary: language", '<html lang="en">' in html)
    open_questions = len(summary["missing"])
    check("summary: questions in HTML", html.count('class="missing"') == open_questions)
    check("summary: questions in Markdown", text.count("**missing**") == open_questions)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: files.py DATASET")
    root = Path(sys.argv[1]).resolve()
    check_counts(root, "counts.json", "data/*/*.parquet")
    for folder in sorted(root.glob("data/*")):
        name = folder.relative_to(root)
        check_counts(root, f"counts/{name.name}.json", f"{name}/*.parquet")
    check_summary(root)
    sums = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=root, capture_output=True, text=True
    )
    check("sha256sum -c", sums.returncode == 0, sums.stdout + sums.stderr)
    listed = {line.split("  ", 1)[1] for line in (root / "SHA256SUMS").read_text().splitlines()}
    skipped = {"SHA256SUMS", "manifest.intoto.json"}
    there = {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and ".tamis" not in path.parts
    }
    check("SHA256SUMS has every file", listed == there - skipped, listed ^ (there - skipped))
    print(f"files of {root.name}: {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
