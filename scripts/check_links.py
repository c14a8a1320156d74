#!/usr/bin/env python3
"""Every relative link in Markdown files must resolve. Arguments: files and folders."""
import pathlib
import re
import sys

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def main() -> int:
    files = []
    for name in sys.argv[1:]:
        path = pathlib.Path(name)
        files += sorted(path.rglob("*.md")) if path.is_dir() else [path]
    broken = checked = 0
    for file in files:
        for match in LINK.finditer(CODE.sub("", file.read_text(encoding="utf-8"))):
            target = (match.group(1) or match.group(2)).split("#")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            checked += 1
            if not (file.parent / target).exists():
                broken += 1
                print(f"{file}: no such file: {target}", file=sys.stderr)
    print(f"{checked} links in {len(files)} files, {broken} broken")
    return 1 if broken or not files else 0


sys.exit(main())
