#!/usr/bin/env python3
"""Writes the table of named character references of `tamis-extract`. Python 3.8 or later, no packages.

    python3 scripts/tables/entities.py > pipeline/extract/src/entities_table.rs

Source: `html.entities.html5` of the Python standard library, which is the list of the HTML
Standard, "Named character references": 2,125 names that end in a semicolon, 106 of which also
stand without one. The standard never changes this list.

Names of one length stand end to end in one string, in byte order, so that a name is found by
a binary search over fixed-width slices: no pointers, no hashing, nothing to build at start-up.
"""

import unicodedata
from collections import defaultdict
from html.entities import html5

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
    print(HEAD)
    print(f"pub(crate) static CLOSED: [OfLength; {max(closed) + 1}] = [")
    first = 0
    for length in range(max(closed) + 1):
        names = "".join(closed[length])
        print(f"    OfLength {{ first: {first}, names: {text(names, '    ')} }},")
        first += len(closed[length])
    print("];\n")
    print(BARE)
    print(f"pub(crate) static BARE: [&str; {max(bare) + 1}] = [")
    for length in range(max(bare) + 1):
        print(f"    {text(''.join(bare[length]), '    ')},")
    print("];\n")
    print(FIRSTS)
    print(f"pub(crate) static FIRSTS: [char; {len(values)}] = chars(")
    print(f"    {text([escaped(value[0]) for value in values], '    ')},")
    print(");\n")
    print(SECONDS)
    pairs = [(at, value[1]) for at, value in enumerate(values) if len(value) > 1]
    print(f"pub(crate) static SECONDS: [(u16, char); {len(pairs)}] = [")
    print(wrapped([f"({at}, '{escaped(second)}'), " for at, second in pairs], "    "))
    print("];")


HEAD = '''\
//! The names of character references and what each stands for.
//!
//! Made by `scripts/tables/entities.py`; do not edit. Source: the HTML Standard, "Named character
//! references".

use crate::entities::chars;

/// The names of one length that end in a semicolon.
#[derive(Debug)]
pub(crate) struct OfLength {
    /// The rank of the first name among all names, by length and then by bytes.
    pub(crate) first: u16,
    /// The names end to end, in byte order, without `&` and `;`.
    pub(crate) names: &'static str,
}

/// Indexed by the length of the name.
#[rustfmt::skip]'''

BARE = '''\
/// The names that stand without a semicolon too, end to end in byte order, indexed by length.
#[rustfmt::skip]'''

FIRSTS = '''\
/// By the rank of the name, the character that it stands for, or the first of the two.
#[rustfmt::skip]'''

SECONDS = '''\
/// The second characters, with the rank of the name; ascending.
#[rustfmt::skip]'''


if __name__ == "__main__":
    main()
