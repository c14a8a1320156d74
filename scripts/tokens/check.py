"""Counts tokens with the Python package tokenizers.

    check.py TEXTS TOKENIZER.json ...

TEXTS has lines of `label<TAB>text<TAB>source`, or one text a line. Prints for each tokenizer the sum over all
texts and a SHA-256 of all counts, one a line; `token_speed --check` prints the same of ours.
"""

import hashlib
import sys
from pathlib import Path

from tokenizers import Tokenizer


def main():
    _, texts, *tokenizers = sys.argv
    lines = Path(texts).read_text().split("\n")
    texts = [(line.split("\t") + [""])[1] if "\t" in line else line for line in lines if line]
    for path in tokenizers:
        tokenizer = Tokenizer.from_file(path)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        batch = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        counts = [len(encoding.ids) for encoding in batch]
        digest = hashlib.sha256("".join(f"{count}\n" for count in counts).encode()).hexdigest()
        print(f"{path} {sum(counts)} {digest}")


if __name__ == "__main__":
    main()
