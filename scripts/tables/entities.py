#!/usr/bin/env python3
"""Writes the tables of named character references of `tamis-extract`: `names.rs`, how they are
spelled, and `values.rs`, what they stand for. Python 3.8 or later, no packages.

    python3 scripts/tables/entities.py pipeline/extract/src/entities

Source: `html.entities.html5` of the Python standard library, which is the list of the HTML
Standard, "Named character references": 2,125 names that end in a semicolon, 106 of which also
stand without one. The standard never changes this list.

Names of one length stand end to end in one string, in byte order, so that a name is found by
a binary search over fixed-width slices: no pointers, no hashing, nothing to build at start-up.
"""

import sys
import unicodedata
from collections import defaultdict
from html.entities import html5
from pathlib import Path

WIDTH = 99


def escaped(char):
    """A character inside a Rust literal: as it looks, or its number if it has no look of its own."""
    if char in "'\"\\":
        return "\\" + char
    seen = unicodedata.category(char)[0] in "LNPS" and unicodedata.bidirectional(char) not in ("R", "AL")
    return char if seen else f"\\u{{{ord(char):X}}}"


def wrapped(pieces, indent, end=""):
    """Lines of pieces, as full as `WIDTH` allows (characters, each of width 1)."""
    lines, line = [], ""
    for piece in pieces:
        if line and len(indent) + len(line) + len(piece) + len(end) > WIDTH:
            lines.append(indent + line.rstrip(" ") + end)
            line = ""
        line += piece
    return "\n".join(lines + [indent + line.rstrip(" ")])


def text(pieces, indent):
    """A Rust string, cut over lines anywhere. None of it is a space, which a cut would lose."""
    joined = "".join(pieces)
    if len(indent) + len(joined) < WIDTH - 20:
        return f'"{joined}"'
    inner = indent + "    "
    return '"\\\n' + wrapped(pieces, inner, "\\") + '"'


def main():
    closed = defaultdict(list)
    bare = defaultdict(list)
    for name in sorted(html5):
        stem = name.rstrip(";")
        (closed if name.endswith(";") else bare)[len(stem)].append(stem)
    order = [stem for length in sorted(closed) for stem in closed[length]]
    values = [html5[stem + ";"] for stem in order]
    folder = Path(sys.argv[1])
    write(folder / "names.rs", [NAMES, *closed_names(closed), BARE, *bare_names(bare)])
    write(folder / "values.rs", [VALUES, *first_values(values), SECONDS, *second_values(values)])


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def closed_names(closed):
    yield f"pub(super) static CLOSED: [OfLength; {max(closed) + 1}] = ["
    first = 0
    for length in range(max(closed) + 1):
        names = "".join(closed[length])
        yield f"    OfLength {{ first: {first}, names: {text(names, '    ')} }},"
        first += len(closed[length])
    yield "];\n"


def bare_names(bare):
    yield f"pub(super) static BARE: [&str; {max(bare) + 1}] = ["
    for length in range(max(bare) + 1):
        yield f"    {text(''.join(bare[length]), '    ')},"
    yield "];"


def first_values(values):
    yield f"pub(super) static FIRSTS: [char; {len(values)}] = chars("
    yield f"    {text([escaped(value[0]) for value in values], '    ')},"
    yield ");\n"


def second_values(values):
    pairs = [(at, value[1]) for at, value in enumerate(values) if len(value) > 1]
    yield f"pub(super) static SECONDS: [(u16, char); {len(pairs)}] = ["
    yield wrapped([f"({at}, '{escaped(second)}'), " for at, second in pairs], "    ")
    yield "];"


NAMES = '''\
//! The names of character references.
//!
//! Made by `scripts/tables/entities.py`; do not edit. Source: the HTML Standard, "Named character
//! references".

use super::table::OfLength;

/// The names that end in a semicolon, indexed by their length.
#[rustfmt::skip]'''

VALUES = '''\
//! What the names of character references stand for, in the order of the names.
//!
//! Made by `scripts/tables/entities.py`; do not edit. Source: the HTML Standard, "Named character
//! references".

use crate::literal::chars;

/// By the rank of the name, the character that it stands for, or the first of the two.
#[rustfmt::skip]'''

BARE = '''\
/// The names that stand without a semicolon too, end to end in byte order, indexed by length.
#[rustfmt::skip]'''

SECONDS = '''\
/// The second characters, with the rank of the name; ascending.
#[rustfmt::skip]'''


if __name__ == "__main__":
    main()
