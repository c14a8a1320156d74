#!/usr/bin/env python3
"""Writes the upper halves of the legacy encodings that `mojibake` undoes. Python 3, no packages.

    python3 scripts/tables/legacy.py > pipeline/extract/src/mojibake/tables.rs

Source: Python's codecs, which follow the mapping files of the Unicode Consortium. A byte that an
encoding leaves open stands for the control character of the same number, as in the Encoding
Standard's indexes, so that every byte comes back.
"""

CODECS = [
    ("WINDOWS_1252", "cp1252"),
    ("WINDOWS_1250", "cp1250"),
    ("ISO_8859_2", "iso8859-2"),
    ("WINDOWS_1251", "cp1251"),
    ("WINDOWS_1253", "cp1253"),
    ("WINDOWS_1254", "cp1254"),
    ("WINDOWS_1257", "cp1257"),
    ("ISO_8859_1", "latin-1"),
]


def upper(codec):
    for byte in range(0x80, 0x100):
        try:
            yield bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            yield chr(byte)


def escaped(char):
    return f"\\u{{{ord(char):X}}}" if ord(char) < 0xA1 or ord(char) == 0xAD or char in "‘’‚‛" or char == '"' else char


def main():
    print(HEAD)
    for name, codec in CODECS:
        lines, line = [], ""
        for char in map(escaped, upper(codec)):
            if len(line) + len(char) > 90:
                lines.append(line)
                line = ""
            line += char
        body = "\\\n".join("     " + part for part in lines + [line])
        print(f'    // {name.lower().replace("_", "-")}\n    chars("\\\n{body}"),')
    print("];")


HEAD = '''\
//! The characters of the bytes 0x80 to 0xFF in the encodings that UTF-8 is mistaken for.
//!
//! Made by `scripts/tables/legacy.py`; do not edit. Source: the mapping files of the Unicode
//! Consortium; an open byte stands for the control character of the same number.

use crate::literal::chars;

/// By encoding, by byte less 0x80.
#[rustfmt::skip]
pub(super) static UPPER: [[char; 128]; 8] = ['''


if __name__ == "__main__":
    main()
